import { PayMode, ProjectSlug } from "@justesse/types"
import { Proposed, ProposeInput } from "@justesse/types/models/asked"
import { ClaimAnswerInput, ClaimsToAnswer } from "@justesse/types/wire/claims"
import { Done, Empty } from "@justesse/types/wire/common"
import { ContentYes } from "@justesse/types/wire/content"
import { WhyTask } from "@justesse/types/wire/whyTask"
import {
  BreakInput,
  BreakOutput,
  ClaimInput,
  ClaimOutput,
  Contacts,
  Guide,
  GuideInput,
  HeldLeases,
  Hours,
  HoursInput,
  Lease,
  MyWork,
  OpenInput,
  ReadingInput,
  ReadingOutput,
  SkipInput,
  Today,
  ZoneInput,
} from "@justesse/types/wire/work"
import { HistoryInput, HistoryOne, HistoryPage, PreviousInput, SentTask } from "@justesse/types/wire/work/history"
import { z } from "zod"
import { sayYes } from "../content/yes.ts"
import { answerInConstantTime } from "../core/constantTime.ts"
import type { Context } from "../core/context.ts"
import { ALL_ROLES, anyone, member, person, router } from "../core/trpc.ts"
import { hot } from "../hot.ts"
import { askModel } from "../models/servers/ask.ts"
import { contactsOf } from "../people/contacts.ts"
import { answerClaim, claimsToAnswer, claimTime } from "./claims.ts"
import { acceptConditions, guideOf } from "./guide.ts"
import { historyPage } from "./history/index.ts"
import { historyOne, previousTask, sentTask } from "./history/one.ts"
import { hoursOf } from "./hours.ts"
import { goOnPastLimits } from "./limits.ts"
import { myWork } from "./mine.ts"
import { openTask, reviseTask, skipTask, takeUpTask } from "./tasks.ts"
import { secondsToday } from "./time.ts"
import { countBreak, countReading } from "./unleased.ts"
import { whyTask } from "./why.ts"

/** A hot mutation as a procedure: the same checks as on the short road, in the same order. */
function hotProcedure(one: { meta: (typeof hot)["next"]["meta"]; allow: (ctx: Pick<Context, "who">) => void }) {
  return anyone.meta(one.meta).use(({ ctx, next }) => {
    one.allow(ctx)
    return next()
  })
}

const worker = () => person("work")
const done = { done: true } as const
/** `mode`: how its reader was told that the project pays; only where that is somebody else (`salaried`) need nothing be said. */
const Accept = z.strictObject({ project: ProjectSlug, guidelineVersion: z.int(), mode: PayMode.optional() })

