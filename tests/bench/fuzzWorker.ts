import { isMainThread, parentPort, workerData } from "node:worker_threads"
import { dice } from "@justesse/db/testing/dice"
import { type FileSet, memoryFiles, readDataset } from "@justesse/formats"
import { AnnotationBody, Ontology } from "@justesse/types"
import { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { unmentioned } from "./fuzzBeside.ts"
import { mutated } from "./fuzzMutate.ts"
import { type Seed, seedsOf } from "./fuzzSeeds.ts"

/** What a run is told, and what it says of each fault. The cells hold the trial that runs and when it began (in ms). */
export interface FuzzPlan {
  readonly format: string
  readonly from: number
  readonly until: number
  /** Only whole files beside good ones are damaged, in every trial. */
  readonly onlyBeside: boolean
  readonly cells: SharedArrayBuffer
}
export interface Fault {
  readonly kind: "threw" | "slow" | "silent" | "unmentioned" | "invalid" | "no place" | "hang" | "memory"
  readonly trial: number
  readonly seed: string
  readonly said: string
}
export interface Batch {
  readonly done: number
  readonly bytes: number
  readonly lines: number
  readonly worstMs: number
  readonly worstMsPerMb: number
  readonly rssMb: number
  /** Trials that damaged a whole file beside good ones. */
  readonly beside: number
  readonly faults: readonly Fault[]
}

/** Seeds beyond this are damaged now and then only: they cost as much as hundreds of others. */
const LARGE_BYTES = 150_000
const SLOW_MS = 1_000

const hash = (text: string) => [...text].reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) >>> 0, 7)

/** A damaged dataset; the same number damages alike. */
export function damaged(seeds: readonly Seed[], format: string, trial: number) {
  const throwing = dice(hash(format) ^ Math.imul(trial, 0x9e3779b1))
  for (let i = 0; i < 3; i++) throwing.next()
  const small = seeds.filter((seed) => seed.bytes <= LARGE_BYTES)
  const isLarge = small.length === 0 || (small.length < seeds.length && throwing.below(50) === 0)
  const seed = throwing.pick(isLarge ? seeds : small) ?? seeds[0]
  const target = throwing.pick(seed?.targets ?? []) ?? ""
  const others = seed?.targets.map((name) => seed.files[name] ?? new Uint8Array()) ?? []
  const body = mutated(seed?.files[target] ?? new Uint8Array(), others, throwing)
  return { seed, target, body, files: memoryFiles({ ...seed?.files, [target]: body }, 1 + throwing.below(5_000)) }
}

interface Said {
  readonly records: number
  readonly lines: ReportLine[]
  readonly invalid: string[]
}

async function readAll(files: FileSet, format: string, isChecked: boolean): Promise<Said> {
  const lines: ReportLine[] = []
  const invalid: string[] = []
  let records = 0
  for await (const event of readDataset(files, { format, sizeOf: () => ({ width: 640, height: 480 }) })) {
    if (event.kind === "report") lines.push(event.line)
    // A picture that no file speaks of comes in without a source, whatever the format.
    if (event.kind === "record" && (event.record.body !== null || event.record.source || format === "pictures"))
      records++
    if (!isChecked) continue
    const checked =
      event.kind === "record"
        ? DatasetRecord.safeParse(event.record)
        : event.kind === "report"
          ? ReportLine.safeParse(event.line)
          : Ontology.safeParse(event.ontology)
    if (!checked.success)
      invalid.push(`${event.kind}: ${checked.error.issues[0]?.path.join(".")} ${checked.error.issues[0]?.message}`)
    if (event.kind === "record" && event.record.body && !AnnotationBody.safeParse(event.record.body).success)
      invalid.push("record: body")
  }
  return { records, lines, invalid }
}

async function trialOf(plan: FuzzPlan, seeds: readonly Seed[], trial: number) {
  const faults: Fault[] = []
  const { seed, target, body, files } = damaged(seeds, plan.format, trial)
  const fault = (kind: Fault["kind"], said: string) =>
    faults.push({ kind, trial, seed: `${seed?.from}/${target}`, said: said.slice(0, 300) })
  const bytes = (seed?.bytes ?? 0) + body.length
  const cpu = process.cpuUsage()
  let lines = 0
  try {
    const isChecked = bytes < LARGE_BYTES || trial % 5 === 0
    const said = await readAll(files, plan.format, isChecked)
    lines = said.lines.length
    for (const one of said.invalid.slice(0, 1)) fault("invalid", one)
    for (const line of said.lines) if (line.file === "") fault("no place", JSON.stringify(line))
    if (said.records === 0 && said.lines.length === 0 && body.length > 0)
      fault("silent", "nothing came in and nothing was said")
  } catch (error) {
    fault(
      "threw",
      error instanceof Error ? `${error.message}\n${error.stack?.split("\n").slice(1, 4).join("\n")}` : String(error),
    )
  }
  const { user, system } = process.cpuUsage(cpu)
  const ms = (user + system) / 1_000
  if (ms > SLOW_MS * Math.max(1, bytes / 1e6)) fault("slow", `${Math.round(ms)} ms of CPU for ${bytes} bytes`)
  return { bytes, lines, ms, faults }
}

const NOTHING = { bytes: 0, lines: 0, ms: 0, faults: [] as Fault[] }

/** Every fourth trial also damages a whole file beside good ones: what it would have said is gone, and that must be told. */
const BESIDE_EVERY = 4

async function besideOf(plan: FuzzPlan, seeds: readonly Seed[], trial: number): Promise<Fault[] | null> {
  if (trial % BESIDE_EVERY !== 0 && !plan.onlyBeside) return null
  const throwing = dice(hash(plan.format) ^ Math.imul(trial, 0x85ebca6b))
  for (let i = 0; i < 3; i++) throwing.next()
  const seed = throwing.pick(seeds.filter(({ bytes, targets }) => bytes <= LARGE_BYTES && targets.length > 1))
  if (!seed) return null
  const found = await unmentioned(seed, plan.format, throwing)
  return found ? [{ kind: "unmentioned", trial, seed: `${seed.from}/${found.target}`, said: found.said }] : []
}

async function run(plan: FuzzPlan): Promise<void> {
  const cells = new Int32Array(plan.cells)
  const seeds = await seedsOf(plan.format)
  let batch = { done: 0, bytes: 0, lines: 0, worstMs: 0, worstMsPerMb: 0, beside: 0, faults: [] as Fault[] }
  for (let trial = plan.from; trial < plan.until; trial++) {
    Atomics.store(cells, 0, trial)
    Atomics.store(cells, 1, Math.round(performance.timeOrigin + performance.now()) & 0x7fffffff)
    const { bytes, lines, ms, faults } = plan.onlyBeside ? NOTHING : await trialOf(plan, seeds, trial)
    batch.done++
    batch.bytes += bytes
    batch.lines += lines
    batch.worstMs = Math.max(batch.worstMs, ms)
    batch.worstMsPerMb = Math.max(batch.worstMsPerMb, ms / Math.max(1, bytes / 1e6))
    batch.faults.push(...faults)
    const beside = await besideOf(plan, seeds, trial)
    if (beside) batch.beside++
    batch.faults.push(...(beside ?? []))
    if (batch.done < 200 && trial + 1 < plan.until) continue
    parentPort?.postMessage({ ...batch, rssMb: Math.round(process.memoryUsage().rss / 1e6) } satisfies Batch)
    batch = { done: 0, bytes: 0, lines: 0, worstMs: 0, worstMsPerMb: 0, beside: 0, faults: [] }
  }
}

if (!isMainThread) await run(workerData as FuzzPlan)
