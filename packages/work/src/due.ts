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
