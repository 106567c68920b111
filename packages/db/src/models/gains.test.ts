import { type AnnotationBody, boxShape, LabelId, RegionId } from "@justesse/types"
import type { ProposalRecord } from "@justesse/work/allocation/operations"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { attachProposals } from "../imports/proposals.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"
import { keepFinal } from "../work/tasks.ts"
import { listProposedAnswers, readProposedAnswers } from "./gains.ts"
import { insertSet, putPredictions } from "./predictions.ts"

const offered: ProposalRecord = {
  ...{ withheld: false, taken: 2, changed: 1, refused: 3, untouched: 4 },
  regions: '{"taken":["a","b"],"changed":["c"]}',
}

describe.each(engines)("answers with and without proposals on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben, project] = [0, 0, 0]
  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 3, 2)
  })
  const db = () => opened.storage.db

  /** The person's next task, answered. */
  async function send(personId: number, proposals: ProposalRecord | null, text = "[]") {
    const [lease] = await opened.storage.hot.next(asks(project, personId))
    const held = lease ?? expect.fail("a lease expected")
    const sent = answerTo(held, { ...answer(text), proposals: () => proposals })
    await opened.storage.hot.submit(sent)
    return { ...held, sent }
  }
  async function propose(name: string, madeAtMs: number, taskIds: readonly number[]): Promise<number> {
    const set = await insertSet(db(), project, { name, madeBy: ada, madeAtMs })
    const rows = taskIds.map((taskId) => ({ taskId, body: `{"regions":["${name}"]}`, doubtPpm: 1 }))
    await putPredictions(db(), project, set, rows)
    return set
  }
  function keepAnswer(taskId: number, by: "review" | "rule" | "gold") {
    const region = { id: RegionId.parse("f"), label: LabelId.parse("car"), geometry: boxShape(BOX) }
    const body: AnnotationBody = { regions: [region], nothingHere: false }
    const final = { by, atMs: NOW, answer: body, answerSha256: "a".repeat(64), provenance: [], agreement: null }
    return keepFinal(db(), { projectId: project, taskId }, final)
  }
  const BOX = { x: 1, y: 2, width: 3, height: 4 }

  test("are listed, the newest tasks first, with what became of proposals and whether somebody judged", async () => {
    await propose("one", NOW, [1, 2, 3])
    await attachProposals(db(), project, [2], 1)
    for (const record of [offered, { withheld: true } as const, null]) await send(ada, record)
    await send(ben, offered)
    await keepAnswer(1, "review")
    await keepAnswer(2, "rule")
    const rows = await listProposedAnswers(db(), project, 10)
    expect(rows.map((row) => [row.taskId, row.personId, row.withheld, row.proposed, row.isJudged])).toEqual([
      [2, ada, true, 0, false],
      [1, ada, false, 10, true],
      [1, ben, false, 10, true],
    ])
    expect(rows.every((row) => row.storedAtMs === NOW && row.activeMs === 0)).toBe(true)
    expect(await listProposedAnswers(db(), project, 1)).toHaveLength(1)
    await keepAnswer(2, "gold")
    expect((await listProposedAnswers(db(), project, 1))[0]?.isJudged).toBe(true)
  })

  test("are first ones of people at work: neither corrections nor training are listed", async () => {
    const first = await send(ada, null)
    const again = await opened.storage.hot.takeUp({ publicId: first.publicId, personId: ada, nowMs: NOW + 1 })
    await opened.storage.hot.submit(answerTo(again, { proposals: () => offered }))
    expect(await listProposedAnswers(db(), project, 10)).toEqual([])
    const second = await send(ada, offered)
    expect(await listProposedAnswers(db(), project, 10)).toHaveLength(1)
    await db()
      .updateTable("assignment")
      .set({ drawn: SOURCE.training })
      .where("project_id", "=", project)
      .where("task_id", "=", second.taskId)
      .execute()
    expect(await listProposedAnswers(db(), project, 10)).toEqual([])
  })

  test("are read with what is final, and with what proposes now and since when", async () => {
    await propose("old", NOW - 5, [1, 2])
    const set = await propose("new", NOW + 5, [1])
    await db().updateTable("prediction_set").set({ proposes: 1 }).where("project_id", "=", project).execute()
    await send(ada, offered)
    await send(ben, { withheld: true })
    await send(ada, offered)
    for (const task of [1, 3]) await keepAnswer(task, "review")
    const read = await readProposedAnswers(db(), project, [1, 2, 3])
    expect(read.map(({ taskId, answers }) => [taskId, answers.map(({ personId }) => personId).sort()])).toEqual([
      [1, [ada, ben].sort()],
      [3, []],
    ])
    const [first, third] = read
    expect(first?.proposal).toEqual({ body: '{"regions":["new"]}', sinceMs: NOW + 5 })
    expect([first?.final.regions.length, third?.proposal]).toEqual([1, null])
    await attachProposals(db(), project, [1], set - 1)
    const chosen = await readProposedAnswers(db(), project, [1])
    expect(chosen[0]?.proposal).toEqual({ body: '{"regions":["old"]}', sinceMs: NOW - 5 })
  })
})
