import { randomUUID } from "node:crypto"
import { ASIDE_MS } from "@justesse/work/questions"
import { seedOf } from "@justesse/work/testing/seedOf"
import type BetterSqlite3 from "better-sqlite3"
import { sql } from "kysely"
import type pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { PostgresStorage } from "../postgres/open.ts"
import { BEGIN } from "../postgres/session.ts"
import type { SqliteStorage } from "../sqlite/storage.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { prepareActs } from "./sqlite.ts"

/** Tables with a row for each picture, answer or act of a project: none is walked through, whatever a person does. */
const LARGE = [
  ...[
    "activity",
    "active_time",
    "answer_proposals",
    "asset",
    "assignment",
    "draft",
    "message",
    "notice",
    "prediction",
    "proposal",
  ],
  ...["submission", "task", "task_about", "task_state", "thread", "time_entry", "work_session"],
]
/** What reads on from a place until it has enough, and says so by its own limit. */
const BOUNDED = ["task_queue", "gold_place", "assignment_expiry", "proposal_set"]

/** So many that a planner has a choice. */
const TASKS = 20_000

const [sqlite, postgres] = engines

/** A model's proposals for most tasks of a project, chosen by hand for some. */
async function addProposals({ storage: { db } }: TestStorage, project: number, by: number): Promise<void> {
  const set = {
    project_id: project,
    name: "model",
    format: "coco",
    state: "ready" as const,
    error: null,
    pictures: TASKS,
  }
  const none = { unmatched: 0, regions: 0, suspects: 0, scores: null, scored_at_ms: null, made_by: by, made_at_ms: NOW }
  for (const id of [1, 2])
    await db
      .insertInto("prediction_set")
      .values({ ...set, ...none, id, proposes: 1 })
      .execute()
  await sql`insert into prediction (project_id, set_id, task_id, body, doubt_ppm)
    select t.project_id, q.id, t.id, '[]', 0 from task t join prediction_set q on q.project_id = t.project_id
    where t.project_id = ${project}`.execute(db)
  await sql`insert into proposal (project_id, task_id, set_id)
    select project_id, id, 1 from task where project_id = ${project} and id > ${TASKS / 2}`.execute(db)
}

/** A project in which every act of the hot path was done. */
async function work(opened: TestStorage): Promise<void> {
  const { storage } = opened
  const [owner = 0, ...people] = await addPeople(storage, 5)
  const project = await addProject(storage, owner, TASKS, 3)
  await addProposals(opened, project, owner)
  await addGold(storage, project, [1, 2, 3])
  const gold = { seed: 7, seedOf, mixed: true, tryOut: 3 }
  for (const [nth, personId] of people.entries())
    for (let n = 0; n < 30; n++) {
      const nowMs = NOW + n
      const [lease] = await storage.hot.next(asks(project, personId, { nowMs, gold }))
      if (!lease) throw new Error("a lease is expected")
      const { publicId, fence } = lease
      const key = { publicId, personId, fence, nowMs }
      const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 900 }]
      await storage.hot.heartbeat({ ...key, credit: credits(900, slots) })
      await storage.hot.saveDraft({ ...key, revision: 1, body: '{"nothingHere":true,"regions":[]}' })
      if (n % 7 === nth) {
        const asked = {
          threadId: randomUUID(),
          messageId: randomUUID(),
          text: "?",
          regionId: null,
          spot: "{}",
          clause: null,
        }
        await storage.hot.ask({ ...key, ...asked, putAside: true, next: null })
        await storage.hot.endExpired(nowMs + ASIDE_MS, 1)
        await sql`update assignment set question = 3 where public_id = ${publicId}`.execute(storage.db)
        const [back] = await storage.hot.next(asks(project, personId, { nowMs, gold }))
        if (back?.publicId !== publicId) throw new Error("the answered task is expected")
        key.fence = back.fence
        await storage.hot.ask({ ...key, ...asked, messageId: randomUUID(), putAside: false, next: null })
      }
      if (n % 5 === nth) {
        await storage.hot.skip({ ...key, reason: "unclear", note: "", next: null })
        const again = await storage.hot.takeUp(key)
        key.fence = again.fence
      }
      const versions = { ontologyVersion: 1, guidelineVersion: 1, regions: 0 }
      const counts = { taken: 0, changed: 0, refused: 1, untouched: 0, regions: "" }
      const proposals = () => (n % 2 === 0 ? { withheld: true as const } : { withheld: false as const, ...counts })
      await storage.hot.submit({ ...key, ...answer(), ...versions, next: null, proposals })
    }
  await storage.hot.endExpired(NOW, 10)
}

