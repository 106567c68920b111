import { z } from "zod"
import { AnnotationBody, Region, SkipReason, WorkBody } from "../annotation.ts"
import { ContentClass, ReportedClass } from "../content/classes.ts"
import { FormChange } from "../forms/change.ts"
import { Size } from "../geometry.ts"
import { HeartbeatBatch, WorkActivity } from "../heartbeat.ts"
import { AssignmentId, DecisionId, ProjectSlug, Sha256, SubmissionId } from "../ids.ts"
import { LeaseAbout } from "../kinds/about.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Ontology } from "../ontology.ts"
import { LimitReached, OwnLimits } from "../pace/limits.ts"
import { AHEAD, MOST_UNHEARD } from "../people.ts"
import { AnsweredProposals, ProposalRules } from "../proposals.ts"
import { DecisionReason, OutcomeKind, SentBack } from "../review.ts"
import { ShapeName } from "../shapes/list.ts"
import { StoredBody, StoredWorkBody } from "../stored.ts"
import { storableText } from "../text.ts"
import { WritingRules } from "../writing/rules.ts"
import { ProjectCard } from "./account.ts"
import { Day, Media, Millis } from "./common.ts"

/** One task in hand, all that the task page needs. Says nothing about which task or asset it is (I5). */
export const Lease = z.strictObject({
  assignmentId: AssignmentId,
  /** Rises each time the assignment is opened anew; an older number is refused as `taken_over`. */
  fence: z.int(),
  project: ProjectSlug,
  kind: ProjectKind,
  size: Size,
  media: Media,
  /** The saved draft, what was sent (when revising), what a model proposes, or an empty answer. */
  body: WorkBody,
  draftRevision: z.int(),
  /** The revision that a submission would become: 1, or more when revising. */
  nextRevision: z.int(),
  ontologyVersion: z.int(),
  guidelineVersion: z.int(),
  leasedAtMs: Millis,
  leaseUntilMs: Millis,
  activeSeconds: z.int(),
  /** Said openly: a task to try oneself on, the difference is shown after sending. Null for work (gold too: I5). */
  tryOut: z.strictObject({ number: z.int(), of: z.int() }).nullable(),
  /** What it has to do with a question of its holder: `answered` ones come first. */
  question: z.enum(["none", "asked", "aside", "answered"]),
  /** The project asks now that each proposal is decided; absent in leases that a page kept from before. */
  mustDecide: z.boolean().optional(),
  /** What is asked about beside the asset; absent where the asset is all of it. */
  about: LeaseAbout.optional(),
  /** How its form differs from the one under which its holder began this draft, or answered last; absent where it does not. */
  formChange: FormChange.optional(),
})
export type Lease = z.infer<typeof Lease>

/** Why there is no task now. */
export const NoTask = z.strictObject({
  reason: z.enum([
    "paused",
    "paused_you",
    "not_open",
    "not_annotator",
    "all_answered",
    "all_leased",
    "waiting_for_review",
    "empty",
    "archived",
    "conditions",
    // Of projects that pay: there is no money for another lease, or enough of the person's work waits for its first decisions.
    "unfunded",
    "exposed",
    "own_limit",
    "content",
    "content_stopped",
    "content_hour",
    // There is none yet, and they come by themselves: assets are being put beside each other, or nothing is final yet that is checked.
    "pairing",
    "to_come",
  ]),
  pausedReason: z.string(),
  /** Since when there is no money. */
  sinceMs: Millis.optional(),
})
export type NoTask = z.infer<typeof NoTask>

/** Leases held after the call, oldest first; `none` says why there are fewer than wanted (0 held). */
export const HeldLeases = z.strictObject({ leases: z.array(Lease), none: NoTask.nullable() })
export type HeldLeases = z.infer<typeof HeldLeases>

const Want = z.int().min(1).max(AHEAD.most)
const ASSIGNMENT = { assignmentId: AssignmentId, fence: z.int() }

/** Minutes that the reader's clock is ahead of UTC: days are counted on their calendar. */
export const ZoneInput = z.strictObject({ utcOffsetMinutes: z.int().min(-900).max(900) })
/** Where the clock of whoever works stands: their work session ends at their midnight. Absent from pages of before: UTC. */
const AT_WORK = ZoneInput.partial().shape

