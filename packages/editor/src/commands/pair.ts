import type { Command } from "./contract.ts"
import { digits, named, rows } from "./rows.ts"
import { taskCommandsIn } from "./task.ts"

/** Of the commands that act where things are drawn those that mean the same where two are compared. */
const SAME_IN_PAIR: readonly string[] = [
  ...["view.fit", "view.actual", "view.zoomIn", "view.zoomOut", "task.skip", "task.ask", "question.clear"],
  ...["task.previous", "task.guideline", "task.submit", "task.submitAnywhere"],
]

/** Commands that act while two assets stand beside each other: an arrow says which, a digit by how much. */
export const PAIR_COMMANDS: readonly Command[] = [
  ...rows("pair", [
    ["pair.left", "task", [named("ArrowLeft")]],
    ["pair.right", "task", [named("ArrowRight")]],
    ["pair.none", "task", [named("ArrowDown")]],
    ["pair.neither", "task", [named("ArrowUp")]],
    ["pair.much", "task", digits("123")],
  ]),
  ...taskCommandsIn("pair", SAME_IN_PAIR),
  ...rows("pair", [["task.takeBack", "task", [named("Backspace")]]]),
]
