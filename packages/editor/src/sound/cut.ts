import type { RegionId, Transcript } from "@justesse/types"
import { deleteRegions } from "../changes.ts"
import { asRegion, type Change, type EditorDocument } from "../document.ts"
import { joinedText, textPart } from "../writing/parts.ts"
import { spanOf } from "./borders.ts"
import { findSegment, laneOf, type Segment, SHORTEST_MS } from "./segments.ts"

/** Where a segment is cut: the moment that plays, and the letter before which the caret stands; null where it stands elsewhere. */
interface CutPlace {
  readonly nowMs: number
  readonly caret: number | null
}

/**
 * A segment made two. Its text is cut at the caret, else between the words nearest to that share of its time; the moment is the one
 * that plays where that lies inside, else the caret's share of the text. Language, attributes and marks of all of the text go to both, those of words to where the words are. Null where one of
 * the two would have no length.
 */
export function splitSegment(document: EditorDocument, id: RegionId, place: CutPlace, newId: RegionId): Change | null {
  const segment = findSegment(document, id)
  if (!segment) return null
  const atMs = momentOf(segment, place)
  if (atMs === null) return null
  const at = place.caret ?? letterAt(segment.text, (atMs - segment.startMs) / (segment.endMs - segment.startMs))
  const region = asRegion(segment.region)
  const span = spanOf(region)
  const first = { ...region, geometry: { ...span, endMs: atMs } }
  const second = { ...region, id: newId, geometry: { ...span, startMs: atMs } }
  const tailAt = segment.text.length - segment.text.slice(at).trimStart().length
  const index = document.order.indexOf(id)
  const edits = [
    { id, before: segment.region, after: withText(first, 0, segment.text.slice(0, at).trimEnd().length), at: index },
    { id: newId, before: null, after: withText(second, tailAt, segment.text.length), at: index + 1 },
  ]
  return { label: { key: "change.split" }, edits }
}

/** The moment of the cut: what plays, where that is inside; else where the caret stands; null outside of it. */
function momentOf(segment: Segment, { nowMs, caret }: CutPlace): number | null {
  const { startMs, endMs, text } = segment
  const isInside = (ms: number) => ms - startMs >= SHORTEST_MS && endMs - ms >= SHORTEST_MS
  const now = Math.round(nowMs)
  if (isInside(now)) return now
  // With all of the text on one side there is nothing that would say where.
  if (caret === null || caret === 0 || caret >= text.length) return null
  const share = Math.round(startMs + ((endMs - startMs) * caret) / text.length)
  const inside = Math.min(endMs - SHORTEST_MS, Math.max(startMs + SHORTEST_MS, share))
  return isInside(inside) ? inside : null
}

/** The letter after the white space that is nearest to a share of a text; its end or beginning where these are nearer. */
function letterAt(text: string, share: number): number {
  const wanted = text.length * share
  let best = wanted < text.length / 2 ? 0 : text.length
  for (const { index } of text.matchAll(/\s+/gu)) if (Math.abs(index - wanted) < Math.abs(best - wanted)) best = index
  return best
}

type Texted = { readonly transcript?: Transcript | undefined }

function withText<R extends Texted>(region: R, from: number, to: number): R {
  const { transcript } = region
  return transcript ? { ...region, transcript: textPart(transcript, from, to) } : region
}

/**
 * A segment and the next one of its speaker made one: texts with a space between, marks of both, the label of the first. Null where
 * its speaker says nothing after it.
 */
export function joinNext(document: EditorDocument, id: RegionId): Change | null {
  const segment = findSegment(document, id)
  if (!segment) return null
  const lane = laneOf(document, segment.speaker)
  const next = lane[lane.findIndex((one) => one.id === id) + 1]
  if (!next) return null
  const region = asRegion(segment.region)
  const geometry = { ...spanOf(region), endMs: Math.max(segment.endMs, next.endMs) }
  const transcript = joinedText(segment.region.transcript, next.region.transcript)
  const after = { ...region, geometry, ...(transcript && { transcript }) }
  const gone = deleteRegions(document, [next.id])?.edits ?? []
  const edits = [...gone, { id, before: segment.region, after, at: document.order.indexOf(id) }]
  return { label: { key: "change.join" }, edits }
}
