import type { CaseState, CaseStatus, Judgement } from "./judgement.ts"
import { stepCase } from "./machine.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How long a submission may wait for a decision; then it is accepted. */
const UNDECIDED_MS = 72 * HOUR_MS
/** How long an author has for a repair; then it is decided as it is. */
const REPAIR_MS = 5 * DAY_MS
/** How long a proposed rejection waits for its second person; then the submission is accepted. */
const SECOND_MS = 48 * HOUR_MS
/** How long an author has to answer an accusation of fraud before anybody may concur. */
const FRAUD_ANSWER_MS = 14 * DAY_MS
/** How long after the notice of a rejection it can be appealed. */
const APPEAL_WINDOW_MS = 14 * DAY_MS
/** How long an appeal may wait for its answer; then it is overturned. */
const APPEAL_ANSWER_MS = 14 * DAY_MS
/** How long an appeal may wait for a third person to be drawn, while its author has many others open. */
const QUEUED_MS = 30 * DAY_MS

/** What happens to a submission by itself, and when. */
interface Deadline {
  readonly atMs: number
  readonly act: Extract<Judgement["act"], { kind: "accept" | "keep" | "disagree" | "leave" | "unanswered" }>
}

/**
 * What silence makes of a submission, and when; null for one that is decided. Every state in which somebody waits has one (ACC-4),
 * and all of them speak for the author, but for a rejection that the author does not appeal.
 */
export function deadlineOf(state: CaseState): Deadline | null {
  const deadlines: Readonly<Partial<Record<CaseStatus, Deadline>>> = {
    submitted: { atMs: state.sinceMs + UNDECIDED_MS, act: { kind: "accept" } },
    returned: { atMs: state.sinceMs + REPAIR_MS, act: { kind: "keep" } },
    proposed: { atMs: state.sinceMs + SECOND_MS + answerMs(state), act: { kind: "disagree" } },
    rejected: { atMs: (state.rejectedAtMs ?? 0) + APPEAL_WINDOW_MS, act: { kind: "leave" } },
    appealed: { atMs: answerFromMs(state) + APPEAL_ANSWER_MS, act: { kind: "unanswered" } },
  }
  return deadlines[state.status] ?? null
}

/** From when on an appeal is to be answered; one that nobody ever gave to anybody is overturned too. */
function answerFromMs({ assignedAtMs, appealedAtMs }: CaseState): number {
  return assignedAtMs ?? (appealedAtMs ?? 0) + QUEUED_MS
}

function answerMs({ proposal }: CaseState): number {
  return proposal?.reason === "fraud" ? FRAUD_ANSWER_MS : 0
}

/** From when a second person may concur: an accusation of fraud waits for its author's answer, or until it may be late. */
export function mayConcurFromMs(state: CaseState): number {
  return state.repliedAtMs === null ? state.sinceMs + answerMs(state) : state.sinceMs
}

/**
 * The judgements that silence has made of a submission by `nowMs`, each dated by its deadline and not by whoever looked: a program
 * that was off for a week, or two programs at once, append the same rows. Empty while nothing is due.
 */
export function listDue(state: CaseState, nowMs: number): Judgement[] {
  const due: Judgement[] = []
  let now = state
  for (let deadline = deadlineOf(now); deadline && deadline.atMs <= nowMs; deadline = deadlineOf(now)) {
    const judgement: Judgement = {
      act: deadline.act,
      by: { kind: "silence" },
      atMs: Math.max(deadline.atMs, now.sinceMs),
    }
    due.push(judgement)
    now = stepCase(now, judgement)
  }
  return due
}

/** A submission as silence has left it by `nowMs`, whether that was written down yet or not. */
export function asOf(state: CaseState, nowMs: number): CaseState {
  return listDue(state, nowMs).reduce(stepCase, state)
}
