import { KeyChoice } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Chord, Command, KeyMap } from "../commands/contract.ts"
import { COMMANDS, keysOf } from "../commands.ts"
import { type KeyPress, resolveKey } from "../keyboard.ts"
import { chordWord, clash, heldBy, keyConflicts } from "./conflicts.ts"
import { readKeyFile, writeKeyFile } from "./file.ts"
import { characterAt, charactersAt, LAYOUTS } from "./layouts.ts"
import { commandsUnder, isRemappable, mapOf, withGivenKeys, withKey, withoutKey } from "./own.ts"
import { KEY_PRESETS, presetOf } from "./presets.ts"
import { chordOf, refusalOf } from "./record.ts"

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, code, ctrl: false, meta: false, alt: false, shift: false, altGraph: false, repeat: false },
  ...more,
})
const NONE: KeyChoice = { preset: "justesse", own: {} }
const commandOf = (id: string): Command => {
  const found = COMMANDS.find((command) => command.id === id)
  if (!found) throw new Error(`no command ${id}`)
  return found
}
const meaning = (p: KeyPress, map: KeyMap) => {
  const holds = new Set(["selection", "movable", "not_text", "proposal"] as const)
  return resolveKey(p, commandsUnder(COMMANDS, map), { scope: "task", inText: false, holds }).resolved?.command.id
}

const chord: fc.Arbitrary<Chord> = fc
  .record({
    mod: fc.constantFrom(undefined, true),
    alt: fc.constantFrom(undefined, true),
    shift: fc.constantFrom(undefined, true),
    key: fc.oneof(
      fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz+-=.,").map((character) => ({ character })),
      fc.constantFrom("Enter", "Tab", "F2", "F7", "Delete", "ArrowLeft", " ").map((named) => ({ named })),
      fc.constantFrom("Digit1", "Digit0", "KeyA", "KeyQ", "KeyZ", "KeyM").map((position) => ({ position })),
    ),
  })
  .map(({ mod, alt, shift, key }) => ({ ...(mod && { mod }), ...(alt && { alt }), ...(shift && { shift }), ...key }))
const choice: fc.Arbitrary<KeyChoice> = fc.record({
  preset: fc.constantFrom("justesse", "cvat", "labelStudio", "mouseLeft", "ofTomorrow"),
  own: fc.dictionary(
    fc.oneof(fc.constantFrom(...COMMANDS.map(({ id }) => id)), fc.constant("gone.long.ago")),
    fc.array(chord, { maxLength: 4 }),
    { maxKeys: 8 },
  ),
})
/** Which key is pressed, whether a digit follows or not. */
const pressOf = (one: Chord) => chordWord(one).replace(/ 1-9$/, "")
const mapUnder = (one: KeyChoice) => mapOf(one, presetOf(one.preset), COMMANDS)

