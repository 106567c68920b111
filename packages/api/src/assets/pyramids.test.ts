import { findAssetBlobs } from "@justesse/db"
import { insertAssets, takeAssetNumbers } from "@justesse/db/assets"
import { findUnusedBlobs } from "@justesse/db/assets/marks"
import { listJobs } from "@justesse/db/jobs"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError, type Size } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Deps } from "../core/deps.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { queuePyramids } from "./pyramids.ts"

const LARGE: Size = { width: 5_000, height: 4_000 }

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text)
}
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ""
  for await (const chunk of bytes) text += new TextDecoder().decode(chunk)
  return text
}

describe.each(ruleEngines)("tiles of large pictures on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let project = 0
  /** What cutting a picture does, by what is in it; it succeeds by itself. */
  let faults: Map<string, Error[]>

  const tiler: Deps["tiler"] = {
    async tile(picture, size, keep) {
      const text = await textOf(picture)
      const fault = faults.get(text)?.shift()
      if (fault) throw fault
      return keep(once(`tiles of ${text}, ${size.width} x ${size.height}`))
    },
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    faults = new Map()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { tiler } })
    project = await harness.addProject({ slug: "harbour", owner: await harness.addPerson("Ada") })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  async function add(text: string, size: Size): Promise<number> {
    const { sha256, bytes } = await harness.deps.blobs.put(once(text))
    const { db } = store.storage
    const id = await takeAssetNumbers(db, project, 1)
    const row = { id, name: `${text}.jpg`, sha256, mediaType: "image/jpeg", bytes, size, problem: null, extra: {} }
    const none = { uprightSha256: null, previewSha256: null, thumbnailSha256: null, importId: null }
    await insertAssets(db, project, [{ ...row, ...none, madeAtMs: harness.clock.nowMs }])
    return id
  }
  async function stateOf(id: number) {
    const found = await findAssetBlobs(store.storage.db, project, id)
    const pack = found?.pyramidSha256 ? await textOf(await harness.deps.blobs.open(found.pyramidSha256)) : null
    return [found?.pyramid, pack]
  }
  /** Queues and runs what is due, until nothing is. */
  async function work(): Promise<number> {
    const queued = await queuePyramids(harness.deps)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    return queued
  }

  test("are made for those alone that need them, by one job, and are kept like every other rendering", async () => {
    const [small, large] = [await add("small", { width: 4_000, height: 3_000 }), await add("large", LARGE)]
    expect([await stateOf(small), await stateOf(large)]).toEqual([
      ["needless", null],
      ["wanted", null],
    ])
    expect([await queuePyramids(harness.deps), await queuePyramids(harness.deps)]).toEqual([1, 0])
    expect(await work()).toBe(0)
    expect(await stateOf(large)).toEqual(["made", "tiles of large, 5000 x 4000"])
    expect(await work()).toBe(0)
    const [job] = await listJobs(store.storage.db, { kinds: ["tiles"], limit: 1 })
    expect(job).toMatchObject({ state: "done", output: { made: 1, failed: 0 } })
    const { pyramidSha256 } = (await findAssetBlobs(store.storage.db, project, large)) ?? {}
    expect([...(await findUnusedBlobs(store.storage.db, new Set([pyramidSha256 ?? "", "0".repeat(64)])))]).toEqual([
      "0".repeat(64),
    ])
  })

  test("a run that broke off goes on with the picture it had in hand; what is done stays done", async () => {
    const [first, second] = [await add("first", LARGE), await add("second", LARGE)]
    faults.set("second", [new Error("the power went"), new Error("and again"), new Error("and again")])
    await work()
    expect((await stateOf(first))[0]).toBe("made")
    expect((await stateOf(second))[0]).toBe("wanted")
    expect(await work()).toBe(1)
    expect(await stateOf(second)).toEqual(["made", "tiles of second, 5000 x 4000"])
  })

  test("a picture that cannot be cut is shown whole, and keeps no other one waiting", async () => {
    const [broken, well] = [await add("broken", LARGE), await add("well", LARGE)]
    faults.set("broken", [new JustesseError("picture_broken", { why: "crash" })])
    await work()
    expect(await stateOf(broken)).toEqual(["impossible", null])
    expect((await stateOf(well))[0]).toBe("made")
    expect(await work()).toBe(0)
  })
})
