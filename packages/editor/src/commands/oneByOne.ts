import type { Command } from "./contract.ts"
import { mediaCommands } from "./media.ts"
import { letter, named, rows } from "./rows.ts"
import { taskCommandsIn } from "./task.ts"

/** Of the commands that act where things are drawn those that mean the same where assets are answered one after the other, nothing being drawn. */
const SAME_ONE_BY_ONE: readonly string[] = [
  ...["label.choose", "label.type", "attribute.step", "view.fit", "view.actual", "view.zoomIn", "view.zoomOut"],
  ...["task.nothing", "task.skip", "task.ask", "question.clear", "task.previous", "task.guideline"],
  ...["task.submit", "task.submitAnywhere"],
]

/** What answers a model's proposal, and asks for one: where classes are chosen, not where nobody may propose. */
const PROPOSED: readonly string[] = ["proposal.take", "proposal.drop", "model.ask"]

/** Commands that act while assets are answered one after the other. */
export const ONE_BY_ONE_COMMANDS: readonly Command[] = [
  ...taskCommandsIn("oneByOne", SAME_ONE_BY_ONE),
  ...mediaCommands("oneByOne"),
  ...rows("oneByOne", [
    ["task.takeBack", "task", [named("Backspace")]],
    ["answer.words", "labels", [letter("t")], { when: "worded" }],
  ]),
]

/** The same where models may propose what is answered. */
export const PROPOSED_ONE_BY_ONE: readonly Command[] = [...ONE_BY_ONE_COMMANDS, ...taskCommandsIn("oneByOne", PROPOSED)]
