import type { TaskNumber } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { collectPersonData } from "../people/data.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import {
  countIncidents,
  countRefusals,
  countSkipReasons,
  countUnanswered,
  countWorkers,
  hasAnswered,
  insertRating,
  listRatings,
} from "./requester.ts"

describe.each(engines)("what a project's record rests on, on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 8, 1)
  })
  const db = () => opened.storage.db
  const lease = async (personId: number) => {
    const leases = await opened.storage.hot.next(asks(project, personId))
    const [first] = leases
    if (!first) throw new Error("no lease")
    return first
  }

  test("whoever sent an answer worked here; a lease alone is none", async () => {
    await opened.storage.hot.submit(answerTo(await lease(ada)))
    await opened.storage.hot.submit(answerTo(await lease(ada)))
    await lease(ben)
    expect(await countWorkers(db(), project)).toEqual({ people: 1, answers: 2 })
    expect([await hasAnswered(db(), project, ada), await hasAnswered(db(), project, ben)]).toEqual([true, false])
  })

  test("skips are counted by what was wrong", async () => {
    const reasons = ["bad_picture", "not_loading", "content", "too_hard"] as const
    for (const reason of reasons) {
      const { publicId, fence } = await lease(ben)
      await opened.storage.hot.skip({ publicId, fence, personId: ben, reason, note: "", nowMs: NOW, next: null })
    }
    expect(await countSkipReasons(db(), project)).toEqual({ broken: 2, content: 1 })
  })

  test("questions wait until their first answer", async () => {
    const asked = (publicId: string, kind: "question" | "comment", answeredAtMs: number | null) => ({
      ...{ project_id: project, public_id: publicId, kind, state: "open" as const, task_id: null, person_id: ada },
      ...{ about_id: null, region_id: null, spot: "{}", reason: null, seen: null, clause: null, clause_version: null },
      ...{ asked_at_ms: NOW, changed_at_ms: NOW, answered_at_ms: answeredAtMs },
    })
    await db()
      .insertInto("thread")
      .values([asked("a", "question", null), asked("b", "question", NOW), asked("c", "comment", null)])
      .execute()
    expect(await countUnanswered(db(), project)).toBe(1)
  })

  test("what somebody says is added to what they said before", async () => {
    const said = { personId: ada, clarity: 4, respect: 5, promptness: 3, atMs: NOW }
    await insertRating(db(), project, said)
    await insertRating(db(), project, { ...said, clarity: 2, atMs: NOW + 1 })
    const found = await listRatings(db(), project)
    expect(found).toMatchObject([said, { ...said, clarity: 2, atMs: NOW + 1 }])
    expect(await listRatings(db(), project + 1)).toEqual([])
  })

  test("people take away what they said of projects, all of it, and nobody else's", async () => {
    const said = { personId: ada, clarity: 4, respect: 5, promptness: 3, atMs: NOW }
    await insertRating(db(), project, said)
    await insertRating(db(), project, { ...said, promptness: 1, atMs: NOW + 1 })
    await insertRating(db(), project, { ...said, personId: ben, clarity: 1 })
    const { ratings } = await collectPersonData(db(), ada)
    expect(ratings.map(({ clarity, respect, promptness, at_ms }) => [clarity, respect, promptness, at_ms])).toEqual([
      [4, 5, 3, NOW],
      [4, 5, 1, NOW + 1],
    ])
    expect((await collectPersonData(db(), ben)).ratings).toHaveLength(1)
  })

  /** As often as a lease was wanted and there was no money, as the draw itself counts; null: money has come. */
  const isRefused = (sinceMs: number | null, asked: number) =>
    db()
      .insertInto("project_pay")
      .values({ project_id: project, unfunded_since_ms: sinceMs, asked })
      .onConflict((conflict) => conflict.column("project_id").doUpdateSet({ unfunded_since_ms: sinceMs, asked }))
      .execute()

  test("work that was refused for lack of money stays counted when money comes, stretch by stretch", async () => {
    expect(await countRefusals(db(), project)).toEqual({ stretches: 0, refused: 0 })
    for (const asked of [1, 2, 3]) await isRefused(NOW, asked)
    await isRefused(null, 0)
    expect(await countRefusals(db(), project)).toEqual({ stretches: 1, refused: 3 })
    await isRefused(NOW + 7, 1)
    expect(await countRefusals(db(), project)).toEqual({ stretches: 2, refused: 4 })
    await isRefused(NOW + 7, 1)
    expect(await countRefusals(db(), project)).toEqual({ stretches: 2, refused: 4 })
  })

  test("no engine takes such a row away", async () => {
    await isRefused(NOW, 3)
    await expect(db().deleteFrom("unfunded_stretch").execute()).rejects.toThrow(/only grows/)
    expect(await countRefusals(db(), project)).toEqual({ stretches: 1, refused: 3 })
  })

  test("content that nobody announced is counted by its kind: announced since, or open; what was not so is none", async () => {
    const report = (personId: number, of: "hate" | "violence" | "nudity", answer: "declared" | "not_so" | null) =>
      db()
        .insertInto("content_report")
        .values({
          ...{ project_id: project, task_id: 1 as TaskNumber, person_id: personId, class: of, note: "", at_ms: NOW },
          ...{ answer, answered_by: null, answered_at_ms: null },
        })
        .execute()
    await report(ada, "hate", "declared")
    await report(ben, "hate", "declared")
    await report(ada, "violence", "not_so")
    await report(ben, "nudity", null)
    expect(await countIncidents(db(), project)).toEqual({ declared: 1, open: 1 })
    expect(await countIncidents(db(), project + 1)).toEqual({ declared: 0, open: 0 })
  })
})
