import type { RegionId, WorkRegion } from "@justesse/types"
import type { Change, EditorDocument } from "../document.ts"
import { asRegion } from "../document.ts"
import { type Border, findSegment, laneOf, type Segment, SHORTEST_MS, type Span } from "./segments.ts"

/** How far an arrow moves a border, in milliseconds. */
export const NUDGE_MS = 10
/** How far an arrow with Shift moves it: a tenth of a second. */
export const FAR_NUDGE_MS = 100

/** Where a border may go, and the segment of the same speaker whose own border goes with it; null for none. */
interface Reach {
  readonly fromMs: number
  readonly toMs: number
  readonly shared: Segment | null
}

/**
 * A border somewhere else, as near as it can get: within the recording, never over its own other border, and never into another
 * segment of the same speaker. Where the two touch, the border is both their own and moves for both. Null where nothing moves.
 */
export function moveBorder(
  document: EditorDocument,
  id: RegionId,
  border: Border,
  toMs: number,
  durationMs: number,
): Change | null {
  const segment = findSegment(document, id)
  if (!segment) return null
  const reach = reachOf(document, segment, border, durationMs)
  const ms = Math.round(Math.min(reach.toMs, Math.max(reach.fromMs, toMs)))
  if (ms === msOf(segment, border)) return null
  const edits = [placeEdit(document, segment, border, ms)]
  if (reach.shared) edits.push(placeEdit(document, reach.shared, opposite(border), ms))
  return { label: { key: "change.border" }, edits }
}

/** Where a border may go. */
export function reachOf(document: EditorDocument, segment: Segment, border: Border, durationMs: number): Reach {
  const lane = laneOf(document, segment.speaker).filter(({ id }) => id !== segment.id)
  if (border === "start") {
    const before = lane.filter(({ startMs }) => startMs < segment.startMs).at(-1) ?? null
    const shared = before?.endMs === segment.startMs ? before : null
    const fromMs = shared ? shared.startMs + SHORTEST_MS : (before?.endMs ?? 0)
    return ordered({ fromMs, toMs: segment.endMs - SHORTEST_MS, shared }, segment.startMs)
  }
  const after = lane.find(({ startMs }) => startMs >= segment.endMs) ?? null
  const shared = after?.startMs === segment.endMs ? after : null
  const toMs = shared ? shared.endMs - SHORTEST_MS : (after?.startMs ?? durationMs)
  return ordered({ fromMs: segment.startMs + SHORTEST_MS, toMs, shared }, segment.endMs)
}

/** What is narrower than the shortest leaves its border where it is. */
function ordered(reach: Reach, nowMs: number): Reach {
  const isPossible = reach.fromMs <= reach.toMs
  return isPossible ? reach : { ...reach, fromMs: nowMs, toMs: nowMs }
}

/** A stretch with one border elsewhere, within its recording and never over its other one. */
export function withBorder(span: Span, border: Border, toMs: number, durationMs: number): Span {
  const { startMs, endMs } = span
  const ms = Math.round(toMs)
  if (border === "start") return { startMs: Math.max(0, Math.min(ms, endMs - SHORTEST_MS)), endMs }
  return { startMs, endMs: Math.min(durationMs, Math.max(ms, startMs + SHORTEST_MS)) }
}

/** A press so near to a border takes it, in pixels of the page. */
const GRIP_PX = 6

/** The border of a stretch that a press takes: of two that are as near the one on whose side it is. */
export function gripAt({ startMs, endMs }: Span, x: number, xOfMs: (ms: number) => number): Border | null {
  const [start, end] = [Math.abs(x - xOfMs(startMs)), Math.abs(x - xOfMs(endMs))]
  if (Math.min(start, end) > GRIP_PX) return null
  return start < end ? "start" : "end"
}

/** When a stretch begins or ends, in milliseconds from the beginning of its recording. */
export function msOf({ startMs, endMs }: Span, border: Border): number {
  return border === "start" ? startMs : endMs
}

/** The one of the two ends that is not meant. */
export function opposite(border: Border): Border {
  return border === "start" ? "end" : "start"
}

/** The nearest of some moments, where it is near enough; else the moment itself. */
export function snapped(ms: number, moments: readonly number[], withinMs: number): number {
  let [best, distance] = [ms, withinMs]
  for (const moment of moments) {
    const away = Math.abs(moment - ms)
    if (away <= distance) [best, distance] = [moment, away]
  }
  return best
}

/** One region with another place, as an edit. Whoever moves a proposal makes it theirs. */
function placeEdit(document: EditorDocument, segment: Segment, border: Border, ms: number): Change["edits"][number] {
  const { id, region, startMs, endMs } = segment
  const geometry = { ...spanOf(region), ...(border === "start" ? { startMs: ms, endMs } : { startMs, endMs: ms }) }
  return { id, before: region, after: { ...asRegion(region), geometry }, at: document.order.indexOf(id) }
}

/** The geometry of a segment's region. */
export function spanOf(region: WorkRegion): Extract<WorkRegion["geometry"], { type: "span" }> {
  if (region.geometry.type !== "span") throw new TypeError("a region of a recording has a span")
  return region.geometry
}
