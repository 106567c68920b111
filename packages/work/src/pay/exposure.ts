import type { CaseState } from "../decisions/judgement.ts"

/**
 * How much undecided work of a new person a project may have (work-rules 2.4): it bounds what a buyer can lose, in the place of any
 * rule that would take pay back. Active seconds by how many of the person's answers were decided in the project.
 */
const STEPS: readonly (readonly [fromDecided: number, seconds: number])[] = [
  [20, Number.POSITIVE_INFINITY],
  [5, 4 * 3_600],
  [1, 3_600],
  [0, 1_200],
]

/** Active seconds of undecided work that somebody may have; no bound from the twentieth decided answer on. */
export function exposureLimit(decidedAnswers: number): number {
  return STEPS.find(([from]) => decidedAnswers >= from)?.[1] ?? 0
}

/** One assignment of a person in a project, as exposure counts it. All in active seconds. */
export interface ExposedAssignment {
  /** In hand, or run out so lately that its answer may still come: its whole cap is counted. */
  readonly isOpen: boolean
  readonly capSeconds: number
  /** Paid when its answer was sent. */
  readonly sentSeconds: number
  /** What became of its answer; null before one. */
  readonly case: Pick<CaseState, "status" | "reopened"> | null
}

const UNDECIDED: ReadonlySet<CaseState["status"]> = new Set(["submitted", "returned", "proposed"])

/**
 * Measures a person's undecided work in a project, and how many of their answers were decided. An answer that comes later than its
 * money was kept is taken whatever the limit is (I3). An answer that was decided once and is
 * reopened has had its feedback: nobody's limit falls because a reviewer was wrong.
 */
export function measureExposure(assignments: Iterable<ExposedAssignment>): {
  readonly undecidedSeconds: number
  readonly decidedAnswers: number
} {
  let [undecidedSeconds, decidedAnswers] = [0, 0]
  for (const { isOpen, capSeconds, sentSeconds, case: state } of assignments) {
    if (isOpen) undecidedSeconds += capSeconds
    if (!state) continue
    if (UNDECIDED.has(state.status) && state.reopened === 0) undecidedSeconds += sentSeconds
    else decidedAnswers++
  }
  return { undecidedSeconds, decidedAnswers }
}

/** A cap below which no lease is worth beginning. */
const LEAST_SECONDS = 120

/**
 * The cap of the next lease of a person: what is asked, or less for somebody new, so that undecided work and open caps together stay
 * within the limit (ACC-8). Null: they wait for their first decisions; what they have in hand they finish.
 *
 * @param undecidedSeconds active seconds of undecided answers and the whole caps of open leases
 */
export function exposedCap(capSeconds: number, undecidedSeconds: number, decidedAnswers: number): number | null {
  const room = exposureLimit(decidedAnswers) - undecidedSeconds
  const cap = Math.min(capSeconds, room)
  return cap >= Math.min(LEAST_SECONDS, capSeconds) ? cap : null
}