describe("presets", () => {
  test.each(KEY_PRESETS)("$id has no key that means two things on one page, on any keyboard", ({ map }) => {
    expect(keyConflicts(COMMANDS, map)).toEqual([])
  })

  test.each(KEY_PRESETS)("$id names commands that there are, with keys that they may have", ({ map }) => {
    for (const [id, chords] of Object.entries(map)) {
      const command = commandOf(id)
      expect(chords.filter((one) => refusalOf(one, command) !== null)).toEqual([])
    }
  })

  test.each(KEY_PRESETS)("$id takes no command its last key", ({ map }) => {
    const keyed = COMMANDS.filter(({ keys }) => keys.length > 0)
    expect(keyed.filter((command) => keysOf(command, map).length === 0)).toEqual([])
  })

  test.each([
    { preset: "cvat", p: press("n", "KeyN"), id: "tool.box" },
    { preset: "cvat", p: press("f", "KeyF"), id: "task.submit" },
    { preset: "cvat", p: press("d", "KeyD"), id: "task.previous" },
    { preset: "cvat", p: press("2", "Digit2", { ctrl: true }), id: "label.choose" },
    { preset: "cvat", p: press("é", "Digit2"), id: "label.choose" },
    { preset: "cvat", p: press("Delete", "Delete"), id: "region.delete" },
    { preset: "labelStudio", p: press("r", "KeyR"), id: "tool.box" },
    { preset: "labelStudio", p: press("R", "KeyR", { shift: true }), id: "tool.rotated" },
    { preset: "labelStudio", p: press(" ", "Space", { ctrl: true }), id: "task.skip" },
    { preset: "labelStudio", p: press("Enter", "Enter", { ctrl: true }), id: "task.submitAnywhere" },
    { preset: "labelStudio", p: press(".", "Period", { alt: true }), id: "region.next" },
    { preset: "mouseLeft", p: press("u", "KeyU"), id: "tool.box" },
    { preset: "ofTomorrow", p: press("b", "KeyB"), id: "tool.box" },
  ])("$preset: $p.key means $id", ({ preset, p, id }) => {
    expect(meaning(p, presetOf(preset))).toBe(id)
  })

  // F3: what is used most lies within one hand, and no chord of it takes three keys.
  const MOST_USED = ["label.choose", "tool.box", "tool.select", "region.delete", "undo", "region.nextEdge", "view.fit"]
  const LEFT = /^(?:[12345]|[qwertasdfgzxcvb]|Tab|Escape| )$/
  const RIGHT = /^(?:[67890]|[yuiophjklnm]|Enter|Delete|Backspace|Arrow.*)$/
  test.each([
    { preset: "justesse", hand: LEFT, used: [...MOST_USED, "attribute.step", "task.skip", "region.toggle"] },
    { preset: "mouseLeft", hand: RIGHT, used: [...MOST_USED.filter((id) => id !== "region.nextEdge"), "task.submit"] },
  ])("$preset has what is used most within one hand", ({ preset, hand, used }) => {
    const reach = (one: Chord) => {
      const at = "position" in one ? one.position.slice(-1) : "named" in one ? one.named : one.character
      return hand.test(at) && [one.mod, one.alt, one.shift].filter(Boolean).length <= 1
    }
    expect(used.filter((id) => !keysOf(commandOf(id), presetOf(preset)).some(reach))).toEqual([])
  })
})

