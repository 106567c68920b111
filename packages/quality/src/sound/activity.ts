import type { Span } from "./segments.ts"

/** When somebody has a speaker speaking, and how much they count. */
interface Heard {
  /** Joined, by beginning. */
  readonly spans: readonly Span[]
  readonly weight: number
}

/**
 * The time in which a speaker speaks by more than half of `total` weight; exact to the millisecond. With two people of equal
 * weight that is the time that both have.
 */
export function activeSpans(heard: readonly Heard[], total: number): Span[] {
  const changes = heard.flatMap(({ spans, weight }) =>
    spans.flatMap(({ startMs, endMs }) => [
      { atMs: startMs, weight },
      { atMs: endMs, weight: -weight },
    ]),
  )
  // At one moment, ends before beginnings: two that touch are no overlap.
  changes.sort((a, b) => a.atMs - b.atMs || a.weight - b.weight)
  const active: Span[] = []
  let sum = 0
  let startMs: number | null = null
  changes.forEach(({ atMs, weight }, i) => {
    sum += weight
    if (changes[i + 1]?.atMs === atMs) return
    // Sums of weights are rounded: what misses the half by less is the half, which is not enough.
    const isActive = sum > total / 2 + total * 1e-9
    if (isActive && startMs === null) startMs = atMs
    if (!isActive && startMs !== null) {
      active.push({ startMs, endMs: atMs })
      startMs = null
    }
  })
  return active
}
