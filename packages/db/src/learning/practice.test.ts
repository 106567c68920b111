import { randomUUID } from "node:crypto"
import { AnnotationBody } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { collectPersonData } from "../people/data.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { listRounds, storePractice } from "./practice.ts"

const NOTHING = AnnotationBody.parse({ regions: [], nothingHere: true })

describe.each(engines)("what is drawn to practise, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana] = [0, 0]
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, owner, 3, 1)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db
  const practised = (taskId: number, round: string, atMs: number) => ({
    ...{ publicId: randomUUID() as string, personId: ana, round, projectId: project, taskId, body: NOTHING, atMs },
  })

  test("sent eight times at once it is one row, and all are told that it is kept", async () => {
    const one = practised(1, randomUUID(), NOW)
    const kept = await Promise.all(Array.from({ length: 8 }, () => storePractice(db(), one)))
    expect(kept).toEqual(Array.from({ length: 8 }, () => true))
    const rows = await db().selectFrom("practice_answer").select("id").where("public_id", "=", one.publicId).execute()
    expect(rows).toHaveLength(1)
  })

  test("a picture that is done once more in a round is one picture of it", async () => {
    const round = randomUUID()
    for (const [n, taskId] of [1, 2, 1, 3].entries()) await storePractice(db(), practised(taskId, round, NOW + 10 + n))
    const [last] = await listRounds(db(), ana, project, 1)
    expect(last?.round).toBe(round)
    expect([...(last?.tasks ?? [])].sort()).toEqual([1, 2, 3])
    expect(last?.atMs).toBe(NOW + 13)
  })

  test("it is nobody's answer: no submission, no place of the queue and no kept answer changes", async () => {
    const [lease] = await opened.storage.hot.next(asks(project, ana))
    if (!lease) throw new Error("a task was expected")
    await opened.storage.hot.submit(answerTo(lease))
    const read = async () =>
      Promise.all([
        db().selectFrom("submission").selectAll().execute(),
        db().selectFrom("task").selectAll().execute(),
        db().selectFrom("task_state").selectAll().execute(),
        db().selectFrom("assignment").selectAll().execute(),
        db().selectFrom("person_counter").selectAll().execute(),
      ])
    const before = await read()
    await storePractice(db(), practised(lease.taskId, randomUUID(), NOW + 20))
    expect(await read()).toEqual(before)
  })

  test("its person takes it away with everything else, by round and not by picture", async () => {
    const { practice } = await collectPersonData(db(), ana)
    expect(practice.length).toBeGreaterThan(4)
    expect(practice.every((row) => !("task_id" in row) && row.body.includes("nothingHere"))).toBe(true)
    expect((await collectPersonData(db(), owner)).practice).toEqual([])
  })
})
