import { type Condition, digitOf, draws, hintOf, leaveText, letterUse, resolveKey } from "@justesse/editor"
import { useCallback, useEffect, useRef } from "react"
import { toKeyPress, withOwnKeys } from "../../keys/own.ts"
import { typesText } from "../../shell/keyboard.ts"
import { isBare, type KeyFrame, useKeyboard } from "../parts/useKeyboard.ts"
import { copiesMarked, hearPaste, pastesByItself } from "./arrange/copying.ts"
import type { KindOnPage } from "./kinds/contract.ts"
import { CANVAS_KEYS } from "./kinds/keys.ts"
import type { TaskModel } from "./model/task.ts"
import { type CommandContext, chooseLabel, runCommand, skipFor, skipReasonOf } from "./runCommand.ts"
import { FOCUS } from "./ui.ts"

/** The keyboard of the task page: what its frame means besides the list of commands. */
export function useTaskKeys(context: CommandContext): void {
  const escaped = useRef(false)
  useKeyboard(useCallback(({ target }: KeyboardEvent) => frameOf(context, target, escaped), [context]))
  useEffect(() => {
    const writes = (event: Event) => beginsWriting(context, event)
    window.addEventListener("pointerdown", writes, true)
    window.addEventListener("focusin", writes)
    const pastes = (event: ClipboardEvent) => {
      const model = context.store.shown
      if (model) hearPaste({ ...context, model }, event)
    }
    window.addEventListener("paste", pastes)
    return () => {
      window.removeEventListener("paste", pastes)
      window.removeEventListener("pointerdown", writes, true)
      window.removeEventListener("focusin", writes)
    }
  }, [context])
}

/** `escaped`: the press before was Escape. Tab then leads out of the picture, as everywhere. */
function frameOf(context: CommandContext, target: EventTarget | null, escaped: { current: boolean }): KeyFrame {
  const tab = (event: KeyboardEvent) => {
    if (event.key === "Tab" && !escaped.current && !isElsewhere(context) && beginsRegions(context, event)) return true
    if (event.key !== "Shift") escaped.current = event.key === "Escape"
    return false
  }
  const { shown } = context.store
  // Without a task the keys are those of the pages with pictures: the palette, and taking back what was sent.
  const { scope, commands, tabInText } = shown ? keysOf(context, shown) : CANVAS_KEYS
  return {
    commands: withOwnKeys(commands),
    context: { scope, holds: conditionsNow(context, target) },
    run: (id, pressed) => runCommand(context, id, pressed),
    tabInText: tabInText === true,
    first: [(event) => whileTraining(context, event), (event) => skipDigit(context, event), tab],
    next: [
      copiesMarked,
      pastesByItself,
      (event) => isTypingUndo(event, context),
      (event) => letterOfText(context, event),
    ],
    otherwise: (event) => labelLetter(context, event),
  }
}

function keysOf({ store }: CommandContext, model: TaskModel): KindOnPage["keys"] {
  const kind = store.kindOf(model)
  return kind.keysNow?.(model) ?? kind.keys
}

/** Nothing is worked on on a picture: Tab goes from one thing to the next, as everywhere. */
function isElsewhere({ store }: CommandContext): boolean {
  return store.shown !== null && ["sound", "asking"].includes(store.kindOf(store.shown).keys.scope)
}

/** While the difference of a training task is looked at, Enter goes on, and no key reaches the task that waits behind it. */
function whileTraining({ store }: CommandContext, event: KeyboardEvent): boolean {
  if (!store.snapshot.training) return false
  if (event.key === "Enter" || event.key === "Escape") {
    event.preventDefault()
    if (!event.repeat) store.act("closeTraining")
  }
  return true
}

/** Tab on the picture, or while nothing has the focus, takes up its first region where none is selected, with Shift its last one. */
function beginsRegions(context: CommandContext, event: KeyboardEvent): boolean {
  const { store, engine } = context
  const model = store.shown
  const isOnPicture = event.target === engine.painter.layers?.surface || event.target === document.body
  if (!model || !isBare(event) || !isOnPicture) return false
  if (model.snapshot.session.selected !== null || model.document.order.length === 0) return false
  event.preventDefault()
  runCommand(context, event.shiftKey ? "region.previous" : "region.next")
  return true
}

/** A press on the picture or a caret in the text: from now on letters are text in this task, as far as it is about text. */
function beginsWriting({ store, engine }: CommandContext, event: Event): void {
  const model = store.model
  const { target } = event
  if (!model || !(model.writes || model.isTyped) || !(target instanceof HTMLElement) || model.snapshot.writing) return
  const pressed = event.type === "pointerdown" && target === engine.painter.layers?.surface
  if (pressed || target.id === FOCUS.field) model.setWriting(true)
}

/**
 * While somebody writes, a letter belongs to the text of the region in hand, wherever the caret is; with none in hand it does
 * nothing, and that is said once. It is never a key of the page: a click that missed must not pass a document on. A field that should
 * have the caret and does not have it yet gets its letters too.
 */
