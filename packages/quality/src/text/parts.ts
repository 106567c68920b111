import { TextMark, type TextPart } from "@justesse/types"

/** The marks that one person put on pieces of a text, and what their word weighs. */
interface PartsVote {
  readonly parts: readonly TextPart[]
  readonly weight: number
}

/**
 * Marks of pieces of one text out of several people's, who wrote the same `length` letters: a letter has a mark where more than half of
 * the weight gave it that mark. By mark, then by place; the votes in any order give the same.
 */
export function mergeParts(votes: readonly PartsVote[], length: number): TextPart[] {
  const total = votes.reduce((sum, { weight }) => sum + weight, 0)
  return TextMark.options.flatMap((mark) => {
    const own = votes.map(({ parts, weight }) => ({ parts: parts.filter((part) => part.mark === mark), weight }))
    const ends = own.flatMap(({ parts }) => parts.flatMap(({ from, to }) => [from, to]))
    const borders = [...new Set(ends)].filter((at) => at <= length).sort((a, b) => a - b)
    const found: TextPart[] = []
    for (const [i, from] of borders.slice(0, -1).entries()) {
      const to = borders[i + 1] ?? from
      // Least first: sums of weights do not depend on who comes first.
      const behind = own
        .flatMap(({ parts, weight }) => (parts.some((part) => part.from <= from && to <= part.to) ? [weight] : []))
        .sort((a, b) => a - b)
        .reduce((sum, weight) => sum + weight, 0)
      const last = found.at(-1)
      if (behind * 2 <= total) continue
      if (last?.to === from) found[found.length - 1] = { ...last, to }
      else found.push({ from, to, mark })
    }
    return found
  })
}
