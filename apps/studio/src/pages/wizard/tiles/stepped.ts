/** Where a tile lies on the page. */
interface Placed {
  readonly left: number
  readonly top: number
}

/**
 * Which tile an arrow leads to from the one at `from`: the next or the one before, or the one above or below in as many columns as there
 * are now. Null where there is none, and for every other key.
 */
export function steppedTile(key: string, from: number, places: readonly Placed[]): number | null {
  const columns = places.filter(({ top }) => top === places[0]?.top).length
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  }
  if (key === "Home") return 0
  if (key === "End") return places.length - 1
  const step = steps[key]
  const next = from + (step ?? 0)
  return step !== undefined && next >= 0 && next < places.length ? next : null
}
