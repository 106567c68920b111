import { z } from "zod"
import { storableText } from "./text.ts"

/** A numbered part of a guideline: the heading `## 2.1 Title` and what follows it. The number never moves. */
export const Clause = z.strictObject({ number: z.string(), title: z.string(), markdown: z.string() })
export type Clause = z.infer<typeof Clause>

/** A guideline's text as written: Markdown, with pictures as `![what](blob:<sha256>)`. */
export const GuidelineText = storableText(200_000)

const HEADING = /^#{1,4}\s+(\d+(?:\.\d+)*)\.?\s+(.+?)\s*$/

/**
 * The clauses of a guideline, in the order of the text. A clause begins at a heading that starts with a number
 * (`## 2.1 Whole crates`); text before the first one belongs to none. Headings inside code fences do not count.
 */
export function clausesOf(markdown: string): Clause[] {
  const clauses: Clause[] = []
  let fenced = false
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const heading = fenced ? null : HEADING.exec(line)
    const last = clauses.at(-1)
    if (heading) clauses.push({ number: heading[1] ?? "", title: heading[2] ?? "", markdown: "" })
    else if (last) last.markdown += last.markdown === "" ? line : `\n${line}`
  }
  return clauses.map((clause) => ({ ...clause, markdown: clause.markdown.trim() }))
}

/** Numbers that stand on more than one clause: a guideline is not saved with any. */
export function clauseNumbersTwice(markdown: string): string[] {
  const seen = new Map<string, number>()
  for (const { number } of clausesOf(markdown)) seen.set(number, (seen.get(number) ?? 0) + 1)
  return [...seen].filter(([, count]) => count > 1).map(([number]) => number)
}
