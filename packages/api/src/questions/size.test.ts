import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { addQuestions, countingOf } from "@justesse/db/testing/questions"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const slug = "mine" as never // slugs are plain values here
const PICTURES = 1_200

describe.each(ruleEngines)("a project with a question about each of 1,200 pictures, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let lea: TestPerson
  let awa: TestPerson

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    lea = await harness.addPerson("Lea")
    awa = await harness.addPerson("Awa")
    const project = await harness.addProject({ slug: "mine", owner: lea })
    await harness.addMember(project, awa, ["annotator"])
    await harness.addPictures(project, PICTURES)
    await addQuestions(store.storage, project, awa.id, PICTURES)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  /** A call whose statements are counted. */
  const as = (person: TestPerson) => {
    const { storage, asked } = countingOf(store.storage)
    const context = harness.contextOf(person)
    const deps = { ...context.deps, storage }
    return { call: appRouter.createCaller({ ...context, deps }), asked }
  }

  test("is paged through to its end, each question once, by as many statements however many there are", async () => {
    const seen: string[] = []
    let cursor: string | null = null
    const statements = new Set<number>()
    do {
      const { call, asked } = as(lea)
      const page: Awaited<ReturnType<typeof call.question.list>> = await call.question.list({
        ...{ project: slug, which: "open", cursor, limit: 200 },
      })
      statements.add(asked())
      seen.push(...page.rows.map(({ threadId }) => threadId))
      expect([page.waiting, page.answered]).toEqual([PICTURES / 2, PICTURES / 2])
      expect(page.repeated[0]).toMatchObject({ text: "Is a price card a sign?", clause: null })
      cursor = page.next
    } while (cursor !== null)
    expect([seen.length, new Set(seen).size]).toEqual([PICTURES / 2, PICTURES / 2])
    const { call, asked } = as(lea)
    await call.question.list({ project: slug, which: "open", cursor: null, limit: 1 })
    for (const many of statements) expect(many).toBeLessThanOrEqual(asked() + 1)
  })

  test("shows whoever asked their own, as many statements for one as for two hundred", async () => {
    const one = as(awa)
    await one.call.question.mine({ cursor: null, limit: 1 })
    const all = as(awa)
    const page = await all.call.question.mine({ cursor: null, limit: 200 })
    expect([page.threads.length, page.waiting]).toEqual([200, PICTURES / 2])
    expect(all.asked()).toBe(one.asked())
  })
})
