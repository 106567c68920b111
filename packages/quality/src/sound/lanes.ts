import { activeSpans } from "./activity.ts"
import { compareSegments, joinSpans, type Segment, type SoundAnswer, type Span } from "./segments.ts"
import { mapSpeakers } from "./speakers.ts"

/** What one person has in one lane. */
export interface PersonLane {
  readonly person: string
  /** By beginning. */
  readonly segments: readonly Segment[]
  /** The same without the borders where one follows the other at once. */
  readonly spans: readonly Span[]
}

/** All that was heard in one recording, by speaker. */
export interface Lanes {
  /** Who answered, in code-unit order; also whoever heard nobody. */
  readonly people: readonly string[]
  /** For each speaker what each of {@link people} has, in their order. */
  readonly lanes: readonly (readonly PersonLane[])[]
}

/** Lays the answers of a recording over each other. Of two answers of one person the later in the list counts. */
export function lanesOf(answers: readonly SoundAnswer[]): Lanes {
  const latest = new Map(answers.map((answer) => [answer.person, answer]))
  const own = [...latest.values()].sort((a, b) => (a.person < b.person ? -1 : 1))
  const { lanes: count, laneOf } = mapSpeakers(own)
  const lanes = Array.from({ length: count }, (_, lane) =>
    own.map(({ person, segments }, i): PersonLane => {
      const mine = segments.filter(({ speaker }) => laneOf[i]?.get(speaker) === lane).sort(compareSegments)
      return { person, segments: mine, spans: joinSpans(mine) }
    }),
  )
  return { people: own.map(({ person }) => person), lanes }
}

/** How much each person counts; people who are not in it count 1. */
export type Weights = ReadonlyMap<string, number>

/** When the speaker of a lane speaks, by more than half of the weight of all who answered. */
export function runsOf(lane: readonly PersonLane[], weights: Weights): Span[] {
  const heard = lane.map(({ person, spans }) => ({ spans, weight: weights.get(person) ?? 1 }))
  return activeSpans(
    heard,
    heard.reduce((sum, { weight }) => sum + weight, 0),
  )
}
