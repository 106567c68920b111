import { cancelJob, countProjects, listJobs, listProjectsOf, setProjectState } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { DEFAULT_QUOTAS } from "../core/deps.ts"
import { appRouter } from "../index.ts"
import { makeProject } from "../projects/create.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { queueJob } from "./quotas.ts"

async function told(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(calls)
  return answers.map((one) => (one.status === "fulfilled" ? "done" : String(one.reason.message)))
}
const countOf = (words: readonly string[], word: string) => words.filter((one) => one === word).length

describe.each(engines)("what one person may have going, on $name (found T29)", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let olga: TestPerson
  let ben: TestPerson

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    await harness.deps.settings.set({ quotas: { projects: 3, uploads: 2, jobs: 4 } })
    olga = await harness.addPerson("Olga")
    ben = await harness.addPerson("Ben")
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const make = (person: TestPerson, name: string) =>
    makeProject(
      harness.deps,
      { personId: person.id },
      {
        ...{ slug: null, name, kind: "boxes", names: "in_house", state: "draft", settings: DEFAULT_SETTINGS },
        ...{ ontology: { labels: [] }, guideline: "", draft: null },
      },
    )
  const ask = (person: TestPerson) =>
    queueJob(harness.deps, { projectId: null, kind: "export", input: {}, madeBy: person.id })

  test("as many open projects as the studio allows, of many made at once; others are not touched", async () => {
    const words = await told(Array.from({ length: 6 }, (_, n) => make(olga, `Project ${n}`)))
    expect([countOf(words, "done"), countOf(words, "too_many_projects")]).toEqual([3, 3])
    expect(await told([make(ben, "Ben's")])).toEqual(["done"])
    expect(await countProjects(store.storage.db)).toBe(4)
    const [first] = await listProjectsOf(store.storage.db, olga.id)
    await setProjectState(store.storage.db, first?.id ?? 0, "archived", harness.clock.nowMs)
    expect(await told([make(olga, "One more")])).toEqual(["done"])
  })

  test("an operator changes the limits, and the new ones hold at once", async () => {
    const operator = await harness.addPerson("Ada", true)
    const caller = appRouter.createCaller(harness.contextOf(operator))
    await caller.admin.setQuotas({ projects: 1, uploads: 2, jobs: 9 })
    expect(harness.deps.settings.get().quotas).toEqual({ projects: 1, uploads: 2, jobs: 9 })
    expect(await told([make(olga, "One")])).toEqual(["done"])
    expect(await told([make(olga, "Two")])).toEqual(["too_many_projects"])
    expect(await told([make(operator, "Three"), make(operator, "Four")])).toEqual(["done", "done"])
  })

  test("where no operator said otherwise one person has twenty open projects", async () => {
    await harness.deps.settings.set({ quotas: DEFAULT_QUOTAS })
    const words = await told(Array.from({ length: 40 }, (_, n) => make(olga, `Project ${n}`)))
    expect([countOf(words, "done"), countOf(words, "too_many_projects")]).toEqual([20, 20])
  })

  test("as many jobs as the studio allows, of many asked for at once; one that ends makes room", async () => {
    const words = await told(Array.from({ length: 10 }, () => ask(olga)))
    expect([countOf(words, "done"), countOf(words, "too_many_jobs")]).toEqual([4, 6])
    expect(await listJobs(store.storage.db, { limit: 20 })).toHaveLength(4)
    expect(await told([ask(ben)])).toEqual(["done"])
    const [latest] = await listJobs(store.storage.db, { limit: 1 })
    await cancelJob(store.storage.db, (latest?.id ?? 0) - 1, harness.clock.nowMs)
    // The two are asked for at once: which of them is first is the database's to say.
    expect((await told([ask(olga), ask(olga)])).sort()).toEqual(["done", "too_many_jobs"])
  })
})
