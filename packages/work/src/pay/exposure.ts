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
