import {
  GoldChange,
  GoldList,
  GoldListInput,
  GoldMade,
  GoldMake,
  GoldTrial,
  GoldTrialInput,
  GoldVerdict,
  GoldVerdictDone,
} from "@justesse/types/wire/quality"
import { member, router, shownTo } from "../core/trpc.ts"
import { changeGold, makeGold } from "./make.ts"
import { goldTrial, goldVerdict, listGold } from "./trial.ts"

/** Tasks whose answer is known beforehand. Annotators learn nothing of them (I5). */
export const goldRouter = router({
  list: member(["owner"])
    .input(GoldListInput)
    .output(GoldList)
    .query(({ ctx, input }) => listGold(ctx.deps, ctx.project, input)),
  make: member(["owner"])
    .input(GoldMake)
    .output(GoldMade)
    .mutation(({ ctx, input }) => makeGold(ctx.deps, ctx.project, ctx.who, input)),
  change: member(["owner"])
    .input(GoldChange)
    .output(GoldMade)
    .mutation(({ ctx, input }) => changeGold(ctx.deps, ctx.project, ctx.who, input)),
  trial: shownTo(["owner", "reviewer"])
    .input(GoldTrialInput)
    .output(GoldTrial)
    .query(({ ctx, input }) => goldTrial(ctx.deps, ctx.project, input)),
  verdict: member(["owner", "reviewer"], "work")
    .input(GoldVerdict)
    .output(GoldVerdictDone)
    .mutation(({ ctx, input }) => goldVerdict(ctx.deps, ctx.project, ctx.who, input)),
})
