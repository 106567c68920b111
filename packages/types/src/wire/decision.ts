import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { AppealAnswer, ClauseNumber, Evidence, RejectionReason } from "../decisions/judgement.ts"
import {
  AuthorAct,
  DecisionRole,
  DecisionStatus,
  JudgementRefusal,
  ShownEvidence,
  SilenceMakes,
} from "../decisions/shown.ts"
import { Box, Size } from "../geometry.ts"
import { Clause } from "../guideline.ts"
import { AssignmentId, DecisionId, DisagreementId, LabelId, ProjectSlug, TaskId } from "../ids.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Ontology } from "../ontology.ts"
import { Currency } from "../pay/money.ts"
import { Micros } from "../pay/settings.ts"
import { Letter, SentBack } from "../review.ts"
import { Localized, storableText } from "../text.ts"
import { Cursor, Limit, Media, Millis } from "./common.ts"

// Decisions about submissions. No name of a person is on this wire, and on an author's neither task nor asset.

/** What happens next: who can act, until when, and what it comes to if nobody does. */
export const NextStep = z.strictObject({
  who: DecisionRole,
  untilMs: Millis,
  silence: SilenceMakes,
  /** When an appeal should be answered: the fifth working day. Null elsewhere. */
  targetMs: Millis.nullable(),
})
export type NextStep = z.infer<typeof NextStep>

/** A line of the author's list. */
export const DecisionRow = z.strictObject({
  decision: DecisionId,
  assignmentId: AssignmentId,
  project: ProjectSlug,
  projectName: z.string(),
  /** Of the picture; "" where they left the project. */
  thumbnail: z.string(),
  size: Size,
  status: DecisionStatus,
  reason: RejectionReason.nullable(),
  clause: z.string().nullable(),
  /** What it is about, in the author's own answer: the region's label, its name today, and its place. */
  label: LabelId.nullable(),
  labelName: Localized.nullable(),
  box: Box.nullable(),
  sentAtMs: Millis,
  /** When it came to stand as it does. */
  sinceMs: Millis,
  /** Times that it was sent back, of two at most. */
  returns: z.int(),
  acts: z.array(AuthorAct),
  next: NextStep.nullable(),
  /** Until when the ombud can be written to; null where there is nothing to write about. */
  ombudUntilMs: Millis.nullable(),
})
export type DecisionRow = z.infer<typeof DecisionRow>

/** Which of the author's decisions: those with a next step, by its time; those without, latest first; or all, latest first. */
export const DecisionListInput = z.strictObject({
  state: z.enum(["open", "decided", "all"]),
  cursor: Cursor,
  limit: Limit,
})
/** A page of the author's decisions; the counts are of all of them. Accepted work that nobody doubted is none. */
export const DecisionList = z.strictObject({
  rows: z.array(DecisionRow),
  next: Cursor,
  counts: z.strictObject({
    open: z.int(),
    /** In which the author can do something that is asked of them. */
    needMe: z.int(),
    decided: z.int(),
  }),
  /** Of all that they ever sent: answers, those that were ever rejected, and of these those that were overturned. */
  ever: z.strictObject({ sent: z.int(), rejected: z.int(), overturned: z.int(), sinceMs: Millis.nullable() }),
})
export type DecisionList = z.infer<typeof DecisionList>

/** What happened, as whom, and what was written with it. */
export const DecisionStep = z.strictObject({
  kind: z.enum([
    "submit",
    "repair",
    "keep",
    "return",
    "propose",
    "concur",
    "disagree",
    "accept",
    "reply",
    "leave",
    "appeal",
    "take_back",
    "assign",
    "answer",
    "unanswered",
    "reopen",
    "withdraw",
  ]),
  who: DecisionRole,
  atMs: Millis,
  text: z.string().nullable(),
  clause: z.string().nullable(),
})
export type DecisionStep = z.infer<typeof DecisionStep>

