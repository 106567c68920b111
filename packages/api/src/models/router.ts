import * as asked from "@justesse/types/models/asked"
import { ReadingChange, ReadingShown } from "@justesse/types/models/reading"
import { Done } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import * as wire from "@justesse/types/wire/quality"
import { z } from "zod"
import { member, router } from "../core/trpc.ts"
import { actOnSuspects } from "./act.ts"
import { showGains } from "./gains.ts"
import * as models from "./index.ts"
import { startPredictions } from "./run.ts"
import { queueFills } from "./servers/fill.ts"
import { startFinals } from "./servers/finals.ts"
import * as servers from "./servers/index.ts"
import { startTraining } from "./servers/learn.ts"
import { changeReading, showReading } from "./servers/reading.ts"
import { tryModel } from "./servers/try.ts"

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
    .input(wire.GainsInput)
    .output(wire.ProposalGains)
    .query(({ ctx, input }) => showGains(ctx.deps, ctx.project, input.set ?? null)),
  order: member(["owner"])
    .input(wire.OrderBy)
    .output(wire.Ordered)
    .mutation(({ ctx, input }) => models.orderTasks(ctx.deps, ctx.project, ctx.who, input.set)),
  servers: reader()
    .input(ProjectOnly)
    .output(asked.ModelServers)
    .query(({ ctx }) => servers.listModelServers(ctx.deps, ctx.project)),
  reading: reader()
    .input(ProjectOnly)
    .output(ReadingShown)
    .query(({ ctx }) => showReading(ctx.deps, ctx.project)),
  read: member(["owner"])
    .input(ReadingChange)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await changeReading(ctx.deps, ctx.project, ctx.who, input)
      if (input.on) await queueFills(ctx.deps)
      return { done: true } as const
    }),
  try: member(["owner"])
    .input(asked.ModelTry)
    .output(asked.ModelTried)
    .mutation(({ ctx, input }) => tryModel(ctx.deps, ctx.project, input)),
  connect: member(["owner"])
    .input(asked.ModelConnect)
    .output(z.strictObject({ server: z.int() }))
    .mutation(({ ctx, input }) => servers.connectModel(ctx.deps, ctx.project, ctx.who, input)),
  change: member(["owner"])
    .input(asked.ModelChange)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await servers.changeModel(ctx.deps, ctx.project, ctx.who, input)
      return { done: true } as const
    }),
  compare: member(["owner"])
    .input(asked.ModelServerId)
    .output(asked.ModelCompared)
    .mutation(({ ctx, input }) => startFinals(ctx.deps, ctx.project, ctx.who, input.server)),
  retry: member(["owner"])
    .input(asked.ModelServerId)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await servers.retryModel(ctx.deps, ctx.project, input.server)
      return { done: true } as const
    }),
  train: member(["owner"])
    .input(asked.ModelServerId)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await startTraining(ctx.deps, ctx.project, input.server)
      return { done: true } as const
    }),
  disconnect: member(["owner"])
    .input(asked.ModelServerId)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await servers.removeModel(ctx.deps, ctx.project, ctx.who, input.server)
      return { done: true } as const
    }),
  remove: member(["owner"])
    .input(wire.PredictionSetId)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await models.removeSet(ctx.deps, ctx.project, ctx.who, input.set)
      return { done: true } as const
    }),
})
