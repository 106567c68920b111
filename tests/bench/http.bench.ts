// needs: server, studio
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { startPostgres } from "../engines/postgres.ts"
import { crowd } from "../support/crowd.ts"
import { type Server, serveFolder } from "../support/serverProcess.ts"
import { addPictures } from "./copies.ts"
import { type Load, load } from "./httpClients.ts"
import { rawPostgres, rawStatements } from "./httpRaw.ts"
import { rawSqlite } from "./rawSqlite.ts"

/**
 * H1: answers through the real server, a process of its own: `npm run bench -- http [sqlite|postgres] [SECONDS]`. 64 people
 * over kept-alive connections, signed in by cookie, one and seven boxes an answer, with overlap 20 (no consensus falls due)
 * and with overlap 3 (each third answer is one), beside the same statements called directly in the same run. One JSON object
 * a line; exit 1 when short.
 */
const words = process.argv.slice(2)
const engine = words.includes("postgres") ? "postgres" : "sqlite"
const seconds = words.map(Number).find((one) => one > 0) ?? 8
const PEOPLE = 64
/** A server runs for days: the compiling of its first ten seconds, in threads of its own, is not what an answer costs. */
const WARM_SECONDS = 10
const TASKS = { 3: 60_000, 20: 12_000 } as const

const wants =
  engine === "sqlite"
    ? { share: 0.4, shareWithConsensus: 0.25, cpuUs: { 1: 250, 7: 350 }, p99: 30, alone: 1_500 }
    : { share: 0.6, shareWithConsensus: 0.25, cpuUs: null, p99: null, alone: null }
let isShort = false

function say(line: Record<string, unknown>, checks: Readonly<Record<string, boolean>> = {}): void {
  const missed = Object.keys(checks).filter((name) => !checks[name])
  isShort ||= missed.length > 0
  const load1 = Math.round((loadavg()[0] ?? 0) * 100) / 100
  console.log(JSON.stringify({ bench: "http", engine, ...line, ...(missed.length > 0 ? { missed } : {}), load: load1 }))
}

interface Stage {
  readonly server: Server
  readonly cookies: readonly string[]
  readonly stop: () => Promise<void>
}

/** A studio with a project of many pictures, and everybody signed in. */
async function stage(folder: string, url: string | null, overlap: 3 | 20): Promise<Stage> {
  const settings = { demo: false, dataDir: folder, env: { JUSTESSE_RUNNING: "" }, ...(url ? { databaseUrl: url } : {}) }
  const first = await serveFolder(settings)
  const workers = await crowd(first, PEOPLE, 1, overlap)
  await first.stop()
  const storage = await openStorage(url ? { url } : { file: join(folder, "justesse.db") })
  await addPictures(storage, [2, TASKS[overlap]], overlap)
  await storage.close()
  const server = await serveFolder({ ...settings, port: first.port })
  return { server, cookies: workers.map(({ client }) => client.cookie), stop: () => server.stop() }
}

/** Answers that nobody decided about yet, as seen from outside. */
async function undecided(folder: string, url: string | null): Promise<number> {
  const storage = await openStorage(url ? { url } : { file: join(folder, "justesse.db"), readOnly: true })
  const { n } = await storage.db
    .selectFrom("task_state as s")
    .innerJoin("task as t", (join) => join.onRef("t.project_id", "=", "s.project_id").onRef("t.id", "=", "s.task_id"))
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("s.dirty", "=", 1)
    .whereRef("t.submitted", ">=", "t.overlap")
    .executeTakeFirstOrThrow()
  await storage.close()
  return n
}

async function raw(folder: string, url: string | null, boxes: number): Promise<{ most: number; told: object }> {
  if (url) {
    const direct = await rawPostgres(url, boxes, 32, seconds / 2)
    return { most: direct, told: { direct } }
  }
  const file = join(folder, "justesse.db")
  const normal = await rawStatements(file, "NORMAL", boxes, seconds / 2)
  const full = await rawStatements(file, "FULL", boxes, seconds / 2)
  const shared = rawSqlite()?.([join(folder, "raw.db"), "20000", "NORMAL", String(seconds / 2), "group"]).at(-1)
  const reference = Number(shared?.["pairsPerS"] ?? 0)
  return { most: normal, told: { normal, full, reference } }
}

function report(what: string, boxes: 1 | 7, told: Load, reference: { most: number; told: object }, share: number) {
  const ratio = Math.round((told.perSecond / reference.most) * 1_000) / 1_000
  const { refused, ...figures } = told
  const isOverlap20 = what === "overlap 20"
  say(
    {
      what,
      people: PEOPLE,
      boxes,
      ...figures,
      refused: refused.slice(0, 3),
      raw: reference.told,
      ratio,
      wanted: share,
    },
    {
      "nobody refused": refused.length === 0,
      ratio: ratio >= share,
      ...(wants.cpuUs && isOverlap20 ? { cpu: told.cpuUs <= wants.cpuUs[boxes] } : {}),
      ...(wants.p99 && isOverlap20 ? { p99: (told.ms[2] ?? 0) <= wants.p99 } : {}),
    },
  )
}

async function measure(overlap: 3 | 20): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const url = postgres?.url ?? null
  try {
    const { server, cookies, stop } = await stage(folder, url, overlap)
    const { origin, pid } = server
    const share = overlap === 20 ? wants.share : wants.shareWithConsensus
    await load({ origin, cookies, boxes: 1, seconds: WARM_SECONDS, pid })
    for (const boxes of [1, 7] as const) {
      const told = await load({ origin, cookies, boxes, seconds, pid })
      report(`overlap ${overlap}`, boxes, told, await raw(folder, url, boxes), share)
    }
    if (overlap === 20) {
      const told = await load({ origin, cookies: cookies.slice(0, 1), boxes: 1, seconds: seconds / 2, pid })
      // One answer a commit: no studio is faster than its disk.
      const disk = url ? null : await rawStatements(join(folder, "justesse.db"), "FULL", 1, seconds / 2, 1)
      const isFast = disk === null || !wants.alone || told.perSecond >= Math.min(wants.alone, disk)
      say({ what: "one person alone", ...told, disk }, { alone: isFast })
    } else {
      const begin = performance.now()
      let left = await undecided(folder, url)
      const atOnce = left
      while (left > 0 && performance.now() - begin < 60_000) {
        await new Promise((go) => setTimeout(go, 1_000))
        left = await undecided(folder, url)
      }
      const afterSeconds = Math.round((performance.now() - begin) / 1_000)
      say({ what: "left undecided", atOnce, left, afterSeconds }, { "all decided": left === 0 })
    }
    await stop()
  } finally {
    postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await measure(20)
await measure(3)
process.exitCode = isShort ? 1 : 0
