import { randomUUID } from "node:crypto"
import { AnnotationBody } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findThread, insertMessage, insertThread } from "../questions/index.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { findFirstToDisagree, insertCorrection, listCorrectedOf } from "./corrections.ts"

const NOTHING = AnnotationBody.parse({ regions: [], nothingHere: true })

describe.each(engines)("known answers that were wrong, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana, ben] = [0, 0, 0]
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0, ben = 0] = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, owner, 4, 2)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db

  /** Somebody answers the next task as practice, at a time. */
  async function practised(person: number, nowMs: number): Promise<{ taskId: number; publicId: string }> {
    const [lease] = await opened.storage.hot.next(asks(project, person))
    if (!lease) throw new Error("a task was expected")
    await opened.storage.hot.submit(answerTo(lease, { nowMs }))
    const training = { drawn: SOURCE.training }
    await db().updateTable("assignment").set(training).where("public_id", "=", lease.publicId).execute()
    return lease
  }
  const correct = (taskId: number, atMs: number, foundBy: number | null = null) =>
    db()
      .transaction()
      .execute((tx) => insertCorrection(tx, { projectId: project, taskId }, { was: NOTHING, by: owner, foundBy, atMs }))

  async function disagrees(person: number, taskId: number): Promise<void> {
    const publicId = randomUUID()
    const spot = { point: null, region: null, place: null }
    await db()
      .transaction()
      .execute(async (tx) => {
        const about = {
          personId: person,
          aboutId: person,
          regionId: null,
          spot,
          seen: null,
          reason: null,
          clause: null,
        }
        const asked = { projectId: project, publicId, kind: "disagreement" as const, taskId, ...about, nowMs: NOW }
        await insertThread(tx, asked)
        const thread = await findThread(tx, publicId)
        if (!thread) throw new Error("a thread was expected")
        const message = { personId: person, role: "annotator" as const, text: "No.", atMs: NOW, publicId: randomUUID() }
        await insertMessage(tx, thread, message)
      })
  }

  test("who said so first is known, whoever says so later", async () => {
    const { taskId } = await practised(ana, NOW)
    expect(await findFirstToDisagree(db(), { projectId: project, taskId })).toBeNull()
    await disagrees(ben, taskId)
    await disagrees(ana, taskId)
    expect(await findFirstToDisagree(db(), { projectId: project, taskId })).toBe(ben)
    expect(await findFirstToDisagree(db(), { projectId: project, taskId: 4 })).toBeNull()
  })

  test("the latest comes first, and an answer that came after it was measured by nothing wrong", async () => {
    const [first, second, late] = [
      await practised(ana, NOW),
      await practised(ana, NOW),
      await practised(ana, NOW + 900),
    ]
    await correct(first.taskId, NOW + 100)
    await correct(second.taskId, NOW + 200, ana)
    await correct(late.taskId, NOW + 300)
    const told = await listCorrectedOf(db(), ana, NOW)
    expect(told.map(({ assignmentId, isFinder }) => [assignmentId, isFinder])).toEqual([
      [second.publicId, true],
      [first.publicId, false],
    ])
    expect(await listCorrectedOf(db(), ben, NOW)).toEqual([])
  })
})
