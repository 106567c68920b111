import { randomUUID } from "node:crypto"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Move, TransactionKind } from "@justesse/work/ledger/transaction"
import { depositMoves } from "@justesse/work/pay/learning"
import type { PayOffer } from "@justesse/work/pay/offer"
import { timeMicros } from "@justesse/work/pay/terms"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { setGoldState } from "../gold/index.ts"
import type { LeaseRow } from "../hot/operations.ts"
import { post, toPosting } from "../ledger/post.ts"
import { findBalance } from "../ledger/read.ts"
import { type SqlSteps, stepsIn } from "../ledger/steps.ts"
import { checkLedger } from "../ledger/verify.ts"
import { timeProblems } from "../operate/verifyTime.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { findMoneyFacts } from "../versions/laborMoney.ts"
import { asPerson, enterUnleased } from "../work/unleased.ts"
import { payClosed } from "./close.ts"
import { findLearningMoney, putBackLearning, setApart } from "./learning.ts"
import { topUpUnderFloor } from "./step.ts"

const FLOOR = 12_000_000
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: FLOOR, capSeconds: 120, reviewMicros: 0 },
}
const TRAINING = { gold: { seed: 7, seedOf: (id: string) => id.length, mixed: false, tryOut: 1 } }
/** Half an hour without a lease: the session is over. */
const LATER = NOW + 31 * 60_000

/** The names of the statements that steps ask for, in their order. */
function* named<T>(steps: SqlSteps<T>, names: string[]): SqlSteps<T> {
  let step = steps.next()
  while (!step.done) {
    names.push(...step.value.map(({ statement }) => statement.name))
    step = steps.next(yield step.value)
  }
  return step.value
}

