import { JustesseError, type Letter } from "@justesse/types"
import { compareText } from "./order.ts"

const LETTERS: readonly Letter[] = [..."ABCDEFGHIJKLMNOPQRST"]

/** The most answers that the review page can tell apart. */
const MOST_ANSWERS = LETTERS.length

/**
 * A letter for each submission, shuffled by `seed` (the task's number), so that "A" is nobody in particular. The same
 * submissions and seed give the same letters, in whatever order they come.
 *
 * @throws JustesseError `invalid_input` for more than 20 submissions, or the same one twice.
 */
export function lettersFor(submissions: readonly string[], seed: number): Record<string, Letter> {
  const sorted = [...submissions].sort(compareText)
  if (sorted.length > MOST_ANSWERS) throw new JustesseError("invalid_input", { field: "answers", max: MOST_ANSWERS })
  if (new Set(sorted).size < sorted.length) throw new JustesseError("invalid_input", { field: "submission_twice" })
  const letters = LETTERS.slice(0, sorted.length)
  let state = seed | 0
  for (let i = letters.length - 1; i > 0; i--) {
    // mulberry32: a small seeded generator, good enough to shuffle twenty letters.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const j = ((mixed ^ (mixed >>> 14)) >>> 0) % (i + 1)
    const swapped = letters[i] ?? "A"
    letters[i] = letters[j] ?? "A"
    letters[j] = swapped
  }
  return Object.fromEntries(sorted.map((submission, i) => [submission, letters[i] ?? "A"]))
}
