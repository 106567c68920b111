import { Worker } from "node:worker_threads"
import { FORMATS } from "@justesse/formats"
import { present } from "../formats/support/real.ts"
import { seedsOf } from "./fuzzSeeds.ts"
import type { Batch, Fault, FuzzPlan } from "./fuzzWorker.ts"

/**
 * Damages real files of every format and reads them: `npm run bench -- fuzz [FORMAT|all] [TRIALS] [FIRST] [beside]`. Nothing
 * may be thrown, take more than a second of CPU a megabyte, fill the memory, give what is invalid, or say nothing when
 * nothing came in. Whole files beside good ones are harmed too (`beside` does that alone): what is missing then must be told
 * by that file's name. One JSON line a format; a fault names its trial, which `FORMAT 1 TRIAL` runs again.
 */
const TRIALS = 10_000
const HANG_MS = 20_000
const HEAP_MB = 1_024

const tsx = import.meta.resolve("tsx/esm/api")

const [wanted = "all", count = String(TRIALS), first = "0", only = ""] = process.argv.slice(2)
const names = FORMATS.flatMap(({ name, reader }) => (reader && (wanted === "all" || wanted === name) ? [name] : []))
if (names.length === 0) throw new Error(`no reader is called ${wanted}`)
if (!present) console.error("the real files are not here: only what we write ourselves is damaged")

interface Total {
  done: number
  bytes: number
  lines: number
  worstMs: number
  worstMsPerMb: number
  rssMb: number
  beside: number
  faults: Fault[]
}

for (const name of names) {
  const started = performance.now()
  const seeds = await seedsOf(name)
  const total: Total = { done: 0, bytes: 0, lines: 0, worstMs: 0, worstMsPerMb: 0, rssMb: 0, beside: 0, faults: [] }
  const until = Number(first) + Number(count)
  for (let from = Number(first); from < until; ) from = await runFrom(name, from, until, total)
  const kinds: Record<string, number> = {}
  for (const { kind } of total.faults) kinds[kind] = (kinds[kind] ?? 0) + 1
  console.log(
    JSON.stringify({
      bench: "fuzz",
      format: name,
      trials: total.done,
      beside: total.beside,
      seeds: seeds.map((seed) => seed.from),
      megabytes: Math.round(total.bytes / 1e6),
      reportLines: total.lines,
      faults: kinds,
      worstCpuMs: Math.round(total.worstMs),
      worstCpuMsPerMb: Math.round(total.worstMsPerMb),
      residentMb: total.rssMb,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      first: firstOfEach(total.faults),
    }),
  )
  if (total.faults.length > 0) process.exitCode = 1
}

/** One fault of each kind and message, so that a thousand alike are one. */
function firstOfEach(faults: readonly Fault[]): Fault[] {
  const seen = new Map<string, Fault>()
  for (const fault of faults) {
    const key = `${fault.kind} ${fault.said.split("\n")[0]?.replaceAll(/\d+/g, "0")}`
    if (!seen.has(key)) seen.set(key, fault)
  }
  return [...seen.values()].slice(0, 12)
}

/** Runs trials in a thread of their own until they end or one hangs or dies; the trial to go on with. */
function runFrom(format: string, from: number, until: number, total: Total): Promise<number> {
  const cells = new SharedArrayBuffer(8)
  const plan: FuzzPlan = { format, from, until, cells, onlyBeside: only === "beside" }
  // A thread does not inherit what lets this one run TypeScript.
  const url = new URL("./fuzzWorker.ts", import.meta.url).href
  const worker = new Worker(
    `import(${JSON.stringify(tsx)}).then((tsx) => (tsx.register(), import(${JSON.stringify(url)})))`,
    {
      eval: true,
      workerData: plan,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    },
  )
  const current = () => Atomics.load(new Int32Array(cells), 0)
  const began = () => Atomics.load(new Int32Array(cells), 1)
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const now = Math.round(performance.timeOrigin + performance.now()) & 0x7fffffff
      if (began() === 0 || now - began() < HANG_MS) return
      ended({ kind: "hang", trial: current(), seed: "", said: `no end after ${HANG_MS} ms` })
    }, 1_000)
    const ended = (fault: Fault | null) => {
      clearInterval(watch)
      if (fault) total.faults.push(fault)
      void worker.terminate().then(() => resolve(fault ? fault.trial + 1 : until))
    }
    worker.on("message", (batch: Batch) => {
      total.done += batch.done
      total.bytes += batch.bytes
      total.lines += batch.lines
      total.worstMs = Math.max(total.worstMs, batch.worstMs)
      total.worstMsPerMb = Math.max(total.worstMsPerMb, batch.worstMsPerMb)
      total.beside += batch.beside
      total.rssMb = Math.max(total.rssMb, batch.rssMb)
      total.faults.push(...batch.faults)
    })
    worker.once("error", (error) => {
      if (began() === 0) throw error
      ended({ kind: "memory", trial: current(), seed: "", said: error.message })
    })
    worker.once("exit", (code) => {
      if (code === 0) ended(null)
    })
  })
}
