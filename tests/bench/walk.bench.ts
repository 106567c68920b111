import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, type Storage } from "@justesse/db"
import { addPeople } from "@justesse/db/testing/seed"
import { watchSlots } from "@justesse/db/testing/watch"
import { crowd } from "../engines/crowd.ts"
import { startPostgres } from "../engines/postgres.ts"
import { type WalkReport, walk } from "../engines/walk.ts"

/**
 * Random walks through the queue, long: `npm run bench -- walk [SQLITE_STEPS] [POSTGRES_STEPS] [SEED]`. One line a walk; exit
 * code 1 when a rule was broken. `walk` checks each answer against a plain model, `crowd` lets 32 people act at once.
 */
const [sqliteSteps = 200_000, postgresSteps = 20_000, seed = 20_260_101] = process.argv.slice(2).map(Number)

async function run(engine: string, name: string, job: () => Promise<WalkReport>): Promise<boolean> {
  const begin = performance.now()
  const { steps, acts, breaches } = await job()
  const seconds = Math.round(performance.now() - begin) / 1_000
  console.log(
    JSON.stringify({ bench: "walk", engine, walk: name, seed, steps, seconds, breaches: breaches.length, acts }),
  )
  for (const breach of breaches) console.error(breach)
  return breaches.length === 0
}

async function both(engine: string, storage: Storage, steps: number): Promise<boolean> {
  const people = await addPeople(storage, 32)
  await watchSlots(storage)
  const modelled = { seed, steps: Math.ceil(steps / 2), people: people.slice(0, 7), lanes: 32 }
  const first = await run(engine, "against the model, 32 projects at once", () => walk(storage, modelled))
  const crowded = { seed, steps, people }
  return (await run(engine, "32 people at once on one project", () => crowd(storage, crowded))) && first
}

const folder = mkdtempSync(join(tmpdir(), "justesse-walk-"))
const sqlite = await openStorage({ file: join(folder, "walk.db") })
let sound = await both("SQLite", sqlite, sqliteSteps)
await sqlite.close()
rmSync(folder, { recursive: true, force: true })

process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
const server = process.env["DATABASE_URL"] ? null : await startPostgres()
const postgres = await openStorage({ url: server?.url ?? process.env["DATABASE_URL"] ?? "" })
sound = (await both("PostgreSQL", postgres, postgresSteps)) && sound
await postgres.close()
server?.stop()
process.exitCode = sound ? 0 : 1
