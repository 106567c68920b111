import { createHmac } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { actOnAssets } from "@justesse/api/assets/acts"
import { ACT_KINDS, ActJob, actTally, runAct } from "@justesse/api/assets/actsRun"
import { listAssets } from "@justesse/api/assets/index"
import { runUndoAct, undoAct } from "@justesse/api/assets/undo"
import {
  claimJob,
  endJob,
  findAccessBySlug,
  findProject,
  insertMember,
  openStorage,
  type ProjectAccess,
  putJobProgress,
  type Storage,
} from "@justesse/db"
import { addPeople, addProject, NOW } from "@justesse/db/testing/seed"
import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { sql } from "kysely"
import type { z } from "zod"
import { startPostgres } from "../engines/postgres.ts"

/**
 * The grid of a large project: `npm run bench -- browse [PICTURES] [sqlite|postgres|pages|acts …]`. Each filter's first page
 * with its counts, as the page asks for it (median and worst of nine, three in each order), and acts on everything with their
 * undo. One line a figure.
 */
const words = process.argv.slice(2)
const pictures = words.map(Number).find((one) => one > 0) ?? 100_000
/** Everything runs unless something is named. */
const runs = (what: "sqlite" | "postgres" | "pages" | "acts") => {
  const beside = what === "sqlite" || what === "postgres" ? ["sqlite", "postgres"] : ["pages", "acts"]
  return words.includes(what) || !words.some((word) => beside.includes(word))
}

const FILTERS: Readonly<Record<string, Partial<AssetFilter>>> = {
  nothing: {},
  "file name": { search: "img_99" },
  "two signs": { search: "99" },
  "in all names": { search: "img" },
  text: { search: "until 50" },
  state: { states: ["settled"] },
  "rare label": { labels: ["sign"] as AssetFilter["labels"] },
  "common label": { labels: ["car"] as AssetFilter["labels"] },
  "labels, count": { regions: { from: 3, to: 5 } },
  agreement: { agreement: { from: 0.9, to: null } },
  size: { side: { from: 2_000, to: null } },
  import: { import: 7 },
  tag: { tags: ["night"] },
  several: { import: 7, side: { from: 1_000, to: null }, labels: ["car"] as AssetFilter["labels"] },
}

const ANSWER = JSON.stringify({
  regions: Array.from({ length: 7 }, (_, i) => ({
    ...{ id: `r${i}`, label: "car", geometry: { type: "box", x: 10 * i, y: 20, width: 30, height: 40 } },
  })),
  nothingHere: false,
})

async function fill(storage: Storage, project: number): Promise<void> {
  const { db } = storage
  for (let at = 0; at < pictures; at += 2_000) {
    const ids = Array.from({ length: Math.min(2_000, pictures - at) }, (_, i) => at + i + 1)
    await db.transaction().execute(async (tx) => {
      for (let k = 0; k < ids.length; k += 500) {
        const rows = ids.slice(k, k + 500).map((id) => ({
          ...{ project_id: project, id, name: `street/IMG_${id}.jpg`, search: `street/img_${id}.jpg` },
          ...{ sha256: String(id).padStart(64, "0"), media_type: "image/jpeg", bytes: 1, width: 640 + (id % 2_000) },
          ...{ height: 480, upright_sha256: null, preview_sha256: String(id).padStart(64, "1"), problem: null },
          ...{ thumbnail_sha256: String(id).padStart(64, "2"), foreign: JSON.stringify({ foreignId: String(id) }) },
          ...{ import_id: id % 50, made_at_ms: NOW, document: null, page: null },
        }))
        await tx.insertInto("asset").values(rows).execute()
        const tagged = ids.slice(k, k + 500).filter((id) => id % 9 === 0)
        const tag = { project_id: project, tag: "night", search: "night" }
        await tx
          .insertInto("asset_tag")
          .values(tagged.map((asset_id) => ({ ...tag, asset_id })))
          .execute()
      }
    })
    await storage.hot.addTasks(
      project,
      ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 })),
      NOW,
    )
    await db.transaction().execute(async (tx) => {
      for (const id of ids.filter((one) => one % 3 !== 0)) {
        const said = { labels: ` car ${id % 10 === 0 ? "sign " : ""}`, texts: id % 3 === 1 ? `open until ${id}` : "" }
        const final = {
          ...{ state: "settled" as const, settled_by: "import" as const },
          ...{ answer: ANSWER, answer_sha256: "a", provenance: "[]" },
        }
        await tx
          .updateTable("task_state")
          .set({ ...final, ...said, regions: id % 12, agreement_ppm: (id % 100) * 10_000 })
          .where("project_id", "=", project)
          .where("task_id", "=", id)
          .execute()
      }
    })
  }
}

const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "browse", pictures, ...line }))
const round = (ms: number) => Math.round(ms * 10) / 10

