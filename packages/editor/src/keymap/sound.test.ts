import { describe, expect, test } from "vitest"
import type { Condition } from "../commands/contract.ts"
import { EVERYWHERE_COMMANDS } from "../commands/everywhere.ts"
import { SOUND_COMMANDS, soundCommands } from "../commands/sound.ts"
import { keysOf } from "../commands.ts"
import { type KeyPress, resolveKey } from "../keyboard.ts"
import { keyConflicts } from "./conflicts.ts"

const COMMANDS = [...EVERYWHERE_COMMANDS, ...soundCommands()]
const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, code, ctrl: false, meta: false, alt: false, shift: false, altGraph: false, repeat: false },
  ...more,
})
const meaning = (p: KeyPress, inText: boolean, ...more: Condition[]) => {
  const holds = new Set<Condition>([inText ? "text" : "not_text", ...more])
  return resolveKey(p, COMMANDS, { scope: "sound", inText, holds }).resolved?.command.id
}
const ctrl = { ctrl: true }
const shift = { shift: true }

describe("while the caret is in a text", () => {
  test.each([
    { name: "Tab", p: press("Tab", "Tab"), id: "sound.playInText" },
    { name: "Shift-Tab", p: press("Tab", "Tab", shift), id: "sound.again" },
    { name: "Enter", p: press("Enter", "Enter"), id: "sound.next" },
    { name: "Shift-Enter", p: press("Enter", "Enter", shift), id: "sound.previous" },
    { name: "Ctrl-B", p: press("b", "KeyB", ctrl), id: "sound.back" },
    { name: "Ctrl-E", p: press("e", "KeyE", ctrl), id: "sound.splitAtCaret" },
    { name: "Ctrl-M", p: press("m", "KeyM", ctrl), id: "sound.joinInText" },
    { name: "Ctrl-I", p: press("i", "KeyI", ctrl), id: "sound.startInText" },
    { name: "Ctrl-O", p: press("o", "KeyO", ctrl), id: "sound.endInText" },
    { name: "Alt-Up", p: press("ArrowUp", "ArrowUp", { alt: true }), id: "sound.faster" },
    { name: "Alt-Down", p: press("ArrowDown", "ArrowDown", { alt: true }), id: "sound.slower" },
    { name: "F2", p: press("F2", "F2"), id: "text.place" },
    { name: "F4", p: press("F4", "F4"), id: "text.illegible" },
    { name: "F8", p: press("F8", "F8"), id: "text.unsure" },
    { name: "F10", p: press("F10", "F10"), id: "text.foreign" },
    { name: "Ctrl-Enter", p: press("Enter", "Enter", ctrl), id: "task.submitAnywhere" },
  ])("$name means $id", ({ p, id }) => expect(meaning(p, true)).toBe(id))

  test("letters, digits, Space and arrows are the text's", () => {
    for (const letter of "abcdefghijklmnopqrstuvwxyz")
      expect(meaning(press(letter, `Key${letter.toUpperCase()}`), true)).toBeUndefined()
    for (const digit of "0123456789") expect(meaning(press(digit, `Digit${digit}`), true)).toBeUndefined()
    for (const name of [" ", "ArrowLeft", "ArrowUp", "Delete", "Backspace"])
      expect(meaning(press(name, name), true)).toBeUndefined()
  })

  test("on a Mac the letter of an act is with Ctrl, since Command hides and quits windows", () => {
    expect(meaning(press("m", "KeyM", { meta: true }), true)).toBeUndefined()
    expect(meaning(press("e", "KeyE", { meta: true }), true)).toBeUndefined()
    expect(meaning(press("z", "KeyZ", { meta: true }), true)).toBe("undo")
  })
})

describe("outside of a text", () => {
  test.each([
    { name: "Space", p: press(" ", "Space"), id: "sound.play" },
    { name: "3", p: press("3", "Digit3"), id: "sound.speaker" },
    { name: "0", p: press("0", "Digit0"), id: "task.nothing" },
    { name: "B", p: press("b", "KeyB"), id: "sound.begin" },
    { name: "W", p: press("w", "KeyW"), id: "sound.otherBorder" },
    { name: "I", p: press("i", "KeyI"), id: "sound.start" },
    { name: "O", p: press("o", "KeyO"), id: "sound.end" },
    { name: "E", p: press("e", "KeyE"), id: "sound.split" },
    { name: "M", p: press("m", "KeyM"), id: "sound.join" },
    { name: "D", p: press("d", "KeyD"), id: "sound.delete" },
    { name: "R", p: press("r", "KeyR"), id: "sound.repeat" },
    { name: "F", p: press("f", "KeyF"), id: "sound.all" },
    { name: "Z", p: press("z", "KeyZ"), id: "sound.segment" },
    { name: "Left", p: press("ArrowLeft", "ArrowLeft"), id: "sound.earlier" },
    { name: "Shift-Right", p: press("ArrowRight", "ArrowRight", shift), id: "sound.muchLater" },
    { name: "Enter, which never sends", p: press("Enter", "Enter"), id: "sound.write" },
    { name: "Ctrl-Enter", p: press("Enter", "Enter", ctrl), id: "task.submitAnywhere" },
    { name: "S", p: press("s", "KeyS"), id: "task.skip" },
    { name: "Q", p: press("q", "KeyQ"), id: "task.ask" },
  ])("$name means $id", ({ p, id }) => expect(meaning(p, false)).toBe(id))

  test("Y and N answer what is proposed, and mean nothing else", () => {
    expect(meaning(press("y", "KeyY"), false, "proposal")).toBe("proposal.take")
    expect(meaning(press("n", "KeyN"), false, "proposal")).toBe("proposal.drop")
    expect(meaning(press("y", "KeyY"), false)).toBeUndefined()
  })

  test("Tab walks the page, and Enter clears an answered question first", () => {
    expect(meaning(press("Tab", "Tab"), false)).toBeUndefined()
    const holds = new Set<Condition>(["answered"])
    const step = resolveKey(press("Enter", "Enter"), COMMANDS, { scope: "sound", inText: false, holds })
    expect(step.resolved?.command.id).toBe("question.clear")
  })
})

test("no key means two things on the page of a recording, and each command has one", () => {
  expect(keyConflicts(COMMANDS)).toEqual([])
  expect(SOUND_COMMANDS.filter((command) => keysOf(command).length === 0)).toEqual([])
})

test("nothing of a picture acts on a recording, nor the other way round", () => {
  const onPicture = resolveKey(press("b", "KeyB"), COMMANDS, { scope: "task", inText: false, holds: new Set() })
  expect(onPicture.resolved).toBeNull()
  const brighter = { id: "look", scope: "work", labelKey: "", group: "picture", keys: [{ character: "]" }] } as const
  const step = resolveKey(press("]", "BracketRight"), [{ ...brighter, when: "always" }], {
    ...{ scope: "sound", inText: false, holds: new Set() },
  })
  expect(step.resolved).toBeNull()
})
