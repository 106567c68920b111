import type { KeyPress } from "@justesse/editor/keyboard"

/** A press as the list of commands reads it. */
export function toKeyPress(event: KeyboardEvent): KeyPress {
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
