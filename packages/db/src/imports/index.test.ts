import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  cancelJob,
  claimJob,
  endJob,
  findJob,
  insertJob,
  listJobs,
  listRecentJobs,
  putJobProgress,
  requeueRunning,
  retryJob,
} from "../jobs/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import {
  countSeenTwice,
  endImport,
  findImport,
  insertImport,
  moveImport,
  putImportProgress,
  readImportReport,
  readImports,
  storeImportName,
} from "./index.ts"

const NOTHING = { done: 0, total: 0, pictures: 0, twice: 0, regions: 0, leftOut: 0, unmatched: 0 }

describe.each(engines)("imports and jobs on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 0, 1)
    await db().deleteFrom("job").execute()
  })
  const db = () => opened.storage.db
  const start = (name = "set") => insertImport(db(), project, { name, as: "pictures", who: ada, startedAtMs: NOW })
  const queue = (kind = "export", input: unknown = {}) =>
    insertJob(db(), { projectId: project, kind, input, madeBy: ada, nowMs: NOW })

  test("imports are numbered in their project and listed newest first", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    expect([await start("a"), await start("b")]).toEqual([1, 2])
    expect(await insertImport(db(), other, { name: "c", as: "gold", who: ada, startedAtMs: NOW })).toBe(1)
    expect((await readImports(db(), project)).map((entry) => entry.name)).toEqual(["b", "a"])
    expect(await findImport(db(), other, 2)).toBeNull()
  })

  test("many who begin at the same time get a number each", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => start(`set ${i}`)))
    expect([...ids].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test("progress and report are stored, and tell a cancelled import to stop", async () => {
    const id = await start()
    const line = { level: "lost" as const, code: "picture_broken", file: "a.jpg", line: 3 }
    const now = {
      ...NOTHING,
      done: 4,
      total: 9,
      pictures: 3,
      leftOut: 1,
      format: "coco",
      as: "settled" as const,
      report: [line],
    }
    expect(await putImportProgress(db(), project, id, now)).toBe("running")
    expect(await findImport(db(), project, id)).toMatchObject({
      done: 4,
      total: 9,
      pictures: 3,
      leftOut: 1,
      format: "coco",
      as: "settled",
      state: "running",
      endedAtMs: null,
    })
    expect(await readImportReport(db(), project, id)).toEqual([line])
    expect(await endImport(db(), project, id, "cancelled", NOW + 1)).toBe(true)
    expect(await putImportProgress(db(), project, id, now)).toBe("cancelled")
  })

  test("an import ends once", async () => {
    const id = await start()
    const ends = await Promise.all([
      endImport(db(), project, id, "done", NOW + 1),
      endImport(db(), project, id, "failed", NOW + 2),
    ])
    expect(ends.filter(Boolean)).toHaveLength(1)
    expect((await findImport(db(), project, id))?.state).toBe(ends[0] ? "done" : "failed")
  })

  test("an import has the name that was given to it last", async () => {
    const id = await start()
    expect(await storeImportName(db(), project, id, "Lab 3, March")).toBe(true)
    expect((await findImport(db(), project, id))?.name).toBe("Lab 3, March")
    expect(await storeImportName(db(), project, id + 1, "nobody's")).toBe(false)
  })

  test("pictures seen twice are summed over all imports that stand", async () => {
    expect(await countSeenTwice(db(), project)).toBe(0)
    for (const twice of [2, 5]) {
      const now = { ...NOTHING, twice, format: "pictures", as: "pictures" as const, report: [] }
      await putImportProgress(db(), project, await start(), now)
    }
    expect(await countSeenTwice(db(), project)).toBe(7)
    const back = await start()
    await putImportProgress(db(), project, back, { ...NOTHING, twice: 4, format: "pictures", as: "pictures" })
    expect(await moveImport(db(), project, back, ["running"], "undone")).toBe(true)
    expect(await countSeenTwice(db(), project)).toBe(7)
  })

  test("jobs are claimed oldest first, each by one runner", async () => {
    const ids = [await queue(), await queue(), await queue()]
    const claimed = await Promise.all(Array.from({ length: 6 }, () => claimJob(db(), ["export"], NOW + 1)))
    const taken = claimed.flatMap((job) => (job ? [job.id] : []))
    expect(taken.sort((a, b) => a - b)).toEqual(ids)
    expect(await claimJob(db(), ["export"], NOW + 2)).toBeNull()
    expect(await findJob(db(), ids[0] ?? 0)).toMatchObject({ state: "running", tries: 1, startedAtMs: NOW + 1 })
  })

  test("a runner takes only the kinds it knows", async () => {
    await queue("backup")
    expect(await claimJob(db(), ["export"], NOW)).toBeNull()
    expect((await claimJob(db(), ["export", "backup"], NOW))?.kind).toBe("backup")
  })

  test("a job ends with its output, or is queued again without an end", async () => {
    const id = await queue("export", { version: 3 })
    await claimJob(db(), ["export"], NOW)
    expect(await putJobProgress(db(), id, 2, 10)).toBe("running")
    expect(await endJob(db(), id, { state: "queued", error: "internal", output: null, nowMs: NOW + 1 })).toBe(true)
    expect(await findJob(db(), id)).toMatchObject({
      state: "queued",
      error: "internal",
      endedAtMs: null,
      done: 2,
      total: 10,
    })
    await claimJob(db(), ["export"], NOW + 2)
    expect(await endJob(db(), id, { state: "done", error: null, output: { bytes: 5 }, nowMs: NOW + 3 })).toBe(true)
    expect(await findJob(db(), id)).toMatchObject({
      state: "done",
      output: { bytes: 5 },
      input: { version: 3 },
      tries: 2,
      endedAtMs: NOW + 3,
    })
  })

  test("a cancelled job stays cancelled, whatever its runner says later", async () => {
    const id = await queue()
    await claimJob(db(), ["export"], NOW)
    expect(await cancelJob(db(), id, NOW + 1)).toBe(true)
    expect(await putJobProgress(db(), id, 1, 2)).toBe("cancelled")
    expect(await endJob(db(), id, { state: "done", error: null, output: null, nowMs: NOW + 2 })).toBe(false)
    expect(await cancelJob(db(), id, NOW + 3)).toBe(false)
    expect(await putJobProgress(db(), 999_999, 1, 2)).toBe("cancelled")
  })

  test("a failed job can be tried again, a running one cannot", async () => {
    const id = await queue()
    await claimJob(db(), ["export"], NOW)
    expect(await retryJob(db(), id)).toBe(false)
    await endJob(db(), id, { state: "failed", error: "internal", output: null, nowMs: NOW + 1 })
    expect(await retryJob(db(), id)).toBe(true)
    expect(await findJob(db(), id)).toMatchObject({ state: "queued", tries: 0, error: null })
  })

  test("what ran when the process ended is queued again, and nothing else", async () => {
    const [running, waiting] = [await queue(), await queue("backup")]
    await claimJob(db(), ["export"], NOW)
    expect(await requeueRunning(db(), ["import", "export"])).toBe(1)
    expect((await findJob(db(), running))?.state).toBe("queued")
    expect((await findJob(db(), waiting))?.state).toBe("queued")
    expect(await requeueRunning(db(), ["export"])).toBe(0)
  })

  test("jobs are listed by project, kind and state; operators see all with their project", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    const mine = await queue()
    const backup = await insertJob(db(), { projectId: null, kind: "backup", input: {}, madeBy: null, nowMs: NOW })
    await insertJob(db(), { projectId: other, kind: "export", input: {}, madeBy: ada, nowMs: NOW })
    expect((await listJobs(db(), { projectId: project, limit: 9 })).map((job) => job.id)).toEqual([mine])
    expect((await listJobs(db(), { kinds: ["backup"], limit: 9 })).map((job) => job.id)).toEqual([backup])
    expect(await listJobs(db(), { states: ["done"], limit: 9 })).toEqual([])
    const recent = await listRecentJobs(db(), 2)
    expect(recent).toHaveLength(2)
    expect(recent[1]).toMatchObject({ id: backup, project: null, kind: "backup", state: "queued" })
  })
})
