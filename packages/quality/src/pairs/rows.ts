import { compareText } from "../consensus/order.ts"

/** What somebody says of two things beside each other. `neither`: both are bad, which compares nothing. */
export type PairAnswer = "left" | "right" | "tie" | "neither"

/** One comparison as it was made: what stood left and right, and what was said. */
export interface PairRow {
  readonly left: string
  readonly right: string
  readonly person: string
  readonly answer: PairAnswer
}

/** 0: the left one, 1: the right one, 2: no difference. */
type Outcome = 0 | 1 | 2

/** Comparisons as numbers: things and people in code-unit order of their names, rows in an order of their own. */
export interface PairTable {
  readonly items: readonly string[]
  readonly people: readonly string[]
  readonly left: Int32Array
  readonly right: Int32Array
  readonly person: Int32Array
  readonly outcome: Uint8Array
  /** Answers that neither is good. */
  readonly neither: number
}

const OUTCOMES: Readonly<Record<Exclude<PairAnswer, "neither">, Outcome>> = { left: 0, right: 1, tie: 2 }

/** Turns rows into numbers; in which order they come never matters. A thing beside itself compares nothing and is left out. */
export function pairTable(rows: readonly PairRow[]): PairTable {
  const items = [...new Set(rows.flatMap(({ left, right }) => [left, right]))].sort(compareText)
  const people = [...new Set(rows.map(({ person }) => person))].sort(compareText)
  const [itemOf, personOf] = [numbered(items), numbered(people)]
  const compared = rows
    .flatMap(({ answer, left, right, person }) =>
      answer === "neither" || left === right
        ? []
        : [
            {
              left: itemOf.get(left) ?? 0,
              right: itemOf.get(right) ?? 0,
              person: personOf.get(person) ?? 0,
              outcome: OUTCOMES[answer],
            },
          ],
    )
    .sort((a, b) => a.left - b.left || a.right - b.right || a.person - b.person || a.outcome - b.outcome)
  return {
    items,
    people,
    left: Int32Array.from(compared, (row) => row.left),
    right: Int32Array.from(compared, (row) => row.right),
    person: Int32Array.from(compared, (row) => row.person),
    outcome: Uint8Array.from(compared, (row) => row.outcome),
    neither: rows.filter(({ answer }) => answer === "neither").length,
  }
}

function numbered(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, id) => [name, id]))
}

/** Which things can be put in one order: those that comparisons connect. Numbered by their first thing. */
export function componentsOf({ items, left, right }: Pick<PairTable, "items" | "left" | "right">): Int32Array {
  const parent = Int32Array.from(items, (_, i) => i)
  const root = (of: number): number => {
    let at = of
    while ((parent[at] ?? at) !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at
      at = parent[at] ?? at
    }
    return at
  }
  left.forEach((one, row) => {
    const [a, b] = [root(one), root(right[row] ?? one)]
    parent[Math.max(a, b)] = Math.min(a, b)
  })
  const number = new Map<number, number>()
  return Int32Array.from(items, (_, i) => {
    const at = root(i)
    if (!number.has(at)) number.set(at, number.size)
    return number.get(at) ?? 0
  })
}
