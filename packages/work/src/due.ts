/** States of a task in which too few people have answered, if anybody. */
const BEFORE_ENOUGH: readonly string[] = ["open", "waiting"]

/**
 * Whether a new answer is a reason to look at its task: it has as many as it wants, or it was decided about before. Until then
 * the answers wait, and nothing is computed.
 */
export function isDue(task: {
  /** As it is stored: `open`, `waiting`, `disputed`, `settled` or `excluded`. */
  readonly state: string
  /** Answers that count, the new one among them. */
  readonly submitted: number
  /** Answers that are wanted. */
  readonly overlap: number
}): boolean {
  return !BEFORE_ENOUGH.includes(task.state) || task.submitted >= task.overlap
}

/**
 * What an answer makes of its task's mark: 0 nothing, 1 look at the task, 2 only compare the answer with the known one, at a
 * moment of its own. Gold has as many answers as people met it; it is looked at as often as an ordinary task that wants as many
 * answers would be, so that nobody can tell it by how busy the studio is after an answer (I5).
 *
 * @param wanted answers that an ordinary task of the project in its place would want, 1 or more
 */
export function markAfter(
  assignment: { readonly wasSent: boolean; readonly isGold: boolean },
  task: { readonly state: string; readonly submitted: number; readonly overlap: number },
  wanted: number,
): 0 | 1 | 2 {
  if (assignment.wasSent) return 1
  if (assignment.isGold && task.state === "settled") return task.submitted % Math.max(1, wanted) === 0 ? 1 : 2
  return isDue(task) ? 1 : 0
}
