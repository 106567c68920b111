import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { closeSessions, stepPayments } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { listNotices } from "@justesse/db/questions/notices"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import type { PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CLEAR_GUIDELINE } from "../support/clearGuideline.ts"

const PAID: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 10 },
  learningPercent: 0,
}
const BODY = { regions: [], nothingHere: true }
const project = "shop"

describe.each(engines)("a project whose money ends, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let id = 0
  const people = new Map<string, TestPerson>()
  const who = (name: string) => people.get(name) ?? expect.fail(`${name} is not there`)
  const as = (name: string) => appRouter.createCaller(harness.contextOf(who(name)))
  const budget = async () => (await as("Olga").pay.budget({ project } as never)).money ?? expect.fail("it pays")
  const overview = async () => (await as("Olga").project.overview({ project, utcOffsetMinutes: 0 } as never)).money
  const mine = async (name: string) => {
    const { projects } = await as(name).work.mine({ utcOffsetMinutes: 0 })
    return projects.find(({ card }) => card.project === project) ?? expect.fail("no member")
  }
  const told = async (name: string) =>
    (await listNotices(store.storage.db, who(name).id, null, 100))
      .filter(({ kind }) => kind.startsWith("money"))
      .map(({ kind, times }) => [kind, times])
  const next = (name: string) => as(name).work.next({ project, want: 1 } as never)
  const move = (kind: "deposit" | "refund", amountMicros: number) =>
    as("Ina").pay[kind]({ project, depositId: randomUUID(), amountMicros, proof: "transfer" } as never)

  /** The owner's own items, each of 40 seconds: a price follows from five. */
  async function workOne(name: string): Promise<void> {
    const [lease] = (await next(name)).leases
    if (!lease) return expect.fail("a task was expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const slots = [{ slotMs: harness.clock.nowMs - (harness.clock.nowMs % 900_000), ms: 40_000 }]
    const credited = { creditedMs: 40_000, slots, ticks: null, stateJson: "{}" }
    harness.clock.nowMs += 40_000
    const about = { publicId: assignmentId, personId: who(name).id, fence, nowMs: harness.clock.nowMs }
    await store.storage.hot.heartbeat({ ...about, credit: () => credited })
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: BODY, want: 1 }
    await as(name).work.submitNext({ ...sent, ontologyVersion, guidelineVersion } as never)
  }

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Olga", "Ina", "Awa", "Ben", "Cleo"])
      people.set(name, await harness.addPerson(name, name === "Ina"))
    id = await harness.addProject({ slug: project, owner: who("Olga"), names: "open", roles: ["owner", "annotator"] })
    await harness.addPictures(id, 5)
    for (let n = 0; n < 5; n++) await workOne("Olga")
    const { name, settings } = await as("Olga").project.settingsGet({ project } as never)
    await as("Olga").project.settings({ project, name, settings: { ...settings, pay: PAID } } as never)
    await store.storage.db.updateTable("guideline_version").set({ markdown: CLEAR_GUIDELINE }).execute()
    await harness.addPictures(id, 20)
    for (const worker of ["Awa", "Ben", "Cleo"]) {
      await harness.addMember(id, who(worker), ["annotator"], 0)
      await as(worker).work.acceptConditions({ project, guidelineVersion: 1, mode: "paid" } as never)
    }
    await move("deposit", 5_000_000)
    await as("Olga").pay.begin({ project } as never)
    // Enough for one task and no second one.
    await move("refund", 4_700_000)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("its owner is told before it ends, once, and nobody else is (found F6)", async () => {
    for (let n = 0; n < 2; n++) await stepPayments(harness.deps)
    expect([await told("Olga"), await told("Ben"), await overview()]).toEqual([[["money_low", 1]], [], "low"])
    expect(await mine("Ben")).toMatchObject({ waitsSinceMs: null, available: expect.any(Number) })
    expect((await mine("Ben")).available).toBeGreaterThan(0)
  })

  test("at the stop the owner, Overview and the work of whoever was refused say so, and no task is promised (found F6)", async () => {
    expect((await next("Awa")).leases).toHaveLength(1)
    harness.clock.nowMs += 60_000
    const stoppedAtMs = harness.clock.nowMs
    for (let n = 0; n < 2; n++) expect((await next("Ben")).none?.reason).toBe("unfunded")
    expect([await told("Olga"), await told("Ben"), await told("Cleo")]).toEqual([
      [["money_out", 1]],
      [["money_waits", 1]],
      [],
    ])
    expect(await overview()).toBe("out")
    for (const name of ["Ben", "Cleo"])
      expect(await mine(name)).toMatchObject({ waitsSinceMs: stoppedAtMs, available: 0, hoursLeft: null, inHand: 0 })
  })

  test("Budget names one sum at the stop, which is no nought, and its figures are about the same answers (found F4)", async () => {
    const { unfunded, answersLeft, quote, missingMicros, atOnceMicros, ...money } = await budget()
    expect([unfunded?.asked, money.isRunningOut, answersLeft > 0]).toEqual([2, true, true])
    const each = (quote?.quotedMicros ?? 0) + (quote?.bonusMicros ?? 0)
    expect(money.freeMicros).toBeLessThan(each)
    expect([each > 0, money.quotedMicros]).toEqual([true, each * answersLeft])
    expect(atOnceMicros).toBeGreaterThan(each * answersLeft)
    expect(missingMicros).toBe((atOnceMicros ?? 0) - money.freeMicros - money.reservedMicros)
    // With the money that is missing nobody is refused.
    expect(missingMicros).toBeGreaterThan(0)
  })

  test("money that comes back ends the stop before anybody asks, and whoever was refused is told (found F4, F6)", async () => {
    harness.clock.nowMs += 4 * 3_600_000
    await store.storage.hot.endExpired(harness.clock.nowMs, 100)
    harness.clock.nowMs += 3_600_000
    expect(await closeSessions(harness.deps)).toBeGreaterThan(0)
    expect([(await budget()).unfunded, await overview(), await told("Ben")]).toEqual([
      ...[null, "low"],
      [["money_waits", 1]],
    ])
    await stepPayments(harness.deps)
    expect([await told("Olga"), await told("Ben")]).toEqual([[["money_there", 1]], [["money_came", 1]]])
    expect(await mine("Ben")).toMatchObject({ waitsSinceMs: null })
  })

  test("put in what Budget names, and all who work there have a task (found F4)", async () => {
    await move("deposit", (await budget()).missingMicros ?? 0)
    expect([(await budget()).missingMicros, (await budget()).isRunningOut, await overview()]).toEqual([0, false, null])
    for (const name of ["Awa", "Ben", "Cleo"]) {
      expect(await mine(name)).toMatchObject({ waitsSinceMs: null })
      expect((await next(name)).leases).toHaveLength(1)
    }
  })
})
