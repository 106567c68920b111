import { accountOf } from "@justesse/work/ledger/accounts"
import type { Move, TransactionKind } from "@justesse/work/ledger/transaction"
import type { PayOffer } from "@justesse/work/pay/offer"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { post, toPosting } from "../ledger/post.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { asPerson, enterUnleased } from "../work/unleased.ts"
import { findMoneyFacts, sumPaidTwice } from "./laborMoney.ts"

const HOUR = 3_600_000
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 5_000 },
  ...{ floorMicrosPerHour: 12_000_000, capSeconds: 120, reviewMicros: 0 },
}

describe.each(engines)("the money behind a labor label, on $name", (engine) => {
  let opened: TestStorage
  let project = 0
  let [ada, ben] = [0, 0]
  beforeEach(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 10, 1)
    await move("fund", accountOf("external_in", project), accountOf("project_free", project), 100_000_000)
  })
  afterEach(() => opened.close())

  let moved = 0
  const move = (kind: TransactionKind, from: Move["from"], to: Move["to"], amountMicros: number) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const key = `${kind}:${++moved}`
      const about = { key, kind, currency: "EUR", projectId: project, ref: key, atMs: NOW } as const
      const posting = toPosting(about, [{ from, to, amountMicros }])
      if (posting) await post(tx, posting)
    })
  /** Answers once in so many seconds, at a moment. */
  async function send(personId: number, seconds: number, nowMs: number, offer = OFFER): Promise<void> {
    const [lease] = await opened.storage.hot.next({ ...asks(project, personId, { nowMs }), offer })
    const { publicId, fence } = lease ?? expect.fail("a lease was expected")
    const slots = [{ slotMs: nowMs - (nowMs % 900_000), ms: seconds * 1_000 }]
    await opened.storage.hot.heartbeat({ publicId, personId, fence, credit: credits(seconds * 1_000, slots), nowMs })
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs, next: null, isPaid: () => true }
    await opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest })
  }
  async function close(personId: number, nowMs: number): Promise<number> {
    const { id } = await opened.storage.db
      .selectFrom("work_session")
      .select("id")
      .where("person_id", "=", personId)
      .where("closed_at_ms", "is", null)
      .executeTakeFirstOrThrow()
    await opened.storage.hot.closeSession({ id, personId, nowMs })
    return id
  }
  const facts = (frozenAtMs: number, currency: "EUR" | "JPY" = "EUR") =>
    findMoneyFacts(opened.storage.db, { projectId: project, currency, frozenAtMs })
  const twice = async () => {
    const { entriesMicros, balancesMicros } = await sumPaidTwice(opened.storage.db, project, "EUR")
    return [entriesMicros, balancesMicros]
  }

  test("before anybody works there is nothing, and nothing that differs", async () => {
    expect(await facts(NOW)).toEqual({
      currency: "EUR",
      floor: null,
      isByTime: false,
      paid: [],
      sessions: [],
      learned: [],
    })
    expect(await twice()).toEqual([0, 0])
  })

  test("credits are by person, and sessions count once they are closed, with what they paid by then", async () => {
    await send(ada, 10, NOW)
    await send(ada, 30, NOW + 1_000)
    await send(ben, 6, NOW + 2_000, { ...OFFER, floorMicrosPerHour: 11_000_000 })
    await close(ada, NOW + HOUR)
    const during = await facts(NOW + HOUR - 1)
    expect(during.sessions).toEqual([])
    expect(during.paid.toSorted((a, b) => a.personId - b.personId)).toEqual([
      { personId: ada, amountMicros: 100_000 },
      { personId: ben, amountMicros: 50_000 },
    ])
    const { sessions, paid, floor } = await facts(NOW + HOUR)
    expect(floor).toEqual({ microsPerHour: 11_000_000, people: 2 })
    expect(paid.find(({ personId }) => personId === ada)?.amountMicros).toBe(133_334)
    const work = { personId: ada, paidMicros: 133_334, seconds: 40, lastWorkMs: NOW + 1_000 }
    expect(sessions).toEqual([{ ...work, isRaised: true, paidAtMs: NOW + HOUR }])
    // Nothing was missing at the close of this one: it was paid by its answer.
    await close(ben, NOW + 2 * HOUR)
    const own = { personId: ben, paidMicros: 50_000, seconds: 6, isRaised: false }
    expect((await facts(NOW + 2 * HOUR)).sessions[1]).toEqual({
      ...own,
      lastWorkMs: NOW + 2_000,
      paidAtMs: NOW + 2_000,
    })
    expect((await facts(NOW + 2 * HOUR, "JPY")).sessions).toEqual([])
    const paidOut = await opened.storage.db.selectFrom("session_pay").selectAll().orderBy("session_id").execute()
    expect(paidOut.map(({ owed_micros }) => owed_micros)).toEqual([0, 0])
    expect(await twice()).toEqual([183_334, 183_334])
  })

  test("time that is granted later adds to a closed session from then on, and is neither its last second of work nor its closing payment", async () => {
    await send(ada, 30, NOW)
    const sessionId = await close(ada, NOW + HOUR)
    const before = await facts(NOW + HOUR)
    const nowMs = NOW + 9 * HOUR
    const slots = [{ slotMs: nowMs - (nowMs % 900_000), ms: 60_000 }]
    const claim = { projectId: project, personId: ada, sessionId, kind: "claim", guidelineVersion: null } as const
    await asPerson(opened.storage, ada, (tx) => enterUnleased(tx, { ...claim, ticks: null, slots, nowMs }))
    expect(await facts(NOW + HOUR)).toEqual(before)
    const work = { personId: ada, paidMicros: 300_000, seconds: 90, isRaised: true, lastWorkMs: NOW }
    expect((await facts(nowMs)).sessions).toEqual([{ ...work, paidAtMs: NOW + HOUR }])
    expect(await twice()).toEqual([300_000, 300_000])
  })

  test("bonuses are in what was paid and not in what a session's hour came to", async () => {
    await send(ada, 10, NOW)
    await close(ada, NOW + HOUR)
    await move("bonus", accountOf("project_free", project), accountOf("worker_payable", ada), 5_000)
    const { paid, sessions } = await facts(NOW + HOUR)
    expect(paid).toEqual([{ personId: ada, amountMicros: 55_000 }])
    expect(sessions).toMatchObject([{ paidMicros: 50_000 }])
    expect(await twice()).toEqual([55_000, 55_000])
  })

  test("what goes back or is set apart was not paid; a balance that was changed is another sum, and other projects are none", async () => {
    await send(ada, 10, NOW)
    await move("refund", accountOf("project_free", project), accountOf("external_in", project), 1_000_000)
    await move("refund", accountOf("project_free", project), accountOf("fee", 1), 7)
    expect(await twice()).toEqual([50_000, 50_000])
    const other = await addProject(opened.storage, ada, 1, 1)
    expect(await sumPaidTwice(opened.storage.db, other, "EUR")).toEqual({ entriesMicros: 0, balancesMicros: 0 })
    for (const kind of ["project_free", "assignment_reserve", "external_in"]) {
      await sql`update ledger_account set balance_micros = balance_micros + 3 where kind = ${kind}`.execute(
        opened.storage.db,
      )
      const [entries = 0, balances = 0] = await twice()
      expect([kind, entries - balances > 0]).toEqual([kind, true])
      await sql`update ledger_account set balance_micros = balance_micros - 3 where kind = ${kind}`.execute(
        opened.storage.db,
      )
    }
  })
})
