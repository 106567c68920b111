import type { Chord, Command, KeyMap } from "./commands/contract.ts"
import { EVERYWHERE_COMMANDS, LOOK_COMMANDS } from "./commands/everywhere.ts"
import { FORM_COMMANDS } from "./commands/form.ts"
import { GRID_COMMANDS } from "./commands/grid.ts"
import { ONE_BY_ONE_COMMANDS } from "./commands/oneByOne.ts"
import { PAIR_COMMANDS } from "./commands/pair.ts"
import { JUDGE_COMMANDS, PROPOSE_COMMANDS, REVIEW_COMMANDS } from "./commands/review.ts"
import { SOUND_COMMANDS } from "./commands/sound.ts"
import { TASK_COMMANDS } from "./commands/task.ts"
import { TEXT_COMMANDS } from "./commands/text.ts"

/** Every command there is, in the order of the keys page; one that means the same in several scopes is named once, with the first. */
export const COMMANDS: readonly Command[] = [
  ...EVERYWHERE_COMMANDS,
  ...LOOK_COMMANDS,
  ...TASK_COMMANDS,
  ...TEXT_COMMANDS,
  ...ONE_BY_ONE_COMMANDS,
  ...FORM_COMMANDS,
  ...GRID_COMMANDS,
  ...PAIR_COMMANDS,
  ...SOUND_COMMANDS,
  ...REVIEW_COMMANDS,
  ...PROPOSE_COMMANDS,
  ...JUDGE_COMMANDS,
].filter(({ id }, at, all) => all.findIndex((one) => one.id === id) === at)

/** The keys of a command under a person's own map. */
export function keysOf(command: Command, own: KeyMap = {}): readonly Chord[] {
  return own[command.id] ?? command.keys
}
