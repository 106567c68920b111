import type { Letter } from "@justesse/types"
import type { AnswerRow } from "../model/answers.ts"

/** How the answer of a letter is drawn: colour, and dashes so that it is told apart without colour. Screen pixels. */
export interface PersonInk {
  readonly color: string
  readonly dash: readonly number[]
}

const COLORS = ["#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#f0e442", "#d55e00", "#b0b4ba"] as const
const DASHES = [[], [10, 6], [3, 3], [14, 4, 3, 4]] as const
/** What is proposed: the studio's own colour, the same in both themes. */
export const PROPOSED_INK: PersonInk = { color: "#3bc9db", dash: [2, 4] }

/** The ink of a letter; the same letter looks the same on the whole page. */
export function inkOfLetter(letter: Letter): PersonInk {
  const index = letter.charCodeAt(0) - 65
  return { color: COLORS[index % COLORS.length] ?? COLORS[0], dash: DASHES[index % DASHES.length] ?? [] }
}

/** The ink of an answer: that of the first who gave it, or the proposal's. */
export function inkOf(row: AnswerRow): PersonInk {
  const first = row.letters[0]
  return first === undefined ? PROPOSED_INK : inkOfLetter(first)
}

/** The sign of an answer on the picture: `A`, `A C`, or ∑ for the proposal alone. */
export function signOf(row: AnswerRow): string {
  return row.letters.length > 0 ? row.letters.join(" ") : "∑"
}
