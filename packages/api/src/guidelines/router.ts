import * as wire from "@justesse/types/wire/project"
import { ALL_ROLES, member, router } from "../core/trpc.ts"
import * as guidelines from "./index.ts"

/** A project's guideline with its versions. */
export const guidelineRouter = router({
  get: member(ALL_ROLES, "read")
    .input(wire.GuidelineGet)
    .output(wire.GuidelineShown)
    .query(({ ctx, input }) => guidelines.getGuideline(ctx.deps, ctx.project, ctx.who, input)),
  save: member(["owner"])
    .input(wire.GuidelineSave)
    .output(wire.VersionSaved)
    .mutation(({ ctx, input }) => guidelines.saveGuideline(ctx.deps, ctx.project, ctx.who, input)),
})
