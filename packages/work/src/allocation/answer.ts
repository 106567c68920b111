import { JustesseError } from "@justesse/types"
import { markAfter } from "../due.ts"
import { placeFor } from "../lease.ts"
import type { PayOffer } from "../pay/offer.ts"
import { backChoice } from "./choice.ts"
import { type Drawn, type LeaseAfter, mustBeOfVersion, type NextInput, takeAgain, topUp } from "./draw.ts"
import { findHeld, type HeldInput, mustBeOwn, mustHold } from "./held.ts"
import {
  ask,
  type HeldAssignment,
  type OwnAssignment,
  type OwnHeld,
  type ProposalRecord,
  type Receipt,
  type Steps,
  type StoredAnswer,
  type TaskSlots,
} from "./operations.ts"
import { endLeases } from "./places.ts"
import { openSession, sessionOfTaking } from "./sessions.ts"

/** What is asked for inside the transaction, before anything is written; what it throws ends the act. */
export type AskNext = LeaseAfter | ((own: OwnAssignment) => LeaseAfter)

/** An answer that somebody sends for an assignment they hold, with the versions it was made under. */
export interface SubmitInput extends HeldInput {
  readonly submissionId: string
  readonly body: string
  readonly bodySha256: string
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly regions: number
  /** What its page knew of when it was made: a revision, and own answers of which it heard nothing. Absent: nobody asked. */
  readonly after?: { readonly revision: number; readonly ids: readonly string[] }
  /** What is written in it, in lower case, a line each, for search; absent for nothing. */
  readonly texts?: string
  readonly nowMs: number
  /** Leases to top up afterwards in the same transaction. */
  readonly next: AskNext
  /** Whether the project pays by the ledger, asked after `next`; absent: it does not. */
  readonly isPaid?: (own: OwnAssignment) => boolean
  /** Answers that an ordinary task in this place would want, asked after `next`; absent for 1. */
  readonly wanted?: (own: OwnAssignment) => number
  /** What is stored of proposals with a new answer, asked after `wanted`; what it throws ends the act. Absent for nothing. */
  readonly proposals?: (own: OwnAssignment) => ProposalRecord | null
}

/** Gives a held task back with a reason, and says what may be leased next. */
export interface SkipInput extends HeldInput {
  readonly reason: string
  readonly note: string
  readonly nowMs: number
  readonly next: AskNext
  /** As of a {@link SubmitInput}. */
  readonly isPaid?: (own: OwnAssignment) => boolean
}

/** What somebody has so far of a held task; `revision` rises with each, so that an older one never replaces a newer. */
export interface DraftInput extends HeldInput {
  readonly revision: number
  readonly body: string
  readonly nowMs: number
}

/** What an act gave, and what was drawn after it; `next` null where nothing was asked for. */
export interface ActDone extends Drawn {
  readonly own: OwnAssignment
  readonly next: NextInput | null
}

/** What of an assignment a service needs. */
export function toOwn(held: OwnHeld): OwnAssignment {
  const { projectId, taskId, personId, revision, accessVersion, source } = held
  return { projectId, taskId, personId, revision, accessVersion, source }
}

/** What is drawn after an act, by its person and at its moment. */
export function nextAfter(
  input: { personId: number; nowMs: number; next: AskNext },
  own: OwnAssignment,
): NextInput | null {
  const next = typeof input.next === "function" ? input.next(own) : input.next
  return next && { ...next, personId: input.personId, nowMs: input.nowMs }
}

/** Somebody's act on an own assignment, as far as its pay asks: whether the project pays, and what was sent. */
interface ActPay {
  readonly isPaid?: ((own: OwnAssignment) => boolean) | undefined
  readonly nowMs: number
}

/** Draws what an act asks for, nothing for null; in a project that pays, what the act did is paid either way. */
export function* topUpAfter(
  next: NextInput | null,
  own: OwnAssignment,
  { isPaid, nowMs }: ActPay,
  sentTaskId: number | null = null,
): Steps<Drawn> {
  if (next) return yield* topUp(next, sentTaskId)
  const { projectId, personId } = own
  if (isPaid?.(own)) yield* ask("payWork", { projectId, personId, nowMs, offer: null, sentTaskId, from: null })
  return { again: false }
}

/** @throws JustesseError already_submitted */
function mustBeUnsent(held: HeldAssignment): void {
  if (held.state === "submitted") throw new JustesseError("already_submitted", { assignment: held.publicId })
}

/** Checks an answer that is stored already; the same id with another body is a conflict (I4). */
function mustBeSame({ personId, receipt }: StoredAnswer, input: SubmitInput): Receipt {
  if (personId !== input.personId) throw new JustesseError("conflict", { submission: input.submissionId })
  if (receipt.bodySha256 !== input.bodySha256)
    throw new JustesseError("submission_differs", { submission: input.submissionId, stored: receipt.bodySha256 })
  return receipt
}

