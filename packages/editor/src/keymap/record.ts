import type { Chord, Command } from "../commands/contract.ts"
import { COMMANDS } from "../commands.ts"
import { digitOf, type KeyPress } from "../keyboard.ts"

/**
 * Why a chord cannot be given to a command. `browser`: the browser keeps it. `typing`: it would type into a field. `digit`: the
 * command waits for a digit after it, which only a letter or sign does.
 */
type Refusal = "browser" | "typing" | "digit"

/** Commands that wait for a digit after their key. */
const WAITING: ReadonlySet<string> = new Set(
  COMMANDS.filter(({ keys }) => keys.some((chord) => "thenDigit" in chord)).map(({ id }) => id),
)

/** Keys that are pressed with others, or tell nothing. */
const NO_KEY: readonly string[] = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Unidentified"]
/** What browsers do before any page is asked: a tab or window opened or closed, the page left or read again. */
const BROWSER: readonly string[] = ["n", "t", "w", "q", "r", "l"]
const BROWSER_NAMED: readonly string[] = ["F5", "F6", "F11", "F12"]
/** With Ctrl: the next tab and the one before. */
const BROWSER_TABS: readonly string[] = ["Tab", "PageUp", "PageDown"]

/**
 * The chord that a press means when somebody sets a key: a digit by its place (with Shift only where Shift does not type the
 * digit, as it does on AZERTY), a letter or sign by what is on the cap, whatever types nothing by its name, and a key whose
 * letter this layout writes in another script by its place. Null for Escape, which always leads out, and for a key that is
 * only held.
 */
export function chordOf(press: KeyPress): Chord | null {
  if (press.key === "Escape" || NO_KEY.includes(press.key)) return null
  const isDigit = digitOf(press) !== null
  const typesDigit = /^\d$/.test(press.key)
  const shift = press.shift && !(isDigit && typesDigit)
  const held = {
    ...((press.ctrl || press.meta) && !press.altGraph && { mod: true }),
    ...(press.alt && !press.altGraph && { alt: true }),
  }
  const withShift = { ...held, ...(shift && { shift: true }) }
  if (isDigit) return { ...withShift, position: press.code.replace("Numpad", "Digit") }
  if (press.key.length > 1 || press.key === " ") return { ...withShift, named: press.key }
  const character = press.key.toLowerCase()
  if (character.charCodeAt(0) > 0x24f) return press.code === "" ? null : { ...withShift, position: press.code }
  const isLetter = character !== press.key.toUpperCase()
  return isLetter && !press.altGraph ? { ...withShift, character } : { ...held, character }
}

/** Whether a command may have a chord, and if not, why. */
export function refusalOf(chord: Chord, command: Command): Refusal | null {
  if (isTheBrowsers(chord)) return "browser"
  if (WAITING.has(command.id) && !("character" in chord)) return "digit"
  return command.inText && typesText(chord) ? "typing" : null
}

/** A chord as a command has it: with the digit that the command waits for. */
export function chordFor(chord: Chord, { id }: Pick<Command, "id">): Chord {
  return WAITING.has(id) && "character" in chord ? { ...chord, thenDigit: true } : chord
}

function isTheBrowsers(chord: Chord): boolean {
  const isMod = chord.mod === true && !chord.alt
  if ("named" in chord) return BROWSER_NAMED.includes(chord.named) || (isMod && BROWSER_TABS.includes(chord.named))
  const letter = "character" in chord ? chord.character : chord.position.replace(/^Key/, "").toLowerCase()
  return isMod && BROWSER.includes(letter)
}

/** What a field would take for itself. */
function typesText(chord: Chord): boolean {
  if (chord.mod || chord.alt) return false
  if (!("named" in chord)) return true
  return !/^F\d+$/.test(chord.named)
}
