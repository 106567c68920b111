import type { Chord, Command, Condition, KeyMap } from "../commands/contract.ts"
import { keysOf } from "../commands.ts"
import { charactersAt } from "./layouts.ts"

/** A chord as one text, equal for equal chords: `mod+z`, `shift+Tab`, `Digit0`, `a 1-9`. */
export function chordWord(chord: Chord): string {
  const key = "position" in chord ? chord.position : "named" in chord ? chord.named : chord.character.toLowerCase()
  return modifiersOf(chord) + key + ("thenDigit" in chord ? " 1-9" : "")
}

/** Two commands that one key would mean at the same time. */
interface KeyConflict {
  readonly chord: string
  readonly commands: readonly [string, string]
}

/** Conditions that are never true together, so that one key may serve both. */
const APART: readonly (readonly [Condition, Condition])[] = [
  ["text", "not_text"],
  ["played", "read"],
  ["answered", "not_text"],
  ["answered", "text"],
  ["gesture", "text"],
  ["gesture", "not_text"],
  ["gesture", "answered"],
  ["gesture", "selection"],
]

/** Keys that mean two things in one scope, under a person's own map. Empty for the keys that are given. */
export function keyConflicts(commands: readonly Command[], own: KeyMap = {}): KeyConflict[] {
  const conflicts = new Map<string, KeyConflict>()
  const holders = new Map<string, Command[]>()
  for (const command of commands) {
    for (const chord of keysOf(command, own)) {
      for (const word of pressesOf(chord)) {
        const others = holders.get(word) ?? []
        for (const other of others) {
          if (meet(command, other)) conflicts.set(`${other.id} ${command.id}`, conflictOf(chord, other, command))
        }
        holders.set(word, [...others, command])
      }
    }
  }
  return [...conflicts.values()]
}

/** Commands that a chord would mean besides the one it is to be given to, wherever both could act. */
export function heldBy(chord: Chord, command: Command, commands: readonly Command[], own: KeyMap = {}): Command[] {
  return commands.filter((other) => meet(command, other) && keysOf(other, own).some((held) => clash(held, chord)))
}

/** True for chords that one press could mean, on one layout or another. */
export function clash(a: Chord, b: Chord): boolean {
  const words = new Set(pressesOf(a))
  return pressesOf(b).some((word) => words.has(word))
}

function conflictOf(chord: Chord, first: Command, second: Command): KeyConflict {
  return { chord: chordWord(chord).replace(/ 1-9$/, ""), commands: [first.id, second.id] }
}

/** The presses that a chord takes, on every layout: a place also takes the letters that it types somewhere. */
function pressesOf(chord: Chord): string[] {
  const modifiers = modifiersOf(chord)
  if ("named" in chord) return [modifiers + chord.named]
  // Signs act with or without Shift, and letters at a place are the letters typed there.
  if ("position" in chord)
    return [chord.position, ...charactersAt(chord.position).map((character) => signOr(character))].map(
      (key) => modifiers + key,
    )
  const character = chord.character.toLowerCase()
  if (isLetter(character)) return [modifiers + character]
  return [modifiersOf({ ...chord, shift: false }) + signOr(character)]
}

function signOr(character: string): string {
  return isLetter(character) ? character : `sign ${character}`
}

function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase()
}

/** Where there is no Command key, Ctrl is what `mod` means. */
function modifiersOf({ mod, ctrl, alt, shift }: Chord): string {
  return [(mod || ctrl) && "mod+", alt && "alt+", shift && "shift+"].filter(Boolean).join("")
}

function meet(a: Command, b: Command): boolean {
  if (a.id === b.id) return false
  const reaches = ({ scope }: Command, other: Command) =>
    scope === other.scope || scope === "everywhere" || (scope === "work" && other.scope !== "sound")
  const sameScope = reaches(a, b) || reaches(b, a)
  const apart = APART.some(([x, y]) => (a.when === x && b.when === y) || (a.when === y && b.when === x))
  return sameScope && !apart
}
