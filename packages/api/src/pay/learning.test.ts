import { randomUUID } from "node:crypto"
import { checkLedger } from "@justesse/db/ledger/verify"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_SETTINGS, type PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 }

describe.each(ruleEngines)("the share of a project's money for learning, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let [owner, operator, annotator]: TestPerson[] = []
  let made = 0
  const callAs = (person: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person ?? null))

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    operator = await harness.addPerson("Operator", true)
    annotator = await harness.addPerson("Annotator")
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  /** A project that pays, with this share. */
  async function paying(learningPercent?: number): Promise<string> {
    const slug = `p${++made}`
    if (!owner) return expect.fail("nobody owns it")
    const id = await harness.addProject({ slug, owner, names: "open", roles: ["owner"] })
    if (annotator) await harness.addMember(id, annotator, ["annotator"])
    await set(slug, learningPercent)
    return slug
  }
  const set = (project: string, learningPercent?: number) => {
    const pay = { ...PAID, ...(learningPercent !== undefined && { learningPercent }) }
    return callAs(owner).project.settings({ project, name: "Any", settings: { ...DEFAULT_SETTINGS, pay } } as never)
  }
  const deposit = (project: string, amountMicros: number, depositId: string = randomUUID()) =>
    callAs(operator).pay.deposit({ project, depositId, amountMicros, proof: "transfer 7" } as never)
  const apart = (project: string, amountMicros: number, moveId: string = randomUUID(), who = owner) =>
    callAs(who).pay.setApart({ project, moveId, amountMicros } as never)
  const money = async (project: string) => {
    const { money: found } = await callAs(owner).pay.budget({ project } as never)
    return found ?? expect.fail("it pays")
  }
  const lies = async (project: string) => {
    const { freeMicros, learning } = await money(project)
    return [freeMicros, learning.fundMicros]
  }

  test("is of each deposit, in its one movement; sent again after it was changed it is the same deposit", async () => {
    const slug = await paying(5)
    const depositId = randomUUID()
    expect(await deposit(slug, 30_000_000, depositId)).toEqual({ currency: "EUR", freeMicros: 28_500_000 })
    await set(slug, 20)
    expect(await deposit(slug, 30_000_000, depositId)).toEqual({ currency: "EUR", freeMicros: 28_500_000 })
    await deposit(slug, 10_000_000)
    expect(await lies(slug)).toEqual([36_500_000, 3_500_000])
    const { last } = await callAs(operator).pay.ledger({})
    expect(last.map(({ kind, entries }) => [kind, entries.length])).toEqual([
      ["fund", 3],
      ["fund", 3],
    ])
    expect((await money(slug)).learning).toMatchObject({ percent: 20, spentMicros: 0, donatedMicros: 0 })
  })

  test("is the usual one in a project that is made paid without saying it, whoever makes it so and by what", async () => {
    const begun = await paying()
    await deposit(begun, 10_000_000)
    expect((await money(begun)).learning.percent).toBe(5)
    expect(await lies(begun)).toEqual([9_500_000, 500_000])
    // Settings that say none keep it, and none that was chosen is another one than the usual.
    await set(begun)
    expect((await money(begun)).learning.percent).toBe(5)
    expect((await money(await paying(0))).learning.percent).toBe(0)
    const { project } = await callAs(owner).project.create({ draft: await paidDraft() } as never)
    expect((await money(project)).learning.percent).toBe(5)
    const draft = (await callAs(owner).project.draft({ project } as never)).draft
    expect(draft.settings.pay).toMatchObject({ mode: "paid", learningPercent: 5 })
  })

  /** A draft as a program sends it: paid, and nothing said of learning. */
  async function paidDraft(): Promise<unknown> {
    const template = { name: "Made by a program", template: "empty", kind: "boxes", names: "open", guideline: "" }
    const settings = { ...DEFAULT_SETTINGS, pay: PAID }
    return {
      ...template,
      settings,
      ontology: { labels: [] },
      forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 60 },
    }
  }

  test("is none in a project that paid before there was a choice, until its owner chooses; then nothing moves by itself", async () => {
    const slug = await paying(0)
    const settings = JSON.stringify({ ...DEFAULT_SETTINGS, pay: PAID })
    await store.storage.db.updateTable("project").set({ settings }).where("slug", "=", slug).execute()
    await set(slug)
    await deposit(slug, 10_000_000)
    expect((await money(slug)).learning.percent).toBeNull()
    await set(slug, 10)
    expect(await lies(slug)).toEqual([10_000_000, 0])
  })

  test("its owner sets apart more, once for an id; nobody else does, and nothing beyond what is free", async () => {
    const slug = await paying(0)
    await deposit(slug, 10_000_000)
    const moveId = randomUUID()
    for (const _ of [1, 2]) expect(await apart(slug, 4_000_000, moveId)).toMatchObject({ freeMicros: 6_000_000 })
    expect(await lies(slug)).toEqual([6_000_000, 4_000_000])
    await expect(apart(slug, 6_000_001)).rejects.toMatchObject({ cause: { code: "project_unfunded" } })
    await expect(apart(slug, 1, randomUUID(), annotator)).rejects.toMatchObject({ cause: { code: "not_allowed" } })
    const noted = store.storage.db.selectFrom("activity").select("detail").where("what", "=", "project.learning")
    expect((await noted.execute()).map(({ detail }) => JSON.parse(detail ?? ""))).toEqual([
      { amount: "4.00", currency: "EUR" },
    ])
  })

  test("with a lower one, and when the project ends, what is unspent is free, and can go back", async () => {
    const slug = await paying(10)
    await deposit(slug, 10_000_000)
    await set(slug, 4)
    expect(await lies(slug)).toEqual([9_600_000, 400_000])
    // A higher one is of deposits to come.
    await set(slug, 15)
    expect(await lies(slug)).toEqual([9_600_000, 400_000])
    await callAs(owner).project.archive({ project: slug } as never)
    expect(await lies(slug)).toEqual([10_000_000, 0])
    const back = { project: slug, depositId: randomUUID(), amountMicros: 10_000_000, proof: "back" }
    expect(await callAs(operator).pay.refund(back as never)).toMatchObject({ freeMicros: 0 })
    expect((await checkLedger(store.storage)).problems).toEqual([])
  })

  test("stays where whoever saves the settings does not know of it", async () => {
    const slug = await paying(5)
    await deposit(slug, 100_000_000)
    await set(slug)
    expect(await lies(slug)).toEqual([95_000_000, 5_000_000])
    await set(slug, 0)
    expect(await lies(slug)).toEqual([100_000_000, 0])
  })
})