/** Asks for work in a project until `want` (1 to 100) leases are held. */
export const NextInput = z.strictObject({ project: ProjectSlug, want: Want, ...AT_WORK })
/** Names one assignment that the caller holds. */
export const OpenInput = z.strictObject({ assignmentId: AssignmentId, ...AT_WORK })
/** `revision` rises with each save; an older one is answered `draft_is_older` with the stored revision. */
export const SaveDraftInput = z.strictObject({ ...ASSIGNMENT, revision: z.int().positive(), body: StoredWorkBody })
/** Which revision of the draft is stored, and when it was. */
export const SaveDraftOutput = z.strictObject({ revision: z.int(), savedAtMs: Millis })
/** An answer with the label and guideline versions it was made under; a `submissionId` sent again gets the same receipt. */
export const SubmitInput = z.strictObject({
  ...ASSIGNMENT,
  submissionId: SubmissionId,
  body: StoredBody,
  ontologyVersion: z.int(),
  guidelineVersion: z.int(),
  want: Want,
  ...AT_WORK,
  /**
   * What its page knew of: the revision that was sent, 0 for none, and the ids of answers of its own of which it heard nothing,
   * the last first. Whatever else was sent meanwhile is not replaced by this one. Absent from pages of before.
   */
  after: z
    .strictObject({ revision: z.int().nonnegative(), ids: z.array(SubmissionId).max(MOST_UNHEARD).readonly() })
    .optional(),
  /** What became of a model's proposals; absent where there were none, and from pages of before. */
  proposals: AnsweredProposals.optional(),
})
/** `counted` toward the overlap, or kept as `extra` because no slot was free (I3). Both are stored for ever (I2, I4). */
export const Receipt = z.strictObject({
  submissionId: SubmissionId,
  assignmentId: AssignmentId,
  sha256: Sha256,
  revision: z.int(),
  counted: z.enum(["counted", "extra"]),
  storedAtMs: Millis,
})
export type Receipt = z.infer<typeof Receipt>
/** After a try-out: the known answer beside mine, what differs, and how many of the set are done and within tolerance. */
export const TrainingFeedback = z.strictObject({
  known: AnnotationBody,
  mine: AnnotationBody,
  differences: z.array(
    z.strictObject({
      kind: OutcomeKind,
      mine: Region.nullable(),
      known: Region.nullable(),
      /** Signed distance of each edge of mine from the known one, in image pixels: left, top, right, bottom; null where not matched. */
      edges: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
    }),
  ),
  passed: z.boolean(),
  done: z.int(),
  of: z.int(),
  passedSoFar: z.int(),
  /** Where the project asks for it: how many of the last ten are right, and whether the eight are reached that end practice. */
  mastery: z.strictObject({ right: z.int(), of: z.int(), reached: z.boolean() }).optional(),
  /** Of a picture that is practised again: how far the edges of each right region lay off then, and lie now. */
  earlier: z
    .strictObject({
      atMs: Millis,
      edges: z.array(
        z.strictObject({
          region: z.string(),
          was: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
          now: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
        }),
      ),
    })
    .optional(),
})
export type TrainingFeedback = z.infer<typeof TrainingFeedback>
/** `tryOut` is null for all work. */
export const SubmitOutput = z.strictObject({
  receipt: Receipt,
  ...HeldLeases.shape,
  tryOut: TrainingFeedback.nullable(),
})
/** Gives a task back with a reason (`content`: what it holds that nobody was told of), then tops up to `want` leases. */
export const SkipInput = z.strictObject({
  ...ASSIGNMENT,
  reason: SkipReason,
  note: storableText(1_000),
  content: ReportedClass.optional(),
  want: Want,
  ...AT_WORK,
})
/** Where somebody stands beside what they set for themselves. Only they read it. */
export const OwnPace = z.strictObject({
  limits: OwnLimits,
  limitReached: LimitReached.nullable(),
  sincePauseSeconds: z.int(),
  /** What is left of the break that they earned in the session that goes on, and where it counts; null without a session. */
  breakLeft: z.strictObject({ project: ProjectSlug, seconds: z.int() }).nullable(),
  /** Until when eleven hours of rest since the day before last; null where there is nothing to say. */
  restUntilMs: Millis.nullable(),
})
export type OwnPace = z.infer<typeof OwnPace>
/** Time counted today, on the reader's calendar and over all projects. */
export const Today = z.strictObject({ todaySeconds: z.int() })
/** What somebody did in the seconds since the last call, in 1 to 40 batches; renews every lease they hold. */
export const HeartbeatInput = z.strictObject({
  ...ASSIGNMENT,
  ...AT_WORK,
  activity: WorkActivity,
  batches: z.array(HeartbeatBatch).min(1).max(40),
})
/** Renews every lease that this person holds in the project. */
export const HeartbeatOutput = z.strictObject({
  activeSeconds: z.int(),
  todaySeconds: z.int(),
  leaseUntilMs: Millis,
  /** Counted without a pause, on all pages of this person; see `secondsSincePause`. */
  sincePauseSeconds: z.int(),
  limitReached: LimitReached.nullable(),
  /** Of a pause that ended just now: seconds that were not counted, and the session in which they can be claimed. */
  paused: z.strictObject({ session: z.int(), seconds: z.int() }).nullable(),
})

