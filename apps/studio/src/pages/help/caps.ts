import type { Chord, Command } from "@justesse/editor/commands"

const NAMED: Readonly<Record<string, string>> = {
  Enter: "⏎",
  Escape: "Esc",
  " ": "Space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Backspace: "⌫",
  Delete: "Del",
}

/** What stands on the cap of a chord: `Ctrl Z`, `⇧ Tab`, `A 1–9`. */
export function capOf(chord: Chord, mac: boolean): string {
  const key =
    "position" in chord
      ? chord.position.replace(/^Digit/, "")
      : "named" in chord
        ? (NAMED[chord.named] ?? chord.named)
        : chord.character.toUpperCase()
  const modifiers = [chord.mod ? (mac ? "⌘" : "Ctrl") : "", chord.alt ? "Alt" : "", chord.shift ? "⇧" : ""].filter(
    Boolean,
  )
  return [...modifiers, key, ...("thenDigit" in chord ? ["1–9"] : [])].join(" ")
}

/** The caps of a command; runs of digits and letters are written as one. */
export function capsOf(
  command: Command,
  mac = typeof navigator !== "undefined" && navigator.platform.startsWith("Mac"),
): string[] {
  const caps = command.keys.map((chord) => capOf(chord, mac))
  const first = caps[0] ?? ""
  const last = caps.at(-1) ?? ""
  if (caps.length > 3) return [`${first} … ${last}`]
  return caps
}
