import { createHash } from "node:crypto"
import { AnnotationBody, canonicalJson } from "@justesse/types"
import { seedOf } from "@justesse/work/testing/seedOf"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets } from "../assets/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { clearFinal } from "../work/tasks.ts"
import {
  countUnmetGold,
  endTrainings,
  findAnsweredAtMs,
  findBareStatus,
  findGoldRates,
  findLastAnswer,
  findQualities,
  findSources,
  findTrainings,
  findUnseenGold,
  rewriteStatus,
  setGoldRate,
  setQuality,
  setTrainingsPassed,
  showAsKept,
} from "./draw.ts"
import {
  countGold,
  deleteGold,
  findGold,
  findGoldAnswers,
  findGoldOf,
  type GoldAnswer,
  listDirtyGold,
  type NewGold,
  putGold,
  putGoldAnswers,
  readGoldPage,
  replaceGoldAnswer,
  setGoldDirty,
  setGoldDoubt,
  setGoldState,
} from "./index.ts"

const NOTHING = AnnotationBody.parse({ regions: [], nothingHere: true })
const LATER = NOW + 60_000

function known(taskId: number, change: Partial<NewGold> = {}): NewGold {
  const text = canonicalJson(NOTHING)
  const answerSha256 = createHash("sha256").update(text).digest("hex")
  return { taskId, state: "active", source: "hand", answer: text, answerSha256, ...change }
}

