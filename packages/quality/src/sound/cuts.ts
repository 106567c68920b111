import { weightedMedian } from "../consensus/median.ts"
import { SAME_EDGE_MS } from "../shapes/near.ts"
import { EVEN_HAND, type Hands } from "./edges.ts"
import type { PersonLane, Weights } from "./lanes.ts"
import type { Segment, Span } from "./segments.ts"

/** What one person has within one run of speech: whole segments, each in the run that holds most of it. */
interface RunPart {
  readonly person: string
  readonly segments: readonly Segment[]
}

/** One person's border between two segments within a run. */
interface CutVote {
  readonly person: string
  /** End of the one, beginning of the next. */
  readonly endMs: number
  readonly startMs: number
  /** Which of the person's segments in the run come before it. */
  readonly before: number
}

/** A border within a run that most have. */
export interface Cut {
  readonly endMs: number
  readonly startMs: number
  readonly votes: readonly CutVote[]
}

/** Gives each segment of a lane to the run that it shares most time with; what shares none is nobody's. */
export function partsOf(lane: readonly PersonLane[], runs: readonly Span[]): RunPart[][] {
  const parts = runs.map(() => lane.map(({ person }) => ({ person, segments: [] as Segment[] })))
  lane.forEach(({ segments }, i) => {
    for (const segment of segments) {
      let [best, most] = [-1, 0]
      runs.forEach((run, at) => {
        const shared = Math.min(run.endMs, segment.endMs) - Math.max(run.startMs, segment.startMs)
        if (shared > most) [best, most] = [at, shared]
      })
      parts[best]?.[i]?.segments.push(segment)
    }
  })
  return parts
}

const middle = ({ endMs, startMs }: Pick<CutVote, "endMs" | "startMs">) => (endMs + startMs) / 2

/** The borders within a run that more than half of the weight of those who speak of it have, by time. */
export function cutsOf(parts: readonly RunPart[], run: Span, weights: Weights, hands: Hands): Cut[] {
  const weight = (person: string) => weights.get(person) ?? 1
  const present = parts.filter(({ segments }) => segments.length > 0)
  const total = present.reduce((sum, { person }) => sum + weight(person), 0)
  const votes = present.flatMap(({ person, segments }) =>
    segments.slice(1).map((next, i): CutVote => {
      const previous = segments[i] ?? next
      return { person, endMs: previous.endMs, startMs: next.startMs, before: i + 1 }
    }),
  )
  votes.sort((a, b) => middle(a) - middle(b) || (a.person < b.person ? -1 : 1))
  return groups(votes)
    .filter((group) => group.reduce((sum, { person }) => sum + weight(person), 0) > total / 2 + total * 1e-9)
    .map((group) => placeCut(group, hands))
    .filter(({ endMs, startMs }) => endMs > run.startMs && startMs < run.endMs)
}

/** Votes near each other, one a person; by time. */
function groups(votes: readonly CutVote[]): CutVote[][] {
  const found: CutVote[][] = []
  for (const vote of votes) {
    const last = found.at(-1)
    const first = last?.[0]
    const fits =
      first && middle(vote) - middle(first) <= SAME_EDGE_MS && !last.some(({ person }) => person === vote.person)
    if (fits) last.push(vote)
    else found.push([vote])
  }
  return found
}

function placeCut(votes: readonly CutVote[], hands: Hands): Cut {
  const at = (side: "startMs" | "endMs") =>
    weightedMedian(
      votes.map((vote) => {
        const hand = hands.get(vote.person) ?? EVEN_HAND
        return { value: vote[side] - hand[side], weight: hand.spreadMs ** -2 }
      }),
    )
  const [endMs, startMs] = [Math.round(at("endMs")), Math.round(at("startMs"))]
  if (endMs <= startMs) return { endMs, startMs, votes }
  // Each one's overlap of a speaker with themself means a border.
  const border = Math.round((endMs + startMs) / 2)
  return { endMs: border, startMs: border, votes }
}
