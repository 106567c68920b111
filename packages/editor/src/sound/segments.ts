import type { LabelId, RegionId, WorkRegion } from "@justesse/types"
import type { EditorDocument } from "../document.ts"

/** Where a segment lies in its recording, in whole milliseconds from the beginning; `endMs` is after `startMs`. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** Which of the two ends of a segment is meant. */
export type Border = "start" | "end"

/** One stretch of a recording as the page and its keys work with it; `speaker` is "" where nobody is named. */
export interface Segment extends Span {
  readonly id: RegionId
  readonly speaker: string
  readonly label: LabelId
  readonly text: string
  readonly region: WorkRegion
}

/** The shortest segment that a hand makes, in milliseconds. */
export const SHORTEST_MS = 10

/** A region as a segment; null for one that is no stretch of time. */
function toSegment(region: WorkRegion): Segment | null {
  const { geometry, id, label, speaker = "", transcript } = region
  if (geometry.type !== "span") return null
  const { startMs, endMs } = geometry
  return { id, label, speaker, startMs, endMs, text: transcript?.value ?? "", region }
}

/** All segments as they are heard: by beginning, then by end, then by speaker. */
export function segmentsOf(document: Pick<EditorDocument, "regions">): Segment[] {
  const segments: Segment[] = []
  for (const region of document.regions.values()) {
    const segment = toSegment(region)
    if (segment) segments.push(segment)
  }
  return segments.sort(compareSegments)
}

function compareSegments(a: Segment, b: Segment): number {
  return a.startMs - b.startMs || a.endMs - b.endMs || compare(a.speaker, b.speaker) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One segment by its id; null where it is gone. */
export function findSegment(document: Pick<EditorDocument, "regions">, id: RegionId | null): Segment | null {
  const region = id === null ? undefined : document.regions.get(id)
  return region ? toSegment(region) : null
}

/** What one speaker says, as it is heard. */
export function laneOf(document: Pick<EditorDocument, "regions">, speaker: string): Segment[] {
  return segmentsOf(document).filter((segment) => segment.speaker === speaker)
}

/** The segment after or before one, in the order of hearing; null at the ends. Without one: the first, or the last. */
export function stepSegment(segments: readonly Segment[], from: RegionId | null, by: 1 | -1): Segment | null {
  const at = segments.findIndex(({ id }) => id === from)
  if (at < 0) return (by === 1 ? segments[0] : segments.at(-1)) ?? null
  return segments[at + by] ?? null
}

/** The segment in which a moment lies, of several the one that began last; null in a pause. */
export function segmentAt(segments: readonly Segment[], ms: number): Segment | null {
  return segments.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs).at(-1) ?? null
}

/** The place of the first other segment that has some of a segment's time; -1 where nobody else speaks. */
export function overlapsWith(segments: readonly Segment[], { id, startMs, endMs }: Segment): number {
  return segments.findIndex((other) => other.id !== id && other.startMs < endMs && startMs < other.endMs)
}

/** Where more than one speaks: stretches that lie in segments of two speakers at least, joined where they touch. */
export function overlapsOf(segments: readonly Segment[]): Span[] {
  const overlaps: { startMs: number; endMs: number }[] = []
  let last: Segment | null = null
  for (const segment of segments) {
    if (last && segment.startMs < last.endMs) {
      const endMs = Math.min(last.endMs, segment.endMs)
      const known = overlaps.at(-1)
      if (known && segment.startMs <= known.endMs) known.endMs = Math.max(known.endMs, endMs)
      else overlaps.push({ startMs: segment.startMs, endMs })
    }
    if (!last || segment.endMs > last.endMs) last = segment
  }
  return overlaps
}
