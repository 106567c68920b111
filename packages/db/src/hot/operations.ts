import type { AssetNumber, TaskAbout, TaskNumber, WorkBody } from "@justesse/types"
import type { DraftInput, SkipInput, SubmitInput, TakeUpInput } from "@justesse/work/allocation/answer"
import type { YesInput } from "@justesse/work/allocation/content"
import type { NextInput } from "@justesse/work/allocation/draw"
import type { GoldAsk } from "@justesse/work/allocation/gold"
import type {
  AssignmentSource,
  Credited,
  LockedSession,
  OwnAssignment,
  Receipt,
} from "@justesse/work/allocation/operations"
import type { Asked, QuestionInput } from "@justesse/work/allocation/questions"
import type { Credit, HeartbeatInput } from "@justesse/work/allocation/time"
import type { AssignmentState } from "@justesse/work/lease"
import type { QuestionState } from "@justesse/work/questions"
import type { MediaFacts } from "../assets/rows.ts"

export type { Credit, Credited, GoldAsk, NextInput, OwnAssignment, Receipt, SubmitInput }

/**
 * The hot operations, all atomic and durable when they resolve. What may happen is decided by `work/allocation`; an engine
 * (`sqlite.ts`, `postgres.ts`) runs the operations that it asks for. Services pass the clock and fresh ids; nothing here decides
 * who may call.
 */

/** A lease as stored, with what the task page needs. */
export interface LeaseRow {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly personId: number
  readonly publicId: string
  readonly fence: number
  readonly state: AssignmentState
  readonly leasedAtMs: number
  readonly expiresAtMs: number
  readonly activeMs: number
  readonly revision: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  /** Only training is told to anybody. */
  readonly source: AssignmentSource
  /** What it has to do with a question of its person. */
  readonly question: QuestionState
  readonly start: LeaseStart
}

/** What a lease begins with. */
export interface LeaseStart {
  /** It is about no picture. */
  readonly isBare: boolean
  /** Of the picture, in pixels. */
  readonly width: number
  readonly height: number
  /** Of what is no picture; null for pictures, and where it is about nothing. */
  readonly facts: MediaFacts | null
  /** Of the draft; 0 without one. */
  readonly draftRevision: number
  /** The draft, else what was sent last; null where neither is. */
  readonly body: WorkBody | null
  /** What a model says about the picture where nothing is begun: regions with their scores as text, parsed for the task that is given alone. */
  readonly proposal: string | null
  /** What the task is about beside its picture; null for most. */
  readonly about: TaskAbout | null
}

/** A task that nobody has met yet. */
interface NewTask {
  readonly id: TaskNumber
  /** The picture that it is about; null for one that shows none. */
  readonly assetId: AssetNumber | null
  readonly tier: number
  readonly overlap: number
  /** What it is about beside its picture, as JSON of a `TaskAbout`, and what that was made of: no two tasks of a project are of one. */
  readonly about?: {
    readonly body: string
    readonly origin: string | null
    /** The other picture, of a task about two. */
    readonly secondId?: AssetNumber
  }
}

export interface Hot {
  /**
   * Live leases of the person in the project (expired ones are swept on read), topped up to `want`: first from the tiers,
   * then, when nothing is left there, from the person's own skipped, expired or released assignments that have a slot
   * (same row, next fence). Counts `leased`. I3 holds under any concurrency.
   *
   * With `gold`, draws that the person's lot names take gold while an ordinary task could be drawn too: such a turn makes
   * its own place (overlap + 1), and giving it back takes the place away. Somebody new gets nothing but try-outs first.
   */
  next(input: NextInput): Promise<LeaseRow[]>
  /**
   * Stores an immutable revision. A known `submissionId` with the same hash gives the first receipt again; with another
   * body: `submission_differs`. A fence below the stored one: `taken_over`. Late (expired, released) or skipped: counted when
   * a slot is free, else extra. A revision of a submitted assignment keeps its counting;
   * one whose page did not know what another page sent meanwhile: `already_submitted`. Clears the draft, marks the task when it is due (`markAfter`), notes the event `task.submitted` or
   * `task.revised`; all of it in one transaction.
   * @throws JustesseError not_found | taken_over | already_submitted | submission_differs | storage_full
   */
  submit(input: SubmitInput): Promise<{ receipt: Receipt; leases: LeaseRow[]; own: OwnAssignment }>
  /**
   * Gives the lease back with a reason; the slot opens again at a fresh place. Then tops up like `next`. Notes the event
   * `task.skipped` in the same transaction.
   */
  skip(input: SkipInput): Promise<LeaseRow[]>
  /**
   * Stores a question about a task, once for its message's id, with a notice for each owner; put aside, the task keeps its place
   * while others are drawn. Then tops up like `next`. @throws JustesseError not_found | taken_over | conflict
   */
  ask(input: QuestionInput): Promise<{ asked: Asked; leases: LeaseRow[] }>
  /**
   * A draft with a rising revision; `draft_is_older` (detail.revision) when not higher. Works for late ones too (nothing is
   * lost). One that arrives after its answer was sent is refused: a revision begins with what was sent.
   * @throws JustesseError not_found | taken_over | already_submitted | draft_is_older | storage_full
   */
  saveDraft(input: DraftInput): Promise<{ revision: number; savedAtMs: number }>
  /**
   * Credits time to the assignment, the person's counters and quarter-hour slots, and renews every live lease in the project.
   * `credit` is asked inside the transaction, after every other call of the person: two windows are never credited for the
   * same second, in whichever process they arrive.
   * @throws JustesseError not_found | taken_over
   */
  heartbeat(input: HeartbeatInput): Promise<{ activeMs: number; leaseUntilMs: number }>
  /**
   * Takes an assignment in hand again (reload, own skipped or expired one, revision of a submitted one): next fence, fresh
   * deadline. A skipped/expired one takes a slot if free; without a free slot it is still opened (its answer will be extra).
   */
  takeUp(input: TakeUpInput): Promise<LeaseRow>
  /**
   * Closes a work session that is over and has no lease in hand, under its person's lock, once: null where it goes on or was closed
   * before, in whichever process.
   */
  closeSession(input: { id: number; personId: number; nowMs: number }): Promise<LockedSession | null>
  /**
   * Says what of declared content somebody says yes to in a project; where something is left out that they are asked about, what they
   * hold there is given back in the same transaction, under their lock: no draw of theirs comes between. Gives how many.
   */
  sayYes(input: YesInput): Promise<number>
  /** Ends at most `limit` leases past their deadline; each slot opens at a fresh place. Returns how many. */
  endExpired(nowMs: number, limit: number): Promise<number>
  /** Sets the overlap of tasks; raising opens slots at fresh places, lowering revokes nothing (I3). */
  setOverlap(projectId: number, tasks: readonly TaskNumber[], overlap: number): Promise<void>
  /** Moves tasks to a tier, at fresh places. */
  setTier(projectId: number, tasks: readonly TaskNumber[], tier: number): Promise<void>
  /** Excluded tasks are closed (live leases finish); included again they open if they have slots, at fresh places. */
  setExcluded(projectId: number, tasks: readonly TaskNumber[], excluded: boolean, nowMs: number): Promise<void>
  /** One more answer wanted than are counted or leased: reopens closed tasks (review's "one more", owner's reopen). */
  reopen(projectId: number, tasks: readonly TaskNumber[], nowMs: number): Promise<void>
  /** New tasks with their state rows, in bulk; places are taken in the order given. */
  addTasks(projectId: number, tasks: readonly NewTask[], nowMs: number): Promise<void>
}
