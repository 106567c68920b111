import { randomUUID } from "node:crypto"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { PayOffer } from "@justesse/work/pay/offer"
import { termsOf } from "@justesse/work/pay/offer"
import { reserveMicros, timeMicros } from "@justesse/work/pay/terms"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { LeaseRow } from "../hot/operations.ts"
import { post, toPosting } from "../ledger/post.ts"
import { findBalance } from "../ledger/read.ts"
import { stepsIn } from "../ledger/steps.ts"
import { checkLedger } from "../ledger/verify.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { asPerson, enterUnleased, insertSession } from "../work/unleased.ts"
import { resumeWork } from "./fund.ts"
import { findUnfunded } from "./status.ts"
import { topUpUnderFloor } from "./step.ts"
import { listUnderFloor } from "./underFloor.ts"

const FLOOR = 12_000_000
const OFFER: PayOffer = {
  currency: "EUR",
  priceMicros: 50_000,
  bonusMicros: 7_500,
  floorMicrosPerHour: FLOOR,
  capSeconds: 120,
  reviewMicros: 0,
}
/** What one lease reserves, and what its session reserves for time beside leases. */
const RESERVE = reserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: OFFER.capSeconds }))
const BESIDE = timeMicros(FLOOR, 1_200)
const IDLE = 31 * 60_000

