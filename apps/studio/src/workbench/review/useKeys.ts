import {
  type Condition,
  digitOf,
  EVERYWHERE_COMMANDS,
  type KeyContext,
  type KeyPress,
  REVIEW_COMMANDS,
  resolveKey,
  TASK_COMMANDS,
} from "@justesse/editor"
import { useEffect } from "react"
import { typesText } from "../../shell/keyboard.ts"
import { type CommandContext, chooseReason, FOCUS, relabelled, runCommand, takeEdit } from "./runCommand.ts"

/** Commands of the task page that also serve while an answer is edited. */
const BORROWED = /^(?:nudge\..*|region\.nextEdge|text\.place)$/
const EDITING = TASK_COMMANDS.filter(({ id }) => BORROWED.test(id))
/** What the review page itself still does while an answer is edited. */
const WHILE_EDITING: readonly string[] = ["palette", "keys", "escape", "review.fit", "review.guideline"]
const DECIDING = [...EVERYWHERE_COMMANDS, ...REVIEW_COMMANDS].filter(({ id }) => id !== "review.alike")

/** The keyboard of the review page: one listener, everything through the list of commands. */
export function useReviewKeys(context: CommandContext): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      const { panel, edit } = context.ui.getState()
      if (panel === "keys") return
      if ((panel === "reason" || panel === "back") && inPanel(context, event)) return
      if (edit && whileEditing(context, event)) return
      if (isSpaceOnFile(event)) {
        event.preventDefault()
        if (!event.repeat) context.store.report({ key: "notice.allDecided" })
        return
      }
      if (belongsToControl(event)) return
      if (!edit && toAnswers(event)) return
      const step = resolveKey(pressOf(event), DECIDING, contextOf(event))
      if (!step.used) return
      event.preventDefault()
      const id = step.resolved?.command.id
      if (id !== undefined && (!edit || WHILE_EDITING.includes(id))) runCommand(context, id, step.resolved?.letter)
    }
    const release = (event: KeyboardEvent) => {
      if (isSpaceOnFile(event)) event.preventDefault()
    }
    window.addEventListener("keydown", press)
    window.addEventListener("keyup", release)
    return () => {
      window.removeEventListener("keydown", press)
      window.removeEventListener("keyup", release)
    }
  }, [context])
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

function contextOf(event: KeyboardEvent): KeyContext {
  return { scope: "review", inText: typesText(event.target), holds: new Set<Condition>() }
}

const isPlain = (event: KeyboardEvent) => !event.ctrlKey && !event.altKey && !event.metaKey

/** Digits say the reason; letters, whose answer goes back. */
function inPanel(context: CommandContext, event: KeyboardEvent): boolean {
  if (typesText(event.target) || !isPlain(event)) return false
  const digit = digitOf(event)
  if (digit !== null && digit > 0) {
    event.preventDefault()
    if (!event.repeat) chooseReason(context, digit)
    return true
  }
  const letter = event.key.toUpperCase()
  if (context.ui.getState().panel !== "back" || !context.store.state.task?.letters.includes(letter)) return false
  event.preventDefault()
  context.ui.setState({ backLetter: letter })
  return true
}

/** Enter takes the reviewer's own answer, also from its fields; arrows move the box; digits give it a label. */
function whileEditing(context: CommandContext, event: KeyboardEvent): boolean {
  const inText = typesText(event.target)
  const onButton = event.target instanceof HTMLElement && event.target.closest("button, a") !== null
  if (event.key === "Enter" && !event.shiftKey && !onButton) {
    event.preventDefault()
    if (!event.repeat) takeEdit(context)
    return true
  }
  const step = resolveKey(pressOf(event), EDITING, { scope: "task", inText, holds: new Set(["selection"]) })
  if (step.used) {
    event.preventDefault()
    if (step.resolved) runCommand(context, step.resolved.command.id)
    return true
  }
  const digit = digitOf(event)
  if (inText || digit === null || !isPlain(event)) return false
  const labels = context.store.state.task?.ontology.labels.filter(({ retired }) => !retired) ?? []
  const label = labels.find(({ key }) => key === String(digit)) ?? labels[digit - 1]
  const { edit } = context.ui.getState()
  if (label && edit && !event.repeat) context.ui.setState({ edit: relabelled(edit, label) })
  event.preventDefault()
  return true
}

/** Up and down walk through the answers, so that those without a letter of their own are reached too. */
function toAnswers(event: KeyboardEvent): boolean {
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || typesText(event.target) || !isPlain(event)) return false
  const rows = [...(document.getElementById(FOCUS.answers)?.querySelectorAll("button") ?? [])]
  if (rows.length === 0) return false
  event.preventDefault()
  const at = rows.findIndex((row) => row === document.activeElement) // -1 for anything else
  const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? rows.length - 1 : at - 1
  rows[(next + rows.length) % rows.length]?.focus()
  return true
}

/** Space takes answers, so one tap too many must not file the task: only Enter does. */
function isSpaceOnFile({ key, target }: KeyboardEvent): boolean {
  return key === " " && target instanceof HTMLElement && target.id === FOCUS.file
}

/** Enter and Space press the button that has the focus, and Tab leaves it. */
function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  const control = target.closest("button, a, select, [role=radio], dialog")
  if (control && (event.key === "Enter" || event.key === " ") && isPlain(event)) {
    // A held key never presses anything twice.
    if (event.repeat) event.preventDefault()
    return true
  }
  if (event.key === "Tab") return control !== null || typesText(target)
  return target.matches("select")
}
