// needs: server
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { answering } from "@justesse/api/testing/answered"
import { makeHarness } from "@justesse/api/testing/harness"
import { endSet, insertSet, openStorage, putPredictions, type Storage } from "@justesse/db"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { serveFolder } from "../support/serverProcess.ts"

/**
 * How soon figures follow a decision: `npm run bench -- freshFigures [PICTURES …]`. A served studio on SQLite with projects of
 * 200 and of 100,000 pictures, two answers each, and two models; a reviewer files one picture; the page of quality, the list of
 * models, the overview and the number in the menu are asked until they know it. Figures of all projects are computed in one line,
 * so it begins when none is being computed. Meanwhile `/healthz` is asked every 20 ms:
 * what it takes is what everybody else waits. Exit 1 when slower than 5 s up to 1,000 pictures or 60 s beyond.
 */
const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((one) => one > 0)
const DRAWN = 200
const TABLES = ["asset", "task", "task_state", "assignment", "submission", "prediction"] as const
const PEOPLE = ["ana", "ben"].map((name) => ({ name, miss: 0.05, extra: 0.05, wrong: 0.1, spread: 1.5 }))
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "freshFigures", ...line }))
const round = (value: number) => Math.round(value * 100) / 100

/** Copies the answered pictures of a project under new numbers until there are `pictures` of them. */
async function multiply({ db }: Storage, project: number, pictures: number): Promise<void> {
  for (const table of TABLES) {
    const key = table === "asset" || table === "task" ? "id" : "task_id"
    const rows = await db.selectFrom(table).selectAll().where("project_id", "=", project).execute()
    for (let from = DRAWN; from < pictures; from += DRAWN) {
      const copies = rows.map((row): Record<string, unknown> => {
        const id = Number((row as Record<string, unknown>)[key]) + from
        const own = "public_id" in row ? { public_id: randomUUID() } : {}
        const sent = "submission_id" in row ? { submission_id: randomUUID() } : {}
        const place = "seq" in row ? { seq: id } : {}
        const name =
          table === "asset" ? { name: `${id}.jpg`, search: `${id}.jpg`, sha256: String(id).padStart(64, "0") } : {}
        return { ...row, [key]: id, ...own, ...sent, ...place, ...name }
      })
      for (let at = 0; at < copies.length; at += 200)
        await db
          .insertInto(table)
          .values(copies.slice(at, at + 200) as never)
          .execute() // rows of that very table
    }
  }
}