describe.each(engines)("leases of a project that pays, on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let people: number[]
  beforeEach(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 8)
    project = await addProject(opened.storage, people[0] ?? 0, 60, 1)
  })
  afterEach(async () => opened.close())

  const fund = (amountMicros: number, key = `fund:${amountMicros}`) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const about = { key, kind: "fund", currency: "EUR", projectId: project, ref: key, atMs: NOW } as const
      const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
      const posting = toPosting(about, [move])
      if (posting) await post(tx, posting)
    })
  const draw = (person: number, more: { want?: number; nowMs?: number; offer?: PayOffer; freshIds?: string[] } = {}) =>
    opened.storage.hot.next({ ...asks(project, person), offer: OFFER, ...more })
  const beat = ({ publicId, personId, fence }: LeaseRow, seconds: number, nowMs = NOW) => {
    const ms = seconds * 1_000
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms }]
    return opened.storage.hot.heartbeat({ publicId, personId, fence, credit: credits(ms, slots), nowMs })
  }
  const submit = ({ publicId, personId, fence }: LeaseRow, nowMs = NOW, more: object = {}) => {
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs, next: null, isPaid: () => true }
    return opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest, ...more })
  }
  const close = async (nowMs: number) => {
    const open = await opened.storage.db
      .selectFrom("work_session")
      .select(["id", "person_id"])
      .where("closed_at_ms", "is", null)
      .execute()
    for (const { id, person_id } of open) await opened.storage.hot.closeSession({ id, personId: person_id, nowMs })
  }
  const lies = (kind: Parameters<typeof findBalance>[1], owner: number | string) =>
    findBalance(opened.storage.db, kind, owner, "EUR")
  const sumOf = async (kind: string) => {
    const { rows } = await sql<{
      n: number
    }>`select coalesce(sum(balance_micros), 0) as n from ledger_account where kind = ${kind}`.execute(opened.storage.db)
    return Number(rows[0]?.n ?? 0)
  }
  const terms = () => opened.storage.db.selectFrom("assignment_terms").selectAll().orderBy("id").execute()
  const one = async (person: number, more = {}): Promise<LeaseRow> => {
    const [lease] = await draw(person, more)
    if (!lease) throw new Error("a lease was expected")
    return lease
  }
  const sound = async () => expect((await checkLedger(opened.storage)).problems).toEqual([])

  test("a lease reserves its whole time limit, with the terms of that moment (LED-3, PAY-4)", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    await one(ada)
    expect(await terms()).toMatchObject([
      {
        state: "leased",
        mode: "piece",
        price_micros: 50_000,
        bonus_micros: 7_500,
        floor_micros: FLOOR,
        cap_seconds: 120,
      },
    ])
    const [{ id = 0, session_id: session = 0 } = {}] = await terms()
    expect(await lies("assignment_reserve", id)).toBe(RESERVE)
    expect(await lies("session_tranche", session)).toBe(3 * RESERVE + BESIDE)
    const change = sql`update assignment_terms set price_micros = 1`.execute(opened.storage.db)
    await expect(change).rejects.toThrow("the terms of a lease are fixed")
    await sound()
  })

  test("an answer is paid its piece at once, from its own reserve; what its time is still worth stays there until the session is closed", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 60)
    await submit(lease)
    expect(await lies("worker_payable", ada)).toBe(50_000)
    expect(await lies("assignment_reserve", 1)).toBe(200_000 - 50_000 + 7_500)
    expect(await sumOf("session_tranche")).toBe(4 * RESERVE + BESIDE - 200_000 - 7_500)
    await submit(lease)
    expect(await lies("worker_payable", ada)).toBe(50_000)
    await close(NOW + IDLE)
    // 60 s at 12 an hour are 0.20: 0.15 is added to the piece's 0.05.
    expect(await lies("worker_payable", ada)).toBe(200_000)
    expect(await lies("assignment_reserve", 1)).toBe(7_500)
    expect(await sumOf("session_tranche")).toBe(0)
    expect(await lies("project_free", project)).toBe(100_000_000 - 200_000 - 7_500)
    await sound()
  })

  test("whose session was raised to its floor is told so, once in a project and counted until it is seen", async () => {
    const [, ada = 0, ben = 0] = people
    await fund(100_000_000)
    const told = () =>
      opened.storage.db.selectFrom("notice").select(["person_id", "kind", "times"]).orderBy("person_id").execute()
    const workOn = async (person: number, seconds: number) => {
      const lease = await one(person)
      await beat(lease, seconds)
      await submit(lease)
    }
    // 15 s at 12 an hour are a piece's 0.05: nothing is missing.
    await workOn(ben, 15)
    await workOn(ada, 60)
    await close(NOW + IDLE)
    expect(await told()).toEqual([{ person_id: ada, kind: "session_added", times: 1 }])
    await workOn(ada, 60)
    await close(NOW + 2 * IDLE)
    expect(await told()).toEqual([{ person_id: ada, kind: "session_added", times: 2 }])
    await opened.storage.db.updateTable("notice").set({ seen_at_ms: NOW }).execute()
    await workOn(ada, 60)
    await close(NOW + 3 * IDLE)
    expect(await told()).toEqual([{ person_id: ada, kind: "session_added", times: 1 }])
  })

  test("skipped and expired time is paid with the session too, and closing twice pays once", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 30)
    const { publicId, fence } = lease
    const skipped = { publicId, personId: ada, fence, reason: "other", note: "", nowMs: NOW + 1 }
    await opened.storage.hot.skip({ ...skipped, next: null, isPaid: () => true })
    await close(NOW + IDLE)
    await close(NOW + IDLE)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 30))
    expect(await sumOf("assignment_reserve")).toBe(0)
    expect((await terms()).map(({ state }) => state)).toEqual(["released"])
    await sound()
  })

  test("two leases that one act takes are both reserved where the reserve has one and a bit, though the act also ends others", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const freshIds = () => Array.from({ length: 3 }, () => randomUUID())
    expect(await draw(ada, { want: 3, freshIds: freshIds() })).toHaveLength(3)
    expect(await sumOf("session_tranche")).toBe(RESERVE + BESIDE)
    const given = { state: ASSIGNMENT_STATE.released }
    await opened.storage.db.updateTable("assignment").set(given).where("person_id", "=", ada).execute()
    expect(await draw(ada, { want: 2, nowMs: NOW + 1, freshIds: freshIds() })).toHaveLength(2)
    expect((await terms()).map(({ state }) => state)).toEqual([...Array(3).fill("released"), "leased", "leased"])
    const [, , , fourth, fifth] = await terms()
    for (const one of [fourth, fifth]) expect(await lies("assignment_reserve", one?.id ?? 0)).toBe(RESERVE)
    await sound()
  })

  test("of eight who ask at once for money that is enough for three, three get a lease (LED-7)", async () => {
    await fund(4 * RESERVE - 1)
    const got = await Promise.all(people.map((person) => draw(person)))
    expect(got.filter((leases) => leases.length === 1)).toHaveLength(3)
    expect((await terms()).length).toBe(3)
    const pay = await opened.storage.db.selectFrom("project_pay").selectAll().execute()
    expect(pay).toEqual([{ project_id: project, unfunded_since_ms: NOW, asked: 5 }])
    await fund(100_000_000)
    const late = await Promise.all(people.map((person) => draw(person)))
    expect(late.filter((leases) => leases.length === 1)).toHaveLength(8)
    expect(await opened.storage.db.selectFrom("project_pay").select("unfunded_since_ms").execute()).toEqual([
      { unfunded_since_ms: null },
    ])
    await sound()
  })

  test("what lies unreserved in other sessions is called back for the last lease", async () => {
    const [, ada = 0, ben = 0, cia = 0] = people
    await fund(3 * RESERVE)
    await one(ada)
    expect([await sumOf("session_tranche"), await lies("project_free", project)]).toEqual([2 * RESERVE, 0])
    await one(ben)
    expect(await sumOf("session_tranche")).toBe(RESERVE)
    expect(await draw(ada, { want: 2, freshIds: ["a", "b"] })).toHaveLength(2)
    expect(await sumOf("session_tranche")).toBe(0)
    expect(await draw(cia)).toEqual([])
    await sound()
  })

  test("without money the refused and the owner are told once, and a deposit ends the stop and tells the refused", async () => {
    const [owner = 0, ada = 0, ben = 0] = people
    const roles = { is_owner: 1, is_reviewer: 0, is_annotator: 0, paused: 0, paused_reason: "" } as const
    const member = { project_id: project, person_id: owner, pseudonym: "P1", accepted_version: 0, joined_at_ms: NOW }
    await opened.storage.db
      .insertInto("member")
      .values({ ...roles, ...member, last_seen_ms: null } as never)
      .execute()
    const told = async () => {
      const rows = await opened.storage.db
        .selectFrom("notice")
        .select(["person_id", "kind", "times", "seen_at_ms"])
        .orderBy("person_id")
        .execute()
      return rows.map((row) => [row.person_id, row.kind, row.times, row.seen_at_ms])
    }
    for (const nowMs of [NOW, NOW + 5]) await draw(ada, { nowMs })
    await draw(ben)
    const [out, refused] = [[owner, "money_out", 1, null], "money_waits"] as const
    expect(await told()).toEqual([out, [ada, refused, 1, null], [ben, refused, 1, null]])
    await fund(100_000_000)
    await opened.storage.db.transaction().execute((tx) => stepsIn(tx, resumeWork(project, NOW + 9)))
    expect(await told()).toEqual([
      [owner, "money_there", 1, NOW + 9],
      [ada, "money_came", 1, null],
      [ben, "money_came", 1, null],
    ])
    expect(await findUnfunded(opened.storage.db, project)).toBeNull()
  })

  test("a job for 3 is never reserved with more, so that all of twelve people begin, and what is too much goes back", async () => {
    // Sixty answers at 0.05 with a bonus of 0.0075 each, paid by time: the whole job is 3.45.
    const offer = { ...OFFER, priceMicros: null, quotedMicros: 50_000 }
    const job = 60 * 57_500
    await fund(20_000_000)
    await one(people[1] ?? 0, { offer })
    expect(20_000_000 - (await lies("project_free", project))).toBe(job)
    for (const person of people) expect(await draw(person, { offer, freshIds: [randomUUID()] })).toHaveLength(1)
    expect(await opened.storage.db.selectFrom("project_pay").selectAll().execute()).toEqual([])
    const [mine] = await terms()
    const { rows } = await sql<{ n: number }>`select count(*) as n from task_state where project_id = ${project}
      and state in ('open', 'waiting')`.execute(opened.storage.db)
    expect([mine?.mode, Number(rows[0]?.n)]).toEqual(["time", 60])
    await sound()
  })

  test("what an answer does not need is there for the next lease of the same act: one's last money is no stop", async () => {
    const [, ada = 0] = people
    const offer = { ...OFFER, priceMicros: null, quotedMicros: 50_000 }
    await fund(120_000)
    let lease = await one(ada, { offer })
    expect(await lies("project_free", project)).toBe(0)
    for (let n = 0; n < 2; n++) {
      await beat(lease, 9)
      const next = { ...asks(project, ada, { freshIds: [randomUUID()] }), offer }
      const { leases } = await submit(lease, NOW, { next })
      if (n === 0) expect(leases).toHaveLength(1)
      lease = leases[0] ?? lease
    }
    expect(await lies("worker_payable", ada)).toBe(60_000)
    await sound()
  })

  test("a task that takes longer than its time limit is paid whole with its answer, from the session's reserve and what is free", async () => {
    const [, ada = 0, ben = 0] = people
    const offer = { ...OFFER, priceMicros: null, quotedMicros: 50_000 }
    await fund(100_000_000)
    const lease = await one(ada, { offer })
    await beat(lease, 561)
    await submit(lease)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 561))
    const late = await one(ben, { offer })
    await beat(late, 6_000)
    await submit(late)
    expect(await lies("worker_payable", ben)).toBe(timeMicros(FLOOR, 6_000))
    await close(NOW + IDLE)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 561))
    await sound()
  })

  test("a closed session under its floor by the entries is found, whatever the rows of pay say (PAY-1)", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 60)
    await submit(lease)
    const [{ session_id = 0, task_id = 0 } = {}] = await terms()
    const entry = { project_id: project, person_id: ada, task_id, session_id, slot_ms: NOW - (NOW % 900_000) }
    const plant = () =>
      opened.storage.db
        .insertInto("time_entry")
        .values({ ...entry, credited_ms: 654_000, at_ms: NOW, ticks: null, ticks_sha256: null })
        .execute()
    await close(NOW + IDLE)
    await sound()
    expect(await listUnderFloor(opened.storage.db, project)).toEqual([])
    await plant()
    expect((await checkLedger(opened.storage)).problems).toEqual([{ what: "under_floor", at: String(session_id) }])
    expect(await listUnderFloor(opened.storage.db, project)).toMatchObject([{ paidMicros: 200_000, seconds: 714 }])
    expect(await listUnderFloor(opened.storage.db, project + 1)).toEqual([])
  })

  test("a closed session that an earlier version left under its floor gets what it lacks, once", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 60)
    await submit(lease)
    await close(NOW + IDLE)
    // What came beyond the time limit was counted, and waited for a claim.
    const [{ session_id = 0, task_id = 0 } = {}] = await terms()
    const entry = { project_id: project, person_id: ada, task_id, session_id, slot_ms: NOW - (NOW % 900_000) }
    const beyond = { ...entry, credited_ms: 654_000, at_ms: NOW, ticks: null, ticks_sha256: null }
    await opened.storage.db.insertInto("time_entry").values(beyond).execute()
    await opened.storage.db.updateTable("assignment").set({ active_ms: 714_000 }).where("person_id", "=", ada).execute()
    expect(await topUpUnderFloor(opened.storage.db, NOW + 2 * IDLE)).toBe(1)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 714))
    expect(await topUpUnderFloor(opened.storage.db, NOW + 3 * IDLE)).toBe(0)
    await sound()
  })

  test("a piece that takes longer than its time limit is raised to its floor when its session closes", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 561)
    await submit(lease)
    await close(NOW + IDLE)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 561))
    await sound()
  })

  test("somebody new has at most twenty minutes in hand and undecided (ACC-8)", async () => {
    const [, ada = 0] = people
    await fund(1_000_000_000)
    const offer = { ...OFFER, capSeconds: 900 }
    const leases = await draw(ada, { want: 5, offer, freshIds: ["a", "b", "c", "d", "e"] })
    expect((await terms()).map(({ cap_seconds }) => cap_seconds)).toEqual([900, 300])
    expect(leases).toHaveLength(2)
    for (const lease of leases) {
      await beat(lease, 600)
      await submit(lease)
    }
    // Two times 600 s are undecided.
    await draw(ada, { want: 5, offer, freshIds: ["f", "g", "h", "i", "j"] })
    expect(await terms()).toHaveLength(2)
  })

  test("an answer that comes after its session was closed is paid, and so is time that is told late (PAY-3)", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    const late = lease.expiresAtMs + IDLE
    await opened.storage.hot.endExpired(late, 100)
    await close(late)
    expect(await lies("worker_payable", ada)).toBe(0)
    expect(await lies("assignment_reserve", 1)).toBe(OFFER.bonusMicros + 50_000)
    await submit(lease, late + 5)
    expect(await lies("worker_payable", ada)).toBe(50_000)
    expect(await lies("assignment_reserve", 1)).toBeGreaterThanOrEqual(OFFER.bonusMicros)
    await sound()
  })

  test("time that is granted after its session was closed is paid at once, and reading without a task is paid too", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 60)
    await submit(lease)
    await close(NOW + IDLE)
    expect(await lies("worker_payable", ada)).toBe(200_000)
    const own = { projectId: project, personId: ada, guidelineVersion: null, ticks: null, nowMs: NOW + IDLE }
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 30_000 }]
    const enter = (more: Pick<Parameters<typeof enterUnleased>[1], "kind" | "sessionId" | "offer">) =>
      asPerson(opened.storage, ada, (tx) => enterUnleased(tx, { ...own, slots, ...more }))
    const [{ session_id: closed = 0 } = {}] = await terms()
    await enter({ kind: "claim", sessionId: closed })
    expect(await lies("worker_payable", ada)).toBe(300_000)
    // Half a minute of decisions, and no task after it.
    const at = { nowMs: NOW + IDLE, midnightMs: NOW + 86_400_000 }
    const reading = await asPerson(opened.storage, ada, (tx) => insertSession(tx, own, at))
    await enter({ kind: "reading", sessionId: reading, offer: OFFER })
    expect(await lies("worker_payable", ada)).toBe(300_000)
    await close(NOW + 3 * IDLE)
    expect(await lies("worker_payable", ada)).toBe(400_000)
    await sound()
  })

  test("a row of terms is neither changed, replaced nor removed by whoever speaks to the database (PAY-4)", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    await one(ada)
    const [before] = await terms()
    const acts = ["update assignment_terms set bonus_micros = 0", "delete from assignment_terms"]
    const copy = "select * from assignment_terms"
    if (engine.name === "SQLite") acts.push(`insert or replace into assignment_terms ${copy}`)
    else acts.push("truncate assignment_terms")
    for (const act of acts)
      await expect(sql.raw(act).execute(opened.storage.db)).rejects.toThrow("the terms of a lease are fixed")
    expect(await terms()).toEqual([before])
  })

  test("a task taken in hand again has terms of its own, and its time is not counted twice", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const lease = await one(ada)
    await beat(lease, 20)
    const { publicId, fence } = lease
    const skipped = { publicId, personId: ada, fence, reason: "other", note: "", nowMs: NOW + 1 }
    await opened.storage.hot.skip({ ...skipped, next: null, isPaid: () => true })
    const again = await opened.storage.hot.takeUp({ publicId, personId: ada, nowMs: NOW + 2, offer: OFFER })
    await beat(again, 40, NOW + 3)
    await submit(again, NOW + 4)
    expect((await terms()).map(({ base_ms, until_ms }) => [base_ms, until_ms])).toEqual([
      [0, 20_000],
      [20_000, null],
    ])
    await close(NOW + IDLE + 4)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 60))
    await sound()
  })

  test("a task that waits for an answer to a question keeps its reserve, and its session stays open", async () => {
    const [, ada = 0] = people
    await fund(100_000_000)
    const { publicId, fence } = await one(ada)
    const spot = JSON.stringify({ point: { x: 1, y: 2 }, region: null, place: null })
    const asked = { publicId, personId: ada, fence, threadId: "t", messageId: "m", text: "This?", regionId: null, spot }
    const more = { clause: null, putAside: true, nowMs: NOW + 1, next: null, isPaid: () => true }
    await opened.storage.hot.ask({ ...asked, ...more })
    await one(ada, { nowMs: NOW + 2 })
    await close(NOW + IDLE)
    expect((await terms()).map(({ state }) => state)).toEqual(["leased", "leased"])
    expect(await sumOf("assignment_reserve")).toBe(2 * RESERVE)
    expect(await lies("worker_payable", ada)).toBe(0)
    await sound()
  })

  test("without money a task is not taken in hand again, and stays as it was", async () => {
    const [, ada = 0] = people
    await fund(RESERVE)
    const lease = await one(ada)
    await submit(lease)
    const again = { publicId: lease.publicId, personId: ada, nowMs: NOW + 1, offer: { ...OFFER, capSeconds: 3_000 } }
    await expect(opened.storage.hot.takeUp(again)).rejects.toMatchObject({ code: "project_unfunded" })
    const rows = await opened.storage.db
      .selectFrom("assignment")
      .select("state")
      .where("public_id", "=", lease.publicId)
      .execute()
    expect(rows.map(({ state }) => Number(state))).toEqual([1])
    await sound()
  })

  test("where nobody is paid nothing of it is written", async () => {
    const [, ada = 0] = people
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    if (!lease) throw new Error("a lease was expected")
    await submit(lease, NOW, { isPaid: () => false })
    for (const table of ["assignment_terms", "session_pay", "pay_counter", "project_pay", "ledger_tx"] as const)
      expect(await opened.storage.db.selectFrom(table).selectAll().execute()).toEqual([])
  })
})
