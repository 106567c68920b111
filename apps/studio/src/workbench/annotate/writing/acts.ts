import { numberOf } from "@justesse/editor"
import { setTranscript } from "@justesse/editor/changes"
import { joinLine, splitLine } from "@justesse/editor/writing/cut"
import { markedPart } from "@justesse/editor/writing/parts"
import { boxOf, type RegionId, type TextDirection, type TextMark } from "@justesse/types"
import { createStore } from "zustand/vanilla"
import type { Around } from "../kinds/contract.ts"
import { newRegionId } from "../model/ids.ts"
import type { TaskModel } from "../model/task.ts"
import { FOCUS } from "../ui.ts"

const MARK_COMMANDS: Readonly<Record<TextMark, string>> = {
  ...{ illegible: "text.illegible", unsure: "text.unsure", struck: "text.struck", foreign: "text.foreign" },
}

/** All marks of texts, in the order of their buttons. */
export const MARKS = Object.keys(MARK_COMMANDS) as TextMark[] // its keys are all marks, which the compiler sees to

/** The palette of characters waits for the key of one. */
export const paletteOpen = createStore<boolean>(() => false)

/** The field of the line in hand; null while none is shown. */
function lineField(): HTMLTextAreaElement | null {
  const field = document.getElementById(FOCUS.field)
  return field instanceof HTMLTextAreaElement ? field : null
}

/** A mark on the letters that are selected in the field, else on all of the line. */
export function markText(model: TaskModel, mark: TextMark): void {
  const { selected } = model.snapshot.session
  const field = lineField()
  if (selected === null || !model.editable) return
  model.enterText(selected)
  const { selectionStart: from, selectionEnd: to, value } = field ?? { selectionStart: 0, selectionEnd: 0, value: "" }
  if (from === to || to - from === value.length) return model.mark(mark)
  // What was typed is a step of its own, so that the mark is one too.
  model.commitText()
  const text = model.document.regions.get(selected)?.transcript
  const marked = text && markedPart(text, from, to, mark)
  const change = marked && setTranscript(model.document, selected, marked, "change.mark")
  if (change) model.write(change)
}

/** Which way the line in hand runs from now on; undefined: as its language and letters do. */
export function setDirection(model: TaskModel, direction: TextDirection | undefined): void {
  const { selected } = model.snapshot.session
  if (selected === null || !model.editable) return
  model.commitText()
  const { direction: _, ...text } = model.document.regions.get(selected)?.transcript ?? { value: "" }
  const change = setTranscript(model.document, selected, { ...text, ...(direction && { direction }) }, "change.text")
  if (change) model.write(change)
}

/** A character at the caret, in place of what is selected. */
export function insertText(model: TaskModel, text: string): void {
  const { selected } = model.snapshot.session
  const field = lineField()
  if (!field || selected === null || !model.editable) return
  model.enterText(selected)
  field.focus({ preventScroll: true })
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end")
  model.type(field.value)
}

/** What lines of text do to a command of their own; false for those of every picture. */
export function runWriting(around: Around, model: TaskModel, id: string): boolean {
  if (id === "text.characters") {
    paletteOpen.setState(!paletteOpen.getState(), true)
    return true
  }
  if (id === "text.split" || id === "text.join") {
    cut(around, model, id === "text.split")
    return true
  }
  const mark = MARKS.find((one) => id === MARK_COMMANDS[one])
  if (mark) markText(model, mark)
  return mark !== undefined
}

function cut(around: Around, model: TaskModel, splits: boolean): void {
  const { selected } = model.snapshot.session
  if (selected === null || !model.editable) return
  if (model.snapshot.locked.has(selected))
    return around.say("notice.locked", { number: numberOf(model.scene, selected) })
  const caret = lineField()?.selectionStart ?? 0
  model.commitText()
  const made = newRegionId()
  const change = splits ? splitLine(model.document, selected, caret, made) : joinLine(model.document, selected)
  if (!change) return around.say(splits ? "notice.notSplit" : "notice.notJoined")
  const before = model.document.regions.get(selected)?.transcript?.value.length ?? 0
  const next = splits ? made : selected
  model.write(change, next)
  model.enterText(next)
  reveal(around, model, next)
  // The caret stands where the text was cut, or where the two meet.
  requestAnimationFrame(() => lineField()?.setSelectionRange(splits ? 0 : before, splits ? 0 : before))
}

function reveal({ chosen }: Around, model: TaskModel, id: RegionId): void {
  const region = model.document.regions.get(id)
  if (region) chosen().engine.revealLine(boxOf(region))
}
