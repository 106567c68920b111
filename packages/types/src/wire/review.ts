import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Box, Size } from "../geometry.ts"
import { DisagreementId, LabelId, ProjectSlug, TaskId } from "../ids.ts"
import { LeaseAbout } from "../kinds/about.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Ontology } from "../ontology.ts"
import { TextRule } from "../project.ts"
import { Decision, DecisionReason, Disagreement, DisagreementKind, Letter } from "../review.ts"
import { StoredDecision } from "../stored.ts"
import { Cursor, Media, Millis } from "./common.ts"
import { ReadingInput } from "./work.ts"

const ReviewQueueRow = z.strictObject({
  project: ProjectSlug,
  name: z.string(),
  tasks: z.int(),
  differences: z.int(),
  minutes: z.int(),
})
/** The projects in which the person may review, with what waits in each. */
export const ReviewQueues = z.strictObject({ queues: z.array(ReviewQueueRow) })
/** What of a project's review queue to show. */
export const ReviewQueueInput = z.strictObject({
  project: ProjectSlug,
  kinds: z.array(DisagreementKind).max(10),
  labels: z.array(LabelId).max(100),
  /** Only what came to be disputed from then on. */
  sinceMs: Millis.optional(),
})

/** One real difference to look at on the queue: where it is and what people answered. */
export const ReviewSample = z.strictObject({ task: TaskId, size: Size, media: Media, difference: Disagreement })
export type ReviewSample = z.infer<typeof ReviewSample>

/** One side of alike differences: what taking it means everywhere. `text`: comma or point; `place`: wider or narrower. */
const SimilarSide = z.strictObject({
  /** Names the side within its group: `a` or `b`. */
  side: z.enum(["a", "b"]),
  /** As shown: a text, a label's id, or an edge with its direction (`left:wider`). */
  shows: z.string(),
  /** Differences of the group in which most people's weight is on this side. */
  leads: z.int(),
})
/** Differences of several tasks that are the same question. */
export const SimilarGroup = z.strictObject({
  key: z.string(),
  kind: DisagreementKind,
  /** The rule that would make them one text; null where no rule does. */
  rule: TextRule.nullable(),
  /** The label of all of them; null where they have several. */
  label: LabelId.nullable(),
  /** For `place`: which edge differs; for `label`: the other label. */
  edge: z.enum(["left", "top", "right", "bottom"]).nullable(),
  sides: z.array(SimilarSide).min(1).max(2),
  differences: z.int(),
  tasks: z.int(),
  /** The clause of the guideline that speaks of it; null where none does. */
  clause: z.string().nullable(),
  sample: ReviewSample,
})
export type SimilarGroup = z.infer<typeof SimilarGroup>
/** What waits for review in a project, by kind and label, and groups of similar disagreements. */
export const ReviewQueue = z.strictObject({
  project: ProjectSlug,
  name: z.string(),
  tasks: z.int(),
  differences: z.int(),
  minutes: z.int(),
  /** In the order in which a decision changes most; a sample of each to look at. */
  byKind: z.array(
    z.strictObject({
      kind: DisagreementKind,
      differences: z.int(),
      tasks: z.int(),
      minutes: z.int(),
      sample: ReviewSample.nullable(),
    }),
  ),
  /** Groups of at least 3 alike differences, the largest first, at most 20. */
  alike: z.array(SimilarGroup),
  /** Differences in those groups. */
  alikeDifferences: z.int(),
  /** Second looks that wait for somebody else than their first reviewer. */
  secondLooks: z.strictObject({ tasks: z.int(), differences: z.int() }),
  /** Decisions of mine that were looked at a second time since yesterday, and how many came out the same. */
  lookedAgain: z.strictObject({ differences: z.int(), same: z.int() }),
  byLabel: z.array(z.strictObject({ label: LabelId, differences: z.int() })),
  decidedYesterday: z.int(),
  reservedByOthers: z.int(),
  /** A task that I left half decided. */
  resume: TaskId.nullable(),
  ontology: Ontology,
})
export type ReviewQueue = z.infer<typeof ReviewQueue>

/** A task with its differences, reserved for the reviewer who opened it. Names of people are never on it. */
export const ReviewTask = z.strictObject({
  project: ProjectSlug,
  projectName: z.string(),
  kind: ProjectKind,
  task: TaskId,
  name: z.string(),
  size: Size,
  media: Media,
  ontology: Ontology,
  guideline: z.string(),
  /** What agrees and is settled already; drawn faint. */
  settled: AnnotationBody,
  differences: z.array(
    z.strictObject({
      difference: Disagreement,
      decision: Decision.nullable(),
      order: z.int(),
      /** Open differences of other tasks that are alike and could be decided with it. */
      alikeOpen: z.int().optional(),
    }),
  ),
  letters: z.array(Letter),
  tasksLeft: z.int(),
  reservedUntilMs: Millis,
  /** Rises with each decision; an older one is answered `conflict`. */
  revision: z.int(),
  canUndo: z.boolean(),
  /** `second`: somebody decided these before; their decisions are not shown. */
  look: z.enum(["first", "second"]),
  /** What is asked about beside the asset; absent where the asset is all of it. */
  about: LeaseAbout.optional(),
  /** Answers that are with their authors again, and about which place (null: all of it); absent where there are none. */
  sentBack: z.array(z.strictObject({ letter: Letter, place: Box.nullable() })).optional(),
})
export type ReviewTask = z.infer<typeof ReviewTask>

