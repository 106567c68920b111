import type { Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { safeName, withoutExtension } from "../io/fileSet.ts"
import { encodeStream } from "../io/textStream.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { classesFile } from "./classesFile.ts"

/** One picture as a form writes it. */
export interface Page {
  readonly record: DatasetRecord
  readonly regions: readonly Region[]
  /** The name of a region's label, or its id where the ontology does not know it. */
  readonly labelOf: (region: Region) => string
  readonly manifest: DatasetManifest
}

/** A format of one label file a picture: what it holds and how a page is written. */
interface PageFormat {
  readonly name: string
  /** Folder above the label files, without its `/`. */
  readonly folder?: string
  /** Extension of the label files, without its dot. */
  readonly extension: string
  readonly holds: Holds
  /** Whether a list of classes lies beside the label files. */
  readonly hasClasses?: true
  /** Counts what this form changes besides what {@link Holds} says. */
  tally?(record: DatasetRecord, tally: Tally): void
  text(page: Page): Iterable<string>
}

/**
 * A writer of one label file a picture. A label file is called like its picture with another extension; where two pictures
 * would share it (`a.jpg` and `a.png`), each keeps its whole name before the extension. Pictures where nothing is get their
 * file too; pictures that nobody answered are left out and counted. Draws the records three times; holds their names only.
 */
export function perPictureWriter(format: PageFormat): Writer {
  const pattern = `${format.folder ? `${format.folder}/` : ""}*.${format.extension}`
  return {
    name: format.name,
    async losses(records) {
      return (await survey(records, format)).tally.lines(pattern)
    },
    async *write(
      records: RecordSource,
      manifest: DatasetManifest,
      options: WriteOptions = {},
    ): AsyncGenerator<OutFile> {
      const { tally, stems } = await survey(records, format)
      for (const line of tally.lines(pattern)) options.report?.(line)
      const names = labelNames(manifest.ontology)
      for await (const record of records()) {
        if (record.body === null || safeName(record.name) !== record.name) continue
        const page = {
          record,
          regions: record.body.regions,
          labelOf: (region: Region) => names.get(region.label) ?? region.label,
          manifest,
        }
        const folder = format.folder ? `${format.folder}/` : ""
        const name = `${folder}${labelStem(record.name, stems)}.${format.extension}`
        yield { name, role: "labels", body: encodeStream(format.text(page)) }
      }
      if (format.hasClasses) yield classesFile(manifest.ontology)
      yield* companionFiles(records, manifest)
    },
  }
}

/** How many pictures have each stem, and which stems are whole names of others. */
interface Stems {
  readonly counts: ReadonlyMap<string, number>
  readonly names: ReadonlySet<string>
}

function labelStem(name: string, { counts, names }: Stems): string {
  const stem = withoutExtension(name)
  return (counts.get(stem) ?? 0) > 1 || (stem !== name && names.has(stem)) ? name : stem
}

async function survey(records: RecordSource, format: PageFormat): Promise<{ tally: Tally; stems: Stems }> {
  const tally = new Tally()
  const counts = new Map<string, number>()
  const names = new Set<string>()
  for await (const record of records()) {
    if (!tallyAll(record, format.holds, tally)) continue
    format.tally?.(record, tally)
    const stem = withoutExtension(record.name)
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
    names.add(record.name)
  }
  return { tally, stems: { counts, names } }
}
