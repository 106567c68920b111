import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { openStorage, type Storage } from "@justesse/db"
import { checkLedger } from "@justesse/db/ledger/verify"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { addPeople, addProject } from "@justesse/db/testing/seed"
import { sql } from "kysely"
import { findPayProblems } from "../engines/payChecks.ts"
import { addTraining, PayWorld } from "../engines/payWorld.ts"
import { startPostgres } from "../engines/postgres.ts"
import { clockOf, type Told } from "./payHistoriesChild.ts"

/**
 * W1: histories of paid work through the hot path, its judgements, closings and payments on both engines, four acts at once: `npm run
 * bench -- payHistories [HISTORIES] [KILLS] [PAIRS] [FIRST_SEED]`. Then as many programs that are killed (SIGKILL) at work, on either
 * engine in turn, after each of which the rest of its history is played; and histories that two programs play at once over one
 * PostgreSQL. One JSON object a line; exit 1 where a rule is broken in one of them, or the ledger is not whole.
 */
const [histories = 5_000, kills = 100, pairs = 100, firstSeed = 1] = process.argv.slice(2).map(Number)
/** Histories in one database, and how many of them are played at once. */
const IN_ONE = 40
const AT_ONCE = 4
const ROUNDS = 12

// Programs are killed here, and no disk.
process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
const postgres = await startPostgres()
let broken = 0

type At = { readonly file: string } | { readonly url: string }
interface Place {
  readonly at: At
  readonly remove: () => Promise<void>
}

