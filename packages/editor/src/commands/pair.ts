import type { Command } from "./contract.ts"
import { digits, named, rows } from "./rows.ts"
import { TASK_COMMANDS } from "./task.ts"

/** Of those that act where things are drawn the ones that mean the same where two are compared. */
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
  ...TASK_COMMANDS.filter(({ id }) => SAME_IN_PAIR.includes(id)).map(
    (command): Command => ({ ...command, scope: "pair" }),
  ),
  ...rows("pair", [["task.takeBack", "task", [named("Backspace")]]]),
]
