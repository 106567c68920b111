import type { Command, Scope } from "./contract.ts"
import { named, rows } from "./rows.ts"

/** Commands about a video or a recording that is played, or a text that is read, while something is answered about it as a whole. */
export const mediaCommands = (scope: Scope): readonly Command[] =>
  rows(scope, [
    ["media.play", "sound", [named(" ")], { when: "played" }],
    ["media.back", "sound", [{ named: "ArrowLeft", shift: true }], { when: "played", repeats: true }],
    ["media.forward", "sound", [{ named: "ArrowRight", shift: true }], { when: "played", repeats: true }],
    ["media.further", "text", [named(" "), named("PageDown")], { when: "read", repeats: true }],
    ["media.nearer", "text", [{ named: " ", shift: true }, named("PageUp")], { when: "read", repeats: true }],
  ])
