import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { setProjectState } from "./index.ts"
import { answerRefusedAsk, insertRefusedAsk, listOpenRefusedAsks, listRefusedAsks } from "./refusedAsks.ts"

describe.each(engines)("sentences that operators are asked about on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let olga = 0
  let first = 0
  let second = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, olga = 0] = await addPeople(opened.storage, 2)
    first = await addProject(opened.storage, ada, 1, 1)
    second = await addProject(opened.storage, ada, 1, 1)
  })
  afterAll(() => opened.close())

  const ask = (projectId: number, sentence: string) =>
    insertRefusedAsk(opened.storage.db, projectId, {
      ...{ place: "purpose", kind: "likes", sentence, personId: ada, atMs: NOW },
    })

  test("a sentence is asked about once a project, whoever asks again or at once", async () => {
    const asked = await Promise.all([1, 2, 3].map(() => ask(first, "Like our page")))
    expect(asked.filter(Boolean)).toHaveLength(1)
    expect(await ask(first, "Like our page")).toBe(false)
    expect(await ask(second, "Like our page")).toBe(true)
    expect(await listRefusedAsks(opened.storage.db, first)).toMatchObject([
      { place: "purpose", kind: "likes", sentence: "Like our page", answer: null },
    ])
  })

  test("of two answers the first holds, and what is answered waits no more", async () => {
    const { db } = opened.storage
    const [waiting] = await listOpenRefusedAsks(db)
    if (!waiting) throw new Error("nothing waits")
    expect(waiting).toMatchObject({ project: expect.any(String), sentence: "Like our page", askedAtMs: NOW })
    const by = { personId: olga, atMs: NOW + 1 }
    expect(await answerRefusedAsk(db, waiting.id, "allowed", by)).toEqual({ projectId: first, personId: ada })
    expect(await answerRefusedAsk(db, waiting.id, "refused", by)).toBeUndefined()
    expect((await listRefusedAsks(db, first)).map(({ answer }) => answer)).toEqual(["allowed"])
    expect((await listOpenRefusedAsks(db)).map(({ id }) => id === waiting.id)).toEqual([false])
  })

  test("a deleted project asks nobody", async () => {
    await setProjectState(opened.storage.db, second, "deleted", NOW)
    expect(await listOpenRefusedAsks(opened.storage.db)).toEqual([])
  })
})
