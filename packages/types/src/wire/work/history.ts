import { z } from "zod"
import { AnnotationBody, Region, SkipReason } from "../../annotation.ts"
import { Size } from "../../geometry.ts"
import { AssignmentId, DecisionId, ProjectSlug } from "../../ids.ts"
import { LeaseAbout } from "../../kinds/about.ts"
import { ProjectKind } from "../../kinds/list.ts"
import { DecisionReason, OutcomeKind, SentBack } from "../../review.ts"
import { Cursor, Limit, Media, Millis } from "../common.ts"

// What a person did: their tasks as they sent them, and what became of each.

/** What people read of a task of their own. `in_hand`: begun, not only fetched ahead. `taken`: used as it is, nobody else looked at it. */
export const HistoryState = z.enum([
  "in_hand",
  "skipped",
  "expired",
  "sent",
  "sent_back",
  "taken",
  "kept",
  "small_change",
  "changed",
  "undecided",
])
export type HistoryState = z.infer<typeof HistoryState>

/** A task I sent, as I sent it, or one that I passed on. `revisable` until something was decided with it. */
export const SentTask = z.strictObject({
  assignmentId: AssignmentId,
  project: ProjectSlug,
  kind: ProjectKind,
  size: Size,
  media: Media,
  body: AnnotationBody,
  revision: z.int(),
  sentAtMs: Millis,
  ontologyVersion: z.int(),
  guidelineVersion: z.int(),
  state: HistoryState,
  revisable: z.boolean(),
  /** As in its {@link Lease}. */
  about: LeaseAbout.optional(),
})
export type SentTask = z.infer<typeof SentTask>
/** The task I sent or passed on before `before` (null: the last one) in this project; null when there is none. */
export const PreviousInput = z.strictObject({ project: ProjectSlug, before: AssignmentId.nullable() })

/** Which answers of the person to list, one page at a time. */
export const HistoryInput = z.strictObject({
  search: z.string().max(200),
  project: ProjectSlug.nullable(),
  states: z.array(HistoryState).max(HistoryState.options.length),
  cursor: Cursor,
  limit: Limit,
})
/** One answer of the person and what became of it. */
export const HistoryRow = z.strictObject({
  assignmentId: AssignmentId,
  project: ProjectSlug,
  projectName: z.string(),
  state: HistoryState,
  thumbnail: z.string(),
  atMs: Millis,
  activeSeconds: z.int(),
  regions: z.int(),
})
/** A page of the person's answers, newest first; `next` is null on the last. */
export const HistoryPage = z.strictObject({ rows: z.array(HistoryRow), next: Cursor, total: z.int() })

/** One place where the kept answer differs from mine. */
export const MyDisagreement = z.strictObject({
  kind: OutcomeKind,
  mine: Region.nullable(),
  kept: Region.nullable(),
  reason: DecisionReason.nullable(),
  /** A rule, or a reviewer: a role, never a name. */
  decidedBy: z.enum(["rule", "reviewer"]),
})
export type MyDisagreement = z.infer<typeof MyDisagreement>
/** One answer of the person beside the final one, with each disagreement and its reason. */
export const HistoryOne = z.strictObject({
  task: SentTask,
  kept: AnnotationBody.nullable(),
  differences: z.array(MyDisagreement),
  activeSeconds: z.int(),
  decidedAtMs: Millis.nullable(),
  /** Why it was passed on, while it is. */
  skipReason: SkipReason.nullable(),
  /** Sent back by a reviewer with these words, and not corrected since. */
  sentBack: SentBack.nullable(),
  /** The decision by which it was sent back; null where it was not, or nothing is decided by it. */
  decision: DecisionId.nullable(),
  usedIn: z.array(z.int()),
})
export type HistoryOne = z.infer<typeof HistoryOne>
