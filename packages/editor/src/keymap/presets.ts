import type { Chord, KeyMap } from "../commands/contract.ts"

/** A set of keys that a hand may know already. */
interface KeyPreset {
  readonly id: "justesse" | "cvat" | "labelStudio" | "mouseLeft"
  readonly map: KeyMap
}

const key = (character: string): Chord => ({ character })
const shift = (character: string): Chord => ({ character, shift: true })
const mod = (character: string): Chord => ({ character, mod: true })
const named = (name: string): Chord => ({ named: name })
const digits = [..."123456789"].map((digit) => ({ position: `Digit${digit}` }))

/**
 * As CVAT has it: N draws, F is the next picture and D the one before, Ctrl and a digit the label, Del deletes, L locks, H
 * hides (its list of shortcuts, `docs/manual/advanced/shortcuts`). What had these letters here moves to letters that CVAT leaves free.
 */
const CVAT: KeyMap = {
  "tool.box": [key("n"), key("b")],
  "task.submit": [named("Enter"), key("f")],
  "task.previous": [key("d")],
  "region.delete": [named("Delete"), named("Backspace")],
  "label.choose": [...digits, ...digits.map((digit) => ({ ...digit, mod: true }))],
  "view.fit": [shift("f")],
  "view.map": [key("p")],
  "proposal.drop": [shift("x")],
  "region.lock": [key("l")],
  "label.type": [shift("l")],
  "region.hide": [key("h")],
  "tool.hand": [shift("h")],
}

/**
 * As Label Studio has it: R draws a box, Shift R one that is turned, P an outline, Ctrl Enter submits, Ctrl Space skips, Ctrl
 * and an arrow is the task before, Alt and a full stop the next region, Alt H hides, Alt L locks (its `keymap.json` and guide of hotkeys).
 */
const LABEL_STUDIO: KeyMap = {
  "tool.box": [key("r")],
  "tool.rotated": [shift("r")],
  "tool.outline": [key("p")],
  "task.skip": [{ named: " ", mod: true }, key("s")],
  "task.previous": [{ named: "ArrowLeft", mod: true }],
  "region.delete": [named("Backspace"), named("Delete")],
  "region.next": [named("Tab"), { character: ".", alt: true }],
  "region.hide": [{ character: "h", alt: true }, shift("h")],
  "region.lock": [{ character: "l", alt: true }, shift("l")],
  "view.zoomIn": [mod("+"), mod("="), key("+"), key("=")],
  "view.zoomOut": [mod("-"), key("-"), key("−")],
  "look.reset": [shift("o")],
}

/** For the mouse in the left hand: what is used most lies under the right one, beside Enter, Delete and the arrows. */
const MOUSE_LEFT: KeyMap = {
  "tool.box": [key("u")],
  "region.under": [key("b")],
  "tool.select": [key("p")],
  "task.previous": [key("v")],
  "view.fit": [key("h")],
  "tool.hand": [key("f")],
  "region.delete": [named("Delete"), named("Backspace"), key("d")],
  undo: [mod("z"), mod("u")],
}

/** Every preset; the first one is the keys that are given. */
export const KEY_PRESETS: readonly KeyPreset[] = [
  { id: "justesse", map: {} },
  { id: "cvat", map: CVAT },
  { id: "labelStudio", map: LABEL_STUDIO },
  { id: "mouseLeft", map: MOUSE_LEFT },
]

/** The keys of a preset; one that this program does not know changes none. */
export function presetOf(id: string): KeyMap {
  return KEY_PRESETS.find((preset) => preset.id === id)?.map ?? {}
}
