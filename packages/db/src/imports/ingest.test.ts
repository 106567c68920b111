import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { findAsset, findSizes, findTargets, insertAssets, putStatuses, type StoredStatus } from "../assets/index.ts"
import { findLinkedFile, forgetLinkedFiles, linkFile, listLinkedFiles } from "../assets/linkedFiles.ts"
import type { Asset } from "../assets/rows.ts"
import { countOpenCovered, findSet, insertSet, proposeSet, putPredictions } from "../models/predictions.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import {
  endImport,
  findBatchesWanted,
  findImport,
  findImportRequest,
  insertImport,
  listWaitingImports,
  moveImport,
  setImportSet,
} from "./index.ts"
import { findLabelMemory, keepReport, readReportPart, rememberLabels } from "./memory.ts"
import { deletePictures, findIngested, findOrphans, keepBefore, listAnswered } from "./undo.ts"

/** Hashes differ between tests: orphans are looked for in every project. */
let run = 0
const sha = (n: number) => (run * 100_000 + n).toString(16).padStart(64, "0")

function picture(id: number, importId: number | null, change: Partial<Asset> = {}): Asset {
  return {
    id,
    name: `${id}.jpg`,
    sha256: sha(id),
    mediaType: "image/jpeg",
    bytes: 9,
    size: { width: 10, height: 20 },
    uprightSha256: null,
    previewSha256: sha(1_000 + id),
    thumbnailSha256: sha(9_999),
    problem: null,
    extra: {},
    importId,
    madeAtMs: NOW,
    ...change,
  }
}

const settledBy = (taskId: number, by: StoredStatus["settledBy"]): StoredStatus => ({
  taskId,
  state: "settled",
  settledBy: by,
  settledAtMs: NOW,
  answer: '{"nothingHere":true,"regions":[]}',
  answerSha256: sha(77),
  provenance: "[]",
  labels: " ",
  texts: "",
  regions: 0,
  nothingHere: true,
})

