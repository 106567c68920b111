import { accountOf } from "@justesse/work/ledger/accounts"
import type { PayOffer } from "@justesse/work/pay/offer"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { post, toPosting } from "../ledger/post.ts"
import { collectPersonData } from "../people/data.ts"
import { insertMember } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { countAnswersLeft, listDecidedCounts, sumProjectMoney } from "./budget.ts"
import { findConsentMs, insertConsent } from "./consents.ts"
import { insertFloor, listFloors } from "./floors.ts"
import { listAddedAtClose, listOwnMovements, listOwnSessions, listPayable, sumWaiting } from "./mine.ts"
import { findPayee, putPayee } from "./payees.ts"
import {
  findPayout,
  findPayoutFile,
  insertPayout,
  insertPayoutFile,
  listPayoutFiles,
  listPayouts,
  movePayout,
  putPayoutFile,
} from "./payouts.ts"
import { findPersonNames } from "./people.ts"
import { insertPrice, listMeasuredSeconds, listOpenProjects, listPrices } from "./prices.ts"
import { findExposed, findUnfunded } from "./status.ts"

const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: 12_000_000, capSeconds: 120, reviewMicros: 0 },
}

describe.each(engines)("the tables of pay on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let [ada = 0, ben = 0]: number[] = []
  beforeEach(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 10, 2)
  })
  afterEach(async () => opened.close())
  const inTx = <T>(work: (tx: Parameters<typeof post>[0]) => Promise<T>) =>
    opened.storage.db.transaction().execute(work)

  const fund = (amountMicros: number) =>
    inTx(async (tx) => {
      const about = { key: "fund", kind: "fund", currency: "EUR", projectId: project, ref: "fund", atMs: NOW } as const
      const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
      const posting = toPosting(about, [move])
      if (posting) await post(tx, posting)
    })

  /** One answer of somebody that took so many seconds, paid where there is an offer. */
  async function work(person: number, seconds: number, isPaid = true): Promise<void> {
    const [lease] = await opened.storage.hot.next({ ...asks(project, person), ...(isPaid && { offer: OFFER }) })
    if (!lease) throw new Error("a lease was expected")
    const { publicId, personId, fence } = lease
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: seconds * 1_000 }]
    await opened.storage.hot.heartbeat({
      publicId,
      personId,
      fence,
      credit: credits(seconds * 1_000, slots),
      nowMs: NOW,
    })
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null, isPaid: () => isPaid }
    await opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest })
  }

  test("prices follow each other and none changes", async () => {
    const { db } = opened.storage
    const price = {
      fromMs: NOW,
      priceMicros: null,
      bonusMicros: 3,
      basis: "own",
      quotedMicros: 9,
      capSeconds: 160,
    } as const
    const measured = { medianSeconds: 40.5, meanSeconds: 41.25, upperSeconds: 60, madeAtMs: NOW }
    await inTx((tx) => insertPrice(tx, project, { ...price, ...measured }))
    await inTx((tx) => insertPrice(tx, project, { ...price, ...measured, priceMicros: 7, basis: "measured" }))
    expect(await listPrices(db, project)).toEqual([
      { number: 1, ...price, ...measured },
      { number: 2, ...price, ...measured, priceMicros: 7, basis: "measured" },
    ])
    await expect(db.updateTable("price").set({ price_micros: 1 }).execute()).rejects.toThrow("append-only")
    await expect(db.deleteFrom("price").execute()).rejects.toThrow("append-only")
    expect(await listOpenProjects(db)).toEqual([project])
  })

  test("a new price, a floor and where somebody works are known with the next act", async () => {
    const version = async () => {
      const row = await opened.storage.db
        .selectFrom("access_version")
        .select("version")
        .where("project_id", "=", project)
        .executeTakeFirst()
      return row?.version ?? 0
    }
    const floor = { place: "FR", currency: "EUR", microsPerHour: 5, fromDay: "2027-01-01", untilDay: null } as const
    await insertMember(opened.storage.db, project, ben, ["annotator"], "B", NOW)
    const before = await version()
    await inTx((tx) => insertFloor(tx, { ...floor, source: "law" }, { personId: ada, atMs: NOW }))
    expect(await version()).toBe(before + 1)
    await inTx((tx) => putPayee(tx, ben, { place: "FR", name: "Ben", account: "x" }, NOW))
    await inTx((tx) => putPayee(tx, ben, { place: "TN", name: "Ben", account: "y" }, NOW + 1))
    expect(await version()).toBe(before + 3)
    expect(await findPayee(opened.storage.db, ben)).toEqual({ place: "TN", name: "Ben", account: "y" })
    expect(await findPayee(opened.storage.db, ada)).toBeNull()
    expect(await listFloors(opened.storage.db, "JPY")).toEqual([])
    expect(await listFloors(opened.storage.db)).toEqual([{ number: 1, ...floor, source: "law", addedAtMs: NOW }])
  })

  test("the last yes to a way of paying is the one that counts", async () => {
    const { db } = opened.storage
    const of = { projectId: project, personId: ben, mode: "volunteer" } as const
    expect(await findConsentMs(db, of)).toBeNull()
    for (const atMs of [NOW, NOW + 5]) await inTx((tx) => insertConsent(tx, { ...of, guidelineVersion: 1, atMs }))
    expect(await findConsentMs(db, of)).toBe(NOW + 5)
    expect(await findConsentMs(db, { ...of, mode: "paid" })).toBeNull()
    await expect(db.updateTable("pay_consent").set({ at_ms: 1 }).execute()).rejects.toThrow("append-only")
  })

  test("a payout goes from one state to the next once, whoever asks, and files count what became of them", async () => {
    const { db } = opened.storage
    const asked = {
      personId: ben,
      currency: "EUR",
      amountMicros: 120_000,
      name: "Ben",
      account: "x",
      askedAtMs: NOW,
    } as const
    const number = await inTx((tx) => insertPayout(tx, asked))
    const second = await inTx((tx) => insertPayout(tx, { ...asked, personId: ada }))
    const head = { kind: "csv", currency: "EUR", payouts: 2, amountMicros: 240_000 } as const
    const file = await inTx((tx) => insertPayoutFile(tx, head, { personId: ada, atMs: NOW }))
    const send = (of: number) =>
      inTx((tx) => movePayout(tx, of, { from: "requested", to: "sent", nowMs: NOW + 1, fileId: file, proof: "7" }))
    expect((await Promise.all([send(number), send(number), send(number)])).filter(Boolean)).toHaveLength(1)
    await send(second)
    await inTx((tx) => movePayout(tx, second, { from: "sent", to: "failed", nowMs: NOW + 2 }))
    expect(await inTx((tx) => movePayout(tx, second, { from: "sent", to: "confirmed", nowMs: NOW + 3 }))).toBe(false)
    await inTx((tx) => putPayoutFile(tx, file, "a,b"))
    expect(await findPayout(db, number)).toMatchObject({
      state: "sent",
      fileId: file,
      proof: "7",
      changedAtMs: NOW + 1,
    })
    expect(await findPayout(db, 99)).toBeUndefined()
    expect((await listPayouts(db, { personId: ben }, 10)).map((one) => one.number)).toEqual([number])
    expect((await listPayouts(db, { states: ["failed"] }, 10)).map((one) => one.number)).toEqual([second])
    expect(await findPayoutFile(db, file)).toEqual({ ...head, body: "a,b" })
    expect(await findPayoutFile(db, 99)).toBeUndefined()
    expect(await listPayoutFiles(db, 5)).toEqual([{ number: file, ...head, madeAtMs: NOW, arrived: 0, cameBack: 1 }])
    const names = await findPersonNames(db, [ada, ben, ben])
    expect([names.size, (await findPersonNames(db, [])).size]).toEqual([2, 0])
  })

  test("times of owners and of everybody else are told apart, and of people nothing but times", async () => {
    await insertMember(opened.storage.db, project, ada, ["owner"], "A", NOW)
    await insertMember(opened.storage.db, project, ben, ["annotator"], "B", NOW)
    for (const seconds of [10, 20]) await work(ada, seconds, false)
    for (const seconds of [30, 40, 50]) await work(ben, seconds, false)
    expect(await listMeasuredSeconds(opened.storage.db, project)).toEqual({ own: [10, 20], people: [[30, 40, 50]] })
  })

  test("a project's money is free, reserved, paid or undecided, and adds up to what came in", async () => {
    const { db } = opened.storage
    await fund(100_000_000)
    await work(ben, 60)
    const { reservedMicros, paidMicros, undecidedMicros } = await sumProjectMoney(db, project, "EUR")
    expect([paidMicros, undecidedMicros]).toEqual([50_000, 50_000])
    const free = await db
      .selectFrom("ledger_account")
      .select("balance_micros")
      .where("kind", "=", "project_free")
      .executeTakeFirst()
    expect(reservedMicros + paidMicros + (free?.balance_micros ?? 0)).toBe(100_000_000)
    expect(await listDecidedCounts(db, project)).toEqual([0])
    expect(await countAnswersLeft(db, project, NOW)).toEqual({ left: 19, sent: 1 })
    expect(await findUnfunded(db, project)).toBeNull()
    expect(await findExposed(db, project, ben, NOW)).toEqual({ undecidedSeconds: 60, decidedAnswers: 0 })
  })

  test("somebody reads what is theirs, what is added when their session is closed, and each movement", async () => {
    const { db } = opened.storage
    await fund(100_000_000)
    const of = { projectId: project, mode: "paid" } as const
    await work(ben, 60)
    expect(await listPayable(db, ben)).toEqual([{ currency: "EUR", payableMicros: 50_000 }])
    expect(await sumWaiting(db, ben)).toEqual([
      { currency: "EUR", undecidedMicros: 7_500, undecided: 1, heldMicros: 0, owedMicros: 0 },
    ])
    // A minute at twelve an hour is 0.20, of which the answer paid 0.05.
    expect(await listAddedAtClose(db, ben, NOW)).toMatchObject([{ due: { paidMicros: 150_000, owedMicros: 0 } }])
    const movements = await listOwnMovements(db, ben, NOW + 1)
    expect([...movements.keys()]).toEqual(["EUR"])
    expect(movements.get("EUR")).toMatchObject([
      { amountMicros: 50_000, ref: "lease:1", transaction: { kind: "earn" } },
    ])
    expect(await listOwnMovements(db, ben, NOW)).toEqual(new Map())
    expect(await listOwnSessions(db, ben, { fromMs: 0, untilMs: NOW + 1 })).toMatchObject([
      {
        activeMs: 60_000,
        drawnMicros: 50_000,
        bonusPaidMicros: 0,
        closedAtMs: null,
        terms: [{ accrued_micros: 50_000 }],
      },
    ])
    expect(await listOwnSessions(db, ben, { fromMs: NOW + 1, untilMs: NOW + 2 })).toEqual([])
    expect(await listPayable(db, ada)).toEqual([])
    await inTx((tx) => putPayee(tx, ben, { place: "FR", name: "Ben", account: "x" }, NOW))
    await inTx((tx) => insertConsent(tx, { ...of, personId: ben, guidelineVersion: 1, atMs: NOW }))
    expect(await collectPersonData(db, ben)).toMatchObject({
      payee: { place: "FR", account: "x" },
      balances: [{ payableMicros: 50_000 }],
      payouts: [],
      leases: [{ public_id: expect.any(String), price_micros: 50_000, drawn_micros: 50_000, state: "submitted" }],
      paidSessions: [{ floor_micros: 12_000_000, closed: 0 }],
      consents: [{ mode: "paid", at_ms: NOW }],
    })
    const nothing = { balances: [], payouts: [], leases: [], paidSessions: [], consents: [] }
    expect(await collectPersonData(db, ada)).toMatchObject({ payee: undefined, ...nothing })
  })
})
