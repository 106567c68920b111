import type { Chord, Command, Condition, KeyMap, Scope } from "./commands/contract.ts"
import { keysOf } from "./commands.ts"

/** A key press as a browser tells it; `altGraph` is `getModifierState("AltGraph")`. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrl: boolean
  readonly meta: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly altGraph: boolean
  /** The key is held down and the press repeats by itself. */
  readonly repeat: boolean
}

/** Where a key press lands. */
export interface KeyContext {
  readonly scope: Scope
  /** A text field has the caret. */
  readonly inText: boolean
  /** Conditions that hold now, besides `always`. */
  readonly holds: ReadonlySet<Condition>
}

/** A command that a key means; `digit` for those with one (labels, attributes), `letter` for the character pressed. */
interface ResolvedKey {
  readonly command: Command
  readonly digit?: number
  readonly letter: string
}

/** A first key that waits for its digit. */
export interface PendingChord {
  readonly command: Command
}

/** What a key press means: a command, a first key that waits, or nothing. */
interface KeyStep {
  readonly resolved: ResolvedKey | null
  readonly pending: PendingChord | null
  /** The press was used: the browser must not act on it. */
  readonly used: boolean
}

const UNUSED: KeyStep = { resolved: null, pending: null, used: false }

/**
 * What a key press means. A held key repeats only commands that say so, and is swallowed for the others, so that a
 * held Enter never sends anything. Text fields keep their keys, except the commands that act in text.
 */
export function resolveKey(
  press: KeyPress,
  commands: readonly Command[],
  context: KeyContext,
  pending: PendingChord | null = null,
  own: KeyMap = {},
): KeyStep {
  const digit = digitOf(press)
  if (pending && digit !== null && !hasModifier(press)) {
    return { resolved: { command: pending.command, digit, letter: press.key }, pending: null, used: true }
  }
  for (const command of commands) {
    if (!acts(command, context)) continue
    for (const chord of keysOf(command, own)) {
      if (!matches(chord, press)) continue
      if (press.repeat && !command.repeats) return { resolved: null, pending: null, used: true }
      if ("thenDigit" in chord) return { resolved: null, pending: { command }, used: true }
      const resolved = { command, letter: press.key.toLowerCase(), ...(digit !== null && { digit }) }
      return { resolved, pending: null, used: true }
    }
  }
  return UNUSED
}

/** The digit of a key by its position in the row or on the number pad, whatever the layout types there; else null. */
export function digitOf(press: Pick<KeyPress, "code">): number | null {
  const match = /^(?:Digit|Numpad)(\d)$/.exec(press.code)
  return match ? Number(match[1]) : null
}

function acts(command: Command, context: KeyContext): boolean {
  const isWide = command.scope === "everywhere" || (command.scope === "work" && context.scope !== "sound")
  if (!isWide && command.scope !== context.scope) return false
  if (context.inText && !command.inText) return false
  return command.when === "always" || context.holds.has(command.when)
}

function matches(chord: Chord, press: KeyPress): boolean {
  // AltGr arrives as Ctrl + Alt on some systems: it types a character and is no modifier of ours.
  const ctrl = (press.ctrl || press.meta) && !press.altGraph
  const alt = press.alt && !press.altGraph
  const isCtrl = chord.ctrl === true
  if (ctrl !== (isCtrl || (chord.mod ?? false)) || alt !== (chord.alt ?? false)) return false
  if (isCtrl && press.meta) return false
  if ("position" in chord) {
    // Where digits are typed with Shift (AZERTY), it is no modifier of theirs.
    const shift = press.shift && !/^\d$/.test(press.key)
    return shift === (chord.shift ?? false) && !press.altGraph && samePosition(chord.position, press.code)
  }
  if ("named" in chord) return press.key === chord.named && press.shift === (chord.shift ?? false)
  const typed = typedCharacter(press)
  if (typed !== chord.character.toLowerCase()) return false
  // Signs are wherever the layout has them, with or without Shift; letters mean something else with Shift.
  return isLetter(typed) ? press.shift === (chord.shift ?? false) && !press.altGraph : true
}

/** The character of a key; on layouts without Latin letters, the Latin one of the same key position. */
function typedCharacter(press: KeyPress): string {
  const typed = press.key.toLowerCase()
  if (typed.length === 1 && typed.charCodeAt(0) > 0x24f && press.code.startsWith("Key"))
    return press.code.slice(3).toLowerCase()
  return typed
}

function isLetter(character: string): boolean {
  return character.length === 1 && character.toLowerCase() !== character.toUpperCase()
}

function hasModifier(press: KeyPress): boolean {
  return press.ctrl || press.meta || press.alt
}

function samePosition(position: string, code: string): boolean {
  return position === code || (position.startsWith("Digit") && code === `Numpad${position.slice(5)}`)
}
