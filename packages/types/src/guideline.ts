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

/** Numbers that stand on more than one clause of a language: a guideline is not saved with any. */
export function clauseNumbersTwice(markdown: string): string[] {
  const twice = Language.options.flatMap((language) => {
    const seen = new Map<string, number>()
    for (const { number } of clausesOf(markdown, language)) seen.set(number, (seen.get(number) ?? 0) + 1)
    return [...seen].filter(([, count]) => count > 1).map(([number]) => number)
  })
  return [...new Set(twice)]
}
