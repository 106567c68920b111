/** Letters that are parted into words together: the time that takes grows with the square of them. */
const TOGETHER = 1_000
/** What stands between blanks, never half of a letter of it. */
const PIECE = new RegExp(`\\S{1,${TOGETHER}}`, "gu")
/** One word with the signs around it, in letters whose languages write blanks between words: it needs no parting. */
const ONE_WORD = /^[^\p{L}\p{N}]*[a-z\u00c0-\u024f]+[^\p{L}\p{N}]*$/iu
const HAS_WORDS = /[\p{L}\p{N}]/u

/** How many words a text has, as its language parts them, also one that writes no blanks. */
export function countWords(text: string): number {
  const parts = new Intl.Segmenter(undefined, { granularity: "word" })
  let words = 0
  for (const [piece] of text.matchAll(PIECE)) {
    if (ONE_WORD.test(piece)) words++
    else if (HAS_WORDS.test(piece)) for (const { isWordLike } of parts.segment(piece)) if (isWordLike) words++
  }
  return words
}
