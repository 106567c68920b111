import { findQualityState, listJobs } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { answering } from "../testing/answered.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { queueDueQuality } from "./run.ts"

const PEOPLE = [
  { name: "ana", bias: [3, 0, 0, 0] },
  { name: "ben", miss: 0.15 },
  { name: "cho", wrong: 0.12 },
  { name: "dov" },
] as const

describe.each(engines)("the quality page on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const runAll = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const page = (owner: TestPerson, slug: string, utcOffsetMinutes = 0) =>
    appRouter
      .createCaller(harness.contextOf(owner))
      .quality.page({ project: ProjectSlug.parse(slug), utcOffsetMinutes })

  test("shows figures of a few answers with their interval, and weighs nobody by them", async () => {
    const { owner, id, answer } = await answering(harness, "young", { people: PEOPLE, pictures: 10 })
    expect(await page(owner, "young")).toMatchObject({ doubled: 0, asksTwo: true, computedAtMs: null, agreement: null })
    expect(await queueDueQuality(harness.deps)).toBe(0)
    await answer()
    await harness.resolve()
    harness.clock.nowMs += 60_000
    expect(await queueDueQuality(harness.deps)).toBe(1)
    await runAll()
    const shown = await page(owner, "young")
    expect(shown).toMatchObject({ doubled: 10, newAnswers: 0, method: { why: "too_few" } })
    const { mean = 0, low = 0, high = 0, n = 0 } = shown.agreement ?? {}
    expect([n, low < mean, mean < high]).toEqual([10, true, true])
    const state = await findQualityState(store.storage.db, id)
    expect(state).toMatchObject({ model: null, modelVersion: 0, answersThen: 20 })
  })

  test("shows figures with intervals once they are computed, per person from 30 items by name", async () => {
    const { owner, id, answer } = await answering(harness, "shop", { people: PEOPLE, pictures: 80, sides: [10, 90] })
    await answer()
    await harness.resolve()
    harness.clock.nowMs += 60_000
    expect(await queueDueQuality(harness.deps)).toBe(1)
    expect((await page(owner, "shop")).computing).toBe(true)
    await runAll()
    const shown = await page(owner, "shop", 330)
    expect(shown).toMatchObject({ computing: false, newAnswers: 0, doubled: 80, computedAtMs: harness.clock.nowMs })
    expect(shown.agreement?.n).toBe(80)
    expect(shown.agreement?.mean).toBeGreaterThan(0.7)
    expect(shown.alpha?.mean).toBeGreaterThan(0.3)
    expect(shown.byLabel.map(({ label }) => label)).toEqual(["crate", "sack", "sign"])
    expect(shown.agreementByDay.map(({ day }) => day)).toEqual(["2026-01-14"])
    expect(shown.guidelines).toEqual([{ day: "2026-01-14", version: 1 }])
    expect(shown.people.map(({ who }) => who)).toEqual(["shop-ana", "shop-ben", "shop-cho", "shop-dov"])
    for (const { items, figure, skills } of shown.people) {
      expect([items >= 30, figure !== null, skills.find !== null]).toEqual([true, true, true])
    }
    const state = await findQualityState(store.storage.db, id)
    expect(state).toMatchObject({ modelVersion: 1, answersThen: 160 })
  })

  // found O7: after 294 decisions the page stood at figures of before them, and there was no button.
  test("figures follow answers and decisions a moment after the last of them, and the button at once", async () => {
    const { owner, id, answer } = await answering(harness, "again", { people: PEOPLE, pictures: 90 })
    await answer(100)
    await harness.resolve()
    harness.clock.nowMs += 60_000
    expect(await queueDueQuality(harness.deps)).toBe(1)
    expect(await queueDueQuality(harness.deps)).toBe(1)
    expect(await listJobs(store.storage.db, { kinds: ["quality"], states: ["queued"], limit: 9 })).toHaveLength(1)
    await runAll()
    harness.clock.nowMs += 5_000
    expect(await queueDueQuality(harness.deps)).toBe(0)
    expect(await page(owner, "again")).toMatchObject({ newAnswers: 0, changed: 0, computing: false })
    // A reviewer decides: that is news as an answer is.
    const decided = await decideOne(id)
    const fresh = await page(owner, "again")
    expect(fresh).toMatchObject({ newAnswers: 0, changed: 1, computing: false })
    expect(await queueDueQuality(harness.deps)).toBe(0)
    harness.clock.nowMs += 1_500
    expect(await queueDueQuality(harness.deps)).toBe(1)
    expect((await page(owner, "again")).progress).not.toBeNull()
    await runAll()
    const after = await page(owner, "again")
    expect(after).toMatchObject({ newAnswers: 0, changed: 0, computing: false, progress: null })
    expect(sum(after.clauses)).toBe(sum(fresh.clauses) + decided)
    // While answers come without a pause, they are waited for no longer than ten seconds.
    await answer(4)
    harness.clock.nowMs += 500
    expect(await queueDueQuality(harness.deps)).toBe(1)
    await runAll()
    const caller = appRouter.createCaller(harness.contextOf(owner))
    await caller.quality.compute({ project: ProjectSlug.parse("again") })
    expect((await page(owner, "again")).computing).toBe(true)
    await runAll()
    expect((await page(owner, "again")).newAnswers).toBe(0)
  })

  const sum = (rows: readonly { count: number }[]) => rows.reduce((all, { count }) => all + count, 0)

  /** Decides all differences of one task and files it; how many there were. */
  async function decideOne(id: number): Promise<number> {
    const reviewer = await harness.addPerson("again-reviewer")
    await harness.addMember(id, reviewer, ["reviewer"])
    const by = appRouter.createCaller(harness.contextOf(reviewer))
    const project = ProjectSlug.parse("again")
    const { task } = await by.review.open({ project, task: null, kinds: [], labels: [] })
    if (!task) throw new Error("nothing to review")
    let { revision } = task
    const reason = { code: "edges", clause: null, note: "" } as const
    for (const { difference: disagreement } of task.differences) {
      const at = { project, task: task.task, revision, difference: disagreement.id }
      revision = (await by.review.decide({ ...at, decision: { outcome: "merge", reason } })).revision
    }
    await by.review.file({ project, task: task.task, revision })
    return task.differences.length
  }

  test("in an open project people go by pseudonym, and fewer than five show no figures", async () => {
    const { owner, answer } = await answering(harness, "crowd", { people: PEOPLE, pictures: 70, names: "open" })
    await answer()
    harness.clock.nowMs += 60_000
    await queueDueQuality(harness.deps)
    await runAll()
    const { people } = await page(owner, "crowd")
    expect(people.every(({ who }) => /^P\d+$/.test(who))).toBe(true)
    expect(people.map(({ figure, skills }) => [figure, skills.find])).toEqual(PEOPLE.map(() => [null, null]))
  })

  test("people without the role are refused", async () => {
    const { people } = await answering(harness, "closed", { people: PEOPLE, pictures: 1 })
    const [one] = people
    if (!one) throw new Error("nobody")
    await expect(page(one, "closed")).rejects.toThrow("not_allowed")
  })
})
