import { sentenceFor } from "@justesse/server"
import failures from "@justesse/studio/i18n/en/failures.json"
import report from "@justesse/studio/i18n/en/report.json"
import { ErrorCode, JustesseError } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"

/** A sentence with its `{{values}}` filled in. */
function filled(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(/\{\{(\w+)(?:, \w+)?\}\}/g, (_, name: string) => {
    const value = values[name]
    return typeof value === "number" ? value.toLocaleString("en") : (value ?? "it")
  })
}

/** What a code of the server means, as the studio says it; null for a word that is no code. */
export function failureText(code: string, detail: Readonly<Record<string, string | number>> = {}): string | null {
  if (code !== "internal" && !ErrorCode.safeParse(code).success) return null
  const sentence = failures[code.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())]
  return sentence === undefined ? null : filled(sentence, detail)
}

/** One sentence for a failure that somebody can act on; null for a bug. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof JustesseError && error.code === "file_unreadable") return unreadableText(error.detail)
  const own = sentenceFor(error)
  if (own !== null || !(error instanceof JustesseError)) return own
  return failureText(error.code, error.detail)
}

function unreadableText({ file, name, line, field, what, why = what ?? field }: JustesseError["detail"]): string {
  const location = [file ?? name ?? "The file", line].filter((part) => part !== undefined).join(":")
  if (why === undefined) return `${location}: the file cannot be read.`
  const isKnown = Object.hasOwn(report, String(why))
  return `${location}: ${isKnown ? findingText({ code: String(why) }) : `the file cannot be read (${why})`}.`
}

/** What a finding of a reader or writer is, as the page says it. */
export function findingText({ code }: Pick<ReportLine, "code">): string {
  return report[code.replaceAll(/[.-]/g, "_")] ?? code.replaceAll("_", " ")
}
