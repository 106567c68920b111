import { isMentoring } from "@justesse/db/mentors/pairs"
import { Done, Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/mentor"
import { ProjectOnly } from "@justesse/types/wire/project"
import { answerInConstantTime } from "../core/constantTime.ts"
import { member, person, router, shownTo } from "../core/trpc.ts"
import { countMentoring } from "../work/unleased.ts"
import { readLearner, readMentorWork, sayReadWhole, takeNoteBack, writeNote } from "./learners.ts"
import { contestNote, readMyMentor, sayUseful } from "./mine.ts"
import { nameMentor, readMentors } from "./owner.ts"
import { answerOffer, askForMentor, endPair, offerToMentor, setOffer } from "./pairs.ts"

const done = { done: true as const }
const worker = () => person("work")
const annotator = () => member(["annotator"], "work")

/** Mentors: two people of a project who both said yes. What a learner errs in is read by them and by that mentor, by nobody else. */
export const mentorRouter = router({
  mine: shownTo(["annotator"])
    .input(ProjectOnly)
    .output(wire.MyMentor)
    .query(({ ctx }) => readMyMentor(ctx.deps, ctx.project, ctx.who)),
  ask: annotator()
    .input(wire.MentorAsk)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await askForMentor(ctx.deps, ctx.project, ctx.who, input.words)
      return done
    }),
  answer: worker()
    .input(wire.PairAnswer)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await answerOffer(ctx.deps, ctx.who, input)
      return done
    }),
  end: worker()
    .input(wire.PairOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await endPair(ctx.deps, ctx.who, input.pair)
      return done
    }),
  useful: worker()
    .input(wire.NoteUseful)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await sayUseful(ctx.deps, ctx.who, input)
      return done
    }),
  contest: worker()
    .input(wire.NoteContest)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await contestNote(ctx.deps, ctx.who, input)
      return done
    }),
  work: worker()
    .input(Empty)
    .output(wire.MentorWork)
    .query(({ ctx }) => readMentorWork(ctx.deps, ctx.who)),
  setOffer: annotator()
    .input(wire.MentorOffers)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setOffer(ctx.deps, ctx.project, ctx.who, input.offers)
      return done
    }),
  offer: worker()
    .input(wire.PairOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await offerToMentor(ctx.deps, ctx.who, input.pair)
      return done
    }),
  learner: shownTo(["annotator"])
    .input(wire.LearnerInput)
    .output(wire.LearnerShown)
    .query(({ ctx, input }) => answerInConstantTime(() => readLearner(ctx.deps, ctx.project, ctx.who, input))),
  note: shownTo(["annotator"])
    .input(wire.NoteWrite)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await writeNote(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  readWhole: shownTo(["annotator"])
    .input(wire.ReadWhole)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await sayReadWhole(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  takeNoteBack: shownTo(["annotator"])
    .input(wire.NoteTakeBack)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await takeNoteBack(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  time: annotator()
    .input(wire.MentorTime)
    .output(wire.MentorTimeCounted)
    .mutation(async ({ ctx, input }) => {
      const of = { projectId: ctx.project.id, mentorId: ctx.who.personId }
      // Of whoever mentors nobody there nothing is counted.
      if (!(await isMentoring(ctx.deps.storage.db, of))) return { countedSeconds: 0, todaySeconds: 0 }
      return countMentoring(ctx.deps, ctx.project, ctx.who.personId, input)
    }),
  project: member(["owner"])
    .input(ProjectOnly)
    .output(wire.MentorsOfProject)
    .query(({ ctx }) => readMentors(ctx.deps, ctx.project)),
  name: member(["owner"])
    .input(wire.MentorName)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await nameMentor(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
})