/** What was held against a submission. */
export const Why = z.strictObject({
  reason: RejectionReason,
  /** As it stands in the guideline version that the author had, in each language; null where that version has no such clause. */
  clause: z.strictObject({ number: z.string(), en: Clause.nullable(), fr: Clause.nullable() }),
  guidelineVersion: z.int(),
  evidence: z.array(ShownEvidence),
})
export type Why = z.infer<typeof Why>

/** What an overturned rejection has changed since, as its author reads it. */
export const PutRight = z.strictObject({
  atMs: Millis,
  /** Rejections of the same reviewer, clause and version of the last 30 days that are looked at again. */
  reopened: z.int(),
  /** Overturned appeals of the project with this one, and without it. */
  overturned: z.strictObject({ before: z.int(), after: z.int() }),
  /** The author's share of decided answers that are accepted, with the rejection and without it. */
  accepted: z.strictObject({ before: z.number(), after: z.number() }),
})
export type PutRight = z.infer<typeof PutRight>

/** What the author was paid for the answer, and what of it waits. */
const AnswerMoney = z.strictObject({
  currency: Currency,
  /** For its time, when it was sent; a decision never takes it back. */
  timeMicros: Micros,
  /** Promised for a good answer, and what became of it: `held_rejection` until the rejection stands or falls, `lost` once it stands. */
  bonusMicros: Micros,
  bonus: z.enum(["paid", "owed", "waits_decision", "held_rejection", "lost"]),
  /** For the minutes of an appeal that was won. */
  wonMicros: Micros,
})

/** Names one decision: the author's own, or of a project where the caller may read it. */
export const DecisionInput = z.strictObject({ decision: DecisionId })
/** Everything that the author of an answer may know of what was held against it, and of what comes next. */
export const DecisionOne = z.strictObject({
  row: DecisionRow,
  kind: ProjectKind,
  media: Media,
  ontology: Ontology,
  /** The answer that it is about, as it was sent. */
  mine: AnnotationBody,
  /** What the reviewer set against it: the parts that the evidence names. */
  theirs: AnnotationBody,
  /** What stands against it or stood, newest proposal; null where none was made. */
  why: Why.nullable(),
  /** Why it was sent back and where to look; null where it was not. */
  sentBack: SentBack.nullable(),
  /** The written answer of a third person, and for whom it speaks. */
  answer: z
    .strictObject({
      verdict: z.enum(["mine", "theirs", "both", "unclear"]),
      clause: z.string(),
      text: z.string(),
      added: z.array(z.string()),
    })
    .nullable(),
  putRight: PutRight.nullable(),
  /** Null where the answer is not paid for. */
  money: AnswerMoney.nullable(),
  /** Everything so far, oldest first. */
  steps: z.array(DecisionStep),
  /** Neighbours in the list of open ones, for leafing. */
  previous: DecisionId.nullable(),
  following: DecisionId.nullable(),
})
export type DecisionOne = z.infer<typeof DecisionOne>

/** The act of an author, under an id of its own: sent again it is the same act. */
const OWN_ACT = { decision: DecisionId, act: z.uuid() }
/** An author's act without words: leaves what was sent back as it is, lets a rejection stand, takes an appeal back. */
export const OwnAct = z.strictObject(OWN_ACT)
/** Says something about an open proposal or appeal. */
export const SayInput = z.strictObject({ ...OWN_ACT, text: storableText(2_000).min(1) })
/** Has somebody else decide, with words and counter-evidence where they want. */
export const AppealInput = z.strictObject({
  ...OWN_ACT,
  text: storableText(2_000),
  evidence: z.array(Evidence).max(20),
})
/** Where a decision stands after an act. */
export const DecisionDone = z.strictObject({ status: DecisionStatus, next: NextStep.nullable() })
export type DecisionDone = z.infer<typeof DecisionDone>

/** Whose answer of a disputed task, by its letter; `difference`: the one in view, whose place the evidence is taken from. */
const ABOUT = { project: ProjectSlug, task: TaskId, letter: Letter }
/** Asks what a reviewer can do about an answer, with the difference that they look at. */
export const PanelInput = z.strictObject({ ...ABOUT, difference: DisagreementId.nullable() })

