import { TextDirection, TextMark, type TextPart, type Transcript } from "@justesse/types"

/** What is said of a text besides its letters: marks of all of it, and of pieces. */
export type Marked = Pick<Transcript, "marks" | "parts">

/** The marks of a text as words: `struck` of all of it, `unsure:3-7` of the letters from the fourth on, before the eighth. */
export function markWords({ marks = [], parts = [] }: Marked): string[] {
  return [...marks, ...parts.map(({ from, to, mark }) => `${mark}:${from}-${to}`)]
}

/** {@link markWords} backwards, for a text of `length` letters; null where a word is no such mark. */
export function readMarkWords(words: readonly string[], length: number): Marked | null {
  const marks: TextMark[] = []
  const parts: TextPart[] = []
  for (const word of words) {
    const [, name, from, to] = /^([a-z]+)(?::(\d{1,5})-(\d{1,5}))?$/.exec(word) ?? []
    const mark = TextMark.safeParse(name).data
    if (!mark) return null
    if (from === undefined) marks.push(mark)
    else if (Number(from) < Number(to) && Number(to) <= length) parts.push({ from: Number(from), to: Number(to), mark })
    else return null
  }
  return markedWith(marks, parts)
}

/** Marks and parts as a text has them, each mark of all of it once; empty lists are left out. */
export function markedWith(marks: readonly TextMark[], parts: readonly TextPart[]): Marked {
  const once = [...new Set(marks)]
  return { ...(once.length > 0 && { marks: once }), ...(parts.length > 0 && { parts: parts.slice(0, 500) }) }
}

/** The way a text runs, as a form spells it by `names`; undefined for others. */
export function directionNamed(text: string | undefined, names: Readonly<Record<TextDirection, string>>) {
  return TextDirection.options.find((direction) => names[direction] === text)
}
