import type { Region, TextPart } from "@justesse/types"
import { compareRegions } from "../consensus/order.ts"

/** People's segments of one stretch that they cut differently: one has one segment where another has two or more. */
export interface CutGroup {
  /** Of each person, in their order: what they have there, by time; none where they have nothing. */
  readonly people: readonly (readonly Region[])[]
}

/** So much of a segment lies within another one whose part it may be. */
const WITHIN = 0.6
/** So much of a segment its parts take together at least: two short words within a long one are something else. */
const COVERED = 0.5

const timesOf = ({ geometry }: Region) => (geometry.type === "span" ? geometry : ({ startMs: 0, endMs: 0 } as const))
const lengthOf = (region: Region) => timesOf(region).endMs - timesOf(region).startMs

function commonOf(a: Region, b: Region): number {
  const [p, q] = [timesOf(a), timesOf(b)]
  return Math.max(0, Math.min(p.endMs, q.endMs) - Math.max(p.startMs, q.startMs))
}

/**
 * The stretches of each speaker that people cut differently, and every segment in at most one of them. Speakers are told apart by name.
 * It starts from the longest segments, so that the same segments in any order give the same groups.
 */
export function findCutGroups(people: readonly (readonly Region[])[]): CutGroup[] {
  const taken = new Set<Region>()
  const all = people.flatMap((regions, person) => regions.map((region) => ({ person, region })))
  all.sort((p, q) => lengthOf(q.region) - lengthOf(p.region) || compareRegions(p.region, q.region))
  const lanes = people.map(lanesOf)
  return all.flatMap(({ person, region }): CutGroup[] => {
    if (taken.has(region)) return []
    const parts = lanes.map((own, at) => {
      return at === person ? [region] : partsOf(region, own.get(region.speaker ?? ""), taken)
    })
    if (!parts.some((own) => own.length > 1)) return []
    for (const part of parts.flat()) taken.add(part)
    return [{ people: parts }]
  })
}

/** What one person has of one speaker, by time, and how long the longest of it is. */
interface Lane {
  readonly segments: readonly Region[]
  readonly longestMs: number
}

function lanesOf(regions: readonly Region[]): ReadonlyMap<string, Lane> {
  const sorted = [...regions].sort((p, q) => timesOf(p).startMs - timesOf(q).startMs || compareRegions(p, q))
  const lanes = new Map<string, { segments: Region[]; longestMs: number }>()
  for (const region of sorted) {
    const { speaker = "" } = region
    const lane = lanes.get(speaker) ?? { segments: [], longestMs: 0 }
    lanes.set(speaker, lane)
    lane.segments.push(region)
    lane.longestMs = Math.max(lane.longestMs, lengthOf(region))
  }
  return lanes
}

/** The place of the first segment that may still last at a moment: hours have thousands, and each is asked about. */
function firstNear({ segments, longestMs }: Lane, ms: number): number {
  let [from, to] = [0, segments.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const segment = segments[middle]
    if (segment && timesOf(segment).startMs + longestMs < ms) from = middle + 1
    else to = middle
  }
  return from
}

/** What somebody has of the stretch of another one's segment, by time: parts that take most of it together, or one that is about it. */
function partsOf(whole: Region, lane: Lane | undefined, taken: ReadonlySet<Region>): Region[] {
  if (!lane) return []
  const { startMs, endMs } = timesOf(whole)
  const parts: Region[] = []
  for (let at = firstNear(lane, startMs); at < lane.segments.length; at++) {
    const region = lane.segments[at]
    if (!region || timesOf(region).startMs >= endMs) break
    if (!taken.has(region) && commonOf(region, whole) >= WITHIN * lengthOf(region)) parts.push(region)
  }
  const covered = parts.reduce((sum, region) => sum + commonOf(region, whole), 0)
  if (covered < COVERED * lengthOf(whole)) return []
  return parts
}

/** Segments that follow each other as one: from the first beginning to the last end, with all that is said in them. */
export function joinedSegment(pieces: readonly Region[]): Region {
  const [first] = pieces
  if (!first || pieces.length === 1) return first as Region // one at least, as its callers have it
  const text = pieces.flatMap(({ transcript }) => transcript?.value || []).join(" ")
  const marks = [...new Set(pieces.flatMap(({ transcript }) => transcript?.marks ?? []))]
  const parts = partsInText(pieces)
  const spans = pieces.map(timesOf)
  return {
    ...first,
    geometry: {
      type: "span",
      startMs: Math.min(...spans.map(({ startMs }) => startMs)),
      endMs: Math.max(...spans.map(({ endMs }) => endMs)),
    },
    ...(pieces.some(({ transcript }) => transcript) && {
      transcript: {
        ...first.transcript,
        value: text,
        ...(marks.length > 0 && { marks }),
        ...(parts.length > 0 && { parts }),
      },
    }),
  }
}

/** Marks of words of pieces, where the words are when the texts follow each other with blanks between. */
function partsInText(pieces: readonly Region[]): TextPart[] {
  let at = 0
  return pieces.flatMap(({ transcript }) => {
    const { value = "", parts = [] } = transcript ?? {}
    const by = at
    if (value !== "") at += value.length + 1
    return parts.map((part) => ({ ...part, from: part.from + by, to: part.to + by }))
  })
}
