import { weightedMedian } from "../consensus/median.ts"
import { SAME_EDGE_MS } from "../shapes/near.ts"
import type { PersonLane } from "./lanes.ts"
import type { Span } from "./segments.ts"

/** How somebody sets beginnings and ends, found without any gold. */
export interface Hand {
  /** How much later than others they begin, and end, in milliseconds. */
  readonly startMs: number
  readonly endMs: number
  /** Spread of what is left, in milliseconds. */
  readonly spreadMs: number
}

export const EVEN_HAND: Hand = { startMs: 0, endMs: 0, spreadMs: 100 }

/** Everybody's hand; people who are not in it have an {@link EVEN_HAND}. */
export type Hands = ReadonlyMap<string, Hand>

/** One person's beginning or end near one of a run. */
export interface EdgeVote {
  readonly person: string
  readonly atMs: number
}

/** Each person's beginning (or end) nearest to `atMs`, of those within {@link SAME_EDGE_MS}. */
export function edgeVotes(lane: readonly PersonLane[], atMs: number, side: keyof Span): EdgeVote[] {
  return lane.flatMap(({ person, spans }) => {
    const near = spans.map((span) => span[side]).filter((at) => Math.abs(at - atMs) <= SAME_EDGE_MS)
    if (near.length === 0) return []
    return [{ person, atMs: near.reduce((best, at) => (Math.abs(at - atMs) < Math.abs(best - atMs) ? at : best)) }]
  })
}

/** Where several votes put an edge: their weighted median after each one's own habit; NaN for none. */
export function placeEdge(votes: readonly EdgeVote[], side: keyof Span, hands: Hands): number {
  return weightedMedian(
    votes.map(({ person, atMs }) => {
      const hand = hands.get(person) ?? EVEN_HAND
      return { value: atMs - hand[side], weight: hand.spreadMs ** -2 }
    }),
  )
}