/** Stores a first or corrected answer: whether it counts is decided here, and nothing refuses it any more (I3). */
function* storeAnswer(
  input: SubmitInput,
  own: OwnHeld,
  task: TaskSlots,
  { wanted, proposals }: { readonly wanted: number; readonly proposals: ProposalRecord | null },
): Steps<Receipt> {
  const { submissionId, bodySha256, nowMs, ontologyVersion, guidelineVersion } = input
  const { projectId, taskId } = own
  const assignment = {
    ...{ state: own.state, holdsPlace: own.counted },
    ...{ wasSent: own.revision > 0, makesPlace: own.source !== "queue" },
  }
  const place = placeFor(assignment, task.openSlots > 0 && task.isOpen)
  const counted = place !== "none"
  const newlyCounted = counted && own.revision === 0 ? 1 : 0
  const submitted = task.submitted + newlyCounted
  const mark = markAfter({ ...assignment, isGold: own.source === "gold" }, { ...task, submitted }, wanted)
  const revision = own.revision + 1
  yield* ask("storeAnswer", {
    ...{ own, submissionId, bodySha256, body: input.body, regions: input.regions, revision, counted, newlyCounted },
    ...{ texts: mark === 1 ? "" : (input.texts ?? ""), mark, nowMs, versions: { ontologyVersion, guidelineVersion } },
    ...{ takes: place === "taken" ? 1 : 0, makes: place === "made" ? 1 : 0, proposals },
  })
  return { projectId, taskId, submissionId, bodySha256, revision, counted, storedAtMs: nowMs }
}

/**
 * An answer corrects what its page knew of, or sent itself without hearing of it. What another page sent meanwhile stays, until
 * its person takes that in hand to correct it. @throws JustesseError already_submitted
 */
function* mustFollow({ after, publicId, personId }: SubmitInput, { revision }: OwnHeld): Steps<void> {
  if (!after || after.revision === revision) return
  for (const id of after.ids) {
    const found = yield* ask("findForAnswer", publicId, personId, id)
    if (found?.stored?.receipt.revision === revision) return
  }
  throw new JustesseError("already_submitted", { assignment: publicId, revision })
}

function* storeNew(
  input: SubmitInput,
  found: { readonly own: OwnHeld; readonly task: TaskSlots },
  own: OwnAssignment,
): Steps<Receipt> {
  mustHold(found.own, input)
  yield* mustFollow(input, found.own)
  const wanted = input.wanted?.(own) ?? 1
  const proposals = input.proposals?.(own) ?? null
  return yield* storeAnswer(input, found.own, found.task, { wanted, proposals })
}

/** See `Hot.submit`. @throws JustesseError not_found | taken_over | already_submitted | conflict | submission_differs */
export function* submit(input: SubmitInput): Steps<ActDone & { receipt: Receipt }> {
  const { publicId, personId, submissionId } = input
  const found = mustBeOwn(yield* ask("findForAnswer", publicId, personId, submissionId), publicId)
  const own = toOwn(found.own)
  const next = nextAfter(input, own)
  const receipt = found.stored ? mustBeSame(found.stored, input) : yield* storeNew(input, found, own)
  return { receipt, own, next, ...(yield* topUpAfter(next, own, input, found.stored ? null : own.taskId)) }
}

/** See `Hot.skip`: a second time it changes nothing. @throws JustesseError not_found | taken_over | already_submitted */
export function* skip(input: SkipInput): Steps<ActDone> {
  const held = yield* findHeld(input)
  const own = toOwn(held)
  const next = nextAfter(input, own)
  mustBeUnsent(held)
  if (held.state !== "skipped") {
    const { reason, note, nowMs } = input
    const { projectId, taskId, personId } = held
    yield* endLeases([{ held, state: "skipped", reason, note, nowMs }])
    if (held.revision === 0) yield* ask("count", { projectId, personId, leased: 0, skipped: 1 })
    yield* ask("appendEvent", { projectId, taskId, personId, what: "task.skipped", detail: { reason }, nowMs })
  }
  return { own, next, ...(yield* topUpAfter(next, own, input)) }
}

/** See `Hot.saveDraft`. @throws JustesseError not_found | taken_over | already_submitted | draft_is_older */
export function* saveDraft(input: DraftInput): Steps<{ revision: number; savedAtMs: number }> {
  const held = yield* findHeld(input)
  mustBeUnsent(held)
  const { projectId, taskId, personId } = held
  const { revision, body, nowMs } = input
  const stored = yield* ask("findDraft", { projectId, taskId, personId })
  if (stored !== undefined && stored >= revision) throw new JustesseError("draft_is_older", { revision: stored })
  yield* ask("putDraft", { projectId, taskId, personId, revision, body, nowMs })
  return { revision, savedAtMs: nowMs }
}

/** An own assignment that is taken in hand again, and where its person's clock stands. */
export interface TakeUpInput {
  readonly publicId: string
  readonly personId: number
  readonly nowMs: number
  readonly utcOffsetMinutes?: number | undefined
  /** What the project pays; absent where nobody is paid by it. */
  readonly offer?: PayOffer | undefined
  /** As of a `NextInput`. */
  readonly accessVersion?: number | undefined
}

/** See `Hot.takeUp`. @throws JustesseError not_found | conflict */
export function* takeUp(input: TakeUpInput): Steps<OwnHeld> {
  const { publicId, personId, nowMs } = input
  const held = mustBeOwn(yield* ask("findOwn", publicId, personId), publicId)
  mustBeOfVersion(input, held)
  const project = yield* ask("findProject", held.projectId)
  if (!project) throw new JustesseError("not_found", { project: held.projectId })
  // What is worked on goes on under the versions it was begun under.
  const isLive = held.state === "leased" && held.expiresAtMs > nowMs
  const at = { projectId: held.projectId, personId, nowMs, utcOffsetMinutes: input.utcOffsetMinutes }
  const sessionId = yield* sessionOfTaking(held, at)
  const why = isLive ? null : backChoice("own", 1)
  yield* takeAgain(held, nowMs, { leaseMs: project.leaseMs, sessionId, why }, isLive ? held : project)
  if (sessionId === null) yield* openSession(at)
  const { offer } = input
  if (offer) yield* ask("payWork", { projectId: held.projectId, personId, nowMs, offer, sentTaskId: null, from: null })
  return held
}
