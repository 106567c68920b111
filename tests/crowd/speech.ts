import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { TextAnswer } from "@justesse/quality/text/index"
import { ROOT } from "../support/places.ts"

const FOLDER = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data/crowd/transcription")

/** Whether the transcriptions of speech are on this machine. */
export const HAVE_SPEECH = existsSync(join(FOLDER, "crowdspeech-dev-clean.labels.tsv"))

/** The development sets, 7 answers to each task. */
export const SPEECH_SETS = ["dev-clean", "dev-other"] as const

const rowsOf = (set: string, part: string) =>
  readFileSync(join(FOLDER, `crowdspeech-${set}.${part}.tsv`), "utf8")
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"))

/** What each person wrote. */
export function speechAnswers(set: string): TextAnswer[] {
  return rowsOf(set, "labels").map(([task = "", person = "", text = ""]) => ({ task, person, text }))
}

/** What was said, by task. */
export function speechGold(set: string): Map<string, string> {
  return new Map(rowsOf(set, "gold").map(([task = "", text = ""]) => [task, text]))
}

/** The published results by task: `rover`, `rasa`, `hrrasa`, `t5`. */
export function speechPublished(set: string, method: "rover" | "t5"): Map<string, string> {
  const column = method === "rover" ? 1 : 4
  return new Map(rowsOf(set, "published").map((row) => [row[0] ?? "", row[column] ?? ""]))
}

/**
 * Words by the benchmark's own rule: lower case; runs of two or more blanks, and characters other than letters, digits, `_`,
 * `'` and blank, are deleted. It glues words together where two blanks stood; it is used here and nowhere in the product.
 */
export function benchmarkWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/\s{2,}|[^\p{L}\p{N}_' ]/gu, "")
    .split(" ")
    .filter((word) => word !== "")
}
