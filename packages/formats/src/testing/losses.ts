import type { DatasetRecord } from "@justesse/types/dataset"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"

/** The report of a format that only has to be told what it holds: what `tallyAll` counts, for `file`. */
export async function lossesOf(records: AsyncIterable<DatasetRecord>, holds: Holds, file: string) {
  const tally = new Tally()
  for await (const record of records) tallyAll(record, holds, tally)
  return tally.lines(file)
}
