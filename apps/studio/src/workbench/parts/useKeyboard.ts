import { type Command, type KeyContext, type PendingChord, resolveKey } from "@justesse/editor"
import { useEffect } from "react"
import { toKeyPress } from "../../keys/own.ts"
import { typesText } from "../../shell/keyboard.ts"
import type { Pressed } from "./runner.ts"

/** What a press means to the frame before the list of commands is asked: true when it was used. */
type Meaning = (event: KeyboardEvent) => boolean

/** A part of the page that has the keys: a letter means one thing in it, and the frames behind it sleep. */
export interface KeyFrame {
  readonly commands: readonly Command[]
  readonly context: Omit<KeyContext, "inText">
  readonly run: (id: string, pressed: Pressed) => void
  /** Asked before buttons and fields get their own keys. */
  readonly first?: readonly Meaning[]
  /** Asked after them, before the list. */
  readonly next?: readonly Meaning[]
  /** Tab is a command while the caret is in a text. */
  readonly tabInText?: boolean
  /** A press that nothing else meant. */
  readonly otherwise?: (event: KeyboardEvent) => void
}

/** The keyboard of a page: one listener, which asks at each press who has the keys; null while nobody has. */
export function useKeyboard(frameOf: (event: KeyboardEvent) => KeyFrame | null): void {
  useEffect(() => {
    let pending: PendingChord | null = null
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      const frame = frameOf(event)
      if (!frame || frame.first?.some((means) => means(event))) return
      if (belongsToControl(event) && !(frame.tabInText && event.key === "Tab" && typesText(event.target))) return
      keepWords(event)
      if (frame.next?.some((means) => means(event))) return
      const context = { ...frame.context, inText: typesText(event.target) }
      const step = resolveKey(toKeyPress(event), frame.commands, context, pending)
      pending = step.pending
      if (step.used) event.preventDefault()
      const { resolved } = step
      if (resolved) frame.run(resolved.command.id, { digit: resolved.digit ?? 0, letter: resolved.letter })
      else if (!step.used) frame.otherwise?.(event)
    }
    window.addEventListener("keydown", press)
    window.addEventListener("mousedown", keepFocus)
    return () => {
      window.removeEventListener("keydown", press)
      window.removeEventListener("mousedown", keepFocus)
    }
  }, [frameOf])
}

/** No Ctrl, Alt or Command is held. */
export function isBare(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.altKey && !event.metaKey
}

/** A button pressed by the mouse does not take the focus: keys go on acting on the picture, and the caret stays. */
function keepFocus(event: MouseEvent): void {
  const { target } = event
  if (target instanceof Element && target.closest("button") && !target.closest("dialog")) event.preventDefault()
}

/** Enter and Space press the button that has the focus, Tab leaves it and a text, arrows move what slides. */
function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest("form") && event.key !== "Escape") return true
  const control = target.closest("button, a, select, input[type=range], [role=radio], dialog")
  if (control && (event.key === "Enter" || event.key === " ") && isBare(event)) {
    // A held key never presses anything twice, least of all Submit.
    if (event.repeat) event.preventDefault()
    return true
  }
  if (event.key === "Tab") return control !== null || typesText(target)
  return target.matches("select") || (target.matches("input[type=range]") && event.key.startsWith("Arrow"))
}

/** Ctrl and A outside of a field would paint the words of the page blue; what it means to the page is for its commands. */
function keepWords(event: KeyboardEvent): void {
  const isAll = event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)
  if (isAll && !typesText(event.target)) event.preventDefault()
}
