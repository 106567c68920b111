import {
  countAssets,
  findAccessBySlug,
  findImport,
  findOntology,
  findProject,
  insertImport,
  readAssetPage,
  readImports,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { boxOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { exportRecords } from "../versions/records.ts"
import { cancelImport } from "./index.ts"
import { type IngestInput, ingest } from "./run.ts"

const coco = (images: unknown[], annotations: unknown[]) =>
  JSON.stringify({
    images,
    annotations,
    categories: [
      { id: 1, name: "RBC" },
      { id: 2, name: "WBC" },
    ],
  })
const image = (id: number, file_name: string) => ({ id, file_name, width: 640, height: 480 })
const box = (id: number, image_id: number, bbox: unknown[], category_id = 1) => ({
  id,
  image_id,
  category_id,
  bbox,
  area: 1,
  iscrowd: 0,
})

describe.each(ruleEngines)("imports on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let projectId: number

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    projectId = await harness.addProject({ slug: "cells", owner, ontology: { labels: [] } })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const run = (contents: Record<string, string | Uint8Array>, more: Partial<IngestInput> = {}) =>
    ingest(harness.deps, {
      project: { id: projectId },
      files: memoryFiles(contents),
      as: "settled",
      name: "files",
      who: { personId: owner.id },
      ...more,
    })
  const records = async (): Promise<DatasetRecord[]> => {
    const all: DatasetRecord[] = []
    for await (const record of exportRecords(harness.deps, projectId, "now")) all.push(record)
    return all
  }
  const pictures = () =>
    readAssetPage(
      store.storage.db,
      projectId,
      { search: "", states: [], labels: [] },
      { sort: "number", after: null, limit: 500, nowMs: harness.clock.nowMs },
    )

  test("pictures with labels come in settled, with file and line, and the labels join the project", async () => {
    const result = await run({
      "images/a.png": pngHeader(640, 480, "a"),
      "images/b.png": pngHeader(640, 480, "b"),
      "instances.json": coco(
        [image(1, "a.png"), image(2, "b.png")],
        [box(1, 1, [10.5, 20, 30, 40.25]), box(2, 1, [600, 440, 80, 80], 2)],
      ),
    })
    expect(result).toMatchObject({ state: "done", format: "coco", pictures: 2, regions: 2, twice: 0, leftOut: 0 })
    const [a, b] = await records()
    expect(a?.body?.regions.map((region) => [region.label, ...Object.values(boxOf(region))])).toEqual([
      ["RBC", 10.5, 20, 30, 40.25],
      ["WBC", 600, 440, 80, 80],
    ])
    expect(a?.settledBy).toBe("import")
    expect(a?.source?.file).toBe("instances.json")
    expect(b?.body).toEqual({ regions: [], nothingHere: true })
    expect(result.report.some((line) => line.code === "box_outside" && line.level === "note")).toBe(true)
    const project = await findProject(store.storage.db, projectId)
    const labels = await findOntology(store.storage.db, projectId, project?.ontologyVersion ?? 0)
    expect(labels?.ontology.labels.map((label) => [label.id, label.key])).toEqual([
      ["RBC", "1"],
      ["WBC", "2"],
    ])
  })

  test("rows of a table of texts come in as texts with their labels, and rows without a text are told", async () => {
    const sorted = await harness.addProject({
      ...{ slug: "mail", owner, kind: "classification", ontology: { labels: [] } },
    })
    const table = { "mail.csv": "id,text,label\n7,Good,praise\n8,Bad,\n9,,praise\n" }
    const result = await run(table, { project: { id: sorted } })
    expect(result).toMatchObject({ state: "done", pictures: 2, regions: 1, leftOut: 0 })
    expect(result.report).toEqual([{ level: "note", code: "row_without_text", file: "mail.csv", line: 4, count: 1 }])
    const all: DatasetRecord[] = []
    for await (const record of exportRecords(harness.deps, sorted, "now")) all.push(record)
    expect(all.map(({ name, body }) => [name, body?.regions.map(({ label }) => label)])).toEqual([
      ["mail/7.txt", ["praise"]],
    ])
  })

  test("nobody is asked about a picture that came in with its answer", async () => {
    await run({
      "a.png": pngHeader(640, 480),
      "x.json": coco([image(1, "a.png")], [box(1, 1, [1, 2, 3, 4])]),
      "free.png": pngHeader(9, 9),
    })
    const status = new Map((await pictures()).map((one) => [one.name, [one.state, one.openSlots]]))
    expect(status.get("a.png")).toEqual(["settled", 0])
    expect(status.get("free.png")?.[0]).toBe("open")
    expect(status.get("free.png")?.[1]).toBeGreaterThan(0)
  })

  test("the same import again doubles nothing", async () => {
    const set = { "a.png": pngHeader(640, 480), "x.json": coco([image(1, "a.png")], [box(1, 1, [1, 2, 3, 4])]) }
    const first = await run(set)
    const second = await run(set)
    expect([first.pictures, first.twice, second.pictures, second.twice]).toEqual([1, 0, 0, 1])
    expect(await records()).toHaveLength(1)
    const again = await run(set, { importId: first.id })
    expect(again.twice).toBe(0)
  })

  test("a picture twice in one set is one picture", async () => {
    const result = await run({ "a.png": pngHeader(5, 5), "copy/a.png": pngHeader(5, 5), "b.png": pngHeader(6, 6) })
    expect([result.pictures, result.twice]).toEqual([2, 1])
    expect(await pictures()).toHaveLength(2)
  })

  test("bad pictures are kept with their reason and the rest goes in", async () => {
    const result = await run({
      "good.png": pngHeader(640, 480),
      "renamed.jpg": "this is a letter, not a picture",
      "drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "bomb.png": pngHeader(16_000, 16_000),
    })
    expect([result.pictures, result.leftOut]).toEqual([1, 3])
    const lines = result.report.map((line) => [line.code, line.file]).sort()
    expect(lines).toEqual([
      ["picture_broken", "renamed.jpg"],
      ["picture_kind", "drawing.svg"],
      ["picture_too_large", "bomb.png"],
    ])
    const bad = await countAssets(
      store.storage.db,
      projectId,
      { search: "", states: ["not_read"], labels: [] },
      harness.clock.nowMs,
    )
    expect(bad).toBe(3)
    expect((await pictures()).filter((one) => one.state !== null)).toHaveLength(1)
  })

  test("malformed labels are named with their place and the good ones stay", async () => {
    const result = await run({
      "a.png": pngHeader(640, 480),
      "x.json": coco(
        [image(1, "a.png"), image(2, "../../etc/passwd"), image(3, "gone.png")],
        [
          box(1, 1, [1, 2, 3, 4]),
          box(2, 1, [1, 2, "NaN", 4]),
          box(3, 1, [1, 2, 0, 4]),
          box(4, 77, [1, 2, 3, 4]),
          box(5, 3, [1, 1, 2, 2]),
        ],
      ),
    })
    expect(result.state).toBe("done")
    const [a] = await records()
    expect(a?.body?.regions).toHaveLength(1)
    expect(result.report.filter((line) => line.level === "lost").every((line) => line.file !== "")).toBe(true)
    expect(result.report.some((line) => line.code === "picture_unknown")).toBe(true)
    expect((await pictures()).some((one) => one.name.includes(".."))).toBe(false)
  })

  test("labels alone find the pictures that are there, by path and by file name", async () => {
    await run({ "night/a.png": pngHeader(640, 480, "a"), "day/b.png": pngHeader(640, 480, "b") })
    const result = await run({
      "x.json": coco(
        [image(1, "night/a.png"), image(2, "b.png"), image(3, "c.png")],
        [box(1, 1, [1, 2, 3, 4]), box(2, 2, [5, 6, 7, 8]), box(3, 3, [5, 6, 7, 8])],
      ),
    })
    expect([result.pictures, result.regions, result.leftOut]).toEqual([0, 2, 1])
    expect((await records()).map((record) => record.name)).toEqual(["day/b.png", "night/a.png"])
  })

  test("a file never replaces what a person answered", async () => {
    const picture = pngHeader(640, 480, "a")
    await run({ "a.png": picture })
    const [{ id } = { id: 0 }] = await pictures()
    const lease = await store.storage.hot.next({
      projectId,
      personId: owner.id,
      tiers: [1],
      want: 1,
      nowMs: harness.clock.nowMs,
      freshIds: [harness.deps.uuid()],
      ontologyVersion: 1,
      guidelineVersion: 1,
    })
    expect(lease[0]?.taskId).toBe(id)
    const result = await run({ "a.png": picture, "x.json": coco([image(1, "a.png")], [box(1, 1, [1, 2, 3, 4])]) })
    expect(result.report.map((line) => line.code)).toContain("answered_already")
    expect(await records()).toEqual([])
  })

  test("gold is settled as gold", async () => {
    await run(
      { "a.png": pngHeader(640, 480), "x.json": coco([image(1, "a.png")], [box(1, 1, [1, 2, 3, 4])]) },
      { as: "gold" },
    )
    expect((await records())[0]?.settledBy).toBe("gold")
  })

  test("receipts with their text make a project of transcription", async () => {
    const result = await run({
      "img/000.png": pngHeader(400, 900),
      "box/000.csv": "72,25,326,25,326,64,72,64,TAN WOON YANN\n50,82,440,82,440,121,50,121,BOOK, TA .K\n",
    })
    expect([result.pictures, result.regions]).toEqual([1, 2])
    expect((await findProject(store.storage.db, projectId))?.kind).toBe("transcription")
    expect((await records())[0]?.body?.regions.map((region) => region.transcript?.value)).toEqual([
      "TAN WOON YANN",
      "BOOK, TA .K",
    ])
  })

  test("two different pictures of one name both keep a file of their own", async () => {
    await run({ "a.png": pngHeader(5, 5, "one") })
    const result = await run({ "a.png": pngHeader(5, 5, "two") })
    expect(result.report.map((line) => [line.code, line.found])).toEqual([["name_taken", "a (2).png"]])
    expect((await pictures()).map((one) => one.name)).toEqual(["a.png", "a (2).png"])
  })

  test("a cancelled import stops and keeps what is in", async () => {
    const set = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`p${String(i).padStart(3, "0")}.png`, pngHeader(5, 5, `${i}`)]),
    )
    const project = await findAccessBySlug(store.storage.db, "cells", owner.id)
    const who = { personId: owner.id, name: "", operator: false, scopes: null }
    const id = await insertImport(store.storage.db, projectId, {
      name: "many",
      as: "pictures",
      who: owner.id,
      startedAtMs: 1,
    })
    let stopping: Promise<void> | null = null
    const result = await run(set, {
      importId: id,
      onProgress: (now) => {
        if (now.done > 0 && project) stopping ??= cancelImport(harness.deps, project, who, id)
      },
    })
    await stopping
    expect(result.state).toBe("cancelled")
    expect(result.pictures).toBeLessThan(400)
    expect(await pictures()).toHaveLength(result.pictures)
    expect((await findImport(store.storage.db, projectId, id))?.state).toBe("cancelled")
  })

  test("files in no known form are refused with a code", async () => {
    await expect(run({ "notes.txt": "hello" })).rejects.toMatchObject({ code: "format_unknown" })
    expect((await readImports(store.storage.db, projectId))[0]?.state).toBe("failed")
  })
})
