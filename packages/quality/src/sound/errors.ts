import { assign } from "../matching/assign.ts"
import { type NormaliserProfile, SCORE_PROFILE } from "../text/profile.ts"
import { countEdits, type ErrorRate, errorRates } from "../text/rates.ts"
import { comparedWords } from "../text/tokens.ts"
import { compareSegments, joinSpans, type Segment, type Span } from "./segments.ts"
import { mapSpeakers } from "./speakers.ts"

/** Two segments are one when they overlap by this at least. */
const SAME_IOU = 0.3
/** What leaving a segment unmatched costs, beside 1 - IoU for a pair. */
const GAP = 0.7
/** Around each true edge this much is not counted. */
const COLLAR_MS = 250

/** How far answers lie from what is true, over several recordings. */
export interface SoundErrors {
  /** Of beginnings and ends of matched segments: mean and 95th percentile of the distance, null for none. */
  readonly boundaries: { readonly count: number; readonly meanMs: number | null; readonly p95Ms: number | null }
  /** Segments of both that are one, and those that only one side has. */
  readonly matched: number
  readonly missed: number
  readonly extra: number
  /** Twice the matched over all segments of both sides; 1 where nobody speaks on either. */
  readonly f1: number
  readonly wer: ErrorRate
  readonly cer: ErrorRate
  /** Words wrong when each speaker's words are compared with those of the speaker who fits best. */
  readonly cpWer: number | null
  /** Time of speakers missed, added or taken for another, over the time that they speak; a collar of 250 ms, overlaps counted. */
  readonly der: number | null
}

/** A recording as it is and as somebody heard it. */
export interface SoundPair {
  readonly reference: readonly Segment[]
  readonly answer: readonly Segment[]
}

/** All errors of answers against what is true. */
export function soundErrors(pairs: readonly SoundPair[], profile: NormaliserProfile = SCORE_PROFILE): SoundErrors {
  const distances: number[] = []
  let [both, missed, extra, cpEdits, cpWords, wrongMs, spokenMs] = [0, 0, 0, 0, 0, 0, 0]
  for (const pair of pairs) {
    for (const [reference, answer] of lanePairs(pair)) {
      const matched = matchSegments(reference, answer)
      for (const [a, b] of matched) distances.push(Math.abs(a.startMs - b.startMs), Math.abs(a.endMs - b.endMs))
      both += matched.length
      missed += reference.length - matched.length
      extra += answer.length - matched.length
    }
    const cp = speakerEdits(pair, profile)
    const diarization = speakerTime(pair)
    ;[cpEdits, cpWords] = [cpEdits + cp.edits, cpWords + cp.words]
    ;[wrongMs, spokenMs] = [wrongMs + diarization.wrongMs, spokenMs + diarization.spokenMs]
  }
  const text = (segments: readonly Segment[]) =>
    [...segments]
      .sort(compareSegments)
      .map((one) => one.text)
      .join(" ")
  const rates = errorRates(
    pairs.map(({ reference, answer }) => ({ reference: text(reference), answer: text(answer) })),
    profile,
  )
  distances.sort((a, b) => a - b)
  const count = distances.length
  return {
    boundaries: {
      count,
      meanMs: count === 0 ? null : distances.reduce((sum, one) => sum + one, 0) / count,
      p95Ms: distances[Math.ceil(count * 0.95) - 1] ?? null,
    },
    ...{ matched: both, missed, extra },
    f1: both + missed + extra === 0 ? 1 : (2 * both) / (2 * both + missed + extra),
    wer: rates.wer,
    cer: rates.cer,
    cpWer: cpWords === 0 ? null : cpEdits / cpWords,
    der: spokenMs === 0 ? null : wrongMs / spokenMs,
  }
}

/** Segments of each speaker beside those of the speaker who speaks with them most. */
function lanePairs({ reference, answer }: SoundPair): [Segment[], Segment[]][] {
  const { lanes, laneOf } = mapSpeakers([
    { person: "a", segments: reference },
    { person: "b", segments: answer },
  ])
  const own = (segments: readonly Segment[], at: number, lane: number) =>
    segments.filter(({ speaker }) => laneOf[at]?.get(speaker) === lane).sort(compareSegments)
  return Array.from({ length: lanes }, (_, lane) => [own(reference, 0, lane), own(answer, 1, lane)])
}

