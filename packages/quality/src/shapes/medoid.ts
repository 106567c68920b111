/** Below this IoU of any two shapes they are not taken for one thing: the gate of clusters of boxes (recipe A.1 step 1). */
const GATE = 0.3

/**
 * The vote with the greatest weighted overlap with all, the first of equals; and whether any two overlap so little that nothing
 * between them would be sensible. `votes` must not be empty.
 */
export function findMedoid<V extends { readonly weight: number }>(
  votes: readonly V[],
  overlapOf: (a: V, b: V) => number,
): { readonly medoid: V; readonly isApart: boolean } {
  const [first] = votes
  if (!first) throw new RangeError("no votes to merge")
  const closeness = votes.map(({ weight }) => weight)
  let isApart = false
  votes.forEach((a, n) => {
    for (let other = n + 1; other < votes.length; other++) {
      const b = votes[other]
      if (!b) continue
      const overlap = overlapOf(a, b)
      isApart ||= overlap < GATE
      closeness[n] = (closeness[n] ?? 0) + overlap * b.weight
      closeness[other] = (closeness[other] ?? 0) + overlap * a.weight
    }
  })
  const most = Math.max(...closeness)
  return { medoid: votes[closeness.indexOf(most)] ?? first, isApart }
}
