import {
  deleteJob,
  endJob,
  findPerson,
  insertJob,
  openStorage,
  putJobProgress,
  type Storage,
  storeRoles,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { JustesseError } from "@justesse/types"
import { type JobChanges, JobKindName } from "@justesse/types/wire/jobs"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { gatesOf } from "../core/fair.ts"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { jobFeedOf } from "./feed.ts"
import { JOBS } from "./list.ts"

test("every kind of long work that a runner takes has its name on the wire", () => {
  expect(JOBS.map(({ name }) => name).sort()).toEqual([...JobKindName.options].sort())
})

/** What somebody who follows was told, and how it ended. */
interface Heard {
  readonly told: JobChanges[]
  /** Null while it goes on; the code of a refusal, or "ended". */
  end: string | null
}

describe.each(ruleEngines)("following jobs on $name", ({ open }) => {
  let store: TestStorage
  let other: Storage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let second: Harness
  let mine = 0
  let theirs = 0
  const team: Record<string, TestPerson> = {}

  beforeAll(async () => {
    store = await open()
    other = await openBeside()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    second = makeHarness({ storage: other, folder: folder.path })
    for (const name of ["Owner", "Reviewer", "Annotator"]) team[name] = await harness.addPerson(name)
    team["Operator"] = await harness.addPerson("Operator", true)
    mine = await harness.addProject({ slug: "mine", owner: person("Owner") })
    theirs = await harness.addProject({ slug: "theirs", owner: person("Owner") })
    await harness.addMember(mine, person("Reviewer"), ["reviewer"])
    await harness.addMember(mine, person("Annotator"), ["annotator"])
  })
  afterAll(async () => {
    await other.close()
    await store.close()
    folder.remove()
  })
  /** A second server on the same database, with a feed of its own: a file of SQLite has one program, and there it shares the rows. */
  const openBeside = async (): Promise<Storage> =>
    "url" in store.at ? openStorage(store.at) : { ...store.storage, close: async () => {} }
  const person = (name: string): TestPerson => {
    const found = team[name]
    if (!found) throw new Error(`nobody called ${name}`)
    return found
  }
  const db = () => store.storage.db
  const add = (kind: string, projectId: number | null = mine, storage = store.storage) =>
    insertJob(storage.db, { projectId, kind, input: {}, madeBy: null, nowMs: harness.clock.nowMs, running: true })
  const end = (id: number, state: "done" | "failed" = "done") =>
    endJob(db(), id, { state, error: null, output: null, nowMs: harness.clock.nowMs })

  /** Follows until the test ends, or its access does. */
  async function follow(name: string, at = harness, project: string | null = "mine"): Promise<Heard> {
    const stop = new AbortController()
    const caller = appRouter.createCaller(at.contextOf(person(name)), { signal: stop.signal })
    const stream =
      project === null ? await caller.jobs.followAll({}) : await caller.jobs.follow({ project: project as never }) // a plain slug
    const heard: Heard = { told: [], end: null }
    const listening = (async () => {
      for await (const one of stream) heard.told.push(one)
      heard.end = "ended"
    })().catch((error: unknown) => {
      heard.end = error instanceof TRPCError && error.cause instanceof JustesseError ? error.cause.code : String(error)
    })
    onTestFinished(async () => {
      stop.abort()
      await listening
    })
    await eventually(() => heard.told.length).toBe(1)
    return heard
  }
  const kindsIn = ({ told }: Heard) =>
    told.flatMap(({ changed }) => changed.map(({ kind, state }) => `${kind} ${state}`))

  test("the first word is to read everything, and the next ones are what changed", async () => {
    const runs = await add("freeze")
    const heard = await follow("Owner")
    expect(heard.told).toEqual([{ all: true, changed: [] }])
    await putJobProgress(db(), runs, 2, 9)
    await eventually(() => heard.told.at(-1)).toEqual({
      all: false,
      changed: [{ kind: "freeze", state: "running", done: 2, total: 9 }],
    })
    await end(runs)
    const quick = await add("export")
    await end(quick)
    await eventually(() => kindsIn(heard)).toEqual(["freeze running", "freeze done", "export done"])
    await new Promise((go) => setTimeout(go, 1_000))
    expect(heard.told.filter(({ all }) => all)).toHaveLength(1)
    expect(kindsIn(heard)).toHaveLength(3)
  })

  test("each step that a job goes on is told of while it runs", async () => {
    const runs = await add("freeze")
    const heard = await follow("Owner")
    for (let done = 1; done <= 6; done++) {
      const before = heard.told.length
      await putJobProgress(db(), runs, done, 1_000)
      await eventually(() => heard.told.length).toBeGreaterThan(before)
    }
    await end(runs)
  })

  test("what was removed while it ran has ended, and what failed is told again a moment later", async () => {
    const [removed, failed] = [await add("act"), await add("import")]
    const heard = await follow("Owner")
    await deleteJob(db(), removed)
    await end(failed, "failed")
    await eventually(() => kindsIn(heard).sort()).toEqual([
      "act cancelled",
      ...["import failed", "import failed", "import failed"],
    ])
  })

  test("jobs of another server on the same database are seen, and nobody hears of another project's", async () => {
    const [owner, theirOwner] = [await follow("Owner", second), await follow("Owner", second, "theirs")]
    const all = await follow("Operator", second, null)
    const job = await add("export", theirs)
    await eventually(() => kindsIn(theirOwner)).toEqual(["export running"])
    await end(job)
    await end(await add("backup", null))
    await eventually(() => kindsIn(theirOwner)).toEqual(["export running", "export done"])
    await eventually(() => kindsIn(all)).toContain("backup done")
    expect(kindsIn(owner)).toEqual([])
  })

  test("reviewers hear of what their pages show, and annotators may not follow", async () => {
    const heard = await follow("Reviewer")
    for (const kind of ["gold", "import", "act", "settings", "quality"]) await end(await add(kind))
    await eventually(() => kindsIn(heard)).toEqual(["quality done"])
    const annotator = appRouter.createCaller(harness.contextOf(person("Annotator")))
    await expect(annotator.jobs.follow({ project: "mine" as never })).rejects.toThrow("not_allowed") // a plain slug
  })

  test("a role that was taken away on another server ends the stream", async () => {
    const heard = await follow("Reviewer")
    await storeRoles(other.db, mine, person("Reviewer").id, ["annotator"])
    await eventually(() => heard.end).toBe("not_allowed")
    await storeRoles(other.db, mine, person("Reviewer").id, ["reviewer"])
    expect(heard.told).toHaveLength(1)
  })

  test("an operator who is none any more hears nothing", async () => {
    const heard = await follow("Operator", harness, null)
    await other.db.updateTable("person").set({ is_operator: 0 }).where("id", "=", person("Operator").id).execute()
    await eventually(() => heard.end).toBe("not_allowed")
    await other.db.updateTable("person").set({ is_operator: 1 }).where("id", "=", person("Operator").id).execute()
    expect((await findPerson(store.storage.db, person("Operator").id))?.operator).toBe(true)
  })

  test("the storage is read while somebody follows, and not at all while nobody does", async () => {
    let reads = 0
    const counting = makeHarness({
      folder: folder.path,
      storage: {
        ...store.storage,
        db: store.storage.db.withPlugin({
          transformQuery: ({ node }) => {
            if (JSON.stringify(node).includes('"job"')) reads++
            return node
          },
          transformResult: async ({ result }) => result,
        }),
      },
    })
    const stop = new AbortController()
    const caller = appRouter.createCaller(counting.contextOf(person("Owner")), { signal: stop.signal })
    const stream = await caller.jobs.follow({ project: "mine" as never }) // a plain slug
    const words = stream[Symbol.asyncIterator]()
    await words.next()
    await eventually(() => reads).toBeGreaterThan(2)
    stop.abort()
    await words.next()
    const feed = jobFeedOf(counting.deps)
    expect(feed.size).toBe(0)
    const before = reads
    await new Promise((go) => setTimeout(go, 1_200))
    expect(reads).toBe(before)
  })

  test("a storage that is away ends no stream, is said once, and what happened meanwhile is told when it answers", async () => {
    let isAway = false
    const at = makeHarness({
      folder: folder.path,
      storage: {
        ...store.storage,
        db: store.storage.db.withPlugin({
          transformQuery: ({ node }) => {
            if (isAway) throw new Error("away")
            return node
          },
          transformResult: async ({ result }) => result,
        }),
      },
    })
    const heard = await follow("Owner", at)
    isAway = true
    await end(await add("export"))
    await new Promise((go) => setTimeout(go, 1_500))
    expect([heard.told.length, heard.end]).toEqual([1, null])
    isAway = false
    await eventually(() => kindsIn(heard)).toEqual(["export done"])
    expect(at.logged.filter(({ what }) => what === "jobs not read")).toHaveLength(1)
  })

  test("an open stream holds no place of its person's calls, and somebody opens twenty at most", async () => {
    for (let i = 0; i < 20; i++) await follow("Owner")
    const gates = gatesOf(store.storage)
    const answers = await Promise.all(
      [gates.reads, gates.acts].flatMap((gate) =>
        [1, 2].map(() => gate.run(String(person("Owner").id), async () => jobFeedOf(harness.deps).size)),
      ),
    )
    expect(answers).toEqual([20, 20, 20, 20])
    const caller = appRouter.createCaller(harness.contextOf(person("Owner")))
    const more = await caller.jobs.follow({ project: "mine" as never }) // a plain slug
    await expect(more[Symbol.asyncIterator]().next()).rejects.toThrow("busy")
  })

  test("a process that stops ends every stream, and takes no more", async () => {
    const at = makeHarness({ storage: await openBeside(), folder: folder.path })
    const heard = await follow("Owner", at)
    jobFeedOf(at.deps).stop()
    await eventually(() => heard.end).toBe("busy")
    const caller = appRouter.createCaller(at.contextOf(person("Owner")))
    const more = await caller.jobs.follow({ project: "mine" as never }) // a plain slug
    await expect(more[Symbol.asyncIterator]().next()).rejects.toThrow("busy")
    await at.deps.storage.close()
  })
})