/** Evidence computed again by the machine: whether it holds, and what it came to. */
export const EvidenceCheck = z.strictObject({
  /** Null: it holds. */
  fault: JudgementRefusal.nullable(),
  /** For each piece of evidence that has a figure: what was computed, and what the clause allows. */
  figures: z.array(z.strictObject({ value: z.number(), allowed: z.number().nullable() }).nullable()),
})
export type EvidenceCheck = z.infer<typeof EvidenceCheck>

/** A rejection as the difference in view suggests it. */
export const Draft = z.strictObject({
  reason: RejectionReason,
  clause: z.string(),
  evidence: z.array(Evidence).max(20),
  check: EvidenceCheck,
})
export type Draft = z.infer<typeof Draft>

/** What a reviewer can do about an answer, filled in from the difference in view. */
export const Panel = z.strictObject({
  /** Repair comes first; a rejection after it. `none`: neither, see `why`. */
  act: z.enum(["return", "propose", "none"]),
  why: JudgementRefusal.nullable(),
  /** Times that it was sent back, of two at most. */
  returns: z.int(),
  status: DecisionStatus,
  /** It was accepted by silence: what is sent back now is asked for and decides nothing. Null while it is not. */
  acceptedAtMs: Millis.nullable(),
  /** What was sent back last and what came of it: when, why, when it was sent again, and what its author said since. */
  cameBack: z
    .strictObject({ atMs: Millis, note: z.string(), againAtMs: Millis.nullable(), said: z.array(z.string()) })
    .nullable(),
  guidelineVersion: z.int(),
  /** Clauses of the version that the author had, in each language that it has. */
  clauses: z.array(z.strictObject({ number: z.string(), en: Clause.nullable(), fr: Clause.nullable() })),
  /** Reasons that can fit this answer, best first; `empty_or_random` among them only for one that says nothing. */
  drafts: z.array(Draft),
  /** Why nobody can be the second person, so that silence accepts: null where somebody can. */
  alone: z.boolean(),
})
export type Panel = z.infer<typeof Panel>

const PROPOSAL = { reason: RejectionReason, clause: ClauseNumber, evidence: z.array(Evidence).min(1).max(20) }
/** Has the machine compute evidence again before it is sent. */
export const CheckInput = z.strictObject({ ...ABOUT, ...PROPOSAL })
/** Proposes a rejection to a second person; under `act` once. */
export const ProposeInput = z.strictObject({ ...ABOUT, ...PROPOSAL, act: z.uuid(), revision: z.int() })

/** Proposals of a project that wait for a second person. */
export const SecondsInput = z.strictObject({ project: ProjectSlug })
/** Those that the caller may answer, the one that ends first at first. */
export const Seconds = z.strictObject({
  rows: z.array(
    z.strictObject({
      decision: DecisionId,
      reason: RejectionReason,
      clause: z.string(),
      proposedAtMs: Millis,
      untilMs: Millis,
    }),
  ),
})
export type Seconds = z.infer<typeof Seconds>
/** Names a doubt within the project in which the caller has a role. */
export const OfProjectInput = z.strictObject({ project: ProjectSlug, decision: DecisionId })
/** A proposed rejection as a second person sees it: everything that was held against it, no names. */
export const SecondCase = z.strictObject({
  decision: DecisionId,
  kind: ProjectKind,
  size: Size,
  media: Media,
  ontology: Ontology,
  /** The answer, and what the reviewer set against it. */
  answer: AnnotationBody,
  reviewer: AnnotationBody,
  why: Why,
  check: EvidenceCheck,
  sentBack: z.strictObject({ atMs: Millis, note: z.string(), againAtMs: Millis.nullable() }).nullable(),
  /** What its author said. */
  said: z.array(z.string()),
  proposedAtMs: Millis,
  untilMs: Millis,
  /** It was rejected before and is looked at again, since another one of its kind was overturned. */
  isReopened: z.boolean(),
  /** Why the caller may not agree now (an accusation of fraud waits for its author); null where they may. */
  whyNotAgree: JudgementRefusal.nullable(),
})
export type SecondCase = z.infer<typeof SecondCase>
/** A second person's answer. */
export const SecondInput = z.strictObject({ ...OfProjectInput.shape, act: z.uuid(), agrees: z.boolean() })
/** The owner takes a task's decision out: the answer counts as good. */
export const WithdrawInput = z.strictObject({ ...OfProjectInput.shape, act: z.uuid() })