const iou = (a: Span, b: Span) => {
  const both = Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))
  return both / (a.endMs - a.startMs + b.endMs - b.startMs - both)
}

/**
 * Segments of two lists in one lane that mean the same, in order: the alignment of least cost, 1 - IoU a pair and
 * {@link GAP} for each that is left out; no pair under {@link SAME_IOU}.
 */
export function matchSegments<A extends Span, B extends Span>(a: readonly A[], b: readonly B[]): [A, B][] {
  const width = b.length + 1
  const cost = new Float64Array((a.length + 1) * width)
  const pairCost = (i: number, j: number) => {
    const overlap = iou(a[i - 1] as A, b[j - 1] as B) // both within their lists
    return overlap >= SAME_IOU ? 1 - overlap : Infinity
  }
  const at = (i: number, j: number) => cost[i * width + j] ?? 0
  for (let i = 0; i <= a.length; i++)
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = (i + j) * GAP
      else cost[i * width + j] = Math.min(at(i - 1, j - 1) + pairCost(i, j), at(i - 1, j) + GAP, at(i, j - 1) + GAP)
    }
  const matched: [A, B][] = []
  for (let i = a.length, j = b.length; i > 0 && j > 0; ) {
    if (at(i, j) === at(i - 1, j - 1) + pairCost(i, j)) matched.push([a[--i] as A, b[--j] as B])
    else if (at(i, j) === at(i - 1, j) + GAP) i--
    else j--
  }
  return matched.reverse()
}

/** Fewest word edits when each speaker is compared as a whole with one other (cpWER). */
function speakerEdits({ reference, answer }: SoundPair, profile: NormaliserProfile): { edits: number; words: number } {
  const said = (segments: readonly Segment[]) => {
    const of = new Map<string, string[]>()
    for (const { speaker, text } of [...segments].sort(compareSegments))
      of.set(speaker, [...(of.get(speaker) ?? []), text])
    return [...of.values()].map((texts) => comparedWords(profile, texts.join(" ")))
  }
  const [a, b] = [said(reference), said(answer)]
  const size = Math.max(a.length, b.length)
  const edits = (i: number, j: number) => {
    const { substitutions, deletions, insertions } = countEdits(a[i] ?? [], b[j] ?? [])
    return substitutions + deletions + insertions
  }
  const table = Float64Array.from({ length: size * size }, (_, k) => -edits(Math.floor(k / size), k % size))
  const columns = assign(size, size, table)
  return {
    edits: [...columns].reduce((sum, column, row) => sum - (table[row * size + column] ?? 0), 0),
    words: a.reduce((sum, words) => sum + words.length, 0),
  }
}

/** Time that is wrong about speakers, outside the collars: the greater of both counts at each moment less those named rightly. */
function speakerTime(pair: SoundPair): { wrongMs: number; spokenMs: number } {
  const collars = joinSpans(
    pair.reference
      .flatMap(({ startMs, endMs }) => [startMs, endMs])
      .map((at) => ({ startMs: at - COLLAR_MS, endMs: at + COLLAR_MS })),
  )
  const lanes = lanePairs(pair).map(([a, b]) => [joinSpans(a), joinSpans(b)] as const)
  const edges = [
    ...new Set([...lanes.flat().flat(), ...collars].flatMap(({ startMs, endMs }) => [startMs, endMs])),
  ].sort((a, b) => a - b)
  const holds = (spans: readonly Span[], at: number) => spans.some(({ startMs, endMs }) => startMs <= at && at < endMs)
  let [wrongMs, spokenMs] = [0, 0]
  edges.slice(1).forEach((end, i) => {
    const start = edges[i] ?? end
    if (holds(collars, start)) return
    const a = lanes.filter(([reference]) => holds(reference, start)).length
    const b = lanes.filter(([, answer]) => holds(answer, start)).length
    const right = lanes.filter(([reference, answer]) => holds(reference, start) && holds(answer, start)).length
    wrongMs += (Math.max(a, b) - right) * (end - start)
    spokenMs += a * (end - start)
  })
  return { wrongMs, spokenMs }
}
