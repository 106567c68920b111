import { compareText } from "../consensus/order.ts"
import { Aligner } from "./align.ts"
import { winnerOf } from "./reliability.ts"

/** Slots whose decision has less than this share of the weight get a second look, letter by letter. */
export const DOUBTFUL = 0.6

/** A spelling for which the weight on each of its words counts. */
interface WeighedWord {
  readonly word: string
  readonly weight: number
}

/**
 * The spelling that a weighted vote letter by letter gives: the words are laid over each other like whole texts are, the
 * one with most weight first. It may be a word that nobody wrote. "" for no words. Letters are code points in NFC.
 *
 * @example
 * spellByLetters(["xandle", "cxndle", "caxdle"].map((word) => ({ word, weight: 1 }))) // "candle"
 */
export function spellByLetters(words: readonly WeighedWord[]): string {
  const ordered = [...words]
    .filter(({ word, weight }) => word !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight || compareText(a.word, b.word))
  const letters = [""]
  const tokenWord: number[] = []
  const tokenStart = new Int32Array(ordered.length + 1)
  ordered.forEach(({ word }, i) => {
    for (const letter of word) {
      if (!letters.includes(letter)) letters.push(letter)
      tokenWord.push(letters.indexOf(letter))
    }
    tokenStart[i + 1] = tokenWord.length
  })
  const sequences = {
    words: letters,
    tokenStart,
    tokenWord: Int32Array.from(tokenWord),
    wordStart: Int32Array.from({ length: letters.length + 1 }, (_, i) => Math.max(0, i - 1)),
    wordLetters: Int32Array.from({ length: letters.length - 1 }, (_, i) => i),
    alphabet: letters.length - 1,
  }
  const weights = Float64Array.from(ordered, ({ weight }) => weight)
  const { slots, votes } = new Aligner(sequences).align(Int32Array.from(ordered.keys()), weights)
  let spelled = ""
  for (let s = 0; s < slots; s++) spelled += letters[winnerOf(sequences, votes, s * weights.length, weights)] ?? ""
  return spelled
}
