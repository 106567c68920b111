import { byTask } from "./outcome.ts"

/**
 * How different two sets are, 0 to 1: 1 less the share that they have in common, times how they lie to each other (the same: 1,
 * one within the other: 2/3, crossing: 1/3, apart: 0). Two empty sets are the same.
 *
 * @see Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation".
 */
export function masiDistance(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const one of a) if (b.has(one)) common++
  const together = a.size + b.size - common
  if (together === 0 || (common === a.size && common === b.size)) return 0
  const shape = common === a.size || common === b.size ? 2 / 3 : common > 0 ? 1 / 3 : 0
  return 1 - (common / together) * shape
}

/**
 * Krippendorff's alpha of sets by {@link masiDistance}: 1 - observed / expected. Null where no task has two answers or all sets
 * are the same. Neither the order of answers nor the names of people matter.
 */
export function masiAlpha(
  votes: readonly { readonly task: string; readonly value: readonly string[] }[],
): number | null {
  const sets = new Map<string, { readonly set: ReadonlySet<string>; count: number }>()
  const units = [...byTask(votes).values()].flatMap((own) => {
    if (own.length < 2) return []
    const keys = own.map(({ value }) => JSON.stringify([...new Set(value)].sort())).sort()
    return [keys]
  })
  for (const key of units.flat()) {
    const one = sets.get(key) ?? { set: new Set<string>(JSON.parse(key)), count: 0 }
    one.count++
    sets.set(key, one)
  }
  const apart = (a: string, b: string) => {
    const [p, q] = [sets.get(a), sets.get(b)]
    return a === b || !p || !q ? 0 : masiDistance(p.set, q.set)
  }
  const values = units.reduce((sum, keys) => sum + keys.length, 0)
  let observed = 0
  for (const keys of units) {
    let sum = 0
    for (const [i, a] of keys.entries()) for (const b of keys.slice(i + 1)) sum += 2 * apart(a, b)
    observed += sum / (keys.length - 1)
  }
  const all = [...sets.keys()].sort()
  let expected = 0
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1))
      expected += 2 * (sets.get(a)?.count ?? 0) * (sets.get(b)?.count ?? 0) * apart(a, b)
  return expected === 0 ? null : 1 - observed / values / (expected / (values * (values - 1)))
}
