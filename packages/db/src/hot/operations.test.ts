import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { invariants } from "../testing/invariants.ts"
import { addPeople, addProject, answer, answerTo, asks, boxAt, credits, LEASE_MS, NOW } from "../testing/seed.ts"
import type { LeaseRow, NextInput, SubmitInput } from "./operations.ts"

describe.each(engines)("hot operations on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let cleo = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0, cleo = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 3, 1)
  })

  const hot = () => opened.storage.hot
  const next = (person: number, change: Partial<NextInput> = {}) => hot().next(asks(project, person, change))
  const one = async (person: number, change: Partial<NextInput> = {}): Promise<LeaseRow> => {
    const lease = (await next(person, change))[0]
    if (!lease) throw new Error("nothing was left to lease")
    return lease
  }
  const submit = (lease: LeaseRow, change: Partial<SubmitInput> = {}) =>
    hot().submit(answerTo(lease, { nowMs: NOW + 1, ...change }))
  const skip = (lease: LeaseRow, change: { nowMs?: number; next?: SubmitInput["next"] } = {}) =>
    hot().skip({
      ...{ publicId: lease.publicId, personId: lease.personId, fence: lease.fence },
      ...{ reason: "too_hard", note: "", nowMs: NOW + 1, next: null, ...change },
    })
  const task = (id: number) =>
    opened.storage.db
      .selectFrom("task")
      .selectAll()
      .where("project_id", "=", project)
      .where("id", "=", id)
      .executeTakeFirstOrThrow()
  const status = (id: number) =>
    opened.storage.db
      .selectFrom("task_state")
      .selectAll()
      .where("project_id", "=", project)
      .where("task_id", "=", id)
      .executeTakeFirstOrThrow()
  const sound = async () => expect(await invariants(opened.storage.db, project)).toEqual([])

  describe("next", () => {
    test("gives tasks in the order of the queue, one person each", async () => {
      expect([(await one(ada)).taskId, (await one(ben)).taskId, (await one(cleo)).taskId]).toEqual([1, 2, 3])
      await sound()
    })

    test("gives the same lease again until it is sent or given back", async () => {
      const first = await one(ada)
      expect(await one(ada, { nowMs: NOW + 5 })).toEqual(first)
    })

    test("holds as many leases as wanted, and no more than there are", async () => {
      expect((await next(ada, { want: 2 })).map((lease) => lease.taskId)).toEqual([1, 2])
      expect((await next(ada, { want: 5 })).map((lease) => lease.taskId)).toEqual([1, 2, 3])
      await sound()
    })

    test("says nothing is left with an empty list", async () => {
      await next(ada, { want: 3 })
      expect(await next(ben)).toEqual([])
    })

    test("draws from the first tier that has something", async () => {
      await hot().setTier(project, [3], 2)
      expect((await one(ada, { tiers: [2, 1] })).taskId).toBe(3)
      expect((await one(ben, { tiers: [2, 1] })).taskId).toBe(1)
    })

    test("leaves out tiers that the person may not draw from", async () => {
      await hot().setTier(project, [1, 2, 3], 2)
      expect(await next(ada, { tiers: [1] })).toEqual([])
    })

    test("opens a lease for the project's time and counts it", async () => {
      const lease = await one(ada)
      expect(lease).toMatchObject({
        leasedAtMs: NOW,
        expiresAtMs: NOW + LEASE_MS,
        fence: 1,
        state: "leased",
        revision: 0,
      })
      const counter = await opened.storage.db
        .selectFrom("person_counter")
        .select("leased")
        .where("project_id", "=", project)
        .executeTakeFirstOrThrow()
      expect(counter.leased).toBe(1)
    })

    test("a lease that ran out is taken away on the way and its task goes to somebody else", async () => {
      const lease = await one(ada)
      const later = NOW + LEASE_MS
      expect((await one(ada, { nowMs: later })).taskId).toBe(2)
      expect((await one(ben, { nowMs: later })).taskId).toBe(3)
      expect((await one(cleo, { nowMs: later })).taskId).toBe(lease.taskId)
      await sound()
    })

    test("an unknown project is not found", async () => {
      await expect(hot().next(asks(999_999, ada))).rejects.toMatchObject({ code: "not_found" })
    })

    test("never gives a task twice to the same person, whatever happened to it", async () => {
      const overlapping = await addProject(opened.storage, ada, 3, 3)
      const seen = new Set<number>()
      for (let n = 0; n < 3; n++) {
        const [lease] = await hot().next(asks(overlapping, ada))
        if (!lease) throw new Error("nothing left")
        expect(seen.has(lease.taskId)).toBe(false)
        seen.add(lease.taskId)
        await submit(lease)
      }
      expect(await hot().next(asks(overlapping, ada))).toEqual([])
    })
  })

  test("a person who has met a long stretch of open tasks is led past it, look by look", async () => {
    const short = await engine.open({ maxScan: 5 })
    const [dora = 0] = await addPeople(short.storage, 1)
    const long = await addProject(short.storage, dora, 40, 3)
    for (let n = 0; n < 8; n++) {
      const leases = await short.storage.hot.next(asks(long, dora, { want: 5 }))
      for (const lease of leases) {
        if (lease.taskId < 38) await short.storage.hot.submit(answerTo(lease))
      }
    }
    await short.storage.hot.addTasks(long, [{ id: 41, assetId: 41, tier: 1, overlap: 1 }], NOW)
    const later = { nowMs: NOW + LEASE_MS, want: 1 }
    await short.storage.db.deleteFrom("queue_cursor").execute()
    expect((await short.storage.hot.next(asks(long, dora, later))).map((lease) => lease.taskId)).toEqual([41])
    await short.close()
  })

  describe("own skipped and expired tasks", () => {
    test("come back to their person only when nothing else is left", async () => {
      const first = await one(ada)
      await skip(first)
      for (const expected of [2, 3]) {
        const lease = await one(ada)
        expect(lease.taskId).toBe(expected)
        await submit(lease)
      }
      const back = await one(ada, { nowMs: NOW + 9 })
      expect(back).toMatchObject({ taskId: 1, publicId: first.publicId, fence: 2, state: "leased" })
      expect((await submit(back)).receipt.counted).toBe(true)
      expect(await next(ada)).toEqual([])
      await sound()
    })

    test("do not come back while somebody else has the task", async () => {
      await skip(await one(ada))
      await next(ben, { want: 3 })
      expect(await next(ada)).toEqual([])
    })

    test("do not come back from a tier that is now another person's", async () => {
      await skip(await one(ada))
      await hot().setTier(project, [1, 2, 3], 7)
      expect(await next(ada)).toEqual([])
    })

    test("a skipped task goes to somebody who had passed its place", async () => {
      const mine = await one(ada)
      await submit(await one(ben))
      await submit(await one(ben))
      expect(await next(ben)).toEqual([])
      await skip(mine)
      expect((await one(ben)).taskId).toBe(mine.taskId)
      await sound()
    })
  })

  describe("submit", () => {
    test("stores an answer, counts it, and asks for the consensus", async () => {
      const lease = await one(ada)
      const sent = answer()
      const { receipt } = await submit(lease, sent)
      expect(receipt).toEqual({
        ...{ submissionId: sent.submissionId, bodySha256: sent.bodySha256, revision: 1, counted: true },
        ...{ storedAtMs: NOW + 1, projectId: project, taskId: lease.taskId },
      })
      expect(await task(lease.taskId)).toMatchObject({ submitted: 1, open_slots: 0, is_open: 0 })
      expect(await status(lease.taskId)).toMatchObject({ dirty: 1, state: "waiting" })
      await sound()
    })

    test("tops up in the same call", async () => {
      const lease = await one(ada)
      const { leases } = await submit(lease, { next: asks(project, ada, { want: 2 }) })
      expect(leases.map((row) => row.taskId)).toEqual([2, 3])
    })

    test("the same answer sent again gives the first receipt, whatever happened since", async () => {
      const lease = await one(ada)
      const sent = answer()
      const { receipt } = await submit(lease, sent)
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 2 })
      expect((await submit(lease, { ...sent, nowMs: NOW + 86_400_000 })).receipt).toEqual(receipt)
      await sound()
    })

    test("three times at once is stored once", async () => {
      const lease = await one(ada)
      const sent = answer()
      const all = await Promise.all([submit(lease, sent), submit(lease, sent), submit(lease, sent)])
      expect(new Set(all.map(({ receipt }) => JSON.stringify(receipt))).size).toBe(1)
      await sound()
    })

    test("an answer replaces none that its page did not know of, of ten pages at once one is stored", async () => {
      const lease = await one(ada)
      const pages = Array.from({ length: 10 }, (_, n) => ({ ...answer(boxAt(n)), after: { revision: 0, ids: [] } }))
      const done = await Promise.allSettled(pages.map((page) => submit(lease, page)))
      const refusals = done.flatMap((one) =>
        one.status === "rejected" ? [(one.reason as { code?: unknown }).code] : [],
      )
      expect(refusals).toEqual(Array(9).fill("already_submitted"))
      const stored = pages[done.findIndex(({ status }) => status === "fulfilled")]
      const again = (ids: string[]) => submit(lease, { ...answer(), after: { revision: 0, ids } })
      await expect(again(["of nobody"])).rejects.toMatchObject({ code: "already_submitted", detail: { revision: 1 } })
      expect((await again([stored?.submissionId ?? ""])).receipt.revision).toBe(2)
      await sound()
    })

    test("the same id with another body is refused with the hash of the first", async () => {
      const lease = await one(ada)
      const sent = answer()
      await submit(lease, sent)
      const other = { ...answer(boxAt(1)), submissionId: sent.submissionId }
      await expect(submit(lease, other)).rejects.toMatchObject({
        code: "submission_differs",
        detail: { stored: sent.bodySha256 },
      })
    })

    test("the same id from another person is a conflict", async () => {
      const sent = answer()
      await submit(await one(ada), sent)
      await expect(submit(await one(ben), sent)).rejects.toMatchObject({ code: "conflict" })
    })

    test("a window that was taken over is told so, with the newer fence", async () => {
      const lease = await one(ada)
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW })
      await expect(submit(lease)).rejects.toMatchObject({ code: "taken_over", detail: { fence: 2 } })
      await sound()
    })

    test("somebody else's assignment is not found", async () => {
      const lease = await one(ada)
      await expect(submit({ ...lease, personId: ben })).rejects.toMatchObject({ code: "not_found" })
    })

    test("a late answer takes a free slot", async () => {
      const lease = await one(ada)
      await hot().endExpired(NOW + LEASE_MS, 100)
      expect((await submit(lease, { nowMs: NOW + LEASE_MS + 1 })).receipt.counted).toBe(true)
      expect(await task(lease.taskId)).toMatchObject({ submitted: 1, open_slots: 0, is_open: 0 })
      await sound()
    })

    test("a late answer without a free slot is kept as extra", async () => {
      const lease = await one(ada)
      await hot().endExpired(NOW + LEASE_MS, 100)
      await next(ben, { want: 3, nowMs: NOW + LEASE_MS })
      expect((await submit(lease, { nowMs: NOW + LEASE_MS + 1 })).receipt.counted).toBe(false)
      expect(await task(lease.taskId)).toMatchObject({ submitted: 0, open_slots: 0 })
      expect(await status(lease.taskId)).toMatchObject({ state: "waiting", dirty: 0 })
      await sound()
    })

    test("answers in hand all count when the overlap is lowered meanwhile", async () => {
      const shared = await addProject(opened.storage, ada, 1, 3)
      const leases = (await Promise.all([ada, ben, cleo].map((person) => hot().next(asks(shared, person))))).flat()
      expect(leases).toHaveLength(3)
      await hot().setOverlap(shared, [1], 1)
      for (const lease of leases) expect((await submit(lease)).receipt.counted).toBe(true)
      expect(await invariants(opened.storage.db, shared)).toEqual([])
    })

    test("a revision is a new row and keeps its counting", async () => {
      const lease = await one(ada)
      await submit(lease)
      const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 5 })
      expect(again).toMatchObject({ fence: 2, revision: 1 })
      const { receipt } = await submit(again, answer(boxAt(2)))
      expect(receipt).toMatchObject({ revision: 2, counted: true })
      expect(await task(lease.taskId)).toMatchObject({ submitted: 1, open_slots: 0 })
      const rows = await opened.storage.db
        .selectFrom("submission")
        .select("revision")
        .where("project_id", "=", project)
        .orderBy("revision")
        .execute()
      expect(rows.map((row) => row.revision)).toEqual([1, 2])
      await sound()
    })

    test("a revision of an extra answer stays extra", async () => {
      const lease = await one(ada)
      await hot().endExpired(NOW + LEASE_MS, 100)
      await next(ben, { want: 3, nowMs: NOW + LEASE_MS })
      await submit(lease)
      await hot().setOverlap(project, [lease.taskId], 2)
      const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + LEASE_MS + 5 })
      expect((await submit(again)).receipt).toMatchObject({ revision: 2, counted: false })
      await sound()
    })

    test("clears the draft and counts the task in its quarter of an hour", async () => {
      const lease = await one(ada)
      const draft = { publicId: lease.publicId, personId: ada, fence: 1, revision: 1, body: "{}", nowMs: NOW }
      await hot().saveDraft(draft)
      await submit(lease)
      const drafts = await opened.storage.db
        .selectFrom("draft")
        .select("revision")
        .where("project_id", "=", project)
        .execute()
      expect(drafts).toEqual([])
      const hours = await opened.storage.db
        .selectFrom("active_time")
        .select(["slot_ms", "tasks", "active_ms"])
        .where("project_id", "=", project)
        .execute()
      expect(hours).toEqual([{ slot_ms: NOW + 1 - ((NOW + 1) % 900_000), tasks: 1, active_ms: 0 }])
    })
  })

  describe("skip", () => {
    test("opens the slot again, keeps the reason, and tops up", async () => {
      const lease = await one(ada)
      const leases = await skip(lease, { next: asks(project, ada) })
      expect(leases.map((row) => row.taskId)).toEqual([2])
      expect(await task(1)).toMatchObject({ open_slots: 1, is_open: 1, seq: 4 })
      await sound()
    })

    test("twice counts once", async () => {
      const lease = await one(ada)
      await skip(lease)
      await skip(lease)
      const counter = await opened.storage.db
        .selectFrom("person_counter")
        .select("skipped")
        .where("project_id", "=", project)
        .executeTakeFirstOrThrow()
      expect(counter.skipped).toBe(1)
      await sound()
    })

    test("a submitted answer cannot be skipped; a revision in hand falls back to it", async () => {
      const lease = await one(ada)
      await submit(lease)
      await expect(skip(lease)).rejects.toMatchObject({ code: "already_submitted" })
      await skip(await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW }))
      const row = await opened.storage.db
        .selectFrom("assignment")
        .select(["state", "counted"])
        .where("public_id", "=", lease.publicId)
        .executeTakeFirstOrThrow()
      expect(row).toEqual({ state: ASSIGNMENT_STATE.submitted, counted: 1 })
      await sound()
    })
  })

  describe("taking up again", () => {
    test("raises the fence and the deadline of a live lease", async () => {
      const lease = await one(ada)
      const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 60_000 })
      expect(again).toMatchObject({ fence: 2, expiresAtMs: NOW + 60_000 + LEASE_MS, publicId: lease.publicId })
      await sound()
    })

    test("a skipped one takes a slot when one is free", async () => {
      const lease = await one(ada)
      await skip(lease)
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 2 })
      expect(await task(lease.taskId)).toMatchObject({ open_slots: 0, is_open: 0 })
      await sound()
    })

    test("a skipped one without a free slot is opened all the same, and its answer is extra", async () => {
      const lease = await one(ada)
      await skip(lease)
      await next(ben, { want: 3 })
      const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 2 })
      expect(again).toMatchObject({ state: "leased", fence: 2 })
      await sound()
      expect((await submit(again)).receipt.counted).toBe(false)
      await sound()
    })

    test("an extra one that runs out gives back no slot that it never had", async () => {
      const lease = await one(ada)
      await skip(lease)
      await next(ben, { want: 3 })
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 2 })
      await hot().endExpired(NOW + LEASE_MS + 2, 100)
      await sound()
    })

    test("a revision that runs out falls back to the answer that was sent", async () => {
      const lease = await one(ada)
      await submit(lease)
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW })
      expect(await hot().endExpired(NOW + LEASE_MS, 100)).toBe(1)
      const row = await opened.storage.db
        .selectFrom("assignment")
        .select("state")
        .where("public_id", "=", lease.publicId)
        .executeTakeFirstOrThrow()
      expect(row.state).toBe(ASSIGNMENT_STATE.submitted)
      await sound()
    })
  })

  describe("drafts and time", () => {
    const draft = (lease: LeaseRow, revision: number) => ({
      ...{ publicId: lease.publicId, personId: lease.personId, fence: lease.fence, revision },
      ...{ body: `{"n":${revision}}`, nowMs: NOW + revision },
    })

    test("a draft with a higher revision replaces the one before", async () => {
      const lease = await one(ada)
      expect(await hot().saveDraft(draft(lease, 1))).toEqual({ revision: 1, savedAtMs: NOW + 1 })
      expect(await hot().saveDraft(draft(lease, 4))).toEqual({ revision: 4, savedAtMs: NOW + 4 })
      await expect(hot().saveDraft(draft(lease, 4))).rejects.toMatchObject({
        code: "draft_is_older",
        detail: { revision: 4 },
      })
    })

    test("a draft of a lease that ran out is kept all the same", async () => {
      const lease = await one(ada)
      await hot().endExpired(NOW + LEASE_MS, 100)
      expect(await hot().saveDraft(draft(lease, 1))).toMatchObject({ revision: 1 })
    })

    test("a draft of a window that was taken over is refused", async () => {
      const lease = await one(ada)
      await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW })
      await expect(hot().saveDraft(draft(lease, 1))).rejects.toMatchObject({ code: "taken_over" })
    })

    test("a draft that arrives after its answer was sent is refused, and a revision begins with what was sent", async () => {
      const lease = await one(ada)
      await submit(lease)
      await expect(hot().saveDraft(draft(lease, 9))).rejects.toMatchObject({ code: "already_submitted" })
      const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW })
      expect(again.start.draftRevision).toBe(0)
      expect(await hot().saveDraft({ ...draft(lease, 1), fence: again.fence })).toMatchObject({ revision: 1 })
    })

    test("a heartbeat credits time and renews every lease in hand", async () => {
      const [first, second] = await next(ada, { want: 2 })
      if (!first || !second) throw new Error("two leases were wanted")
      const beat = {
        ...{ publicId: first.publicId, personId: ada, fence: 1, nowMs: NOW + 10_000 },
        credit: credits(9_000, [{ slotMs: 1_700_000_100_000, ms: 9_000 }], '{"a":1}'),
      }
      expect(await hot().heartbeat(beat)).toEqual({ activeMs: 9_000, leaseUntilMs: NOW + 10_000 + LEASE_MS })
      expect(await hot().heartbeat({ ...beat, nowMs: NOW + 20_000 })).toMatchObject({ activeMs: 18_000 })
      const rows = await opened.storage.db
        .selectFrom("assignment")
        .select(["expires_at_ms", "active_ms"])
        .where("project_id", "=", project)
        .orderBy("task_id")
        .execute()
      expect(rows).toEqual([
        { expires_at_ms: NOW + 20_000 + LEASE_MS, active_ms: 18_000 },
        { expires_at_ms: NOW + 20_000 + LEASE_MS, active_ms: 0 },
      ])
      const hours = await opened.storage.db
        .selectFrom("active_time")
        .select("active_ms")
        .where("project_id", "=", project)
        .execute()
      expect(hours).toEqual([{ active_ms: 18_000 }])
    })
  })

  describe("what owners do", () => {
    test("raising the overlap opens closed tasks at a fresh place, ahead of every cursor", async () => {
      await submit(await one(ada))
      await submit(await one(ada))
      await hot().setOverlap(project, [1, 2, 3], 2)
      const order: number[] = []
      for (let n = 0; n < 3; n++) {
        const lease = await one(ben)
        order.push(lease.taskId)
        await submit(lease)
      }
      expect(order).toEqual([3, 1, 2])
      await sound()
    })

    test("a task without wanted answers starts closed", async () => {
      await hot().addTasks(project, [{ id: 9, assetId: 9, tier: 1, overlap: 0 }], NOW)
      expect(await task(9)).toMatchObject({ is_open: 0, open_slots: 0 })
      await hot().setOverlap(project, [9], 1)
      expect(await task(9)).toMatchObject({ is_open: 1, open_slots: 1 })
    })

    test("an excluded task is given to nobody; leases in hand finish; included again it opens", async () => {
      const lease = await one(ada)
      await hot().setExcluded(project, [1, 2], true, NOW + 1)
      expect((await one(ben)).taskId).toBe(3)
      expect((await submit(lease)).receipt.counted).toBe(true)
      expect(await status(1)).toMatchObject({ state: "excluded", dirty: 1 })
      await hot().setExcluded(project, [1, 2], false, NOW + 2)
      expect(await status(1)).toMatchObject({ state: "waiting", dirty: 1 })
      expect(await status(2)).toMatchObject({ state: "open", dirty: 0 })
      expect((await one(cleo)).taskId).toBe(2)
      await sound()
    })

    test("a lease given back on an excluded task leaves it closed", async () => {
      const lease = await one(ada)
      await hot().setExcluded(project, [1], true, NOW)
      await skip(lease)
      expect(await task(1)).toMatchObject({ is_open: 0, open_slots: 1 })
      await sound()
    })

    test("reopen asks for one more answer, once", async () => {
      await submit(await one(ada))
      await hot().reopen(project, [1], NOW + 5)
      await hot().reopen(project, [1], NOW + 6)
      expect(await task(1)).toMatchObject({ overlap: 2, open_slots: 1, is_open: 1 })
      await sound()
    })

    test("places are taken in the order given", async () => {
      await hot().setTier(project, [3, 1, 2], 1)
      const order = [(await one(ada)).taskId, (await one(ben)).taskId, (await one(cleo)).taskId]
      expect(order).toEqual([3, 1, 2])
    })

    test("unknown tasks are not found, and nothing is changed", async () => {
      await expect(hot().setOverlap(project, [1, 777], 5)).rejects.toMatchObject({ code: "not_found" })
      expect(await task(1)).toMatchObject({ overlap: 1 })
    })

    test("sweeping ends leases past their deadline, a bounded number at once", async () => {
      await hot().endExpired(NOW + 86_400_000, 10_000)
      await next(ada, { want: 3 })
      expect(await hot().endExpired(NOW + LEASE_MS - 1, 100)).toBe(0)
      expect(await hot().endExpired(NOW + LEASE_MS, 2)).toBe(2)
      expect(await hot().endExpired(NOW + LEASE_MS, 2)).toBe(1)
      await sound()
    })
  })

  describe("many at once", () => {
    test("one task left and 32 people: exactly one lease", async () => {
      const crowd = await addPeople(opened.storage, 32)
      for (let round = 0; round < 3; round++) {
        const last = await addProject(opened.storage, ada, 1, 1)
        const given = await Promise.all(crowd.map((person) => hot().next(asks(last, person))))
        expect(given.flat()).toHaveLength(1)
        expect(await invariants(opened.storage.db, last)).toEqual([])
      }
    })

    test("as many people as slots: everybody gets one", async () => {
      const crowd = await addPeople(opened.storage, 24)
      const shared = await addProject(opened.storage, ada, 8, 3)
      const given = await Promise.all(crowd.map((person) => hot().next(asks(shared, person))))
      expect(given.flat()).toHaveLength(24)
      expect(await invariants(opened.storage.db, shared)).toEqual([])
    })

    test("one person in four windows holds one lease", async () => {
      const calls = await Promise.all([1, 2, 3, 4].map(() => next(ada, { freshIds: [randomUUID()] })))
      expect(new Set(calls.flat().map((lease) => lease.publicId)).size).toBe(1)
      await sound()
    })
  })
})
