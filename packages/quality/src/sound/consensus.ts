import { assign } from "../matching/assign.ts"
import { type Cut, cutsOf, partsOf } from "./cuts.ts"
import { edgeVotes, type Hand, type Hands, placeEdge } from "./edges.ts"
import { fitHands, weightsOf } from "./hands.ts"
import { type Lanes, lanesOf, type PersonLane, runsOf, type Weights } from "./lanes.ts"
import { commonMs, compareSegments, type Segment, type SoundAnswer, type Span } from "./segments.ts"
import { decideTexts, type RunText } from "./texts.ts"

/** All that people heard in one recording. */
export interface Recording {
  readonly task: string
  readonly answers: readonly SoundAnswer[]
}

/** A name that somebody uses, and what the speaker is called in the end; null where most have no such speaker. */
interface SpeakerNamed {
  readonly person: string
  readonly name: string
  readonly as: string | null
}

/** What the answers to one recording say together. */
export interface HeardTogether {
  readonly task: string
  /** By person and by when the speaker first speaks. */
  readonly speakers: readonly SpeakerNamed[]
  /** By beginning. Speakers are called as most call them. */
  readonly segments: readonly (Segment & {
    /** Who has this speaker speaking for most of it. */
    readonly people: readonly string[]
    /** Their share of the weight of all who answered, 0 to 1. */
    readonly share: number
    /** Probability that a word of its run is right, 0 to 1. */
    readonly confidence: number
  })[]
}

/** What all recordings of a project say. */
interface SoundConsensus {
  /** In the order given. */
  readonly recordings: readonly HeardTogether[]
  readonly hands: ReadonlyMap<string, Hand>
}

interface Run {
  readonly key: string
  readonly lane: number
  readonly span: Span
  readonly cuts: readonly Cut[]
  readonly text: RunText
}

/**
 * What several people's transcriptions of recordings say together. Speakers are matched by the time they speak together; one
 * speaks when more than half say so; beginnings and ends lie at the weighted median, without each person's own habit; a
 * border within a run stays when most who hear the run have it; words are voted for run by run as texts are
 * (`transcribe`), and cut where the border fell for most.
 *
 * The order of people and segments never matters, nor what speakers are called.
 */
export function hearTogether(recordings: readonly Recording[]): SoundConsensus {
  const lanes = recordings.map(({ answers }) => lanesOf(answers))
  const hands = fitHands(lanes)
  const weights = weightsOf(hands)
  const runs = lanes.map((one, i) =>
    one.lanes.flatMap((lane, at) => runsIn(lane, weights, hands, `${i}/${at}`).map((run) => ({ ...run, lane: at }))),
  )
  const texts = decideTexts(runs.flatMap((own) => own.map(({ text }) => text)))
  return {
    recordings: recordings.map(({ task }, i) => {
      const one = lanes[i] as Lanes // one for each recording
      const names = nameLanes(one)
      const segments = (runs[i] ?? []).flatMap((run) => {
        const { pieces, whole } = texts.get(run.key) ?? { pieces: [], whole: { confidence: 0 } }
        return pieceSpans(run).map((span, at) => ({
          ...span,
          speaker: names[run.lane] ?? "",
          text: pieces[at] ?? "",
          ...backingOf(one.lanes[run.lane] ?? [], span, weights),
          confidence: whole.confidence,
        }))
      })
      segments.sort(compareSegments)
      return { task, speakers: speakersOf(one, names, new Set(segments.map(({ speaker }) => speaker))), segments }
    }),
    hands,
  }
}

/**
 * What each of several people's speakers are called in the end, by person and by that person's own name for them: as most people call
 * them, a name for each. Who is whom is told by the time that they speak together.
 */
export function nameSpeakers(answers: readonly SoundAnswer[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = lanesOf(answers)
  const names = nameLanes(found)
  const own = found.people.map((person) => [person, new Map<string, string>()] as const)
  found.lanes.forEach((lane, at) => {
    lane.forEach(({ segments }, i) => {
      for (const { speaker } of segments) own[i]?.[1].set(speaker, names[at] ?? "")
    })
  })
  return new Map(own)
}

function runsIn(lane: readonly PersonLane[], weights: Weights, hands: Hands, name: string): Omit<Run, "lane">[] {
  const spans = runsOf(lane, weights)
  const parts = partsOf(lane, spans)
  const placed = spans.map((span) => placeRun(span, lane, hands))
  return placed.map((span, at) => {
    const key = `${name}/${at}`
    const own = parts[at] ?? []
    const cuts = cutsOf(own, span, weights, hands)
    return { key, span, cuts, text: { key, parts: own, cuts } }
  })
}

/** A run with its ends where those who have them nearby put them. */
function placeRun(run: Span, lane: readonly PersonLane[], hands: Hands): Span {
  const place = (side: keyof Span) => {
    const at = placeEdge(edgeVotes(lane, run[side], side), side, hands)
    return Number.isNaN(at) ? run[side] : Math.max(0, Math.round(at))
  }
  const [startMs, endMs] = [place("startMs"), place("endMs")]
  return endMs > startMs ? { startMs, endMs } : run
}

/** The parts that its cuts make of a run. */
function pieceSpans({ span, cuts }: Pick<Run, "span" | "cuts">): Span[] {
  const starts = [span.startMs, ...cuts.map(({ startMs }) => startMs)]
  const ends = [...cuts.map(({ endMs }) => endMs), span.endMs]
  return starts.map((startMs, i) => ({ startMs, endMs: Math.max(startMs + 1, ends[i] ?? startMs) }))
}

/** Who has the speaker speaking for most of a span, and their weight over that of all. */
function backingOf(lane: readonly PersonLane[], span: Span, weights: Weights): { people: string[]; share: number } {
  const weight = (person: string) => weights.get(person) ?? 1
  const total = lane.reduce((sum, { person }) => sum + weight(person), 0)
  const has = lane.filter(({ spans }) => commonMs(spans, [span]) * 2 > span.endMs - span.startMs)
  return {
    people: has.map(({ person }) => person),
    share: total === 0 ? 0 : has.reduce((sum, { person }) => sum + weight(person), 0) / total,
  }
}

function speakersOf({ people, lanes }: Lanes, names: readonly string[], used: ReadonlySet<string>): SpeakerNamed[] {
  return people.flatMap((person, i) =>
    lanes.flatMap((lane, at) => {
      const own = new Set(lane[i]?.segments.map(({ speaker }) => speaker))
      const as = names[at] ?? ""
      return [...own].map((name) => ({ person, name, as: used.has(as) ? as : null }))
    }),
  )
}

/** What most call the speaker of each lane, each name for one lane; lanes without a name left are numbered. */
function nameLanes({ lanes }: Lanes): string[] {
  const names = [...new Set(lanes.flat().flatMap(({ segments }) => segments.map(({ speaker }) => speaker)))].sort()
  const votes = lanes.map((lane) =>
    names.map((name) => lane.filter(({ segments }) => segments.some(({ speaker }) => speaker === name)).length),
  )
  const columns = assign(lanes.length, names.length, votes.flat())
  const isKnown = (at: number) => (columns[at] ?? -1) >= 0 && (votes[at]?.[columns[at] ?? 0] ?? 0) > 0
  const taken = new Set([...columns].flatMap((column, at) => (isKnown(at) ? [names[column] ?? ""] : [])))
  let number = 0
  return lanes.map((_, at) => {
    if (isKnown(at)) return names[columns[at] ?? 0] ?? ""
    do number++
    while (taken.has(String(number)))
    return String(number)
  })
}
