import { appRouter } from "@justesse/api"
import type { Meta } from "@justesse/api/core/trpc"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { sampleOf } from "@justesse/api/testing/sample"
import { checkLedger } from "@justesse/db/ledger/verify"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { answer } from "@justesse/db/testing/seed"
import type { PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { beginPaying } from "./paying.ts"

/** A procedure as the router keeps it. */
interface Listed {
  readonly path: string
  readonly type: string
  readonly may: Meta["may"]
  readonly inputs: readonly z.ZodType[]
  readonly output: z.ZodType | undefined
}

const record = appRouter._def.procedures as unknown as Record<string, { _def: Record<string, unknown> }> // flat, by path
const procedures: Listed[] = Object.entries(record).map(([path, { _def }]) => ({
  path,
  type: String(_def["type"]),
  may: (_def["meta"] as Meta).may,
  inputs: (_def["inputs"] ?? []) as z.ZodType[],
  output: _def["output"] as z.ZodType | undefined,
}))

const PAY: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 10 },
  learningPercent: 0,
}
/** What a person does with their own money. */
const OWN = new Set(["pay.takeOut", "pay.callBack"])

describe.each(engines)("every procedure against what somebody earned, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  const people: TestPerson[] = []

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Owner", "Reviewer", "Worker"]) people.push(await harness.addPerson(name))
    const [owner, reviewer, worker] = people
    if (!owner || !reviewer || !worker) throw new Error("three people were expected")
    const id = await harness.addProject({ slug: "paid", owner, names: "open", settings: { pay: PAY } })
    await harness.addMember(id, reviewer, ["reviewer"])
    await harness.addMember(id, worker, ["annotator"])
    await harness.addPictures(id, 6)
    const atMs = harness.clock.nowMs
    await beginPaying(store.storage, { project: id, operator: owner.id, atMs })
    const { leases } = await appRouter
      .createCaller(harness.contextOf(worker))
      .work.next({ project: "paid", want: 2 } as never)
    for (const { assignmentId, fence } of leases) {
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: atMs, next: null, isPaid: () => true }
      await store.storage.hot.submit({ publicId: assignmentId, personId: worker.id, fence, ...answer("{}"), ...rest })
    }
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  const payable = async () => {
    const rows = await store.storage.db
      .selectFrom("ledger_account")
      .select(["owner", "balance_micros"])
      .where("kind", "=", "worker_payable")
      .execute()
    return new Map(rows.map(({ owner, balance_micros }) => [owner, balance_micros]))
  }

  /** Calls a procedure with a sample that its schemas take; what it says does not matter here. */
  async function callAs(person: TestPerson | undefined, { path, inputs }: Listed): Promise<void> {
    const [topic = "", name = ""] = path.split(".")
    const input = Object.assign({}, ...inputs.map(sampleOf)) as Record<string, unknown>
    const caller = appRouter.createCaller(harness.contextOf(person ?? null)) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >
    const about = {
      ...("person" in input ? { person: people[2]?.id } : {}),
      ...("project" in input ? { project: "paid" } : {}),
    }
    try {
      await caller[topic]?.[name]?.({ ...input, ...about })
    } catch {
      // Refused, or of something that is not there.
    }
  }

  test("no act of an owner or a reviewer lowers what somebody earned (LED-6)", async () => {
    const before = await payable()
    expect([...before.values()]).toEqual([100_000])
    const acts = procedures.filter(
      ({ type, path }) => type === "mutation" && !OWN.has(path) && !path.startsWith("setup."),
    )
    expect(acts.length).toBeGreaterThan(50)
    for (const person of people.slice(0, 2))
      for (const listed of acts) {
        await callAs(person, listed)
        for (const [owner, balance] of before)
          expect([listed.path, (await payable()).get(owner) ?? 0]).toEqual([listed.path, balance])
      }
    expect((await checkLedger(store.storage)).problems).toEqual([])
  })
})

/** Every member name of a schema, however deep. */
function namesIn(schema: z.ZodType): Set<string> {
  const json = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" })
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== "object" || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties") for (const name of Object.keys(inner)) names.add(name)
      visit(inner)
    }
  }
  visit(json)
  return names
}

describe("what requesters read of money (W7)", () => {
  const asked = procedures.filter(
    ({ path, may, type }) => path.startsWith("pay.") && Array.isArray(may) && type === "query",
  )

  test("nothing of it is about one person: no time, name, address, country or account", () => {
    // What their own project spent, in all and by day: what they could write down day by day.
    expect(asked.map(({ path }) => path).sort()).toEqual(["pay.budget", "pay.spending"])
    for (const { output, path } of asked) {
      const names = namesIn(output ?? z.never())
      expect(names.size).toBeGreaterThan(path === "pay.budget" ? 10 : 5)
      for (const forbidden of [
        "person",
        "name",
        "email",
        "place",
        "country",
        "account",
        "activeSeconds",
        "payableMicros",
      ])
        expect([path, names.has(forbidden), forbidden]).toEqual([path, false, forbidden])
    }
  })

  test("where money goes is read by its person and by operators alone", () => {
    const withAccount = procedures.filter(({ output }) => {
      const names = output ? namesIn(output) : new Set<string>()
      return names.has("account") || names.has("accountEnd")
    })
    expect(withAccount.map(({ path, may }) => [path, may]).sort()).toEqual([
      ["pay.balance", "person"],
      // Accounts of the ledger, by kind and number.
      ["pay.ledger", "operator"],
      ["pay.payee", "person"],
      ["pay.payouts", "operator"],
    ])
  })
})
