import { z } from "zod"
import { Language } from "./text.ts"

/** A numbered part of a guideline: the heading `## 2.1 Title` and what follows it. The number never moves. */
export const Clause = z.strictObject({ number: z.string(), title: z.string(), markdown: z.string() })
export type Clause = z.infer<typeof Clause>

const HEADING = /^#{1,4}\s+(\d+(?:\.\d+)*)\.?\s+(.+?)\s*$/

const SECTION = /^\[([a-z]{2})\]\s*$/

/**
 * A guideline in one language. A line `[en]` or `[fr]` begins what is written in that language; what stands before the
 * first such line is for everybody. A language that is not there reads the one that comes first.
 */
export function guidelineIn(markdown: string, language: Language): string {
  const parts: { language: Language | null; lines: string[] }[] = [{ language: null, lines: [] }]
  let fenced = false
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const named = fenced ? null : Language.safeParse(SECTION.exec(line)?.[1]).data
    if (named) parts.push({ language: named, lines: [] })
    else parts.at(-1)?.lines.push(line)
  }
  const first = parts[1]?.language
  if (!first) return markdown
  const read = parts.some((part) => part.language === language) ? language : first
  const shown = parts.filter((part) => part.language === null || part.language === read)
  return shown
    .map(({ lines }) => lines.join("\n").trim())
    .filter((text) => text !== "")
    .join("\n\n")
}

/**
 * The clauses of a guideline in one language, in the order of the text. A clause begins at a heading that starts with a number
 * (`## 2.1 Whole crates`); text before the first one belongs to none. Headings inside code fences do not count.
 */
export function clausesOf(markdown: string, language: Language = "en"): Clause[] {
  const clauses: Clause[] = []
  let fenced = false
  for (const line of guidelineIn(markdown, language).split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const heading = fenced ? null : HEADING.exec(line)
    const last = clauses.at(-1)
    if (heading) clauses.push({ number: heading[1] ?? "", title: heading[2] ?? "", markdown: "" })
    else if (last) last.markdown += last.markdown === "" ? line : `\n${line}`
  }
  return clauses.map((clause) => ({ ...clause, markdown: clause.markdown.trim() }))
}

const CHECK = /^\s*[-*] \[ \]\s+(.+?)\s*$/
/** As many as somebody reads before sending; more would be read by nobody. */
const MOST_CHECKS = 5

/**
 * What is to be checked before sending: the first five lines `- [ ] …` of a guideline in one language, in the order of the text. None
 * where its owner wrote none. Lines inside code fences do not count.
 *
 * @example
 * checksOf("## 1 Boxes\n\n- [ ] Every crate has a box") // ["Every crate has a box"]
 */
export function checksOf(markdown: string, language: Language = "en"): string[] {
  const checks: string[] = []
  let fenced = false
  for (const line of guidelineIn(markdown, language).split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const check = fenced ? null : CHECK.exec(line)
    if (check?.[1]) checks.push(check[1])
  }
  return checks.slice(0, MOST_CHECKS)
}

/** Languages that a guideline has parts of their own in, in the order of the text; none where it is one text for everybody. */
export function languagesOf(markdown: string): Language[] {
  return [...new Set(sectionsOf(markdown).flatMap(({ language }) => language ?? []))]
}

/** Where each part of a guideline begins and ends, as numbers of its lines, the line that names the language left out. */
function sectionsOf(markdown: string): { language: Language | null; from: number; to: number }[] {
  const lines = markdown.split(/\r?\n/)
  const sections: { language: Language | null; from: number; to: number }[] = [{ language: null, from: 0, to: 0 }]
  let fenced = false
  for (const [at, line] of lines.entries()) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const named = fenced ? null : Language.safeParse(SECTION.exec(line)?.[1]).data
    if (named) sections.push({ language: named, from: at + 1, to: at + 1 })
    const last = sections.at(-1)
    if (last) last.to = at + 1
  }
  return sections
}

