import type { Command } from "./contract.ts"
import { named, rows } from "./rows.ts"
import { TASK_COMMANDS } from "./task.ts"

/** Of those the ones that mean the same where assets are answered one after the other, nothing being drawn. */
const SAME_ONE_BY_ONE: readonly string[] = [
  ...["label.choose", "label.type", "attribute.step", "view.fit", "view.actual", "view.zoomIn", "view.zoomOut"],
  ...["task.nothing", "task.skip", "task.ask", "question.clear", "task.previous", "task.guideline"],
  ...["task.submit", "task.submitAnywhere"],
]

/** Commands that act while assets are answered one after the other. */
export const ONE_BY_ONE_COMMANDS: readonly Command[] = [
  ...TASK_COMMANDS.filter(({ id }) => SAME_ONE_BY_ONE.includes(id)).map(
    (command): Command => ({ ...command, scope: "oneByOne" }),
  ),
  ...rows("oneByOne", [["task.takeBack", "task", [named("Backspace")]]]),
]