describe("a person's map", () => {
  test("comes back from a file as it was", () => {
    fc.assert(
      fc.property(choice, (one) => {
        expect(readKeyFile(writeKeyFile(one))).toEqual(one)
      }),
    )
  })

  test.each([
    "",
    "{",
    "[]",
    "null",
    '{"preset":"cvat","own":{}}',
    '{"form":"justesse-keys-1","preset":"cvat"}',
    '{"form":"justesse-keys-1","preset":"cvat","own":{"undo":[{"character":7}]}}',
    '{"form":"justesse-keys-2","preset":"cvat","own":{}}',
  ])("is no map: %s", (text) => expect(readKeyFile(text)).toBeNull())

  test("of another version still serves: what is unknown means nothing, the rest acts", () => {
    const old: KeyChoice = {
      preset: "ofTomorrow",
      own: { "tool.brush": [{ character: "y" }], "tool.box": [{ character: "c", shift: true }] },
    }
    expect(KeyChoice.parse(old)).toEqual(old)
    expect(meaning(press("C", "KeyC", { shift: true }), mapUnder(old))).toBe("tool.box")
    expect(meaning(press("y", "KeyY"), mapUnder(old))).toBe("proposal.take")
  })

  test("is kept as it is, whatever it holds, and leads to keys that act", () => {
    fc.assert(
      fc.property(choice, (one) => {
        expect(KeyChoice.parse(one)).toEqual(one)
        const under = commandsUnder(COMMANDS, mapUnder(one))
        expect(under.map(({ id }) => id)).toEqual(COMMANDS.map(({ id }) => id))
        const given = commandsUnder(COMMANDS, presetOf(one.preset))
        const changed = under.filter(({ keys }, at) => keys !== given[at]?.keys)
        expect(changed.filter((command) => !isRemappable(command))).toEqual([])
        for (const command of changed)
          expect(command.keys.filter((held) => refusalOf(held, command) !== null)).toEqual([])
      }),
    )
  })

  test("a key that is given to a command is its own alone where both act, and goes again", () => {
    const remappable = COMMANDS.filter(isRemappable)
    fc.assert(
      fc.property(fc.constantFrom(...remappable), chord, fc.constantFrom(...KEY_PRESETS), (command, one, { id }) => {
        const before: KeyChoice = { preset: id, own: {} }
        const others = heldBy(one, command, COMMANDS, mapUnder(before))
        fc.pre(refusalOf(one, command) === null && others.every(isRemappable))
        const after = withKey(before, mapUnder(before), command, one, COMMANDS)
        expect(keyConflicts(COMMANDS, mapUnder(after))).toEqual([])
        expect(keysOf(command, mapUnder(after)).map(pressOf)).toContain(pressOf(one))
        const gone = withoutKey(after, mapUnder(after), command, one)
        expect(keysOf(command, mapUnder(gone)).map(pressOf)).not.toContain(pressOf(one))
        expect(keysOf(command, mapUnder(withGivenKeys(gone, command.id)))).toEqual(keysOf(command, presetOf(id)))
      }),
    )
  })

  test("says who has a key, and leaves alone what nobody changes", () => {
    const box = commandOf("tool.box")
    expect(heldBy({ character: "l" }, box, COMMANDS).map(({ id }) => id)).toEqual(["label.type"])
    expect(
      heldBy(
        { character: "m" },
        box,
        COMMANDS.filter(({ scope }) => scope === "review"),
      ),
    ).toEqual([])
    const digit: Chord = { position: "Digit1" }
    expect(heldBy(digit, box, COMMANDS).map(({ id }) => id)).toEqual(["label.choose"])
    expect(withKey(NONE, {}, box, digit, COMMANDS).own["label.choose"]).toBeUndefined()
    expect(mapUnder({ preset: "justesse", own: { escape: [], "label.choose": [{ character: "c" }] } })).toEqual({})
  })

  test("takes one key of a command that has several, and leaves it the others", () => {
    const after = withKey(NONE, {}, commandOf("tool.hand"), { named: "Delete" }, COMMANDS)
    expect(after.own).toEqual({
      "region.delete": [{ character: "d" }, { named: "Backspace" }],
      "tool.hand": [{ character: "h" }, { named: "Delete" }],
    })
  })
})