/** The number that a clause gets which stands after another: the first free one behind it. `2.6` is followed by `2.7`. */
export function nextClauseNumber(numbers: readonly string[], after: string | null): string {
  const parts = (after ?? "0").split(".")
  const head = parts.slice(0, -1)
  let last = Number(parts.at(-1))
  let next: string
  do next = [...head, ++last].join(".")
  while (numbers.includes(next))
  return next
}

/**
 * A guideline with one clause more in each language that it has, behind the clause `after` (null: at the end). In a guideline of
 * one text `texts.en` is taken. A language in which the clause `after` does not stand gets it at the end of its part.
 */
export function withClause(
  markdown: string,
  clause: {
    readonly number: string
    readonly after: string | null
    readonly texts: Readonly<Record<Language, string>>
  },
): string {
  const lines = markdown.split(/\r?\n/)
  const sections = sectionsOf(markdown)
  const named = sections.filter(({ language }) => language !== null)
  const targets = named.length > 0 ? named : sections
  for (const { language, from, to } of [...targets].reverse()) {
    const text = `## ${clause.number} ${clause.texts[language ?? "en"].trim().replaceAll(/\s+/g, " ")}`
    const at = endOfClause(lines, clause.after, from, to)
    lines.splice(at, 0, ...(lines[at - 1]?.trim() ? [""] : []), text, "")
  }
  return `${lines.join("\n").trimEnd()}\n`
}

/** The number of the line behind a clause between two lines; the later one where the clause is not there. */
function endOfClause(lines: readonly string[], number: string | null, from: number, to: number): number {
  let isInside = false
  let fenced = false
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? ""
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const heading = fenced ? null : HEADING.exec(line)
    if (heading && isInside) return at
    if (heading && heading[1] === number) isInside = true
  }
  return to
}

/** Numbers that stand on more than one clause of a language: a guideline is not saved with any. */
export function clauseNumbersTwice(markdown: string): string[] {
  const twice = Language.options.flatMap((language) => {
    const seen = new Map<string, number>()
    for (const { number } of clausesOf(markdown, language)) seen.set(number, (seen.get(number) ?? 0) + 1)
    return [...seen].filter(([, count]) => count > 1).map(([number]) => number)
  })
  return [...new Set(twice)]
}

/** A picture of a guideline that shows what is right or wrong, and what is said below it. */
export interface Example {
  readonly isGood: boolean
  readonly caption: string
  readonly sha256: string
}

/** What a picture's description begins with that makes it an example. */
export const EXAMPLE_MARKS = { good: "✓", bad: "✗" } as const

const EXAMPLE = new RegExp(
  `!\\[(${EXAMPLE_MARKS.good}|${EXAMPLE_MARKS.bad})\\s*([^\\]\\n]*)\\]\\(blob:([\\da-f]{64})\\)[^\\S\\n]*`,
  "g",
)

/** What a picture's description says of it: right or wrong, and in which words. Null for a picture that is no example. */
export function readExample(alt: string): Pick<Example, "isGood" | "caption"> | null {
  const mark = alt[0]
  if (mark !== EXAMPLE_MARKS.good && mark !== EXAMPLE_MARKS.bad) return null
  return { isGood: mark === EXAMPLE_MARKS.good, caption: alt.slice(1).trim() }
}

/** The examples of a part of a guideline (`![✓ Edge to edge](blob:…)`, `![✗ Too wide](blob:…)`), and the text without them. */
export function takeExamples(markdown: string): { readonly examples: readonly Example[]; readonly rest: string } {
  const examples = Array.from(markdown.matchAll(EXAMPLE), ([, mark, caption = "", sha256 = ""]) => {
    return { isGood: mark === EXAMPLE_MARKS.good, caption: caption.trim(), sha256 }
  })
  if (examples.length === 0) return { examples, rest: markdown }
  const rest = markdown
    .replace(EXAMPLE, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
  return { examples, rest }
}
