import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Actor } from "@justesse/work/decisions/judgement"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addGold, addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { storeItems } from "../versions/freeze.ts"
import { insertJudgement } from "./judgements.ts"
import { listAnswersBehind, listSentAnswers } from "./sent.ts"

const HOUR = 3_600_000

describe.each(engines)("when answers were sent and decided, on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben, rita, project] = [0, 0, 0, 0]
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0, rita = 0] = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, rita, 4, 2)
  })
  const db = () => opened.storage.db

  /** The next answer of somebody, at a time: to which task. */
  async function sends(personId: number, atMs: number): Promise<TaskNumber> {
    const [lease] = await opened.storage.hot.next({ ...asks(project, personId), nowMs: atMs })
    if (!lease) throw new Error("a task was expected")
    await opened.storage.hot.submit({ ...answerTo(lease), nowMs: atMs })
    return lease.taskId
  }
  const says = (taskId: TaskNumber, what: string, atMs: number) =>
    addEvents(db(), { projectId: project, personId: null, taskId, what, atMs, detail: { by: "rule", answers: 2 } })
  /** A judgement about Ada's answer. */
  const judges = (taskId: TaskNumber, seq: number, by: Actor, kind: "keep" | "accept", atMs: number) =>
    db()
      .transaction()
      .execute((tx) =>
        insertJudgement(
          tx,
          { projectId: project, taskId, personId: ada, revision: 1 },
          {
            seq,
            publicId: `j${seq}`,
            about: 1,
            judgement: { act: { kind }, by, atMs },
            supersedes: null,
            reference: null,
          },
        ),
      )
  const all = (untilMs = NOW + 1_000 * HOUR) =>
    listSentAnswers(db(), { projectId: project, sentUntilMs: untilMs, decidedUntilMs: untilMs })

  test("an answer is decided by the first that decides its task after it came in, whoever else answered it before", async () => {
    const task = await sends(ada, NOW)
    await sends(ben, NOW + 5 * HOUR)
    expect(await all()).toEqual([
      { sentAtMs: NOW, decidedAtMs: null },
      { sentAtMs: NOW + 5 * HOUR, decidedAtMs: null },
    ])
    await says(task, "task.settled", NOW + 6 * HOUR)
    await says(task, "review.filed", NOW + 9 * HOUR)
    await says(task, "task.disputed", NOW + HOUR)
    expect((await all()).map(({ decidedAtMs }) => decidedAtMs)).toEqual([NOW + 6 * HOUR, NOW + 6 * HOUR])
  })

  test("what decided the task before an answer came decides nothing about it", async () => {
    const task = await sends(ada, NOW)
    await says(task, "task.settled", NOW + HOUR)
    await sends(ben, NOW + 5 * HOUR)
    expect((await all()).map(({ decidedAtMs }) => decidedAtMs)).toEqual([NOW + HOUR, null])
  })

  test("a reviewer's judgement decides about the answer that it is of; its author's, silence and rules do not", async () => {
    const task = await sends(ada, NOW)
    await sends(ben, NOW)
    await judges(task, 1, { kind: "person", id: ada }, "keep", NOW + HOUR)
    await judges(task, 2, { kind: "silence" }, "keep", NOW + 2 * HOUR)
    await judges(task, 3, { kind: "rule" }, "accept", NOW + 3 * HOUR)
    expect(await all()).toContainEqual({ sentAtMs: NOW, decidedAtMs: null })
    await judges(task, 4, { kind: "person", id: rita }, "accept", NOW + 4 * HOUR)
    expect((await all()).map(({ decidedAtMs }) => decidedAtMs)).toEqual([NOW + 4 * HOUR, null])
  })

  test("an earlier moment is told as it was then, and answers to gold not at all", async () => {
    const task = await sends(ada, NOW)
    await says(task, "task.settled", NOW + 6 * HOUR)
    await sends(ben, NOW + 8 * HOUR)
    expect(await all(NOW + 5 * HOUR)).toEqual([{ sentAtMs: NOW, decidedAtMs: null }])
    await addGold(opened.storage, project, [task])
    await db().updateTable("assignment").set({ drawn: SOURCE.gold }).where("task_id", "=", task).execute()
    expect(await all()).toEqual([])
  })

  test("a version's are those behind its pictures that were counted, sent by then, whatever became of their place since", async () => {
    const first = await sends(ada, NOW)
    await sends(ada, NOW + HOUR)
    await says(first, "task.settled", NOW + 6 * HOUR)
    const item = {
      assetId: first as number as AssetNumber,
      taskId: first,
      bodySha256: "b",
      body: "{}",
      settledBy: "single",
    } as const
    await storeItems(db(), project, 1, [
      { ...item, provenance: "[]", recordSha256: null, picture: { extra: {}, document: null } },
    ])
    const behind = (frozenAtMs: number) => listAnswersBehind(db(), { projectId: project, version: 1, frozenAtMs })
    const told = [{ sentAtMs: NOW, decidedAtMs: NOW + 6 * HOUR }]
    expect(await behind(NOW + 9 * HOUR)).toEqual(told)
    expect(await behind(NOW + 5 * HOUR)).toEqual([{ sentAtMs: NOW, decidedAtMs: null }])
    expect(await behind(NOW - 1)).toEqual([])
    await db().updateTable("assignment").set({ counted: 0 }).execute()
    expect(await behind(NOW + 9 * HOUR)).toEqual(told)
    await db().updateTable("submission").set({ counted: 0 }).execute()
    expect(await behind(NOW + 9 * HOUR)).toEqual([])
  })
})
