import { describe, expect, test } from "vitest"
import type { Condition, KeyMap } from "./commands/contract.ts"
import { seeingIn } from "./commands/review.ts"
import { TASK_COMMANDS } from "./commands/task.ts"
import { COMMANDS, keysOf } from "./commands.ts"
import { digitOf, type KeyContext, type KeyPress, resolveKey } from "./keyboard.ts"
import { chordWord, keyConflicts } from "./keymap/conflicts.ts"

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrl: false,
  meta: false,
  alt: false,
  shift: false,
  altGraph: false,
  repeat: false,
  ...more,
})
const context = (inText = false, ...holds: Condition[]): KeyContext => ({
  scope: "task",
  inText,
  holds: new Set(holds),
})
const meaning = (p: KeyPress, c = context(false, "selection", "movable", "not_text")) =>
  resolveKey(p, COMMANDS, c).resolved?.command.id

describe("letters act by character, digits by position", () => {
  test.each([
    { name: "Z on QWERTY", p: press("z", "KeyZ"), id: "view.actual" },
    { name: "Z on AZERTY, where the place types W", p: press("z", "KeyW"), id: "view.actual" },
    { name: "W on AZERTY", p: press("w", "KeyZ"), id: "region.nextEdge" },
    { name: "caps lock", p: press("B", "KeyB"), id: "tool.box" },
    { name: "1 on AZERTY, which types &", p: press("&", "Digit1"), id: "label.choose" },
    { name: "4 on the number pad", p: press("4", "Numpad4"), id: "label.choose" },
    { name: "0 on AZERTY, which types à", p: press("à", "Digit0"), id: "task.nothing" },
    { name: "B on a Russian layout, by its place", p: press("и", "KeyB"), id: "tool.box" },
    { name: "? with Shift wherever it is", p: press("?", "Comma", { shift: true }), id: "keys" },
    { name: "+ with Shift", p: press("+", "Equal", { shift: true }), id: "view.zoomIn" },
    { name: "Ctrl-Z", p: press("z", "KeyZ", { ctrl: true }), id: "undo" },
    { name: "Command-Z", p: press("z", "KeyZ", { meta: true }), id: "undo" },
    { name: "Shift-Ctrl-Z", p: press("Z", "KeyZ", { ctrl: true, shift: true }), id: "redo" },
    { name: "Ctrl-D", p: press("d", "KeyD", { ctrl: true }), id: "region.duplicate" },
    { name: "D", p: press("d", "KeyD"), id: "region.delete" },
    { name: "Shift-arrow", p: press("ArrowLeft", "ArrowLeft", { shift: true }), id: "nudge.left10" },
    { name: "Enter outside text", p: press("Enter", "Enter"), id: "task.submit" },
    // found B3: the digit is for the next box, and for the one just drawn with Shift. AZERTY types digits with Shift.
    { name: "a digit with Shift", p: press("!", "Digit1", { shift: true }), id: "label.chooseDrawn" },
    { name: "a digit with Shift on AZERTY", p: press("1", "Digit1", { shift: true }), id: "label.choose" },
  ])("$name", ({ p, id }) => expect(meaning(p)).toBe(id))

  test.each([
    { name: "a letter with Shift", p: press("D", "KeyD", { shift: true }) },
    {
      name: "a letter typed with AltGr, which looks like Ctrl-Alt",
      p: press("d", "KeyD", { ctrl: true, alt: true, altGraph: true }),
    },
    { name: "Ctrl with a plain letter's key", p: press("b", "KeyB", { ctrl: true }) },
    { name: "a letter of the review page", p: press("k", "KeyK") },
  ])("$name means nothing here", ({ p }) => expect(meaning(p)).toBeUndefined())

  test("an accented letter in a digit's place is that digit", () => {
    const step = resolveKey(press("é", "Digit2"), COMMANDS, context())
    expect(step.resolved).toMatchObject({ command: { id: "label.choose" }, digit: 2 })
    expect(digitOf({ code: "KeyA" })).toBeNull()
  })
})

