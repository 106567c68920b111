import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Size } from "../geometry.ts"
import { DifferenceId, LabelId, ProjectSlug, TaskId } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { ProjectKind } from "../project.ts"
import { Decision, DecisionReason, Difference, DifferenceKind, Letter } from "../review.ts"
import { Media, Millis } from "./common.ts"

export const ReviewQueueRow = z.strictObject({
  project: ProjectSlug,
  name: z.string(),
  tasks: z.int(),
  differences: z.int(),
  minutes: z.int(),
})
export const ReviewQueues = z.strictObject({ queues: z.array(ReviewQueueRow) })
export const ReviewQueueInput = z.strictObject({
  project: ProjectSlug,
  kinds: z.array(DifferenceKind).max(10),
  labels: z.array(LabelId).max(100),
})
export const ReviewQueue = z.strictObject({
  project: ProjectSlug,
  name: z.string(),
  tasks: z.int(),
  differences: z.int(),
  minutes: z.int(),
  byKind: z.array(z.strictObject({ kind: DifferenceKind, differences: z.int(), tasks: z.int() })),
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
  differences: z.array(z.strictObject({ difference: Difference, decision: Decision.nullable(), order: z.int() })),
  letters: z.array(Letter),
  tasksLeft: z.int(),
  reservedUntilMs: Millis,
  /** Rises with each decision; an older one is answered `conflict`. */
  revision: z.int(),
  canUndo: z.boolean(),
})
export type ReviewTask = z.infer<typeof ReviewTask>

/** `task` null: the next one of the queue. Answers null when nothing is disputed. */
export const ReviewOpen = z.strictObject({
  project: ProjectSlug,
  task: TaskId.nullable(),
  /** Tasks that the reviewer passed over and does not want next; only heeded where `task` is null. */
  except: z.array(TaskId).max(200).optional(),
  kinds: z.array(DifferenceKind).max(10),
  labels: z.array(LabelId).max(100),
})
const At = { project: ProjectSlug, task: TaskId, revision: z.int() }
export const Decide = z.strictObject({ ...At, difference: DifferenceId, decision: Decision })
export const DecideDone = z.strictObject({ revision: z.int(), open: z.int(), reservedUntilMs: Millis })
export const UndoDecision = z.strictObject({ project: ProjectSlug, task: TaskId.nullable() })
/** The task and difference that is open again: the page goes back to it. */
export const Undone = z.strictObject({ task: TaskId, difference: DifferenceId, revision: z.int() })
export const ReviewFile = z.strictObject({ ...At })
export const SendBack = z.strictObject({ ...At, letter: Letter, reason: DecisionReason })
export const OneMore = z.strictObject({ ...At })
export const ReviewRelease = z.strictObject({ project: ProjectSlug, task: TaskId })