function letterOfText(context: CommandContext, event: KeyboardEvent): boolean {
  const { store, ui, engine } = context
  const model = store.model
  if (!model || store.snapshot.looking || !isLetter(event) || typesText(event.target)) return false
  // While reasons are shown only their digits mean something.
  const isCovered = ui.getState().panel === "skip" && model.snapshot.writing
  const use = isCovered
    ? "nothing"
    : letterUse(model.snapshot, { command: commandOf(context, event), drawing: engine.busy })
  if (use === "keys") return false
  // The picture under the focus keeps the space bar from the field, as what moves it: that character is written here.
  if (use === "text" && takeCaret(model) && event.key.length === 1 && event.key !== " ") return true
  event.preventDefault()
  if (use === "text") typeInto(model, event.key)
  else if (ui.getState().notice?.key !== LETTERS_ARE_TEXT) ui.setState({ notice: { key: LETTERS_ARE_TEXT } })
  return true
}

const LETTERS_ARE_TEXT = "notice.lettersAreText"

/** A press that writes or deletes a character, dead keys too. */
function isLetter(event: KeyboardEvent): boolean {
  const writes = event.key.length === 1 || ["Backspace", "Delete", "Dead"].includes(event.key)
  return writes && (isBare(event) || event.getModifierState("AltGraph"))
}

/** The command that a press would be where letters are keys; null for none. */
function commandOf(context: CommandContext, event: KeyboardEvent): string | null {
  const model = context.store.shown
  if (!model) return null
  const { scope, commands } = keysOf(context, model)
  const now = { scope, inText: false, holds: conditionsNow(context, event.target) }
  return resolveKey(toKeyPress(event), withOwnKeys(commands), now).resolved?.command.id ?? null
}

/** The field of the region in hand takes the caret, and with it what is pressed; false while the page does not have it yet. */
function takeCaret(model: TaskModel): boolean {
  const { visit, session } = model.snapshot
  const region = visit?.region ?? session.selected
  if (region === null) return false
  model.enterText(region)
  const field = document.getElementById(FOCUS.field)
  if (!(field instanceof HTMLTextAreaElement) || field.disabled) return false
  field.focus({ preventScroll: true })
  if (visit === null) field.setSelectionRange(field.value.length, field.value.length)
  return document.activeElement === field
}

/** A character at the end of the text of the region in hand, before its field is there. */
function typeInto(model: TaskModel, key: string): void {
  const { visit } = model.snapshot
  if (visit && key.length === 1) model.type(visit.value + key)
}

function conditionsNow({ store, ui, engine }: CommandContext, target: EventTarget | null): ReadonlySet<Condition> {
  const shown = store.shown?.snapshot
  const holds = new Set<Condition>()
  const { looking, task } = store.snapshot
  const media = (looking?.sent ?? task?.lease)?.media
  if (store.shown && store.kindOf(store.shown).isWorded) holds.add("worded")
  if (media?.text) holds.add("read")
  else if (media?.video || media?.sound) holds.add("played")
  if (engine.pointer !== null) holds.add("pointed")
  // While something is drawn, Enter and Delete are about it, and about nothing else.
  if (engine.busy && engine.gesture.by === "draw") return holds.add("gesture").add("movable")
  if (shown?.session.selected !== null) holds.add("selection").add("movable")
  else if (draws(shown.session.tool) && shown.readOnly === null) holds.add("movable")
  if (shown && shown.inHand === null && hintOf(shown)) holds.add("hint")
  if (shown && shown.proposed > 0 && shown.inHand === null) holds.add("proposal")
  // Enter says first that an answer is clear, and only then sends.
  if (!typesText(target)) holds.add(ui.getState().answered === null ? "not_text" : "answered")
  else if (target instanceof HTMLElement && target.id === FOCUS.field) holds.add("text")
  return holds
}

/** While the reasons of Skip are open a digit chooses one. */
function skipDigit(context: CommandContext, event: KeyboardEvent): boolean {
  const digit = digitOf(event)
  if (context.ui.getState().panel !== "skip" || !digit || !isBare(event)) return false
  event.preventDefault()
  const reason = skipReasonOf(digit)
  if (reason && !event.repeat) skipFor(context, reason)
  return true
}

/** While something typed is not a step yet, the browser's own undo works on it. */
function isTypingUndo(event: KeyboardEvent, { store }: CommandContext): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || !typesText(event.target)) return false
  const model = store.model
  const visit = model?.snapshot.visit
  return Boolean(model && visit && leaveText(model.document, visit))
}

/** A label may have a letter of its own, where no command has it. */
function labelLetter(context: CommandContext, event: KeyboardEvent): void {
  const { model } = context.store
  if (!model || typesText(event.target) || !isBare(event) || event.repeat) return
  const label = model.labels.find((one) => one.key !== null && one.key.toLowerCase() === event.key.toLowerCase())
  if (!label) return
  // It may put the caret into a text, which is not to begin with this letter.
  event.preventDefault()
  chooseLabel({ ...context, model }, label)
}
