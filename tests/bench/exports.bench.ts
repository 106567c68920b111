// needs: server
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { FORMATS, formatNamed, joinedFiles, readDataset } from "@justesse/formats"
import { memoryFiles } from "@justesse/formats/io/fileSet"
import { type AnnotationBody, DEFAULT_SETTINGS } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { ExportRow, VersionShown } from "@justesse/types/wire/dataset"
import { filesAt } from "../../apps/server/src/files/sets.ts"
import { findUnreported } from "../../packages/formats/src/testing/unreported.ts"
import { startPostgres } from "../engines/postgres.ts"
import { signUp, type Visitor } from "../support/http.ts"
import { freePort, serveFolder } from "../support/serverProcess.ts"
import { LABELS, ONTOLOGY, SIZE, seedPictures } from "./exportsSeed.ts"

/**
 * Every form of export as a job of a studio in a process of its own, asked for over HTTP, four at once, with and without
 * pictures: `npm run bench -- exports [small|large] [sqlite|postgres] [FORM …]`. `small` is every form at 1,000 pictures and
 * 12,000 regions, `large` COCO, YOLO, native and Parquet at 20,000 and 200,000. Each file is opened by our own reader and each
 * region compared: equal to 0.001 px, or its report says what is not. Progress must rise in whole numbers. Exit 1 where it does not hold.
 */
const words = process.argv.slice(2)
const pick = <T extends string>(all: readonly T[]) => {
  const named = all.filter((one) => words.includes(one))
  return named.length > 0 ? named : all
}
const SIZES = {
  small: { pictures: 1_000, regions: 12, forms: FORMATS.flatMap(({ name, writer }) => (writer ? [name] : [])) },
  large: { pictures: 20_000, regions: 10, forms: ["coco", "yolo", "justesse", "parquet"] },
} as const
const AT_ONCE = 4
const PROJECT = "exports"

let isShort = false
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "exports", ...line }))
const folder = mkdtempSync(join(tmpdir(), "justesse-exports-"))

interface Made {
  readonly row: ExportRow
  readonly steps: number
  readonly problems: readonly string[]
}

/** Waits for an export and watches its progress. */
async function watched(owner: Visitor, version: number, id: number): Promise<Made> {
  const problems: string[] = []
  let [last, steps] = [0, 0]
  for (;;) {
    const shown = await owner.query<VersionShown>("dataset.get", { project: PROJECT, version })
    const row = shown.exports.find((one) => one.id === id)
    if (!row) throw new Error(`export ${id} is not listed`)
    if (!Number.isInteger(row.done) || !Number.isInteger(row.total) || row.done > row.total)
      problems.push(`progress ${row.done} of ${row.total}`)
    if (row.done < last) problems.push(`progress fell from ${last} to ${row.done}`)
    if (row.done > last && row.state === "running") steps++
    last = row.done
    if (row.state !== "running") {
      if (row.state !== "done") problems.push(`${row.state}: ${row.error}`)
      else if (row.done !== row.total) problems.push(`done at ${row.done} of ${row.total}`)
      return { row, steps, problems }
    }
    await pause(100)
  }
}

/** Everything that an export says, read as whoever has the pictures reads it: `pictures` lie beside it where it brings none. */
async function recordsIn(
  path: string,
  form: string,
  pictures: readonly string[],
): Promise<{ records: DatasetRecord[]; lost: ReportLine[] }> {
  const opened = await filesAt(path)
  const beside = memoryFiles(Object.fromEntries(pictures.map((name) => [name, ""])))
  const files = pictures.length > 0 ? joinedFiles(opened, beside) : opened
  const [records, lost]: [DatasetRecord[], ReportLine[]] = [[], []]
  for await (const event of readDataset(files, { format: form, sizeOf: () => SIZE })) {
    if (event.kind === "record") records.push(event.record)
    if (event.kind === "report" && event.line.level === "lost") lost.push(event.line)
  }
  opened.close()
  return { records, lost }
}

/** A path, and what is left of it without its first folders. */
const endings = (path: string) => path.split("/").map((_, i, parts) => parts.slice(i).join("/"))

interface Job {
  readonly form: string
  readonly withPictures: boolean
}

