import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findJob, insertJob, putJobProgress } from "./jobs/index.ts"
import { engines, type TestStorage } from "./testing/engines.ts"
import { addPeople, addProject, NOW } from "./testing/seed.ts"
import { wholeNumbers } from "./wholeNumbers.ts"

describe.each(engines)("fractions that meet columns of whole numbers in $name", (engine) => {
  let opened: TestStorage
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())

  // Found T3: "cannot store REAL value in INTEGER column job.done" ended an export.
  test("progress told in fractions is stored as the whole steps that are done", async () => {
    const { db } = opened.storage
    const id = await insertJob(db, { projectId: null, kind: "export", input: {}, madeBy: null, nowMs: NOW + 0.7 })
    await putJobProgress(db, id, 10.9, 772_000.5, 1_000.25)
    expect(await findJob(db, id)).toMatchObject({ done: 10, total: 772_000, bytes: 1_000, madeAtMs: NOW })
  })

  test("what is inserted in many rows or set on a conflict is whole as well", async () => {
    const { db } = opened.storage
    const [person = 0] = await addPeople(opened.storage, 1)
    const project = await addProject(opened.storage, person, 1, 1)
    const time = (slot: number, active: number) => ({
      ...{ project_id: project, person_id: person, slot_ms: slot, active_ms: active, tasks: 0 },
    })
    const rows = [time(0, 1.5), time(1, 2)]
    await db.insertInto("active_time").values(rows).execute()
    await db
      .insertInto("active_time")
      .values(time(1, 7))
      .onConflict((on) => on.columns(["project_id", "person_id", "slot_ms"]).doUpdateSet({ active_ms: 3.75 }))
      .execute()
    const found = await db.selectFrom("active_time").select("active_ms").orderBy("slot_ms").execute()
    expect(found.map((row) => row.active_ms)).toEqual([1, 3])
  })
})

test.each(engines)("no column of $name holds fractions, or this guard would round what it must not", async (engine) => {
  const { storage, close } = await engine.open()
  const { rows } = await (storage.engine === "sqlite"
    ? sql<{
        type: string
      }>`select distinct lower(c.type) as type from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'`
    : sql<{
        type: string
      }>`select distinct data_type as type from information_schema.columns where table_schema = 'public'`
  ).execute(storage.db)
  expect(rows.map((row) => row.type).filter((type) => /real|double|numeric|decimal|float/.test(type))).toEqual([])
  await close()
})

test("a query that has no fraction, or only asks, stays as it is", () => {
  const node = { kind: "SelectQueryNode" } as const
  expect(wholeNumbers.transformQuery({ node: node as never, queryId: { queryId: "1" } })).toBe(node)
})
