import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { closeSessions } from "@justesse/api/work/sessions"
import { verifyStorage } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { EMPTY_BODY, ProjectSlug } from "@justesse/types"
import { mentoringFloor } from "@justesse/work/pay/floor"
import { timeMicros } from "@justesse/work/pay/terms"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findPayProblems } from "./payChecks.ts"
import { beginPaying, FLOOR_MICROS, PRICE_MICROS } from "./paying.ts"

const HOUR = 3_600_000
const SLUG = ProjectSlug.parse("quay")
const ZONE = { utcOffsetMinutes: 0 }
const PAID = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 } as const
const MINUTE_AT_RATE = timeMicros(mentoringFloor(FLOOR_MICROS), 60)

describe.each(engines)("mentoring that is paid, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let project = 0
  const people: Record<string, TestPerson> = {}
  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const paid = () => findBalance(at.storage.db, "worker_payable", who("Max").id, "EUR")

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    for (const name of ["Olga", "Ana", "Max"]) people[name] = await h.addPerson(name)
    project = await h.addProject({ slug: SLUG, owner: who("Olga"), settings: { pay: PAID } })
    for (const name of ["Ana", "Max"]) await h.addMember(project, who(name), ["annotator"])
    await h.addPictures(project, 6)
    await beginPaying(at.storage, { project, operator: who("Olga").id, atMs: h.clock.nowMs })
    await as("Olga").mentor.name({ project: SLUG, person: who("Max").id as never, named: true })
    await as("Max").mentor.setOffer({ project: SLUG, offers: true })
    await as("Ana").mentor.ask({ project: SLUG, words: "" })
    const { pair } = await as("Ana").mentor.mine({ project: SLUG })
    await as("Max").mentor.offer({ pair: pair?.pair as never })
    await as("Ana").mentor.answer({ pair: pair?.pair as never, yes: true })
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  let seq = 0
  const batch = (seconds: number) => ({ tab: `t${++seq}`, seq: 0, monotonicMs: 0, seconds: "9".repeat(seconds) })

  async function mentors(minutes: number): Promise<void> {
    for (let n = 0; n < minutes; n++) {
      h.clock.nowMs += 60_000
      const told = await as("Max").mentor.time({ project: SLUG, batches: [batch(60)], ...ZONE })
      expect(told.countedSeconds).toBe(60)
    }
  }
  async function sendsAtOnce(): Promise<void> {
    const { leases } = await as("Max").work.next({ project: SLUG, want: 1 })
    const [lease] = leases
    if (!lease) return expect.fail("a task was expected")
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    await as("Max").work.submitNext({
      ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 },
      ...{ submissionId: randomUUID() as never, body: { ...EMPTY_BODY, nothingHere: true } },
    })
  }
  async function closes(): Promise<void> {
    h.clock.nowMs += 5 * HOUR
    await at.storage.hot.endExpired(h.clock.nowMs, 100)
    h.clock.nowMs += HOUR
    await closeSessions(h.deps)
  }

  test("alone it is a quarter above the floor, from the project", async () => {
    await mentors(30)
    await closes()
    expect(await paid()).toBe(30 * MINUTE_AT_RATE)
    const { sessions } = await as("Max").pay.sessions({ fromMs: 0, untilMs: h.clock.nowMs })
    expect(sessions).toMatchObject([
      { mentoringSeconds: 1_800, unleasedSeconds: 1_800, sentMicros: 0, addedMicros: 30 * MINUTE_AT_RATE },
    ])
  })

  test("beside answers that brought more than their floor it is paid in full, and told late it is too", async () => {
    const before = await paid()
    await sendsAtOnce()
    await mentors(10)
    await closes()
    expect((await paid()) - before).toBe(PRICE_MICROS + 10 * MINUTE_AT_RATE)
    const [{ session, mentoringSeconds } = expect.fail()] = (
      await as("Max").pay.sessions({ fromMs: 0, untilMs: h.clock.nowMs })
    ).sessions
    expect([session > 0, mentoringSeconds]).toEqual([true, 600])
    expect(await findPayProblems(at.storage.db, project, false)).toEqual([])
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("what its sum says is found by verify where a hand changed it", async () => {
    await at.storage.db.updateTable("work_session").set({ mentoring_ms: 1 }).where("mentoring_ms", ">", 0).execute()
    expect((await verifyStorage(at.storage)).join("\n")).toContain("1 ms of time where")
  })
})
