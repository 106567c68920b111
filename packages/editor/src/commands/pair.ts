import type { Command } from "./contract.ts"
import { ONE_BY_ONE_COMMANDS } from "./oneByOne.ts"
import { digits, named, rows } from "./rows.ts"

/** Of those that act where assets are answered one after the other the ones that mean nothing where two are compared. */
const NOT_IN_PAIR: readonly string[] = ["label.choose", "label.type", "attribute.step", "task.nothing", "answer.words"]

/** Commands that act while two assets stand beside each other: an arrow says which, a digit by how much. */
export const PAIR_COMMANDS: readonly Command[] = [
  ...rows("pair", [
    ["pair.left", "task", [named("ArrowLeft")]],
    ["pair.right", "task", [named("ArrowRight")]],
    ["pair.none", "task", [named("ArrowDown")]],
    ["pair.neither", "task", [named("ArrowUp")]],
    ["pair.much", "task", digits("123")],
    ["pair.playRight", "sound", [{ named: " ", shift: true }], { when: "played" }],
  ]),
  ...ONE_BY_ONE_COMMANDS.filter(({ id }) => !NOT_IN_PAIR.includes(id)).map(
    (command): Command => ({ ...command, scope: "pair" }),
  ),
]
