import { findAccessBySlug, type ProjectAccess, readAssetPage } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles, readDataset } from "@justesse/formats"
import { boxOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { ExportFormat } from "@justesse/types/wire/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { startExport } from "../exports/index.ts"
import { readDownload } from "../files.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryOutbox, memoryUploads, plainPack, unpacked } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "../versions/freeze.ts"
import { getVersion } from "../versions/index.ts"
import { ingest } from "./run.ts"

// Found F1 and F2: part and folder belong to a picture's identity, through the studio as well.

const PARTS = ["train", "valid", "test"]
/** Each part's picture has a box that begins at its own x. */
const xOf = (part: string) => 10 * (PARTS.indexOf(part) + 1)
const picture = (part: string) => pngHeader(100, 50, part)
const coco = (...parts: string[]) =>
  JSON.stringify({
    images: parts.map((_, id) => ({ id, file_name: "img0.png", width: 100, height: 50 })),
    categories: [
      { id: 1, name: "crate" },
      { id: 2, name: "never used" },
    ],
    annotations: parts.map((part, id) => ({ id, image_id: id, category_id: 1, bbox: [xOf(part), 2, 10, 10] })),
  })
const cvat = `<annotations>${PARTS.map(
  (part, i) =>
    `<image id="${i}" name="img0.png" subset="${part}" width="100" height="50"><box label="crate" xtl="${xOf(part)}" ytl="2" xbr="${xOf(part) + 10}" ybr="12"/></image>`,
).join("")}</annotations>`
const each = (of: (part: string) => [string, string | Uint8Array]) => Object.fromEntries(PARTS.map(of))
const cocoInFolders = each((part) => [`${part}/_annotations.coco.json`, coco(part)])

const SETS: Record<string, Record<string, string | Uint8Array>> = {
  "COCO in folders": { ...each((part) => [`${part}/img0.png`, picture(part)]), ...cocoInFolders },
  "CVAT subsets": { ...each((part) => [`images/${part}/img0.png`, picture(part)]), "annotations.xml": cvat },
  "YOLO in Roboflow's layout": {
    "data.yaml": "names: [crate]\ntrain: ../train/images\nval: ../valid/images\ntest: ../test/images\n",
    ...each((part) => [`${part}/images/img0.png`, picture(part)]),
    ...each((part) => [`${part}/labels/img0.txt`, `0 ${(xOf(part) + 5) / 100} 0.14 0.1 0.2\n`]),
  },
}
const FORMS: readonly ExportFormat[] = ["coco", "yolo", "voc", "cvat", "createml", "labelme", "csv", "justesse"]

const placed = (records: readonly DatasetRecord[]) =>
  records.flatMap(({ body }) => body?.regions.map((region) => Math.round(boxOf(region).x)) ?? []).sort((a, b) => a - b)

describe.each(ruleEngines)("pictures of one name in the studio, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const outbox = memoryOutbox()

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const ingestFiles = { pictures: headerPictures, outbox, uploads: memoryUploads(), zip: plainPack }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: ingestFiles })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    await harness.addProject({ slug: "shop", owner, ontology: { labels: [] } })
    project = (await findAccessBySlug(store.storage.db, "shop", owner.id)) ?? expect.fail("no access")
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
    outbox.files.clear()
  })

  const ingestFiles = async (contents: Record<string, string | Uint8Array>) => {
    const files = memoryFiles(contents)
    const result = await ingest(harness.deps, { project, files, as: "settled", name: "set", who })
    project = (await findAccessBySlug(store.storage.db, "shop", owner.id)) ?? expect.fail("no access")
    return result
  }
  const status = async () => {
    const found = { search: "", states: [], labels: [] }
    const how = { sort: "number", after: null, limit: 200, nowMs: harness.clock.nowMs } as const
    const rows = await readAssetPage(store.storage.db, project.id, found, how)
    return rows.map(({ name, state, regions }) => [name, state, regions])
  }
  /** The records of an export made by the job, read again from its files. */
  const made = async (format: ExportFormat) => {
    const wanted = { project: project.slug, version: 1, format, withPictures: true, strict: false }
    const { id } = await startExport(harness.deps, project, who, wanted)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    const row = (await getVersion(harness.deps, project, who, 1)).exports.find((one) => one.id === id)
    const stored = row?.href ? readDownload(harness.deps, row.href.replace("/download/", "")) : null
    const files = unpacked(outbox.files.get(stored ?? "") ?? new Uint8Array())
    const records: DatasetRecord[] = []
    const pictures: (string | null)[] = []
    for await (const event of readDataset(files, { format })) {
      if (event.kind === "record") records.push(event.record)
      if (event.kind === "record") pictures.push(event.picture)
    }
    return { records, pictures }
  }

  test.each(Object.keys(SETS))("%s: all come in with their own box and go out apart in every form", async (name) => {
    const { report, regions } = await ingestFiles(SETS[name] ?? {})
    expect(report.filter(({ level }) => level === "lost")).toEqual([])
    expect(regions).toBe(3)
    const rows = await status()
    expect(rows.map(([, state, count]) => [state, count])).toEqual(PARTS.map(() => ["settled", 1]))
    expect(new Set(rows.map(([own]) => own)).size).toBe(3)
    await freeze(harness.deps, project, who, { note: "" })
    for (const format of FORMS) {
      const { records, pictures } = await made(format)
      expect([format, placed(records), records.length]).toEqual([format, [10, 20, 30], 3])
      expect([format, new Set(pictures).size, pictures.includes(null)]).toEqual([format, 3, false])
    }
  })

  test("labels alone find the pictures of their part, and no other's", async () => {
    await ingestFiles({ "train/img0.png": picture("train"), "valid/img0.png": picture("valid") })
    const { report, unmatched } = await ingestFiles(cocoInFolders)
    expect(await status()).toEqual([
      ["train/img0.png", "settled", 1],
      ["valid/img0.png", "settled", 1],
    ])
    expect(unmatched).toBe(1)
    expect(report.filter(({ level }) => level === "lost")).toMatchObject([
      { code: "picture_unknown", file: "test/_annotations.coco.json", line: 1 },
    ])
  })

  test("a picture at the root beside one of its name in a folder gets its own labels; one not found answers nothing", async () => {
    const { report } = await ingestFiles({
      "classes.txt": "crate\n",
      "labels/plain.txt": "0 0.5 0.5 0.1 0.2\n",
      "labels/dup/plain.txt": "0 0.5 0.5 0.1 0.2\n0 0.2 0.5 0.1 0.2\n",
      "labels/gone.txt": "0 0.5 0.5 0.1 0.2\n",
      "plain.png": picture("train"),
      "dup/plain.png": picture("valid"),
      "x/gone.png": picture("test"),
      "y/gone.png": picture("y"),
    })
    expect((await status()).sort()).toEqual([
      ["dup/plain.png", "settled", 2],
      ["plain.png", "settled", 1],
      ["x/gone.png", "open", 0],
      ["y/gone.png", "open", 0],
    ])
    expect(report.filter(({ file }) => file === "labels/gone.txt").map(({ code }) => code)).toContain("size_needed")
  })
})
