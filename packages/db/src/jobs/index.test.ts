import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import {
  cancelJob,
  claimJob,
  deleteJob,
  endJob,
  findJob,
  insertJob,
  listJobs,
  listRecentJobs,
  putJobBack,
  putJobProgress,
  requeueRunning,
  retryJob,
} from "./index.ts"

const LATER = NOW + 60_000

describe.each(engines)("the queue of long work in $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 1, 1)
  })
  const db = () => opened.storage.db
  const add = (kind = "freeze", projectId: number | null = project) =>
    insertJob(db(), { projectId, kind, input: { note: "é" }, madeBy: ada, nowMs: NOW })

  test("one whose row was damaged by hand keeps nobody from the others", async () => {
    const broken = await add()
    await add()
    await db().updateTable("job").set({ input: "{", output: "[" }).where("id", "=", broken).execute()
    expect((await listJobs(db(), { limit: 9 })).map(({ input, output }) => [input, output])).toEqual(
      expect.arrayContaining([
        [{}, null],
        [{ note: "é" }, null],
      ]),
    )
    expect(await listRecentJobs(db(), 9)).toHaveLength(2)
    expect((await claimJob(db(), ["freeze"], LATER))?.id).toBe(broken)
  })

  test("a job waits as it was given, without an end", async () => {
    const id = await add()
    expect(await findJob(db(), id)).toEqual({
      ...{
        id,
        projectId: project,
        kind: "freeze",
        input: { note: "é" },
        state: "queued",
        done: 0,
        total: 0,
        tries: 0,
      },
      ...{ error: null, output: null, madeBy: ada, madeAtMs: NOW, startedAtMs: null, endedAtMs: null, bytes: 0 },
    })
    expect(await findJob(db(), id + 1)).toBeNull()
  })

  test("the oldest of the wanted kinds is taken, each once", async () => {
    const [first, other, second] = [await add(), await add("export"), await add()]
    expect((await claimJob(db(), ["freeze"], LATER))?.id).toBe(first)
    expect(await claimJob(db(), ["freeze"], LATER)).toMatchObject({
      id: second,
      state: "running",
      tries: 1,
      startedAtMs: LATER,
    })
    expect(await claimJob(db(), ["freeze"], LATER)).toBeNull()
    expect((await claimJob(db(), ["freeze", "export"], LATER))?.id).toBe(other)
  })

  test("many runners at once never take the same", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => add()))
    const taken = await Promise.all(Array.from({ length: 10 }, () => claimJob(db(), ["freeze"], LATER)))
    const ids = taken.flatMap((job) => job?.id ?? [])
    expect(ids.sort((a, b) => a - b)).toEqual(made.sort((a, b) => a - b))
  })

  test("progress is kept, and says when somebody cancelled meanwhile", async () => {
    const id = await add()
    await claimJob(db(), ["freeze"], NOW)
    expect(await putJobProgress(db(), id, 3, 10, 4_096)).toBe("running")
    expect(await findJob(db(), id)).toMatchObject({ done: 3, total: 10, bytes: 4_096 })
    expect(await cancelJob(db(), id, LATER)).toBe(true)
    expect(await putJobProgress(db(), id, 4, 10)).toBe("cancelled")
    expect(await putJobProgress(db(), id + 1, 0, 0)).toBe("cancelled")
  })

  test("what ends is ended once; what was cancelled stays so", async () => {
    const id = await add()
    const done = { state: "done", error: null, output: { version: 2 }, nowMs: LATER } as const
    expect(await endJob(db(), id, done)).toBe(false)
    await claimJob(db(), ["freeze"], NOW)
    expect(await endJob(db(), id, done)).toBe(true)
    expect(await endJob(db(), id, { ...done, state: "failed" })).toBe(false)
    expect(await findJob(db(), id)).toMatchObject({ state: "done", output: { version: 2 }, endedAtMs: LATER })
    const gone = await add()
    await claimJob(db(), ["freeze"], NOW)
    await cancelJob(db(), gone, LATER)
    expect(await endJob(db(), gone, done)).toBe(false)
    expect(await findJob(db(), gone)).toMatchObject({ state: "cancelled", output: null })
  })

  test("a try that failed waits again without an end; retried by hand it begins anew", async () => {
    const id = await add()
    await claimJob(db(), ["freeze"], NOW)
    await endJob(db(), id, { state: "queued", error: "disk full", output: null, nowMs: LATER })
    expect(await findJob(db(), id)).toMatchObject({ state: "queued", error: "disk full", endedAtMs: null, tries: 1 })
    expect(await retryJob(db(), id)).toBe(false)
    await claimJob(db(), ["freeze"], NOW)
    await endJob(db(), id, { state: "failed", error: "disk full", output: null, nowMs: LATER })
    expect(await retryJob(db(), id)).toBe(true)
    expect(await findJob(db(), id)).toMatchObject({ state: "queued", error: null, endedAtMs: null, tries: 0 })
  })

  test("what is over is not cancelled", async () => {
    const id = await add()
    await claimJob(db(), ["freeze"], NOW)
    await endJob(db(), id, { state: "done", error: null, output: null, nowMs: LATER })
    expect([await cancelJob(db(), id, LATER), await retryJob(db(), id)]).toEqual([false, false])
  })

  test("after a restart what was running waits again, of these kinds alone", async () => {
    const [mine, other] = [await add(), await add("export")]
    await claimJob(db(), ["freeze"], NOW)
    await claimJob(db(), ["export"], NOW)
    expect(await requeueRunning(db(), ["freeze"])).toBe(1)
    expect([(await findJob(db(), mine))?.state, (await findJob(db(), other))?.state]).toEqual(["queued", "running"])
  })

  test("lists are newest first, of a project, of kinds, of states, as many as asked for", async () => {
    const [a, b, c] = [await add(), await add("export"), await add("backup", null)]
    const ids = async (wanted: Parameters<typeof listJobs>[1]) => (await listJobs(db(), wanted)).map(({ id }) => id)
    expect(await ids({ limit: 9 })).toEqual([c, b, a])
    expect(await ids({ limit: 2 })).toEqual([c, b])
    expect(await ids({ beforeId: b, limit: 2 })).toEqual([a])
    expect(await ids({ projectId: project, limit: 9 })).toEqual([b, a])
    expect(await ids({ kinds: ["freeze", "backup"], limit: 9 })).toEqual([c, a])
    await cancelJob(db(), b, LATER)
    expect(await ids({ states: ["queued"], limit: 9 })).toEqual([c, a])
  })

  test("operators see the latest with the name of their project", async () => {
    const [a, b] = [await add(), await add("backup", null)]
    const rows = await listRecentJobs(db(), 5)
    expect(rows.map(({ id, kind, project: slug }) => [id, kind, slug === null])).toEqual([
      [b, "backup", true],
      [a, "freeze", false],
    ])
  })

  test("one that somebody does at once is running from the beginning, and is nobody else's to take", async () => {
    const input = { undo: 7, inRequest: true }
    const id = await insertJob(db(), { projectId: project, kind: "act", input, madeBy: ada, nowMs: NOW, running: true })
    expect(await findJob(db(), id)).toMatchObject({ state: "running", tries: 1, startedAtMs: NOW, endedAtMs: null })
    expect(await claimJob(db(), ["act"], LATER)).toBeNull()
    await deleteJob(db(), id)
    expect(await findJob(db(), id)).toBeNull()
  })

  test("after a restart running ones wait again, but for those that a request is at", async () => {
    const [left, inHand, waiting] = [await add("act"), await add("act"), await add("act")]
    await claimJob(db(), ["act"], LATER)
    await claimJob(db(), ["act"], LATER)
    expect(await requeueRunning(db(), ["act"], new Set([inHand]))).toBe(1)
    const states = await Promise.all([left, inHand, waiting].map(async (id) => (await findJob(db(), id))?.state))
    expect(states).toEqual(["queued", "running", "queued"])
    expect((await claimJob(db(), ["act"], LATER))?.tries).toBe(2)
  })

  test("one that is put back was not tried, and a cancelled one stays cancelled", async () => {
    const [kept, cancelled] = [await add(), await add()]
    await claimJob(db(), ["freeze"], LATER)
    await claimJob(db(), ["freeze"], LATER)
    await cancelJob(db(), cancelled, LATER)
    for (const id of [kept, cancelled]) await putJobBack(db(), id)
    expect(await findJob(db(), kept)).toMatchObject({ state: "queued", tries: 0 })
    expect(await findJob(db(), cancelled)).toMatchObject({ state: "cancelled", tries: 1 })
  })
})
