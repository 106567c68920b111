import type { TextMark, TextPart, Transcript } from "@justesse/types"

/** A text with a mark put on its letters from `from` on, before `to`; where all of them have it, taken off them. Null without letters. */
export function markedPart(text: Transcript, from: number, to: number, mark: TextMark): Transcript | null {
  if (from >= to || to > text.value.length) return null
  const own = (text.parts ?? []).filter((part) => part.mark === mark)
  const others = (text.parts ?? []).filter((part) => part.mark !== mark)
  const isMarked = own.some((part) => part.from <= from && to <= part.to)
  const touching = own.filter((part) => part.from <= to && from <= part.to)
  const apart = own.filter((part) => !touching.includes(part))
  const [start, end] = [
    Math.min(from, ...touching.map((one) => one.from)),
    Math.max(to, ...touching.map((one) => one.to)),
  ]
  const left = isMarked
    ? [
        { from: start, to: from, mark },
        { from: to, to: end, mark },
      ].filter((part) => part.from < part.to)
    : [{ from: start, to: end, mark }]
  return withParts(text, [...others, ...apart, ...left])
}

/** A text with these marks of its pieces, in the order of its letters. */
function withParts({ parts: _before, ...text }: Transcript, parts: readonly TextPart[]): Transcript {
  const sorted = [...parts].sort((a, b) => a.from - b.from || a.to - b.to)
  return sorted.length > 0 ? { ...text, parts: sorted } : text
}

/** A text in pieces, each with the marks that its letters have; the pieces together are the text. */
export function piecesOf({ value, parts = [] }: Pick<Transcript, "value" | "parts">) {
  const borders = new Set([0, value.length, ...parts.flatMap(({ from, to }) => [from, to])])
  const sorted = [...borders].filter((at) => at <= value.length).sort((a, b) => a - b)
  return sorted.slice(0, -1).map((from, i) => {
    const to = sorted[i + 1] ?? value.length
    const marks = parts.filter((part) => part.from <= from && to <= part.to).map(({ mark }) => mark)
    return { from, text: value.slice(from, to), marks: [...new Set(marks)] }
  })
}

/** Some letters of a text with what is said of them. */
export function textPart(text: Transcript, from: number, to: number): Transcript {
  const parts = (text.parts ?? []).flatMap((part) => {
    const own = { ...part, from: Math.max(part.from, from) - from, to: Math.min(part.to, to) - from }
    return own.from < own.to ? [own] : []
  })
  return withParts({ ...text, value: text.value.slice(from, to) }, parts)
}

/** Two texts as one, with a blank between and the marks of both; what else is said of them is the first one's, else the second one's. */
export function joinedText(a: Transcript | undefined, b: Transcript | undefined): Transcript | undefined {
  if (!a || !b) return a ?? b
  const value = [a.value, b.value].filter((text) => text !== "").join(" ")
  const by = value.length - b.value.length
  const moved = (b.parts ?? []).map((part) => ({ ...part, from: part.from + by, to: part.to + by }))
  const marks = [...new Set([...(a.marks ?? []), ...(b.marks ?? [])])]
  const { marks: _, ...first } = a
  const language = a.language ?? b.language
  const direction = a.direction ?? b.direction
  const said = { ...(language !== undefined && { language }), ...(direction && { direction }) }
  return withParts({ ...first, ...said, value, ...(marks.length > 0 && { marks }) }, [...(a.parts ?? []), ...moved])
}
