import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { closeSessions, stepPayments } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { checkLedger } from "@justesse/db/ledger/verify"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_SETTINGS, type PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CLEAR_GUIDELINE } from "../support/clearGuideline.ts"

const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 10 }
const FLOOR = 12_000_000
const IBAN = "FR76 3000 6000 0112 3456 7890 189"
const BODY = { regions: [], nothingHere: true }

describe.each(engines)("a paid project from its owner's own items to money at a bank, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let [owner, operator, worker]: TestPerson[] = []
  const as = (person: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person ?? null))
  const deposit = (amountMicros: number) =>
    as(operator).pay.deposit({ project: "shown", depositId: randomUUID(), amountMicros, proof: "transfer" } as never)
  const next = (person: TestPerson | undefined) => as(person).work.next({ project: "shown", want: 1 } as never)

  /** Works on what is next for so many seconds and sends it. */
  async function work(person: TestPerson | undefined, seconds: number): Promise<void> {
    const { leases, none } = await next(person)
    const [lease] = leases
    if (!lease) throw new Error(`a task was expected: ${none?.reason}`)
    const { assignmentId, fence } = lease
    const slots = [{ slotMs: harness.clock.nowMs - (harness.clock.nowMs % 900_000), ms: seconds * 1_000 }]
    const credited = { creditedMs: seconds * 1_000, slots, ticks: null, stateJson: "{}" }
    harness.clock.nowMs += seconds * 1_000
    const about = { publicId: assignmentId, personId: person?.id ?? 0, fence, nowMs: harness.clock.nowMs }
    await store.storage.hot.heartbeat({ ...about, credit: () => credited })
    const versions = { ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion }
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: BODY, want: 1, ...versions }
    await as(person).work.submitNext(sent as never)
  }

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    operator = await harness.addPerson("Operator", true)
    worker = await harness.addPerson("Worker")
    const roles = ["owner", "annotator"] as const
    await harness.addProject({ slug: "shown", owner, names: "open", roles, state: "draft", settings: { pay: PAID } })
    await harness.addMember(1, worker, ["annotator"], 0)
    await harness.addPictures(1, 40)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("it does not open before its owner has done five items, there is a floor, and money for a lease", async () => {
    const openIt = () => as(owner).project.open({ project: "shown" } as never)
    for (let n = 0; n < 5; n++) await work(owner, 40)
    // All that is missing is said at once, and which words are unclear.
    const labels = ["car", "line", "sign"].map((id) => `no_good_example:${id},no_bad_example:${id}`)
    const unclear = `no_tolerance,${labels.join(",")}`
    await expect(openIt()).rejects.toMatchObject({
      cause: { code: "invalid_input", detail: { missing: "instructions,floor", unclear } },
    })
    await store.storage.db.updateTable("guideline_version").set({ markdown: CLEAR_GUIDELINE }).execute()
    await expect(openIt()).rejects.toMatchObject({ cause: { detail: { missing: "floor" } } })
    const fromDay = new Date(harness.clock.nowMs).toISOString().slice(0, 10)
    const row = {
      place: "*",
      currency: "EUR",
      microsPerHour: FLOOR,
      fromDay,
      untilDay: null,
      source: "decision 1",
    } as const
    expect((await as(operator).pay.addFloor(row)).rows).toHaveLength(1)
    await expect(as(operator).pay.addFloor(row)).rejects.toMatchObject({ cause: { detail: { rule: "not_later" } } })
    await expect(openIt()).rejects.toMatchObject({ cause: { code: "project_unfunded" } })
    const { money, mode } = await as(owner).pay.budget({ project: "shown" } as never)
    expect(mode).toBe("paid")
    expect(money).toMatchObject({
      ...{ floorMicrosPerHour: FLOOR, freeMicros: 0, ownSeconds: [40, 40, 40, 40, 40] },
      quote: { basis: "own", meanSeconds: 40, upperSeconds: 60, priceMicros: null, quotedMicros: 200_000 },
    })
    await deposit(60_000_000)
    await openIt()
  })

  test("whoever works says yes to how they are paid, with its time", async () => {
    expect((await next(worker)).none?.reason).toBe("conditions")
    const shown = await as(worker).project.conditions({ project: "shown" } as never)
    expect(shown).toMatchObject({
      mode: "paid",
      consentedAtMs: null,
      offer: { floorMicrosPerHour: FLOOR, priceMicros: null },
    })
    const accept = (mode?: string) =>
      as(worker).work.acceptConditions({ project: "shown", guidelineVersion: 1, ...(mode && { mode }) } as never)
    await expect(accept()).rejects.toMatchObject({ cause: { detail: { field: "mode" } } })
    await expect(accept("volunteer")).rejects.toMatchObject({ cause: { detail: { field: "mode" } } })
    await accept("paid")
    const after = await as(worker).project.conditions({ project: "shown" } as never)
    expect(after.consentedAtMs).toBe(harness.clock.nowMs)
  })

  test("a pilot is paid by time at once, and no hour is under the floor", async () => {
    await work(worker, 30)
    await work(worker, 90)
    const { balances } = await as(worker).pay.balance({})
    expect(balances).toMatchObject([{ currency: "EUR", payableMicros: 400_000, transferMicros: 400_000 }])
    const stretch = { fromMs: 0, untilMs: harness.clock.nowMs + 1 }
    expect((await as(worker).pay.sessions(stretch)).sessions).toMatchObject([
      { activeSeconds: 120, sentMicros: 400_000, addedMicros: 0, floorMicrosPerHour: FLOOR, closedAtMs: null },
    ])
    // The lease that came with the last answer runs out; what it took is paid with the session.
    harness.clock.nowMs += 6 * 3_600_000
    await store.storage.hot.endExpired(harness.clock.nowMs, 100)
    harness.clock.nowMs += 3_600_000
    expect(await closeSessions(harness.deps)).toBeGreaterThanOrEqual(1)
    expect((await as(worker).pay.balance({})).balances[0]?.payableMicros).toBe(400_000)
  })

  test("an answer that nobody judges is accepted by silence, with its bonus, and what is not needed goes back", async () => {
    const free = async () => (await as(owner).pay.budget({ project: "shown" } as never)).money?.reservedMicros
    const before = await free()
    harness.clock.nowMs += 80 * 3_600_000
    await stepPayments(harness.deps)
    await stepPayments(harness.deps)
    const bonus = (await store.storage.db.selectFrom("price").select("bonus_micros").executeTakeFirstOrThrow())
      .bonus_micros
    expect((await as(worker).pay.balance({})).balances[0]).toMatchObject({
      payableMicros: 400_000 + 2 * bonus,
      bonusUndecidedMicros: 0,
    })
    expect([before, await free()]).toEqual([expect.any(Number), 0])
    const { exposure } = (await as(owner).pay.budget({ project: "shown" } as never)).money ?? {}
    expect(exposure).toEqual([{ mostSeconds: 3_600, people: 1 }])
  })

  test("what was spent is told day by day and by what it was for, and adds up to all that was paid", async () => {
    const ask = { project: "shown", utcOffsetMinutes: 0 } as never
    const { days, answersPerDay } = await as(owner).pay.spending(ask)
    const { money } = await as(owner).pay.budget({ project: "shown" } as never)
    const sum = (of: (day: (typeof days)[number]) => number) => days.reduce((all, day) => all + of(day), 0)
    const parts = sum((day) => day.sentMicros + day.addedMicros + day.bonusMicros + day.reviewMicros)
    expect(parts).toBe(money?.paidMicros)
    expect([sum((day) => day.sentMicros), sum((day) => day.addedMicros)]).toEqual([400_000, 0])
    // Work on the first day, its bonuses three days later.
    expect(days.map(({ sentMicros, bonusMicros }) => [sentMicros > 0, bonusMicros > 0])).toEqual([
      [true, false],
      [false, true],
    ])
    const { days: later } = await as(owner).pay.spending({ project: "shown", utcOffsetMinutes: 900 } as never)
    expect(later.map(({ bonusMicros }) => bonusMicros)).toEqual(days.map(({ bonusMicros }) => bonusMicros))
    expect(answersPerDay.reduce((all, n) => all + n, 0)).toBe(7)
    await expect(as(worker).pay.spending(ask)).rejects.toMatchObject({ cause: { code: "not_allowed" } })
  })

  test("what is theirs goes out by a bank's file with its remainder kept, and comes back whole where it does not arrive", async () => {
    const me = as(worker)
    await expect(me.pay.takeOut({ currency: "EUR" })).rejects.toMatchObject({
      cause: { detail: { why: "no_account" } },
    })
    await me.pay.savePayee({ place: "FR", name: "Awa Diop", account: IBAN })
    const balance = (await me.pay.balance({})).balances[0]?.payableMicros ?? 0
    const twice = await Promise.allSettled([1, 2].map(() => me.pay.takeOut({ currency: "EUR" })))
    expect(twice.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    const { balances, payouts } = await me.pay.balance({})
    expect(payouts).toMatchObject([{ state: "requested", accountEnd: "0189" }])
    const [payout] = payouts
    if (!payout) throw new Error("a payout was expected")
    expect((balances[0]?.payableMicros ?? 0) + payout.amountMicros).toBe(balance)
    const make = (kind: "bank" | "csv") =>
      as(operator).pay.makePayoutFile({
        ...{ kind, payouts: [payout.payout], payDay: "2027-01-15", proof: "" },
        from: { name: "Studio", iban: IBAN },
      })
    const both = await Promise.allSettled([make("bank"), make("bank")])
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    await expect(me.pay.callBack({ payout: payout.payout })).rejects.toMatchObject({ cause: { code: "conflict" } })
    const { files } = await as(operator).pay.payouts({})
    const file = await as(operator).pay.payoutFile({ file: files[0]?.file ?? 0 })
    expect(file.body).toContain(`<InstdAmt Ccy="EUR">${(payout.amountMicros / 1e6).toFixed(2)}</InstdAmt>`)
    await as(operator).pay.stepPayout({ payout: payout.payout, event: "fail", proof: "closed account" })
    expect((await me.pay.balance({})).balances[0]?.payableMicros).toBe(balance)
    await expect(as(operator).pay.stepPayout({ payout: payout.payout, event: "confirm", proof: "" })).rejects.toThrow()
  })

  test("the statement is the ledger to the micro, and all of it is whole", async () => {
    const { statements, csv, lastMovement } = await as(worker).pay.statement({
      fromMs: 0,
      untilMs: harness.clock.nowMs + 1,
    })
    const [euros] = statements
    if (!euros) throw new Error("a statement was expected")
    const payable = (await as(worker).pay.balance({})).balances[0]?.payableMicros
    expect(euros.closingMicros).toBe(payable)
    expect(euros.lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0)).toBe(payable)
    expect(euros.takenOutMicros).toBe(euros.cameBackMicros)
    expect(csv.split("\r\n")).toHaveLength(euros.lines.length + 2)
    expect(lastMovement).toBe(euros.lines.at(-1)?.number)
    expect((await checkLedger(store.storage)).problems).toEqual([])
  })

  test("without money nothing new is leased, and since when is said; what comes in opens it again", async () => {
    const { money } = await as(owner).pay.budget({ project: "shown" } as never)
    const back = { project: "shown", depositId: randomUUID(), amountMicros: money?.freeMicros ?? 0, proof: "back" }
    await as(operator).pay.refund(back as never)
    const { leases, none } = await next(worker)
    expect([leases, none]).toEqual([[], { reason: "unfunded", pausedReason: "", sinceMs: harness.clock.nowMs }])
    expect((await as(owner).pay.budget({ project: "shown" } as never)).money?.unfunded).toMatchObject({ asked: 1 })
    await deposit(60_000_000)
    expect((await next(worker)).leases).toHaveLength(1)
  })
})

