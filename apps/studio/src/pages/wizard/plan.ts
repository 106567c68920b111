import { KINDS } from "@justesse/types/kinds/list"
import { PAIRS_EACH } from "@justesse/types/project"
import { countPairs } from "@justesse/work/pairs/design"
import type { DraftWork } from "./useDraft.ts"

/** Tasks that wait for an answer; of pictures that are to be compared those too that are made once the project is open. */
export function tasksOf({ draft, shown }: Pick<DraftWork, "draft" | "shown">): number {
  const there = shown?.toAnswer ?? 0
  if (KINDS[draft.kind].about !== "pair" || !shown) return there
  return Math.max(there, countPairs(shown.pictures - shown.unreadable, draft.settings.pairs?.each ?? PAIRS_EACH))
}

/** What the project will take, from what is filled in now. */
export function planOf(work: DraftWork) {
  const { draft, shown } = work
  return {
    tasks: tasksOf(work),
    overlap: draft.settings.overlap,
    secondsPerAnswer: shown?.measuredSeconds ?? draft.forecast.secondsPerAnswer,
    people: draft.forecast.people,
    hoursPerDay: draft.forecast.hoursPerDay,
  }
}
