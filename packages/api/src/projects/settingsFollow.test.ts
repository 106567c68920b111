import {
  findAccessBySlug,
  findGoldOf,
  insertAssets,
  listAssetNames,
  listJobs,
  type ProjectAccess,
  takeAssetNumbers,
} from "@justesse/db"
import { localLocks } from "@justesse/db/locks/local"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { overlapOf } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { makeGold } from "../gold/make.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { updateSettings } from "./index.ts"

/** Two pages of tasks. */
const MANY = 510
const BODY = { nothingHere: true, regions: [] }

// Siblings of found T34: what follows an owner's act in several transactions, ended in the middle.
describe.each(ruleEngines)("a program that ends while tasks follow on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let who: Who
  let project: ProjectAccess

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
    const rows = ids.map((id) => ({
      ...{ id, name: `p${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1 },
      ...{ size: { width: 64, height: 48 }, extra: {}, madeAtMs: 1, ...rest },
    }))
    await insertAssets(db, project.id, rows)
    await hot.addTasks(
      project.id,
      ids.map((id) => ({ id, assetId: id, tier: 1, overlap: overlapOf(project.settings.overlap, id) })),
      1,
    )
  })

  /** The same services in a program that ends at its so-manieth change of answers wanted. */
  const endingAt = (nth: number, onEnd: () => void) => {
    let calls = 0
    const { hot } = store.storage
    const setOverlap: typeof hot.setOverlap = (...wanted) => {
      if (++calls !== nth) return hot.setOverlap(...wanted)
      onEnd()
      return new Promise(() => undefined)
    }
    // What a program held is free once it has ended.
    return { ...harness.deps, storage: { ...store.storage, hot: { ...hot, setOverlap }, locks: localLocks() } }
  }
  const startedAgain = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const overlaps = async () => {
    const rows = await store.storage.db.selectFrom("task").select("overlap").execute()
    return [...new Set(rows.map(({ overlap }) => Number(overlap)))]
  }

  test("every task has the number of answers that its owner asked for, and nothing is left to do", async () => {
    let hasEnded = false
    const overlap = { base: 7, more: 7, moreRatio: 0 }
    const deps = endingAt(2, () => {
      hasEnded = true
    })
    void updateSettings(deps, project, who, {
      project: project.slug,
      name: "Cars",
      settings: { ...project.settings, overlap },
    })
    await eventually(() => hasEnded).toBe(true)
    const half = await overlaps()
    expect([half.includes(7), half.length > 1]).toEqual([true, true])
    await startedAgain()
    expect(await overlaps()).toEqual([7])
    expect(await listJobs(store.storage.db, { kinds: ["settings"], states: ["queued", "running"], limit: 9 })).toEqual(
      [],
    )
  })

  test("what was to be gold by hand becomes gold, and lies in no queue without being it", async () => {
    let hasEnded = false
    const deps = endingAt(1, () => {
      hasEnded = true
    })
    const [first] = await listAssetNames(store.storage.db, project.id, 0, 1)
    const asset = (first?.id ?? 0) as never // ids are branded numbers
    void makeGold(deps, project, who, { project: project.slug, assets: [asset], as: "active", answer: BODY })
    await eventually(() => hasEnded).toBe(true)
    expect((await findGoldOf(store.storage.db, project.id, [asset])).size).toBe(0)
    await startedAgain()
    expect([...(await findGoldOf(store.storage.db, project.id, [asset])).values()]).toMatchObject([{ state: "active" }])
  })
})
