import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets } from "../assets/index.ts"
import { insertJob, type JobState, listJobs } from "../jobs/index.ts"
import { putReview, readReview, storeReviewFiled } from "../review/index.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { findPeopleQuality } from "../testing/reads.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"
import { awaitAnswers, keepFinal } from "../work/tasks.ts"
import {
  countChangedSince,
  countDecided,
  countDoubled,
  countFirstAnswers,
  findModel,
  findModelVersion,
  findNewestChange,
  findQualityState,
  findScoreOn,
  findTaskQuality,
  findTasksWithAnswers,
  forgetDoneJobs,
  listAskedBefore,
  listAudited,
  listDecisions,
  listFiledAudits,
  listLatestTold,
  listLivingProjects,
  setScoreOn,
  storeQuality,
  storeTaskQuality,
  type TaskQuality,
} from "./index.ts"

const RISK: TaskQuality = {
  riskPpm: 120_000,
  modelVersion: 1,
  askedMore: 1,
  stopped: false,
  audited: false,
  earlyAnswer: null,
}

const LATER = 9e15

describe.each(engines)("what is known of quality, on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben, cho] = [0, 0, 0]
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0, cho = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 6, 2)
    await insertAssets(
      opened.storage.db,
      project,
      Array.from({ length: 6 }, (_, i) => ({
        id: i + 1,
        name: `${i + 1}.jpg`,
        sha256: `${i + 1}`.repeat(64),
        mediaType: "image/jpeg",
        bytes: 1,
        size: { width: 100, height: 80 },
        uprightSha256: null,
        previewSha256: null,
        thumbnailSha256: null,
        problem: null,
        extra: {},
        importId: null,
        madeAtMs: NOW,
      })),
    )
  })
  const db = () => opened.storage.db

  /** The person takes and answers this many tasks, in the order of the queue. */
  async function send(person: number, count = 1, nowMs = NOW, text = "[]"): Promise<number[]> {
    const done: number[] = []
    for (let i = 0; i < count; i++) {
      const [held] = await opened.storage.hot.next(asks(project, person, { nowMs }))
      if (!held) throw new Error("nothing was left to lease")
      await opened.storage.hot.submit(answerTo(held, { ...answer(text), nowMs }))
      done.push(held.taskId)
    }
    return done
  }
  const rule = (taskId: number, by: "rule" | "review" | "gold", atMs = NOW) =>
    keepFinal(
      db(),
      { projectId: project, taskId },
      { by, atMs, answer: { regions: [], nothingHere: true }, answerSha256: "x", provenance: [], agreement: null },
    )
  async function makeGold(taskId: number, state: "active" | "trial"): Promise<void> {
    const known = {
      source: "hand" as const,
      answer: "{}",
      answer_sha256: "x",
      place: 0,
      asked: 0,
      hits: 0,
      doubt_ppm: 0,
    }
    const times = { made_by: ada, made_at_ms: NOW, changed_at_ms: NOW }
    await db()
      .insertInto("gold")
      .values({ project_id: project, task_id: taskId, state, ...known, ...times })
      .execute()
  }
  const computed = (
    model: string,
    people: readonly { personId: number; items: number; body: Record<string, unknown> }[] = [],
  ) => ({
    model,
    figures: `{"of":${model}}`,
    atMs: NOW + 5,
    answersThen: 3,
    people,
  })

  test("a project of which nothing is known", async () => {
    expect(await findQualityState(db(), project)).toEqual({
      model: null,
      modelVersion: 0,
      figures: null,
      computedAtMs: null,
      answersThen: 0,
    })
    expect(await findModel(db(), project)).toBeNull()
    expect(await findModelVersion(db(), project)).toBe(0)
    expect([await countFirstAnswers(db(), project), await countDoubled(db(), project)]).toEqual([0, 0])
    expect(await listLatestTold(db(), project, 9)).toEqual([])
    expect(await listDecisions(db(), project, 9)).toEqual([])
    expect(await listFiledAudits(db(), project, 9)).toEqual([])
    expect((await findPeopleQuality(db(), project)).size).toBe(0)
    expect(await findTaskQuality(db(), project, 1)).toBeNull()
    expect(await countDecided(db(), project)).toEqual({ tasks: 0, answers: 0, audited: 0 })
    expect(await findScoreOn(db(), project)).toBeNull()
  })

  test("each computation raises the version of the model and replaces what was", async () => {
    await db()
      .transaction()
      .execute((tx) => storeQuality(tx, project, computed("1")))
    await db()
      .transaction()
      .execute((tx) => storeQuality(tx, project, computed("2")))
    expect(await findQualityState(db(), project)).toEqual({
      model: "2",
      modelVersion: 2,
      figures: '{"of":2}',
      computedAtMs: NOW + 5,
      answersThen: 3,
    })
    expect(await findModel(db(), project)).toEqual({ version: 2, model: "2" })
    expect(await findModelVersion(db(), project)).toBe(2)
  })

  test("what others know of a person stays beside it", async () => {
    const values = { items: 0, changed_at_ms: NOW }
    await db()
      .insertInto("person_quality")
      .values({ project_id: project, person_id: ben, body: '{"gold":{"find":1},"weight":9}', ...values })
      .execute()
    const people = [
      { personId: ben, items: 31, body: { weight: 2 } },
      { personId: cho, items: 4, body: { weight: 1 } },
    ]
    await storeQuality(db(), project, computed("1", people))
    const known = await findPeopleQuality(db(), project)
    expect(JSON.parse(known.get(ben)?.body ?? "")).toEqual({ gold: { find: 1 }, weight: 2 })
    expect(known.get(ben)?.items).toBe(31)
    expect(known.get(cho)).toEqual({ body: '{"weight":1}', items: 4 })
  })

  test("figures rest on what two answered, or one and a reviewer or gold; the latest first", async () => {
    await send(ada, 4)
    await send(ben, 2)
    await rule(3, "review", NOW + 50)
    await rule(4, "rule", NOW + 60)
    expect(await countFirstAnswers(db(), project)).toBe(6)
    expect(await countDoubled(db(), project)).toBe(2)
    expect(await listLatestTold(db(), project, 9)).toEqual([3, 2, 1])
    expect(await listLatestTold(db(), project, 1)).toEqual([3])
    await rule(1, "gold", NOW + 70)
    await makeGold(1, "active")
    expect(await countDoubled(db(), project)).toBe(1)
    expect(await listLatestTold(db(), project, 9)).toEqual([1, 3, 2])
  })

  test("tasks come with everybody's latest answer, excluded ones and try-outs left out", async () => {
    await send(ada, 2, NOW + 1)
    await send(ben, 2, NOW + 2, '[{"id":"a"}]')
    await rule(1, "rule")
    await opened.storage.hot.setExcluded(project, [2], true, NOW)
    const found = await findTasksWithAnswers(db(), project, [1, 2, 3])
    expect(found.map(({ taskId, settledBy, width, height }) => [taskId, settledBy, width, height])).toEqual([
      [1, "rule", 100, 80],
      [3, null, 100, 80],
    ])
    expect(found[0]?.kept).toContain('"nothingHere":true')
    expect(found[1]).toMatchObject({ kept: null, answers: [] })
    expect(found[0]?.answers.map(({ personId, atMs }) => [personId, atMs])).toEqual([
      [ada, NOW + 1],
      [ben, NOW + 2],
    ])
    expect(found[0]?.answers[1]?.body).toContain('"id":"a"')
    await db()
      .updateTable("assignment")
      .set({ drawn: SOURCE.training })
      .where("project_id", "=", project)
      .where("person_id", "=", ben)
      .execute()
    expect((await findTasksWithAnswers(db(), project, [1]))[0]?.answers).toHaveLength(1)
    expect(await findTasksWithAnswers(db(), project, [])).toEqual([])
    await makeGold(1, "trial")
    expect((await findTasksWithAnswers(db(), project, [1]))[0]).toMatchObject({ settledBy: null, kept: null })
  })

  test("what changed since a moment is counted, tasks and second looks, and archived projects are let be", async () => {
    const newest = (await findNewestChange(db(), project, LATER)) ?? 0
    await db()
      .updateTable("task_state")
      .set({ changed_at_ms: newest + 10 })
      .where("project_id", "=", project)
      .where("task_id", "in", [1, 2])
      .execute()
    expect(await findNewestChange(db(), project, LATER)).toBe(newest + 10)
    expect(await countChangedSince(db(), project, newest + 1, LATER, 9)).toBe(2)
    expect(await countChangedSince(db(), project, newest + 1, LATER, 1)).toBe(1)
    expect(await countChangedSince(db(), project, newest + 11, LATER, 9)).toBe(0)
    // What bears a time that has not come is no news yet: figures would be computed again and again.
    expect(await findNewestChange(db(), project, newest + 9)).toBe(newest)
    expect(await countChangedSince(db(), project, newest + 1, newest + 9, 9)).toBe(0)
    expect(await listLivingProjects(db())).toContain(project)
    await db().updateTable("project").set({ state: "archived" }).where("id", "=", project).execute()
    expect(await listLivingProjects(db())).not.toContain(project)
    await setScoreOn(db(), project, '{"version":1,"part":"test"}')
    expect(await findScoreOn(db(), project)).toEqual({ version: 1, part: "test" })
  })

  test("decisions of filed reviews and filed second looks are read, the latest", async () => {
    const key = { projectId: project, taskId: 1 }
    const body = { letters: {}, people: {}, settled: [], differences: [] }
    const decided = { decisions: new Map(), order: [], open: [] }
    await putReview(db(), key, undefined, { body, rank: 1, decided })
    expect(await listDecisions(db(), project, 9)).toEqual([])
    const review = await readReview(db(), key)
    if (!review) throw new Error("no review")
    await storeReviewFiled(db(), review, ada, NOW)
    expect(await listDecisions(db(), project, 9)).toEqual(["{}"])
    const look = {
      project_id: project,
      body: "{}",
      first_decisions: "{}",
      first_by: ada,
      decisions: "{}",
      decided_order: "[]",
      revision: 1,
      open: 0,
      differences: 4,
      reviewer_id: ben,
      reserved_until_ms: 0,
      same: 3,
      severity_ppm: 500_000,
      made_at_ms: NOW,
    }
    await db()
      .insertInto("second_look")
      .values([
        { ...look, task_id: 1, state: "filed", filed_by: ben, filed_at_ms: NOW + 9 },
        { ...look, task_id: 2, state: "waiting", filed_by: null, filed_at_ms: null },
      ])
      .execute()
    expect(await listFiledAudits(db(), project, 9)).toEqual([
      { firstBy: ada, atMs: NOW + 9, differences: 4, same: 3, severityPpm: 500_000 },
    ])
  })

  test("the risk of a task is remembered and written over", async () => {
    await storeTaskQuality(db(), project, 1, RISK, NOW)
    expect(await findTaskQuality(db(), project, 1)).toEqual(RISK)
    const audited = { ...RISK, audited: true, stopped: true, earlyAnswer: "{}" }
    await storeTaskQuality(db(), project, 1, audited, NOW + 1)
    expect(await findTaskQuality(db(), project, 1)).toEqual(audited)
    expect(await findTaskQuality(db(), project, 2)).toBeNull()
  })

  test("tasks asked for by an older model that nobody has yet are found again", async () => {
    await send(ada, 3)
    for (const taskId of [1, 2, 3]) {
      await awaitAnswers(db(), { projectId: project, taskId }, "waiting", NOW)
      await storeTaskQuality(db(), project, taskId, { ...RISK, audited: taskId === 3 }, NOW)
    }
    expect(await listAskedBefore(db(), project, 2, 0, 9)).toEqual([
      { taskId: 1, submitted: 1 },
      { taskId: 2, submitted: 1 },
    ])
    expect(await listAskedBefore(db(), project, 2, 1, 9)).toEqual([{ taskId: 2, submitted: 1 }])
    expect(await listAskedBefore(db(), project, 1, 0, 9)).toEqual([])
    await opened.storage.hot.next(asks(project, ben))
    expect(await listAskedBefore(db(), project, 2, 0, 9)).toEqual([{ taskId: 2, submitted: 1 }])
  })

  test("finished tasks that overlap decided about are counted, audits with their full answer read", async () => {
    await send(ada, 3)
    await send(ben, 2)
    await storeTaskQuality(db(), project, 1, { ...RISK, audited: true, earlyAnswer: '{"early":1}' }, NOW)
    await storeTaskQuality(db(), project, 2, { ...RISK, askedMore: 0, stopped: true }, NOW)
    await storeTaskQuality(db(), project, 3, { ...RISK, askedMore: 0 }, NOW)
    expect(await countDecided(db(), project)).toEqual({ tasks: 0, answers: 0, audited: 0 })
    for (const taskId of [1, 2, 3]) await rule(taskId, "rule")
    expect(await countDecided(db(), project)).toEqual({ tasks: 2, answers: 4, audited: 1 })
    expect(await listAudited(db(), project, 2, 9)).toEqual([
      { early: '{"early":1}', kept: '{"nothingHere":true,"regions":[]}' },
    ])
    expect(await listAudited(db(), project, 3, 9)).toEqual([])
  })

  test("a long project is read a stretch at a time, and still the latest come first", async () => {
    const long = await addProject(opened.storage, ada, 5_200, 2)
    const answered = [3, 4_999, 5_000, 5_001, 5_200]
    for (const [i, id] of answered.entries()) {
      await db().updateTable("task").set({ submitted: 2 }).where("project_id", "=", long).where("id", "=", id).execute()
      await db()
        .updateTable("task_state")
        .set({ changed_at_ms: NOW + 100 - i })
        .where("project_id", "=", long)
        .where("task_id", "=", id)
        .execute()
    }
    expect(await listLatestTold(db(), long, 9)).toEqual(answered)
    expect(await listLatestTold(db(), long, 2)).toEqual([3, 4_999])
    expect(await countDoubled(db(), long)).toBe(5)
  })

  test("what is known of one project is not known of another", async () => {
    const other = await addProject(opened.storage, ada, 3, 2)
    await send(ada, 2)
    await send(ben, 2)
    await storeQuality(db(), project, computed("1", [{ personId: ada, items: 2, body: { weight: 1 } }]))
    await storeTaskQuality(db(), project, 1, { ...RISK, stopped: true, audited: true, earlyAnswer: "{}" }, NOW)
    await rule(1, "rule")
    expect(await findQualityState(db(), other)).toMatchObject({ model: null, modelVersion: 0 })
    expect((await findPeopleQuality(db(), other)).size).toBe(0)
    expect(await findTaskQuality(db(), other, 1)).toBeNull()
    expect(await countFirstAnswers(db(), other)).toBe(0)
    expect(await countDoubled(db(), other)).toBe(0)
    expect(await listLatestTold(db(), other, 9)).toEqual([])
    expect(await findTasksWithAnswers(db(), other, [1, 2])).toEqual([])
    expect(await listAudited(db(), other, 1, 9)).toEqual([])
    expect(await countDecided(db(), other)).toEqual({ tasks: 0, answers: 0, audited: 0 })
    expect(await listAskedBefore(db(), other, 9, 0, 9)).toEqual([])
  })

  test("a correction replaces the answer it corrects, and counts once", async () => {
    const [held] = await opened.storage.hot.next(asks(project, ada))
    if (!held) throw new Error("nothing was left to lease")
    const { publicId } = held
    const box = (id: string) => `[{"id":"${id}","shape":"box","x":1,"y":1,"width":5,"height":5,"label":"a"}]`
    const first = { ...answer(box("first")), ontologyVersion: 1, guidelineVersion: 1, regions: 1 }
    const sent = { publicId, personId: ada, nowMs: NOW, next: null }
    await opened.storage.hot.submit({ ...sent, fence: held.fence, ...first })
    const again = await opened.storage.hot.takeUp({ publicId, personId: ada, nowMs: NOW + 1 })
    const second = { ...answer(box("second")), ontologyVersion: 1, guidelineVersion: 1, regions: 1 }
    await opened.storage.hot.submit({ ...sent, nowMs: NOW + 2, fence: again.fence, ...second })
    const [task] = await findTasksWithAnswers(db(), project, [held.taskId])
    expect(task?.answers.map(({ body, atMs }) => [body.includes("second"), atMs])).toEqual([[true, NOW + 2]])
    expect(await countDoubled(db(), project)).toBe(0)
  })

  test("a computation that fails half way leaves what was", async () => {
    await storeQuality(db(), project, computed("1", [{ personId: ada, items: 1, body: { weight: 1 } }]))
    const failing = db()
      .transaction()
      .execute(async (tx) => {
        await storeQuality(tx, project, computed("2", [{ personId: ada, items: 9, body: { weight: 9 } }]))
        throw new Error("the power went")
      })
    await expect(failing).rejects.toThrow("the power went")
    expect(await findQualityState(db(), project)).toMatchObject({ model: "1", modelVersion: 1 })
    expect((await findPeopleQuality(db(), project)).get(ada)).toEqual({ body: '{"weight":1}', items: 1 })
  })

  test("computations that are done leave the queue of jobs; those that failed or wait stay in it", async () => {
    const job = { projectId: project, input: {}, madeBy: null, nowMs: NOW }
    const [done, failed, waiting, other] = [
      await insertJob(db(), { ...job, kind: "quality" }),
      await insertJob(db(), { ...job, kind: "quality" }),
      await insertJob(db(), { ...job, kind: "quality" }),
      await insertJob(db(), { ...job, kind: "export" }),
    ]
    const end = async (id: number, state: JobState) => {
      await db().updateTable("job").set({ state }).where("id", "=", id).execute()
    }
    await end(done, "done")
    await end(failed, "failed")
    await end(other, "done")
    await forgetDoneJobs(db(), project, "quality")
    const left = await listJobs(db(), { projectId: project, limit: 9 })
    expect(left.map(({ id }) => id)).toEqual([other, waiting, failed])
  })
})
