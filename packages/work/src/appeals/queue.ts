import type { CaseState } from "../decisions/judgement.ts"

/** Open appeals that one person may have with third persons at once. There is no limit on appealing: those beyond wait in line. */
const MOST_ASSIGNED = 20

/** An appeal that is open. */
interface OpenAppeal {
  readonly id: string
  readonly authorId: number
  readonly state: Pick<CaseState, "appealedAtMs" | "assigned">
}

/** The open appeals that a third person is to be drawn for now: each author's oldest, up to twenty at once. By age, then id. */
export function listToAssign<Appeal extends OpenAppeal>(open: readonly Appeal[]): readonly Appeal[] {
  const assigned = new Map<number, number>()
  for (const { authorId, state } of open) if (state.assigned) assigned.set(authorId, (assigned.get(authorId) ?? 0) + 1)
  const ageOf = ({ state }: OpenAppeal) => state.appealedAtMs ?? 0
  const waiting = open.filter(({ state }) => state.assigned === null)
  return [...waiting]
    .sort((a, b) => ageOf(a) - ageOf(b) || (a.id < b.id ? -1 : 1))
    .filter(({ authorId }) => {
      const before = assigned.get(authorId) ?? 0
      assigned.set(authorId, before + 1)
      return before < MOST_ASSIGNED
    })
}

const DAY_MS = 86_400_000
const TARGET_DAYS = 5

/**
 * The end of the fifth working day after a moment: until then an appeal should be answered. Saturday and Sunday are none; feasts are not
 * known. It promises less than it might and decides nothing.
 *
 * @param utcOffsetMinutes how far the author's calendar is ahead of UTC
 */
export function answerTargetMs(fromMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000
  let day = Math.floor((fromMs + offsetMs) / DAY_MS)
  // The first of January 1970 was a Thursday: 0 is Sunday here.
  const isWorking = () => ![0, 6].includes((day + 4) % 7)
  for (let left = TARGET_DAYS; left > 0; ) {
    day++
    if (isWorking()) left--
  }
  return (day + 1) * DAY_MS - offsetMs
}
