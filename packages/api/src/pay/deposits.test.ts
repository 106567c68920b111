import { randomUUID } from "node:crypto"
import { checkLedger } from "@justesse/db/ledger/verify"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_SETTINGS, type PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const PAID: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 },
  learningPercent: 0,
}

describe.each(engines)("money of a project on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let [owner, operator]: TestPerson[] = []
  const callAs = (person: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person ?? null))

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    operator = await harness.addPerson("Operator", true)
    await harness.addProject({ slug: "shown", owner, names: "open", roles: ["owner", "annotator"] })
    await harness.addProject({ slug: "named", owner, names: "in_house" })
    await harness.addPictures(1, 3)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const set = (project: string, pay: PaySettings | undefined) => {
    const settings = { ...DEFAULT_SETTINGS, ...(pay && { pay }) }
    return callAs(owner).project.settings({ project, name: "Any", settings } as never)
  }
  const deposit = (amountMicros: number, depositId: string = randomUUID(), project = "shown") =>
    callAs(operator).pay.deposit({ project, depositId, amountMicros, proof: "transfer 7" } as never)

  test("a project that shows names cannot be paid, and one that is not paid takes no money", async () => {
    await expect(set("named", PAID)).rejects.toMatchObject({
      cause: { code: "conflict", detail: { why: "names_are_seen" } },
    })
    await expect(deposit(5)).rejects.toMatchObject({ cause: { code: "conflict", detail: { why: "not_paid" } } })
    await expect(deposit(5, randomUUID(), "nowhere")).rejects.toMatchObject({ cause: { code: "not_found" } })
  })

  test("the way to pay is fixed while a task is in hand, and another one is read before the next task", async () => {
    const { leases } = await callAs(owner).work.next({ project: "shown", want: 1 } as never)
    await expect(set("shown", PAID)).rejects.toMatchObject({ cause: { detail: { why: "work_in_hand" } } })
    const [lease] = leases
    if (!lease) throw new Error("a task was expected")
    const { assignmentId, fence } = lease
    const skipped = { publicId: assignmentId, personId: owner?.id ?? 0, fence, reason: "other", note: "" }
    await store.storage.hot.skip({ ...skipped, nowMs: harness.clock.nowMs, next: null })
    await set("shown", PAID)
    const member = await store.storage.db
      .selectFrom("member")
      .select("accepted_version")
      .where("project_id", "=", 1)
      .execute()
    expect(member).toEqual([{ accepted_version: 0 }])
  })

  test("a deposit sent twice is one, and what is free can go back, no more", async () => {
    const depositId = randomUUID()
    const twice = await Promise.all([1, 2, 3].map(() => deposit(30_000_000, depositId)))
    for (const answer of twice) expect(answer).toEqual({ currency: "EUR", freeMicros: 30_000_000 })
    await expect(deposit(31_000_000, depositId)).rejects.toMatchObject({ cause: { code: "conflict" } })
    const refund = (amountMicros: number) =>
      callAs(operator).pay.refund({ project: "shown", depositId: randomUUID(), amountMicros, proof: "back" } as never)
    await expect(refund(30_000_001)).rejects.toMatchObject({
      cause: { code: "project_unfunded", detail: { missingMicros: 1 } },
    })
    expect(await refund(10_000_000)).toEqual({ currency: "EUR", freeMicros: 20_000_000 })
    expect(
      await store.storage.db.selectFrom("deposit").select(["amount_micros", "proof"]).orderBy("id").execute(),
    ).toEqual([
      { amount_micros: 30_000_000, proof: "transfer 7" },
      { amount_micros: -10_000_000, proof: "back" },
    ])
  })

  test("a deposit and the sum of all have a bound with a sentence, and a project with money is not removed", async () => {
    await expect(deposit(9_007_199_254_740_991)).rejects.toMatchObject({ code: "BAD_REQUEST" })
    const big = 1e15
    for (let n = 0; n < 3; n++) await deposit(big)
    await expect(deposit(big)).rejects.toMatchObject({
      cause: { code: "too_much_money", detail: { most: 999_999_980 } },
    })
    expect((await callAs(operator).pay.ledger({})).sums).toHaveLength(2)
    const remove = () => callAs(owner).project.remove({ project: "shown", confirm: "Any" } as never)
    await expect(remove()).rejects.toMatchObject({ cause: { code: "money_left" } })
    for (let n = 0; n < 3; n++)
      await callAs(operator).pay.refund({
        ...{ project: "shown", depositId: randomUUID(), amountMicros: big, proof: "back" },
      } as never)
    expect((await deposit(1)).freeMicros).toBe(20_000_001)
    await callAs(operator).pay.refund({
      ...{ project: "shown", depositId: randomUUID(), amountMicros: 1, proof: "back" },
    } as never)
  })

  test("with money there, neither currency nor the way to pay change", async () => {
    const why = { cause: { detail: { why: "money_is_there" } } }
    await expect(set("shown", { ...PAID, currency: "JPY" })).rejects.toMatchObject(why)
    await expect(set("shown", undefined)).rejects.toMatchObject(why)
    await set("shown", { ...PAID, bonusPercent: 20 })
  })

  test("the operator sees where money lies and that the ledger is whole", async () => {
    const shown = await callAs(operator).pay.ledger({})
    expect(shown.sums).toEqual([
      { currency: "EUR", kind: "external_in", accounts: 1, balanceMicros: -20_000_000 },
      { currency: "EUR", kind: "project_free", accounts: 1, balanceMicros: 20_000_000 },
    ])
    expect(shown.last.at(-1)).toMatchObject({ kind: "fund", project: "shown" })
    expect(await callAs(operator).pay.checkLedger({})).toMatchObject({
      ok: true,
      movements: 10,
      entries: 20,
      first: null,
    })
    expect((await checkLedger(store.storage)).problems).toEqual([])
  })
})
