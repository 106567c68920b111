import type { Chord, Command, Scope } from "./contract.ts"

/** The key whose cap shows this character. */
export const letter = (character: string): Chord => ({ character })
/** A key that types nothing, by its name. */
export const named = (name: string): Chord => ({ named: name })
/** A character with Ctrl, or Command on a Mac. */
export const mod = (character: string, shift = false): Chord =>
  shift ? { character, mod: true, shift } : { character, mod: true }
/** Digits by their places, never Shift on AZERTY. */
export const digits = (keys: string, shift = false): Chord[] =>
  [...keys].map((digit) => (shift ? { position: `Digit${digit}`, shift } : { position: `Digit${digit}` }))
/** Digits by their places with Alt, for while a text has the caret. */
export const altDigits = (keys: string): Chord[] => digits(keys).map((chord) => ({ ...chord, alt: true }))

/** One command as the lists have it: its id, heading and keys, and what is not the same for all. */
type Row = [id: string, group: Command["group"], keys: readonly Chord[], rest?: Partial<Command>]

/** Commands of one scope; always there unless a row says otherwise. */
export const rows = (scope: Scope, list: readonly Row[]): Command[] =>
  list.map(([id, group, keys, rest]) => ({
    id,
    scope,
    labelKey: `command.${id}`,
    group,
    keys,
    when: "always",
    ...rest,
  }))

/** A character with Ctrl, on a Mac too. */
export const ctrl = (character: string): Chord => ({ character, ctrl: true })
/** Only while no text has the caret. */
export const outside: Partial<Command> = { when: "not_text" }
/** Only while a text has the caret. */
export const inText: Partial<Command> = { when: "text", inText: true }
