import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { type FileSet, memoryFiles, type ReadOptions, readDataset } from "@justesse/formats"
import type { Ontology } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"

/** Real sample files of every format with answers read independently. Not part of the project: their licences differ. */
const shared = process.env["JUSTESSE_SHARED"] || join(import.meta.dirname, "../../../../shared")
export const formatsFolder = join(shared, "data/formats")

/** True when the real files are beside the project; tests that need them say so when they are not. */
export const present = existsSync(formatsFolder)

/** A folder below the real ones as a set of files in memory, with all its bytes; `left` leaves files out by name. */
export function realFiles(path: string, left?: RegExp): FileSet {
  const root = join(formatsFolder, path)
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(root, name)).isFile(),
  )
  const kept = names.filter((name) => !left?.test(name))
  return memoryFiles(Object.fromEntries(kept.map((name) => [name, readFileSync(join(root, name))])))
}

/** The answer beside a folder. */
export function expectedOf(path: string): Expected {
  return JSON.parse(readFileSync(join(formatsFolder, `${path}.expected.json`), "utf8"))
}

/** What the own-made cases mean. */
export function ownTruth(): { images: { file: string; width: number; height: number }[] } {
  return JSON.parse(readFileSync(join(formatsFolder, "own-truth.json"), "utf8"))
}

/** Every folder with an expected answer, as `format/case`, in order. */
export function realFolders(): string[] {
  return readdirSync(formatsFolder)
    .filter((name) => statSync(join(formatsFolder, name)).isDirectory())
    .flatMap((format) =>
      readdirSync(join(formatsFolder, format))
        .filter((name) => name.endsWith(".expected.json"))
        .map((name) => `${format}/${name.slice(0, -".expected.json".length)}`),
    )
    .sort()
}

/** An object of an answer; which members are there depends on the format. */
export interface ExpectedObject {
  readonly label?: string | number
  readonly xywh?: readonly number[]
  readonly norm?: readonly number[]
  readonly quad?: readonly (readonly number[])[]
  readonly text?: string
  readonly [other: string]: unknown
}

export interface ExpectedImage {
  readonly file?: string
  readonly annotationFile?: string
  readonly width?: number
  readonly height?: number
  readonly objects: readonly ExpectedObject[]
  readonly [other: string]: unknown
}

export interface Expected {
  readonly counts: Readonly<Record<string, number>>
  readonly classes?: readonly string[]
  readonly images?: readonly ExpectedImage[]
  readonly [other: string]: unknown
}

/** What a reader gave for a whole folder. */
export interface Gathered {
  readonly records: readonly DatasetRecord[]
  readonly ontology: Ontology
  readonly report: readonly ReportLine[]
}

export async function gather(files: FileSet, options: ReadOptions & { format?: string } = {}): Promise<Gathered> {
  const records: DatasetRecord[] = []
  const report: ReportLine[] = []
  let ontology: Ontology = { labels: [] }
  for await (const event of readDataset(files, options)) {
    if (event.kind === "record") records.push(event.record)
    else if (event.kind === "report") report.push(event.line)
    else ontology = event.ontology
  }
  return { records, ontology, report }
}
