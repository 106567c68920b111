import { type Chord, type Command, type Condition, type KeyMap, keysOf } from "../commands.ts"

/** A chord as one text, equal for equal chords: `mod+z`, `shift+Tab`, `Digit0`, `a 1-9`. */
export function chordWord(chord: Chord): string {
  const key = "position" in chord ? chord.position : "named" in chord ? chord.named : chord.character.toLowerCase()
  const modifiers = [chord.mod && "mod", chord.alt && "alt", chord.shift && "shift"].filter(Boolean)
  return [...modifiers, key].join("+") + ("thenDigit" in chord ? " 1-9" : "")
}

/** Two commands that one key would mean at the same time. */
interface KeyConflict {
  readonly chord: string
  readonly commands: readonly [string, string]
}

/** Conditions that are never true together, so that one key may serve both. */
const APART: readonly (readonly [Condition, Condition])[] = [
  ["text", "not_text"],
  ["answered", "not_text"],
  ["answered", "text"],
  ["gesture", "text"],
  ["gesture", "not_text"],
  ["gesture", "answered"],
  ["gesture", "selection"],
]

/** Keys that mean two things in one scope, under a person's own map. Empty for the keys that are given. */
export function keyConflicts(commands: readonly Command[], own: KeyMap = {}): KeyConflict[] {
  const conflicts: KeyConflict[] = []
  const holders = new Map<string, Command[]>()
  for (const command of commands) {
    for (const chord of keysOf(command, own)) {
      const word = chordWord(chord).replace(/ 1-9$/, "")
      const others = holders.get(word) ?? []
      for (const other of others) {
        if (meet(command, other)) conflicts.push({ chord: word, commands: [other.id, command.id] })
      }
      holders.set(word, [...others, command])
    }
  }
  return conflicts
}

function meet(a: Command, b: Command): boolean {
  if (a.id === b.id) return false
  const wide = (scope: Command["scope"]) => scope === "everywhere" || scope === "work"
  const sameScope = a.scope === b.scope || wide(a.scope) || wide(b.scope)
  const apart = APART.some(([x, y]) => (a.when === x && b.when === y) || (a.when === y && b.when === x))
  return sameScope && !apart
}