describe("a key that is pressed to be set", () => {
  test.each([
    { name: "a letter", p: press("b", "KeyB"), is: { character: "b" } },
    { name: "a letter with Shift", p: press("B", "KeyB", { shift: true }), is: { character: "b", shift: true } },
    { name: "A on AZERTY, by what is on the cap", p: press("a", "KeyQ"), is: { character: "a" } },
    { name: "Z on QWERTZ", p: press("z", "KeyY", { ctrl: true }), is: { character: "z", mod: true } },
    { name: "2 on AZERTY, which types é", p: press("é", "Digit2"), is: { position: "Digit2" } },
    { name: "2 on AZERTY with Shift", p: press("2", "Digit2", { shift: true }), is: { position: "Digit2" } },
    { name: "Shift 2 on QWERTY", p: press("@", "Digit2", { shift: true }), is: { position: "Digit2", shift: true } },
    { name: "4 on the number pad", p: press("4", "Numpad4"), is: { position: "Digit4" } },
    { name: "? wherever it is", p: press("?", "Slash", { shift: true }), is: { character: "?" } },
    {
      name: "[ with AltGr",
      p: press("[", "Digit8x", { ctrl: true, alt: true, altGraph: true }),
      is: { character: "[" },
    },
    { name: "F7", p: press("F7", "F7"), is: { named: "F7" } },
    { name: "Space", p: press(" ", "Space", { ctrl: true }), is: { named: " ", mod: true } },
    { name: "B on a Russian layout, by its place", p: press("и", "KeyB"), is: { position: "KeyB" } },
    { name: "Escape", p: press("Escape", "Escape"), is: null },
    { name: "Shift alone", p: press("Shift", "ShiftLeft", { shift: true }), is: null },
    { name: "a dead key", p: press("Dead", "BracketLeft"), is: null },
  ])("$name", ({ p, is }) => expect(chordOf(p)).toEqual(is))

  test("means the command it was given to", () => {
    const keys = fc.constantFrom(
      ...[..."acegkmx"].map((one) => press(one, `Key${one.toUpperCase()}`)),
      ...[press("è", "Digit7"), press("F7", "F7"), press("q", "KeyA"), press("C", "KeyC", { shift: true })],
    )
    fc.assert(
      fc.property(keys, (p) => {
        const given = chordOf(p)
        if (!given) throw new Error("no chord")
        const box = commandOf("tool.box")
        fc.pre(heldBy(given, box, COMMANDS).every(isRemappable))
        expect(meaning(p, mapUnder(withKey(NONE, {}, box, given, COMMANDS)))).toBe("tool.box")
      }),
    )
  })

  test("to a command that waits for a digit waits for one too, and nothing else can be given to it", () => {
    const step = commandOf("attribute.step")
    const own = withKey(NONE, {}, step, { character: "e" }, COMMANDS)
    const commands = commandsUnder(COMMANDS, mapUnder(own))
    const context = { scope: "task", inText: false, holds: new Set(["selection"] as const) } as const
    const first = resolveKey(press("e", "KeyE"), commands, context)
    expect(first).toMatchObject({ resolved: null, pending: { command: { id: "attribute.step" } }, used: true })
    const then = resolveKey(press("2", "Digit2"), commands, context, first.pending)
    expect(then.resolved).toMatchObject({ command: { id: "attribute.step" }, digit: 2 })
    const read: KeyChoice = { preset: "justesse", own: { "attribute.step": [{ character: "e" }, { named: "F7" }] } }
    expect(mapUnder(read)["attribute.step"]).toEqual([{ character: "e", thenDigit: true }])
    expect(refusalOf({ named: "F7" }, step)).toBe("digit")
  })

  test.each([
    { named: "Tab", mod: true },
    { named: "PageUp", mod: true },
    { named: "PageDown", mod: true, shift: true },
    { position: "KeyN", mod: true },
  ])("no page hears what changes the browser's tabs: %j", (chord) => {
    expect(refusalOf(chord, commandOf("tool.box"))).toBe("browser")
    expect(refusalOf({ ...chord, mod: false }, commandOf("tool.box"))).toBeNull()
  })

  test("the browser's own keys and what types into a field are refused", () => {
    expect(refusalOf({ character: "w", mod: true }, commandOf("tool.box"))).toBe("browser")
    expect(refusalOf({ named: "F5" }, commandOf("tool.box"))).toBe("browser")
    expect(refusalOf({ character: "w" }, commandOf("tool.box"))).toBeNull()
    expect(refusalOf({ character: "m" }, commandOf("text.illegible"))).toBe("typing")
    expect(refusalOf({ named: "Enter" }, commandOf("text.illegible"))).toBe("typing")
    expect(refusalOf({ named: "F7" }, commandOf("text.illegible"))).toBeNull()
    expect(refusalOf({ character: "m", mod: true }, commandOf("text.illegible"))).toBeNull()
  })
})

describe("places and characters", () => {
  test("what a place types on each keyboard", () => {
    expect(LAYOUTS.map((layout) => characterAt("KeyQ", layout))).toEqual(["q", "a", "q"])
    expect(LAYOUTS.map((layout) => characterAt("KeyZ", layout))).toEqual(["z", "w", "y"])
    expect(LAYOUTS.map((layout) => characterAt("KeyF", layout))).toEqual(["f", "f", "f"])
    expect(charactersAt("KeyM")).toEqual(["m", ","])
    expect(charactersAt("F2")).toEqual([])
  })

  test("a key by its place clashes with the letters that it types somewhere", () => {
    expect(clash({ position: "KeyQ" }, { character: "a" })).toBe(true)
    expect(clash({ position: "KeyQ" }, { character: "w" })).toBe(false)
    expect(clash({ position: "KeyQ" }, { character: "a", shift: true })).toBe(false)
    expect(clash({ position: "KeyM" }, { character: "," })).toBe(true)
    expect(clash({ character: "?" }, { character: "?", shift: true })).toBe(true)
    expect(clash({ position: "Digit1" }, { position: "Digit1", mod: true })).toBe(false)
  })
})
