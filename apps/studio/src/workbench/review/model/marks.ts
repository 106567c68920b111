import type { Region, TextMark, TextPart } from "@justesse/types"

/** The marks of words of a text with its letters composed, as texts are laid over each other: from which letter to which. */
export function composedParts(region: Region | null): TextPart[] {
  const { value = "", parts = [] } = region?.transcript ?? {}
  const at = (offset: number) => value.slice(0, offset).normalize("NFC").length
  return parts.map(({ from, to, mark }) => ({ from: at(from), to: at(to), mark }))
}

/** The marks that each column of a text's row has: of its word, or of the whole text; none where it has no letter. */
export function marksInRow(row: readonly (string | null)[], region: Region | null): TextMark[][] {
  const whole = region?.transcript?.marks ?? []
  const parts = composedParts(region)
  let at = 0
  return row.map((character) => {
    if (character === null) return []
    const offset = at
    at += character.length
    const own = parts.filter(({ from, to }) => from <= offset && offset < to).map(({ mark }) => mark)
    return [...new Set([...whole, ...own])]
  })
}

/** The marks of each word of a text's row, as {@link marksInRow} has them of letters. */
export function marksOfWords(words: readonly (string | null)[], region: Region | null): TextMark[][] {
  const text = (region?.transcript?.value ?? "").normalize("NFC")
  const parts = composedParts(region)
  let at = 0
  return words.map((word) => {
    if (word === null) return []
    const from = text.indexOf(word, at)
    if (from < 0) return []
    at = from + word.length
    const own = parts.filter((part) => part.from < at && from < part.to).map(({ mark }) => mark)
    return [...new Set([...(region?.transcript?.marks ?? []), ...own])]
  })
}
