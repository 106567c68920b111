import type { KeyChoice } from "@justesse/types"
import type { Chord, Command, KeyMap } from "../commands/contract.ts"
import { chordWord, clash, heldBy } from "./conflicts.ts"
import { chordFor, refusalOf } from "./record.ts"

/**
 * Commands whose keys nobody changes: Escape always leads out, the palette and the list of keys open on every page, digits
 * are the labels' own, letters of answers are the people's, Enter in a text goes to the next line, and Space under the
 * crosshair is the canvas's.
 */
const FIXED: ReadonlySet<string> = new Set([
  "escape",
  "palette",
  "keys",
  "label.choose",
  "label.chooseDrawn",
  "label.chooseInText",
  "sound.speakerInText",
  "text.next",
  "text.previous",
  "draw.point",
  "review.take",
  "review.takeAll",
])

/** Keys that one command can have; the oldest one goes. */
const MOST_KEYS = 4

/** True for a command that may be given other keys. */
export function isRemappable({ id }: Pick<Command, "id">): boolean {
  return !FIXED.has(id)
}

/**
 * The map that a person's choice comes to over a preset: what is unknown to this program, may not be changed, or a chord that
 * a command cannot have, is passed over.
 */
export function mapOf({ own }: KeyChoice, preset: KeyMap, commands: readonly Command[]): KeyMap {
  const map: Record<string, readonly Chord[]> = { ...preset }
  for (const command of commands) {
    const chords = own[command.id]
    if (!chords || !isRemappable(command)) continue
    const fitting = chords.filter((chord) => refusalOf(chord, command) === null)
    if (chords.length === 0 || fitting.length > 0) map[command.id] = fitting.map((chord) => chordFor(chord, command))
  }
  return map
}

/** Commands with the keys that they have under a map. */
export function commandsUnder(commands: readonly Command[], map: KeyMap): readonly Command[] {
  return commands.map((command) => {
    const keys = map[command.id]
    return keys ? { ...command, keys } : command
  })
}

/**
 * A command is given one more key; whatever else had it where both act loses it, but for what nobody changes ({@link heldBy}
 * tells before). `map` is what holds now.
 */
export function withKey(
  choice: KeyChoice,
  map: KeyMap,
  command: Command,
  pressed: Chord,
  all: readonly Command[],
): KeyChoice {
  const chord = chordFor(pressed, command)
  const own = { ...choice.own }
  const keysNow = ({ id, keys }: Command) => map[id] ?? keys
  for (const other of heldBy(chord, command, all, map)) {
    if (isRemappable(other)) own[other.id] = keysNow(other).filter((held) => !clash(held, chord))
  }
  const before = keysNow(command).filter((held) => chordWord(held) !== chordWord(chord))
  own[command.id] = [...before, chord].slice(-MOST_KEYS)
  return { ...choice, own }
}

/** A command loses one of its keys; without any it is still found in the palette. */
export function withoutKey(choice: KeyChoice, map: KeyMap, command: Command, chord: Chord): KeyChoice {
  const word = chordWord(chordFor(chord, command))
  const left = (map[command.id] ?? command.keys).filter((held) => chordWord(held) !== word)
  return { ...choice, own: { ...choice.own, [command.id]: left } }
}

/** A command has the keys of the preset again. */
export function withGivenKeys(choice: KeyChoice, id: string): KeyChoice {
  return { ...choice, own: Object.fromEntries(Object.entries(choice.own).filter(([one]) => one !== id)) }
}
