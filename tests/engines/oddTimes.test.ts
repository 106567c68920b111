import { stepPayments } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { workRouter } from "@justesse/api/work/router"
import { closeSessions } from "@justesse/api/work/sessions"
import { findBalance } from "@justesse/db/ledger/read"
import { listNotices } from "@justesse/db/questions/notices"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { timeMicros } from "@justesse/work/pay/terms"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { beginPaying, FLOOR_MICROS } from "./paying.ts"

const HOUR = 3_600_000
const PAY = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 } as const
const HAND = "9".repeat(60)
const EACH_59 = `9${"8".repeat(58)}`
const LOADS = "c".repeat(60)

describe.each(engines)("a task whose time is odd, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let [owner, operator]: TestPerson[] = []
  let made = 0
  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    operator = await h.addPerson("Ina", true)
    // From its first look on it knows what was there before.
    await stepPayments(h.deps)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const notices = async (person: TestPerson) =>
    (await listNotices(at.storage.db, person.id, null, 100)).filter(({ kind }) => kind === "odd_time")

  test.each([
    { name: "beyond its time limit", minutes: [HAND, HAND, HAND, HAND], capSeconds: 120, isOdd: true },
    { name: "one input each 59 seconds", minutes: Array(6).fill(EACH_59), capSeconds: 3_600, isOdd: true },
    { name: "a page that loads for minutes", minutes: [HAND, LOADS, LOADS, HAND], capSeconds: 3_600, isOdd: true },
    { name: "up to its time limit", minutes: [HAND, HAND], capSeconds: 120, isOdd: false },
  ])("$name: its owner is told once or not at all, and all of it is paid", async ({ minutes, capSeconds, isOdd }) => {
    if (!owner || !operator) return expect.fail("nobody is there")
    h.clock.nowMs += 24 * HOUR
    const slug = `o${++made}`
    const awa = await h.addPerson(`Awa${made}`)
    const id = await h.addProject({ slug, owner, settings: { pay: PAY } })
    await h.addMember(id, awa, ["annotator"])
    await h.addPictures(id, 2)
    await beginPaying(at.storage, { project: id, operator: operator.id, atMs: h.clock.nowMs, capSeconds })
    const work = workRouter.createCaller(h.contextOf(awa))
    const [lease] = (await work.next({ project: slug, want: 1, utcOffsetMinutes: 0 })).leases
    if (!lease) return expect.fail("no task is left")
    const { assignmentId, fence } = lease
    let monotonicMs = 0
    let counted = 0
    // The time limit is passed between two looks, long after the task was begun.
    for (const [seq, seconds] of minutes.entries()) {
      h.clock.nowMs += seconds.length * 1_000
      const batches = [{ tab: `t${made}`, seq, monotonicMs, seconds }]
      const told = await work.heartbeat({ assignmentId, fence, activity: "draw", batches, utcOffsetMinutes: 0 })
      counted = told.activeSeconds
      monotonicMs += seconds.length * 1_000
      if (capSeconds === 120) await stepPayments(h.deps)
    }
    await work.skip({ assignmentId, fence, reason: "unclear", note: "", want: 1 })
    for (let n = 0; n < 2; n++) await stepPayments(h.deps)
    const told = (await notices(owner)).filter(({ projectId }) => projectId === id)
    expect(told.map(({ times, detail }) => [times, detail])).toEqual(isOdd ? [[1, {}]] : [])
    expect([await notices(awa), await notices(operator)]).toEqual([[], []])

    h.clock.nowMs += 4 * HOUR
    await at.storage.hot.endExpired(h.clock.nowMs, 100)
    h.clock.nowMs += HOUR
    await closeSessions(h.deps)
    expect(counted).toBeGreaterThanOrEqual(monotonicMs / 1_000 - 60)
    const paid = await findBalance(at.storage.db, "worker_payable", awa.id, "EUR")
    expect(paid).toBe(timeMicros(FLOOR_MICROS, counted))
  })
})
