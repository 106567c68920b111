import type { Command } from "./contract.ts"
import { mediaCommands } from "./media.ts"
import { digits, inText, letter, named, outside, rows } from "./rows.ts"
import { taskCommandsIn } from "./task.ts"

/** Commands that act while somebody answers the questions of a form; Enter goes on to the next one and never sends. */
const FORM_ONLY: readonly Command[] = rows("asking", [
  ["form.choose", "labels", digits("1234567890"), outside],
  ["form.next", "labels", [named("Enter"), named("ArrowDown")], { ...outside, repeats: true }],
  ["form.previous", "labels", [named("ArrowUp")], { ...outside, repeats: true }],
  ["form.cannotTell", "labels", [letter("u")], outside],
  ["form.clear", "labels", [named("Backspace"), named("Delete")], outside],
  ["form.nextInText", "text", [named("Enter"), named("ArrowDown")], inText],
  ["form.previousInText", "text", [named("ArrowUp")], inText],
  ["form.cannotTellInText", "text", [named("F8")], inText],
])

const SAME_IN_FORM: readonly string[] = [
  ...["view.fit", "view.actual", "view.zoomIn", "view.zoomOut", "task.skip", "task.ask", "question.clear"],
  ...["task.previous", "task.guideline", "task.submitAnywhere"],
]

/** All commands of the page of a form, besides those that act everywhere. */
export const FORM_COMMANDS: readonly Command[] = [
  ...FORM_ONLY,
  ...mediaCommands("asking"),
  ...taskCommandsIn("asking", SAME_IN_FORM),
]