describe.each(engines)("gold in $name", (engine) => {
  let opened: TestStorage
  let [ada, ben, cho] = [0, 0, 0]
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0, cho = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 8, 1)
    await insertAssets(
      db(),
      project,
      Array.from({ length: 8 }, (_, i) => ({
        ...{ id: i + 1, name: `${i + 1}.jpg`, sha256: `${i + 1}`.repeat(64), mediaType: "image/jpeg", bytes: 1 },
        ...{ size: { width: 100, height: 80 }, uprightSha256: null, previewSha256: null, thumbnailSha256: null },
        ...{ problem: null, extra: {}, importId: null, madeAtMs: NOW },
      })),
    )
  })
  const db = () => opened.storage.db
  const key = (taskId: number) => ({ projectId: project, taskId })
  const put = (rows: readonly NewGold[], nowMs = NOW) => putGold(db(), project, rows, { personId: ada, nowMs })
  const make = (...ids: number[]) => addGold(opened.storage, project, ids)

  /** The person draws and answers, gold as often as `rate` says. */
  async function send(person: number, rate: number, nowMs = NOW): Promise<number> {
    await setGoldRate(db(), project, person, rate)
    const ask = { nowMs, gold: { seed: 5, seedOf, mixed: true, tryOut: 0 } }
    const [held] = await opened.storage.hot.next(asks(project, person, ask))
    if (!held) return expect.fail("nothing was left to lease")
    await opened.storage.hot.submit(answerTo(held, { nowMs }))
    return held.taskId
  }

  describe("what is kept", () => {
    test("comes back as it was put, in force only while its task is settled by it", async () => {
      await make(2)
      expect(await findGold(db(), key(2))).toEqual({
        ...key(2),
        ...{ state: "active", source: "hand", answer: NOTHING, answerSha256: known(2).answerSha256 },
        ...{ place: 0, asked: 0, hits: 0, doubt: 0, madeAtMs: NOW, changedAtMs: NOW },
      })
      await clearFinal(db(), key(2), { state: "waiting", differences: 0, agreement: null, nowMs: LATER })
      expect(await findGold(db(), key(2))).toBeUndefined()
      expect(await countGold(db(), project)).toEqual({ active: 0, try_out: 0, trial: 0, retired: 0 })
    })

    test("keeps its number when it is made anew, and new ones get the next", async () => {
      await make(1, 2)
      await put([known(2, { state: "try_out", source: "file" }), known(3)], LATER)
      const places = await db()
        .selectFrom("gold")
        .select(["task_id", "place"])
        .where("project_id", "=", project)
        .execute()
      // Whoever walks by number meets each once; a number that was given to one made anew stays empty.
      expect(new Map(places.map((row) => [row.task_id, row.place]))).toEqual(
        new Map([
          [1, 0],
          [2, 1],
          [3, 3],
        ]),
      )
      expect(await findGold(db(), key(2))).toMatchObject({
        state: "try_out",
        source: "file",
        madeAtMs: NOW,
        changedAtMs: LATER,
      })
    })

    test("made by two at once has different numbers", async () => {
      await Promise.all(
        [1, 2, 3, 4].map((id) =>
          opened.storage.db
            .transaction()
            .execute((tx) => putGold(tx, project, [known(id)], { personId: null, nowMs: NOW })),
        ),
      )
      const rows = await db()
        .selectFrom("gold")
        .select("place")
        .where("project_id", "=", project)
        .orderBy("place")
        .execute()
      expect(rows.map((row) => row.place)).toEqual([0, 1, 2, 3])
    })

    test("nothing at all is nothing", async () => {
      await put([])
      expect(await findGoldOf(db(), project, [])).toEqual(new Map())
      expect(await readGoldPage(db(), project, [], 0, 10)).toEqual([])
    })
  })

  describe("lists", () => {
    beforeEach(() => make(1, 2, 4, 6))

    test("go by task number, page by page, of the states asked for, with names", async () => {
      await setGoldState(db(), project, [4], "retired", LATER)
      const page = (states: Parameters<typeof readGoldPage>[2], after: number, limit = 2) =>
        readGoldPage(db(), project, states, after, limit)
      expect((await page([], 0)).map(({ taskId, name }) => [taskId, name])).toEqual([
        [1, "1.jpg"],
        [2, "2.jpg"],
      ])
      expect((await page([], 2)).map(({ taskId }) => taskId)).toEqual([4, 6])
      expect((await page(["retired"], 0)).map(({ taskId, changedAtMs }) => [taskId, changedAtMs])).toEqual([[4, LATER]])
      expect(await countGold(db(), project)).toEqual({ active: 3, try_out: 0, trial: 0, retired: 1 })
    })

    test("by task hold those in force", async () => {
      expect([...(await findGoldOf(db(), project, [1, 2, 3, 99])).keys()].sort()).toEqual([1, 2])
    })
  })

  describe("what changes", () => {
    beforeEach(() => make(1, 2))

    test("doubt is kept to a millionth, and ends with a correction", async () => {
      await setGoldDoubt(db(), key(1), 0.123_456_7)
      expect((await findGold(db(), key(1)))?.doubt).toBe(0.123_457)
      const body = canonicalJson({ regions: [], nothingHere: false })
      await replaceGoldAnswer(db(), key(1), { state: "trial", answer: body, answerSha256: "a".repeat(64) }, LATER)
      expect(await findGold(db(), key(1))).toMatchObject({
        ...{ state: "trial", source: "review", doubt: 0, answerSha256: "a".repeat(64), changedAtMs: LATER },
        answer: { nothingHere: false },
      })
      expect((await findGold(db(), key(2)))?.state).toBe("active")
    })

    test("what is dirty waits in the order of its last change, and no longer than it is", async () => {
      const waiting = async (limit = 9) =>
        (await listDirtyGold(db(), limit)).filter(({ projectId }) => projectId === project).map(({ taskId }) => taskId)
      await setGoldDirty(db(), key(2), true)
      await setGoldDirty(db(), key(1), true)
      await setGoldState(db(), project, [1], "active", LATER)
      expect(await waiting()).toEqual([2, 1])
      await setGoldDirty(db(), key(2), false)
      expect(await waiting()).toEqual([1])
      await setGoldDirty(db(), key(1), false)
    })

    test("answers are compared once a person, a newer one in place of the older, and counted", async () => {
      const one = (personId: number, passed: boolean, revision = 1): GoldAnswer => ({
        ...{ personId, revision, source: "gold", passed, evidence: '{"find":[1,0]}', atMs: NOW },
      })
      await putGoldAnswers(db(), key(1), [one(ben, false), one(cho, true)])
      expect(await findGold(db(), key(1))).toMatchObject({ asked: 2, hits: 1 })
      await putGoldAnswers(db(), key(1), [one(ben, true, 2)])
      expect(await findGold(db(), key(1))).toMatchObject({ asked: 2, hits: 2 })
      expect((await findGoldAnswers(db(), key(1))).get(ben)).toEqual(one(ben, true, 2))
      expect(await findGoldAnswers(db(), key(2))).toEqual(new Map())
      // What was asked stays evidence when the task is gold no more.
      await deleteGold(db(), project, [1])
      expect(await findGold(db(), key(1))).toBeUndefined()
      expect((await findGoldAnswers(db(), key(1))).size).toBe(2)
      expect((await findGold(db(), key(2)))?.taskId).toBe(2)
    })
  })

  describe("how it reaches people", () => {
    test("rates are known between the least and the most, and of nobody where nobody was measured", async () => {
      expect(await findGoldRates(db(), project)).toBeNull()
      await setGoldRate(db(), project, ben, 0.25)
      await setGoldRate(db(), project, cho, 0.031_25)
      await setGoldRate(db(), project, ben, 0.125)
      expect(await findGoldRates(db(), project)).toEqual({ low: 0.031_25, high: 0.125 })
    })

    test("a turn says how it was drawn, and only what was sent counts", async () => {
      await make(1)
      expect(await send(ben, 1)).toBe(1)
      const ordinary = await send(cho, 0)
      expect(ordinary).not.toBe(1)
      expect([await findSources(db(), key(1)), await findSources(db(), key(ordinary))]).toEqual([
        new Map([[ben, "gold"]]),
        new Map([[cho, "queue"]]),
      ])
      expect(await findSources(db(), key(7))).toEqual(new Map())
    })

    test("unmet gold is what somebody was never given, counted up to a bound", async () => {
      await make(1, 2, 3)
      expect([await countUnmetGold(db(), project, ben, 10), await countUnmetGold(db(), project, ben, 2)]).toEqual([
        3, 2,
      ])
      await send(ben, 1)
      expect([await countUnmetGold(db(), project, ben, 10), await countUnmetGold(db(), project, cho, 10)]).toEqual([
        2, 3,
      ])
    })

    test("a standing says how a task is settled, and nothing of one that is not there", async () => {
      await make(1)
      const final = { isFinal: true, settledBy: "gold", settledAtMs: NOW, gold: "active" }
      expect(await findBareStatus(db(), key(1))).toEqual(final)
      await rewriteStatus(db(), key(1))
      expect(await findBareStatus(db(), key(1))).toEqual(final)
      const nothing = { isFinal: false, settledBy: null, settledAtMs: null, gold: null }
      expect([await findBareStatus(db(), key(5)), await findBareStatus(db(), key(99))]).toEqual([nothing, nothing])
    })

    test("unseen is what is in force, mixed in or on trial", async () => {
      await make(1, 2, 3, 4)
      await setGoldState(db(), project, [2], "retired", LATER)
      await setGoldState(db(), project, [3], "trial", LATER)
      await clearFinal(db(), key(4), { state: "waiting", differences: 0, agreement: null, nowMs: LATER })
      const found = await findUnseenGold(db(), [1, 2, 3, 4, 5].map(key))
      expect(found.map(({ taskId }) => taskId).sort()).toEqual([1, 3])
      expect(await findUnseenGold(db(), [])).toEqual([])
    })

    const outcomes = async () =>
      (
        await db()
          .selectFrom("assignment")
          .select("fate")
          .where("project_id", "=", project)
          .where("task_id", "=", 1)
          .execute()
      ).map(({ fate: outcome }) => outcome)

    test("an answer is shown as kept once as many answered as are wanted", async () => {
      await make(1)
      await send(ben, 1)
      await showAsKept(db(), key(1), 2)
      expect(await outcomes()).toEqual([null])
      await send(cho, 1, LATER)
      await showAsKept(db(), key(1), 2)
      expect(await outcomes()).toEqual(["kept", "kept"])
    })

    test("where one answer is enough it is only taken, as an ordinary one is", async () => {
      await make(1)
      await send(ben, 1)
      await showAsKept(db(), key(1), 1)
      expect(await outcomes()).toEqual(["taken"])
    })

    test("when the n-th first answer came, and whose was the last", async () => {
      await make(1)
      expect([await findAnsweredAtMs(db(), key(1), 1), await findLastAnswer(db(), key(1))]).toEqual([null, null])
      await send(ben, 1)
      await send(cho, 1, LATER)
      expect([
        await findAnsweredAtMs(db(), key(1), 1),
        await findAnsweredAtMs(db(), key(1), 2),
        await findAnsweredAtMs(db(), key(1), 3),
      ]).toEqual([NOW, LATER, null])
      expect(await findLastAnswer(db(), key(1))).toEqual({ personId: cho, revision: 1 })
    })

    test("what is known of a person is kept by topic: one topic leaves the others as they are", async () => {
      await setQuality(db(), project, ben, { name: "find", value: [3, 1], items: 4, nowMs: NOW })
      await setQuality(db(), project, ben, { name: "place", value: { a: 1 }, items: 9, nowMs: LATER })
      await setQuality(db(), project, ben, { name: "find", value: [4, 1], items: 5, nowMs: LATER })
      expect(await findQualities(db(), project, [ben, cho])).toEqual(
        new Map([[ben, { find: [4, 1], place: { a: 1 } }]]),
      )
      expect(await findQualities(db(), project, [])).toEqual(new Map())
    })
  })

  test("try-outs are told in the order drawn, with what is left and what was passed", async () => {
    await make(1, 2, 3)
    await setGoldState(db(), project, [1, 2], "try_out", NOW)
    const ask = { gold: { seed: 5, seedOf, mixed: true, tryOut: 2 }, want: 2 }
    const held = await opened.storage.hot.next(asks(project, ben, ask))
    expect(held.map(({ taskId, source }) => [taskId, source]).sort()).toEqual([
      [1, "training"],
      [2, "training"],
    ])
    const before = await findTrainings(db(), project, ben)
    expect(before).toMatchObject({ left: 2, passed: 0, assignments: [{ sent: false }, { sent: false }] })
    const [first] = held
    if (!first) return expect.fail("nothing was drawn")
    await opened.storage.hot.submit(answerTo(first))
    await putGoldAnswers(db(), key(first.taskId), [
      { personId: ben, revision: 1, source: "training", passed: true, evidence: "{}", atMs: NOW },
    ])
    await setTrainingsPassed(db(), project, ben, 1)
    const after = await findTrainings(db(), project, ben)
    expect([
      after.left,
      after.passed,
      after.assignments.filter(({ sent }) => sent).map(({ taskId }) => taskId),
    ]).toEqual([1, 1, [first.taskId]])
    expect(after.passes).toEqual([true])
    await endTrainings(db(), project, ben)
    expect((await findTrainings(db(), project, ben)).left).toBe(0)
    expect(await findTrainings(db(), project, cho)).toEqual({ assignments: [], left: 0, passed: 0, passes: [] })
  })
})
