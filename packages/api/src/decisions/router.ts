import { Done, Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/decision"
import { ALL_ROLES, member, person, router, shownTo } from "../core/trpc.ts"
import { addToAnswer, answerAppeal, appealQueue, blindCase, handOn, readAnswered } from "./appeals.ts"
import { sayAway } from "./away.ts"
import { readFigures } from "./figures.ts"
import { listMine, readMine } from "./mine.ts"
import { actAsAuthor, doneOf } from "./own.ts"
import { panelOf } from "./panel.ts"
import { checkProposal, propose } from "./proposals.ts"
import { readSecond } from "./secondCase.ts"
import { answerSecond, listSeconds, withdraw } from "./seconds.ts"

const worker = () => person("work")
const reviewer = () => member(["reviewer"], "work")
const done = { done: true } as const

/** An author's act without words. */
const ownAct = (kind: "keep" | "leave" | "take_back") =>
  worker()
    .input(wire.OwnAct)
    .output(wire.DecisionDone)
    .mutation(({ ctx, input: { decision, act } }) =>
      actAsAuthor(ctx.deps, ctx.who, decision, { act: { kind }, publicId: act }),
    )

/** Doubt about an answer and what comes of it: a rejection needs two people, its author may have a third one decide. No name is on this wire. */
export const decisionRouter = router({
  list: worker()
    .input(wire.DecisionListInput)
    .output(wire.DecisionList)
    .query(({ ctx, input }) => listMine(ctx.deps, ctx.who.personId, input)),
  one: worker()
    .input(wire.DecisionInput)
    .output(wire.DecisionOne)
    .query(({ ctx, input }) => readMine(ctx.deps, ctx.who.personId, input.decision)),
  keep: ownAct("keep"),
  leave: ownAct("leave"),
  takeBack: ownAct("take_back"),
  say: worker()
    .input(wire.SayInput)
    .output(wire.DecisionDone)
    .mutation(({ ctx, input: { decision, act, text } }) =>
      actAsAuthor(ctx.deps, ctx.who, decision, { act: { kind: "reply", text }, publicId: act }),
    ),
  appeal: worker()
    .input(wire.AppealInput)
    .output(wire.DecisionDone)
    .mutation(({ ctx, input: { decision, act, text, evidence } }) =>
      actAsAuthor(ctx.deps, ctx.who, decision, { act: { kind: "appeal", text, evidence }, publicId: act }),
    ),
  panel: shownTo(["reviewer"])
    .input(wire.PanelInput)
    .output(wire.Panel)
    .query(({ ctx, input }) => panelOf(ctx.deps, ctx.project, ctx.who, input)),
  check: reviewer()
    .input(wire.CheckInput)
    .output(wire.EvidenceCheck)
    .query(({ ctx, input }) => checkProposal(ctx.deps, ctx.project, ctx.who, input)),
  propose: reviewer()
    .input(wire.ProposeInput)
    .output(wire.DecisionDone)
    .mutation(async ({ ctx, input }) => doneOf(await propose(ctx.deps, ctx.project, ctx.who, input))),
  seconds: reviewer()
    .input(wire.SecondsInput)
    .output(wire.Seconds)
    .query(({ ctx }) => listSeconds(ctx.deps, ctx.project, ctx.who)),
  second: shownTo(["reviewer"])
    .input(wire.OfProjectInput)
    .output(wire.SecondCase)
    .query(({ ctx, input }) => readSecond(ctx.deps, ctx.project, ctx.who, input.decision)),
  answerSecond: reviewer()
    .input(wire.SecondInput)
    .output(wire.DecisionDone)
    .mutation(async ({ ctx, input }) => doneOf(await answerSecond(ctx.deps, ctx.project, ctx.who, input))),
  withdraw: member(["owner"], "work")
    .input(wire.WithdrawInput)
    .output(wire.DecisionDone)
    .mutation(async ({ ctx, input }) => doneOf(await withdraw(ctx.deps, ctx.project, ctx.who, input))),
  appeals: worker()
    .input(Empty)
    .output(wire.AppealQueue)
    .query(({ ctx }) => appealQueue(ctx.deps, ctx.who.personId)),
  blind: worker()
    .input(wire.DecisionInput)
    .output(wire.BlindCase)
    .query(({ ctx, input }) => blindCase(ctx.deps, ctx.who.personId, input.decision)),
  answer: worker()
    .input(wire.AnswerInput)
    .output(wire.Answered)
    .mutation(({ ctx, input }) => answerAppeal(ctx.deps, ctx.who, input)),
  answered: worker()
    .input(wire.DecisionInput)
    .output(wire.Answered)
    .query(({ ctx, input }) => readAnswered(ctx.deps, ctx.who.personId, input.decision)),
  add: worker()
    .input(wire.AddInput)
    .output(wire.Answered)
    .mutation(({ ctx, input }) => addToAnswer(ctx.deps, ctx.who, input)),
  handOn: worker()
    .input(wire.DecisionInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await handOn(ctx.deps, ctx.who.personId, input.decision)
      return done
    }),
  away: worker()
    .input(wire.AwayInput)
    .output(wire.AwayOutput)
    .mutation(({ ctx, input }) => sayAway(ctx.deps, ctx.who.personId, input)),
  figures: member(ALL_ROLES, "read")
    .input(wire.FiguresInput)
    .output(wire.AppealFigures)
    .query(({ ctx }) => readFigures(ctx.deps, ctx.project.id)),
})