describe.each(engines)("what imports remember on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    run++
    project = await addProject(opened.storage, ada, 0, 1)
  })
  const db = () => opened.storage.db
  const ingestFiles = async (rows: readonly Asset[], overlap = 1) => {
    await insertAssets(db(), project, rows)
    const tasks = rows.map(({ id }) => ({ id: Number(id), assetId: id, tier: 1, overlap }))
    await opened.storage.hot.addTasks(project, tasks, NOW)
  }

  test("a looked-at import waits with what was recognised, and moves on once", async () => {
    const begun = { name: "shop.zip", as: "pictures" as const, who: ada, startedAtMs: NOW, batch: "b1" }
    const id = await insertImport(db(), project, { ...begun, state: "looking" })
    expect(await findImport(db(), project, id)).toMatchObject({ state: "looking", batch: "b1", runAtMs: null })
    expect(await moveImport(db(), project, id, ["waiting"], "running")).toBe(false)
    expect(await moveImport(db(), project, id, ["looking"], "waiting", { looked: '{"a":1}' })).toBe(true)
    expect(await findImportRequest(db(), project, id)).toEqual({ options: null, looked: { a: 1 } })
    expect((await listWaitingImports(db(), NOW + 1)).map((one) => [one.projectId, one.id, one.batch])).toContainEqual([
      project,
      id,
      "b1",
    ])
    expect((await listWaitingImports(db(), NOW)).filter((one) => one.projectId === project)).toEqual([])
    const options = { format: "coco", origin: 0, as: "settled", strict: false, labels: [] }
    const more = { runAtMs: NOW + 5, options: JSON.stringify(options) }
    const both = [0, 1].map(() => moveImport(db(), project, id, ["waiting"], "running", more))
    expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
    expect(await findImport(db(), project, id)).toMatchObject({ state: "running", runAtMs: NOW + 5 })
    expect((await findImportRequest(db(), project, id)).options).toEqual(options)
    await setImportSet(db(), project, id, 4)
    expect((await findImport(db(), project, id))?.setId).toBe(4)
    const wanted = async () => (await findBatchesWanted(db())).map(({ batch }) => batch)
    expect(await wanted()).toContain("b1")
    expect(await endImport(db(), project, id, "done", NOW + 9)).toBe(true)
    expect(await wanted()).not.toContain("b1")
    const undone = { atMs: NOW, pictures: 1, answers: 2, predictions: 3, keptPictures: 4, keptAnswers: 5 }
    await moveImport(db(), project, id, ["done"], "undone", { undone: JSON.stringify(undone) })
    expect(await findImport(db(), project, id)).toMatchObject({ state: "undone", undone, endedAtMs: NOW + 9 })
  })

  test("a whole report is kept in parts and replaced whole", async () => {
    const lines = Array.from({ length: 1_002 }, (_, i) => ({
      level: "note" as const,
      code: "x",
      file: "a.json",
      line: i,
    }))
    await keepReport(db(), project, 1, lines)
    expect(await readReportPart(db(), project, 1, 0)).toHaveLength(1_000)
    expect(await readReportPart(db(), project, 1, 1)).toEqual(lines.slice(1_000))
    expect(await readReportPart(db(), project, 1, 2)).toBeNull()
    await keepReport(db(), project, 1, lines.slice(0, 1))
    expect(await readReportPart(db(), project, 1, 1)).toBeNull()
    expect(await readReportPart(db(), project, 2, 0)).toBeNull()
  })

  test("what names of labels mean is remembered, the last word counts", async () => {
    await rememberLabels(
      db(),
      project,
      new Map([
        ["Crate", "crate"],
        ["Junk", null],
      ]),
    )
    await rememberLabels(db(), project, new Map([["Crate", "box"]]))
    expect(await findLabelMemory(db(), project)).toEqual(
      new Map([
        ["Crate", "box"],
        ["Junk", null],
      ]),
    )
  })

  test("pages of a document keep their document and place", async () => {
    await ingestFiles([picture(1, 1, { document: { name: "a.pdf", page: 0 } }), picture(2, 1)])
    expect((await findAsset(db(), project, 1))?.document).toEqual({ name: "a.pdf", page: 0 })
    expect((await findAsset(db(), project, 2))?.document).toBeNull()
    expect(await findSizes(db(), project, [1, 2, 9])).toEqual(
      new Map([
        [1, { width: 10, height: 20 }],
        [2, { width: 10, height: 20 }],
      ]),
    )
  })

  test("where a task stood before an import is kept as it was first", async () => {
    const before = settledBy(1, "import")
    const row = { taskId: 1, answerSha256: sha(5), overlap: 2, before }
    await keepBefore(db(), project, 1, [row])
    await keepBefore(db(), project, 1, [
      { ...row, overlap: 7 },
      { ...row, taskId: 2 },
    ])
    expect(await listAnswered(db(), project, 1, 0, 9)).toEqual([row, { ...row, taskId: 2 }])
    expect(await listAnswered(db(), project, 1, 1, 9)).toHaveLength(1)
    expect(await listAnswered(db(), project, 2, 0, 9)).toEqual([])
  })

  test("a picture that somebody held, decided or froze, or that a later import answered, is not untouched", async () => {
    await ingestFiles([1, 2, 3, 4, 5, 6].map((id) => picture(id, 1)))
    await putStatuses(db(), project, [settledBy(2, "import"), settledBy(3, "review")], NOW)
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    expect(lease?.taskId).toBe(1)
    await opened.storage.hot.submit({
      ...answer(),
      publicId: lease?.publicId ?? "",
      personId: ada,
      fence: lease?.fence ?? 0,
      ontologyVersion: 1,
      guidelineVersion: 1,
      regions: 0,
      nowMs: NOW,
      next: null,
    })
    await keepBefore(db(), project, 9, [
      { taskId: 4, answerSha256: sha(5), overlap: 1, before: settledBy(4, "import") },
    ])
    await db()
      .insertInto("version_item")
      .values({
        project_id: project,
        version: 1,
        item_id: 5,
        body_sha256: sha(1),
        settled_by: "import",
        provenance: "[]",
      })
      .execute()
    const ingested = await findIngested(db(), project, 1, 0, 99)
    expect(ingested.filter(({ untouched }) => untouched).map(({ id }) => id)).toEqual([2, 6])
    expect(ingested).toHaveLength(6)
  })

  test("a picture goes with all that hangs on it, and its bytes only where no other is made of them", async () => {
    await ingestFiles([picture(1, 1), picture(2, 1), picture(3, null, { sha256: sha(2) })])
    const set = await insertSet(db(), project, { name: "m", madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, set, [{ taskId: 1, body: "{}", doubtPpm: 1 }])
    await proposeSet(db(), project, set)
    expect((await findSet(db(), project, set))?.proposes).toBe(true)
    await proposeSet(db(), project, null)
    expect((await findSet(db(), project, set))?.proposes).toBe(false)
    const { ids, hashes } = await db()
      .transaction()
      .execute((tx) => deletePictures(tx, project, [1, 2]))
    expect(ids.sort()).toEqual([1, 2])
    expect([...hashes].sort()).toEqual([sha(1), sha(2), sha(1_001), sha(1_002), sha(9_999)].sort())
    expect((await findOrphans(db(), hashes)).sort()).toEqual([sha(1), sha(1_001), sha(1_002)].sort())
    expect(await findTargets(db(), project, [1, 2, 3], NOW)).toHaveLength(1)
    expect(await countOpenCovered(db(), project)).toEqual(new Map())
    expect(await deletePictures(db(), project, [])).toEqual({ ids: [], hashes: [] })
  })

  test("linked files are found by hash and by import, and forgotten", async () => {
    await ingestFiles([picture(1, 3)])
    const file = { path: "/data/1.jpg", bytes: 9, modifiedMs: 12 }
    await linkFile(db(), sha(1), { ...file, modifiedMs: 12.7 })
    expect(await findLinkedFile(db(), sha(1))).toEqual(file)
    expect(await listLinkedFiles(db(), project, 3, 0, 9)).toEqual([
      { id: 1, name: "1.jpg", sha256: sha(1), path: "/data/1.jpg" },
    ])
    await linkFile(db(), sha(1), { ...file, path: "/b/1.jpg" })
    expect((await findLinkedFile(db(), sha(1)))?.path).toBe("/b/1.jpg")
    await forgetLinkedFiles(db(), [sha(1)])
    expect(await findLinkedFile(db(), sha(1))).toBeNull()
  })
})
