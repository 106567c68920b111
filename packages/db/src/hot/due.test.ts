import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { keepFinal } from "../work/tasks.ts"
import type { LeaseRow, SubmitInput } from "./operations.ts"

describe.each(engines)("when an answer has its task looked at on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 4)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, people[0] ?? 0, 1, 3)
  })

  const hot = () => opened.storage.hot
  const state = () =>
    opened.storage.db
      .selectFrom("task_state")
      .select(["state", "dirty", "texts"])
      .where("project_id", "=", project)
      .executeTakeFirstOrThrow()

  async function lease(person: number): Promise<LeaseRow> {
    const [held] = await hot().next(asks(project, person))
    return held ?? expect.fail("a lease expected")
  }
  function submit({ publicId, personId, fence }: LeaseRow, change: Partial<SubmitInput> = {}) {
    const about = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
    return hot().submit({ publicId, personId, fence, ...answer(), ...about, ...change })
  }

  test("it is the last one wanted; what is written in those before is found meanwhile", async () => {
    const [ada = 0, ben = 0, cleo = 0] = people
    await submit(await lease(ada), { texts: "stop\nslow" })
    expect(await state()).toEqual({ state: "waiting", dirty: 0, texts: "stop\nslow" })
    await submit(await lease(ben))
    expect(await state()).toEqual({ state: "waiting", dirty: 0, texts: "stop\nslow" })
    // From here on the whole task is computed, its texts with it.
    await submit(await lease(cleo), { texts: "go" })
    expect(await state()).toMatchObject({ state: "waiting", dirty: 1 })
  })

  test("the same answer sent again says nothing twice", async () => {
    const held = await lease(people[0] ?? 0)
    const sent = { ...answer(), texts: "stop" }
    for (let n = 0; n < 3; n++) await submit(held, sent)
    expect(await state()).toEqual({ state: "waiting", dirty: 0, texts: "stop" })
  })

  test("a correction is looked at: what it replaces is no longer said", async () => {
    const [ada = 0] = people
    const held = await lease(ada)
    await submit(held, { texts: "stop" })
    const again = await hot().takeUp({ publicId: held.publicId, personId: ada, nowMs: NOW + 1 })
    await submit(again, { texts: "go" })
    expect(await state()).toMatchObject({ state: "waiting", dirty: 1 })
  })

  test("of a task that was decided about, each one is looked at", async () => {
    const held = await lease(people[0] ?? 0)
    const body = { regions: [], nothingHere: true }
    const final = {
      by: "import" as const,
      atMs: NOW,
      answer: body,
      answerSha256: "a",
      provenance: [],
      agreement: null,
    }
    await keepFinal(opened.storage.db, { projectId: project, taskId: 1 }, final)
    await submit(held)
    expect(await state()).toMatchObject({ state: "settled", dirty: 1 })
  })
})