/** The operator of a studio that nobody set up yet, as far as this bench talks to it. */
class Operator {
  readonly #origin: string
  #cookie = ""
  constructor(origin: string) {
    this.#origin = origin
  }
  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const headers = { "content-type": "application/json", cookie: this.#cookie }
    const response = await fetch(`${this.#origin}/trpc/${path}`, { ...init, headers })
    const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "")
    if (cookies.length > 0) this.#cookie = cookies.join("; ")
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${path}: ${text.slice(0, 300)}`)
    return (JSON.parse(text) as { result: { data: T } }).result.data
  }
  ask<T>(path: string, input: unknown): Promise<T> {
    return this.#call(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {})
  }
  act<T>(path: string, input: unknown): Promise<T> {
    return this.#call(path, { method: "POST", body: JSON.stringify(input) })
  }
}

interface Task {
  readonly task: number
  readonly revision: number
  readonly differences: readonly { readonly difference: { readonly id: string } }[]
}
interface Shown {
  readonly computedAtMs: number | null
  readonly computing: boolean
  readonly changed: number
  readonly newAnswers: number
}

const qualityOf = (owner: Operator, project: string) =>
  owner.ask<Shown>("quality.page", { project, utcOffsetMinutes: 0 })
const isRight = ({ computing, changed, newAnswers }: Shown) => !computing && changed === 0 && newAnswers === 0
const areScored = async (owner: Operator, project: string) =>
  (await owner.ask<{ sets: { fresh: boolean }[] }>("models.list", { project })).sets.every(({ fresh }) => fresh)

/** Waits until the figures of a project are right: others wait in one line with them. */
async function final(owner: Operator, project: string): Promise<void> {
  for (let i = 0; i < 300 && !(isRight(await qualityOf(owner, project)) && (await areScored(owner, project))); i++)
    await pause(1_000)
}

async function measure(owner: Operator, project: string): Promise<Record<string, number>> {
  const quality = () => qualityOf(owner, project)
  const areFresh = () => areScored(owner, project)
  const disputed = async () =>
    (await owner.ask<{ counts: Record<string, number> }>("project.overview", { project, utcOffsetMinutes: 0 })).counts[
      "disputed"
    ] ?? 0
  const menu = async () => (await owner.ask<{ reviewWaiting: number }>("account.me", {})).reviewWaiting
  const [before, waiting] = [await disputed(), await menu()]
  const { task } = await owner.act<{ task: Task | null }>("review.open", { project, task: null, kinds: [], labels: [] })
  if (!task) throw new Error("nothing to review")
  let { revision } = task
  const reason = { code: "edges", clause: null, note: "" }
  for (const { difference } of task.differences) {
    const decision = {
      project,
      task: task.task,
      revision,
      difference: difference.id,
      decision: { outcome: "merge", reason },
    }
    revision = (await owner.act<{ revision: number }>("review.decide", decision)).revision
  }
  await owner.act("review.file", { project, task: task.task, revision })
  const began = performance.now()
  const seconds = () => round((performance.now() - began) / 1_000)
  const at: Record<string, number> = {}
  while (Object.keys(at).length < 4 && seconds() < 300) {
    if (at["quality_s"] === undefined && isRight(await quality())) at["quality_s"] = seconds()
    if (at["models_s"] === undefined && (await areFresh())) at["models_s"] = seconds()
    if (at["overview_s"] === undefined && (await disputed()) < before) at["overview_s"] = seconds()
    if (at["menu_s"] === undefined && (await menu()) < waiting) at["menu_s"] = seconds()
    await pause(200)
  }
  return at
}

const dataDir = mkdtempSync(join(tmpdir(), "justesse-fresh-"))
let server = await serveFolder({ demo: false, dataDir })
let short = false
try {
  const owner = new Operator(server.origin)
  const token = new URL(server.setupLink ?? "").hash.slice(1)
  const who = { name: "Ada", email: "ada@justesse.example", password: "three quiet otters" }
  const where = { reach: "computer", publicUrl: null, sample: false }
  await owner.act("setup.finish", { token, ...who, preferences: DEFAULT_PREFERENCES, ...where })
  const { person } = await owner.ask<{ person: { id: number } }>("account.me", {})
  // A data folder has one program at a time: the projects are written while no studio serves it.
  await server.stop()
  const storage = await openStorage({ file: join(dataDir, "justesse.db") })
  const startMs = Date.now() - 86_400_000
  const harness = makeHarness({ storage, folder: join(dataDir, "bench"), startMs })
  const wanted = sizes.length > 0 ? sizes : [DRAWN, 100_000]
  for (const pictures of wanted) {
    const slug = `p${pictures}`
    const made = await answering(harness, slug, { people: PEOPLE, pictures: DRAWN })
    await made.answer()
    await harness.resolve()
    const me = { id: person?.id ?? 1, name: "Ada", operator: true }
    await harness.addMember(made.id, me, ["owner", "reviewer"])
    const { db } = storage
    for (const name of ["one", "two"]) {
      const set = await insertSet(db, made.id, { name, madeBy: me.id, madeAtMs: startMs })
      const kept = await storage.db
        .selectFrom("task_state")
        .select(["task_id", "answer"])
        .where("project_id", "=", made.id)
        .execute()
      const rows = kept.map(({ task_id, answer }) => {
        const regions: object[] = answer === null ? [] : JSON.parse(answer).regions
        return {
          taskId: task_id,
          body: JSON.stringify({ regions: regions.map((one, i) => ({ ...one, score: 0.9 - i / 50 })) }),
          doubtPpm: 1,
        }
      })
      await putPredictions(db, made.id, set, rows)
      await endSet(db, made.id, set, {
        state: "ready",
        error: null,
        format: "coco",
        pictures,
        unmatched: 0,
        regions: 1,
      })
    }
    const filling = performance.now()
    await multiply(storage, made.id, pictures)
    say({ pictures, what: "filled", seconds: round((performance.now() - filling) / 1_000) })
  }
  await storage.close()
  server = await serveFolder({ demo: false, dataDir, port: server.port })
  for (const pictures of wanted) await final(owner, `p${pictures}`)
  for (const pictures of wanted) {
    const slug = `p${pictures}`
    const waits: number[] = []
    let isOver = false
    const health = (async () => {
      while (!isOver) {
        const asked = performance.now()
        await fetch(`${server.origin}/healthz`).then(
          (answer) => answer.text(),
          () => "",
        )
        waits.push(performance.now() - asked)
        await pause(20)
      }
    })()
    const at = await measure(owner, slug)
    isOver = true
    await health
    waits.sort((a, b) => a - b)
    const limit_s = pictures <= 1_000 ? 5 : 60
    const slowest = Math.max(
      ...["quality_s", "models_s", "overview_s", "menu_s"].map((key) => at[key] ?? Number.POSITIVE_INFINITY),
    )
    short ||= slowest > limit_s
    const healthz = {
      median_ms: round(waits[waits.length >> 1] ?? 0),
      p99_ms: round(waits[Math.floor(waits.length * 0.99)] ?? 0),
      worst_ms: round(waits.at(-1) ?? 0),
    }
    say({ pictures, ...at, limit_s, healthz, ok: slowest <= limit_s })
  }
} finally {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
if (short) process.exitCode = 1
