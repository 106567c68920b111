import type { Command } from "./contract.ts"
import { ctrl, inText, named, rows } from "./rows.ts"

/** Commands that act, beside those of every picture, while lines of text are written down. */
export const TEXT_COMMANDS: readonly Command[] = rows("task", [
  ["text.split", "text", [ctrl("e")], inText],
  ["text.join", "text", [ctrl("m")], inText],
  ["text.characters", "text", [named("F7")], inText],
])