describe.each(engines)("volunteers, on $name", ({ open }) => {
  test("whoever works for nothing said so, and no amount is anywhere", async () => {
    const store = await open()
    const folder = temporaryFolder()
    const harness = makeHarness({ storage: store.storage, folder: folder.path })
    const owner = await harness.addPerson("Owner")
    const helper = await harness.addPerson("Helper")
    const pay = { ...PAID, mode: "volunteer" as const }
    const id = await harness.addProject({ slug: "free", owner, settings: { ...DEFAULT_SETTINGS, pay } })
    await harness.addMember(id, helper, ["annotator"], 0)
    await harness.addPictures(id, 2)
    const me = appRouter.createCaller(harness.contextOf(helper))
    await me.work.acceptConditions({ project: "free", guidelineVersion: 1, mode: "volunteer" } as never)
    expect(await store.storage.db.selectFrom("pay_consent").select(["mode", "at_ms"]).execute()).toEqual([
      { mode: "volunteer", at_ms: harness.clock.nowMs },
    ])
    expect((await me.work.next({ project: "free", want: 1 } as never)).leases).toHaveLength(1)
    const mine = appRouter.createCaller(harness.contextOf(owner))
    expect(await mine.pay.budget({ project: "free" } as never)).toEqual({ mode: "volunteer", fixed: true, money: null })
    expect(await store.storage.db.selectFrom("assignment_terms").selectAll().execute()).toEqual([])
    await store.close()
    folder.remove()
  })
})