describe.each(engines)("a project's fund for learning, on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let awa: number
  beforeEach(async () => {
    opened = await engine.open()
    ;[awa = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, awa, 20, 1)
  })
  afterEach(() => opened.close())

  const move = (kind: TransactionKind, moves: readonly Move[]) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const key = `${kind}:${randomUUID()}`
      const posting = toPosting({ key, kind, currency: "EUR", projectId: project, ref: key, atMs: NOW }, moves)
      if (posting) await post(tx, posting)
    })
  const fund = (amountMicros: number, percent: number) => move("fund", depositMoves(project, amountMicros, percent))
  const lies = async () => {
    const of = (kind: "project_free" | "learning_fund") => findBalance(opened.storage.db, kind, project, "EUR")
    return { free: await of("project_free"), fund: await of("learning_fund") }
  }
  const earned = () => findBalance(opened.storage.db, "worker_payable", awa, "EUR")
  async function one(more: object = {}): Promise<LeaseRow> {
    const [lease] = await opened.storage.hot.next({ ...asks(project, awa, more), offer: OFFER })
    return lease ?? expect.fail("a lease was expected")
  }
  async function send({ publicId, personId, fence }: LeaseRow, seconds: number): Promise<void> {
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: seconds * 1_000 }]
    await opened.storage.hot.heartbeat({
      publicId,
      personId,
      fence,
      credit: credits(seconds * 1_000, slots),
      nowMs: NOW,
    })
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null, isPaid: () => true }
    await opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest })
  }
  const session = () => opened.storage.db.selectFrom("work_session").selectAll().executeTakeFirstOrThrow()
  const close = async () => {
    const { id, person_id: personId } = await session()
    await opened.storage.hot.closeSession({ id, personId, nowMs: LATER })
  }
  async function spend(kind: "reading" | "mentoring" | "break", seconds: number): Promise<void> {
    const { id: sessionId } = await session()
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: seconds * 1_000 }]
    const own = { projectId: project, personId: awa, sessionId, kind, guidelineVersion: null, ticks: null }
    await asPerson(opened.storage, awa, (tx) => enterUnleased(tx, { ...own, slots, nowMs: LATER }))
  }
  async function train(seconds: number): Promise<void> {
    await addGold(opened.storage, project, [1])
    await setGoldState(opened.storage.db, project, [1], "try_out", NOW)
    const lease = await one(TRAINING)
    expect(lease.source).toBe("training")
    await send(lease, seconds)
  }
  const sound = async () => {
    expect((await checkLedger(opened.storage)).problems).toEqual([])
    expect(await timeProblems(opened.storage)).toEqual([])
  }

  test("training, reading and mentoring come out of it when their session closes, breaks and answers do not", async () => {
    await fund(100_000_000, 5)
    expect(await lies()).toEqual({ free: 95_000_000, fund: 5_000_000 })
    await train(60)
    await send(await one(), 100)
    await spend("reading", 90)
    await spend("mentoring", 30)
    await spend("break", 50)
    await close()
    const learnt = timeMicros(FLOOR, 60 + 90) + timeMicros((FLOOR * 5) / 4, 30)
    const rest = timeMicros(FLOOR, 100 + 50)
    // Everybody is paid as before: what learning cost came back to what is free, but for the bonus that is still reserved.
    expect(await earned()).toBe(learnt + rest)
    expect(await lies()).toEqual({ free: 95_000_000 - rest - OFFER.bonusMicros, fund: 5_000_000 - learnt })
    expect(await findLearningMoney(opened.storage.db, project, "EUR")).toEqual({
      ...{ fundMicros: 5_000_000 - learnt, spentMicros: learnt, donatedMicros: 0 },
    })
    const until = { projectId: project, currency: "EUR", frozenAtMs: LATER } as const
    expect((await findMoneyFacts(opened.storage.db, until)).learned).toEqual([{ personId: awa, amountMicros: learnt }])
    expect((await findMoneyFacts(opened.storage.db, { ...until, frozenAtMs: LATER - 1 })).learned).toEqual([])
    // Reading that is told late, after the close, too.
    await spend("reading", 60)
    expect((await lies()).fund).toBe(5_000_000 - learnt - timeMicros(FLOOR, 60))
    await sound()
  })

  test("an empty fund gives what it has, and the project pays the rest; it never pays for answers", async () => {
    await fund(100_000_000, 0)
    await move("set_apart", [
      { from: accountOf("project_free", project), to: accountOf("learning_fund", project), amountMicros: 70_000 },
    ])
    await send(await one(), 100)
    await spend("reading", 60)
    await close()
    expect(await earned()).toBe(timeMicros(FLOOR, 160))
    expect((await lies()).fund).toBe(0)
    await move("set_apart", [
      { from: accountOf("project_free", project), to: accountOf("learning_fund", project), amountMicros: 900_000 },
    ])
    await spend("break", 60)
    // What was missing of the reading is made up for with the next payment; the break is the project's own.
    expect((await lies()).fund).toBe(900_000 - (timeMicros(FLOOR, 60) - 70_000))
    await sound()
  })

  test("what it holds pays what is owed for learning, where nothing else is left", async () => {
    await fund(100_000_000, 5)
    await send(await one(), 100)
    await close()
    const { free } = await lies()
    await move("refund", [
      { from: accountOf("project_free", project), to: accountOf("external_in", project), amountMicros: free },
    ])
    await spend("break", 30)
    const before = await earned()
    await spend("reading", 60)
    // Half a minute of the break stays owed: the fund pays for nothing else.
    expect((await earned()) - before).toBe(timeMicros(FLOOR, 60))
    const { owed_micros } = await opened.storage.db
      .selectFrom("session_pay")
      .select("owed_micros")
      .executeTakeFirstOrThrow()
    expect(owed_micros).toBe(timeMicros(FLOOR, 30))
    // What is owed is not paid: a check of the ledger names the session until money comes.
    const unpaid = { what: "under_floor", at: String((await session()).id) }
    expect((await checkLedger(opened.storage)).problems).toEqual([unpaid])
    await fund(50_000_000, 5)
    await topUpUnderFloor(opened.storage.db, LATER)
    await sound()
  })

  test("a session in which nobody learnt asks for the same statements as ever, breaks or not", async () => {
    await fund(100_000_000, 5)
    await send(await one(), 100)
    await spend("break", 50)
    const { id } = await session()
    const names: string[] = []
    await opened.storage.db.transaction().execute((tx) => stepsIn(tx, named(payClosed(id, LATER), names)))
    const asked = new Map<string, number>()
    for (const name of names) asked.set(name, (asked.get(name) ?? 0) + 1)
    expect(Object.fromEntries(asked)).toEqual({
      ...{ session_pay: 4, session_pay_close: 1, session_pay_paid: 1, notice_session_added: 1 },
      ...{ terms_open: 1, terms_session: 2, terms_drawn: 1, account_lock: 6, account_take: 3, account_give: 2 },
      ...{ tx_add: 2, tx_known: 2, tx_enter_2: 1, tx_enter_3: 1 },
    })
  })

  test("a lower share frees as much as it would not have set apart, but never what people gave", async () => {
    await fund(100_000_000, 10)
    await send(await one(), 100)
    await move("donation", [
      { from: accountOf("worker_payable", awa), to: accountOf("learning_fund", project), amountMicros: 40_000 },
    ])
    const lower = (before: number, after: number) =>
      opened.storage.db.transaction().execute((tx) =>
        stepsIn(
          tx,
          putBackLearning({
            ...{ projectId: project, currency: "EUR", percent: { before, after }, why: "lowered", nowMs: LATER },
          }),
        ),
      )
    expect(await lower(10, 4)).toBe(6_000_000)
    expect((await lies()).fund).toBe(4_040_000)
    expect([await lower(4, 0), await lower(4, 0)]).toEqual([4_000_000, 0])
    expect(await findLearningMoney(opened.storage.db, project, "EUR")).toMatchObject({
      ...{ fundMicros: 40_000, donatedMicros: 40_000 },
    })
    await sound()
  })

  test("an owner sets apart what is free once for an id, and no more than there is", async () => {
    await fund(1_000_000, 0)
    const apart = (moveId: string, amountMicros: number) =>
      opened.storage.db
        .transaction()
        .execute((tx) =>
          stepsIn(tx, setApart({ projectId: project, currency: "EUR", moveId, amountMicros, nowMs: NOW })),
        )
    await Promise.all([apart("a", 400_000), apart("a", 400_000)])
    expect(await lies()).toEqual({ free: 600_000, fund: 400_000 })
    await expect(apart("a", 300_000)).rejects.toMatchObject({ code: "conflict" })
    await expect(apart("b", 600_001)).rejects.toMatchObject({ code: "project_unfunded" })
    await sound()
  })
})
