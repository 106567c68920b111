import { randomBytes } from "node:crypto"
import { createWriteStream } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { formatNamed, readDataset } from "@justesse/formats"
import { filesAt, type OpenFileSet } from "@justesse/server"
import { type DatasetManifest, type DatasetRecord, type Ontology, Sha256 } from "@justesse/types"
import { Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"

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

async function* recordsOf(files: OpenFileSet, format: string): AsyncIterable<DatasetRecord> {
  for await (const event of readDataset(files, { format })) if (event.kind === "record") yield event.record
}

async function ontologyOf(files: OpenFileSet, format: string): Promise<Ontology> {
  for await (const event of readDataset(files, { format })) if (event.kind === "ontology") return event.ontology
  return { labels: [] }
}

export const convert: Command = {
  usage: "convert IN OUT --to F",
  about: "Reads a dataset in one format and writes it in another, streaming, without a studio.",
  options: {
    ...COMMON,
    from: { type: "string", value: "F", help: "format of IN (default: auto)" },
    to: { type: "string", value: "F", help: "coco or justesse" },
  },
  async run(args) {
    const [from, to] = args.positionals
    if (from === undefined || to === undefined) throw new Unusable("justesse convert IN OUT --to F")
    const format = formatNamed(args.text("to") ?? "")
    if (!format?.writer)
      throw new Unusable(`--to ${args.text("to") ?? "(missing)"}: this version writes coco and justesse.`)
    const out = resolve(to)
    const aside = `${out}.part-${randomBytes(6).toString("hex")}`
    const files = await filesAt(resolve(from))
    const read = args.text("from") ?? "auto"
    const report: unknown[] = []
    try {
      const manifest = manifestFor(await ontologyOf(files, read))
      for await (const file of format.writer.write(() => recordsOf(files, read), manifest, {
        report: (line) => void report.push(line),
      })) {
        const path = join(aside, ...file.name.split("/"))
        await mkdir(dirname(path), { recursive: true })
        await pipeline(Readable.from(file.body, { objectMode: false }), createWriteStream(path))
      }
      await rm(out, { recursive: true, force: true })
      await rename(aside, out)
      return done({ out, report }, `Written to ${out}.`)
    } finally {
      await rm(aside, { recursive: true, force: true })
      files.close()
    }
  },
}
