import { insertPair, updatePair } from "@justesse/db/mentors/pairs"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_QUALITY, ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commas } from "../testing/disputes.ts"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const HOUR = 3_600_000

describe.each(ruleEngines)("whoever mentors somebody decides nothing about their answers, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** The n-th reviewer mentors the author in a project; `isOver`: did. */
  async function mentors(projectId: number, n: number, isOver: boolean): Promise<void> {
    const [learnerId, mentorId] = [d.author().id, d.reviewers[n]?.id ?? 0]
    await at.storage.db.transaction().execute(async (tx) => {
      const asked = { publicId: crypto.randomUUID(), projectId, learnerId, words: "", askedAtMs: 1 }
      const { id } = await insertPair(tx, asked)
      const ended = isOver ? { endedAtMs: 3, endedBy: learnerId } : {}
      await updatePair(tx, id, { mentorId, offeredAtMs: 1, acceptedAtMs: 2, ...ended })
    })
  }
  test("not in the queue: their learner's differences are counted and opened for others alone, and no address leads there", async () => {
    const disputed = await d.doubtedTimes(4)
    const project = ProjectSlug.parse(disputed.slug)
    const whole = { project, kinds: [], labels: [] }
    const own = { cause: { code: "own_task" } }
    const half = (await d.review(0).open({ ...whole, task: null })).task ?? expect.fail()
    const [{ difference } = expect.fail()] = half.differences
    const at = { project, task: half.task, difference: difference.id }
    const decision = { outcome: "none", reason: { code: "text", clause: null, note: "" } } as const
    const { revision } = await d.review(0).decide({ ...at, revision: half.revision, decision })
    expect(await d.review(0).queue(whole)).toMatchObject({ tasks: 4, resume: half.task })
    await mentors(disputed.id, 0, false)
    // Also what they had begun: it waits for somebody else.
    const queue = await d.review(0).queue(whole)
    expect(queue).toMatchObject({ tasks: 0, differences: 0, resume: null, byKind: [], alike: [] })
    const { queues } = await d.review(0).queues({})
    expect(queues.find((one) => one.project === project)).toMatchObject({ tasks: 0, differences: 0 })
    expect(await d.review(0).open({ ...whole, task: null })).toEqual({ task: null })
    await expect(d.review(0).open({ ...whole, task: half.task })).rejects.toMatchObject(own)
    await expect(d.review(0).decide({ ...at, revision, decision })).rejects.toMatchObject(own)
    await expect(d.review(0).file({ project, task: half.task, revision })).rejects.toMatchObject(own)
    await expect(d.review(0).oneMore({ project, task: half.task, revision })).rejects.toMatchObject(own)
    // Nor in a group of similar ones, for which another reviewer's page is enough to know them.
    d.h.clock.nowMs += HOUR
    const { alike } = await d.review(1).queue(whole)
    const key = alike[0]?.key ?? expect.fail()
    const { items } = await d.review(1).alike({ project, key, cursor: null })
    const named = items.map(({ task, difference: { id }, revision: now }) => ({ task, difference: id, revision: now }))
    const act = { project, key, side: "a", reason: decision.reason, makeRule: false, items: named } as const
    expect(await d.review(0).decideAlike(act)).toMatchObject({ decided: 0, skipped: named.length })
    expect((await d.review(0).alike({ project, key, cursor: null })).items).toEqual([])
    expect(await d.review(1).decideAlike(act)).toMatchObject({ decided: named.length })
  })

  test("of answers that were given while they mentored also when it has ended, and of no others", async () => {
    const disputed = await d.doubtedTimes(2)
    const tasks = async () => {
      const queue = { project: ProjectSlug.parse(disputed.slug), kinds: [], labels: [] }
      return (await d.review(0).queue(queue)).tasks
    }
    const lasted = (from: number, to: number) =>
      at.storage.db
        .updateTable("mentor_pair")
        .set({ accepted_at_ms: from, ended_at_ms: to })
        .where("project_id", "=", disputed.id)
        .execute()
    await mentors(disputed.id, 0, true)
    const nowMs = d.h.clock.nowMs
    // Over before the answers were given, over since, and begun after them.
    expect(await tasks()).toBe(2)
    await lasted(2, nowMs)
    expect(await tasks()).toBe(0)
    await lasted(nowMs + 1, nowMs + 2)
    expect(await tasks()).toBe(2)
  })

  test("not as a review audit", async () => {
    const disputed = await d.project(commas(1), { quality: { ...DEFAULT_QUALITY, secondLooks: 1 } })
    const whole = { project: ProjectSlug.parse(disputed.slug), kinds: [], labels: [] }
    const { task } = await d.review(0).open({ ...whole, task: null })
    const [one] = task?.differences ?? []
    if (!task || !one) throw new Error("a difference expected")
    const decision = { outcome: "none", reason: { code: "text", clause: null, note: "" } } as const
    const here = { project: whole.project, task: task.task }
    const said = { ...here, revision: task.revision, difference: one.difference.id, decision }
    const { revision } = await d.review(0).decide(said)
    await d.review(0).file({ ...here, revision })
    expect((await d.review(1).queue(whole)).secondLooks.tasks).toBe(1)
    await mentors(disputed.id, 1, false)
    expect((await d.review(1).queue(whole)).secondLooks.tasks).toBe(0)
    expect(await d.review(1).open({ ...whole, task: null, look: "second" })).toEqual({ task: null })
    const named = d.review(1).open({ ...whole, task: task.task, look: "second" })
    await expect(named).rejects.toMatchObject({ cause: { code: "own_task" } })
    expect((await d.review(2).queue(whole)).secondLooks.tasks).toBe(1)
  })

  const refused = { cause: { code: "judgement_refused", detail: { why: "own_learner" } } }

  test("not as the first: they can neither send back nor propose", async () => {
    const disputed = await d.doubted()
    // Over before the answer was given: they may decide what differs, and judge nobody.
    await mentors(disputed.id, 0, true)
    await expect(d.sendBack(disputed, 0)).rejects.toMatchObject(refused)
    // Whoever opened it held it for a while.
    d.h.clock.nowMs += HOUR
    await d.sendBack(disputed, 1)
    await d.repair(disputed)
    d.h.clock.nowMs += HOUR
    await expect(d.propose(disputed, 0)).rejects.toMatchObject({ cause: { code: "judgement_refused" } })
  })

  test("not as the second, and they are not shown it: also when it has ended", async () => {
    const disputed = await d.proposed()
    const project = ProjectSlug.parse(disputed.slug)
    const { decision } = await d.second(disputed, 1)
    await mentors(disputed.id, 1, true)
    const by = d.decision(d.reviewers[1])
    expect((await by.seconds({ project })).rows).toEqual([])
    await expect(by.second({ project, decision })).rejects.toMatchObject({ cause: { code: "not_found" } })
    const agrees = { project, decision, agrees: true, act: crypto.randomUUID() }
    await expect(by.answerSecond(agrees)).rejects.toMatchObject(refused)
    await d.answerSecond(disputed, true, 2)
  })

  test("not as the third: where nobody else is there, the author is right", async () => {
    const disputed = await d.rejected()
    for (const n of [2, 3].filter((one) => d.reviewers[one] !== undefined)) {
      await mentors(disputed.id, n, true)
    }
    await d.decision(d.author()).appeal({
      ...{ decision: disputed.decision as never, act: crypto.randomUUID(), text: "", evidence: [] },
    })
    const mine = (await d.mine()).find(({ decision }) => decision === disputed.decision)
    expect(mine?.status).toBe("overturned")
  })
})
