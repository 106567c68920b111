import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { stepPayments } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { findSetting } from "@justesse/db"
import { insertPrice, listPrices } from "@justesse/db/pay/prices"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import type { PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CLEAR_GUIDELINE } from "../support/clearGuideline.ts"

const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 10 }
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.each(engines)("prices by night, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let [owner, operator]: TestPerson[] = []
  const as = (person: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person ?? null))
  const prices = async () => (await listPrices(store.storage.db, 1)).length
  const step = () => stepPayments(harness.deps)
  /** The next moment at which it is so late in the day, UTC. */
  const passTo = (hour: number) => {
    const { nowMs } = harness.clock
    harness.clock.nowMs = nowMs + ((((hour * HOUR - (nowMs % DAY)) % DAY) + DAY) % DAY || DAY)
  }

  /** The owner does one more item, in so many seconds: what a price is computed from. */
  async function work(seconds: number): Promise<void> {
    const { leases } = await as(owner).work.next({ project: "shown", want: 1 } as never)
    const [lease] = leases
    if (!lease) throw new Error("a task was expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const slots = [{ slotMs: harness.clock.nowMs - (harness.clock.nowMs % 900_000), ms: seconds * 1_000 }]
    const credited = { creditedMs: seconds * 1_000, slots, ticks: null, stateJson: "{}" }
    harness.clock.nowMs += seconds * 1_000
    const about = { publicId: assignmentId, personId: owner?.id ?? 0, fence, nowMs: harness.clock.nowMs }
    await store.storage.hot.heartbeat({ ...about, credit: () => credited })
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: { regions: [], nothingHere: true }, want: 1 }
    await as(owner).work.submitNext({ ...sent, ontologyVersion, guidelineVersion } as never)
  }

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    operator = await harness.addPerson("Operator", true)
    const roles = ["owner", "annotator"] as const
    await harness.addProject({ slug: "shown", owner, names: "open", roles, state: "draft", settings: { pay: PAID } })
    await harness.addPictures(1, 30)
    const fromDay = new Date(harness.clock.nowMs).toISOString().slice(0, 10)
    const floor = { place: "*", currency: "EUR", microsPerHour: 12_000_000, fromDay, untilDay: null }
    await as(operator).pay.addFloor({ ...floor, source: "decision of this studio" } as never)
    for (let n = 0; n < 5; n++) await work(60)
    const money = { depositId: randomUUID(), amountMicros: 300_000_000, proof: "transfer" }
    await as(operator).pay.deposit({ project: "shown", ...money } as never)
    await store.storage.db.updateTable("guideline_version").set({ markdown: CLEAR_GUIDELINE }).execute()
    await as(owner).project.open({ project: "shown" } as never)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("a studio that never computed begins with the next night", async () => {
    passTo(15)
    await work(100)
    await step()
    expect([await prices(), typeof (await findSetting(store.storage.db, "pricesNight"))]).toEqual([1, "number"])
    passTo(1)
    await step()
    expect(await prices()).toBe(1)
    passTo(2)
    await step()
    expect(await prices()).toBe(2)
  })

  test("one night is one, whatever is measured after it", async () => {
    await work(150)
    for (const hour of [3, 12, 1]) {
      passTo(hour)
      await step()
    }
    expect(await prices()).toBe(2)
  })

  test("nights that were slept through are made up for once, when it next runs", async () => {
    harness.clock.nowMs += 3 * DAY
    passTo(11)
    await step()
    expect(await prices()).toBe(3)
    await work(200)
    await step()
    expect(await prices()).toBe(3)
  })

  test("of two programs at once one computes, and a clock that is set back computes nothing", async () => {
    passTo(9)
    const other = makeHarness({ storage: store.storage, folder: folder.path })
    other.clock.nowMs = harness.clock.nowMs
    await Promise.all([step(), stepPayments(other.deps), step()])
    await step()
    expect(await prices()).toBe(4)
    await work(250)
    harness.clock.nowMs -= 2 * DAY
    await step()
    expect(await prices()).toBe(4)
    harness.clock.nowMs += 2 * DAY
  })

  test("a price that will be lower is told from when it is made until it holds, to owner and workers", async () => {
    const worker = await harness.addPerson("Worker")
    await harness.addMember(1, worker, ["annotator"])
    const told = async () => {
      const { money } = await as(owner).pay.budget({ project: "shown" } as never)
      const { offer } = await as(worker).project.conditions({ project: "shown" } as never)
      return [money?.price?.priceMicros, money?.coming, offer?.priceMicros, offer?.coming]
    }
    const { nowMs } = harness.clock
    const times = { quotedMicros: 9, capSeconds: 600, medianSeconds: 60, meanSeconds: 60, upperSeconds: 70 }
    const post = (priceMicros: number, fromMs: number) =>
      store.storage.db.transaction().execute((tx) =>
        insertPrice(tx, 1, {
          ...{ ...times, basis: "measured", bonusMicros: 7_000, madeAtMs: nowMs, priceMicros, fromMs },
        }),
      )
    await post(200_000, nowMs)
    expect(await told()).toEqual([200_000, null, 200_000, null])
    await post(150_000, nowMs + 7 * DAY)
    const coming = { priceMicros: 150_000, bonusMicros: 7_000, fromMs: nowMs + 7 * DAY }
    expect(await told()).toEqual([200_000, coming, 200_000, coming])
    harness.clock.nowMs += 7 * DAY
    expect(await told()).toEqual([150_000, null, 150_000, null])
  })
})
