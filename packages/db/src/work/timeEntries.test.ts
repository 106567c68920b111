import { sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { keepSealed } from "../chain/keep.ts"
import { openStorage } from "../openStorage.ts"
import { verifyStorage } from "../operate/verify.ts"
import type { Storage } from "../storage.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { pruneTicks } from "./pruneTicks.ts"

const QUARTER = 900_000
const DAY = 86_400_000

describe.each(engines)("entries of credited time on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0
  const folder = temporaryFolder()
  const db = () => opened.storage.db
  const seal = () => keepSealed(opened.storage.chain, folder.path, () => NOW).sealAll()
  const verify = () => verifyStorage(opened.storage)
  const entries = () => db().selectFrom("time_entry").selectAll().orderBy("id").execute()

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(async () => {
    await opened.close()
    folder.remove()
  })
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 6, 2)
  })

  /** A person works on their next task: some beats, then an answer. */
  async function work(person: number, beats: readonly { ms: number; atMs: number; slots?: number[] }[]) {
    const { hot } = opened.storage
    const [held] = await hot.next(asks(project, person))
    if (!held) return expect.fail("no task is left")
    const { publicId, fence, taskId } = held
    for (const { ms, atMs, slots = [atMs - (atMs % QUARTER)] } of beats) {
      const credit = credits(
        ms,
        slots.map((slotMs) => ({ slotMs, ms: ms / slots.length })),
      )
      await hot.heartbeat({ publicId, personId: person, fence, nowMs: atMs, credit })
    }
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null }
    await hot.submit({ publicId, personId: person, fence, ...answer(), ...rest })
    return taskId
  }

  test("say of each call whom it credited with what, with the seconds as they came", async () => {
    const slot = NOW - (NOW % QUARTER)
    const task = await work(ben, [{ ms: 20_000, atMs: NOW, slots: [slot - QUARTER, slot] }])
    expect(await entries()).toMatchObject([
      {
        ...{ project_id: project, person_id: ben, task_id: task, slot_ms: slot - QUARTER, credited_ms: 10_000 },
        ...{ at_ms: NOW, ticks: '{"creditedMs":20000}', ticks_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
      { task_id: task, slot_ms: slot, credited_ms: 10_000, ticks: null, ticks_sha256: null },
    ])
    expect(await verify()).toEqual([])
  })

  test("keep seconds that credited nothing, and nothing of calls that brought none", async () => {
    const { hot } = opened.storage
    const [held] = await hot.next(asks(project, ben))
    const beat = { publicId: held?.publicId ?? "", personId: ben, fence: 1, nowMs: NOW }
    await hot.heartbeat({ ...beat, credit: credits(0) })
    await hot.heartbeat({ ...beat, credit: () => ({ creditedMs: 0, slots: [], ticks: null, stateJson: "{}" }) })
    expect(await entries()).toMatchObject([{ credited_ms: 0, ticks: '{"creditedMs":0}' }])
    expect(await db().selectFrom("active_time").selectAll().execute()).toEqual([])
    expect(await verify()).toEqual([])
  })

  test("are what verify computes active time from: each row that differs is named", async () => {
    const task = await work(ben, [{ ms: 20_000, atMs: NOW }])
    const edits = [
      ["assignment", `assignment (project ${project}, task ${task}, person ${ben})`],
      ["person_counter", `person_counter (project ${project}, person ${ben})`],
      ["active_time", `active_time (project ${project}, person ${ben}, slot_ms ${NOW - (NOW % QUARTER)})`],
    ] as const
    for (const [table, where] of edits) {
      const add = (ms: number) =>
        sql`update ${sql.table(table)} set active_ms = active_ms + ${ms} where person_id = ${ben}`.execute(db())
      await add(7)
      expect(await verify()).toEqual([`${where}: 20007 ms of time where 20000 follow from its entries`])
      await add(-7)
    }
    await db().deleteFrom("person_counter").execute()
    expect(await verify()).toEqual([
      `person_counter (project ${project}, person ${ben}): 0 ms of time where 20000 follow from its entries`,
      `person_counter (project ${project}, person ${ben}): 0 tasks drawn counted where 1 are`,
      `person_counter (project ${project}, person ${ben}): 0 answers counted where 1 are`,
    ])
  })

  test("lose their seconds after a time by a sealed row that says what they were", async () => {
    for (const person of [ben, ada]) await work(person, [{ ms: 20_000, atMs: NOW - 100 * DAY }])
    await work(ben, [{ ms: 5_000, atMs: NOW }])
    await seal()
    const prune = () => pruneTicks(db(), { beforeMs: NOW - 90 * DAY, personId: null, nowMs: NOW })
    expect(await prune()).toBe(2)
    expect(await prune()).toBe(0)
    expect((await entries()).map(({ ticks }) => ticks !== null)).toEqual([false, false, true])
    const prunes = await db().selectFrom("time_prune").selectAll().execute()
    expect(prunes).toMatchObject([{ person_id: null, entries: 2, credited_ms: 40_000, at_ms: NOW }])
    expect(await verify()).toEqual([])
    expect(await seal()).toBe(1)
    expect(await verify()).toEqual([])
    await sql`update time_prune set entries = 3`.execute(db())
    expect(await verify()).toContainEqual(expect.stringMatching(/^time_prune \(id \d+\): its entries add up to/))
  })

  test("of somebody who is erased lose their seconds at once, and those of others stay", async () => {
    await work(ben, [
      { ms: 20_000, atMs: NOW },
      { ms: 4_000, atMs: NOW + 1 },
    ])
    await work(ada, [{ ms: 5_000, atMs: NOW }])
    expect(await pruneTicks(db(), { beforeMs: NOW + DAY, personId: ben, nowMs: NOW })).toBe(2)
    expect((await entries()).map(({ person_id, ticks }) => [person_id, ticks !== null])).toEqual([
      [ben, false],
      [ben, false],
      [ada, true],
    ])
    expect(await verify()).toEqual([])
    // Of everybody's, those of the erased are among them.
    expect(await pruneTicks(db(), { beforeMs: NOW + DAY, personId: null, nowMs: NOW + DAY })).toBe(3)
    expect(await verify()).toEqual([])
  })

  test("whose seconds were changed or taken away by something else are named", async () => {
    await work(ben, [
      { ms: 20_000, atMs: NOW },
      { ms: 4_000, atMs: NOW + 1 },
    ])
    const [first, second] = await entries()
    await sql`update time_entry set ticks = '{}' where id = ${first?.id}`.execute(db())
    await sql`update time_entry set ticks = null where id = ${second?.id}`.execute(db())
    expect(await verify()).toEqual([
      `time_entry (id ${first?.id}): its raw seconds are not those that were stored`,
      `time_entry (id ${second?.id}): its raw seconds are gone, and nothing says why`,
    ])
  })
})