async function measure(engine: string, storage: Storage): Promise<void> {
  const [ada = 0] = await addPeople(storage, 1)
  const id = await addProject(storage, ada, 0, 1)
  await insertMember(storage.db, id, ada, ["owner"], "P1", NOW)
  const begin = performance.now()
  await fill(storage, id)
  // As PostgreSQL does by itself within minutes.
  if (engine === "PostgreSQL") await sql`vacuum analyze`.execute(storage.db)
  say({ engine, what: "filled", seconds: round((performance.now() - begin) / 1_000) })
  const slug = (await findProject(storage.db, id))?.slug ?? ""
  const found = await findAccessBySlug(storage.db, slug, ada)
  if (!found) throw new Error("the project is not there")
  const deps = {
    storage,
    nowMs: () => NOW,
    hmac: (text: string) => createHmac("sha256", "bench").update(text).digest("hex"),
    wake: () => {},
  }
  const who = { personId: ada, name: "Ada", operator: false, scopes: null }
  if (runs("pages")) await pages(engine, deps, found, who)
  if (runs("acts")) await acts(engine, deps, found, who)
}

type Acting = Parameters<typeof actOnAssets>[0]
type Person = Parameters<typeof actOnAssets>[2]

async function pages(engine: string, deps: Acting, project: ProjectAccess, who: Person): Promise<void> {
  for (const [name, change] of Object.entries(FILTERS)) {
    const filter: AssetFilter = { search: "", states: [], labels: [], ...change }
    const times: number[] = []
    let total = 0
    const cpu = process.cpuUsage()
    for (let i = 0; i < 9; i++) {
      const sort = (["number", "newest", "name"] as const)[i % 3] ?? "number"
      const began = performance.now()
      const page = await listAssets(deps, project, who, {
        project: project.slug,
        filter,
        sort,
        cursor: null,
        limit: 120,
      })
      times.push(performance.now() - began)
      total = page.total
    }
    const { user, system } = process.cpuUsage(cpu)
    const cpuMs = round((user + system) / 9_000)
    times.sort((a, b) => a - b)
    say({
      engine,
      what: `page by ${name}`,
      total,
      medianMs: round(times[4] ?? 0),
      worstMs: round(times[8] ?? 0),
      cpuMs,
      goalMs: 100,
    })
  }
}

const ACTS: readonly z.infer<typeof AssetAct>[] = [
  { act: "put_first" },
  { act: "exclude" },
  { act: "overlap", overlap: 3 },
  { act: "tag", tags: ["later"] },
  { act: "delete" },
  { act: "reopen" },
  { act: "send_to_review" },
]

/** Runs what was queued, as the job runner of a studio does. */
async function runQueued(deps: Acting): Promise<void> {
  const { db } = deps.storage
  for (let job = await claimJob(db, ACT_KINDS, NOW); job; job = await claimJob(db, ACT_KINDS, NOW)) {
    const { id, kind } = job
    const told = ActJob.parse(job.input)
    const progress = async (done: number, total: number) => void (await putJobProgress(db, id, done, total))
    if (kind === "act") await runAct(deps, told, progress)
    else await runUndoAct(deps, told, progress)
    await endJob(db, id, { state: "done", error: null, output: null, nowMs: NOW })
  }
}

/** Acts on everything that matches and takes them back: how long, and how long others waited for the thread meanwhile. */
async function acts(engine: string, deps: Acting, project: ProjectAccess, who: Person): Promise<void> {
  const selection = { filter: { search: "", states: [], labels: [] } }
  for (const act of ACTS) {
    const line: Record<string, number> = {}
    let undo = 0
    for (const way of ["act", "undo"] as const) {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      const began = performance.now()
      if (way === "act") undo = (await actOnAssets(deps, project, who, { project: project.slug, selection, act })).undo
      else await undoAct(deps, project, who, undo)
      line[`${way}AnswerMs`] = round(performance.now() - began)
      await runQueued(deps)
      delay.disable()
      line[`${way}Seconds`] = round((performance.now() - began) / 1_000)
      line[`${way}LoopP99Ms`] = round(delay.percentile(99) / 1e6)
      line[`${way}LoopWorstMs`] = round(delay.max / 1e6)
    }
    say({ engine, what: act.act, changed: (await actTally(deps, project.id, undo)).changed, ...line })
  }
}

if (runs("sqlite")) {
  const folder = mkdtempSync(join(tmpdir(), "justesse-browse-"))
  const sqlite = await openStorage({ file: join(folder, "browse.db") })
  await measure("SQLite", sqlite)
  await sqlite.close()
  rmSync(folder, { recursive: true, force: true })
}
if (runs("postgres")) {
  process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
  const server = process.env["DATABASE_URL"] ? null : await startPostgres()
  const postgres = await openStorage({ url: server?.url ?? process.env["DATABASE_URL"] ?? "" })
  await measure("PostgreSQL", postgres)
  await postgres.close()
  server?.stop()
}
