import { createHash } from "node:crypto"
import { findAccessBySlug, findAssetsByName, findJob, insertTags, type ProjectAccess, readVersions } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { keepFact } from "@justesse/db/versions"
import { memoryFiles, readDataset } from "@justesse/formats"
import { WRITTEN } from "@justesse/formats/exportOrder/index"
import { FORMATS } from "@justesse/formats/list"
import { parseChecksums } from "@justesse/formats/testing/checksums"
import type { SplitRule } from "@justesse/types/dataset"
import { ExportFormat, type Freeze } from "@justesse/types/wire/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { companionOf, lossOf, repeatExport, startExport } from "../exports/index.ts"
import { readDownload } from "../files.ts"
import { ingest } from "../imports/run.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { joined, memoryOutbox, memoryUploads, plainPack, unpacked } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { diffOf, diffPictures } from "./diff.ts"
import { freeze, previewSplit, startFreeze } from "./freeze.ts"
import { getVersion, listVersions } from "./index.ts"
import { exportRecords } from "./records.ts"

const NAMES = Array.from({ length: 12 }, (_, i) => `street/${String(i).padStart(2, "0")}.png`)

interface Drawn {
  readonly picture: string
  readonly box: readonly [number, number, number, number]
  readonly label?: string
  readonly text?: string
  readonly rotation?: number
}

/** A COCO file of these boxes over all pictures; ids of annotations are those of their place in the list. */
function cocoOf(drawn: readonly Drawn[], names: readonly string[] = NAMES): string {
  return JSON.stringify({
    images: names.map((name, i) => ({ id: i + 1, file_name: name, width: 640, height: 480 })),
    categories: [
      { id: 1, name: "crate" },
      { id: 2, name: "sign" },
    ],
    annotations: drawn.map(({ picture, box, label = "crate", text, rotation }, i) => ({
      id: i + 1,
      image_id: names.indexOf(picture) + 1,
      category_id: label === "sign" ? 2 : 1,
      bbox: box,
      area: box[2] * box[3],
      iscrowd: 0,
      attributes: { ...(text === undefined ? {} : { transcription: text }), ...(rotation ? { rotation } : {}) },
    })),
  })
}
const plain = NAMES.map(
  (picture, i): Drawn => ({ picture, box: [10 + i, 20, 100, 50], label: i % 3 ? "crate" : "sign" }),
)
const RULE: SplitRule = {
  parts: [
    { name: "train", share: 50 },
    { name: "val", share: 25 },
    { name: "test", share: 25 },
  ],
  by: "hash",
  byDocument: false,
  seed: 7,
}