/** A project as a storage of schema 14 takes it. */
async function addOldProject({ db }: Storage, owner: number): Promise<number> {
  const { rows } = await sql<{
    id: number
  }>`insert into project (organisation_id, slug, name, kind, names, state, settings,
      lease_ttl_ms, paused, ontology_version, guideline_version, next_seq, next_asset, next_version, made_by, made_at_ms)
    values (1, 'old', 'Old', 'boxes', 'in_house', 'open', '{}', 1, 0, 1, 1, 1, 3, 1, ${owner}, 1) returning id`.execute(
    db,
  )
  return Number(rows[0]?.id)
}

describe.each(engines)("time that was counted before there were entries, on $name", (engine) => {
  test("is opened with what was counted: of assignments, quarters of an hour and people", async () => {
    const folder = temporaryFolder()
    const database = engine.name === "SQLite" ? null : await emptyDatabase()
    const at = database ? { url: database.url } : { file: `${folder.path}/old.db` }
    const old = await openStorage({ ...at, schema: 14 })
    const [ada = 0, ben = 0] = await addPeople(old, 2)
    const project = await addOldProject(old, ada)
    const assignment = sql`insert into assignment (project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms,
      active_ms, revision, counted, ontology_version, guideline_version, changed_at_ms, drawn) values`
    await sql`${assignment} (${project}, 1, ${ben}, 'a', 2, 1, 5, 6, 9000, 0, 0, 1, 1, 7, 0),
      (${project}, 2, ${ben}, 'b', 2, 1, 5, 6, 0, 0, 0, 1, 1, 7, 0)`.execute(old.db)
    // What was counted differs by place: somebody removed an assignment, long ago.
    await sql`insert into active_time (project_id, person_id, slot_ms, active_ms, tasks) values (${project}, ${ben}, 900000, 11000, 0)`.execute(
      old.db,
    )
    await sql`insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms)
      values (${project}, ${ben}, 2, 0, 1, 12000)`.execute(old.db)
    await old.close()
    const now = await openStorage(at)
    const opening = { project_id: project, person_id: ben, ticks: null, ticks_sha256: null }
    expect(await now.db.selectFrom("time_entry").selectAll().orderBy("id").execute()).toMatchObject([
      { ...opening, task_id: 1, slot_ms: null, credited_ms: 9_000, at_ms: 7 },
      { ...opening, task_id: null, slot_ms: 900_000, credited_ms: 11_000, at_ms: 900_000 },
      { ...opening, task_id: null, slot_ms: null, credited_ms: 12_000, at_ms: 900_000 },
    ])
    expect(await verifyStorage(now)).toEqual([])
    const beat = { publicId: "a", personId: ben, fence: 1, nowMs: NOW }
    await now.hot.heartbeat({ ...beat, credit: credits(2_000, [{ slotMs: 900_000, ms: 2_000 }]) })
    const keeping = keepSealed(now.chain, folder.path, () => NOW)
    await keeping.sealAll()
    expect(await verifyStorage(now)).toEqual([])
    await sql`update time_entry set credited_ms = credited_ms + 1 where task_id is null and slot_ms is null`.execute(
      now.db,
    )
    const said = (await verifyStorage(now)).join("\n")
    expect(said).toContain("person_counter")
    await now.close()
    await database?.drop()
    folder.remove()
  })
})
