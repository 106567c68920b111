/** Letters and signs of the places that QWERTY, AZERTY and QWERTZ give different letters, in that order. */
const MOVED: Readonly<Record<string, readonly [string, string, string]>> = {
  KeyQ: ["q", "a", "q"],
  KeyA: ["a", "q", "a"],
  KeyW: ["w", "z", "w"],
  KeyZ: ["z", "w", "y"],
  KeyY: ["y", "y", "z"],
  KeyM: ["m", ",", "m"],
  Semicolon: [";", "m", "ö"],
}

/** Keyboards that presets are tried on. */
export const LAYOUTS = ["qwerty", "azerty", "qwertz"] as const
type Layout = (typeof LAYOUTS)[number]

/** What the key at a place types there without Shift; empty for keys whose signs nothing here is about. */
export function characterAt(position: string, layout: Layout): string {
  const moved = MOVED[position]
  if (moved) return moved[LAYOUTS.indexOf(layout)] ?? ""
  return /^Key[A-Z]$/.test(position) ? position.slice(3).toLowerCase() : ""
}

/** The characters that a place types on any of the {@link LAYOUTS}, each once. */
export function charactersAt(position: string): readonly string[] {
  return [...new Set(LAYOUTS.map((layout) => characterAt(position, layout)))].filter((character) => character !== "")
}
