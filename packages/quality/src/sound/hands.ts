import { SAME_EDGE_MS } from "../shapes/near.ts"
import { type EdgeVote, EVEN_HAND, edgeVotes, type Hand, type Hands, placeEdge } from "./edges.ts"
import { type Lanes, runsOf, type Weights } from "./lanes.ts"
import type { Span } from "./segments.ts"

const ROUNDS = 10
/** Evidence of one's own that it takes to count as much as having no habit, in edges. */
const PRIOR_EDGES = 20
/** How many edges the first guess of the spread counts. */
const SPREAD_EDGES = 5

/** How much everybody counts for when a speaker speaks: 1 / spread², so that the most even one counts 1 at most. */
export function weightsOf(hands: Hands): Weights {
  const least = Math.min(...[...hands.values()].map(({ spreadMs }) => spreadMs))
  return new Map([...hands].map(([person, { spreadMs }]) => [person, (least / spreadMs) ** 2]))
}

interface Residuals {
  readonly startMs: number[]
  readonly endMs: number[]
}

/**
 * How everybody sets beginnings and ends: each edge of theirs beside where the others put it, over all recordings. Habits
 * are drawn towards none by {@link PRIOR_EDGES} edges, and moved so that their weighted mean is none: habits and edges would
 * otherwise drift together for ever. Renaming people changes nothing but the names.
 */
export function fitHands(recordings: readonly Lanes[]): Hands {
  const people = [...new Set(recordings.flatMap((one) => one.people))].sort()
  let hands: Hands = new Map(people.map((person) => [person, EVEN_HAND]))
  for (let round = 0; round < ROUNDS; round++) hands = oneRound(recordings, people, hands)
  return hands
}

function oneRound(recordings: readonly Lanes[], people: readonly string[], hands: Hands): Hands {
  const left = new Map(people.map((person): [string, Residuals] => [person, { startMs: [], endMs: [] }]))
  const weights = weightsOf(hands)
  for (const { lanes } of recordings)
    for (const lane of lanes)
      for (const run of runsOf(lane, weights))
        for (const side of ["startMs", "endMs"] as const) residuals(edgeVotes(lane, run[side], side), side, hands, left)
  const raw = new Map(people.map((person) => [person, handOf(left.get(person) as Residuals)])) // made above for everybody
  const mean = (side: keyof Span) => {
    const counted = people.map((person) => ({
      value: raw.get(person)?.[side] ?? 0,
      weight: (left.get(person)?.[side].length ?? 0) / (raw.get(person)?.spreadMs ?? 1) ** 2,
    }))
    const total = counted.reduce((sum, { weight }) => sum + weight, 0)
    return total === 0 ? 0 : counted.reduce((sum, { value, weight }) => sum + value * weight, 0) / total
  }
  const [startMs, endMs] = [mean("startMs"), mean("endMs")]
  const moved = ([person, hand]: [string, Hand]): [string, Hand] => [
    person,
    { ...hand, startMs: hand.startMs - startMs, endMs: hand.endMs - endMs },
  ]
  return new Map([...raw].map(moved))
}

/** Of three votes or more, how far each lies from where the others put the edge. */
function residuals(
  votes: readonly EdgeVote[],
  side: keyof Span,
  hands: Hands,
  left: ReadonlyMap<string, Residuals>,
): void {
  if (votes.length < 3) return
  for (const { person, atMs } of votes) {
    const others = placeEdge(
      votes.filter((vote) => vote.person !== person),
      side,
      hands,
    )
    left.get(person)?.[side].push(Math.max(-SAME_EDGE_MS, Math.min(SAME_EDGE_MS, atMs - others)))
  }
}

function handOf(left: Residuals): Hand {
  const habit = (values: readonly number[]) => (median(values) * values.length) / (values.length + PRIOR_EDGES)
  const [startMs, endMs] = [habit(left.startMs), habit(left.endMs)]
  const squares = [...left.startMs.map((one) => (one - startMs) ** 2), ...left.endMs.map((one) => (one - endMs) ** 2)]
  const sum = squares.reduce((total, one) => total + one, SPREAD_EDGES * EVEN_HAND.spreadMs ** 2)
  return { startMs, endMs, spreadMs: Math.sqrt(sum / (squares.length + SPREAD_EDGES)) }
}

/** 0 for none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length === 0 ? 0 : ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
