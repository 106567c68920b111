import * as wire from "@justesse/types/wire/project"
import { member, router } from "../core/trpc.ts"
import { listActivity } from "./index.ts"

/** Who did what when in a project. */
export const activityRouter = router({
  list: member(["owner", "reviewer"], "read")
    .input(wire.ActivityInput)
    .output(wire.ActivityPage)
    .query(({ ctx, input }) => listActivity(ctx.deps, ctx.project, ctx.who, input)),
})
