import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { invariants } from "../testing/invariants.ts"
import { addPeople, addProject, answerTo, asks, credits, LEASE_MS, NOW } from "../testing/seed.ts"
import { watched, watchSlots } from "../testing/watch.ts"
import type { LeaseRow } from "./operations.ts"

/** What two callers may do to each other; the database counts holders at every slot taken (I3). */
describe.each(engines)("at the same moment on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  beforeAll(async () => {
    opened = await engine.open()
    await watchSlots(opened.storage)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    people = await addPeople(opened.storage, 12)
  })
  const hot = () => opened.storage.hot
  const owner = () => people[0] ?? 0
  const sound = async (project: number) => {
    expect(await invariants(opened.storage.db, project)).toEqual([])
    expect(await watched(opened.storage)).toEqual([])
  }
  const send = (lease: LeaseRow, change: { nowMs?: number } = {}) => hot().submit(answerTo(lease, change))
  const leaseAll = async (project: number) =>
    (await Promise.all(people.map((person) => hot().next(asks(project, person))))).flat()
  const codeOf = (result: PromiseSettledResult<unknown>) =>
    result.status === "fulfilled" ? "done" : result.reason.code

  test("late answers of everybody: as many count as there are slots, the rest is kept as extra", async () => {
    const project = await addProject(opened.storage, owner(), 1, 12)
    const leases = await leaseAll(project)
    await hot().endExpired(NOW + LEASE_MS, 100)
    await hot().setOverlap(project, [1], 3)
    const answers = await Promise.all(leases.map((lease) => send(lease, { nowMs: NOW + LEASE_MS + 1 })))
    expect(answers.filter(({ receipt }) => receipt.counted)).toHaveLength(3)
    expect(await opened.storage.db.selectFrom("submission").select("public_id").execute()).toHaveLength(12)
    await sound(project)
  })

  test("an answer and the sweep: the answer is kept, and the slot is never given twice", async () => {
    for (let round = 0; round < 8; round++) {
      const project = await addProject(opened.storage, owner(), 4, 1)
      const leases = (await leaseAll(project)).slice(0, 4)
      const holders = new Set(leases.map((lease) => lease.personId))
      const late = NOW + LEASE_MS + 1
      await Promise.all([
        hot().endExpired(late, 100),
        ...leases.map((lease) => send(lease, { nowMs: late })),
        ...people
          .filter((person) => !holders.has(person))
          .map((person) => hot().next(asks(project, person, { nowMs: late }))),
      ])
      const sent = await opened.storage.db
        .selectFrom("submission")
        .select("public_id")
        .where("project_id", "=", project)
        .execute()
      expect(sent).toHaveLength(4)
      await sound(project)
    }
  })

  test("taking up from two windows: each gets a fence of its own, and only the newest may send", async () => {
    const project = await addProject(opened.storage, owner(), 1, 1)
    const [lease] = await hot().next(asks(project, owner()))
    if (!lease) throw new Error("nothing to lease")
    const again = await Promise.all(
      [1, 2, 3].map(() => hot().takeUp({ publicId: lease.publicId, personId: owner(), nowMs: NOW })),
    )
    expect(again.map((one) => one.fence).sort()).toEqual([2, 3, 4])
    const sends = await Promise.allSettled(again.map((one) => send(one)))
    expect(sends.map(codeOf).sort()).toEqual(["done", "taken_over", "taken_over"])
    await sound(project)
  })

  test("a skip and an answer of one lease: one of them comes first, and nothing is lost", async () => {
    for (let round = 0; round < 6; round++) {
      const project = await addProject(opened.storage, owner(), 1, 1)
      const [lease] = await hot().next(asks(project, owner()))
      if (!lease) throw new Error("nothing to lease")
      const { publicId, personId, fence } = lease
      const skip = { publicId, personId, fence, reason: "other", note: "", nowMs: NOW, next: null }
      const [sent, skipped] = await Promise.allSettled([send(lease), hot().skip(skip)])
      expect(sent?.status).toBe("fulfilled")
      expect(["done", "already_submitted"]).toContain(skipped && codeOf(skipped))
      const task = await opened.storage.db
        .selectFrom("task")
        .select(["submitted", "open_slots"])
        .where("project_id", "=", project)
        .executeTakeFirstOrThrow()
      expect(task).toEqual({ submitted: 1, open_slots: 0 })
      await sound(project)
    }
  })

  test("drafts from two windows: the higher revision stays", async () => {
    const project = await addProject(opened.storage, owner(), 1, 1)
    const [lease] = await hot().next(asks(project, owner()))
    if (!lease) throw new Error("nothing to lease")
    const { publicId, personId, fence } = lease
    await Promise.allSettled(
      [3, 1, 4, 2, 5].map((revision) =>
        hot().saveDraft({ publicId, personId, fence, revision, body: `{"n":${revision}}`, nowMs: NOW }),
      ),
    )
    const draft = await opened.storage.db.selectFrom("draft").select(["revision", "body"]).executeTakeFirstOrThrow()
    expect(draft).toEqual({ revision: 5, body: '{"n":5}' })
  })

  test("heartbeats from two tabs: every credited millisecond is kept once", async () => {
    const project = await addProject(opened.storage, owner(), 2, 1)
    const leases = await hot().next(asks(project, owner(), { want: 2 }))
    const beats = Array.from({ length: 20 }, (_, n) => {
      const lease = leases[n % 2]
      if (!lease) throw new Error("two leases were wanted")
      const { publicId, personId, fence } = lease
      const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 100 }]
      return hot().heartbeat({ publicId, personId, fence, credit: credits(100, slots), nowMs: NOW + n })
    })
    await Promise.all(beats)
    const { db } = opened.storage
    const assignments = await db.selectFrom("assignment").select("active_ms").execute()
    expect(assignments.map((assignment) => assignment.active_ms)).toEqual([1_000, 1_000])
    expect((await db.selectFrom("active_time").select("active_ms").executeTakeFirst())?.active_ms).toBe(2_000)
    expect((await db.selectFrom("person_counter").select("active_ms").executeTakeFirst())?.active_ms).toBe(2_000)
  })

  test("an owner lowering and raising while everybody asks: nobody gets a slot that is not there", async () => {
    const project = await addProject(opened.storage, owner(), 3, 2)
    const changes = [0, 4, 1, 3, 2].map((overlap) => hot().setOverlap(project, [1, 2, 3], overlap))
    await Promise.all([...changes, ...people.map((person) => hot().next(asks(project, person, { want: 2 })))])
    await sound(project)
  })

  test("an owner excluding a task while it is asked for: whoever has it may finish, and nobody else gets it", async () => {
    const project = await addProject(opened.storage, owner(), 2, 2)
    const [leases] = await Promise.all([leaseAll(project), hot().setExcluded(project, [1], true, NOW)])
    for (const lease of leases) await send(lease)
    const later = await leaseAll(project)
    expect(later.filter((lease) => lease.taskId === 1)).toEqual([])
    await sound(project)
  })

  test("pictures that come in while people work are found by everybody who had come to the end", async () => {
    const project = await addProject(opened.storage, owner(), 1, 12)
    for (const lease of await leaseAll(project)) await send(lease)
    const adding = Array.from({ length: 12 }, (_, n) =>
      hot().addTasks(project, [{ id: 10 + n, assetId: 10 + n, tier: 1, overlap: 1 }], NOW),
    )
    const [first] = await Promise.all([leaseAll(project), ...adding])
    const second = await leaseAll(project)
    const held = new Set([...first, ...second].map((lease) => `${lease.personId}/${lease.taskId}`))
    expect(held.size).toBe(12)
    expect(new Set([...first, ...second].map((lease) => lease.taskId)).size).toBe(12)
    await sound(project)
  })
})