/** Drawing tasks, answering them, and what became of them: all that annotators do. */
export const workRouter = router({
  next: hotProcedure(hot.next)
    .input(hot.next.input)
    .output(hot.next.output)
    .mutation(({ ctx, input }) => hot.next.run(ctx, input)),
  saveDraft: hotProcedure(hot.saveDraft)
    .input(hot.saveDraft.input)
    .output(hot.saveDraft.output)
    .mutation(({ ctx, input }) => hot.saveDraft.run(ctx, input)),
  submitNext: hotProcedure(hot.submitNext)
    .input(hot.submitNext.input)
    .output(hot.submitNext.output)
    .mutation(({ ctx, input }) => hot.submitNext.run(ctx, input)),
  heartbeat: hotProcedure(hot.heartbeat)
    .input(hot.heartbeat.input)
    .output(hot.heartbeat.output)
    .mutation(({ ctx, input }) => hot.heartbeat.run(ctx, input)),
  skip: worker()
    .input(SkipInput)
    .output(HeldLeases)
    .mutation(({ ctx, input }) => skipTask(ctx.deps, ctx.who.personId, input)),
  open: worker()
    .input(OpenInput)
    .output(Lease)
    .mutation(({ ctx, input }) => openTask(ctx.deps, ctx.who.personId, input)),
  propose: worker()
    .input(ProposeInput)
    .output(Proposed)
    .mutation(({ ctx, input }) => askModel(ctx.deps, ctx.who.personId, input.assignmentId)),
  takeUp: worker()
    .input(OpenInput)
    .output(Lease)
    .mutation(({ ctx, input }) => takeUpTask(ctx.deps, ctx.who.personId, input)),
  revise: worker()
    .input(OpenInput)
    .output(Lease)
    .mutation(({ ctx, input }) => reviseTask(ctx.deps, ctx.who.personId, input)),
  previous: member(["annotator"], "work")
    .input(PreviousInput)
    .output(z.strictObject({ task: SentTask.nullable() }))
    .query(async ({ ctx, input }) => ({
      task: await answerInConstantTime(() => previousTask(ctx.deps, ctx.project, ctx.who.personId, input)),
    })),
  sent: worker()
    .input(OpenInput)
    .output(SentTask)
    .query(({ ctx, input }) => answerInConstantTime(() => sentTask(ctx.deps, ctx.who.personId, input.assignmentId))),
  guide: member(ALL_ROLES, "work")
    .input(GuideInput)
    .output(Guide)
    .query(({ ctx, input }) => guideOf(ctx.deps, ctx.project, input)),
  today: worker()
    .input(ZoneInput)
    .output(Today)
    .query(async ({ ctx, input }) => ({
      todaySeconds: await secondsToday(ctx.deps, ctx.who.personId, input.utcOffsetMinutes),
    })),
  mine: worker()
    .input(ZoneInput)
    .output(MyWork)
    .query(({ ctx, input }) => myWork(ctx.deps, ctx.who.personId, input.utcOffsetMinutes)),
  contacts: worker()
    .input(Empty)
    .output(Contacts)
    .query(({ ctx }) => contactsOf(ctx.deps, ctx.who.personId)),
  history: worker()
    .input(HistoryInput)
    .output(HistoryPage)
    .query(({ ctx, input }) => historyPage(ctx.deps, ctx.who.personId, input)),
  one: worker()
    .input(OpenInput)
    .output(HistoryOne)
    .query(({ ctx, input }) => answerInConstantTime(() => historyOne(ctx.deps, ctx.who.personId, input.assignmentId))),
  why: worker()
    .input(OpenInput)
    .output(WhyTask)
    .query(({ ctx, input }) => answerInConstantTime(() => whyTask(ctx.deps, ctx.who.personId, input.assignmentId))),
  hours: worker()
    .input(HoursInput)
    .output(Hours)
    .query(({ ctx, input }) => hoursOf(ctx.deps, ctx.who.personId, input)),
  reading: member(ALL_ROLES, "work")
    .input(ReadingInput)
    .output(ReadingOutput)
    .mutation(({ ctx, input }) => countReading(ctx.deps, ctx.project, ctx.who.personId, input)),
  break: member(ALL_ROLES, "work")
    .input(BreakInput)
    .output(BreakOutput)
    .mutation(({ ctx, input }) => countBreak(ctx.deps, ctx.project, ctx.who.personId, input)),
  claim: worker()
    .input(ClaimInput)
    .output(ClaimOutput)
    .mutation(({ ctx, input }) => claimTime(ctx.deps, ctx.who.personId, input)),
  claims: worker()
    .input(Empty)
    .output(ClaimsToAnswer)
    .query(({ ctx }) => claimsToAnswer(ctx.deps, ctx.who)),
  answerClaim: worker()
    .input(ClaimAnswerInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await answerClaim(ctx.deps, ctx.who, input)
      return done
    }),
  goOn: worker()
    .input(Empty)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await goOnPastLimits(ctx.deps, ctx.who.personId)
      return done
    }),
  content: member(ALL_ROLES, "work")
    .input(ContentYes)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await sayYes(ctx.deps, ctx.project, ctx.who.personId, input.yes)
      return done
    }),
  acceptConditions: member(ALL_ROLES, "work")
    .input(Accept)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await acceptConditions(ctx.deps, ctx.project, ctx.who.personId, input)
      return done
    }),
})
