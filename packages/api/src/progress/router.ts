import { PeerReading, PeerSeatOnly, PeerSeats, PeerSheet } from "@justesse/types/progress/peers"
import * as wire from "@justesse/types/progress/requests"
import { Done, Empty } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, person, router, shownTo } from "../core/trpc.ts"
import { askToReview, readProgress, takeRequestBack } from "./mine.ts"
import { answerAsked, listRequests } from "./owner.ts"
import { handSeatOn, listSeats, readSeat, sendSheet } from "./seats.ts"

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
  seats: person("work")
    .input(Empty)
    .output(PeerSeats)
    .query(({ ctx }) => listSeats(ctx.deps, ctx.who)),
  seat: shownTo(["reviewer"])
    .input(PeerSeatOnly)
    .output(PeerReading)
    .query(({ ctx, input }) => readSeat(ctx.deps, ctx.project, ctx.who, input.seat)),
  assess: member(["reviewer"], "work")
    .input(PeerSheet)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await sendSheet(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  handOn: member(["reviewer"], "work")
    .input(PeerSeatOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await handSeatOn(ctx.deps, ctx.project, ctx.who, input.seat)
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
