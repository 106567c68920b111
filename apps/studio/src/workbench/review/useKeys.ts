import {
  digitOf,
  EVERYWHERE_COMMANDS,
  LOOK_COMMANDS,
  PROPOSE_COMMANDS,
  REVIEW_COMMANDS,
  resolveKey,
  seeingIn,
  TASK_COMMANDS,
} from "@justesse/editor"
import type { Field, Region } from "@justesse/types"
import { useCallback, useEffect } from "react"
import { toKeyPress, withOwnKeys } from "../../keys/own.ts"
import { typesText } from "../../shell/keyboard.ts"
import { chosenBy } from "../form/chosenBy.ts"
import { isBare, type KeyFrame, useKeyboard } from "../parts/useKeyboard.ts"
import { FOCUS } from "./focus.ts"
import { isProposing } from "./judge/acts.ts"
import { BACK_SEND } from "./judge/ids.ts"
import { type CommandContext, chooseReason, doubt, relabelled, runCommand, takeEdit } from "./runCommand.ts"

/** Commands of the task page that also serve while an answer is edited. */
const BORROWED = /^(?:nudge\..*|region\.nextEdge|text\.place)$/
const EDITING = TASK_COMMANDS.filter(({ id }) => BORROWED.test(id))
/** What the review page itself still does while an answer is edited. */
const STAYS = new Set(["palette", "keys", "escape", "review.fit", "review.guideline"])
const DECIDING = [...EVERYWHERE_COMMANDS, ...REVIEW_COMMANDS, ...LOOK_COMMANDS]
const WHILE_EDITING = DECIDING.filter(({ id, scope }) => STAYS.has(id) || scope === "work")

/** While a rejection is proposed the letters of answers sleep: what is about the picture acts as ever. */
const WHILE_PROPOSING = [
  ...EVERYWHERE_COMMANDS.filter(({ id }) => STAYS.has(id)),
  ...PROPOSE_COMMANDS,
  ...seeingIn("propose"),
  ...LOOK_COMMANDS,
  ...REVIEW_COMMANDS.filter(({ id }) => id === "review.sendBack").map((one) => ({ ...one, scope: "propose" as const })),
]

/** The keyboard of the review page: which of its frames has the keys, and what they mean there besides the list. */
export function useReviewKeys(context: CommandContext): void {
  useKeyboard(useCallback(() => frameOf(context), [context]))
  useEffect(() => {
    const release = (event: KeyboardEvent) => {
      if (isSpaceOnFile(event)) event.preventDefault()
    }
    window.addEventListener("keyup", release)
    return () => window.removeEventListener("keyup", release)
  }, [])
}

/** Over the page the keys overlay has all keys; a panel of reasons, the reviewer's own answer and deciding come after it. */
export function frameOf(context: CommandContext): KeyFrame | null {
  const { panel, edit, isHeard } = context.ui.getState()
  if (panel === "keys") return null
  if (isProposing(context.ui))
    return {
      commands: withOwnKeys(WHILE_PROPOSING),
      context: { scope: "propose", holds: new Set() },
      run: (id, pressed) => runCommand(context, id, pressed),
      first: [(event) => sendsProposal(context, event)],
    }
  const inPanel: KeyFrame["first"] =
    panel === "reason" || panel === "back" ? [(event) => reasonOrLetter(context, event)] : []
  const space = (event: KeyboardEvent) => spaceOnFile(context, event)
  const frame: KeyFrame = {
    commands: withOwnKeys(DECIDING),
    context: { scope: "review", holds: new Set(isHeard ? ["heard" as const] : []) },
    run: (id, pressed) => runCommand(context, id, pressed),
    first: [...inPanel, space],
    next: [toAnswers],
  }
  if (!edit) return frame
  return {
    ...frame,
    commands: withOwnKeys(WHILE_EDITING),
    first: [...inPanel, (event) => whileEditing(context, event), space],
    next: [],
  }
}

/** Enter sends what is visible, also while another button of the page has the focus. */
function sendsProposal(context: CommandContext, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || !isBare(event) || event.shiftKey || isInColumn(event)) return false
  event.preventDefault()
  if (!event.repeat) runCommand(context, "propose.send")
  return true
}

/** Buttons of the panel keep their own Enter; the one that finishes the task is not there while it is open. */
function isInColumn({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest("aside button, aside select, header a, header button") !== null
}

/** Enter sends an answer back for the reason that is chosen. */
function sendsBack(event: KeyboardEvent): boolean {
  event.preventDefault()
  if (!event.repeat) document.getElementById(BACK_SEND)?.click()
  return true
}

/** Digits say the reason; letters, whose answer goes back. */
function reasonOrLetter(context: CommandContext, event: KeyboardEvent): boolean {
  if (!isBare(event)) return false
  const isBack = context.ui.getState().panel === "back"
  if (isBack && event.key === "Enter" && !event.shiftKey && !isInColumn(event)) return sendsBack(event)
  if (typesText(event.target)) return false
  const digit = digitOf(event)
  if (digit !== null && digit > 0) {
    event.preventDefault()
    if (!event.repeat) chooseReason(context, digit)
    return true
  }
  const letter = event.key.toUpperCase()
  if (context.ui.getState().panel !== "back" || !context.store.state.task?.letters.includes(letter)) return false
  event.preventDefault()
  doubt(context, letter)
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
  const step = resolveKey(toKeyPress(event), withOwnKeys(EDITING), {
    scope: "task",
    inText,
    holds: new Set(["selection"]),
  })
  if (step.used) {
    event.preventDefault()
    if (step.resolved) runCommand(context, step.resolved.command.id)
    return true
  }
  const digit = digitOf(event)
  if (inText || digit === null || !isBare(event)) return false
  const labels = context.store.state.task?.ontology.labels.filter(({ retired }) => !retired) ?? []
  const label = labels.find(({ key }) => key === String(digit)) ?? labels[digit - 1]
  const { edit } = context.ui.getState()
  const field = context.store.state.task?.ontology.labels.find(({ id }) => id === edit?.label)?.field
  if (edit && field) answersByDigit(context, edit, field, digit)
  else if (label && edit && !event.repeat) context.ui.setState({ edit: relabelled(edit, label) })
  event.preventDefault()
  return true
}

/** In a question a digit chooses what its place says. */
function answersByDigit({ ui }: CommandContext, edit: Region, field: Field, digit: number): void {
  const next = chosenBy(field, digit, edit.value)
  const { value: _, ...rest } = edit
  if (next !== undefined) ui.setState({ edit: next === null ? rest : { ...rest, value: next } })
}

/** Up and down walk through the answers, so that those without a letter of their own are reached too. */
function toAnswers(event: KeyboardEvent): boolean {
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || typesText(event.target) || !isBare(event)) return false
  const rows = [...(document.getElementById(FOCUS.answers)?.querySelectorAll("button") ?? [])]
  if (rows.length === 0) return false
  event.preventDefault()
  const at = rows.findIndex((row) => row === document.activeElement) // -1 for anything else
  const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? rows.length - 1 : at - 1
  rows[(next + rows.length) % rows.length]?.focus()
  return true
}

function spaceOnFile({ store }: CommandContext, event: KeyboardEvent): boolean {
  if (!isSpaceOnFile(event)) return false
  event.preventDefault()
  if (!event.repeat) store.report({ key: "notice.allDecided" })
  return true
}

/** Space takes answers, so one tap too many must not file the task: only Enter does. */
function isSpaceOnFile({ key, target }: KeyboardEvent): boolean {
  return key === " " && target instanceof HTMLElement && target.id === FOCUS.file
}
