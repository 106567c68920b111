import { seeded } from "../agreement/seeded.ts"
import type { CheckAnswer, CheckRow, KnownCheck } from "../checks/votes.ts"

/** Simulated checkers of things that are there or not. */
export interface CheckSettings {
  readonly things: number
  /** Share of things that are there; a third of those are to be mended. */
  readonly there: number
  readonly perThing: number
  /** Share of things that are known. */
  readonly knownShare: number
  readonly seed: number
  /** How often a checker says what the one before said, instead of looking. */
  readonly copied?: number
}

/** What they said, what is so, what of that is known, and how each of them checks. */
export interface CheckCrowd {
  readonly rows: readonly CheckRow[]
  readonly truth: ReadonlyMap<string, KnownCheck>
  readonly known: ReadonlyMap<string, KnownCheck>
  readonly checkers: ReadonlyMap<string, { readonly found: number; readonly refused: number }>
}

const PEOPLE = 12
const UNSURE = 0.08
const TO_MEND = 1 / 3

/** Checks by twelve people, each with two rates of their own, drawn by a seed. */
export function checksIn({ things, there, perThing, knownShare, seed, copied = 0 }: CheckSettings): CheckCrowd {
  const dice = seeded(seed)
  const people = Array.from({ length: PEOPLE }, (_, p) => {
    return { person: `p${p}`, found: 0.75 + 0.22 * dice(), refused: 0.6 + 0.35 * dice() }
  })
  const rows: CheckRow[] = []
  const truth = new Map<string, KnownCheck>()
  for (let n = 0; n < things; n++) {
    const task = `thing ${String(n).padStart(5, "0")}`
    const isThere = dice() < there
    const what: KnownCheck = isThere ? (dice() < TO_MEND ? "fix" : "right") : "wrong"
    truth.set(task, what)
    const first = Math.floor(dice() * PEOPLE)
    let before: CheckAnswer | null = null
    for (let k = 0; k < perThing; k++) {
      const checker = people[(first + 5 * k) % PEOPLE]
      if (!checker) continue
      const says = dice() < (isThere ? checker.found : 1 - checker.refused)
      const seen: CheckAnswer = says ? (what === "fix" ? "fix" : "right") : "wrong"
      const isCopied: boolean = before !== null && dice() < copied
      const answer: CheckAnswer = dice() < UNSURE ? "cannot_tell" : isCopied && before ? before : seen
      if (answer !== "cannot_tell") before = answer
      rows.push({ task, person: checker.person, answer })
    }
  }
  const known = new Map([...truth].filter(() => dice() < knownShare))
  return { rows, truth, known, checkers: new Map(people.map(({ person, ...rates }) => [person, rates])) }
}
