import { randomUUID } from "node:crypto"
import { laborShown } from "@justesse/api/exports/laborShown"
import { showRequesterRecord } from "@justesse/api/projects/requester"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { Judged } from "@justesse/api/testing/judged"
import { freeze } from "@justesse/api/versions/freeze"
import { findAccessBySlug, type ProjectAccess } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { answer, asks, credits } from "@justesse/db/testing/seed"
import type { PaySettings } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { beginPaying, FLOOR_MICROS, PRICE_MICROS } from "./paying.ts"

const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 10 }
const HOUR = 3_600_000
const OFFER = {
  ...{ currency: "EUR" as const, priceMicros: PRICE_MICROS, bonusMicros: 5_000, floorMicrosPerHour: FLOOR_MICROS },
  ...{ capSeconds: 120, reviewMicros: 0 },
}
/** What six people took for their one answer: a piece pays fifteen seconds of the floor, so that four are raised to it. */
const SECONDS = [10, 12, 30, 30, 45, 60]

describe.each(engines)("a project's record from what happened, on $name (REQ-1)", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const accessOf = async (slug: string, person: TestPerson) =>
    (await findAccessBySlug(store.storage.db, slug, person.id)) ?? expect.fail("no access")
  const recordOf = async (project: ProjectAccess, { id, name }: TestPerson) =>
    showRequesterRecord(harness.deps, project, { personId: id, name, operator: false, scopes: null })

  /** A project that pays, in which each person answers once in so many seconds; an hour later all sessions are closed. */
  async function paid(seconds: readonly number[], amountMicros?: number) {
    const { hot, db } = store.storage
    const owner = await harness.addPerson("Owner")
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, pay: PAID }
    const id = await harness.addProject({ slug: "paid", owner, names: "open", settings })
    const paying = { project: id, operator: owner.id, atMs: harness.clock.nowMs }
    await beginPaying(store.storage, { ...paying, ...(amountMicros && { amountMicros }) })
    await harness.addPictures(id, seconds.length + 3)
    const people: TestPerson[] = []
    for (const [n, took] of seconds.entries()) {
      const person = await harness.addPerson(`A${n}`)
      people.push(person)
      await harness.addMember(id, person, ["annotator"])
      const { nowMs } = harness.clock
      const [lease] = await hot.next({ ...asks(id, person.id, { nowMs }), offer: OFFER })
      if (!lease) continue
      const { publicId, fence } = lease
      const about = { publicId, personId: person.id, fence, nowMs }
      const slots = [{ slotMs: nowMs - (nowMs % 900_000), ms: took * 1_000 }]
      await hot.heartbeat({ ...about, credit: credits(took * 1_000, slots) })
      const versions = { ontologyVersion: 1, guidelineVersion: 1 }
      await hot.submit({ ...about, ...answer(), ...versions, regions: 0, next: null, isPaid: () => true })
    }
    harness.clock.nowMs += HOUR
    const rows = await db.selectFrom("work_session").select(["id", "person_id"]).execute()
    for (const row of rows) await hot.closeSession({ id: row.id, personId: row.person_id, nowMs: harness.clock.nowMs })
    await harness.resolve()
    return { id, owner, people, project: await accessOf("paid", owner) }
  }

  test("an hour is that of the label, from the closed sessions of five people or more, beside the floor", async () => {
    const { project, owner } = await paid(SECONDS)
    const { pay, figures } = await recordOf(project, owner)
    expect(pay).toEqual({ currency: "EUR", floorMicrosPerHour: FLOOR_MICROS, underFloor: 0 })
    expect(figures?.hour).toEqual({
      ...{ sessions: 6, raised: 4, p10Micros: 12_000_000, p50Micros: 12_000_000, p90Micros: 18_000_000 },
    })
    const { version } = await freeze(harness.deps, project, { personId: owner.id }, { note: "" })
    const { label } = await laborShown(harness.deps, project, version)
    expect(label.pay.money?.hourlyMicros).toEqual({ p10: 12_000_000, p50: 12_000_000, p90: 18_000_000 })
  })

  test("what was refused for lack of money stays in it when money comes, and comes to it again", async () => {
    const { id, project, owner, people } = await paid(SECONDS)
    const wants = async (n: number) => {
      const { nowMs } = harness.clock
      const dear = { ...OFFER, priceMicros: 90_000_000, floorMicrosPerHour: 900_000_000_000 }
      return store.storage.hot.next({ ...asks(id, people[n]?.id ?? 0, { nowMs }), offer: n < 3 ? dear : OFFER })
    }
    expect((await recordOf(project, owner)).figures?.refusals).toEqual({ stretches: 0, refused: 0 })
    for (const n of [0, 1, 2]) expect(await wants(n)).toEqual([])
    expect((await recordOf(project, owner)).figures?.refusals).toEqual({ stretches: 1, refused: 3 })
    harness.clock.nowMs += HOUR
    expect(await wants(3)).toHaveLength(1)
    harness.clock.nowMs += HOUR
    expect(await wants(0)).toEqual([])
    expect((await recordOf(project, owner)).figures?.refusals).toEqual({ stretches: 2, refused: 4 })
    const [row] = await store.storage.db.selectFrom("project_pay").select("asked").execute()
    expect(row?.asked).toBe(1)
  })

  test("answers that nobody decided about in 72 hours were accepted by silence: at once on the first day, then by whole days", async () => {
    const { project, owner } = await paid(SECONDS)
    harness.clock.nowMs += 72 * HOUR
    const early = (await recordOf(project, owner)).figures?.bySilence
    harness.clock.nowMs += 24 * HOUR
    const late = (await recordOf(project, owner)).figures?.bySilence
    const all = { k: 6, n: 6, share: 1 }
    expect([early, late]).toEqual([expect.objectContaining(all), expect.objectContaining(all)])
    const DAY = 24 * HOUR
    expect([early?.untilMs ?? 0, late?.untilMs ?? 0].map((ms) => ms % DAY === 0)).toEqual([false, true])
  })

  test("a rejection that is overturned is told as that in the very moment; what a reviewer said was no silence", async () => {
    const judged = new Judged(harness, store.storage)
    await judged.addPeople()
    const disputed = await judged.rejected()
    const more = await Promise.all(["E", "F"].map((name) => harness.addPerson(name)))
    for (const person of more) {
      await harness.addMember(disputed.id, person, ["annotator"])
      await store.storage.db
        .insertInto("person_counter")
        .values({ project_id: disputed.id, person_id: person.id, leased: 1, submitted: 1, skipped: 0, active_ms: 0 })
        .execute()
    }
    const author = judged.author()
    const project = await accessOf(disputed.slug, author)
    const rejected = (await recordOf(project, author)).figures
    expect(rejected).toMatchObject({ rejected: { k: 1, undone: 0 }, overturned: null, openAppeals: 0 })
    const [row] = await judged.mine()
    const decision = row?.decision ?? expect.fail("a decision was expected")
    await judged.decision(author).appeal({ decision, act: randomUUID(), text: "", evidence: [] })
    expect((await recordOf(project, author)).figures).toMatchObject({ rejected: { k: 1 }, openAppeals: 1 })
    const third = judged.decision(judged.reviewers[2])
    await third.answer({ decision, act: randomUUID(), answer: "both", clause: "1", text: "both may stand" })
    const after = (await recordOf(project, author)).figures
    expect(after).toMatchObject({ rejected: { k: 0, share: 0, undone: 1 }, overturned: { k: 1, n: 1 }, openAppeals: 0 })
    // The author's answer was sent back within minutes; nobody said anything about the two others'.
    harness.clock.nowMs += 10 * 24 * HOUR
    expect((await recordOf(project, author)).figures?.bySilence).toMatchObject({ k: 2, n: 3 })
  })
})
