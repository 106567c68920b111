import type { Chord, Command } from "@justesse/editor/commands/contract"
import type { Translate } from "../i18n/useT.ts"

const SIGNS: Readonly<Record<string, string>> = {
  Enter: "⏎",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backspace: "⌫",
}
/** Keys whose cap has a word, which is another one in each language. */
const WORDS: readonly string[] = ["Escape", "Delete", "Insert", "Home", "End", "PageUp", "PageDown"]

const isMac = () => typeof navigator !== "undefined" && navigator.platform.startsWith("Mac")

/** What stands on the cap of a chord, in the language of `t`: `Ctrl Z`, `⇧ Tab`, `A 1–9`, « Espace ». */
export function capOf(chord: Chord, t: Translate, mac = isMac()): string {
  const modifiers = [
    chord.ctrl ? "Ctrl" : chord.mod ? (mac ? "⌘" : "Ctrl") : "",
    chord.alt ? "Alt" : "",
    chord.shift ? "⇧" : "",
  ]
  return [...modifiers.filter(Boolean), keyOf(chord, t), ...("thenDigit" in chord ? ["1–9"] : [])].join(" ")
}

function keyOf(chord: Chord, t: Translate): string {
  if ("position" in chord) return chord.position.replace(/^(?:Digit|Key)/, "")
  if ("character" in chord) return chord.character.toUpperCase()
  if (chord.named === " ") return t("common:cap.Space")
  return WORDS.includes(chord.named) ? t(`common:cap.${chord.named}`) : (SIGNS[chord.named] ?? chord.named)
}

/** What stands on the first key of a command, short (`⇧V`); empty for one without a key. */
export function firstCap(commands: readonly Command[], id: string, t: Translate): string {
  const keys = commands.find((command) => command.id === id)?.keys ?? []
  const [chord] = keys
  const cap = chord ? capOf(chord, t).replace("⇧ ", "⇧") : ""
  return isRun(keys) ? cap.replace(/1$/, "1–9") : cap
}

/** A digit each, for one thing to choose among several. */
function isRun(keys: readonly Chord[]): boolean {
  return keys.length > 4 && keys.every((chord) => "position" in chord)
}

/** The caps of a command; runs of digits and letters are written as one. */
export function capsOf({ id, keys }: Pick<Command, "id" | "keys">, t: Translate, mac = isMac()): string[] {
  const caps = keys.map((chord) => capOf(chord, t, mac))
  // One run for those with the same modifiers.
  if (isRun(keys)) return [...new Set(caps.map((cap) => cap.replace(/\d$/, "1 … 9")))]
  if (id.startsWith("review.take") && caps.length > 4)
    return [`${caps[0]} … ${caps.at(-2)?.slice(-1)}`, caps.at(-1) ?? ""]
  return caps
}
