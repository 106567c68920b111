import { isPlaced, type Label, LabelId, type Ontology, type Region } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { Format, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { fromTimed } from "../timed/spans.ts"
import { SPEECH } from "../timed/speech.ts"
import { Tally } from "./lines.ts"

/**
 * The format with a writer that is given no region which it could only draw as a box at the corner: what is said of a whole asset
 * (`whole_asset`) and stretches of time (`spans`) are left out and counted, unless it says that it holds them. So is what was checked and found wrong (`checked_wrong`): it would come
 * back as a thing that is there; that the others were checked (`checks`) is told, and so is where pictures stand that were compared
 * (`comparisons`). One that holds stretches and no timed texts is given what files say when as stretches.
 */
export function withoutUnplaced(format: Format): Format {
  const { writer } = format
  if (writer === null) return format
  const heard = writer.holdsSpans && !writer.holdsTimed ? stretchesOnly(writer) : writer
  const holdsAll = writer.holdsWhole && writer.holdsSpans && writer.holdsChecks && writer.holdsCompared
  return heard === writer && holdsAll ? format : { ...format, writer: holdsAll ? heard : placedOnly(heard) }
}

/** Of what a writer is given in the place of a record: that record, by which whoever made it knows its picture and number. */
const originals = new WeakMap<DatasetRecord, DatasetRecord>()

function madeOf(record: DatasetRecord, made: DatasetRecord): DatasetRecord {
  if (made !== record) originals.set(made, originals.get(record) ?? record)
  return made
}

/** The same options, asked about the records that were made, whatever a writer is given in their place. */
function askedOfOriginals({ pictureOf, numbers, ...options }: WriteOptions): WriteOptions {
  const originalOf = (record: DatasetRecord) => originals.get(record) ?? record
  return {
    ...options,
    ...(pictureOf && { pictureOf: (record) => pictureOf(originalOf(record)) }),
    ...(numbers && { numbers: { ...numbers, picture: (record) => numbers.picture(originalOf(record)) } }),
  }
}

/** The writer with timed texts given to it as stretches of the answer; those without a label have that of what is said. */
function stretchesOnly(writer: Writer): Writer {
  const given = (records: RecordSource, labels: readonly Label[], report: (line: ReportLine) => void): RecordSource => {
    const speech = (labels.find(({ hasText }) => hasText) ?? labels[0] ?? SPEECH).id
    const ids = new Map(labels.flatMap(({ id, name }) => [[name.en, id] as const, [id, id] as const]))
    let isTold = false
    return async function* heard() {
      for await (const record of records()) {
        const { record: made, lines } = fromTimed(record, {
          speech,
          labelOf: (name) => ids.get(name) ?? (labels.length > 0 ? null : (LabelId.safeParse(name).data ?? null)),
        })
        if (!isTold) for (const line of lines) report(line)
        yield madeOf(record, made)
      }
      isTold = true
    }
  }
  return {
    ...writer,
    async *write(records, manifest, options = {}) {
      const { ontology } = manifest
      const known: Ontology = ontology.labels.length > 0 ? ontology : { ...ontology, labels: [SPEECH] }
      const lines = options.report ?? (() => undefined)
      yield* writer.write(
        given(records, known.labels, lines),
        { ...manifest, ontology: known },
        askedOfOriginals(options),
      )
    },
    async losses(records, options) {
      const lines: ReportLine[] = []
      const found = await writer.losses(
        given(records, [], (line) => lines.push(line)),
        options && askedOfOriginals(options),
      )
      return [...found, ...lines]
    },
  }
}

function placedOnly(writer: Writer): Writer {
  const { layout } = writer
  return {
    ...writer,
    async *write(records, manifest, options = {}) {
      const { report = () => undefined } = options
      yield* writer.write(heldOnly(records, writer, report), manifest, askedOfOriginals(options))
    },
    async losses(records, options) {
      const lines: ReportLine[] = []
      const found = await writer.losses(
        heldOnly(records, writer, (line) => lines.push(line)),
        options && askedOfOriginals(options),
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
      const isTaken = compared !== undefined && !holdsCompared
      if (isTaken) tally.add("lost", "comparisons")
      // Whoever made the records knows them by themselves: where nothing is taken, it is the very same.
      const record = isTaken ? madeOf(whole, alone) : whole
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
      yield madeOf(record, { ...record, body: { ...body, regions: kept } })
    }
    if (isTold) return
    isTold = true
    for (const line of tally.lines(name)) report(line)
  }
}
