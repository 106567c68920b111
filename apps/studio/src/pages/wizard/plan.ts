import { KINDS } from "@justesse/types/kinds/list"
import { PAIRS_EACH } from "@justesse/types/project"
import { countUnits, estimateSeconds } from "@justesse/work/forecast"
import { countPairs } from "@justesse/work/pairs/design"
import { tileOf } from "./templates.ts"
import type { DraftWork } from "./useDraft.ts"

/** Tasks that wait for an answer; of pictures that are to be compared those too that are made once the project is open. */
function tasksOf({ draft, shown }: Pick<DraftWork, "draft" | "shown">): number {
  const there = shown?.toAnswer ?? 0
  if (KINDS[draft.kind].about !== "pair" || !shown) return there
  return Math.max(there, countPairs(shown.pictures, draft.settings.pairs?.each ?? PAIRS_EACH))
}

/** What the project will take, from what is filled in now; seconds are null while nothing tells how much is in an answer. */
export function planOf(work: Pick<DraftWork, "draft" | "shown">) {
  const { draft, shown } = work
  const { people, hoursPerDay, secondsPerAnswer } = draft.forecast
  const known = { regionsEach: shown?.regionsEach ?? null, minutesEach: shown?.minutesEach ?? null }
  return {
    tasks: tasksOf(work),
    overlap: draft.settings.overlap,
    secondsPerAnswer:
      shown?.measuredSeconds ?? secondsPerAnswer ?? estimateSeconds(draft.kind, tileOf(draft).seconds, known),
    /** Regions or minutes of an answer; 1 where answers are all alike, null where it is unknown. */
    units: countUnits(draft.kind, known),
    people,
    hoursPerDay,
  }
}

/** Pictures are in, and nobody is asked about any of them. */
function isAllAnswered(work: Pick<DraftWork, "draft" | "shown">): boolean {
  const { shown } = work
  return shown !== null && shown.pictures > 0 && tasksOf(work) === 0
}

/** What is said while nothing waits for an answer. */
export function leadWithoutTasks(work: Pick<DraftWork, "draft" | "shown">) {
  const { kind, settings } = work.draft
  if (!isAllAnswered(work)) return settings.about ? "leadBare" : "leadEmpty"
  // What is checked are things on the files: files alone are no task.
  return KINDS[kind].about === "region" ? "leadUnchecked" : "leadSettled"
}
