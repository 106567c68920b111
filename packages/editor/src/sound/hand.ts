import type { LabelId, RegionId } from "@justesse/types"
import { deleteRegions } from "../changes.ts"
import { apply, type Change, type EditorDocument } from "../document.ts"
import { moveBorder, msOf, opposite } from "./borders.ts"
import { joinNext, splitSegment } from "./cut.ts"
import { drawSegment } from "./draw.ts"
import { type Border, findSegment, laneOf, segmentsOf, stepSegment } from "./segments.ts"
import { renameSpeaker, setSpeaker, speakerOfDigit, speakersOf } from "./speakers.ts"

/** What somebody has in hand while they write down a recording: not in the answer, not in undo. */
export interface SoundHand {
  /** The border that arrows move. */
  readonly border: Border
  /** A segment was begun then and is not ended. */
  readonly beganMs: number | null
  /** Who says the next segment. */
  readonly speaker: string
  /** Speakers by their digits: in the order in which they were named or first heard. Nobody loses a digit while the page is open. */
  readonly speakers: readonly string[]
}

/** What is acted on. */
export interface SoundContext {
  readonly document: EditorDocument
  readonly selected: RegionId | null
  /** The label of the next segment. */
  readonly label: LabelId | null
  readonly durationMs: number
}

/** All that a hand does to the segments of a recording. Ids of what is new are made by the caller. */
export type SoundAct =
  | { readonly act: "draw"; readonly id: RegionId; readonly startMs: number; readonly endMs: number }
  /** Begins a segment, or ends the one that was begun. */
  | { readonly act: "beginOrEnd"; readonly id: RegionId; readonly nowMs: number }
  | { readonly act: "split"; readonly newId: RegionId; readonly nowMs: number; readonly caret: number | null }
  | { readonly act: "join" | "delete" | "otherBorder" | "giveUp" }
  | { readonly act: "nudge"; readonly byMs: number }
  | { readonly act: "setBorder"; readonly border: Border; readonly toMs: number }
  | { readonly act: "drag"; readonly id: RegionId; readonly border: Border; readonly toMs: number }
  | { readonly act: "speaker"; readonly speaker: string }
  | { readonly act: "speakerDigit"; readonly digit: number }
  | { readonly act: "rename"; readonly from: string; readonly to: string }

/** Why an act did nothing, as the page says it. */
export type SoundRefusal =
  | "no_label"
  | "no_room"
  | "too_short"
  | "nothing_after"
  | "speaks_already"
  | "name_taken"
  | "outside"

/** What an act came to: the step it made, what is selected after it (undefined: as before), and why nothing happened. */
export interface SoundStep {
  readonly hand: SoundHand
  readonly change: Change | null
  readonly select?: RegionId | null
  readonly refused?: SoundRefusal
}

/** A recording as it comes into the hand: the first who is heard says the next segment. */
export function handOf(document: EditorDocument): SoundHand {
  const heard = speakersOf(document)
  const speakers = heard.length > 0 ? heard : ["1"]
  return { border: "end", beganMs: null, speaker: speakers[0] ?? "1", speakers }
}

/** One act. Document and hand given stay as they are. */
export function stepSound(hand: SoundHand, context: SoundContext, act: SoundAct): SoundStep {
  const step = perform(hand, context, act)
  const document = step.change ? apply(context.document, step.change) : context.document
  return { ...step, hand: { ...step.hand, speakers: speakersOf(document, step.hand.speakers) } }
}

