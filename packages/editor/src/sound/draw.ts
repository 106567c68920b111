import type { LabelId, RegionId, WorkRegion } from "@justesse/types"
import type { Change, EditorDocument } from "../document.ts"
import { laneOf, SHORTEST_MS, type Span, segmentsOf } from "./segments.ts"

/** A segment that somebody makes: where, who speaks, and what it is. */
interface NewSegment extends Span {
  readonly id: RegionId
  readonly speaker: string
  readonly label: LabelId
}

/**
 * A new segment, as much of it as is free: within the recording, and not over what the same speaker says already. Null where nothing
 * of some length is left. Drawing one takes "no speech" back.
 */
export function drawSegment(document: EditorDocument, segment: NewSegment, durationMs: number): Change | null {
  const { id, label, speaker } = segment
  const free = freeIn(document, segment, durationMs)
  if (!free) return null
  const region: WorkRegion = {
    id,
    geometry: { type: "span", ...free },
    label,
    ...(speaker !== "" && { speaker }),
  }
  const edits = [{ id, before: null, after: region, at: placeAt(document, free.startMs) }]
  const step = { label: { key: "change.segment" }, edits }
  return document.nothingHere ? { ...step, nothingHere: { before: true, after: false } } : step
}

/** The part of a stretch that its speaker has free: from the first moment nobody holds to the next segment. */
function freeIn(document: EditorDocument, wanted: NewSegment, durationMs: number): Span | null {
  const first = Math.min(wanted.startMs, wanted.endMs)
  const last = Math.max(wanted.startMs, wanted.endMs)
  let startMs = Math.round(Math.max(0, first))
  let endMs = Math.round(Math.min(durationMs, last))
  for (const other of laneOf(document, wanted.speaker)) {
    if (other.endMs <= startMs || other.startMs >= endMs) continue
    if (other.startMs <= startMs) startMs = other.endMs
    else endMs = other.startMs
  }
  return endMs - startMs >= SHORTEST_MS ? { startMs, endMs } : null
}

/** Where in the list something that begins then belongs: behind what begins before it. */
function placeAt(document: EditorDocument, startMs: number): number {
  const before = segmentsOf(document)
    .filter((segment) => segment.startMs <= startMs)
    .at(-1)
  return before ? document.order.indexOf(before.id) + 1 : 0
}

/**
 * Stretches proposed as segments, as one step: those of which some part lies in a segment that is there are left out. They are dashed
 * until somebody takes them. Null where none is left.
 */
export function proposeSegments(document: EditorDocument, offers: readonly NewSegment[]): Change | null {
  const there = segmentsOf(document)
  const fresh = offers.filter(
    (offer) => !there.some(({ startMs, endMs }) => startMs < offer.endMs && offer.startMs < endMs),
  )
  if (fresh.length === 0) return null
  const order = [...document.order]
  const starts = new Map(there.map(({ id, startMs }) => [id, startMs]))
  const edits = fresh.map(({ id, label, speaker, startMs, endMs }) => {
    const next = order.findIndex((one) => (starts.get(one) ?? 0) > startMs)
    const at = next < 0 ? order.length : next
    order.splice(at, 0, id)
    starts.set(id, startMs)
    const after: WorkRegion = {
      id,
      geometry: { type: "span", startMs, endMs },
      label,
      ...(speaker !== "" && { speaker }),
      proposed: true,
      origin: { source: "pauses", score: null },
    }
    return { id, before: null, after, at }
  })
  const step = { label: { key: "change.propose", params: { count: edits.length } }, edits }
  return document.nothingHere ? { ...step, nothingHere: { before: true, after: false } } : step
}
