import type { ReportLine } from "@justesse/types/dataset"
import { delimiterOf, splitCsv } from "../io/csvTable.ts"
import { isList, isObject, isTooDeep, member, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH, splitJson } from "../io/jsonSplit.ts"
import { pairOfTask } from "../labelStudio/pairs.ts"
import { reportLine } from "../report/lines.ts"

/** Two names that a file puts beside each other, and the line that does. */
interface NamedPair {
  readonly first: string
  readonly second: string
  readonly line: number
}

/** What a file says of which are to be compared. */
interface PairList {
  readonly pairs: readonly NamedPair[]
  readonly report: readonly ReportLine[]
}

/** The heads of the two columns, as files have them; a file without a head has the two names first. */
const HEADS: readonly (readonly [string, string])[] = [
  ["first", "second"],
  ["left", "right"],
  ["a", "b"],
  ["image_a", "image_b"],
]

/**
 * Pairs of names, one a line: CSV of two columns, or JSON lines of lists of two or of `{"first", "second"}`; or the tasks of Label Studio
 * that put two beside each other (`Pairwise`). A line that names no two assets is told with its number, and the rest goes in.
 */
export async function readPairs(text: string, file: string): Promise<PairList> {
  const isJson = /^\s*[[{]/.test(text.replace(/^\uFEFF/, ""))
  if (/^[\s\uFEFF]*\[\s*\{/.test(text)) return await fromTasks(text.replace(/^\uFEFF/, ""), file)
  return isJson ? fromLines(text, file) : await fromTable(text, file)
}

async function fromTasks(text: string, file: string): Promise<PairList> {
  const pairs: NamedPair[] = []
  const lines: ReportLine[] = []
  for await (const pieces of splitJson(wholeText(text)))
    for (const piece of pieces) {
      const value = piece.problem ? undefined : parseJson(piece.text)?.value
      const [first, second] = pairOfTask(value) ?? []
      take({ first, second, line: piece.line }, file, pairs, lines)
    }
  return { pairs, report: lines }
}

async function* wholeText(text: string): AsyncGenerator<string> {
  yield text
}

function fromLines(text: string, file: string): PairList {
  const pairs: NamedPair[] = []
  const lines: ReportLine[] = []
  for (const [at, one] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (one.trim() === "") continue
    const value = isTooDeep(one, MAX_DEPTH) ? undefined : parseJson(one)?.value
    const named = isList(value)
      ? [value]
      : isObject(value)
        ? HEADS.map((head) => head.map((key) => member(value, key)))
        : []
    const found = named.find(([first, second]) => isName(first) && isName(second))
    const [first, second] = found ?? []
    take({ first, second, line: at + 1 }, file, pairs, lines)
  }
  return { pairs, report: lines }
}

async function fromTable(text: string, file: string): Promise<PairList> {
  const pairs: NamedPair[] = []
  const lines: ReportLine[] = []
  let columns: readonly [number, number] | null = null
  for await (const rows of splitCsv(wholeText(text), delimiterOf(text)))
    for (const { cells, line, problem } of rows) {
      if (columns === null && !problem) {
        columns = columnsOf(cells)
        if (columns !== null) continue
        columns = [0, 1]
      }
      const [one, other] = columns ?? [0, 1]
      take({ first: cells[one], second: cells[other], line }, file, pairs, lines)
    }
  return { pairs, report: lines }
}

/** Where the two names stand by a file's head; null where its first row is a pair. */
function columnsOf(cells: readonly string[]): readonly [number, number] | null {
  const heads = cells.map((cell) => cell.trim().toLowerCase())
  for (const [first, second] of HEADS) {
    const [one, other] = [heads.indexOf(first), heads.indexOf(second)]
    if (one >= 0 && other >= 0) return [one, other]
  }
  return null
}

const isName = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

function take(
  { first, second, line }: { first: unknown; second: unknown; line: number },
  file: string,
  pairs: NamedPair[],
  lines: ReportLine[],
): void {
  if (!isName(first) || !isName(second)) lines.push(reportLine("lost", "pair_unreadable", { file, line }))
  else if (first.trim() === second.trim())
    lines.push(reportLine("lost", "pair_of_itself", { file, line, found: first.trim() }))
  else pairs.push({ first: first.trim(), second: second.trim(), line })
}
