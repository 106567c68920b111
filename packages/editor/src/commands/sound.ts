import type { Command } from "./contract.ts"
import { altDigits, ctrl, digits, inText, letter, named, outside, rows } from "./rows.ts"
import { taskCommandsIn } from "./task.ts"

/**
 * Commands that act while somebody writes down a recording. While the caret is in a text the letter of an act needs Ctrl and stays the
 * same, so that each such act is two commands: with the caret, and without.
 */
export const SOUND_COMMANDS: readonly Command[] = rows("sound", [
  ["sound.play", "sound", [named(" ")], outside],
  ["sound.speaker", "sound", digits("123456789"), outside],
  ["sound.speakerInText", "sound", altDigits("123456789"), inText],
  ["sound.newSpeaker", "sound", [letter("l")], outside],
  ["sound.label", "sound", [{ character: "a", thenDigit: true }], outside],
  ["sound.begin", "sound", [letter("b")], outside],
  ["sound.otherBorder", "sound", [letter("w")], outside],
  ["sound.start", "sound", [letter("i")], outside],
  ["sound.end", "sound", [letter("o")], outside],
  ["sound.earlier", "sound", [named("ArrowLeft")], { ...outside, repeats: true }],
  ["sound.later", "sound", [named("ArrowRight")], { ...outside, repeats: true }],
  ["sound.muchEarlier", "sound", [{ named: "ArrowLeft", shift: true }], { ...outside, repeats: true }],
  ["sound.muchLater", "sound", [{ named: "ArrowRight", shift: true }], { ...outside, repeats: true }],
  ["sound.up", "sound", [named("ArrowUp")], { ...outside, repeats: true }],
  ["sound.down", "sound", [named("ArrowDown")], { ...outside, repeats: true }],
  ["sound.split", "sound", [letter("e")], outside],
  ["sound.join", "sound", [letter("m")], outside],
  ["sound.delete", "sound", [letter("d"), named("Delete"), named("Backspace")], outside],
  ["sound.repeat", "sound", [letter("r")], outside],
  ["sound.pauses", "sound", [{ character: "t", shift: true }], outside],
  ["sound.all", "sound", [letter("f")], outside],
  ["sound.segment", "sound", [letter("z")], outside],
  ["sound.write", "sound", [named("Enter")], outside],
  ["sound.playInText", "text", [named("Tab")], inText],
  ["sound.again", "text", [{ named: "Tab", shift: true }], inText],
  ["sound.next", "text", [named("Enter")], inText],
  ["sound.previous", "text", [{ named: "Enter", shift: true }], inText],
  ["sound.back", "text", [ctrl("b")], { inText: true, repeats: true }],
  ["sound.faster", "text", [{ named: "ArrowUp", alt: true }], { inText: true, repeats: true }],
  ["sound.slower", "text", [{ named: "ArrowDown", alt: true }], { inText: true, repeats: true }],
  ["sound.splitAtCaret", "text", [ctrl("e")], { inText: true }],
  ["sound.joinInText", "text", [ctrl("m")], { inText: true }],
  ["sound.startInText", "text", [ctrl("i")], { inText: true }],
  ["sound.endInText", "text", [ctrl("o")], { inText: true }],
])

/** What somebody does to a task of any kind: the same keys on a recording. */
const SHARED_IDS: readonly string[] = [
  ...["model.ask", "proposal.take", "proposal.drop", "proposal.takeAll", "view.zoomIn", "view.zoomOut"],
  ...[
    "text.illegible",
    "text.unsure",
    "text.foreign",
    "text.place",
    "task.nothing",
    "task.skip",
    "task.ask",
    "question.clear",
  ],
  ...["task.previous", "task.guideline", "task.submitAnywhere"],
]

/** All commands of the page of a recording, besides those that act everywhere. */
export function soundCommands(): readonly Command[] {
  return [...SOUND_COMMANDS, ...taskCommandsIn("sound", SHARED_IDS)]
}
