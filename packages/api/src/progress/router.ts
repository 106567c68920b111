import * as wire from "@justesse/types/progress/requests"
import { Done } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, router } from "../core/trpc.ts"
import { askToReview, readProgress, takeRequestBack } from "./mine.ts"
import { answerAsked, listRequests } from "./owner.ts"

const done = { done: true as const }
const annotator = () => member(["annotator"], "work")

/** What comes next for whoever labels: published criteria, and asking an owner to review. */
export const progressRouter = router({
  mine: annotator()
    .input(ProjectOnly)
    .output(wire.ProgressShown)
    .query(({ ctx }) => readProgress(ctx.deps, ctx.project, ctx.who)),
  ask: annotator()
    .input(wire.ProgressAsk)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await askToReview(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  takeBack: annotator()
    .input(ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await takeRequestBack(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  requests: member(["owner"])
    .input(ProjectOnly)
    .output(wire.ProgressRequests)
    .query(({ ctx }) => listRequests(ctx.deps, ctx.project, ctx.who)),
  answer: member(["owner"])
    .input(wire.ProgressAnswer)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await answerAsked(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
})