let databases = 0
async function place(engine: "sqlite" | "postgres"): Promise<Place> {
  if (engine === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "justesse-histories-"))
    return { at: { file: join(folder, "justesse.db") }, remove: async () => rmSync(folder, { recursive: true }) }
  }
  const name = `histories_${++databases}`
  const admin = (statement: string) => onServer(postgres.url, statement)
  await admin(`create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return { at: { url: url.href }, remove: () => admin(`drop database ${name} with (force)`) }
}

async function onServer(url: string, statement: string): Promise<void> {
  const { default: pg } = await import("pg")
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

function note(what: string, problems: readonly string[]): void {
  if (problems.length === 0) return
  broken++
  if (broken <= 20) console.error(`${what}: ${problems.slice(0, 5).join("; ")}`)
}

function say(line: Record<string, unknown>): void {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100
  console.log(JSON.stringify({ bench: "payHistories", ...line, broken, load }))
}

const add = (sum: Record<string, number>, done: Readonly<Record<string, number>>) => {
  for (const [act, times] of Object.entries(done)) sum[act] = (sum[act] ?? 0) + times
}

async function begin(storage: Storage): Promise<{ project: number; people: number[] }> {
  const people = await addPeople(storage, 4)
  const project = await addProject(storage, people[0] ?? 0, 60, 2)
  await addTraining(storage, project)
  return { people, project }
}

/** One history from its beginning to its end; what broke is noted. */
async function playOne(storage: Storage, seed: number): Promise<Record<string, number>> {
  const { project, people } = await begin(storage)
  const world = new PayWorld(storage, { project, people, drawn: dice(seed) })
  await world.fund(20_000_000)
  for (let n = 0; n < ROUNDS; n++) {
    await Promise.all(Array.from({ length: 4 }, () => world.act()))
    if (n % 4 === 3) note(`seed ${seed} round ${n}`, await findPayProblems(storage.db, project, false))
  }
  await world.finish()
  note(`seed ${seed}`, await findPayProblems(storage.db, project, true))
  return world.done
}

async function checkWhole(storage: Storage, what: string): Promise<number> {
  const { problems, transactions } = await checkLedger(storage)
  note(
    what,
    problems.map(({ what: why, at }) => `${why} ${at}`),
  )
  return transactions
}

async function playAll(engine: "sqlite" | "postgres", count: number): Promise<void> {
  const began = performance.now()
  const done: Record<string, number> = {}
  let transactions = 0
  for (let from = 0; from < count; from += IN_ONE) {
    const { at, remove } = await place(engine)
    const storage = await openStorage(at)
    const seeds = Array.from({ length: Math.min(IN_ONE, count - from) }, (_, n) => firstSeed + from + n)
    const next = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) add(done, await playOne(storage, seed))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, next))
    transactions += await checkWhole(storage, `${engine} from seed ${firstSeed + from}`)
    await storage.close()
    await remove()
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  say({ what: "histories", engine, histories: count, transactions, seconds, done })
}

function start(at: At): ChildProcess {
  return fork(join(import.meta.dirname, "payHistoriesChild.ts"), [JSON.stringify(at)])
}

/** PostgreSQL has ended what a killed program was at. */
async function untilGone(storage: Storage): Promise<void> {
  if (storage.engine !== "postgres") return
  const mine = sql<{ n: number }>`select count(*) as n from pg_stat_activity where datname = current_database()
    and application_name = current_setting('application_name') and state <> 'idle' and pid <> pg_backend_pid()`
  while (Number((await mine.execute(storage.db)).rows[0]?.n ?? 0) > 0) await pause(10)
}

/** Plays the rest of a history that others began, with the same clock. */
async function goOn(storage: Storage, told: Told, drawn: Dice, what: string): Promise<void> {
  const { project, people, seed } = told
  const other = { offerSeed: seed, firstJudgement: 9_000_000, clock: clockOf(told) }
  const world = new PayWorld(storage, { project, people, drawn, ...other })
  note(`${what}, after it`, await findPayProblems(storage.db, project, false))
  for (let n = 0; n < 3; n++) await Promise.all(Array.from({ length: 4 }, () => world.act()))
  await world.finish()
  note(what, await findPayProblems(storage.db, project, true))
}

/** A program at work that is killed, and the next one after it in the same database. */
async function killAll(): Promise<void> {
  const began = performance.now()
  let [transactions, rounds] = [0, 0]
  for (const engine of ["sqlite", "postgres"] as const) {
    const { at, remove } = await place(engine)
    await (await openStorage(at)).close()
    for (let n = 0; n < kills / 2; n++) {
      const seed = firstSeed + 100_000 + n
      const drawn = dice(seed + 50_000)
      const before = await openStorage(at)
      const { project, people } = await begin(before)
      await new PayWorld(before, { project, people, drawn, offerSeed: seed }).fund(20_000_000)
      await before.close()
      const child = start(at)
      await once(child, "message")
      child.on("message", () => rounds++)
      const told: Told = { project, people, seed, acts: seed, firstJudgement: 1, rounds: null, beganMs: Date.now() }
      child.send(told)
      await once(child, "message")
      await pause(drawn.below(400))
      child.kill("SIGKILL")
      await once(child, "exit")
      const after = await openStorage(at)
      await untilGone(after)
      await goOn(after, told, drawn, `${engine} killed, seed ${seed}`)
      await after.close()
    }
    const storage = await openStorage(at)
    transactions += await checkWhole(storage, `${engine} after ${kills / 2} kills`)
    await storage.close()
    await remove()
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  say({ what: "programs killed at work", kills, rounds, transactions, seconds })
}

/** Two programs over one PostgreSQL that work in the same project at once. */
async function playPairs(): Promise<void> {
  const began = performance.now()
  const { at, remove } = await place("postgres")
  const storage = await openStorage(at)
  const servers = [start(at), start(at)]
  await Promise.all(servers.map((server) => once(server, "message")))
  const done: Record<string, number> = {}
  for (let n = 0; n < pairs; n++) {
    const seed = firstSeed + 200_000 + n
    const { project, people } = await begin(storage)
    await new PayWorld(storage, { project, people, drawn: dice(seed), offerSeed: seed }).fund(20_000_000)
    const told: Told = { project, people, seed, acts: seed, firstJudgement: 1, rounds: ROUNDS, beganMs: Date.now() }
    await Promise.all(
      servers.map((server, i) => {
        const finished = new Promise<void>((resolve) => {
          const heard = (message: { readonly done?: Record<string, number> }) => {
            if (!message.done) return
            add(done, message.done)
            server.off("message", heard)
            resolve()
          }
          server.on("message", heard)
        })
        server.send({ ...told, acts: seed + 7_000 * (i + 1), firstJudgement: 1 + i * 1_000_000 } satisfies Told)
        return finished
      }),
    )
    await goOn(storage, told, dice(seed + 50_000), `two servers, seed ${seed}`)
  }
  for (const server of servers) server.kill("SIGTERM")
  const transactions = await checkWhole(storage, "two servers")
  await storage.close()
  await remove()
  const seconds = Math.round((performance.now() - began) / 1_000)
  say({ what: "two servers over one PostgreSQL", histories: pairs, transactions, seconds, done })
}

if (kills > 0) await killAll()
if (pairs > 0) await playPairs()
// A history takes PostgreSQL four times as long: each part lasts about as long as the other.
const onPostgres = Math.ceil(histories / 5)
if (histories > 0) await playAll("sqlite", histories - onPostgres)
if (histories > 0) await playAll("postgres", onPostgres)
postgres.stop()
process.exitCode = broken > 0 ? 1 : 0
