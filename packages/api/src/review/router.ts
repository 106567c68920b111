import { TaskId } from "@justesse/types"
import { Done, Empty } from "@justesse/types/wire/common"
import {
  Decide,
  DecideDone,
  OneMore,
  ReviewFile,
  ReviewOpen,
  ReviewQueue,
  ReviewQueueInput,
  ReviewQueues,
  ReviewRelease,
  ReviewTask,
  ReviewTimeInput,
  ReviewTimeOutput,
  SendBack,
  SimilarDecide,
  SimilarDone,
  SimilarInput,
  SimilarList,
  SimilarUndo,
  SimilarUndone,
  UndoDecision,
  Undone,
} from "@justesse/types/wire/review"
import { z } from "zod"
import { member, person, router, shownTo } from "../core/trpc.ts"
import { countReviewing } from "../work/unleased.ts"
import { oneMore, releaseReview, sendBack } from "./acts.ts"
import { decideAudit, fileAudit, openAudit, undoAudit } from "./audit.ts"
import { decide, type Filed, fileReview, undoDecision } from "./decide.ts"
import { once } from "./once.ts"
import { openReview } from "./open.ts"
import { reviewQueue, reviewQueues } from "./queue.ts"
import { findSimilarPage } from "./similar.ts"
import { decideSimilar, undoSimilar } from "./similarDecide.ts"

const reviewer = () => member(["reviewer"], "work")
const done = { done: true } as const

/** Settling what people answered differently. Nobody's name is on this wire. */
export const reviewRouter = router({
  queues: person("work")
    .input(Empty)
    .output(ReviewQueues)
    .query(({ ctx }) => reviewQueues(ctx.deps, ctx.who.personId)),
  queue: reviewer()
    .input(ReviewQueueInput)
    .output(ReviewQueue)
    .query(({ ctx, input }) => reviewQueue(ctx.deps, ctx.project, ctx.who.personId, input)),
  time: reviewer()
    .input(ReviewTimeInput)
    .output(ReviewTimeOutput)
    .mutation(({ ctx, input }) => countReviewing(ctx.deps, ctx.project, ctx.who.personId, input)),
  open: shownTo(["reviewer"])
    .input(ReviewOpen)
    .output(z.strictObject({ task: ReviewTask.nullable() }))
    .mutation(async ({ ctx, input }) => ({
      task: await (input.look === "second" ? openAudit : openReview)(ctx.deps, ctx.project, ctx.who.personId, input),
    })),
  decide: reviewer()
    .input(Decide)
    .output(DecideDone)
    .mutation(({ ctx: { deps, project, who }, input }) =>
      once<z.infer<typeof DecideDone>>(deps, project, who.personId, input, (remember) =>
        (input.look === "second" ? decideAudit : decide)(deps, project, who.personId, input, remember),
      ),
    ),
  undo: reviewer()
    .input(UndoDecision)
    .output(Undone)
    .mutation(({ ctx, input }) =>
      input.look === "second"
        ? undoAudit(ctx.deps, ctx.project, ctx.who.personId, input.task)
        : undoDecision(ctx.deps, ctx.project, ctx.who.personId, input),
    ),
  file: reviewer()
    .input(ReviewFile)
    .output(z.strictObject({ next: TaskId.nullable() }))
    .mutation(({ ctx: { deps, project, who }, input }) =>
      once<Filed>(deps, project, who.personId, input, (remember) =>
        (input.look === "second" ? fileAudit : fileReview)(deps, project, who.personId, input, remember),
      ),
    ),
  alike: shownTo(["reviewer"])
    .input(SimilarInput)
    .output(SimilarList)
    .query(({ ctx, input }) => findSimilarPage(ctx.deps, ctx.project, ctx.who.personId, input)),
  decideAlike: reviewer()
    .input(SimilarDecide)
    .output(SimilarDone)
    .mutation(({ ctx, input }) => decideSimilar(ctx.deps, ctx.project, ctx.who.personId, input)),
  undoAlike: reviewer()
    .input(SimilarUndo)
    .output(SimilarUndone)
    .mutation(({ ctx, input }) => undoSimilar(ctx.deps, ctx.project, ctx.who.personId, input)),
  sendBack: reviewer()
    .input(SendBack)
    .output(Done)
    .mutation(({ ctx: { deps, project, who }, input }) =>
      once<{ readonly done: true }>(deps, project, who.personId, input, (remember) =>
        sendBack(deps, project, who, input, remember),
      ),
    ),
  oneMore: reviewer()
    .input(OneMore)
    .output(Done)
    .mutation(({ ctx: { deps, project, who }, input }) =>
      once<{ readonly done: true }>(deps, project, who.personId, input, (remember) =>
        oneMore(deps, project, who.personId, input, remember),
      ),
    ),
  release: reviewer()
    .input(ReviewRelease)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await releaseReview(ctx.deps, ctx.project.id, ctx.who.personId, input.task)
      return done
    }),
})
