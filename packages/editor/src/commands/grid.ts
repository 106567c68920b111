import type { Command } from "./contract.ts"
import { digits, letter, named, rows } from "./rows.ts"
import { taskCommandsIn } from "./task.ts"

/** Of the commands that act where things are drawn those that mean the same where many are looked at at once. */
const SAME_IN_GRID: readonly string[] = ["task.guideline", "task.submit", "task.submitAnywhere", "question.clear"]

/** Commands that act while somebody looks at many things at once and marks those that are not right. */
export const GRID_COMMANDS: readonly Command[] = [
  ...rows("grid", [
    ["grid.left", "task", [named("ArrowLeft")], { repeats: true }],
    ["grid.right", "task", [named("ArrowRight")], { repeats: true }],
    ["grid.up", "task", [named("ArrowUp")], { repeats: true }],
    ["grid.down", "task", [named("ArrowDown")], { repeats: true }],
    ["grid.mark", "task", [letter("x")]],
    ["grid.markNumber", "task", digits("123456789")],
    ["grid.closer", "task", [named(" ")]],
    ["grid.alone", "task", [letter("a")]],
    ["grid.size", "task", [letter("v")]],
    ["grid.all", "task", digits("0")],
  ]),
  ...taskCommandsIn("grid", SAME_IN_GRID),
]
