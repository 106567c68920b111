import type { RegionId } from "@justesse/types"
import { asRegion, type Change, type EditorDocument } from "../document.ts"
import { findSegment, laneOf, segmentsOf } from "./segments.ts"

/** Who speaks in a recording, in the order in which they are first heard; then those of `others` who were named and say nothing yet. */
export function speakersOf(document: Pick<EditorDocument, "regions">, others: readonly string[] = []): string[] {
  const heard = segmentsOf(document).map(({ speaker }) => speaker)
  return [...new Set([...others, ...heard])]
}

/** The first whole number from 1 that is nobody's name yet: how a speaker is called until somebody names them. */
export function freeNumber(speakers: readonly string[]): string {
  let number = 1
  while (speakers.includes(String(number))) number++
  return String(number)
}

/** Who a digit means: the n-th speaker; the one behind the last is a new one, called by a number. Null for any after that. */
export function speakerOfDigit(speakers: readonly string[], digit: number): string | null {
  if (digit < 1 || digit > speakers.length + 1) return null
  return speakers[digit - 1] ?? freeNumber(speakers)
}

/** Somebody else says this segment. Null where it is theirs already; "busy" where they say something else meanwhile. */
export function setSpeaker(document: EditorDocument, id: RegionId, speaker: string): Change | "busy" | null {
  const segment = findSegment(document, id)
  if (!segment || segment.speaker === speaker) return null
  const { startMs, endMs, region } = segment
  if (laneOf(document, speaker).some((other) => other.startMs < endMs && startMs < other.endMs)) return "busy"
  const { speaker: _old, ...rest } = asRegion(region)
  const after = speaker === "" ? rest : { ...rest, speaker }
  return { label: { key: "change.speaker" }, edits: [{ id, before: region, after, at: document.order.indexOf(id) }] }
}

/** A speaker called otherwise, in all that they say. Null where nothing changes; "taken" where somebody else is called so. */
export function renameSpeaker(document: EditorDocument, from: string, to: string): Change | "taken" | null {
  const name = to.trim()
  if (name === "" || name === from) return null
  if (laneOf(document, name).length > 0) return "taken"
  const edits = laneOf(document, from).map(({ id, region }) => {
    return { id, before: region, after: { ...region, speaker: name }, at: document.order.indexOf(id) }
  })
  return edits.length === 0 ? null : { label: { key: "change.speaker" }, edits }
}
