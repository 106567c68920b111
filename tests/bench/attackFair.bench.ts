// needs: server
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { startPostgres } from "../engines/postgres.ts"
import { type Crowd, crowdOf, DEAR } from "./attackFairCrowd.ts"

/**
 * One person asks for the dearest lists as fast as they can while others work: `npm run bench -- attackFair [PICTURES]
 * [sqlite|postgres]`. A real server in a process of its own, over HTTP: 16 batches of 20 calls at once, again and again for some
 * seconds, of each of the dear calls; meanwhile eight people ask for their next task. Exit 1 where their p95 is above 100 ms or
 * the worst above 500 ms.
 */
const words = process.argv.slice(2)
const pictures = words.map(Number).find((one) => one > 0) ?? 10_000
const engines = (["sqlite", "postgres"] as const).filter(
  (engine) => words.includes(engine) || !words.some((word) => word === "sqlite" || word === "postgres"),
)
const BATCHES = 16
const CALLS = 20
const MOST_P95_MS = 100
const MOST_MS = 500
const QUIET_MS = 3_000

let short = false
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "attackFair", pictures, ...line }))
const round = (ms: number) => Math.round(ms * 10) / 10

/** Times of everybody's work.next until `until` resolves. */
async function others(crowd: Crowd, until: Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  let over = false
  void until.finally(() => {
    over = true
  })
  await Promise.all(
    crowd.workers.map(async (worker) => {
      while (!over) {
        const began = performance.now()
        await worker.call("work.next", { project: "crowd", want: 2 })
        times.push(performance.now() - began)
        await pause(40)
      }
    }),
  )
  return times.sort((a, b) => a - b)
}

function figures(times: readonly number[]) {
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  return { calls: times.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

async function attack(crowd: Crowd, path: string, input: unknown): Promise<Record<string, number>> {
  const answers = { done: 0, busy: 0, other: 0 }
  const batch = Object.fromEntries(Array.from({ length: CALLS }, (_, i) => [i, input]))
  const url = `/trpc/${Array.from({ length: CALLS }, () => path).join(",")}?batch=1`
  await Promise.all(
    Array.from({ length: BATCHES }, async () => {
      const text = await crowd.attacker.raw(url, JSON.stringify(batch))
      for (const one of JSON.parse(text) as { result?: unknown; error?: { data: { failure: { code: string } } } }[]) {
        if (one.result) answers.done++
        else if (one.error?.data.failure?.code === "busy") answers.busy++
        else answers.other++
      }
    }),
  )
  return answers
}

for (const engine of engines) {
  const folder = mkdtempSync(join(tmpdir(), "justesse-attack-"))
  const database = engine === "postgres" ? await startPostgres() : null
  const crowd = await crowdOf(folder, database?.url ?? null, pictures)
  try {
    const quiet = figures(await others(crowd, pause(QUIET_MS)))
    say({ engine, what: "others without an attack", ...quiet })
    for (const { path, input } of DEAR) {
      const began = performance.now()
      await crowd.attacker.query(path, input)
      const aloneMs = round(performance.now() - began)
      const attacking = attack(crowd, path, input)
      const start = performance.now()
      const met = figures(await others(crowd, attacking))
      const seconds = round((performance.now() - start) / 1_000)
      const isShort = met.p95Ms > MOST_P95_MS || met.maxMs > MOST_MS
      short ||= isShort
      say({ engine, what: `others beside ${path}`, aloneMs, ...met, seconds, attacker: await attacking, isShort })
      await pause(500)
    }
  } finally {
    await crowd.stop()
    database?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
process.exitCode = short ? 1 : 0
