import {
  claimJob,
  deleteSet,
  endSet,
  findAccessBySlug,
  findJob,
  findTallies,
  insertAssets,
  insertSet,
  insertUndo,
  type ProjectAccess,
  putPredictions,
  putStatuses,
  setTaskState,
  takeAssetNumbers,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AssetId, JustesseError } from "@justesse/types"
import type { AssetAct, AssetFilter, Selection } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { z } from "zod"
import type { Who } from "../core/who.ts"
import { Cancelled } from "../jobs/cancelled.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { AT_ONCE, actOnAssets } from "./acts.ts"
import { ACT_KINDS, ActJob, BATCH, runAct } from "./actsRun.ts"
import { longActs } from "./long.ts"
import { runUndoAct, stopAct, undoAct } from "./undo.ts"

const ALL: AssetFilter = { search: "", states: [], labels: [] }
/** Enough for a long act, with a last part that is not full. */
const MANY = AT_ONCE + BATCH / 2
const FINAL = 150
const ANSWER = JSON.stringify({
  regions: [{ id: "r1", label: "car", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } }],
  nothingHere: false,
})

describe.each(ruleEngines)("acts on very many pictures on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  let ids: number[]

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: owner.name, operator: false, scopes: null }
    await harness.addProject({ slug: "cars", owner, roles: ["owner", "reviewer"] })
    const found = await findAccessBySlug(store.storage.db, "cars", owner.id)
    if (!found) throw new JustesseError("not_found")
    project = found
    ids = await ingestFiles(MANY)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  async function ingestFiles(count: number): Promise<number[]> {
    const { db, hot } = store.storage
    const first = await takeAssetNumbers(db, project.id, count)
    const numbers = Array.from({ length: count }, (_, i) => first + i)
    const rest = { uprightSha256: null, previewSha256: null, thumbnailSha256: null, problem: null, importId: null }
    await insertAssets(
      db,
      project.id,
      numbers.map((id) => ({
        ...{ id, name: `p${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1 },
        ...{ size: { width: 64, height: 48 }, extra: {}, madeAtMs: 1, ...rest },
      })),
    )
    await hot.addTasks(
      project.id,
      numbers.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 })),
      1,
    )
    return numbers
  }
  const rule = (some: readonly number[]) =>
    putStatuses(
      store.storage.db,
      project.id,
      some.map((taskId) => ({
        ...{ taskId, state: "settled", settledBy: "import", settledAtMs: 1, answer: ANSWER, answerSha256: "a" },
        ...{ provenance: "[]", labels: " car ", texts: "", regions: 1, nothingHere: false },
      })),
      1,
    )
  const propose = async () => {
    const { db } = store.storage
    const set = await insertSet(db, project.id, { name: "m", madeBy: owner.id, madeAtMs: 1 })
    const body = JSON.stringify({ regions: [{ x: 1, y: 2, width: 3, height: 4, label: "car", score: 0.5 }] })
    await putPredictions(
      db,
      project.id,
      set,
      ids.filter((id) => id % 2 === 0).map((taskId) => ({ taskId, body, doubtPpm: 1 })),
    )
    const ended = { state: "ready" as const, error: null, format: "coco", pictures: 1, unmatched: 0, regions: 1 }
    await endSet(db, project.id, set, ended)
    return set
  }

  type Wanted = z.infer<typeof Selection>
  const act = (what: AssetAct, selection: Wanted = { filter: ALL }) =>
    actOnAssets(harness.deps, project, who, { project: project.slug, selection, act: what })
  const some = (numbers: readonly number[]) => ({ assets: numbers.map((id) => AssetId.parse(id)) })
  const undo = (id: number) => undoAct(harness.deps, project, who, id)
  const runAll = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const long = async () => (await longActs(harness.deps, project)).acts
  const states = async () => {
    const { db } = store.storage
    const rows = await db.selectFrom("task_state").select("state").where("project_id", "=", project.id).execute()
    return rows.reduce<Record<string, number>>((n, { state }) => ({ ...n, [state]: (n[state] ?? 0) + 1 }), {})
  }
  /** All that acts change, for each picture. */
  const everything = async () => {
    const { db } = store.storage
    const pictures = await db
      .selectFrom("asset as a")
      .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "a.project_id").onRef("t.id", "=", "a.id"))
      .innerJoin("task_state as s", (on) =>
        on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"),
      )
      .innerJoin("tier as r", (on) => on.onRef("r.project_id", "=", "t.project_id").onRef("r.id", "=", "t.tier"))
      .select(["a.id", "a.document", "a.page", "a.deleted_at_ms", "t.overlap", "t.open_slots", "t.is_open"])
      .select(["s.state", "s.settled_by", "s.answer", "r.priority", "r.person_id"])
      .where("a.project_id", "=", project.id)
      .orderBy("a.id")
      .execute()
    const tags = await db
      .selectFrom("asset_tag")
      .select(["asset_id", "tag"])
      .orderBy("asset_id")
      .orderBy("tag")
      .execute()
    const chosen = await db.selectFrom("proposal").select(["task_id", "set_id"]).orderBy("task_id").execute()
    const before = await db.selectFrom("review").select(["task_id", "state"]).orderBy("task_id").execute()
    return { pictures, tags, chosen, before }
  }
  const activity = async (what: string) => {
    const rows = await store.storage.db.selectFrom("activity").select("detail").where("what", "=", what).execute()
    return rows.map(({ detail }) => JSON.parse(detail))
  }

  test("are answered before anything was done, run as a job and are taken back whole by another", async () => {
    const done = await act({ act: "exclude" })
    expect(done).toMatchObject({ changed: 0, job: expect.any(Number) })
    expect(await states()).toEqual({ open: MANY })
    expect(await long()).toMatchObject([{ act: "exclude", state: "queued", done: 0, total: MANY, undoable: false }])
    await runAll()
    expect(await states()).toEqual({ excluded: MANY })
    expect(await long()).toMatchObject([{ state: "done", done: MANY, changed: MANY, undoable: true, takesBack: false }])
    expect(await activity("assets.exclude")).toEqual([{ changed: MANY, undo: done.undo }])
    expect((await undo(done.undo)).job).not.toBeNull()
    await expect(undo(done.undo)).rejects.toMatchObject({ code: "nothing_to_undo" })
    await runAll()
    expect(await states()).toEqual({ open: MANY })
    expect(await long()).toMatchObject([{ takesBack: true, state: "done", done: MANY, total: MANY, undoable: false }])
    expect(await activity("assets.undone")).toEqual([{ act: "exclude", changed: MANY }])
  })

  test("leave small ones at once, and pictures alone that came after somebody asked", async () => {
    expect((await act({ act: "exclude" }, some(ids.slice(0, AT_ONCE)))).job).toBeNull()
    const done = await act({ act: "include" })
    expect(done.job).not.toBeNull()
    const [later = 0] = await ingestFiles(1)
    await setTaskState(store.storage.db, project.id, [later], "excluded", false, 1)
    await runAll()
    expect(await states()).toEqual({ open: MANY, excluded: 1 })
  })

  test("come in the order in which people asked: small ones wait behind a long one", async () => {
    await act({ act: "put_last" })
    const after = await act({ act: "put_first" }, some(ids.slice(3, 4)))
    expect(after.job).not.toBeNull()
    const back = await undo(after.undo)
    expect(back.job).not.toBeNull()
    await act({ act: "put_first" }, some(ids.slice(5, 6)))
    await runAll()
    const { pictures } = await everything()
    expect(pictures.map((one) => one.priority)).toEqual(ids.map((id) => (id === ids[5] ? 1 : -1)))
  })

  test("stop where somebody stops them, and what was done is taken back", async () => {
    const { undo: number, job } = await act({ act: "exclude" })
    const told = ActJob.parse({ project: project.id, undo: number, who: owner.id })
    await claimJob(store.storage.db, ACT_KINDS, 1)
    const stop = async (done: number) => {
      if (done === 2 * BATCH) throw new Cancelled()
    }
    await expect(runAct(harness.deps, told, stop)).rejects.toThrow(Cancelled)
    expect(await stopAct(harness.deps, project.id, number)).toBe(true)
    expect(await stopAct(harness.deps, project.id, number)).toBe(false)
    await expect(stopAct(harness.deps, project.id, 99)).rejects.toMatchObject({ code: "not_found" })
    expect(await states()).toEqual({ open: MANY - 2 * BATCH, excluded: 2 * BATCH })
    expect(await activity("assets.exclude")).toEqual([{ changed: 2 * BATCH, undo: number }])
    expect(await long()).toMatchObject([{ job, state: "cancelled", changed: 2 * BATCH, total: MANY, undoable: true }])
    expect((await undo(number)).job).toBeNull()
    expect(await states()).toEqual({ open: MANY })
    expect(await long()).toEqual([])
  })

  test("that wait are stopped by their undo, before they do anything", async () => {
    const done = await act({ act: "delete" })
    await undo(done.undo)
    await runAll()
    expect(await states()).toEqual({ open: MANY })
    expect((await findJob(store.storage.db, done.job ?? 0))?.state).toBe("cancelled")
  })

  test("go on after a restart with what the program was doing when it ended", async () => {
    const done = await act({ act: "tag", tags: ["night"] })
    const job = await claimJob(store.storage.db, ACT_KINDS, 1)
    const ended = async (at: number) => {
      if (at === BATCH) throw new Error("ended")
    }
    await expect(runAct(harness.deps, ActJob.parse(job?.input), ended)).rejects.toThrow("ended")
    await runAll()
    expect(await long()).toMatchObject([{ job: done.job, state: "done", changed: MANY }])
    expect((await everything()).tags).toHaveLength(MANY)
  })

  test("whose set of predictions went meanwhile say so, and keep an undo of what was done", async () => {
    const set = await propose()
    const done = await act({ act: "propose", set })
    await deleteSet(store.storage.db, project.id, set)
    await runAll()
    expect(await long()).toMatchObject([{ job: done.job, state: "failed", error: "not_found", done: 0 }])
  })

  const ACTS: readonly (AssetAct | "propose")[] = [
    { act: "exclude" },
    { act: "put_first" },
    { act: "put_last" },
    { act: "overlap", overlap: 3 },
    { act: "reopen" },
    { act: "send_to_review" },
    { act: "tag", tags: ["night", "rain"] },
    { act: "group", name: "menu" },
    { act: "delete" },
    "propose",
  ]

  test.each(ACTS.map((one) => ({ one, name: one === "propose" ? one : one.act })))(
    "$name: interrupted anywhere, also while it is taken back, ends as if it had not been",
    async ({ one }) => {
      const what: AssetAct = one === "propose" ? { act: "propose", set: await propose() } : one
      await rule(ids.slice(100, 100 + FINAL))
      await act({ act: "tag", tags: ["rain"] }, some(ids.slice(190, 210)))
      await act({ act: "exclude" }, some(ids.slice(350, 450)))
      await act({ act: "group", name: "menu" }, some(ids.slice(2, 4)))
      const before = await everything()
      const run = async () => ActJob.parse({ project: project.id, undo: (await act(what)).undo, who: owner.id })

      const smooth = await run()
      await runAct(harness.deps, smooth, () => Promise.resolve())
      const acted = await everything()
      expect(acted).not.toEqual(before)
      await store.storage.db.deleteFrom("job").execute()
      await undo(smooth.undo)
      await runUndoAct(harness.deps, smooth, () => Promise.resolve())
      expect(await everything()).toEqual(before)

      const rough = await run()
      await roughly((progress) => runAct(harness.deps, rough, progress))
      // Remembered, and then the program ended before anything was done.
      expect(await everything()).toEqual(acted)
      await store.storage.db.deleteFrom("job").execute()
      await undo(rough.undo)
      await roughly((progress) => runUndoAct(harness.deps, rough, progress))
      expect(await everything()).toEqual(before)
    },
  )

  /** Ends the program after each part, and goes on. */
  async function roughly(work: (progress: (done: number) => Promise<void>) => Promise<unknown>): Promise<void> {
    for (let part = 1; ; part++) {
      const result = await work(async (done) => {
        if (done > 0 && done >= part * BATCH && done < MANY) throw new Error("ended")
      }).catch((error: unknown) => String(error))
      if (result !== "Error: ended") {
        expect(result === null || typeof result === "object").toBe(true)
        return
      }
    }
  }

  test("what was remembered and not done when the program ended is done, but for what moved on since", async () => {
    await rule(ids)
    const { undo: number } = await act({ act: "reopen" })
    const told = ActJob.parse({ project: project.id, undo: number, who: owner.id })
    const hot = { ...store.storage.hot, reopen: () => Promise.reject(new Error("ended")) }
    const deps = { ...harness.deps, storage: { ...store.storage, hot } }
    await expect(runAct(deps, told, () => Promise.resolve())).rejects.toThrow("ended")
    expect(await states()).toEqual({ settled: MANY })
    // A reviewer settled one of them anew.
    const { db } = store.storage
    await db
      .updateTable("task_state")
      .set({ settled_by: "review" })
      .where("task_id", "=", ids[1] ?? 0)
      .execute()
    await runAct(harness.deps, told, () => Promise.resolve())
    expect(await states()).toEqual({ settled: 1, open: MANY - 1 })
  })

  test("deleted pictures that were put back half way come back with their work", async () => {
    const { undo: number } = await act({ act: "delete" })
    const told = ActJob.parse({ project: project.id, undo: number, who: owner.id })
    await runAct(harness.deps, told, () => Promise.resolve())
    await store.storage.db.deleteFrom("job").execute()
    await undo(number)
    const hot = { ...store.storage.hot, setExcluded: () => Promise.reject(new Error("ended")) }
    const deps = { ...harness.deps, storage: { ...store.storage, hot } }
    await expect(runUndoAct(deps, told, () => Promise.resolve())).rejects.toThrow("ended")
    expect(await states()).toEqual({ excluded: MANY })
    await runUndoAct(harness.deps, told, () => Promise.resolve())
    expect(await states()).toEqual({ open: MANY })
  })

  test("acts that were stored in one piece are still taken back", async () => {
    const { db, hot } = store.storage
    await hot.setExcluded(project.id, ids, true, 1)
    const targets = ids.map((id) => ({ id, tier: 1, overlap: 1, submitted: 0 }))
    const body = JSON.stringify({ act: "exclude", places: targets, standings: [] })
    const number = await insertUndo(db, project.id, { personId: owner.id, madeAtMs: 1, body })
    expect(await undo(number)).toEqual({ done: true, job: null })
    expect(await states()).toEqual({ open: MANY })
    const mark = { document: null, page: null, deletedAtMs: null }
    const tagged = { mark: "tag", names: ["x"], tags: [], marks: ids.map((id) => ({ id, ...mark })), proposals: [] }
    await act({ act: "tag", tags: ["x"] }, some(ids.slice(0, 300)))
    const told = { personId: owner.id, madeAtMs: 1, body: JSON.stringify({ ...tagged, tasks: [] }) }
    await undo(await insertUndo(db, project.id, told))
    expect((await everything()).tags).toEqual([])
    expect((await findTallies(db, project.id, [number])).size).toBe(0)
  })
})
