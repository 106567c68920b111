import { COMMANDS } from "@justesse/editor/commands"
import type { KeyMap } from "@justesse/editor/commands/contract"
import { mapOf } from "@justesse/editor/keymap/own"
import { presetOf } from "@justesse/editor/keymap/presets"
import type { KeyChoice } from "@justesse/types"

/** What a person's choice comes to. */
export function chosenMap(choice: KeyChoice): KeyMap {
  return mapOf(choice, presetOf(choice.preset), COMMANDS)
}
