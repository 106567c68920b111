import type { DraftWork } from "./useDraft.ts"

/** What the project will take, from what is filled in now. */
export function planOf(work: DraftWork) {
  const { draft, shown } = work
  return {
    tasks: shown?.toAnswer ?? 0,
    overlap: draft.settings.overlap,
    secondsPerAnswer: shown?.measuredSeconds ?? draft.forecast.secondsPerAnswer,
    people: draft.forecast.people,
    hoursPerDay: draft.forecast.hoursPerDay,
  }
}