/** Appeals that the caller was drawn for, in the order of their last day, and what they decided. */
export const AppealQueue = z.strictObject({
  waiting: z.array(
    z.strictObject({
      decision: DecisionId,
      project: ProjectSlug,
      projectName: z.string(),
      clause: z.string(),
      drawnAtMs: Millis,
      /** Of so many who could have been drawn. */
      among: z.int(),
      targetMs: Millis,
      untilMs: Millis,
    }),
  ),
  decided: z.array(
    z.strictObject({
      decision: DecisionId,
      projectName: z.string(),
      clause: z.string(),
      answer: AppealAnswer,
      atMs: Millis,
    }),
  ),
  /** Until then the caller is away, as they said, and is not drawn. */
  awayUntilMs: Millis.nullable(),
})
export type AppealQueue = z.infer<typeof AppealQueue>

/** Away until the end of a day on one's own clock; null: there again. */
export const AwayInput = z.strictObject({ dayEndsMs: Millis.nullable() })
/** Until when, and how many cases were handed on. */
export const AwayOutput = z.strictObject({ awayUntilMs: Millis.nullable(), handedOn: z.int() })

/** An appeal as its third person sees it: nothing tells author from reviewer, and no verdict of anybody. */
export const BlindCase = z.strictObject({
  decision: DecisionId,
  project: ProjectSlug,
  projectName: z.string(),
  kind: ProjectKind,
  size: Size,
  media: Media,
  ontology: Ontology,
  guidelineVersion: z.int(),
  /** The clause in question, and all of that version from which one may be named. */
  clause: z.string(),
  clauses: z.array(z.strictObject({ number: z.string(), en: Clause.nullable(), fr: Clause.nullable() })),
  /** Two renderings in the order of a stored chance. */
  first: AnnotationBody,
  second: AnnotationBody,
  /** Where to look: around what the two have in different ways. */
  place: Box.nullable(),
  targetMs: Millis,
  untilMs: Millis,
})
export type BlindCase = z.infer<typeof BlindCase>
/** A third person's answer, in writing. */
export const AnswerInput = z.strictObject({
  decision: DecisionId,
  act: z.uuid(),
  answer: AppealAnswer,
  clause: ClauseNumber,
  text: storableText(4_000).min(1),
})
/** What is shown once the answer was sent: what both sides wrote, and what it came to. */
export const Answered = z.strictObject({
  decision: DecisionId,
  status: DecisionStatus,
  answer: AppealAnswer,
  clause: z.string(),
  text: z.string(),
  added: z.array(z.string()),
  reason: RejectionReason,
  said: z.array(z.string()),
})
export type Answered = z.infer<typeof Answered>
/** Adds to the reason of an answer that was sent; the answer itself stays. */
export const AddInput = z.strictObject({ decision: DecisionId, act: z.uuid(), text: storableText(4_000).min(1) })
/** What a project publishes about its rejections. */
export const AppealFigures = z.strictObject({
  rejections: z.int(),
  appeals: z.int(),
  decided: z.int(),
  overturned: z.int(),
  overturnRate: z.strictObject({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
  medianHours: z.number().nullable(),
  /** What follows for the project, and until when nobody can propose a rejection there. */
  consequence: z.enum(["none", "outside", "suspended"]),
  suspendedUntilMs: Millis.nullable(),
})
export type AppealFigures = z.infer<typeof AppealFigures>
/** Names the project whose figures are asked for. */
export const FiguresInput = z.strictObject({ project: ProjectSlug })