/** `task` null: the next one of the queue. Answers null when nothing is disputed. */
export const ReviewOpen = z.strictObject({
  project: ProjectSlug,
  task: TaskId.nullable(),
  /** Tasks that the reviewer passed over and does not want next; only heeded where `task` is null. */
  except: z.array(TaskId).max(200).optional(),
  kinds: z.array(DisagreementKind).max(10),
  labels: z.array(LabelId).max(100),
  sinceMs: Millis.optional(),
  /** `second`: from the sampled checks. Absent: `first`. */
  look: z.enum(["first", "second"]).optional(),
})
const At = {
  ...{ project: ProjectSlug, task: TaskId, revision: z.int(), look: z.enum(["first", "second"]).optional() },
  /** Names the act: sent again under the same id it is the same act, whatever became of the task since. Absent: from an older page. */
  act: z.uuid().optional(),
}
/** A decision on one disagreement of a task. */
export const Decide = z.strictObject({ ...At, difference: DisagreementId, decision: StoredDecision })
/** The review's revision after the act, how many disagreements are open, and until when it stays reserved. */
export const DecideDone = z.strictObject({ revision: z.int(), open: z.int(), reservedUntilMs: Millis })
/** Takes back the reviewer's last decision: of this task, or (null) of the one half decided, or else of the review filed last. */
export const UndoDecision = z.strictObject({
  project: ProjectSlug,
  task: TaskId.nullable(),
  look: z.enum(["first", "second"]).optional(),
})
/** The task and difference that is open again: the page goes back to it. */
export const Undone = z.strictObject({ task: TaskId, difference: DisagreementId, revision: z.int() })
/** Files a review: its decisions become the task's final answer. Needs a decision on every disagreement. */
export const ReviewFile = z.strictObject({ ...At })
/** Asks an author to look at their answer again, with a reason. */
export const SendBack = z.strictObject({
  ...At,
  letter: Letter,
  reason: DecisionReason,
  /** The difference that it is about: its author is shown the place. */
  difference: DisagreementId.optional(),
})
/** Asks one person more for an answer instead of deciding. */
export const OneMore = z.strictObject({ ...At })
/** Gives a review that is reserved for the caller back to the queue. */
export const ReviewRelease = z.strictObject({
  project: ProjectSlug,
  task: TaskId,
  look: z.enum(["first", "second"]).optional(),
})

/** The wall of crops: alike differences, 12 a page. */
export const SimilarInput = z.strictObject({ project: ProjectSlug, key: z.string().max(200), cursor: Cursor })
/** One disagreement of a group of similar ones, as a crop of its picture. */
export const SimilarItem = z.strictObject({
  ...ReviewSample.shape,
  revision: z.int(),
  /** Which letters are on which side; empty where nobody is. */
  a: z.array(Letter),
  b: z.array(Letter),
  /** What each side says here: a text or a label's id; null for boxes (drawn) and for "nothing". */
  showsA: z.string().nullable(),
  showsB: z.string().nullable(),
  /** Side of the proposal; null where it is on neither, and where nothing is proposed as the votes are tied. */
  proposed: z.enum(["a", "b"]).nullable(),
})
export type SimilarItem = z.infer<typeof SimilarItem>
/** A page of a group of similar disagreements; `next` is null on the last. */
export const SimilarList = z.strictObject({
  group: SimilarGroup.nullable(),
  items: z.array(SimilarItem),
  next: Cursor,
  ontology: Ontology,
  guideline: z.string(),
  kind: ProjectKind,
})
export type SimilarList = z.infer<typeof SimilarList>
/**
 * Takes one side in all the named differences at once (settling only, never a rejection). Tasks with nothing open are filed.
 * `makeRule`: from now on the two spellings are one text, and open differences of only that kind settle themselves.
 */
export const SimilarDecide = z.strictObject({
  project: ProjectSlug,
  key: z.string().max(200),
  side: z.enum(["a", "b"]),
  items: z
    .array(z.strictObject({ task: TaskId, difference: DisagreementId, revision: z.int() }))
    .min(1)
    .max(500),
  reason: DecisionReason,
  makeRule: z.boolean(),
})
/** `skipped` were decided, corrected or taken by others meanwhile; nothing of theirs was touched. */
export const SimilarDone = z.strictObject({
  decided: z.int(),
  filed: z.int(),
  skipped: z.int(),
  ruled: z.int(),
  undo: z.int(),
})
/** Takes back one decision about a group of similar disagreements, by the number it answered with. */
export const SimilarUndo = z.strictObject({ project: ProjectSlug, undo: z.int() })
/** How many disagreements are open again; those that a version froze are not. */
export const SimilarUndone = z.strictObject({ reopened: z.int() })

/** Seconds in which somebody reviews what others answered, in 1 to 40 batches. */
export const ReviewTimeInput = ReadingInput.omit({ guidelineVersion: true })
/** Seconds of it that are new, as another page may have told some of them; and of today. */
export const ReviewTimeOutput = z.strictObject({ countedSeconds: z.int(), todaySeconds: z.int() })
