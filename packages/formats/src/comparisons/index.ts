import { sheetText } from "@justesse/types/spreadsheet"
import { companionFiles } from "../companions/index.ts"
import type { Format, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { csvLine, MARK } from "../io/csvTable.ts"
import { safeName } from "../io/fileSet.ts"
import { encodeStream } from "../io/textStream.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { comparisonsReader, ORDER, ORDER_HEAD, PAIRS, PAIRS_HEAD } from "./read.ts"

const HOLDS: Holds = { split: true, size: true }

/**
 * Comparisons of two as two tables: `order.csv`, a row a picture, with its score, the 90 % interval of it and its rank among those that
 * comparisons connect; and `pairs.csv`, a row an answer, with the pair's final one. What is said of a picture alone is left out and
 * counted. For spreadsheets no cell begins a formula, and one column more says so. Draws the records three times; holds nothing.
 */
const comparisonsWriter: Writer = {
  name: "comparisons",
  holdsCompared: true,
  losses: async (records) => (await survey(records)).lines(ORDER),
  async *write(records, manifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    for (const line of (await survey(records)).lines(ORDER)) options.report?.(line)
    const isSheet = options.spreadsheet === true
    yield { name: ORDER, role: "labels", body: encodeStream(tabled(ORDER_HEAD, orderRows(records), isSheet)) }
    yield { name: PAIRS, role: "labels", body: encodeStream(tabled(PAIRS_HEAD, pairRows(records), isSheet)) }
    yield* companionFiles(records, manifest)
  },
}

/** Comparisons of two as tables, both ways. */
export const comparisons: Format = { name: "comparisons", reader: comparisonsReader, writer: comparisonsWriter }

async function survey(records: RecordSource): Promise<Tally> {
  const tally = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    if (!record.compared) tally.add("lost", "not_compared")
    for (const { label } of record.body?.regions ?? []) tally.add("lost", "no_comparison", label)
  }
  return tally
}

async function* tabled(
  head: readonly string[],
  rows: AsyncIterable<readonly string[]>,
  isSheet: boolean,
): AsyncGenerator<string> {
  yield csvLine(isSheet ? [...head, MARK] : [...head])
  for await (const row of rows) yield csvLine(isSheet ? [...row.map(sheetText), ""] : row)
}

async function* orderRows(records: RecordSource): AsyncGenerator<string[]> {
  for await (const { name, split, compared } of records()) {
    if (!compared || safeName(name) !== name) continue
    const { score, low, high, rank, of, group, comparisons: many } = compared
    yield [name, split ?? "", `${score}`, `${low ?? ""}`, `${high ?? ""}`, `${rank}`, `${of}`, `${group}`, `${many}`]
  }
}

async function* pairRows(records: RecordSource): AsyncGenerator<string[]> {
  for await (const { name, compared } of records()) {
    if (!compared || safeName(name) !== name) continue
    for (const { with: second, verdict: final, much: finalMuch, answers } of compared.pairs)
      for (const { person, verdict, much, left } of answers)
        yield [name, second, final, `${finalMuch ?? ""}`, person, verdict, `${much ?? ""}`, left]
  }
}
