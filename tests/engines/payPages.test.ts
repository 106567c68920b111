import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import type { PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CLEAR_GUIDELINE } from "../support/clearGuideline.ts"

const PAID: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 10 },
  learningPercent: 0,
}
const BODY = { regions: [], nothingHere: true }

describe.each(engines)("what pages of money ask for, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let [owner, operator, worker]: TestPerson[] = []
  const as = (person: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person ?? null))
  const move = (kind: "deposit" | "refund", amountMicros: number, proof: string) =>
    as(operator).pay[kind]({ project: "late", depositId: randomUUID(), amountMicros, proof } as never)
  const budget = async () => (await as(owner).pay.budget({ project: "late" } as never)).money

  async function work(person: TestPerson | undefined, project: string): Promise<void> {
    const { leases, none } = await as(person).work.next({ project, want: 1 } as never)
    const [lease] = leases
    if (!lease) throw new Error(`a task was expected: ${none?.reason}`)
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const slots = [{ slotMs: harness.clock.nowMs - (harness.clock.nowMs % 900_000), ms: 40_000 }]
    const credited = { creditedMs: 40_000, slots, ticks: null, stateJson: "{}" }
    harness.clock.nowMs += 40_000
    const about = { publicId: assignmentId, personId: person?.id ?? 0, fence, nowMs: harness.clock.nowMs }
    await store.storage.hot.heartbeat({ ...about, credit: () => credited })
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: BODY, want: 1 }
    await as(person).work.submitNext({ ...sent, ontologyVersion, guidelineVersion } as never)
  }

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    operator = await harness.addPerson("Operator", true)
    worker = await harness.addPerson("Worker")
    const roles = ["owner", "annotator"] as const
    const late = await harness.addProject({ slug: "late", owner, names: "open", roles })
    await harness.addMember(late, worker, ["annotator"])
    // No task is left open by whoever does five: how people are paid is fixed while one is.
    await harness.addPictures(late, 5)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("a studio in which nobody is paid says nothing of money, and its cards say who pays", async () => {
    const nobody = { isPaying: false, requested: 0, weekday: 1, projects: [] }
    expect(await as(operator).pay.studio({})).toEqual(nobody)
    expect((await as(worker).project.list({})).projects).toMatchObject([
      { card: { project: "late", mode: "salaried" } },
    ])
    await expect(as(owner).pay.begin({ project: "late" } as never)).rejects.toMatchObject({
      cause: { detail: { why: "not_paid" } },
    })
  })

  test("a project that was open before it pays begins with a price from its owner's own five, and money for a lease", async () => {
    for (let n = 0; n < 5; n++) await work(owner, "late")
    const { name, settings } = await as(owner).project.settingsGet({ project: "late" } as never)
    await as(owner).project.settings({ project: "late", name, settings: { ...settings, pay: PAID } } as never)
    expect((await as(worker).project.list({})).projects).toMatchObject([{ card: { mode: "paid" } }])
    await harness.addPictures(1, 9)
    const begin = () => as(owner).pay.begin({ project: "late" } as never)
    // It is held to the same instructions as one that opens (REQ-4).
    await expect(begin()).rejects.toMatchObject({ cause: { detail: { missing: "instructions" } } })
    await store.storage.db.updateTable("guideline_version").set({ markdown: CLEAR_GUIDELINE }).execute()
    await expect(begin()).rejects.toMatchObject({ cause: { code: "project_unfunded" } })
    expect(await budget()).toMatchObject({ price: null, deposits: [], quote: { basis: "own" } })
    await move("deposit", 60_000_000, "transfer 1")
    await begin()
    const first = await budget()
    expect(first?.price).toMatchObject({ capSeconds: 160 })
    // Once is enough: a second press posts nothing.
    harness.clock.nowMs += 1_000
    await begin()
    expect((await budget())?.price).toEqual(first?.price)
  })

  test("what was put in and went back is listed with what shows it, the latest first", async () => {
    await move("refund", 10_000_000, "transfer back")
    expect((await budget())?.deposits).toMatchObject([
      { amountMicros: -10_000_000, proof: "transfer back" },
      { amountMicros: 60_000_000, proof: "transfer 1" },
    ])
    expect(await as(operator).pay.studio({})).toMatchObject({
      ...{ isPaying: true, requested: 0 },
      projects: [{ project: "late", name: expect.any(String), currency: "EUR", freeMicros: 50_000_000 }],
    })
  })

  test("a draft that pays says what it lacks: a price first, then money", async () => {
    const project = "draft"
    const roles = ["owner", "annotator"] as const
    const id = await harness.addProject({
      ...{ slug: project, owner: owner ?? expect.fail(), names: "open", roles, state: "draft" },
      settings: { pay: PAID },
    })
    await harness.addPictures(id, 8)
    const missing = async () => (await as(owner).project.draft({ project } as never)).missing
    expect(await missing()).toContain("price")
    for (let n = 0; n < 5; n++) await work(owner, project)
    expect(await missing()).toContain("money")
    const deposit = { project, depositId: randomUUID(), amountMicros: 60_000_000, proof: "transfer 2" }
    await as(operator).pay.deposit(deposit as never)
    expect(await missing()).not.toContain("money")
  })

  test("the day of the next payouts is promised, and one that was sent is told from one that was called back", async () => {
    await as(worker).work.acceptConditions({ project: "late", guidelineVersion: 1, mode: "paid" } as never)
    await work(worker, "late")
    harness.clock.nowMs = Date.parse("2026-11-27T15:26:00Z")
    expect((await as(worker).pay.balance({})).payoutDay).toBe("2026-11-30")
    await as(operator).pay.setPayoutDay({ weekday: 3 })
    expect((await as(worker).pay.balance({})).payoutDay).toBe("2026-12-02")
    expect((await as(operator).pay.studio({})).weekday).toBe(3)
    await as(worker).pay.savePayee({ place: "FR", name: "Worker", account: "FR76 3000 6000 0112 3456 7890 189" })
    const out = async () => (await as(worker).pay.takeOut({ currency: "EUR" })).payout
    await as(worker).pay.callBack({ payout: await out() })
    const second = await out()
    expect((await as(operator).pay.studio({})).requested).toBe(1)
    const file = { kind: "csv" as const, payouts: [second], from: null, payDay: "2026-12-02", proof: "" }
    await as(operator).pay.makePayoutFile(file)
    await as(operator).pay.stepPayout({ payout: second, event: "fail", proof: "AC04" })
    const { payouts } = await as(worker).pay.balance({})
    expect(payouts.map(({ state, wasSent }) => [state, wasSent])).toEqual([
      ["failed", true],
      ["failed", false],
    ])
  })

  test("a person is told of their payouts as far as they want to be, and always of what came back", async () => {
    const inbox = async () => {
      const page = await as(worker).question.inbox({ cursor: null, limit: 50 } as never)
      return { kinds: page.notices.map(({ kind }) => kind), unseen: page.unseen }
    }
    // What they called back themselves is no news to them; of one payout the last word stands.
    expect(await inbox()).toEqual({ kinds: ["payout_back"], unseen: 1 })
    const { payout } = await as(worker).pay.takeOut({ currency: "EUR" })
    await as(operator).pay.makePayoutFile({
      kind: "csv",
      payouts: [payout],
      from: null,
      payDay: "2026-12-02",
      proof: "",
    })
    expect(await inbox()).toEqual({ kinds: ["payout_sent", "payout_back"], unseen: 2 })
    await as(operator).pay.stepPayout({ payout, event: "confirm", proof: "" })
    expect((await inbox()).kinds).toEqual(["payout_arrived", "payout_back"])
    await as(worker).account.update({ notices: { payouts: false, added: true } })
    expect(await inbox()).toEqual({ kinds: ["payout_back"], unseen: 1 })
    expect(await as(worker).question.unseen({})).toMatchObject({ unseen: 1 })
    await as(worker).account.update({ notices: { payouts: true, added: true } })
    expect((await inbox()).unseen).toBe(2)
  })
})
