import { writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { type FileSet, type Format, isRefusedStrictly, joinedFiles, readDataset } from "@justesse/formats"
import { LABOR_FILE, LABOR_JSON_FILE } from "@justesse/formats/companions/labor/sections"
import { pictureSize } from "@justesse/formats/io/pictureSize"
import type { Spool } from "@justesse/formats/io/spool"
import { withTablePictures } from "@justesse/formats/parquet/pictures"
import { filesAt } from "@justesse/server"
import { type Ontology, Sha256 } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { TABLE_FORMATS } from "@justesse/types/wire/dataset"
import { Unusable } from "../arguments.ts"
import { type Command, done, WITHOUT_STUDIO } from "../command.ts"
import { formatCalled, readable, writable } from "../formatNames.ts"
import { staged } from "../output.ts"
import { progress } from "../progress.ts"
import { reportText } from "../reportText.ts"

/** Most lines of a report that are kept; what is beyond is counted. */
const MAX_LINES = 100_000

/** Facts about a dataset that never was in a studio: what the files say, and zeros where nobody counted. */
function manifestFor(ontology: Ontology): DatasetManifest {
  const nobody = { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 }
  return {
    justesse: 1,
    project: "converted",
    version: 1,
    frozenAtMs: 0,
    contentSha256: Sha256.parse("0".repeat(64)),
    ontologyVersion: 1,
    guidelineVersion: 1,
    ontology,
    counts: { pictures: 0, regions: 0, nothingHere: 0, notInIt: nobody },
    people: [],
  }
}

/** What was read: counted, and reported once, although a writer draws the records several times. */
class Reading {
  lines: readonly ReportLine[] = []
  pictures = 0
  regions = 0
  beyond = 0
  #complete = false
  readonly #files: FileSet
  readonly #format: string
  readonly #onStep: (done: number, total: number) => void
  constructor(files: FileSet, format: string, onStep: (done: number, total: number) => void) {
    this.#files = files
    this.#format = format
    this.#onStep = onStep
  }

  async *records(): AsyncGenerator<DatasetRecord> {
    const counts = { pictures: 0, regions: 0 }
    const lines: ReportLine[] = []
    let beyond = 0
    for await (const event of readDataset(this.#files, { format: this.#format, isOnce: true })) {
      if (event.kind === "report") {
        if (lines.length < MAX_LINES) lines.push(event.line)
        else beyond++
      }
      if (event.kind !== "record") continue
      counts.pictures++
      counts.regions += event.record.body?.regions.length ?? 0
      this.#onStep(counts.pictures, this.pictures)
      yield await withSize(event.record, event.picture, this.#files)
    }
    if (this.#complete) return
    this.#complete = true
    Object.assign(this, { ...counts, beyond, lines })
  }

  async ontology(): Promise<Ontology> {
    for await (const event of readDataset(this.#files, { format: this.#format }))
      if (event.kind === "ontology") return event.ontology
    return { labels: [] }
  }
}

/** Formats whose boxes are shares of the picture need its size: taken from the picture where the labels do not say it. */
async function withSize(record: DatasetRecord, picture: string | null, files: FileSet): Promise<DatasetRecord> {
  if (record.size !== null || picture === null) return record
  const size = await pictureSize(files, picture)
  return size ? { ...record, size: { width: size.width, height: size.height } } : record
}

/** The files of the format; what they cannot hold goes to `lines`, as far as they were drawn. */
async function* filesOf({ files, format, spreadsheet }: Plan, reading: Reading, spool: Spool, lines: ReportLine[]) {
  const manifest = manifestFor(await reading.ontology())
  const report = (line: ReportLine) => void lines.push(line)
  yield* format.writer?.write(() => reading.records(), manifest, { report, spool, spreadsheet }) ?? []
  yield* laborFiles(files)
}

/** What an export of a studio says of the work goes along, as it is: who labelled it is the same in another form. */
async function* laborFiles(files: FileSet) {
  for (const name of [LABOR_FILE, LABOR_JSON_FILE])
    if ((await files.list()).some((entry) => entry.name === name)) yield { name, body: files.open(name) }
}

function summary(out: string | null, reading: Reading, lines: readonly ReportLine[]): string {
  const counts = `${reading.pictures.toLocaleString("en")} pictures, ${reading.regions.toLocaleString("en")} regions read`
  const head =
    out === null
      ? `${counts}; nothing is written, because this would be lost or changed:`
      : `${counts}; written to ${out}.`
  return [head, ...reportText(lines, reading.beyond)].join("\n")
}

/** What is converted into what. */
interface Plan {
  readonly files: FileSet
  /** Format of the files by name, or `auto`. */
  readonly source: string
  readonly format: Format
  readonly out: string
  readonly inputs: readonly string[]
  readonly strict: boolean
  /** CSV only: no text begins a formula. */
  readonly spreadsheet: boolean
}

async function converted(plan: Plan) {
  const { files, source, out, inputs, strict } = plan
  const bar = progress("Converting")
  const reading = new Reading(files, source, (now, total) => bar.at(now, total))
  const written: ReportLine[] = []
  const target = staged(out, inputs)
  try {
    await target.files(filesOf(plan, reading, target.spool, written))
    const refused = strict && (reading.beyond > 0 || [...reading.lines, ...written].some(isRefusedStrictly))
    if (!refused) await target.keep()
    return { reading, written, out: refused ? null : out }
  } finally {
    bar.end()
    await target.drop()
  }
}

export const convert: Command = {
  usage: "convert IN OUT --to F",
  about: "Reads a dataset in one format and writes it in another, streaming, without a studio.",
  details: [
    `Reads: ${readable.join(", ")}.`,
    `Writes: ${writable.join(", ")}.`,
    "IN is a file, a folder or a zip; OUT is a folder, or a zip where its name ends in .zip. Labels go out, pictures stay.",
    "What a format cannot hold is told, line by line with --report.",
  ],
  options: {
    ...WITHOUT_STUDIO,
    from: { type: "string", value: "F", help: "format of IN (default: auto)" },
    to: { type: "string", value: "F", help: "format of OUT" },
    images: { type: "string", value: "DIR", help: "pictures that IN speaks of but does not bring (for their sizes)" },
    report: { type: "string", value: "FILE", help: "what was read, changed and lost, every line, as JSON" },
    exact: {
      type: "boolean",
      help: "tables with every text to the letter (default: an apostrophe before =, +, - and @, so that no text is a formula)",
    },
    spreadsheet: {
      type: "boolean",
      help: "the default of tables: no text is a formula; importing takes the apostrophes off",
    },
    strict: { type: "boolean", help: "write nothing when anything would be lost or changed (then exit code 1)" },
  },
  async run(args) {
    const [from, to] = args.positionals
    if (from === undefined || to === undefined)
      throw new Unusable("Name what to read, where to write and the format: convert IN OUT --to F.")
    const format = formatCalled(args.text("to"), "--to", writable)
    const read = args.text("from") ?? "auto"
    const source = read === "auto" ? read : formatCalled(read, "--from", readable).name
    const isTable = TABLE_FORMATS.some((name) => name === format.name)
    for (const name of ["exact", "spreadsheet"])
      if (args.flag(name) && !isTable) throw new Unusable(`--${name} needs --to ${TABLE_FORMATS.join(", ")}.`)
    const spreadsheet = isTable && !args.flag("exact")
    const images = args.text("images")
    const inputs = [from, images].filter((path) => path !== undefined).map((path) => resolve(path))
    const [labels, pictures] = await Promise.all(inputs.map(filesAt))
    if (!labels) throw new Unusable(`There is nothing at ${from}.`)
    try {
      const files = await withTablePictures(pictures ? joinedFiles(labels, pictures) : labels)
      const plan = { files, source, format, out: resolve(to), inputs, strict: args.flag("strict"), spreadsheet }
      const { reading, written, out } = await converted(plan)
      const report = {
        pictures: reading.pictures,
        regions: reading.regions,
        read: reading.lines,
        beyond: reading.beyond,
        written,
      }
      const file = args.text("report")
      if (file !== undefined) await writeFile(file, `${JSON.stringify(report, null, 1)}\n`)
      return done({ out, report }, summary(out, reading, [...reading.lines, ...written]), out === null ? 1 : 0)
    } finally {
      labels.close()
      pictures?.close()
    }
  },
}
