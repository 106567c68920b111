import { LabelId, RegionId, type WorkRegion } from "@justesse/types"
import { apply, type Change, documentOf, type EditorDocument } from "../document.ts"
import { handOf, type SoundAct, type SoundContext, type SoundHand, type SoundStep, stepSound } from "../sound/hand.ts"
import { segmentsOf } from "../sound/segments.ts"

export const speech = LabelId.parse("speech")
export const segmentId = (name: string) => RegionId.parse(name)

/** What somebody says from one millisecond to another one. */
export const heard = (
  name: string,
  startMs: number,
  endMs: number,
  more: { speaker?: string; text?: string; proposed?: true } = {},
): WorkRegion => ({
  id: segmentId(name),
  geometry: { type: "span", startMs, endMs },
  label: speech,
  speaker: more.speaker ?? "1",
  ...(more.text !== undefined && { transcript: { value: more.text } }),
  ...(more.proposed && { proposed: true }),
})

/** A recording in which that is heard. */
export const recordingOf = (...regions: WorkRegion[]): EditorDocument => documentOf({ regions, nothingHere: false })

/** The segments as short lines: `a 1 0-1000 text`. */
export const linesOf = (document: EditorDocument): string[] =>
  segmentsOf(document).map(({ id, speaker, startMs, endMs, text }) =>
    `${id} ${speaker} ${startMs}-${endMs} ${text}`.trim(),
  )

/** The document after a change that must be one. */
export function changed(document: EditorDocument, change: Change | string | null): EditorDocument {
  if (change === null || typeof change === "string") throw new Error(`no change: ${change}`)
  return apply(document, change)
}

/** A hand on a recording of ten seconds. */
export function act(
  document: EditorDocument,
  selected: string | null,
  what: SoundAct,
  hand: SoundHand = handOf(document),
): SoundStep & { document: EditorDocument } {
  const context: SoundContext = {
    document,
    selected: selected === null ? null : segmentId(selected),
    label: speech,
    durationMs: 10_000,
  }
  const step = stepSound(hand, context, what)
  return { ...step, document: step.change ? apply(document, step.change) : document }
}
