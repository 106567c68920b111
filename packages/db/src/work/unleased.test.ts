import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { verifyStorage } from "../operate/verify.ts"
import { TIME_KIND } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, credits, NOW } from "../testing/seed.ts"
import { sumActiveTime } from "./activeTime.ts"
import { listSessionDays } from "./sessions.ts"
import {
  asPerson,
  enterUnleased,
  findSessionOf,
  findTimeState,
  insertSession,
  putTimeState,
  sumUnleased,
} from "./unleased.ts"

const QUARTER = 900_000
const DAY = 86_400_000
const SLOT = NOW - (NOW % QUARTER)

describe.each(engines)("time without a lease on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0
  const db = () => opened.storage.db
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 6, 2)
  })

  type Entered = Partial<Parameters<typeof enterUnleased>[1]>
  const open = (nowMs = NOW) =>
    asPerson(opened.storage, ben, (tx) =>
      insertSession(tx, { projectId: project, personId: ben }, { nowMs, midnightMs: nowMs + DAY }),
    )
  const enter = (sessionId: number, change: Entered = {}) =>
    asPerson(opened.storage, ben, (tx) =>
      enterUnleased(tx, {
        ...{ projectId: project, personId: ben, sessionId, kind: "reading", guidelineVersion: 1 },
        ...{ slots: [{ slotMs: SLOT, ms: 5_000 }], ticks: '{"batches":[]}', nowMs: NOW, ...change },
      }),
    )
  const sum = (change: Partial<Parameters<typeof sumUnleased>[1]> = {}) =>
    sumUnleased(db(), { personId: ben, kind: "reading", ...change })

  test("is counted in its session and in the quarters of an hour, and to no task", async () => {
    const session = await open()
    await enter(session, { slots: [SLOT, SLOT + QUARTER].map((slotMs) => ({ slotMs, ms: 4_000 })) })
    expect(await findSessionOf(db(), ben, session)).toMatchObject({ activeMs: 0, unleasedMs: 8_000, closedAtMs: null })
    expect(await findSessionOf(db(), ada, session)).toBeUndefined()
    expect(await sumActiveTime(db(), ben, SLOT, SLOT + QUARTER)).toBe(4_000)
    expect(await db().selectFrom("person_counter").selectAll().execute()).toEqual([])
    const entries = await db().selectFrom("time_entry").selectAll().orderBy("id").execute()
    expect(entries).toMatchObject([
      { kind: TIME_KIND.reading, task_id: null, credited_ms: 4_000, ticks: '{"batches":[]}', guideline_version: 1 },
      { kind: TIME_KIND.reading, slot_ms: SLOT + QUARTER, ticks: null, ticks_sha256: null },
    ])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("that counts nothing keeps its seconds alone, and nothing where there are none", async () => {
    const session = await open()
    await enter(session, { slots: [] })
    await enter(session, { slots: [{ slotMs: SLOT, ms: 0 }], ticks: null, kind: "break" })
    expect(await db().selectFrom("time_entry").select(["credited_ms", "slot_ms"]).execute()).toEqual([
      { credited_ms: 0, slot_ms: SLOT },
    ])
    expect(await db().selectFrom("active_time").selectAll().execute()).toEqual([])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("is added up by kind, by version of a guideline, by session and by day", async () => {
    const [one, two] = [await open(), await open()]
    await enter(one)
    await enter(one, { guidelineVersion: 2, slots: [{ slotMs: SLOT, ms: 700 }] })
    await enter(two, { guidelineVersion: null, slots: [{ slotMs: SLOT - DAY, ms: 60 }] })
    await enter(two, { guidelineVersion: null, slots: [{ slotMs: SLOT, ms: 9 }] })
    await enter(two, { kind: "break", guidelineVersion: null, slots: [{ slotMs: SLOT, ms: 3 }] })
    expect(await sum()).toBe(5_769)
    expect(await sum({ guideline: { projectId: project, version: 1 } })).toBe(5_000)
    expect(await sum({ guideline: { projectId: project + 1, version: 1 } })).toBe(0)
    expect(await sum({ guideline: null })).toBe(69)
    expect(await sum({ guideline: null, fromMs: SLOT })).toBe(9)
    expect(await sum({ sessionId: two })).toBe(69)
    expect(await sum({ kind: "break" })).toBe(3)
    expect(await sum({ personId: ada })).toBe(0)
  })

  test("of a person waits for their other acts: what they know of their time is never of two at once", async () => {
    expect(await findTimeState(db(), ben)).toBeNull()
    const [lease] = await opened.storage.hot.next(asks(project, ben))
    if (!lease) return expect.fail("nothing was left to lease")
    const add = (state: string | null) => String(Number(state ?? 0) + 1)
    const beat = () =>
      opened.storage.hot.heartbeat({
        ...lease,
        nowMs: NOW,
        credit: (state) => ({ ...credits(1)(state, 0), stateJson: add(state) }),
      })
    const read = () =>
      asPerson(opened.storage, ben, async (tx) => putTimeState(tx, ben, add(await findTimeState(tx, ben))))
    await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? beat() : read())))
    expect(await findTimeState(db(), ben)).toBe("12")
  })

  test("stands with that of leases by day and session, whatever day their person has", async () => {
    const [lease] = await opened.storage.hot.next(asks(project, ben))
    if (!lease) return expect.fail("nothing was left to lease")
    const slots = [SLOT, SLOT + DAY].map((slotMs) => ({ slotMs, ms: 10_000 }))
    await opened.storage.hot.heartbeat({ ...lease, nowMs: NOW, credit: credits(20_000, slots) })
    const { id } = await db().selectFrom("work_session").select("id").executeTakeFirstOrThrow()
    await enter(id, { kind: "claim", guidelineVersion: null })
    const days = (offsetMs = 0) => listSessionDays(db(), ben, [SLOT - DAY, SLOT + 2 * DAY], offsetMs)
    const today = Math.floor(NOW / DAY)
    expect(await days()).toMatchObject([
      { id, day: today + 1, isOver: false, tasks: 0, ms: { lease: 10_000, claim: 0 } },
      { id, day: today, openedAtMs: NOW, ms: { lease: 10_000, reading: 0, break: 0, claim: 5_000 } },
    ])
    const west = -(NOW % DAY) - QUARTER
    expect((await days(west)).map(({ day }) => day)).toEqual([today, today - 1])
    await opened.storage.hot.submit(answerTo(lease, { nowMs: NOW + 9 }))
    expect(await days()).toMatchObject([{ isOver: true, tasks: 1, lastAtMs: NOW + 9 }, {}])
    expect(await listSessionDays(db(), ada, [0, SLOT + DAY], 0)).toEqual([])
    expect(await verifyStorage(opened.storage)).toEqual([])
  })
})
