import { isStorable, type RegionId, type TextMark, type TextPart, type Transcript } from "@justesse/types"
import { setTranscript } from "./changes.ts"
import type { Change, EditorDocument } from "./document.ts"
import { movedParts } from "./writing/moved.ts"

/** One stay of the caret in a region's field. Typing changes only this; leaving makes one step of it. */
export interface TextVisit {
  readonly region: RegionId
  readonly value: string
  readonly marks: readonly TextMark[]
  readonly language: string | undefined
  readonly direction?: Transcript["direction"]
  /** Marks of pieces, which keep to their letters while it is typed. */
  readonly parts?: readonly TextPart[] | undefined
}

/** The caret enters the field of a region; null when the region is gone. */
export function enterText(document: EditorDocument, id: RegionId): TextVisit | null {
  const region = document.regions.get(id)
  if (!region) return null
  const { value = "", marks = [], language, direction, parts } = region.transcript ?? {}
  return { region: id, value, marks, language, ...(direction && { direction }), ...(parts && { parts }) }
}

/** Something was typed. What cannot be stored (U+0000, half of a surrogate pair) is refused and the visit stays. */
export function typeText(visit: TextVisit, value: string): TextVisit {
  if (!isStorable(value) || value.length > 20_000) return visit
  return { ...visit, value, ...(visit.parts && { parts: movedParts(visit.parts, visit.value, value) }) }
}

/** A mark set, or taken off when it is there. */
export function toggleMark(visit: TextVisit, mark: TextMark): TextVisit {
  const marks = visit.marks.includes(mark) ? visit.marks.filter((m) => m !== mark) : [...visit.marks, mark]
  return { ...visit, marks }
}

/** The transcript that a visit stands for; null when there is nothing in it. */
export function transcriptOf(visit: TextVisit): Transcript | null {
  const { value, marks, language, direction, parts = [] } = visit
  if (value === "" && marks.length === 0) return null
  return {
    ...{ value, ...(language !== undefined && { language }), ...(direction && { direction }) },
    ...{ ...(marks.length > 0 && { marks: [...marks] }), ...(parts.length > 0 && { parts: [...parts] }) },
  }
}

/** The caret leaves: one step for everything typed and marked, or null when nothing changed. */
export function leaveText(document: EditorDocument, visit: TextVisit): Change | null {
  const before = document.regions.get(visit.region)?.transcript
  const onlyMarks = (before?.value ?? "") === visit.value
  return setTranscript(document, visit.region, transcriptOf(visit), onlyMarks ? "change.mark" : "change.text")
}

/** True when a region has been read: a text, or a mark that says why there is none. */
export function isRead(transcript: Transcript | undefined): boolean {
  return transcript !== undefined && (transcript.value !== "" || (transcript.marks ?? []).length > 0)
}
