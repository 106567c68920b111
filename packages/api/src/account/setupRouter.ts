import * as wire from "@justesse/types/wire/account"
import { anyone, router } from "../core/trpc.ts"
import { finishSetup, showSetup } from "./setup.ts"

/** The one-time link that makes the first operator. */
export const setupRouter = router({
  show: anyone
    .input(wire.SetupShow)
    .output(wire.SetupShown)
    .query(({ ctx, input }) => showSetup(ctx.deps, input.token)),
  finish: anyone
    .input(wire.SetupFinish)
    .output(wire.SetupFinished)
    .mutation(({ ctx, input }) => finishSetup(ctx, input)),
})
