import { TextMark, type TextPart, type Transcript } from "@justesse/types"
import { type Marked, markedWith } from "../regions/textMarks.ts"
import type { Custom } from "./parts.ts"

/**
 * Marks of texts as Transkribus keeps them in `custom`: `unclear` for what is not sure, `gap` for what cannot be read, `textStyle` with
 * `strikethrough` for what is struck out, `foreign` for another language; each with the letters it holds for (`offset`, `length`), all of them for the whole text.
 */
const NAMES: Readonly<Record<TextMark, string>> = {
  ...{ unsure: "unclear", illegible: "gap", struck: "textStyle", foreign: "foreign" },
}
const STRUCK = "strikethrough"
const TAKEN = new Set(["offset", "length", "reason", "continued"])

/** The marks of a text as entries of `custom`. */
export function customOfMarks({ value, marks = [], parts = [] }: Transcript): Custom {
  const whole = marks.map((mark) => ({ from: 0, to: value.length, mark }))
  return [...whole, ...parts].map(({ from, to, mark }) => ({
    name: NAMES[mark],
    values: new Map([
      ["offset", String(from)],
      ["length", String(to - from)],
      ...(mark === "struck" ? [[STRUCK, "true"] as const] : []),
      ...(mark === "illegible" ? [["reason", "illegible"] as const] : []),
    ]),
  }))
}

/** The marks that entries of `custom` give a text, and the entries that are none or hold for letters that the text does not have. */
export function marksOfCustom(custom: Custom, text: string): { readonly marked: Marked; readonly rest: Custom } {
  const marks: TextMark[] = []
  const parts: TextPart[] = []
  const rest: Custom = []
  for (const entry of custom) {
    const found = markOf(entry)
    const [from, to] = found ?? []
    if (!found || from === undefined || to === undefined || to > text.length || (from === to && text !== "")) {
      rest.push(entry)
      continue
    }
    const mark = found[2]
    const more = [...entry.values].filter(([key]) => !TAKEN.has(key) && key !== STRUCK)
    // What another tool says of the same letters besides the mark was written beside it, as an entry of its own.
    const isTold = more.length > 0 && parts.some((part) => part.from === from && part.to === to && part.mark === mark)
    if (from === 0 && to === text.length) marks.push(mark)
    else if (!isTold) parts.push({ from, to, mark })
    const place = [...entry.values].filter(([key]) => key === "offset" || key === "length")
    if (more.length > 0) rest.push({ name: entry.name, values: new Map([...place, ...more]) })
  }
  return { marked: markedWith(marks, parts), rest }
}

function markOf({ name, values }: Custom[number]): [from: number, to: number, mark: TextMark] | null {
  const mark = TextMark.options.find((one) => NAMES[one] === name)
  const [offset, length] = ["offset", "length"].map((key) => values.get(key) ?? "")
  if (!mark || !/^\d{1,5}$/.test(offset ?? "") || !/^\d{1,5}$/.test(length ?? "")) return null
  if (mark === "struck" && values.get(STRUCK) !== "true") return null
  return [Number(offset), Number(offset) + Number(length), mark]
}