/**
 * Seconds of reading without a task in hand, in 1 to 40 batches: of the guideline in a version, or of feedback and decisions
 * (`guidelineVersion` null). Strict as a heartbeat is: there is room for nothing else.
 */
export const ReadingInput = z.strictObject({
  project: ProjectSlug,
  guidelineVersion: z.int().positive().nullable(),
  ...AT_WORK,
  batches: z.array(HeartbeatBatch).min(1).max(40),
})
/** What of it counted, and what is left of the ten minutes a version or a day. */
export const ReadingOutput = z.strictObject({ countedSeconds: z.int(), leftSeconds: z.int(), todaySeconds: z.int() })
/** A break that ended: how long it took. */
export const BreakInput = z.strictObject({
  project: ProjectSlug,
  seconds: z.int().positive().max(86_400),
  ...AT_WORK,
})
/** What of it counted: five minutes an active hour of the session, of which so many are left. */
export const BreakOutput = z.strictObject({ countedSeconds: z.int(), leftSeconds: z.int(), todaySeconds: z.int() })

/** Says that time of a session is missing, be it the seconds of one pause. Part of it is granted at once, the rest somebody answers. */
export const ClaimInput = z.strictObject({
  session: z.int().positive(),
  seconds: z
    .int()
    .min(1)
    .max(4 * 3_600),
  note: storableText(400),
  ...AT_WORK,
})
/** What was granted at once, what is asked for, and until when it is answered; null where nothing is asked. */
export const ClaimOutput = z.strictObject({
  grantedSeconds: z.int(),
  askedSeconds: z.int(),
  answerByMs: Millis.nullable(),
})
/** Labels and guideline of one version, fetched once and kept. */
export const GuideInput = z.strictObject({ project: ProjectSlug, ontologyVersion: z.int(), guidelineVersion: z.int() })
/** Labels and guideline of the versions that a task is labelled under. */
export const Guide = z.strictObject({
  ontology: Ontology,
  ontologyVersion: z.int(),
  guideline: z.string(),
  guidelineVersion: z.int(),
  /** Addresses of the pictures that the guideline names, by hash. */
  pictures: z.record(z.string(), z.string()),
  projectName: z.string(),
  opening: z.enum(["fit", "width", "keep"]),
  /** What may be drawn. */
  shapes: z.array(ShapeName),
  /** How proposals are met; absent in what a page of before has kept. */
  proposals: ProposalRules.pick({ mustDecide: true, solidFrom: true }).optional(),
  /** Checks come as a grid. */
  grid: z.boolean().optional(),
  /** How texts are written down; absent where nothing was chosen. */
  writing: WritingRules.optional(),
})
export type Guide = z.infer<typeof Guide>

