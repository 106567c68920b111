import type { Size } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { insertAssets } from "./index.ts"
import { findUnusedBlobs } from "./marks.ts"
import { findAssetBlobs } from "./mediaBlobs.ts"
import { countPyramidsWanted, findPyramidWanted, setPyramid } from "./pyramids.ts"
import type { Asset } from "./rows.ts"

const LARGE: Size = { width: 5_000, height: 20 }
const hash = (word: string) => word.padStart(64, "0")

const picture = (id: number, size: Size | null, more: Partial<Asset> = {}): Asset => ({
  ...{ id, name: `${id}.png`, sha256: hash(String(id)), mediaType: "image/png", bytes: 9, size },
  ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, importId: null, madeAtMs: NOW },
  ...{ problem: null, extra: {} },
  ...more,
})

describe.each(engines)("pyramids of pictures on $name", (engine) => {
  let opened: TestStorage
  let project = 0
  const db = () => opened.storage.db
  const blobs = async (id: number) => {
    const found = await findAssetBlobs(db(), project, id)
    return found && { state: found.pyramid, sha256: found.pyramidSha256, size: found.size }
  }

  beforeEach(async () => {
    opened = await engine.open()
    const [ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
  })
  afterEach(() => opened.close())

  test("are wanted of large pictures that could be read, and of no other", async () => {
    const problem = { code: "picture_broken", detail: {} } as const
    await insertAssets(db(), project, [
      picture(1, { width: 4_096, height: 100 }),
      picture(2, LARGE, { problem }),
      picture(3, null),
      picture(4, LARGE),
      picture(5, LARGE, { uprightSha256: hash("up") }),
    ])
    expect(await countPyramidsWanted(db())).toBe(2)
    expect(await blobs(1)).toEqual({ state: "needless", sha256: null, size: { width: 4_096, height: 100 } })
    expect(await blobs(2)).toMatchObject({ state: "needless" })
    expect(await blobs(3)).toEqual({ state: "needless", sha256: null, size: null })
    expect(await blobs(4)).toEqual({ state: "wanted", sha256: null, size: LARGE })
  })

  test("are taken by number, of the bytes that are shown, and one that is made or impossible is wanted no more", async () => {
    await insertAssets(db(), project, [picture(7, LARGE, { uprightSha256: hash("up") }), picture(4, LARGE)])
    const first = await findPyramidWanted(db())
    expect(first).toEqual({ projectId: project, id: 4, sha256: hash("4"), size: LARGE })
    if (first) await setPyramid(db(), first, null)
    const second = await findPyramidWanted(db())
    expect(second).toMatchObject({ id: 7, sha256: hash("up") })
    if (second) await setPyramid(db(), second, hash("tiles"))
    expect(await findPyramidWanted(db())).toBeNull()
    expect(await blobs(4)).toMatchObject({ state: "impossible", sha256: null })
    expect(await blobs(7)).toMatchObject({ state: "made", sha256: hash("tiles") })
    // What was decided stays: a run that comes too late changes nothing.
    if (first) await setPyramid(db(), first, hash("late"))
    expect(await blobs(4)).toMatchObject({ state: "impossible", sha256: null })
  })

  test("of a picture that is gone meanwhile are not kept, and those of one that is there are no waste", async () => {
    await insertAssets(db(), project, [picture(1, LARGE), picture(2, LARGE)])
    await db().updateTable("asset").set({ removed: 1, deleted_at_ms: NOW }).where("id", "=", 1).execute()
    await setPyramid(db(), { projectId: project, id: 1 }, hash("gone"))
    await setPyramid(db(), { projectId: project, id: 2 }, hash("kept"))
    expect(await blobs(1)).toMatchObject({ sha256: null })
    expect(await countPyramidsWanted(db())).toBe(0)
    const unused = await findUnusedBlobs(db(), new Set([hash("gone"), hash("kept")]))
    expect([...unused]).toEqual([hash("gone")])
  })
})
