import { isPlaced, type Region } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { Format, RecordSource, Writer } from "../contract.ts"
import { Tally } from "./lines.ts"

/**
 * The format with a writer that is given no region which it could only draw as a box at the corner: what is said of a whole asset
 * (`whole_asset`) and stretches of time (`spans`) are left out and counted, unless it says that it holds them. So is what was checked and found wrong (`checked_wrong`): it would come
 * back as a thing that is there; that the others were checked (`checks`) is told, and so is where pictures stand that were compared (`comparisons`).
 */
export function withoutUnplaced(format: Format): Format {
  const { writer } = format
  return writer === null || (writer.holdsWhole && writer.holdsSpans && writer.holdsChecks && writer.holdsCompared)
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
function heldOnly(records: RecordSource, writer: Writer, report: (line: ReportLine) => void) {
  const { name, holdsWhole, holdsSpans, holdsChecks, holdsCompared } = writer
  let isTold = false
  const isHeld = (type: string) => (type === "whole" ? holdsWhole === true : holdsSpans === true)
  /** What is lost of a region; null: nothing of it. */
  const lossOf = ({ geometry, check }: Region) => {
    if (!isPlaced(geometry) && !isHeld(geometry.type)) return geometry.type === "whole" ? "whole_asset" : "spans"
    if (!check || holdsChecks) return null
    return check.verdict === "wrong" ? "checked_wrong" : "checks"
  }
  return async function* held(): AsyncGenerator<DatasetRecord> {
    const tally = new Tally()
    for await (const whole of records()) {
      const { compared, ...alone } = whole
      if (compared && !holdsCompared) tally.add("lost", "comparisons")
      const record = holdsCompared ? whole : alone
      const { body } = record
      if (!body || body.regions.every((region) => lossOf(region) === null)) {
        yield record
        continue
      }
      const kept = body.regions.flatMap((region) => {
        const loss = lossOf(region)
        if (loss === null) return [region]
        tally.add("lost", loss)
        const { check: _, ...rest } = region
        return loss === "checks" ? [rest] : []
      })
      yield { ...record, body: { ...body, regions: kept } }
    }
    if (isTold) return
    isTold = true
    for (const line of tally.lines(name)) report(line)
  }
}
