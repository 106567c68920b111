import { randomUUID } from "node:crypto"
import { findBalance } from "@justesse/db/ledger/read"
import { insertPrice } from "@justesse/db/pay/prices"
import { listNotices } from "@justesse/db/questions/notices"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import type { PaySettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { closeSessions } from "../work/sessions.ts"
import { tellOddTimes } from "./odd.ts"
import { stepPayments } from "./step.ts"

const HOUR = 3_600_000
const BONUS = 5_000
const PAY: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 },
  learningPercent: 0,
}
/** One input each 59 seconds, six times. */
const EVEN = Array<string>(6).fill(`9${"8".repeat(58)}`)
const BODY = { regions: [], nothingHere: true }

describe.each(ruleEngines)("what is odd of a time, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let made = 0
  const people = new Map<string, TestPerson>()
  const who = (name: string) => people.get(name) ?? expect.fail(`${name} is not there`)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const told = async (name: string, projectId: number) =>
    (await listNotices(at.storage.db, who(name).id, null, 100))
      .filter((one) => one.kind === "odd_time" && one.projectId === projectId)
      .map(({ times, detail }) => [times, detail])

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    for (const name of ["Olga", "Otto", "Rita", "Awa", "Ina"]) people.set(name, await h.addPerson(name, name === "Ina"))
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** A project with two owners, a reviewer and one who works; paid or not. */
  async function project(isPaid: boolean): Promise<{ readonly id: number; readonly slug: string }> {
    const slug = `odd${++made}`
    const settings = isPaid ? { pay: PAY } : {}
    const id = await h.addProject({ slug, owner: who("Olga"), names: "open", settings })
    await h.addMember(id, who("Otto"), ["owner"])
    await h.addMember(id, who("Rita"), ["reviewer"])
    await h.addMember(id, who("Awa"), ["annotator"])
    await h.addPictures(id, 4)
    if (isPaid) {
      const price = { fromMs: 0, priceMicros: 50_000, bonusMicros: BONUS, basis: "own", quotedMicros: 60_000 } as const
      const seconds = { medianSeconds: 15, meanSeconds: 16, upperSeconds: 18, capSeconds: HOUR / 1_000 }
      const first = { ...price, ...seconds, madeAtMs: h.clock.nowMs }
      await at.storage.db.transaction().execute((tx) => insertPrice(tx, id, first))
      const deposit = { depositId: randomUUID(), amountMicros: 100_000_000, proof: "transfer" }
      await as("Ina").pay.deposit({ project: slug, ...deposit } as never)
    }
    return { id, slug }
  }

  /** A task that takes six minutes with an input each 59 seconds, and is sent. */
  async function workEvenly(slug: string): Promise<void> {
    const [lease] = (await as("Awa").work.next({ project: slug, want: 1 } as never)).leases
    if (!lease) return expect.fail("a task was expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    h.clock.nowMs += EVEN.length * 59_000
    const tab = `t${randomUUID()}`
    const batches = EVEN.map((seconds, seq) => ({ tab, seq, monotonicMs: seq * 59_000, seconds }))
    await as("Awa").work.heartbeat({ assignmentId, fence, activity: "draw", batches } as never)
    const sent = { assignmentId, fence, submissionId: randomUUID(), body: BODY, want: 1 }
    await as("Awa").work.submitNext({ ...sent, ontologyVersion, guidelineVersion } as never)
  }

  test("that was there before anybody looked is nobody's question; later all owners are asked, once, and nobody is named", async () => {
    const { id, slug } = await project(true)
    await workEvenly(slug)
    await tellOddTimes(h.deps)
    expect(await told("Olga", id)).toEqual([])
    await workEvenly(slug)
    await workEvenly(slug)
    for (let n = 0; n < 2; n++) await tellOddTimes(h.deps)
    expect([await told("Olga", id), await told("Otto", id)]).toEqual([[[1, {}]], [[1, {}]]])
    for (const name of ["Awa", "Rita", "Ina"]) expect(await told(name, id)).toEqual([])
  })

  test("is asked of nobody where nothing is paid", async () => {
    const { id, slug } = await project(false)
    await workEvenly(slug)
    await tellOddTimes(h.deps)
    expect(await told("Olga", id)).toEqual([])
  })

  test("delays no money: what waits is paid, also where the seconds cannot be read", async () => {
    const { slug } = await project(true)
    await stepPayments(h.deps)
    const balance = () => findBalance(at.storage.db, "worker_payable", who("Awa").id, "EUR")
    await workEvenly(slug)
    h.clock.nowMs += 80 * HOUR
    await at.storage.hot.endExpired(h.clock.nowMs, 100)
    h.clock.nowMs += HOUR
    await closeSessions(h.deps)
    const before = await balance()
    const { rowCount } = await spoil()
    expect(rowCount).toBeGreaterThan(0)
    await expect(stepPayments(h.deps)).rejects.toThrow()
    await expect(stepPayments(h.deps)).rejects.toThrow()
    // Silence accepted this answer and those of the first test.
    expect(await balance()).toBe(before + 4 * BONUS)
  })

  /** Makes the last entry of raw seconds unreadable. */
  async function spoil(): Promise<{ readonly rowCount: number }> {
    const last = at.storage.db.selectFrom("time_entry").select(({ fn }) => fn.max("id").as("id"))
    const done = await at.storage.db
      .updateTable("time_entry")
      .set({ ticks: "{" })
      .where("id", "=", last as never)
      .executeTakeFirst()
    return { rowCount: Number(done.numUpdatedRows) }
  }
})