function perform(hand: SoundHand, context: SoundContext, act: SoundAct): SoundStep {
  const { document, selected, durationMs } = context
  switch (act.act) {
    case "draw":
      return draw(hand, context, act)
    case "beginOrEnd": {
      if (hand.beganMs === null) return { hand: { ...hand, beganMs: act.nowMs }, change: null }
      const { beganMs } = hand
      return draw({ ...hand, beganMs: null }, context, { id: act.id, startMs: beganMs, endMs: act.nowMs })
    }
    case "giveUp":
      return { hand: { ...hand, beganMs: null }, change: null }
    case "split": {
      const change = selected === null ? null : splitSegment(document, selected, act, act.newId)
      return change ? { hand, change, select: act.newId } : { hand, change, refused: "too_short" }
    }
    case "join": {
      const change = selected === null ? null : joinNext(document, selected)
      return change ? { hand, change } : joinPrevious(hand, context)
    }
    case "delete":
      return remove(hand, context)
    case "otherBorder":
      return { hand: { ...hand, border: opposite(hand.border) }, change: null }
    case "nudge":
      return nudge(hand, context, act.byMs)
    case "setBorder": {
      const segment = findSegment(document, selected)
      if (!segment) return { hand, change: null }
      const isBehind = act.border === "start" ? act.toMs >= segment.endMs : act.toMs <= segment.startMs
      const next = { ...hand, border: act.border }
      if (isBehind) return { hand: next, change: null, refused: "outside" }
      return { hand: next, change: moveBorder(document, segment.id, act.border, act.toMs, durationMs) }
    }
    case "drag":
      return {
        hand: { ...hand, border: act.border },
        change: moveBorder(document, act.id, act.border, act.toMs, durationMs),
        select: act.id,
      }
    case "speakerDigit": {
      const speaker = speakerOfDigit(hand.speakers, act.digit)
      return speaker === null ? { hand, change: null } : giveTo(hand, context, speaker)
    }
    case "speaker":
      return giveTo(hand, context, act.speaker)
    case "rename":
      return rename(hand, context, act.from, act.to)
  }
}

function draw(
  hand: SoundHand,
  { document, label, durationMs }: SoundContext,
  { id, startMs, endMs }: { readonly id: RegionId; readonly startMs: number; readonly endMs: number },
): SoundStep {
  if (label === null) return { hand, change: null, refused: "no_label" }
  const change = drawSegment(document, { id, startMs, endMs, label, speaker: hand.speaker }, durationMs)
  return change ? { hand, change, select: id } : { hand, change, refused: "no_room" }
}

/** Behind the last segment of its speaker there is nothing: it joins the one before it, which is in hand then. */
function joinPrevious(hand: SoundHand, { document, selected }: SoundContext): SoundStep {
  const segment = findSegment(document, selected)
  const before = segment && stepSegment(laneOf(document, segment.speaker), segment.id, -1)
  const change = before ? joinNext(document, before.id) : null
  if (!before || !change) return { hand, change: null, refused: "nothing_after" }
  return { hand, change, select: before.id }
}

/** The next segment is in hand then, at the end the one before. */
function remove(hand: SoundHand, { document, selected }: SoundContext): SoundStep {
  if (selected === null) return { hand, change: null }
  const segments = segmentsOf(document)
  const next = stepSegment(segments, selected, 1) ?? stepSegment(segments, selected, -1)
  return { hand, change: deleteRegions(document, [selected]), select: next?.id ?? null }
}

function nudge(hand: SoundHand, { document, selected, durationMs }: SoundContext, byMs: number): SoundStep {
  const segment = findSegment(document, selected)
  if (!segment) return { hand, change: null }
  const toMs = msOf(segment, hand.border) + byMs
  return { hand, change: moveBorder(document, segment.id, hand.border, toMs, durationMs) }
}

/** For the segment in hand and for the next one; where they say something else meanwhile, for neither. */
function giveTo(hand: SoundHand, { document, selected }: SoundContext, speaker: string): SoundStep {
  const change = selected === null ? null : setSpeaker(document, selected, speaker)
  if (change === "busy") return { hand, change: null, refused: "speaks_already" }
  const speakers = hand.speakers.includes(speaker) ? hand.speakers : [...hand.speakers, speaker]
  return { hand: { ...hand, speaker, speakers }, change }
}

/** The name goes into all that they say, and into their digit. */
function rename(hand: SoundHand, { document }: SoundContext, from: string, to: string): SoundStep {
  const name = to.trim()
  if (name === "" || name === from) return { hand, change: null }
  const change = renameSpeaker(document, from, name)
  if (change === "taken" || hand.speakers.includes(name)) return { hand, change: null, refused: "name_taken" }
  const speakers = hand.speakers.map((one) => (one === from ? name : one))
  return { hand: { ...hand, speakers, speaker: hand.speaker === from ? name : hand.speaker }, change }
}
