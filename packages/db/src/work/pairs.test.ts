import { join } from "node:path"
import { canonicalJson, TaskAbout } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { forgetPictures } from "../assets/forget.ts"
import { insertAssets } from "../assets/index.ts"
import type { Asset } from "../assets/rows.ts"
import { makeBackup } from "../operate/backup.ts"
import { readBackup } from "../operate/readBackup.ts"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"
import { FORGOTTEN_BODY } from "./forgotten.ts"
import { findPairing, findPairs, findSecondName, listComparable, listPairs, withoutDeleted } from "./pairs.ts"

const picture = (id: number): Asset => ({
  ...{ id, name: `${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1_000 },
  ...{ size: { width: 40, height: 30 }, uprightSha256: null, previewSha256: null, thumbnailSha256: null },
  ...{ problem: null, extra: {}, importId: null, madeAtMs: NOW + id, document: null },
})

const pair = (id: number, first: number, second: number) => ({
  ...{ id, assetId: first, tier: 1, overlap: 1 },
  about: {
    body: canonicalJson(TaskAbout.parse({ type: "pair", second, size: { width: 40, height: 30 } })),
    ...{ origin: `pair/${first}/${second}`, secondId: second },
  },
})

describe.each(engines)("tasks about two assets on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0
  const db = () => opened.storage.db

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
    await insertAssets(db(), project, [1, 2, 3].map(picture))
    await opened.storage.hot.addTasks(project, [pair(4, 1, 2), pair(5, 3, 1)], NOW)
  })
  afterAll(() => opened.close())

  test("are found with both, in the order in which they were made", async () => {
    const both = [
      { taskId: 4, first: 1, second: 2 },
      { taskId: 5, first: 3, second: 1 },
    ]
    expect(await listPairs(db(), project)).toEqual(both)
    expect(await findPairs(db(), project, [5, 6])).toEqual(new Map([[5, both[1]]]))
    expect(await listPairs(db(), project + 1)).toEqual([])
  })

  test("the name of the second is found by an assignment, for whoever knows assets by name", async () => {
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    expect(await findSecondName(db(), lease?.publicId ?? "")).toBe(lease?.taskId === 4 ? "2.jpg" : "1.jpg")
    expect(await findSecondName(db(), "nobody's")).toBeUndefined()
  })

  test("whatever is deleted, first or second, takes them out; what cannot be read is compared with nothing", async () => {
    expect((await listComparable(db(), project)).assets.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(await findPairing(db(), project)).toEqual({ count: 3, lastMs: NOW + 3 })
    const change = (id: number, values: object) =>
      db().updateTable("asset").set(values).where("project_id", "=", project).where("id", "=", id).execute()
    await change(2, { deleted_at_ms: NOW })
    expect(await withoutDeleted(db(), project, [4, 5])).toEqual([5])
    expect((await listComparable(db(), project)).assets.map(({ id }) => id)).toEqual([1, 3])
    await change(2, { deleted_at_ms: null })
    await change(3, { problem: "unreadable" })
    expect(await findPairing(db(), project)).toEqual({ count: 2, lastMs: NOW + 2 })
  })

  test("what was said of a pair is emptied with either of its pictures, and a backup and verify know it as such", async () => {
    const held = await opened.storage.hot.next(asks(project, ada))
    const lease = held.find(({ taskId }) => taskId === 4) ?? expect.fail("the pair of 1 and 2 expected")
    const sent = answer('["the second"]')
    await opened.storage.hot.submit(answerTo({ ...lease, personId: ada }, sent))
    await db().updateTable("asset").set({ deleted_at_ms: NOW }).where("id", "=", 2).execute()
    expect(await forgetPictures(db(), [{ projectId: project, id: 2 }], NOW + 1)).toHaveLength(1)
    const stored = await db().selectFrom("submission").select("body").where("task_id", "=", 4).execute()
    expect(stored).toEqual([{ body: FORGOTTEN_BODY }])
    expect(await verifyStorage(opened.storage)).toEqual([])
    const folder = temporaryFolder()
    const to = join(folder.path, "one.jbackup")
    await makeBackup(opened.storage, { blobsDir: join(folder.path, "blobs"), to, madeAtMs: NOW })
    expect((await readBackup(to)).problems).toEqual([])
    folder.remove()
  })
})
