import { createHash } from "node:crypto"
import { boxOf } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { countAssets, countByState } from "../assets/counts.ts"
import { forgetPictures, sentSince } from "../assets/forget.ts"
import { insertAssets } from "../assets/index.ts"
import { findAssetStatuses, listAssetIds } from "../assets/list.ts"
import { setDeleted } from "../assets/marks.ts"
import { findAssignmentBlobs } from "../assets/mediaBlobs.ts"
import { deletePictures, findIngested } from "../imports/undo.ts"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { invariants } from "../testing/invariants.ts"
import { addPeople, addProject, answer, asks, boxAt, NOW } from "../testing/seed.ts"
import { takeVersionNumber, withStatuses } from "../versions/freeze.ts"
import { listFinalNow } from "../versions/index.ts"
import { listLatestOfTask } from "./submissions.ts"
import { findAssetsOf, findTasksOf, listTasksOf } from "./taskAssets.ts"
import { findTaskPictures, keepFinal } from "./tasks.ts"

const EVERYTHING = { search: "", states: [], labels: [] }
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

/** Pictures 1 to 4: tasks 11 and 21 are about 1, task 12 about 2, task 13 about 3, nothing about 4, and task 30 about none. */
describe.each(engines)("tasks and their pictures on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0
  const db = () => opened.storage.db

  beforeEach(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
    const files = { uprightSha256: null, previewSha256: null, thumbnailSha256: null, mediaType: "image/png", bytes: 9 }
    const more = { problem: null, extra: {}, importId: 1, madeAtMs: NOW }
    const rows = [1, 2, 3, 4].map((id) => ({
      ...{ id, name: `${id}.png`, sha256: sha256(`${id}`), size: { width: 10 * id, height: 5 } },
      ...{ ...files, ...more },
    }))
    await insertAssets(db(), project, rows)
    const about = [
      [11, 1],
      [21, 1],
      [12, 2],
      [13, 3],
      [30, null],
    ] as const
    await opened.storage.hot.addTasks(
      project,
      about.map(([id, assetId]) => ({ id, assetId, tier: 1, overlap: 1 })),
      NOW,
    )
  })
  afterEach(() => opened.close())

  const rule = async (taskId: number, text = "") => {
    const label = { id: "r1", geometry: { type: "box", x: taskId, y: 0, width: 1, height: 1 }, label: "a" }
    const regions = [text === "" ? label : { ...label, transcript: { value: text } }] as never
    const kept = { regions, nothingHere: false }
    const final = { by: "rule" as const, atMs: NOW, answer: kept, provenance: [], agreement: null }
    await keepFinal(db(), { projectId: project, taskId }, { ...final, answerSha256: sha256(`${taskId}`) })
  }
  const found = (wanted: object) =>
    listAssetIds(db(), project, { ...EVERYTHING, ...wanted }, { afterId: 0, limit: 9, nowMs: NOW })

  test("are found from each other", async () => {
    expect(await findTasksOf(db(), project, [1, 2, 4, 99])).toEqual(
      new Map([
        [1, [11, 21]],
        [2, [12]],
      ]),
    )
    expect(await listTasksOf(db(), project, [2, 1])).toEqual([12, 11, 21])
    expect(await findAssetsOf(db(), project, [21, 13, 30, 99])).toEqual(
      new Map([
        [21, 1],
        [13, 3],
      ]),
    )
    expect(await listTasksOf(db(), project, [])).toEqual([])
    expect(await findTasksOf(db(), project + 1, [1])).toEqual(new Map())
    expect([...(await findTaskPictures(db(), project, [21, 30])).entries()]).toEqual([
      [21, { assetId: 1, name: "1.png", size: { width: 10, height: 5 }, facts: null }],
    ])
  })

  test("a lease begins with the size of its picture, and with the least where it shows none", async () => {
    const seen = new Map<number, number>()
    for (let n = 0; n < 5; n++) {
      const [lease] = await opened.storage.hot.next(asks(project, ada))
      if (!lease) throw new Error("a task was expected")
      seen.set(lease.taskId, lease.start.width)
      const shown = await findAssignmentBlobs(db(), lease.publicId)
      expect(shown?.sha256).toBe(lease.taskId === 30 ? undefined : sha256(`${lease.start.width / 10}`))
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
      await opened.storage.hot.submit({
        ...{ publicId: lease.publicId, personId: ada, fence: lease.fence },
        ...answer(boxAt(lease.taskId)),
        ...rest,
      })
      const [again] = [await opened.storage.hot.takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW })]
      expect(again.start.body?.regions.map(boxOf)[0]?.x).toBe(lease.taskId)
      await opened.storage.hot.skip({
        ...{ publicId: lease.publicId, personId: ada, fence: again.fence, reason: "other", note: "", nowMs: NOW },
        next: null,
      })
    }
    expect(seen).toEqual(
      new Map([
        [11, 10],
        [21, 10],
        [12, 20],
        [13, 30],
        [30, 1],
      ]),
    )
    expect(await invariants(db(), project)).toEqual([])
  })

  test("a list shows a picture once with its first task, and finds it by any of them", async () => {
    await rule(21, "zebra")
    await rule(12, "quagga")
    await rule(30, "zebra")
    const shown = await findAssetStatuses(db(), project, [1, 2, 4], NOW)
    expect(shown.map(({ id, taskId, state }) => [id, taskId, state])).toEqual([
      [1, 11, "open"],
      [2, 12, "settled"],
      [4, null, null],
    ])
    expect(await found({ states: ["settled"] })).toEqual([1, 2])
    expect(await found({ states: ["open"] })).toEqual([1, 3])
    expect(await found({ search: "zebra" })).toEqual([1])
    expect(await found({ labels: ["a"] })).toEqual([1, 2])
    expect(await found({ proposal: false })).toEqual([1, 2, 3, 4])
    const counts = await countByState(db(), project, EVERYTHING, NOW)
    expect(counts).toMatchObject({ settled: 2, open: 2, worked_on: 0 })
    expect(await countAssets(db(), project, EVERYTHING, NOW)).toBe(4)
    // Another text of one task leaves that of the other where it is.
    await rule(11, "okapi")
    expect([await found({ search: "zebra" }), await found({ search: "okapi" })]).toEqual([[1], [1]])
  })

  test("a version takes the first settled task of a picture, and counts the others", async () => {
    for (const taskId of [21, 11, 12, 30]) await rule(taskId)
    const read = await withStatuses(opened.storage, project, async (pages) => {
      const all: (readonly [string, number | null])[] = []
      for await (const page of pages)
        for (const { state, settled: final } of page) all.push([state, final?.taskId ?? null])
      return all
    })
    expect(read).toEqual([
      ["settled", 30],
      ["settled", 11],
      ["settled", null],
      ["settled", 12],
      ["open", null],
    ])
    const now = await listFinalNow(db(), project, 0, 9)
    expect(now.map(({ asset, body }) => [asset.id, JSON.parse(body).regions[0].geometry.x])).toEqual([
      [1, 11],
      [2, 12],
      // About no picture: it stands for itself.
      [30, 30],
    ])
  })

  test("forgetting a picture empties the answers of all its tasks, and taking an import back removes them", async () => {
    const leases = await opened.storage.hot.next(asks(project, ada, { want: 5 }))
    expect(leases.map(({ taskId }) => taskId).sort()).toEqual([11, 12, 13, 21, 30])
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
    for (const { taskId, publicId, fence } of leases)
      if (taskId !== 13)
        await opened.storage.hot.submit({ publicId, personId: ada, fence, ...answer(boxAt(1)), ...rest })
    await setDeleted(db(), project, [1], NOW)
    expect((await forgetPictures(db(), [{ projectId: project, id: 1 }], NOW + 1)).map(({ id }) => id)).toEqual([1])
    const left = async (taskId: number) =>
      (await listLatestOfTask(db(), { projectId: project, taskId })).map(({ body }) => body.regions.length)
    expect([await left(11), await left(21), await left(12), await left(30)]).toEqual([[0], [0], [1], [1]])
    expect(await sentSince(db(), 9)).toEqual([])
    expect(await verifyStorage(opened.storage)).toEqual([])
    const ingested = await findIngested(db(), project, 1, 0, 9)
    expect(ingested.map(({ id, untouched }) => [id, untouched])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ])
    expect((await deletePictures(db(), project, [1, 2, 3, 4])).ids).toEqual([4])
    expect(await takeVersionNumber(db(), project)).toBe(1)
  })
})
