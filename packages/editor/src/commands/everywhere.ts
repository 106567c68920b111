import type { Command } from "./contract.ts"
import { letter, mod, named, rows } from "./rows.ts"

/** Commands that act on all pages with keys, as the keys page lists them. */
export const EVERYWHERE_COMMANDS: readonly Command[] = rows("everywhere", [
  ["palette", "general", [mod("k")], { inText: true }],
  ["keys", "general", [letter("?"), named("F1")]],
  ["escape", "general", [named("Escape")], { inText: true }],
  ["undo", "general", [mod("z")], { inText: true, repeats: true }],
  ["redo", "general", [mod("z", true), mod("y")], { inText: true, repeats: true }],
])

/** Commands about how the picture is seen, while somebody labels or decides, as the keys page lists them. */
export const LOOK_COMMANDS: readonly Command[] = rows("work", [
  ["look.open", "picture", [letter("i")]],
  ["look.compare", "picture", [{ character: "i", shift: true }]],
  ["look.brighter", "picture", [letter("]")], { repeats: true }],
  ["look.darker", "picture", [letter("[")], { repeats: true }],
  ["look.moreContrast", "picture", [letter("}")], { repeats: true }],
  ["look.lessContrast", "picture", [letter("{")], { repeats: true }],
  ["look.moreGamma", "picture", [letter(">")], { repeats: true }],
  ["look.lessGamma", "picture", [letter("<")], { repeats: true }],
  ["look.invert", "picture", [{ character: "n", shift: true }]],
  ["look.pixels", "picture", [{ character: "p", shift: true }]],
  ["look.reset", "picture", [{ character: "r", shift: true }]],
])
