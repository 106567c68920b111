import { InPair, PairVerdict } from "@justesse/types"
import { Compared, type DatasetRecord } from "@justesse/types/dataset"
import { textOfSheet } from "@justesse/types/spreadsheet"
import type { ReadEvent, Reader } from "../contract.ts"
import { csvHeader, csvRows, MARK } from "../io/csvTable.ts"
import { baseName, type FileSet, folderOf, listFiles, safeName } from "../io/fileSet.ts"
import { report } from "../report/lines.ts"
import { assetsOf } from "../timed/index.ts"

export const ORDER = "order.csv"
export const PAIRS = "pairs.csv"
export const ORDER_HEAD = ["image", "split", "score", "low", "high", "rank", "of", "group", "comparisons"] as const
export const PAIRS_HEAD = ["first", "second", "final", "final_much", "person", "answer", "much", "left"] as const
type Pair = Compared["pairs"][number]
type Row = Readonly<Record<string, string>>

/** Comparisons of two as our own two tables: each asset with its place in the order, and each pair with what people said of it. */
export const comparisonsReader: Reader = {
  name: "comparisons",
  async detect(files) {
    return (await orderName(files)) === null ? 0 : 0.97
  },
  read: readComparisons,
}

/** The table of the order that has the one of its pairs beside it. */
async function orderName(files: FileSet): Promise<string | null> {
  const names = (await listFiles(files)).map(({ name }) => name)
  const all = new Set(names)
  for (const name of names) {
    if (baseName(name) !== ORDER || !all.has(beside(name))) continue
    const { columns } = await csvHeader(files, name)
    if (ORDER_HEAD.every((column) => columns.includes(column))) return name
  }
  return null
}

const beside = (order: string) => (folderOf(order) === "" ? PAIRS : `${folderOf(order)}/${PAIRS}`)

async function* readComparisons(files: FileSet): AsyncGenerator<ReadEvent> {
  yield { kind: "ontology", ontology: { labels: [] } }
  const order = await orderName(files)
  if (order === null) return
  const pairs = new Map<string, Map<string, Pair>>()
  yield* readPairs(files, beside(order), pairs)
  const assets = await assetsOf(files)
  for await (const { row, line } of tableRows(files, order)) {
    const location = { file: order, line }
    const name = row["image"] ?? ""
    const compared = Compared.safeParse({
      ...{ score: numberIn(row["score"]), low: numberIn(row["low"]), high: numberIn(row["high"]) },
      ...{ rank: numberIn(row["rank"]), of: numberIn(row["of"]), group: numberIn(row["group"]) },
      ...{ comparisons: numberIn(row["comparisons"]), pairs: [...(pairs.get(name)?.values() ?? [])] },
    })
    if (safeName(name) !== name) yield report("lost", "name_unsafe", { ...location, found: name })
    else if (!compared.success) yield report("lost", "line_unreadable", { ...location, found: name })
    else {
      const record: DatasetRecord = {
        ...{ name, size: null, sha256: null, body: { regions: [], nothingHere: false }, source: location },
        ...(row["split"] && { split: row["split"] }),
        compared: compared.data,
      }
      yield { kind: "record", record, picture: assets.find(name) }
    }
  }
}

/** The answers of the second table into `pairs`, by the names of both. */
async function* readPairs(
  files: FileSet,
  file: string,
  pairs: Map<string, Map<string, Pair>>,
): AsyncGenerator<ReadEvent> {
  for await (const { row, line } of tableRows(files, file)) {
    const { first = "", second = "", person = "" } = row
    const [final, verdict] = [PairVerdict.safeParse(row["final"]).data, PairVerdict.safeParse(row["answer"]).data]
    const left = InPair.safeParse(row["left"]).data
    if (!final || !verdict || !left || first === "" || second === "")
      yield report("lost", "line_unreadable", { file, line, found: `${first} ${second}`.trim() })
    else {
      const own = pairs.get(first) ?? new Map<string, Pair>()
      pairs.set(first, own)
      const pair = own.get(second) ?? { with: second, verdict: final, ...muchIn(row["final_much"]), answers: [] }
      own.set(second, pair)
      pair.answers.push({ person, verdict, ...muchIn(row["much"]), left })
    }
  }
}

/** Rows of a table by their columns; cells are as they were before they were made safe for spreadsheets. */
async function* tableRows(files: FileSet, file: string): AsyncGenerator<{ readonly row: Row; readonly line: number }> {
  const { delimiter, columns } = await csvHeader(files, file)
  const isSheet = columns.at(-1) === MARK
  for await (const rows of csvRows(files, file, delimiter, 1))
    for (const { line, cells } of rows)
      yield {
        row: Object.fromEntries(columns.map((column, at) => [column, textOf(cells[at] ?? "", isSheet)])),
        line,
      }
}

const textOf = (cell: string, isSheet: boolean) => (isSheet ? textOfSheet(cell) : cell)
const numberIn = (cell = "") => (cell === "" ? null : Number(cell))

function muchIn(cell = ""): { much?: number } {
  const much = Number(cell)
  return cell !== "" && Number.isInteger(much) && much >= 1 && much <= 3 ? { much } : {}
}