describe("where keys act", () => {
  test("letters and digits belong to a text field that has the caret", () => {
    expect(meaning(press("b", "KeyB"), context(true, "text"))).toBeUndefined()
    expect(meaning(press("1", "Digit1"), context(true, "text"))).toBeUndefined()
    expect(meaning(press("Backspace", "Backspace"), context(true, "text", "selection"))).toBeUndefined()
  })

  test("in text Enter goes to the next region and Ctrl-Enter submits", () => {
    expect(meaning(press("Enter", "Enter"), context(true, "text"))).toBe("text.next")
    expect(meaning(press("Enter", "Enter", { shift: true }), context(true, "text"))).toBe("text.previous")
    expect(meaning(press("Enter", "Enter", { ctrl: true }), context(true, "text"))).toBe("task.submitAnywhere")
    expect(meaning(press("F4", "F4"), context(true, "text"))).toBe("text.illegible")
    expect(meaning(press("F9", "F9"), context(true, "text"))).toBe("text.struck")
    expect(meaning(press("F10", "F10"), context(true, "text"))).toBe("text.foreign")
  })

  test("delete does nothing while nothing is selected", () => {
    expect(meaning(press("d", "KeyD"), context())).toBeUndefined()
  })

  test("the hint's keys act only while there is a hint", () => {
    expect(meaning(press("j", "KeyJ"), context())).toBeUndefined()
    expect(meaning(press("j", "KeyJ"), context(false, "hint"))).toBe("hint.do")
  })

  test("a held key never submits, and is used up", () => {
    const held = resolveKey(press("Enter", "Enter", { repeat: true }), COMMANDS, context(false, "not_text"))
    expect(held).toEqual({ resolved: null, pending: null, used: true })
    const inText = resolveKey(press("Enter", "Enter", { repeat: true, ctrl: true }), COMMANDS, context(true, "text"))
    expect(inText).toMatchObject({ resolved: null, used: true })
  })

  test("while something is drawn, Enter closes it and Backspace takes a point back; neither sends or deletes", () => {
    const drawing = context(false, "gesture", "movable")
    expect(meaning(press("Enter", "Enter"), drawing)).toBe("draw.close")
    expect(meaning(press("Backspace", "Backspace"), drawing)).toBe("draw.back")
    expect(meaning(press("d", "KeyD"), drawing)).toBeUndefined()
    expect(meaning(press("ArrowLeft", "ArrowLeft"), drawing)).toBe("nudge.left")
  })

  test("a held arrow goes on", () => {
    expect(meaning(press("ArrowUp", "ArrowUp", { repeat: true }))).toBe("nudge.up")
  })

  test("A then a digit steps that attribute; another key lets it go", () => {
    const c = context(false, "selection")
    const first = resolveKey(press("a", "KeyA"), COMMANDS, c)
    expect(first).toMatchObject({ resolved: null, used: true })
    const second = resolveKey(press("é", "Digit2"), COMMANDS, c, first.pending)
    expect(second.resolved).toMatchObject({ command: { id: "attribute.step" }, digit: 2 })
    expect(resolveKey(press("f", "KeyF"), COMMANDS, c, first.pending).resolved?.command.id).toBe("view.fit")
  })
})

describe("a person's own keys", () => {
  const own: KeyMap = { "tool.box": [{ character: "n" }] }

  test("replace the given ones", () => {
    expect(resolveKey(press("n", "KeyN"), COMMANDS, context(), null, own).resolved?.command.id).toBe("tool.box")
    expect(resolveKey(press("b", "KeyB"), COMMANDS, context(), null, own).resolved).toBeNull()
  })

  test("the keys that are given do not clash", () => {
    expect(keyConflicts(COMMANDS)).toEqual([])
  })

  test("a clash names the key and both commands", () => {
    const clash = keyConflicts(COMMANDS, { "tool.box": [{ character: "V" }] })
    expect(clash).toEqual([{ chord: "v", commands: ["tool.select", "tool.box"] }])
  })

  test("the same key on the task and the review page is no clash", () => {
    expect(keyConflicts(COMMANDS, { "review.merge": [{ character: "w" }] })).toEqual([])
  })

  test("over the review page and where somebody judges, letters of answers mean other things, and those of the picture the same", () => {
    const told = (p: KeyPress, scope: "review" | "propose" | "judge", inText = false) => {
      const list = scope === "review" ? COMMANDS : [...COMMANDS, ...seeingIn(scope)]
      return resolveKey(p, list, { scope, inText, holds: new Set() }).resolved?.command.id
    }
    const c = press("c", "KeyC")
    expect((["review", "propose", "judge"] as const).map((scope) => told(c, scope))).toEqual([
      ...["review.take", "propose.clause", "judge.both"],
    ])
    for (const scope of ["propose", "judge"] as const) expect(told(press("v", "KeyV"), scope)).toBe("review.view")
    expect(told(press("a", "KeyA"), "propose")).toBeUndefined()
    expect([told(press("4", "Digit4"), "propose"), told(press("Enter", "Enter"), "propose")]).toEqual([
      ...["propose.reason", "propose.send"],
    ])
    // A held Enter proposes nothing, and the written answer is sent out of its text.
    expect(told(press("Enter", "Enter", { repeat: true }), "propose")).toBeUndefined()
    expect(told(press("Enter", "Enter", { ctrl: true }), "judge", true)).toBe("judge.sendAnswer")
    expect(told(press("Enter", "Enter"), "judge", true)).toBeUndefined()
  })

  test("every command has its name, and no id is there twice", () => {
    expect(new Set(COMMANDS.map((c) => c.id)).size).toBe(COMMANDS.length)
    for (const command of TASK_COMMANDS) expect(command.labelKey).toBe(`command.${command.id}`)
  })

  test("chords are written as one word", () => {
    expect(chordWord({ character: "Z", mod: true, shift: true })).toBe("mod+shift+z")
    expect(chordWord({ character: "a", thenDigit: true })).toBe("a 1-9")
    expect(chordWord({ position: "Digit1" })).toBe("Digit1")
    expect(keysOf(TASK_COMMANDS[0] ?? failed())).toEqual([{ character: "v" }])
  })
})

function failed(): never {
  throw new Error("the list of commands is empty")
}
