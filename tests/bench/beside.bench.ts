// needs: server, studio
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { openStorage } from "@justesse/db"
import { DEFAULT_SETTINGS } from "@justesse/types"
import type { VersionShown } from "@justesse/types/wire/dataset"
import { startPostgres } from "../engines/postgres.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { join as joinProject, openProject, setUp } from "../support/studio.ts"
import { addPictures } from "./copies.ts"
import { ONTOLOGY, seedPictures } from "./exportsSeed.ts"
import { load } from "./httpClients.ts"
import { makeSmall } from "./ingestMade.ts"
import { sendAsBrowser } from "./ingestSend.ts"

/**
 * H1, beside everything else: `npm run bench -- beside [sqlite|postgres] [SECONDS]`. 64 people send an answer every two seconds
 * while an import of 10,000 pictures and an export of 860,000 boxes run and 20 people page through the grid, all through one
 * real server. What an answer takes, and how late the server's event loop is. Exit 1 when short.
 */
const words = process.argv.slice(2)
const engine = words.includes("postgres") ? "postgres" : "sqlite"
const seconds = words.map(Number).find((one) => one > 0) ?? 60
const PEOPLE = 64
const BROWSERS = 20
const IMPORTED = 10_000
const EXPORTED = { pictures: 86_000, regions: 10 }
const MOST = { p99: 60, loop: 25 }

const folder = mkdtempSync(join(tmpdir(), "justesse-beside-"))
const dataDir = join(folder, "data")
const loopFile = join(folder, "loop.json")
const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
const at = postgres ? { url: postgres.url } : { file: join(dataDir, "justesse.db") }
const settings = {
  ...{ demo: false, dataDir, ...(postgres ? { databaseUrl: postgres.url } : {}) },
  env: {
    JUSTESSE_RUNNING: "",
    JUSTESSE_LOOP_FILE: loopFile,
  },
  with: new URL("./loopWatch.mjs", import.meta.url),
}

/** Exports the version again and again until `isOver`; how many were made, and the seconds of each. */
async function exportOn(owner: Client, version: number, isOver: () => boolean): Promise<number[]> {
  const took: number[] = []
  while (!isOver()) {
    const began = performance.now()
    const { id } = await owner.act<{ id: number }>("dataset.exportStart", {
      ...{ project: "exports", version, format: "coco", withPictures: false },
    })
    for (let state = "running"; state === "running"; await pause(500)) {
      const shown = await owner.ask<VersionShown>("dataset.get", { project: "exports", version })
      state = shown.exports.find((one) => one.id === id)?.state ?? "gone"
      if (state !== "running" && state !== "done") throw new Error(`the export is ${state}`)
    }
    took.push(Math.round((performance.now() - began) / 100) / 10)
  }
  return took
}

/** Brings the pictures in; the seconds that it took. */
async function importAll(owner: Client): Promise<number> {
  const made = await makeSmall(join(folder, "made"), IMPORTED)
  const began = performance.now()
  const batch = await sendAsBrowser(owner, "crowd", made)
  const { id } = await owner.act<{ id: number }>("imports.start", {
    ...{ project: "crowd", batch, name: "ten thousand", as: "settled" },
  })
  for (let state = "running"; state === "running"; await pause(500))
    state = (await owner.ask<{ row: { state: string } }>("imports.get", { project: "crowd", id })).row.state
  return Math.round((performance.now() - began) / 100) / 10
}

/** Somebody who turns the pages of the grid, one a second. */
async function browse(owner: Client, isOver: () => boolean, pages: { n: number }): Promise<void> {
  let cursor: string | null = null
  while (!isOver()) {
    const filter = { search: "", states: [], labels: [] }
    const page: { next: string | null } = await owner.ask("asset.list", {
      ...{ project: "exports", filter, sort: "name", limit: 120, cursor },
    })
    cursor = page.next
    pages.n++
    await pause(800 + Math.random() * 400)
  }
}

const first = await serveFolder(settings)
const owner = await setUp(first)
const pictures = [await jpeg(1)]
await openProject(owner, { slug: "crowd", kind: "boxes", overlap: 3, pictures })
await owner.act("project.create", {
  slug: "exports",
  draft: {
    ...{ name: "Exports", template: "empty", kind: "transcription", names: "in_house", ontology: ONTOLOGY },
    settings: { ...DEFAULT_SETTINGS, purpose: "Exports" },
    guideline: "# What to draw\n\n1. Every thing.",
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 },
  },
})
const names = Array.from({ length: PEOPLE }, (_, n) => `Person${n}`)
const people: Client[] = []
for (const name of names) people.push(await joinProject(owner, "crowd", name, ["annotator"]))
await first.stop()
const storage = await openStorage(at)
await addPictures(storage, [2, 20_000], 3)
await storage.close()
await seedPictures(at, dataDir, 2, EXPORTED)

const server = await serveFolder({ ...settings, port: first.port })
const split = { parts: [{ name: "all", share: 100 }], by: "hash", byDocument: true, seed: 1 }
const { version } = await owner.act<{ version: number }>("dataset.freeze", { project: "exports", note: "", split })
for (let freezing = true; freezing; await pause(500)) {
  const list = await owner.ask<{ freezing: { state: string } | null }>("dataset.list", { project: "exports" })
  if (list.freezing?.state === "failed") throw new Error("the version was not frozen")
  freezing = list.freezing !== null
}

let over = false
const isOver = () => over
const pages = { n: 0 }
const work = Promise.all([
  exportOn(owner, version, isOver),
  importAll(owner),
  ...Array.from({ length: BROWSERS }, () => browse(owner, isOver, pages)),
])
await pause(2_000)
process.kill(server.pid, "SIGUSR2")
const cookies = people.map((client) => client.cookie)
const told = await load({ origin: server.origin, cookies, boxes: 1, seconds, pid: server.pid, pauseMs: 2_000 })
process.kill(server.pid, "SIGUSR2")
over = true
const [exportSeconds, importSeconds] = await work
const loop: { p50: number; p99: number; max: number } = JSON.parse(readFileSync(loopFile, "utf8"))
await server.stop()
postgres?.stop()
rmSync(folder, { recursive: true, force: true })

const round = (ms: number) => Math.round(ms * 10) / 10
const { refused, ms, answers } = told
const short = refused.length > 0 || !((ms[2] ?? Number.NaN) <= MOST.p99) || !(loop.p99 <= MOST.loop)
console.log(
  JSON.stringify({
    ...{ bench: "beside", engine, people: PEOPLE, seconds, answers, refused: refused.slice(0, 3) },
    ...{ unit: "ms an answer: p50, p95, p99, most", ms, wantedP99: MOST.p99 },
    loopLateMs: { p50: round(loop.p50), p99: round(loop.p99), max: round(loop.max), wantedP99: MOST.loop },
    ...{ importSeconds, imported: IMPORTED, exportSeconds, exported: EXPORTED.pictures * EXPORTED.regions },
    ...{ pagesTurned: pages.n, browsers: BROWSERS, load: round(loadavg()[0] ?? 0) },
  }),
)
process.exitCode = short ? 1 : 0