describe("no act of a person walks through what a project has", () => {
  let lite: TestStorage
  let post: TestStorage
  beforeAll(async () => {
    if (!sqlite || !postgres) throw new Error("two engines are wanted")
    lite = await sqlite.open()
    post = await postgres.open()
  })
  afterAll(async () => {
    await lite.close()
    await post.close()
  })

  /** Steps of plans that read a large table by no more than its project. */
  function walksOnSqlite(db: BetterSqlite3.Database): string[] {
    const texts: string[] = []
    const prepare = (text: string) => {
      texts.push(text)
      return db.prepare(text)
    }
    prepareActs({ prepare } as BetterSqlite3.Database, 10_000) // it prepares, and asks nothing else of it
    return [...new Set(texts)].flatMap((text) => {
      const names = [...text.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1])
      const values = names.length > 0 ? [Object.fromEntries(names)] : [...text.matchAll(/\?/g)].map(() => 1)
      const steps = db.prepare<unknown[], { detail: string }>(`explain query plan ${text}`).all(...values)
      const alias = new Map(
        [...text.matchAll(/\b(?:from|join|update) (\w+)(?: (\w))?\b/g)].map(([, t, a]) => [a ?? t, t]),
      )
      return steps
        .map(({ detail }) => detail)
        .filter((detail) => {
          const [, how, name = "", rest = ""] = /^(SCAN|SEARCH) (\w+)(.*)$/.exec(detail) ?? []
          if (!LARGE.includes(alias.get(name) ?? name)) return false
          if (BOUNDED.some((index) => rest.includes(index))) return false
          return how === "SCAN" || /\(project_id=\?\)/.test(rest)
        })
        .map((detail) => `${detail}: ${text.replaceAll(/\s+/g, " ").slice(0, 120)}`)
    })
  }

  test("SQLite, before and after it knows how much there is", async () => {
    const { db } = (lite.storage as SqliteStorage).writer // the first engine is SQLite
    expect(walksOnSqlite(db)).toEqual([])
    await work(lite)
    expect(walksOnSqlite(db)).toEqual([])
    db.exec("analyze")
    expect(walksOnSqlite(db)).toEqual([])
  })

  test("PostgreSQL, by plans for any values", async () => {
    const { pool } = post.storage as PostgresStorage // the second engine is PostgreSQL
    const texts = new Map<string, string>()
    const heard = new WeakSet<pg.PoolClient>()
    pool.on("acquire", (client) => {
      if (heard.has(client)) return
      heard.add(client)
      const ask = client.query.bind(client) as (...asked: unknown[]) => unknown
      client.query = ((...asked: unknown[]) => {
        const [query] = asked
        if (typeof query === "object" && query !== null && "text" in query && typeof query.text === "string")
          texts.set(query.text, query.text)
        return ask(...asked)
      }) as typeof client.query
    })
    await work(post)
    const client = await pool.connect()
    await client.query("analyze")
    await client.query(BEGIN)
    const walks: string[] = []
    for (const text of [...texts.keys()].filter((one) => /^\s*(select|with|insert|update|delete)/i.test(one))) {
      const { rows } = await client.query<Record<string, string>>(`explain (generic_plan) ${text}`)
      const plan = rows.map((row) => row["QUERY PLAN"] ?? "")
      for (const [at, line] of plan.entries()) {
        const table = /(?:Seq Scan|Scan using (\w+)) on (\w+)/.exec(line)
        if (!table || !LARGE.includes(table[2] ?? "") || BOUNDED.includes(table[1] ?? "")) continue
        const condition = plan[at + 1]?.trim() ?? ""
        if (line.includes("Seq Scan") || /^Index Cond: \(project_id = [^()]*\)$/.test(condition))
          walks.push(`${line.trim()} ${condition}: ${text.replaceAll(/\s+/g, " ").slice(0, 120)}`)
      }
    }
    await client.query("rollback")
    client.release()
    expect(texts.size).toBeGreaterThan(15)
    // Ordinary draws look for gold too, and lock none of it.
    expect([...texts.keys()].filter((text) => text.endsWith("order by g.place limit 1"))).toHaveLength(1)
    expect(walks).toEqual([])
  })
})
