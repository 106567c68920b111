import { createHash, randomUUID } from "node:crypto"
import { isGoldLease } from "@justesse/work/goldDraw"
import { seedOf } from "@justesse/work/testing/seedOf"
import { sql } from "kysely"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { countGoldInUse, handOnAnswers, setGoldRate } from "../gold/draw.ts"
import { listDirtyGold, putGold, setGoldState } from "../gold/index.ts"
import { keepFinal } from "../index.ts"
import { verifyStorage } from "../operate/verify.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { invariants } from "../testing/invariants.ts"
import { addPeople, addProject, answerTo, asks, LEASE_MS, NOW } from "../testing/seed.ts"
import type { LeaseRow, NextInput } from "./operations.ts"

const BODY = '{"nothingHere":true,"regions":[]}'
const EMPTY = { regions: [], nothingHere: true }
const hash = createHash("sha256").update(BODY).digest("hex")

describe.each(engines)("gold in the hot operations on $name", (engine) => {
  let opened: TestStorage | undefined
  let project = 0
  let people: number[] = []
  beforeEach(async () => {
    if (opened) await opened.wipe()
    else opened = await engine.open()
    people = await addPeople(opened.storage, 12)
    project = await addProject(opened.storage, people[0] ?? 0, 20, 1)
  })
  afterAll(() => opened?.close())
  const storage = () => opened?.storage ?? expect.fail("not open")
  const person = (n: number) => people[n] ?? 0

  async function makeGold(ids: readonly number[], state: "active" | "try_out" = "active"): Promise<void> {
    const { db, hot } = storage()
    await hot.setOverlap(project, ids, 0)
    for (const taskId of ids) {
      const final = {
        by: "gold" as const,
        atMs: NOW,
        answer: EMPTY,
        answerSha256: hash,
        provenance: [],
        agreement: null,
      }
      await keepFinal(db, { projectId: project, taskId }, final)
    }
    const rows = ids.map((taskId) => ({ taskId, state, source: "hand" as const, answer: BODY, answerSha256: hash }))
    await putGold(db, project, rows, { personId: null, nowMs: NOW })
  }
  const wants = (change: Partial<NextInput> = {}) => ({ gold: { seed: 7, seedOf, mixed: true, tryOut: 0 }, ...change })
  const rateOf = (who: number, rate: number) => setGoldRate(storage().db, project, who, rate)
  const next = (who: number, change: Partial<NextInput> = {}) => storage().hot.next(asks(project, who, wants(change)))
  const task = async (id: number) =>
    storage()
      .db.selectFrom("task")
      .select(["overlap", "open_slots", "is_open", "submitted"])
      .where("project_id", "=", project)
      .where("id", "=", id)
      .executeTakeFirstOrThrow()
  const submit = (lease: LeaseRow, change: Partial<Parameters<ReturnType<typeof storage>["hot"]["submit"]>[0]> = {}) =>
    storage().hot.submit(answerTo(lease, change))
  const sound = async () => {
    expect(await invariants(storage().db, project)).toEqual([])
    expect(await verifyStorage(storage())).toEqual([])
  }

  test("a gold turn makes the place that it takes, and takes it away again", async () => {
    await makeGold([5])
    await rateOf(person(0), 1)
    const [lease] = await next(person(0))
    expect(lease).toMatchObject({ taskId: 5, source: "gold" })
    expect(await task(5)).toEqual({ overlap: 1, open_slots: 0, is_open: 0, submitted: 0 })
    await sound()
    await storage().hot.endExpired(NOW + LEASE_MS, 10)
    expect(await task(5)).toEqual({ overlap: 0, open_slots: 0, is_open: 0, submitted: 0 })
    await sound()
    const again = await storage().hot.takeUp({ publicId: lease?.publicId ?? "", personId: person(0), nowMs: NOW })
    expect(again).toMatchObject({ taskId: 5, fence: 2, source: "gold" })
    expect(await task(5)).toMatchObject({ overlap: 1, open_slots: 0 })
    const { receipt } = await submit(again)
    expect(receipt.counted).toBe(true)
    expect(await task(5)).toEqual({ overlap: 1, open_slots: 0, is_open: 0, submitted: 1 })
    await sound()
  })

  test("a late answer to gold counts, as it finds a place", async () => {
    await makeGold([5])
    await rateOf(person(0), 1)
    const [lease] = await next(person(0))
    await storage().hot.endExpired(NOW + LEASE_MS, 10)
    const { receipt } = await submit(lease ?? expect.fail("no lease"))
    expect(receipt.counted).toBe(true)
    expect(await task(5)).toMatchObject({ overlap: 1, submitted: 1 })
    await sound()
  })

  test("any number of people may hold it, nobody twice, each in an order of their own", async () => {
    const ids = [1, 2, 3, 4, 5, 6]
    await makeGold(ids)
    const orders: string[] = []
    for (let n = 0; n < 6; n++) {
      await rateOf(person(n), 1)
      const met: number[] = []
      for (let assignment = 0; assignment < 8; assignment++) {
        const [lease] = await next(person(n))
        if (lease) await submit(lease)
        if (lease?.source === "gold") met.push(lease.taskId)
      }
      expect([...met].sort()).toEqual(ids)
      orders.push(met.join())
    }
    expect(new Set(orders).size).toBeGreaterThan(3)
    await sound()
  })

  test("gold comes only while an ordinary task could be drawn", async () => {
    await makeGold([1, 2, 3])
    await rateOf(person(0), 1)
    await storage().hot.setExcluded(
      project,
      Array.from({ length: 17 }, (_, n) => n + 4),
      true,
      NOW,
    )
    expect(await next(person(0))).toEqual([])
  })

  test("gold of a tier that is not for this person is not drawn", async () => {
    await makeGold([1])
    await rateOf(person(0), 1)
    await storage().hot.setTier(project, [1], 9)
    expect(await next(person(0))).toMatchObject([{ source: "queue" }])
  })

  test("where people begin with proposals, gold is drawn only when it begins with some", async () => {
    await makeGold([1, 2])
    await rateOf(person(0), 1)
    await rateOf(person(1), 1)
    const { db } = storage()
    const about = { project_id: project, id: 1, name: "model", format: "coco", error: null, pictures: 2 }
    const set = { ...about, state: "ready" as const }
    const none = { unmatched: 0, regions: 0, suspects: 0, scores: null, scored_at_ms: null, made_by: person(0) }
    await db
      .insertInto("prediction_set")
      .values({ ...set, ...none, made_at_ms: NOW, proposes: 1 })
      .execute()
    const found = (task: number) => ({ project_id: project, set_id: 1, task_id: task, body: "[]", doubt_ppm: 0 })
    await db
      .insertInto("prediction")
      .values([found(2), found(5)])
      .execute()
    const drawable = () => countGoldInUse(db, project)
    expect(await drawable()).toEqual({ all: 2, drawn: 1 })
    const drawn = async (who: number) => (await next(who))[0]
    expect(await drawn(person(0))).toMatchObject({ taskId: 2, source: "gold" })
    // Chosen by hand to begin with nothing: then it would be told by that.
    await db.insertInto("proposal").values({ project_id: project, task_id: 2, set_id: 0 }).execute()
    expect(await drawn(person(1))).toMatchObject({ source: "queue" })
    expect(await drawable()).toEqual({ all: 2, drawn: 0 })
    // Where nothing proposes any more, all gold is drawn again.
    await db.updateTable("prediction_set").set({ proposes: 0 }).where("project_id", "=", project).execute()
    await rateOf(person(2), 1)
    expect(await drawable()).toEqual({ all: 2, drawn: 2 })
    expect(await drawn(person(2))).toMatchObject({ source: "gold" })
    await db.deleteFrom("prediction").where("project_id", "=", project).execute()
    await db.deleteFrom("prediction_set").where("project_id", "=", project).execute()
    await db.deleteFrom("proposal").where("project_id", "=", project).execute()
  })

  test("several leases in one call are gold and ordinary as the lots fall, in the order drawn", async () => {
    await makeGold([1, 2, 3, 4])
    await rateOf(person(0), 0.5)
    const freshIds = Array.from({ length: 5 }, () => randomUUID())
    const shares = (key: number) => freshIds.filter((id) => isGoldLease(seedOf(id, key), 500_000)).length
    const keys = Array.from({ length: 200 }, (_, n) => n)
    const key = keys.find((one) => shares(one) === 2) ?? expect.fail("no such key")
    const gold = { seed: 7, seedOf: (id: string) => seedOf(id, key), mixed: true, tryOut: 0 }
    const leases = await next(person(0), { want: 5, freshIds, gold })
    expect(leases).toHaveLength(5)
    expect(leases.map((lease) => lease.leasedAtMs)).toEqual([0, 1, 2, 3, 4].map((n) => NOW + n))
    expect(leases.filter((lease) => lease.source === "gold")).toHaveLength(2)
    const counter = await storage()
      .db.selectFrom("person_counter")
      .select("leased")
      .where("project_id", "=", project)
      .executeTakeFirstOrThrow()
    expect(counter.leased).toBe(5)
    await sound()
  })

  test("try-outs come first and alone, and end when they are sent", async () => {
    await makeGold([1, 2], "try_out")
    const tries = { gold: { seed: 7, seedOf, mixed: true, tryOut: 5 } }
    const both = await next(person(0), { ...tries, want: 3 })
    expect(both.map(({ taskId, source }) => [taskId, source])).toEqual([
      [1, "training"],
      [2, "training"],
    ])
    const rest = { ...asks(project, person(0), { ...tries, want: 3 }) }
    const [first, second] = both
    const after = await submit(first ?? expect.fail("none"), { next: rest })
    expect(after.leases.map(({ taskId }) => taskId)).toEqual([2])
    const done = await submit(second ?? expect.fail("none"), { next: rest })
    expect(done.leases.map(({ source }) => source)).toEqual(["queue", "queue", "queue"])
    await sound()
  })

  test("a try-out that was given back comes again; taken out of the set it does not", async () => {
    await makeGold([1], "try_out")
    const tries = { gold: { seed: 7, seedOf, mixed: true, tryOut: 1 } }
    const [lease] = await next(person(0), tries)
    const { publicId, fence } = lease ?? expect.fail("none")
    const skip = { publicId, personId: person(0), fence, reason: "unclear", note: "", nowMs: NOW }
    const back = await storage().hot.skip({ ...skip, next: asks(project, person(0), tries) })
    expect(back).toMatchObject([{ publicId, fence: 2 }])
    await setGoldState(storage().db, project, [1], "retired", NOW)
    const gone = await storage().hot.skip({ ...skip, fence: 2, next: asks(project, person(0), tries) })
    expect(gone).toMatchObject([{ source: "queue" }])
    await sound()
  })

  test.each([
    {
      name: "gold that is in the queue",
      breakIt: (id: number) =>
        sql`update task set overlap = overlap + 1, open_slots = 1, is_open = 1 where project_id = ${id} and id = 5`,
      says: "is in the queue",
    },
    {
      name: "gold whose task keeps another answer",
      breakIt: (id: number) => sql`update gold set answer_sha256 = 'x' where project_id = ${id} and task_id = 5`,
      says: "keeps another answer",
    },
    {
      name: "gold that counts answers nobody gave",
      breakIt: (id: number) => sql`update gold set asked = 3 where project_id = ${id} and task_id = 5`,
      says: "counts 3 answers",
    },
    {
      name: "gold beyond the end of the walk",
      breakIt: (id: number) => sql`update gold set place = 99 where project_id = ${id} and task_id = 5`,
      says: "beyond the end",
    },
  ])("verify finds $name", async ({ breakIt, says }) => {
    await makeGold([5])
    expect(await verifyStorage(storage())).toEqual([])
    await breakIt(project).execute(storage().db)
    expect((await verifyStorage(storage())).join("\n")).toContain(says)
  })

  test("many people at once never meet a breach", async () => {
    await makeGold([1, 2, 3])
    for (const who of people) await rateOf(who, 0.6)
    const ordinary = Array.from({ length: 17 }, (_, n) => n + 4)
    await storage().hot.setOverlap(project, ordinary, people.length)
    await Promise.all(
      people.map(async (who) => {
        for (let assignment = 0; assignment < 6; assignment++) {
          const leases = await next(who, { want: 2, freshIds: [randomUUID(), randomUUID()] })
          for (const lease of leases) await submit(lease)
        }
      }),
    )
    await sound()
    const met = await storage()
      .db.selectFrom("assignment")
      .select(["drawn"])
      .where("project_id", "=", project)
      .where("drawn", "=", SOURCE.gold)
      .execute()
    expect(met.length).toBeGreaterThan(12)
  })

  test("it is looked at as often as an ordinary task; answers between are only compared, at a moment of their own", async () => {
    await makeGold([5])
    const marks: unknown[] = []
    const mark = () =>
      storage()
        .db.selectFrom("task_state")
        .select("dirty")
        .where("project_id", "=", project)
        .where("task_id", "=", 5)
        .executeTakeFirstOrThrow()
    const compared = () => listDirtyGold(storage().db, 10)
    for (let n = 0; n < 4; n++) {
      await rateOf(person(n), 1)
      const [lease] = await next(person(n))
      await submit(lease ?? expect.fail("no lease"), { wanted: () => 3 })
      marks.push((await mark()).dirty)
      if (n === 1) {
        expect(await compared()).toEqual([])
        expect(await handOnAnswers(storage().db, 10)).toBe(1)
        expect([(await mark()).dirty, await compared()]).toEqual([0, [{ projectId: project, taskId: 5 }]])
      }
    }
    // The third is looked at; the mark stays until that is done, whatever comes meanwhile.
    expect(marks).toEqual([2, 2, 1, 1])
    await setGoldState(storage().db, project, [5], "retired", NOW)
    await storage().db.updateTable("task_state").set({ dirty: 2 }).where("task_id", "=", 5).execute()
    expect(await handOnAnswers(storage().db, 10)).toBe(1)
    expect((await mark()).dirty).toBe(1)
  })
})
