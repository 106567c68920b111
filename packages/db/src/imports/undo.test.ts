import { createHash } from "node:crypto"
import { type Label, LabelId } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  findAsset,
  findStoredStatuses,
  insertAssets,
  putStatuses,
  type StoredStatus,
  setExtras,
  setTaskState,
} from "../assets/index.ts"
import { forgetLinkedFiles, linkFile, listLinkedFiles } from "../assets/linkedFiles.ts"
import type { Asset } from "../assets/rows.ts"
import { insertSet, proposeSet, putPredictions } from "../models/predictions.ts"
import type { Database } from "../schema/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import {
  endImport,
  findImport,
  findLabelsAdded,
  insertImport,
  moveImport,
  noteLabelsAdded,
  putImportProgress,
  readImportReport,
  readImports,
} from "./index.ts"
import { findLabelMemory, rememberLabels } from "./memory.ts"
import { attachProposals, findProposalSets, findProposals } from "./proposals.ts"
import { deletePictures, findIngested, findOrphans, keepBefore, listAnswered } from "./undo.ts"

const COUNTS = { done: 0, total: 0, pictures: 0, twice: 0, regions: 0, leftOut: 0, unmatched: 0 }

describe.each(engines)("taking imports back on $name", (engine) => {
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
  })
  const db = () => opened.storage.db
  const sha = (text: string) => createHash("sha256").update(`${project} ${text}`).digest("hex")
  const picture = (id: number, change: Partial<Asset> = {}): Asset => ({
    id,
    name: `${id}.jpg`,
    sha256: sha(`${id}`),
    mediaType: "image/jpeg",
    bytes: 9,
    size: { width: 10, height: 20 },
    uprightSha256: null,
    previewSha256: null,
    thumbnailSha256: null,
    problem: null,
    extra: {},
    importId: 1,
    madeAtMs: NOW,
    ...change,
  })
  const status = (taskId: number, change: Partial<StoredStatus> = {}): StoredStatus => ({
    taskId,
    state: "settled",
    settledBy: "import",
    settledAtMs: NOW,
    answer: '{"nothingHere":true,"regions":[]}',
    answerSha256: sha("answer"),
    provenance: "[]",
    labels: " ",
    texts: "",
    regions: 0,
    nothingHere: true,
    ...change,
  })
  const ingestFiles = async (ids: readonly number[], to = project) => {
    await insertAssets(
      db(),
      to,
      ids.map((id) => picture(id)),
    )
    const tasks = ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 }))
    await opened.storage.hot.addTasks(to, tasks, NOW)
  }
  const rowsOf = async (table: keyof Database & ("gold" | "task" | "task_state" | "prediction" | "asset_tag")) =>
    (await db().selectFrom(table).selectAll().where("project_id", "=", project).execute()).length

  test("what an import brought is found in pages, whatever state it is in", async () => {
    await ingestFiles([1, 2, 3, 4])
    await insertAssets(db(), project, [picture(5, { problem: { code: "picture_broken", detail: {} } })])
    await insertAssets(db(), project, [picture(6, { importId: 2 })])
    await setTaskState(db(), project, [2], "excluded", false, NOW)
    await setTaskState(db(), project, [3], "disputed", false, NOW)
    await putStatuses(db(), project, [status(4, { settledBy: "rule" })], NOW)
    const first = await findIngested(db(), project, 1, 0, 2)
    const rest = await findIngested(db(), project, 1, first.at(-1)?.id ?? 0, 9)
    expect([...first, ...rest]).toEqual([
      { id: 1, untouched: true },
      { id: 2, untouched: true },
      { id: 3, untouched: false },
      { id: 4, untouched: false },
      { id: 5, untouched: true },
    ])
    expect(await findIngested(db(), project, 3, 0, 9)).toEqual([])
  })

  test("a picture that somebody has in hand is not untouched", async () => {
    await ingestFiles([1, 2])
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    const ingested = await findIngested(db(), project, 1, 0, 9)
    expect(ingested.find(({ id }) => id === Number(lease?.taskId))?.untouched).toBe(false)
    expect(ingested.filter(({ untouched }) => untouched)).toHaveLength(1)
  })

  test("what hangs on a picture goes with it, and nothing of another project", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    await ingestFiles([1, 2])
    await ingestFiles([1], other)
    await addGold(opened.storage, project, [1])
    await db()
      .insertInto("asset_tag")
      .values({ project_id: project, asset_id: 1, tag: "night", search: "night" })
      .execute()
    const set = await insertSet(db(), project, { name: "m", madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, set, [{ taskId: 1, body: "{}", doubtPpm: 1 }])
    await attachProposals(db(), project, [1], set)
    expect(await rowsOf("gold")).toBe(1)
    await db()
      .transaction()
      .execute((tx) => deletePictures(tx, project, [1]))
    for (const table of ["gold", "prediction", "asset_tag"] as const)
      expect([table, await rowsOf(table)]).toEqual([table, 0])
    for (const table of ["task", "task_state"] as const) expect([table, await rowsOf(table)]).toEqual([table, 1])
    expect((await findProposalSets(db(), project, [1])).size).toBe(0)
    expect(await findAsset(db(), project, 1)).toBeNull()
    expect((await findAsset(db(), other, 1))?.name).toBe("1.jpg")
  })

  test("bytes that another project's picture is made of are no orphans", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    const shared = sha("shared")
    await insertAssets(db(), other, [picture(1, { previewSha256: shared })])
    expect(await findOrphans(db(), [shared, sha("alone")])).toEqual([sha("alone")])
    expect(await findOrphans(db(), [])).toEqual([])
  })

  test("what a batch writes is in together or not at all", async () => {
    await ingestFiles([1])
    const before = { taskId: 1, answerSha256: sha("answer"), overlap: 1, before: status(1) }
    const writing = db()
      .transaction()
      .execute(async (tx) => {
        await keepBefore(tx, project, 1, [before])
        await setExtras(tx, project, new Map([[1, { foreignId: "7" }]]))
        await putStatuses(tx, project, [status(1)], NOW)
        throw new Error("the power is gone")
      })
    await expect(writing).rejects.toThrow("the power is gone")
    expect(await listAnswered(db(), project, 1, 0, 9)).toEqual([])
    expect((await findAsset(db(), project, 1))?.extra).toEqual({})
    expect((await findStoredStatuses(db(), project, [1]))[0]?.state).toBe("open")
  })

  test("progress without a report keeps the one that is there", async () => {
    const entry = { name: "a", as: "pictures" as const, who: ada, startedAtMs: NOW }
    const id = await insertImport(db(), project, entry)
    const line = { level: "lost" as const, code: "picture_unknown", file: "a.json" }
    const now = { ...COUNTS, format: "coco", as: "proposals" as const }
    await putImportProgress(db(), project, id, { ...now, report: [line] })
    await putImportProgress(db(), project, id, { ...now, unmatched: 3, done: 5 })
    expect(await readImportReport(db(), project, id)).toEqual([line])
    expect(await findImport(db(), project, id)).toMatchObject({ as: "proposals", unmatched: 3, done: 5 })
  })

  test("one that waits for a word can be ended, one that was taken back cannot", async () => {
    const entry = { name: "a", as: "pictures" as const, who: ada, startedAtMs: NOW, state: "looking" as const }
    const [first, second] = [await insertImport(db(), project, entry), await insertImport(db(), project, entry)]
    await moveImport(db(), project, first, ["looking"], "waiting")
    expect(await endImport(db(), project, first, "cancelled", NOW)).toBe(true)
    await moveImport(db(), project, second, ["looking"], "undone")
    expect(await endImport(db(), project, second, "failed", NOW)).toBe(false)
    expect((await readImports(db(), project)).map(({ state }) => state)).toEqual(["undone", "cancelled"])
  })

  test("what one project remembers of labels is unknown in another, names to the letter", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    const names = ["Été", "été", "E\u0301te\u0301", "بيت", "a b\u00a0c", "🛒"]
    await rememberLabels(db(), project, new Map(names.map((name, i) => [name, `${i}`])))
    const kept = await findLabelMemory(db(), project)
    expect(names.map((name) => kept.get(name))).toEqual(["0", "1", "2", "3", "4", "5"])
    expect((await findLabelMemory(db(), other)).size).toBe(0)
  })

  test("labels that an import adds are kept as they came, once each", async () => {
    const id = await insertImport(db(), project, { name: "a", as: "pictures", who: ada, startedAtMs: NOW })
    const label = (name: string, color = "#e69f00"): Label => ({
      ...{
        id: LabelId.parse(name),
        name: { en: name },
        color,
        key: null,
        hasText: false,
        attributes: [],
        retired: false,
      },
    })
    expect(await findLabelsAdded(db(), project, id)).toEqual([])
    await noteLabelsAdded(db(), project, id, [label("car")])
    await noteLabelsAdded(db(), project, id, [label("car", "#56b4e9"), label("Été")])
    await noteLabelsAdded(db(), project, id, [])
    expect(await findLabelsAdded(db(), project, id)).toEqual([label("car"), label("Été")])
    expect(await findLabelsAdded(db(), project, id + 1)).toEqual([])
  })

  test("linked pictures of an import are read in pages", async () => {
    await ingestFiles([1, 2, 3])
    for (const id of [1, 3]) await linkFile(db(), sha(`${id}`), { path: `/photos/${id}.jpg`, bytes: 9, modifiedMs: 1 })
    const first = await listLinkedFiles(db(), project, 1, 0, 1)
    expect(first.map(({ path }) => path)).toEqual(["/photos/1.jpg"])
    expect((await listLinkedFiles(db(), project, 1, 1, 9)).map(({ id }) => id)).toEqual([3])
    await forgetLinkedFiles(db(), [])
    expect(await listLinkedFiles(db(), project, 1, 0, 9)).toHaveLength(2)
  })

  test("one set proposes at a time, and none when that is wished", async () => {
    await ingestFiles([1])
    const made = { madeBy: ada, madeAtMs: NOW }
    const sets = [
      await insertSet(db(), project, { name: "a", ...made }),
      await insertSet(db(), project, { name: "b", ...made }),
    ]
    for (const set of sets) await putPredictions(db(), project, set, [{ taskId: 1, body: `{"n":${set}}`, doubtPpm: 1 }])
    for (const set of sets) await proposeSet(db(), project, set)
    expect(await findProposalSets(db(), project, [1])).toEqual(new Map([[1, sets[1]]]))
    expect((await findProposals(db(), project, [1])).get(1)).toBe(`{"n":${sets[1]}}`)
    await proposeSet(db(), project, null)
    expect((await findProposalSets(db(), project, [1])).size).toBe(0)
  })
})
