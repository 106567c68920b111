import { assign } from "../matching/assign.ts"
import { commonMs, joinSpans, lengthMs, type Segment, type SoundAnswer, type Span } from "./segments.ts"

/** Which names of several people mean the same speaker. */
interface SpeakerMap {
  /** Speakers that were found; each has a lane. */
  readonly lanes: number
  /** For each answer, in the order given: lane of each name that its author uses. */
  readonly laneOf: readonly ReadonlyMap<string, number>[]
}

/** One person's names with the time that each speaks. */
interface Speakers {
  readonly names: readonly string[]
  readonly spans: readonly (readonly Span[])[]
}

function speakersIn(segments: readonly Segment[]): Speakers {
  const of = new Map<string, Segment[]>()
  for (const segment of segments) {
    const own = of.get(segment.speaker)
    if (own) own.push(segment)
    else of.set(segment.speaker, [segment])
  }
  // By time, not by name: renaming a speaker changes nothing.
  const speakers = [...of].map(([name, own]) => ({ name, spans: joinSpans(own) }))
  speakers.sort(
    (a, b) => (a.spans[0]?.startMs ?? 0) - (b.spans[0]?.startMs ?? 0) || lengthMs(b.spans) - lengthMs(a.spans),
  )
  return { names: speakers.map(({ name }) => name), spans: speakers.map(({ spans }) => spans) }
}

/** Time spoken together when each speaker of `a` is one of `b` at most, and who is whom; -1 for nobody. */
function pair(a: readonly (readonly Span[])[], b: readonly (readonly (readonly Span[])[])[]) {
  const common = (row: number, column: number) =>
    (b[column] ?? []).reduce((sum, member) => sum + commonMs(a[row] ?? [], member), 0) / (b[column]?.length || 1)
  const value = Float64Array.from({ length: a.length * b.length }, (_, i) =>
    common(Math.floor(i / b.length), i % b.length),
  )
  const columns = assign(a.length, b.length, value)
  const of = Array.from(columns, (column, row) =>
    column >= 0 && (value[row * b.length + column] ?? 0) > 0 ? column : -1,
  )
  return {
    of,
    together: of.reduce((sum, column, row) => sum + (column < 0 ? 0 : (value[row * b.length + column] ?? 0)), 0),
  }
}

/**
 * Finds out which names of several people mean the same speaker, by the time that they speak together: whoever agrees most
 * with all others comes first, then each time who agrees most with those before. A speaker whom nobody before has gets a lane
 * of their own. Neither names nor the order of segments matter; of equals the earlier answer comes first.
 *
 * @see Raj et al. 2021, "DOVER-Lap: a method for combining overlap-aware diarization outputs".
 */
export function mapSpeakers(answers: readonly SoundAnswer[]): SpeakerMap {
  const speakers = answers.map(({ segments }) => speakersIn(segments))
  const agreement = speakers.map((one, i) =>
    speakers.reduce(
      (sum, other, j) =>
        i === j
          ? sum
          : sum +
            pair(
              one.spans,
              other.spans.map((spans) => [spans]),
            ).together,
      0,
    ),
  )
  const lanes: (readonly Span[])[][] = []
  const laneOf = answers.map(() => new Map<string, number>())
  const waiting = new Set(speakers.keys())
  const best = (score: (i: number) => number) =>
    [...waiting].reduce((found, i) => (score(i) > score(found) ? i : found), [...waiting][0] ?? 0)
  let next = best((i) => agreement[i] ?? 0)
  while (waiting.size > 0) {
    waiting.delete(next)
    const one = speakers[next] as Speakers // an index of `speakers`
    pair(one.spans, lanes).of.forEach((column, row) => {
      const lane = column < 0 ? lanes.push([]) - 1 : column
      lanes[lane]?.push(one.spans[row] ?? [])
      laneOf[next]?.set(one.names[row] ?? "", lane)
    })
    next = best((i) => pair(speakers[i]?.spans ?? [], lanes).together)
  }
  return inOrder(lanes, laneOf)
}

/** Lanes by who speaks first. */
function inOrder(
  lanes: readonly (readonly (readonly Span[])[])[],
  laneOf: readonly ReadonlyMap<string, number>[],
): SpeakerMap {
  const first = lanes.map((members) => Math.min(...members.map((spans) => spans[0]?.startMs ?? Infinity)))
  const order = [...lanes.keys()].sort((a, b) => (first[a] ?? 0) - (first[b] ?? 0) || a - b)
  const rank = new Map(order.map((lane, at) => [lane, at]))
  return {
    lanes: lanes.length,
    laneOf: laneOf.map((own) => new Map([...own].map(([name, lane]) => [name, rank.get(lane) ?? 0]))),
  }
}
