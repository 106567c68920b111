import { LEAST_PEOPLE } from "@justesse/types/pay/labor"

/** A part of a figure, with everybody who is behind it. */
interface Cell<Kind extends string> {
  readonly kind: Kind
  readonly amount: number
  readonly people: ReadonlySet<number>
}

/** A figure and its parts as they may be told; null: left out. */
interface ToldCells<Kind extends string> {
  readonly parts: ReadonlyMap<Kind, number | null>
  readonly total: number | null
}

/**
 * What may be told of a figure and its parts: nothing of fewer than {@link LEAST_PEOPLE} people. Where parts are left out, so many
 * are that what remains of the total is of two parts and as many people at least: no part can be computed from the others (LAB-3).
 * A part that nobody is behind is told as nothing.
 */
export function tellCells<Kind extends string>(cells: readonly Cell<Kind>[]): ToldCells<Kind> {
  const total = cells.reduce((sum, { amount }) => sum + amount, 0)
  const counted = cells.filter(({ people }) => people.size > 0)
  const hidden = new Set(counted.filter(({ people }) => people.size < LEAST_PEOPLE))
  // The smallest first, so that what is told is as much as can be.
  const next = [...counted].sort((a, b) => b.amount - a.amount).filter((cell) => !hidden.has(cell))
  while (hidden.size > 0 && !isSafe(hidden)) {
    const more = next.pop()
    if (more === undefined) break
    hidden.add(more)
  }
  const everybody = peopleOf(counted)
  const isTold = (everybody === 0 || everybody >= LEAST_PEOPLE) && (hidden.size === 0 || isSafe(hidden))
  return {
    parts: new Map(cells.map((cell) => [cell.kind, hidden.has(cell) ? null : cell.amount])),
    total: isTold ? total : null,
  }
}

/** Whether the sum of these parts says nothing of any of them. */
function isSafe(hidden: ReadonlySet<Cell<string>>): boolean {
  return hidden.size >= 2 && peopleOf([...hidden]) >= LEAST_PEOPLE
}

function peopleOf(cells: readonly Cell<string>[]): number {
  return new Set(cells.flatMap(({ people }) => [...people])).size
}
