import { Done } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import * as wire from "@justesse/types/wire/quality"
import { member, router } from "../core/trpc.ts"
import { actOnSuspects } from "./act.ts"
import { showGains } from "./gains.ts"
import * as models from "./index.ts"
import { startPredictions } from "./run.ts"

const reader = () => member(["owner", "reviewer"], "read")

/** Predictions of models: scored against what is settled, doubts about it, and the order of work. */
export const modelsRouter = router({
  list: reader()
    .input(ProjectOnly)
    .output(wire.PredictionSets)
    .query(({ ctx }) => models.listModels(ctx.deps, ctx.project, ctx.who)),
  start: member(["owner"], "import")
    .input(wire.PredictionsStart)
    .output(wire.PredictionSetId)
    .mutation(({ ctx, input }) => startPredictions(ctx.deps, ctx.project, ctx.who, input)),
  scores: reader()
    .input(wire.PredictionSetId)
    .output(wire.PredictionScores)
    .query(({ ctx, input }) => models.showScores(ctx.deps, ctx.project, ctx.who, input.set)),
  suspects: reader()
    .input(wire.SuspectsInput)
    .output(wire.Suspects)
    .query(({ ctx, input }) => models.listSuspects(ctx.deps, ctx.project, input)),
  act: member(["owner", "reviewer"])
    .input(wire.SuspectsAct)
    .output(wire.SuspectsDone)
    .mutation(({ ctx, input }) => actOnSuspects(ctx.deps, ctx.project, ctx.who, input)),
  scoreOn: member(["owner"])
    .input(wire.ScoreOnInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await models.scoreOn(ctx.deps, ctx.project, ctx.who, input.on)
      return { done: true } as const
    }),
  gains: reader()
    .input(ProjectOnly)
    .output(wire.ProposalGains)
    .query(({ ctx }) => showGains(ctx.deps, ctx.project)),
  order: member(["owner"])
    .input(wire.OrderBy)
    .output(wire.Ordered)
    .mutation(({ ctx, input }) => models.orderTasks(ctx.deps, ctx.project, ctx.who, input.set)),
  remove: member(["owner"])
    .input(wire.PredictionSetId)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await models.removeSet(ctx.deps, ctx.project, ctx.who, input.set)
      return { done: true } as const
    }),
})