describe.each(ruleEngines)("versions with parts, forms and differences on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const outbox = memoryOutbox()

  const access = async () => {
    const found = await findAccessBySlug(store.storage.db, "shop", owner.id)
    if (!found) throw new Error("no access")
    return found
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const ingestFiles = { pictures: headerPictures, outbox, uploads: memoryUploads(), zip: plainPack }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: ingestFiles })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    await harness.addProject({ slug: "shop", owner, ontology: { labels: [] } })
    project = await access()
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
    outbox.files.clear()
  })

  const ingestFiles = async (drawn: readonly Drawn[], pictures: readonly string[] = [], names = NAMES) => {
    const files = Object.fromEntries(pictures.map((name) => [name, pngHeader(640, 480, name)]))
    const all = memoryFiles({ ...files, "x.json": cocoOf(drawn, names) })
    await ingest(harness.deps, { project, files: all, as: "settled", name: "set", who })
    project = await access()
  }
  const freezeNow = async (wanted: Partial<Freeze> = {}) => {
    const { version } = await freeze(harness.deps, project, who, { note: "", ...wanted })
    return version
  }
  const run = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const make = async (format: ExportFormat, version: number, withPictures = true, strict = false) => {
    const wanted = { project: project.slug, version, format, withPictures, strict }
    const { id } = await startExport(harness.deps, project, who, wanted)
    await run()
    const row = (await getVersion(harness.deps, project, who, version)).exports.find((one) => one.id === id)
    const stored = row?.href ? readDownload(harness.deps, row.href.replace("/download/", "")) : null
    return { row, files: unpacked(outbox.files.get(stored ?? "") ?? new Uint8Array()) }
  }
  const parts = async (version: number) => {
    const found = new Map<string, string | undefined>()
    for await (const record of exportRecords(harness.deps, project.id, version)) found.set(record.name, record.split)
    return found
  }

  test("every form that is written goes out whole, with pictures where it puts them and the SHA-256 of each file", async () => {
    await ingestFiles(plain, NAMES)
    const version = await freezeNow({ split: RULE })
    for (const { format } of WRITTEN) {
      const { row, files } = await make(format, version)
      expect([format, row?.state, row?.error]).toEqual([format, "done", null])
      const names = (await files.list()).map(({ name }) => name)
      expect([format, new Set(names).size]).toEqual([format, names.length])
      expect(names).toEqual(expect.arrayContaining(["README.md", "metadata.json", "SHA256SUMS"]))
      const sums = parseChecksums(new TextDecoder().decode(await joined(files.open("SHA256SUMS"))))
      expect([...sums.files.keys()].sort()).toEqual(names.filter((name) => name !== "SHA256SUMS").sort())
      for (const [name, sha256] of sums.files) {
        const hash = createHash("sha256").update(await joined(files.open(name)))
        expect([format, name, hash.digest("hex")]).toEqual([format, name, sha256])
      }
    }
  })

  test("Parquet with pictures comes back elsewhere with equal pictures and boxes; without, it says so", async () => {
    await ingestFiles(plain, NAMES)
    const version = await freezeNow({ split: RULE })
    const { files } = await make("parquet", version)
    const names = (await files.list()).map(({ name }) => name)
    expect(names.filter((name) => /\.(png|jpg)$/.test(name))).toEqual([])
    const collected = async (projectId: number, of: number | "now") => {
      const all = new Map<string, unknown>()
      for await (const { name, sha256, body } of exportRecords(harness.deps, projectId, of))
        all.set(name, { sha256, boxes: body?.regions.map(({ geometry }) => geometry) })
      return all
    }
    const before = await collected(project.id, version)
    await harness.addProject({ slug: "again", owner, ontology: { labels: [] } })
    const again = await findAccessBySlug(store.storage.db, "again", owner.id)
    if (!again) throw new Error("no access")
    await ingest(harness.deps, { project: again, files, as: "settled", name: "set", who })
    expect(await collected(again.id, "now")).toEqual(before)
    for (const one of before.values())
      expect(await harness.deps.blobs.has((one as { sha256: string }).sha256)).toBe(true)
    const alone = await make("parquet", version, false)
    const card = new TextDecoder().decode(await joined(alone.files.open("README.md")))
    const withThem = new TextDecoder().decode(await joined(files.open("README.md")))
    const says = "The bytes of the pictures: the table names each by its path"
    expect([card.includes(says), withThem.includes(says)]).toEqual([true, false])
  })

  test("every form that the list can write is offered, under a name that people know", () => {
    const written = FORMATS.filter(({ writer }) => writer !== null).map(({ name }) => name)
    expect(written.filter((name) => !ExportFormat.safeParse(name).success)).toEqual([])
    expect(WRITTEN.map(({ format }) => format).sort()).toEqual([...written].sort())
  })

  test.each(["hash", "label"] as const)(
    "a split by %s is told before the freeze as it comes out (found O24)",
    async (by) => {
      await ingestFiles(plain, NAMES)
      const split = { ...RULE, by }
      const told = await previewSplit(harness.deps, project, { project: project.slug, split })
      expect((await listVersions(harness.deps, project, who)).versions).toEqual([])
      const found = [...(await parts(await freezeNow({ split })))]
      const counted = split.parts.map(({ name }) => ({
        name,
        pictures: found.filter(([, one]) => one === name).length,
      }))
      expect(found.length).toBeGreaterThan(3)
      expect(told).toEqual({ pictures: found.length, parts: counted })
      const only = { labels: [], tags: [], names: [found[0]?.[0] ?? ""] }
      expect((await previewSplit(harness.deps, project, { project: project.slug, split, only })).pictures).toBe(1)
    },
  )

  test("YOLO holds the parts and comes back with them", async () => {
    await ingestFiles(plain, NAMES)
    const version = await freezeNow({ split: RULE })
    const { files } = await make("yolo", version)
    const back = new Map<string, string | undefined>()
    for await (const event of readDataset(files)) {
      if (event.kind === "record") back.set(event.record.name, event.record.split)
    }
    expect(back).toEqual(await parts(version))
  })

  test("what a form loses is told beforehand, with the one that keeps it; a strict one makes nothing", async () => {
    await ingestFiles([{ picture: "street/00.png", box: [200, 100, 100, 50], rotation: 30, text: "OPEN" }], NAMES)
    const version = await freezeNow()
    const loss = (format: ExportFormat) => lossOf(harness.deps, project, { project: project.slug, version, format })
    const yolo = await loss("yolo")
    expect(yolo.lines).toContainEqual(expect.objectContaining({ level: "changed", code: "rotation", count: 1 }))
    expect(yolo.better?.format).toBe("coco")
    expect(yolo.order[0]).toBe("coco")
    expect(yolo.better?.keeps.map(({ code }) => code)).toContain("rotation")
    expect(yolo.lossless).toContain("justesse")
    expect((await loss("justesse")).better).toBeNull()
    await expect(make("yolo", version, false, true)).rejects.toMatchObject({ code: "would_lose" })
    expect((await make("justesse", version, false, true)).row?.state).toBe("done")
  })

  test("freezing runs as a job and shows how far it is; a failed one gives its number back", async () => {
    await expect(startFreeze(harness.deps, project, who, { project: project.slug, note: "" })).rejects.toMatchObject({
      code: "nothing_settled",
    })
    await ingestFiles(plain, NAMES)
    await startFreeze(harness.deps, project, who, { project: project.slug, note: "nightly" })
    expect((await listVersions(harness.deps, project, who)).freezing).toMatchObject({ state: "running", done: 0 })
    await run()
    const list = await listVersions(harness.deps, project, who)
    expect([list.freezing, list.versions.map(({ version, note }) => [version, note])]).toEqual([null, [[1, "nightly"]]])
    const only = { labels: ["no such label"], tags: [], names: [] }
    await startFreeze(harness.deps, project, who, { project: project.slug, note: "", only })
    await run()
    expect((await listVersions(harness.deps, project, who)).freezing).toMatchObject({
      state: "failed",
      error: "nothing_settled",
    })
    expect(await freezeNow()).toBe(2)
  })

  test("parts are the same each time, and what was test stays test", async () => {
    await ingestFiles(plain, NAMES)
    const first = await freezeNow({ split: RULE })
    const again = await freezeNow({ split: RULE })
    expect(await parts(again)).toEqual(await parts(first))
    const other = await freezeNow({ split: { ...RULE, seed: 8, keptFrom: first } })
    const test = (all: Map<string, string | undefined>) =>
      [...all].filter(([, part]) => part === "test").map(([name]) => name)
    const fixed = test(await parts(other))
    expect(fixed).toEqual(expect.arrayContaining(test(await parts(first))))
    const { manifest } = await getVersion(harness.deps, project, who, other)
    expect(manifest.split?.rule.keptFrom).toBe(first)
    expect(manifest.split?.parts.reduce((sum, part) => sum + part.pictures, 0)).toBe(12)
    expect(manifest.split?.parts.find((part) => part.name === "test")?.pictures).toBe(fixed.length)
    const plainOne = await freezeNow()
    const hashes = (await readVersions(store.storage.db, project.id)).map(({ contentSha256 }) => contentSha256)
    expect([hashes.length, new Set(hashes).size, plainOne]).toEqual([4, 3, 4])
    await expect(freezeNow({ split: { ...RULE, keptFrom: 99 } })).rejects.toMatchObject({ code: "not_found" })
  })

  test("a version lets in what its filter names and counts the rest as not in it", async () => {
    await ingestFiles(plain, NAMES)
    const only = { labels: ["sign"], tags: [], names: ["street/"] }
    const { row, manifest } = await getVersion(harness.deps, project, who, await freezeNow({ only }))
    expect([row.pictures, manifest.counts.notInIt["settled"], manifest.only]).toEqual([4, 8, only])
    const named = await freezeNow({ only: { labels: [], tags: [], names: ["street/03.png"] } })
    expect([...(await parts(named)).keys()]).toEqual(["street/03.png"])
    const { db } = store.storage
    const ids = await findAssetsByName(db, project.id, ["street/04.png", "street/06.png", "street/07.png"])
    await insertTags(
      db,
      project.id,
      [...ids.values()].map((assetId) => ({ assetId, tag: "night" })),
    )
    const tagged = await freezeNow({ only: { labels: ["crate"], tags: ["night", "rain"], names: [] } })
    expect([...(await parts(tagged)).keys()]).toEqual(["street/04.png", "street/07.png"])
  })

  test("two versions are compared in numbers and picture by picture", async () => {
    await ingestFiles(plain, NAMES.slice(0, 10))
    const first = await freezeNow()
    const changed = plain.map((one, i): Drawn => {
      if (i === 0) return { ...one, box: [12, 20, 100, 50] }
      if (i === 1) return { ...one, label: "sign" }
      if (i === 2) return { ...one, text: "OPEN" }
      return one
    })
    await ingestFiles([...changed, { picture: "street/04.png", box: [300, 300, 40, 40] }], NAMES.slice(10))
    const second = await freezeNow()
    const input = { project: project.slug, version: second, other: first }
    // What an earlier program counted, by boxes alone, is counted anew: the pictures below are compared by what is so now.
    const before = { version: first, added: 2, left: 0, changed: 4, addedRegions: 9, gone: 9, moved: 9, relabelled: 9 }
    await keepFact(store.storage.db, project.id, second, `changes/${first}`, JSON.stringify(before))
    const { changes } = await diffOf(harness.deps, project, input)
    expect(changes).toEqual({
      version: first,
      added: 2,
      left: 0,
      changed: 4,
      addedRegions: 3,
      gone: 0,
      moved: 1,
      relabelled: 1,
      retexted: 1,
      movedBy: { outline: 0, box: 0 },
    })
    expect((await diffOf(harness.deps, project, input)).changes).toEqual(changes)
    const back = await diffOf(harness.deps, project, { ...input, version: first, other: second })
    expect(back.changes).toMatchObject({ added: 0, left: 2, addedRegions: 0, gone: 3, moved: 1 })
    const page = await diffPictures(harness.deps, project, { ...input, cursor: null, limit: 4 })
    expect(page.pictures.map(({ name, counts }) => [name, counts.moved, counts.relabelled, counts.retexted])).toEqual([
      ["street/00.png", 1, 0, 0],
      ["street/01.png", 0, 1, 0],
      ["street/02.png", 0, 0, 1],
      ["street/04.png", 0, 0, 0],
    ])
    expect(page.pictures[0]?.was?.[0]).toMatchObject({ box: [10, 20, 100, 50], kinds: ["moved"] })
    const rest = await diffPictures(harness.deps, project, { ...input, cursor: page.next, limit: 4 })
    expect(rest.pictures.map(({ name, was }) => [name, was])).toEqual([
      ["street/10.png", null],
      ["street/11.png", null],
    ])
    expect(rest.next).toBeNull()
  })

  test("an export that failed says why and is made again", async () => {
    await ingestFiles(plain, NAMES)
    const version = await freezeNow()
    const { row } = await make("coco", version, false)
    const { db } = store.storage
    await db
      .updateTable("job")
      .set({ state: "failed", error: "storage_full", output: null })
      .where("kind", "=", "export")
      .execute()
    const failed = (await getVersion(harness.deps, project, who, version)).exports[0]
    expect(failed).toMatchObject({ state: "failed", error: "storage_full", href: null })
    await repeatExport(harness.deps, project, row?.id ?? 0)
    await run()
    expect((await getVersion(harness.deps, project, who, version)).exports[0]).toMatchObject({
      state: "done",
      error: null,
    })
    expect((await findJob(db, row?.id ?? 0))?.bytes).toBeGreaterThan(0)
    await expect(repeatExport(harness.deps, project, 999)).rejects.toMatchObject({ code: "not_found" })
  })

  test("the card and the metadata of a version can be read on its page", async () => {
    await ingestFiles(plain, NAMES)
    const version = await freezeNow({ split: RULE })
    const card = await companionOf(harness.deps, project, { project: project.slug, version, what: "card" })
    expect(card.text).toContain("# Project shop")
    const metadata = await companionOf(harness.deps, project, { project: project.slug, version, what: "croissant" })
    expect(JSON.parse(metadata.text)["conformsTo"]).toBe("http://mlcommons.org/croissant/1.0")
  })
})