const MyProject = z.strictObject({
  card: ProjectCard,
  /** Tasks that I could do. */
  available: z.int(),
  /** Estimate of my hours for the available tasks, null while nothing is measured. */
  hoursLeft: z.number().nullable(),
  /** Since when the project waits for money, of which nobody is given a new task; null where it does not. */
  waitsSinceMs: Millis.nullable(),
  /** Begun and kept for me; what was only fetched ahead is among the available. */
  inHand: z.int(),
  inHandUntilMs: Millis.nullable(),
  /** When I last did something here in the last seven days; null for longer ago. */
  lastWorkedAtMs: Millis.nullable(),
  /** Conditions of the current version were accepted; what I have not said yes to, and am asked about before I am given anything. */
  accepted: z.boolean(),
  asks: z.array(ContentClass),
  /** Differences that wait, when I review here. */
  reviewWaiting: z.int(),
})
const OutcomeCounts = z.strictObject({
  sent: z.int(),
  /** Used as they are; nobody else looked at them. */
  taken: z.int(),
  kept: z.int(),
  smallChange: z.int(),
  changed: z.int(),
  undecided: z.int(),
})
/** What a person finds on their own page. */
export const MyWork = z.strictObject({
  todaySeconds: z.int(),
  weekSeconds: z.int(),
  pace: OwnPace,
  projects: z.array(MyProject),
  /** Answers of mine that a reviewer sent back and that wait for a correction, oldest first. */
  sentBack: z.array(
    z.strictObject({
      assignmentId: AssignmentId,
      project: ProjectSlug,
      name: z.string(),
      thumbnail: z.string(),
      reason: SentBack,
      /** Where it is read and answered; null where it was asked for as a favour, and nothing is decided by it. */
      decision: DecisionId.nullable(),
    }),
  ),
  /** Tasks of mine that wait for the answer to a question, the one asked first at first. */
  aside: z.array(
    z.strictObject({
      assignmentId: AssignmentId,
      project: ProjectSlug,
      name: z.string(),
      thumbnail: z.string(),
      text: z.string(),
      askedAtMs: Millis,
    }),
  ),
  /** Of the last seven days. */
  fates: OutcomeCounts,
  /** The commonest changes to what I sent. */
  lessons: z.array(
    z.strictObject({
      project: ProjectSlug,
      code: DecisionReason.shape.code,
      clause: z.string().nullable(),
      times: z.int(),
      example: AssignmentId,
      mine: z.string(),
      kept: z.string(),
    }),
  ),
  /** Versions frozen in the last seven days that hold my answers. */
  usedIn: z.array(z.strictObject({ project: ProjectSlug, name: z.string(), version: z.int(), frozenAtMs: Millis })),
})
export type MyWork = z.infer<typeof MyWork>

/** Somebody to write to. The address is null where they do not show it. */
export const Contact = z.strictObject({ name: z.string(), email: z.string().nullable() })
export type Contact = z.infer<typeof Contact>
/** Whom I may write to about my projects, myself left out; reviewers are named in in-house projects alone. */
export const Contacts = z.strictObject({
  projects: z.array(
    z.strictObject({
      project: ProjectSlug,
      name: z.string(),
      owners: z.array(Contact),
      reviewers: z.array(Contact),
    }),
  ),
  operators: z.array(Contact),
  /** Outside of every project of theirs; null where this studio has none. */
  ombud: Contact.nullable(),
})
export type Contacts = z.infer<typeof Contacts>

/** From which day to which, both included, of the reader's calendar. */
export const HoursInput = z.strictObject({ from: Day, to: Day, ...ZoneInput.shape })
const HoursRow = z.strictObject({
  day: Day,
  project: ProjectSlug,
  projectName: z.string(),
  seconds: z.int(),
  tasks: z.int(),
})
/** A work session's part on a day; of what was counted before there were sessions, or in none, the rest of the day. */
const SessionRow = z.strictObject({
  /** Null: the time of that day and project that belongs to no session. */
  session: z.int().nullable(),
  day: Day,
  project: ProjectSlug,
  projectName: z.string(),
  fromMs: Millis.nullable(),
  /** Null while it goes on, and where there is no session. */
  toMs: Millis.nullable(),
  /** All that is counted; the others are its parts. */
  seconds: z.int(),
  readingSeconds: z.int(),
  reviewSeconds: z.int(),
  mentoringSeconds: z.int(),
  breakSeconds: z.int(),
  claimedSeconds: z.int(),
  /** Answers sent in the session. */
  tasks: z.int(),
})
const ClaimRow = z.strictObject({
  id: z.int(),
  session: z.int(),
  grantedSeconds: z.int(),
  askedSeconds: z.int(),
  note: z.string(),
  /** Of counted time beyond the time limits of tasks, claimed in an earlier version: it is paid. */
  isBeyond: z.boolean(),
  atMs: Millis,
  /** Until when it is answered, while it waits. */
  answerByMs: Millis.nullable(),
  answer: z.strictObject({ grantedSeconds: z.int(), bySilence: z.boolean(), atMs: Millis }).nullable(),
})
/** Active time in seconds by project and day; `totalSeconds` is their sum. `sessions` are the same seconds by session, newest first. */
export const Hours = z.strictObject({
  rows: z.array(HoursRow),
  totalSeconds: z.int(),
  sessions: z.array(SessionRow),
  claims: z.array(ClaimRow),
  /** What may still be granted at once today. */
  grantLeftSeconds: z.int(),
})
