import type { Chord } from "@justesse/editor"

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "⏎",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  " ": "Space",
}

/** A chord as key caps show it. */
export function chordCap(chord: Chord): string {
  const key =
    "position" in chord
      ? chord.position.replace("Digit", "")
      : "named" in chord
        ? (NAMES[chord.named] ?? chord.named)
        : chord.character.toUpperCase()
  const parts = [chord.mod && "Ctrl", chord.alt && "Alt", chord.shift && "⇧", key, "thenDigit" in chord && "1 … 9"]
  return parts.filter(Boolean).join(" ")
}
