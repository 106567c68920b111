import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { insertAssets } from "./index.ts"
import { findPictureNumbers, givePictureNumbers } from "./numbers.ts"
import type { Asset } from "./rows.ts"

const picture = (id: number, foreignId?: string): Asset => ({
  ...{ id, name: `${id}.png`, sha256: String(id).padStart(64, "0"), mediaType: "image/png", bytes: 9 },
  ...{ size: { width: 4, height: 3 }, problem: null, extra: foreignId === undefined ? {} : { foreignId } },
  ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, importId: 1, madeAtMs: NOW },
})

describe.each(engines)("numbers of pictures on $name", (engine) => {
  let opened: TestStorage
  let project = 0
  const numbers = async () => [...(await findPictureNumbers(opened.storage.db, project))].sort(([a], [b]) => a - b)

  beforeEach(async () => {
    opened = await engine.open()
    const [ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
  })
  afterEach(() => opened.close())

  test("are that of their file, else their own, else the next free one; once given they stay", async () => {
    await insertAssets(opened.storage.db, project, [picture(1, "7"), picture(2), picture(7), picture(8, "x")])
    await givePictureNumbers(opened.storage.db, project)
    const given = [
      [1, 7],
      [2, 2],
      [7, 8],
      [8, 9],
    ]
    expect(await numbers()).toEqual(given)
    await insertAssets(opened.storage.db, project, [picture(9, "2")])
    await givePictureNumbers(opened.storage.db, project)
    expect(await numbers()).toEqual([...given, [9, 10]])
  })

  test("reach pictures that lie far apart, and are given once by several at a time", async () => {
    const ids = [1, 1_999, 2_000, 2_001, 4_000, 4_001, 9_500]
    await insertAssets(
      opened.storage.db,
      project,
      ids.map((id) => picture(id)),
    )
    await Promise.all([1, 2, 3].map(() => givePictureNumbers(opened.storage.db, project)))
    expect(await numbers()).toEqual(ids.map((id) => [id, id]))
  })
})