async function oneExport(
  owner: Visitor,
  version: number,
  job: Job,
  truth: readonly DatasetRecord[] | null,
): Promise<{ records: DatasetRecord[]; line: Record<string, unknown>; problems: string[] }> {
  const began = performance.now()
  const asked = { project: PROJECT, version, format: job.form, withPictures: job.withPictures }
  const { lines } = await owner.query<{ lines: ReportLine[] }>("dataset.loss", {
    project: PROJECT,
    version,
    format: job.form,
  })
  const { id } = await owner.call<{ id: number }>("dataset.exportStart", asked)
  const { row, steps, problems } = await watched(owner, version, id)
  const line = { ...job, seconds: Math.round(performance.now() - began) / 1e3, bytes: row.bytes, steps }
  if (row.href === null) return { records: [], line, problems: [...problems, "no file"] }
  const path = join(folder, `${id}.zip`)
  writeFileSync(path, await owner.bytes(row.href.replace(/^https?:\/\/[^/]+/, "")))
  const codes = new Set(lines.map(({ code }) => code))
  if (codes.has("not_a_recording"))
    return { records: [], line: { ...line, told: "no recordings" }, problems: [...problems] }
  const layout = await formatNamed(job.form).writer?.layout?.(async function* () {
    yield* truth ?? []
  })
  const beside = job.withPictures ? [] : (truth ?? []).map(({ name }) => layout?.(name) ?? name)
  const { records, lost } = await recordsIn(path, job.form, beside)
  rmSync(path)
  const found = [...problems, ...lost.slice(0, 3).map((one) => `reading: ${JSON.stringify(one)}`)]
  if (truth === null) return { records, line, problems: found }
  const there = new Set(records.map(({ name }) => name))
  const nameAfter = (name: string) => [name, ...endings(layout?.(name) ?? name)].find((one) => there.has(one)) ?? name
  const nameOf = (label: string) => LABELS[ONTOLOGY.labels.findIndex((one) => one.id === label)] ?? label
  const labelled = records.map((record) => withNames(record, nameOf))
  const differ = findUnreported(truth, labelled, { codes, nameOf, nameAfter })
  return {
    records,
    line: { ...line, regions: regionsIn(records), differences: differ.length },
    problems: [...found, ...differ],
  }
}

/** Our own exports bring back the labels' own ids. */
function withNames(record: DatasetRecord, nameOf: (label: string) => string): DatasetRecord {
  if (!record.body) return record
  const regions = record.body.regions.map((region) => ({
    ...region,
    label: nameOf(region.label) as typeof region.label,
  }))
  return { ...record, body: { ...record.body, regions } }
}

const regionsIn = (records: readonly DatasetRecord[]) =>
  records.reduce((sum, { body }) => sum + (body?.regions.length ?? 0), 0)

/** What the native form does not give back of what was seeded. */
function notSeeded(bodies: ReadonlyMap<string, AnnotationBody>, records: readonly DatasetRecord[]): string[] {
  const back = new Map(records.map(({ name, body }) => [name, body]))
  return [...bodies].flatMap(([name, body]) =>
    JSON.stringify(sorted(back.get(name))) === JSON.stringify(sorted(body)) ? [] : [`native: ${name} is another`],
  )
}

/** Keys in order, whichever order a reader made them in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}

async function projectOf(owner: Visitor): Promise<number> {
  await owner.call("project.create", {
    slug: PROJECT,
    draft: {
      ...{ name: "Exports", template: "empty", kind: "transcription", names: "in_house", ontology: ONTOLOGY },
      settings: { ...DEFAULT_SETTINGS, purpose: "Exports" },
      guideline: "# What to draw\n\n1. Every thing.",
      forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 },
    },
  })
  return 1
}

async function frozen(owner: Visitor): Promise<number> {
  const parts = [
    { name: "train", share: 80 },
    { name: "val", share: 10 },
    { name: "test", share: 10 },
  ]
  const split = { parts, by: "hash", byDocument: true, seed: 1 }
  return (await owner.call<{ version: number }>("dataset.freeze", { project: PROJECT, note: "", split })).version
}

async function onEngine(engine: string, size: keyof typeof SIZES): Promise<void> {
  const { pictures, regions, forms } = SIZES[size]
  const dataDir = mkdtempSync(join(folder, "data-"))
  const database = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const options = {
    ...{ demo: false, dataDir, port: await freePort() },
    ...(database ? { databaseUrl: database.url } : {}),
  }
  let server = await serveFolder(options)
  try {
    const setupToken = server.setupLink?.split("#")[1] ?? ""
    const owner = await signUp({ address: server.origin, setupToken, stop: server.stop }, "Ada")
    const projectId = await projectOf(owner)
    await server.stop()
    const at = database ? { url: database.url } : { file: join(dataDir, "justesse.db") }
    const bodies = await seedPictures(at, dataDir, projectId, { pictures, regions })
    server = await serveFolder(options)
    const version = await frozen(owner)
    const head = { engine, pictures }
    const native = await oneExport(owner, version, { form: "justesse", withPictures: false }, null)
    const wrong = [...native.problems, ...notSeeded(bodies, native.records)]
    told({ ...head, ...native.line, regions: regionsIn(native.records) }, wrong)
    const wanted = forms.filter((form) => !words.some((word) => formNames.has(word)) || words.includes(form))
    const queue = wanted.flatMap((form) => [true, false].map((withPictures): Job => ({ form, withPictures })))
    const worker = async () => {
      for (let job = queue.shift(); job; job = queue.shift()) {
        const done = await oneExport(owner, version, job, native.records).catch((error: unknown) => ({
          line: { ...job },
          problems: [String(error)],
        }))
        told({ ...head, ...done.line }, done.problems)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    const said = server.said()
    if (said !== "") say({ ...head, said: said.slice(0, 2_000) })
  } finally {
    await server.stop()
    database?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const formNames = new Set(FORMATS.map(({ name }) => name))

function told(line: Record<string, unknown>, problems: readonly string[]): void {
  isShort ||= problems.length > 0
  say({ ...line, held: problems.length === 0, ...(problems.length > 0 ? { problems: problems.slice(0, 5) } : {}) })
}

try {
  for (const size of pick(["small", "large"] as const))
    for (const engine of pick(["sqlite", "postgres"] as const)) await onEngine(engine, size)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = isShort ? 1 : 0
