/** Labels of a task without an answer, as `task_state.labels` spells lists: ` car sign `. */
export const NO_LABELS = " "

/** What tells where an excluded task stood. */
export interface Excluded {
  readonly differences: number
  readonly hasAnswer: boolean
  /** Counted answers. */
  readonly submitted: number
}

/** Where a task stands that is included again: where its answers put it. A dirty one is settled anew. */
export function includedAgain({ differences, hasAnswer, submitted }: Excluded): { state: string; dirty: 0 | 1 } {
  const state = differences > 0 ? "disputed" : hasAnswer ? "settled" : submitted > 0 ? "waiting" : "open"
  return { state, dirty: submitted > 0 && state !== "settled" ? 1 : 0 }
}
