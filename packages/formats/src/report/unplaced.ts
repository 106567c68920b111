import { isPlaced } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { Format, RecordSource, Writer } from "../contract.ts"
import { Tally } from "./lines.ts"

/**
 * The format with a writer that is given no region which it could only draw as a box at the corner: what is said of a whole asset
 * (`whole_asset`) and stretches of time (`spans`) are left out and counted, unless it says that it holds them.
 */
export function withoutUnplaced(format: Format): Format {
  const { writer } = format
  return writer === null || (writer.holdsWhole && writer.holdsSpans)
    ? format
    : { ...format, writer: placedOnly(writer) }
}

function placedOnly(writer: Writer): Writer {
  const { layout } = writer
  return {
    ...writer,
    async *write(records, manifest, options = {}) {
      const { report = () => undefined } = options
      yield* writer.write(heldOnly(records, writer, report), manifest, options)
    },
    async losses(records, options) {
      const lines: ReportLine[] = []
      const found = await writer.losses(
        heldOnly(records, writer, (line) => lines.push(line)),
        options,
      )
      return [...found, ...lines]
    },
    ...(layout && { layout: (records) => layout(heldOnly(records, writer, () => undefined)) }),
  }
}

/** The records with what the writer can hold of them; `report` hears once, when they were first drawn to their end, what it cannot. */
function heldOnly(records: RecordSource, { name, holdsWhole, holdsSpans }: Writer, report: (line: ReportLine) => void) {
  let isTold = false
  const isHeld = (type: string) => (type === "whole" ? holdsWhole === true : holdsSpans === true)
  return async function* held(): AsyncGenerator<DatasetRecord> {
    const tally = new Tally()
    for await (const record of records()) {
      const { body } = record
      const isWhole = !body || body.regions.every(({ geometry }) => isPlaced(geometry) || isHeld(geometry.type))
      if (isWhole) {
        yield record
        continue
      }
      const kept = body.regions.filter(({ geometry }) => {
        if (isPlaced(geometry) || isHeld(geometry.type)) return true
        tally.add("lost", geometry.type === "whole" ? "whole_asset" : "spans")
        return false
      })
      yield { ...record, body: { ...body, regions: kept } }
    }
    if (isTold) return
    isTold = true
    for (const line of tally.lines(name)) report(line)
  }
}
