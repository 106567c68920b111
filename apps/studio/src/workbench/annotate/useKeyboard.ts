import {
  type Condition,
  EVERYWHERE_COMMANDS,
  type KeyPress,
  leaveText,
  type PendingChord,
  resolveKey,
  TASK_COMMANDS,
} from "@justesse/editor"
import { useEffect } from "react"
import { typesText } from "../../shell/keyboard.ts"
import { type CommandContext, FOCUS, runCommand, skipReasonOf } from "./runCommand.ts"

const COMMANDS = [...EVERYWHERE_COMMANDS, ...TASK_COMMANDS]

/** The keyboard of the task page: one listener, everything through the list of commands. */
export function useKeyboard(context: CommandContext): void {
  useEffect(() => {
    let pending: PendingChord | null = null
    let givenUp = false
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      if (whileTraining(context, event) || skipDigit(context, event)) return
      // Escape, then Tab: out of the picture, as everywhere.
      if (event.key === "Tab" && !givenUp && beginsRegions(context, event)) return
      if (event.key !== "Shift") givenUp = event.key === "Escape"
      if (belongsToControl(event, context) || selectAll(event) || letterOfText(context, event)) return
      const step = resolveKey(pressOf(event), COMMANDS, contextOf(context, event.target), pending)
      pending = step.pending
      if (step.used) event.preventDefault()
      if (step.resolved) runCommand(context, step.resolved.command.id, step.resolved.digit)
      else if (!step.used) labelLetter(context, event)
    }
    const writes = (event: Event) => beginsWriting(context, event)
    window.addEventListener("keydown", press)
    window.addEventListener("mousedown", keepFocus)
    window.addEventListener("pointerdown", writes, true)
    window.addEventListener("focusin", writes)
    return () => {
      window.removeEventListener("keydown", press)
      window.removeEventListener("mousedown", keepFocus)
      window.removeEventListener("pointerdown", writes, true)
      window.removeEventListener("focusin", writes)
    }
  }, [context])
}

/** While the difference of a training task is looked at, Enter goes on, and no key reaches the task that waits behind it. */
function whileTraining({ store }: CommandContext, event: KeyboardEvent): boolean {
  if (!store.snapshot.training) return false
  if (event.key === "Enter" || event.key === "Escape") {
    event.preventDefault()
    if (!event.repeat) store.closeTraining()
  }
  return true
}

/** Tab on the picture with nothing selected takes up its first region, with Shift its last one. */
function beginsRegions(context: CommandContext, event: KeyboardEvent): boolean {
  const { store, engine } = context
  const model = (store.snapshot.looking ?? store.snapshot.task)?.model
  if (!model || event.ctrlKey || event.altKey || event.metaKey || event.target !== engine.painter.layers?.surface)
    return false
  if (model.snapshot.session.selected !== null || model.document.order.length === 0) return false
  event.preventDefault()
  runCommand(context, event.shiftKey ? "region.previous" : "region.next")
  return true
}

/** A press on the picture or a caret in the text: from now on letters are text in this task, as far as it is about text. */
function beginsWriting({ store, ui, engine }: CommandContext, event: Event): void {
  const model = store.snapshot.task?.model
  const { target } = event
  if (!model?.writes || !(target instanceof HTMLElement) || ui.getState().writing === model) return
  const pressed = event.type === "pointerdown" && target === engine.painter.layers?.surface
  if (pressed || target.id === FOCUS.field) ui.setState({ writing: model })
}

/**
 * While somebody writes, a letter belongs to the text of the line, wherever the caret is; with no line in hand it does
 * nothing. It is never a key of the page: a click that missed must not pass a document on.
 */
function letterOfText({ store, ui, engine }: CommandContext, event: KeyboardEvent): boolean {
  const model = store.snapshot.task?.model
  if (!model?.writes || !model.editable || store.snapshot.looking || ui.getState().writing !== model) return false
  const altGraph = event.getModifierState("AltGraph")
  const isText = event.key.length === 1 || event.key === "Backspace" || event.key === "Delete" || event.key === "Dead"
  if (!isText || typesText(event.target) || ((event.ctrlKey || event.altKey || event.metaKey) && !altGraph))
    return false
  event.preventDefault()
  const { selected } = model.snapshot.session
  if (selected === null || engine.busy) ui.setState({ notice: { key: "notice.lettersAreText" } })
  else {
    model.enterText(selected)
    if (event.key.length === 1) model.type((model.snapshot.visit?.value ?? "") + event.key)
  }
  return true
}

/** Ctrl and A outside of a field would paint the words of the page blue. */
function selectAll(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey) || typesText(event.target)) return false
  event.preventDefault()
  return true
}

/** A button pressed by the mouse does not take the focus: keys go on acting on the picture, and the caret stays. */
function keepFocus(event: MouseEvent): void {
  const { target } = event
  if (target instanceof Element && target.closest("button") && !target.closest("dialog")) event.preventDefault()
}

function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
    altGraph: event.getModifierState("AltGraph"),
    repeat: event.repeat,
  }
}

function contextOf({ store }: CommandContext, target: EventTarget | null) {
  const inText = typesText(target)
  const shown = (store.snapshot.looking?.model ?? store.snapshot.task?.model)?.snapshot
  const holds = new Set<Condition>()
  if (shown?.session.selected !== null) holds.add("selection")
  if (shown?.hint && shown.inHand === null) holds.add("hint")
  if (shown && shown.proposed > 0 && shown.inHand === null) holds.add("proposal")
  if (!inText) holds.add("not_text")
  else if (target instanceof HTMLElement && target.id === FOCUS.field) holds.add("text")
  return { scope: "task" as const, inText, holds }
}

/** While the reasons of Skip are open a digit chooses one. */
function skipDigit({ ui, store }: CommandContext, event: KeyboardEvent): boolean {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
  if (ui.getState().panel !== "skip" || digit === undefined || event.ctrlKey || event.altKey || event.metaKey)
    return false
  event.preventDefault()
  const reason = skipReasonOf(Number(digit))
  if (reason && !event.repeat) {
    ui.setState({ panel: null })
    void store.skip(reason)
  }
  return true
}

/** Enter and Space press the button that has the focus, Tab leaves it, the browser's own undo works while typing. */
function belongsToControl(event: KeyboardEvent, context: CommandContext): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest("form") && event.key !== "Escape") return true
  const control = target.closest("button, a, select, input[type=range], [role=radio], dialog")
  if (control && (event.key === "Enter" || event.key === " ") && !event.ctrlKey && !event.metaKey) {
    // A held key never presses anything twice, least of all Submit.
    if (event.repeat) event.preventDefault()
    return true
  }
  if (
    control &&
    (event.key === "Tab" || (target.matches("input[type=range], select") && event.key.startsWith("Arrow")))
  )
    return true
  if (event.key === "Tab") return typesText(target)
  return typesText(target) && isTypingUndo(event, context)
}

function isTypingUndo(event: KeyboardEvent, { store }: CommandContext): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return false
  const model = store.snapshot.task?.model
  const visit = model?.snapshot.visit
  return Boolean(model && visit && leaveText(model.document, visit))
}

/** A label may have a letter of its own, where no command has it. */
function labelLetter({ store }: CommandContext, event: KeyboardEvent): void {
  const model = store.snapshot.task?.model
  if (!model || typesText(event.target) || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
  const label = model.labels.find((one) => one.key !== null && one.key.toLowerCase() === event.key.toLowerCase())
  if (label) model.chooseLabel(label)
}
