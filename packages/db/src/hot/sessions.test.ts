import { IDLE_MS } from "@justesse/work/pay/session"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { verifyStorage } from "../operate/verify.ts"
import { SESSION_END } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, credits, LEASE_MS, NOW } from "../testing/seed.ts"
import { listOpenSessions } from "../work/sessions.ts"
import type { LeaseRow, NextInput } from "./operations.ts"

const QUARTER = 900_000

describe.each(engines)("work sessions on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0
  const db = () => opened.storage.db
  const hot = () => opened.storage.hot
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 12, 2)
  })

  const next = (person: number, change: Partial<NextInput> = {}) => hot().next(asks(project, person, change))
  async function one(person: number, change: Partial<NextInput> = {}): Promise<LeaseRow> {
    return (await next(person, change))[0] ?? expect.fail("nothing was left to lease")
  }
  const sessions = () => db().selectFrom("work_session").selectAll().orderBy("id").execute()
  const sessionOf = async ({ publicId }: LeaseRow) =>
    (
      await db()
        .selectFrom("assignment")
        .select("session_id")
        .where("public_id", "=", publicId)
        .executeTakeFirstOrThrow()
    ).session_id
  const beat = (lease: LeaseRow, ms: number, nowMs = NOW) =>
    hot().heartbeat({ ...lease, nowMs, credit: credits(ms, [{ slotMs: NOW - (NOW % QUARTER), ms }]) })

  test("are opened by the first lease and hold the time of their leases", async () => {
    const lease = await one(ben, { want: 2, utcOffsetMinutes: 60 })
    await beat(lease, 20_000)
    const sent = await hot().submit(answerTo(lease, { nowMs: NOW + 5, next: asks(project, ben, { want: 2 }) }))
    expect(await Promise.all([lease, ...sent.leases].map(sessionOf))).toEqual(Array(3).fill(await sessionOf(lease)))
    const midnight = Math.floor((NOW + 3_600_000) / 86_400_000) * 86_400_000 + 86_400_000 - 3_600_000
    expect(await sessions()).toMatchObject([
      {
        ...{ project_id: project, person_id: ben, opened_at_ms: NOW, midnight_ms: midnight, last_at_ms: NOW + 5 },
        ...{ active_ms: 20_000, unleased_ms: 0, closed_at_ms: null, closed_why: null },
      },
    ])
    const entries = await db().selectFrom("time_entry").select(["kind", "session_id"]).execute()
    expect(entries).toEqual([{ kind: 0, session_id: await sessionOf(lease) }])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("are closed once, by whoever comes first, when nothing of them is in hand for half an hour", async () => {
    const lease = await one(ben)
    const [open] = await listOpenSessions(db(), { after: 0, limit: 10 })
    if (!open) return expect.fail("no session is open")
    expect(open).toMatchObject({ projectId: project, personId: ben, openLeases: 1, lastAtMs: NOW })
    const close = (nowMs: number) =>
      Promise.all(Array.from({ length: 6 }, () => hot().closeSession({ id: open.id, personId: ben, nowMs })))
    expect(await close(NOW + 10 * IDLE_MS)).toEqual(Array(6).fill(null))
    await hot().submit(answerTo(lease, { nowMs: NOW + 1 }))
    expect(await close(NOW + IDLE_MS)).toEqual(Array(6).fill(null))
    const closed = await close(NOW + 1 + IDLE_MS)
    expect(closed.filter((session) => session !== null)).toMatchObject([{ id: open.id, openLeases: 0 }])
    expect(await sessions()).toMatchObject([{ closed_at_ms: NOW + 1 + IDLE_MS, closed_why: SESSION_END.idle }])
    expect(await listOpenSessions(db(), { after: 0, limit: 10 })).toEqual([])
    // Time that is told late is of it all the same.
    await beat(lease, 5_000, NOW + 2 * IDLE_MS)
    expect(await sessions()).toMatchObject([{ active_ms: 5_000 }])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("end with the deadline of what ran out, and with what was passed on", async () => {
    const lease = await one(ben)
    await hot().endExpired(NOW + LEASE_MS + 70_000, 10)
    expect(await sessions()).toMatchObject([{ last_at_ms: NOW + LEASE_MS }])
    const nowMs = NOW + LEASE_MS + 80_000
    const again = await hot().takeUp({ publicId: lease.publicId, personId: ben, nowMs })
    await hot().skip({ ...again, reason: "other", note: "", nowMs: nowMs + 1, next: null })
    expect(await sessions()).toMatchObject([{ last_at_ms: nowMs + 1 }])
  })

  test("are one, whatever windows of a person draw at the same moment, and none is drawn into once it is closed", async () => {
    const several = await Promise.all([1, 2, 3, 4].map((want) => next(ben, { want })))
    expect(new Set(await Promise.all(several.flat().map(sessionOf))).size).toBe(1)
    for (const lease of await next(ben, { want: 4 })) await hot().submit(answerTo(lease, { nowMs: NOW + 1 }))
    const [first] = await sessions()
    if (!first) return expect.fail("no session is open")
    const nowMs = NOW + 1 + IDLE_MS
    const [, lease] = await Promise.all([
      hot().closeSession({ id: first.id, personId: ben, nowMs }),
      one(ben, { nowMs: nowMs - 1 }),
      hot().closeSession({ id: first.id, personId: ben, nowMs }),
    ])
    const own = (await sessions()).find(({ id }) => id === first.id)
    // Closed before the lease, or gone on with by it.
    expect((await sessionOf(lease)) === first.id).toBe(own?.closed_at_ms === null)
  })

  test("are read in pages, whoever they are of, without those that are closed", async () => {
    const people = await addPeople(opened.storage, 5)
    for (const person of people) await one(person, { want: 2 })
    const all = await listOpenSessions(db(), { after: 0, limit: 10 })
    expect(all.map(({ personId }) => personId)).toEqual(people)
    expect(all.map(({ openLeases }) => openLeases)).toEqual(Array(5).fill(2))
    const [first, second] = all
    expect(await listOpenSessions(db(), { after: first?.id ?? 0, limit: 2 })).toEqual(all.slice(1, 3))
    await hot().endExpired(NOW + LEASE_MS, 100)
    const nowMs = NOW + LEASE_MS + IDLE_MS
    await hot().closeSession({ id: second?.id ?? 0, personId: second?.personId ?? 0, nowMs })
    expect((await listOpenSessions(db(), { after: 0, limit: 10 })).map(({ id }) => id)).toEqual(
      all.filter((session) => session !== second).map(({ id }) => id),
    )
  })

  test("adopt what was leased before there were any; its time of before stays without one", async () => {
    const lease = await one(ben)
    await db().updateTable("assignment").set({ session_id: null }).execute()
    await db().deleteFrom("work_session").execute()
    await beat(lease, 4_000)
    await next(ben, { want: 2 })
    await beat(lease, 5_000, NOW + 20_000)
    const [session] = await sessions()
    expect(session).toMatchObject({ active_ms: 5_000 })
    const entries = await db().selectFrom("time_entry").select(["credited_ms", "session_id"]).orderBy("id").execute()
    expect(entries).toEqual([
      { credited_ms: 4_000, session_id: null },
      { credited_ms: 5_000, session_id: session?.id },
    ])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("whose time is not the sum of their entries are named by verify", async () => {
    const lease = await one(ben)
    await beat(lease, 20_000)
    const id = await sessionOf(lease)
    await db().updateTable("work_session").set({ active_ms: 21_000, unleased_ms: 3 }).execute()
    expect(await verifyStorage(opened.storage)).toEqual([
      `work_session (session ${id}): 21000 ms of time where 20000 follow from its entries`,
      `work_session (session ${id}): 3 ms of time where 0 follow from its entries`,
    ])
  })
})
