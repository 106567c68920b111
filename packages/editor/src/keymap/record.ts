import type { Chord, Command } from "../commands.ts"
import { digitOf, type KeyPress } from "../keyboard.ts"

/** Why a chord cannot be given to a command. `browser`: the browser keeps it. `typing`: it would type into a field. */
type Refusal = "browser" | "typing"

/** Keys that are pressed with others, or tell nothing. */
const NO_KEY: readonly string[] = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Unidentified"]
/** What browsers do before any page is asked: a tab or window opened or closed, the page left or read again. */
const BROWSER: readonly string[] = ["n", "t", "w", "q", "r", "l"]
const BROWSER_NAMED: readonly string[] = ["F5", "F6", "F11", "F12"]

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
  if ("named" in chord ? BROWSER_NAMED.includes(chord.named) : isTheBrowsers(chord)) return "browser"
  return command.inText && typesText(chord) ? "typing" : null
}

function isTheBrowsers(chord: Chord): boolean {
  return chord.mod === true && !chord.alt && "character" in chord && BROWSER.includes(chord.character)
}

/** What a field would take for itself. */
function typesText(chord: Chord): boolean {
  if (chord.mod || chord.alt) return false
  if (!("named" in chord)) return true
  return !/^F\d+$/.test(chord.named)
}
