import { findAccessBySlug, insertAssets, listJobs, type ProjectAccess, takeAssetNumbers } from "@justesse/db"
import { localLocks } from "@justesse/db/locks/local"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { JustesseError } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import type { Who } from "../core/who.ts"
import { runJobs } from "../jobs/index.ts"
import { ANSWERED_MS } from "../jobs/inRequest.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { actOnAssets } from "./acts.ts"
import { BATCH } from "./actsRun.ts"
import { longActs } from "./long.ts"
import { undoAct } from "./undo.ts"

/** Three parts, fewer pictures than make a job. */
const MANY = 2 * BATCH + 10
const ALL = { search: "", states: [], labels: [] }

// Found T34: 710 pictures excluded, killed in the middle: 400 excluded, 310 not, and nothing said so.
describe.each(engines)("an act on some hundred pictures on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let who: Who
  let project: ProjectAccess
  const exclude = { project: "cars", selection: { filter: ALL }, act: { act: "exclude" } } as never

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  beforeEach(async () => {
    await store.wipe()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    const owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: owner.name, operator: false, scopes: null }
    await harness.addProject({ slug: "cars", owner })
    project = (await findAccessBySlug(store.storage.db, "cars", owner.id)) ?? expect.fail("no access")
    const { db, hot } = store.storage
    const first = await takeAssetNumbers(db, project.id, MANY)
    const ids = Array.from({ length: MANY }, (_, i) => first + i)
    const rest = { uprightSha256: null, previewSha256: null, thumbnailSha256: null, problem: null, importId: null }
    await insertAssets(
      db,
      project.id,
      ids.map((id) => ({
        ...{ id, name: `p${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1 },
        ...{ size: { width: 64, height: 48 }, extra: {}, madeAtMs: 1, ...rest },
      })),
    )
    const tasks = ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 }))
    await hot.addTasks(project.id, tasks, 1)
  })

  const excluded = async () => {
    const rows = await store.storage.db.selectFrom("task_state").select("state").execute()
    return rows.filter((row) => row.state === "excluded").length
  }
  /** The same services in a program that ends (null) or whose storage goes away at the second part of an act; `reached` once it has. */
  const endingAt = (second: Error | null) => {
    let parts = 0
    let reach = () => {}
    const reached = new Promise<void>((go) => {
      reach = go
    })
    const { hot } = store.storage
    const setExcluded: typeof hot.setExcluded = (...wanted) => {
      if (++parts !== 2) return hot.setExcluded(...wanted)
      reach()
      return second ? Promise.reject(second) : new Promise(() => undefined)
    }
    // What a program held is free once it has ended.
    const deps = { ...harness.deps, storage: { ...store.storage, hot: { ...hot, setExcluded }, locks: localLocks() } }
    return { deps, reached }
  }
  const started = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const acts = async () =>
    (await longActs(harness.deps, project)).acts.map((act) => [
      act.act,
      act.state,
      act.done,
      act.takesBack,
      act.undoable,
    ])

  test("is told of nowhere else when it is done, and leaves no job behind once its answer has arrived", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] })
    try {
      const { undo, job, changed } = await actOnAssets(harness.deps, project, who, exclude)
      expect([changed, job, await acts()]).toEqual([MANY, null, []])
      await undoAct(harness.deps, project, who, undo)
      expect([await excluded(), await acts()]).toEqual([0, []])
      vi.advanceTimersByTime(ANSWERED_MS)
    } finally {
      vi.useRealTimers()
    }
    await eventually(async () => await listJobs(store.storage.db, { limit: 10 })).toEqual([])
  })

  test("killed when all is done and nobody has been answered, is shown and can be taken back", async () => {
    const { undo } = await actOnAssets({ ...harness.deps, storage: { ...store.storage } }, project, who, exclude)
    await started()
    expect(await acts()).toEqual([["exclude", "done", MANY, false, true]])
    await undoAct(harness.deps, project, who, undo)
    expect(await excluded()).toBe(0)
  })

  test("killed in the middle is finished at the next start, shown, and can be taken back", async () => {
    const ending = endingAt(null)
    void actOnAssets(ending.deps, project, who, exclude)
    // Not before: until then it goes on beside the next program, as nothing that was killed does.
    await ending.reached
    expect(await excluded()).toBe(BATCH)
    await started()
    expect(await excluded()).toBe(MANY)
    expect(await acts()).toEqual([["exclude", "done", MANY, false, true]])
    const [act] = (await longActs(harness.deps, project)).acts
    await undoAct(harness.deps, project, who, act?.undo ?? 0)
    expect(await excluded()).toBe(0)
  })

  test("killed while it is taken back, that is finished at the next start", async () => {
    const { undo } = await actOnAssets(harness.deps, project, who, exclude)
    const ending = endingAt(null)
    void undoAct(ending.deps, project, who, undo)
    await ending.reached
    expect(await excluded()).toBe(MANY - BATCH)
    await started()
    expect(await excluded()).toBe(0)
    expect(await acts()).toEqual([["exclude", "done", MANY, true, false]])
  })

  test("whose storage goes away in the middle is refused, and gone on with once it answers", async () => {
    const ending = endingAt(new JustesseError("busy"))
    await expect(actOnAssets(ending.deps, project, who, exclude)).rejects.toMatchObject({ code: "busy" })
    await eventually(async () => (await listJobs(store.storage.db, { limit: 1 }))[0]?.state).toBe("queued")
    await started()
    expect([await excluded(), await acts()]).toEqual([MANY, [["exclude", "done", MANY, false, true]]])
  })
})
