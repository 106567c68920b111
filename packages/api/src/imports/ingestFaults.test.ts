import { randomUUID } from "node:crypto"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import {
  findAccessBySlug,
  findAsset,
  findAssetsByName,
  findChosenSets,
  findTargets,
  findVersion,
  listAssetNames,
  listItems,
  type ProjectAccess,
  putGuideline,
  putStatuses,
  readTags,
  readVersions,
} from "@justesse/db"
import { linkFile } from "@justesse/db/assets/linkedFiles"
import { deletePictures, findIngested, listAnswered } from "@justesse/db/imports/undo"
import { findJob } from "@justesse/db/jobs"
import { linkedBlobs } from "@justesse/db/linkedBlobs"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { takeVersionNumber } from "@justesse/db/versions/freeze"
import { memoryFiles } from "@justesse/formats"
import { AssetId, JustesseError } from "@justesse/types"
import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { z } from "zod"
import { actOnAssets } from "../assets/acts.ts"
import { selectionFiles } from "../assets/download.ts"
import { emptyTrash, TRASH_MS } from "../assets/trash.ts"
import { undoAct } from "../assets/undo.ts"
import type { Who } from "../core/who.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { joined, memoryUploads } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze, startFreeze } from "../versions/freeze.ts"
import { excerptOf, linkImport, previewImport } from "./ask.ts"
import { startImport } from "./index.ts"
import { ingest } from "./run.ts"
import { runUndo, startUndo } from "./undo.ts"

const ALL: AssetFilter = { search: "", states: [], labels: [] }
const coco = (names: readonly string[], x = 1) =>
  JSON.stringify({
    images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 64, height: 48 })),
    categories: [{ id: 1, name: "car" }],
    annotations: names.map((_, i) => ({ id: i + 1, image_id: i + 1, category_id: 1, bbox: [x, 2, 3, 4] })),
  })
const HOST = {} as Harness["deps"]["host"] // of the host these services ask for its data folder alone
const picture = (mark: string) => pngHeader(64, 48, mark)

describe.each(engines)("what is taken back while other things happened, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const uploads = memoryUploads()

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({
      storage: store.storage,
      folder: folder.path,
      override: { pictures: headerPictures, uploads },
    })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: owner.name, operator: false, scopes: null }
    await harness.addProject({ slug: "cars", owner, roles: ["owner", "annotator"] })
    const found = await findAccessBySlug(store.storage.db, "cars", owner.id)
    if (!found) throw new JustesseError("not_found")
    project = found
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const ingestFiles = (files: Record<string, string | Uint8Array>, as: "settled" | "proposals" = "settled") =>
    ingest(harness.deps, { project, files: memoryFiles(files), as, name: "x", who })
  const number = async (name: string) => (await findAssetsByName(store.storage.db, project.id, [name])).get(name) ?? 0
  type Where = { assets: AssetId[] } | { filter: AssetFilter }
  const act = (what: z.infer<typeof AssetAct>, selection: Where = { filter: ALL }) =>
    actOnAssets(harness.deps, project, who, { project: project.slug, selection, act: what })
  const undo = (id: number) => undoAct(harness.deps, project, who, id)
  const state = async (id: number) =>
    (await findTargets(store.storage.db, project.id, [id], harness.clock.nowMs))[0]?.state
  const lease = () =>
    store.storage.hot.next({
      ...{ projectId: project.id, personId: owner.id, tiers: [1], want: 1, nowMs: harness.clock.nowMs },
      ...{ freshIds: [randomUUID()], ontologyVersion: 1, guidelineVersion: 1 },
    })
  const takeBack = async (id: number) => {
    await startUndo(harness.deps, project, who, id)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }

  test("a deleted picture is not asked about again by undoing what was done to it before", async () => {
    await ingestFiles({ "a.png": picture("a") })
    const id = await number("a.png")
    const excluded = await act({ act: "exclude" })
    await act({ act: "delete" }, { assets: [AssetId.parse(id)] })
    await undo(excluded.undo)
    expect(await state(id)).toBe("excluded")
    expect(await lease()).toEqual([])
  })

  test("a deleted picture is not settled again by undoing that it was reopened", async () => {
    await ingestFiles({ "a.png": picture("a"), "x.json": coco(["a.png"]) })
    const id = await number("a.png")
    const reopened = await act({ act: "reopen" })
    await act({ act: "delete" })
    await undo(reopened.undo)
    expect(await state(id)).toBe("excluded")
  })

  test("including deleted pictures by their state does not bring them back into the queue", async () => {
    await ingestFiles({ "a.png": picture("a") })
    const id = await number("a.png")
    await act({ act: "delete" })
    await act({ act: "include" }, { filter: { ...ALL, states: ["deleted"] } })
    expect(await state(id)).toBe("excluded")
    expect(await lease()).toEqual([])
  })

  test("a deleted picture whose name another has by now stays in the bin: a name is one file of an export", async () => {
    await ingestFiles({ "a.png": picture("a") })
    const first = await number("a.png")
    const deleted = await act({ act: "delete" })
    await ingestFiles({ "a.png": picture("other") })
    expect((await act({ act: "restore" }, { assets: [AssetId.parse(first)] })).changed).toBe(0)
    await undo(deleted.undo)
    expect((await listAssetNames(store.storage.db, project.id, 0, 10)).map(({ name }) => name)).toEqual(["a.png"])
    expect(await state(first)).toBe("excluded")
  })

  test("a picture of the guideline stays when the import that brought the same picture is taken back", async () => {
    const { id } = await ingestFiles({ "a.png": picture("a") })
    const asset = await findAsset(store.storage.db, project.id, await number("a.png"))
    const preview = asset?.previewSha256 ?? ""
    await putGuideline(store.storage.db, project.id, 1, {
      markdown: `## 1 Look\n\n![](blob:${preview})`,
      note: "",
      inPlace: false,
      madeBy: owner.id,
      madeAtMs: harness.clock.nowMs,
    })
    await takeBack(id)
    expect(await number("a.png")).toBe(0)
    expect(await harness.deps.blobs.has(asset?.sha256 ?? "")).toBe(false)
    expect(await harness.deps.blobs.has(preview)).toBe(true)
  })

  test("acts on pictures that an undone import took away are undone for the others", async () => {
    await ingestFiles({ "stays.png": picture("s") })
    const { id } = await ingestFiles({ "a.png": picture("a") })
    const first = await act({ act: "put_first" })
    const tagged = await act({ act: "tag", tags: ["night"] })
    const untagged = await act({ act: "untag", tags: ["night"] })
    await takeBack(id)
    await undo(untagged.undo)
    expect(await readTags(store.storage.db, project.id)).toEqual([{ tag: "night", pictures: 1 }])
    await undo(tagged.undo)
    await undo(first.undo)
    const [place] = await findTargets(
      store.storage.db,
      project.id,
      [Number(await number("stays.png"))],
      harness.clock.nowMs,
    )
    expect(place?.tier).toBe(1)
  })

  test("a set that is gone leaves no choice behind that the next set of its number would take over", async () => {
    await ingestFiles({ "a.png": picture("a"), "b.png": picture("b") })
    const first = await ingestFiles({ "p.json": coco(["a.png"]) }, "proposals")
    const id = await number("a.png")
    await act({ act: "propose", set: first.set ?? 0 }, { assets: [AssetId.parse(id)] })
    await takeBack(first.id)
    expect(await findChosenSets(store.storage.db, project.id, [Number(id)])).toEqual([])
  })

  test("an undo that was interrupted between an answer and its place is brought to its end", async () => {
    await ingestFiles({ "a.png": picture("a"), "b.png": picture("b") })
    const { id } = await ingestFiles({ "x.json": coco(["a.png", "b.png"]) })
    await startUndo(harness.deps, project, who, id)
    const rows = await listAnswered(store.storage.db, project.id, id, 0, 10)
    const [first] = rows
    if (!first) throw new Error("nothing was kept")
    // The process ended here: the answer had given way, its place was not open yet.
    await putStatuses(store.storage.db, project.id, [first.before], harness.clock.nowMs)
    const undone = await runUndo(harness.deps, { project: project.id, importId: id, who: owner.id })
    expect(undone).toMatchObject({ answers: 2, keptAnswers: 0 })
    const targets = await findTargets(store.storage.db, project.id, [first.taskId], harness.clock.nowMs)
    expect(targets[0]).toMatchObject({ state: "open", overlap: first.overlap, openSlots: first.overlap })
  })

  test("an import that ended between closing a place and keeping what was there can still be taken back whole", async () => {
    await ingestFiles({ "a.png": picture("a") })
    const id = await number("a.png")
    const before = (await findTargets(store.storage.db, project.id, [Number(id)], harness.clock.nowMs))[0]
    const { hot } = store.storage
    const broken = {
      ...harness.deps,
      storage: {
        ...store.storage,
        hot: {
          ...hot,
          setOverlap: async (...given: Parameters<typeof hot.setOverlap>) => {
            await hot.setOverlap(...given)
            throw new Error("the process ended")
          },
        },
      },
    }
    const files = memoryFiles({ "x.json": coco(["a.png"]) })
    const input = { project, files, as: "settled" as const, name: "x", who }
    await expect(ingest(broken, input)).rejects.toThrow("the process ended")
    const last = await store.storage.db
      .selectFrom("import")
      .select((eb) => eb.fn.max("id").as("id"))
      .where("project_id", "=", project.id)
      .executeTakeFirst()
    await store.storage.db
      .updateTable("import")
      .set({ state: "running" })
      .where("id", "=", last?.id ?? 0)
      .execute()
    await ingest(harness.deps, { ...input, importId: last?.id ?? 0 })
    expect(await state(id)).toBe("settled")
    await takeBack(last?.id ?? 0)
    const [after] = await findTargets(store.storage.db, project.id, [Number(id)], harness.clock.nowMs)
    expect(after).toMatchObject({ state: "open", overlap: before?.overlap, openSlots: before?.openSlots })
  })

  test("whoever takes a picture up while an import is taken back keeps it", async () => {
    const { id } = await ingestFiles({ "a.png": picture("a") })
    await startUndo(harness.deps, project, who, id)
    const [ingested] = await findIngested(store.storage.db, project.id, id, 0, 10)
    expect(ingested?.untouched).toBe(true)
    const [given] = await lease()
    await store.storage.db.transaction().execute((tx) => deletePictures(tx, project.id, [ingested?.id ?? 0]))
    expect(given?.taskId).toBe(ingested?.id)
    expect(await number("a.png")).toBe(ingested?.id)
  })

  test("a version that is being frozen while an import is taken back holds what it counted", async () => {
    const { id } = await ingestFiles({
      "a.png": picture("a"),
      "b.png": picture("b"),
      "x.json": coco(["a.png", "b.png"]),
    })
    await startUndo(harness.deps, project, who, id)
    const frozen = freeze(harness.deps, project, who, { note: "" })
    await runUndo(harness.deps, { project: project.id, importId: id, who: owner.id })
    const { version } = await frozen
    const items = await listItems(store.storage.db, project.id, version, 0, 10)
    expect(items).toHaveLength((await findVersion(store.storage.db, project.id, version))?.pictures ?? -1)
    expect(items).toHaveLength(2)
  })

  test("bytes that come in again while the bin is emptied stay", async () => {
    await ingestFiles({ "a.png": picture("a") })
    await act({ act: "delete" })
    harness.clock.nowMs += TRASH_MS + 1
    const sha256 = harness.deps.sha256(picture("a"))
    let emptied: Promise<number> | null = null
    // The bin is emptied at the worst moment: the bytes are stored, and no row names them yet.
    const pictures = {
      prepare: async (body: Uint8Array) => {
        const prepared = await headerPictures.prepare(body)
        emptied = emptyTrash(harness.deps)
        await new Promise((go) => setTimeout(go, 50))
        return prepared
      },
    }
    const files = memoryFiles({ "a.png": picture("a") })
    await ingest({ ...harness.deps, pictures }, { project, files, as: "settled", name: "y", who })
    expect(await emptied).toBe(1)
    expect(await harness.deps.blobs.has(sha256)).toBe(true)
  })

  test("lines of a file are shown by their number, whatever ends them and however many there are", async () => {
    const excerpt = async (text: string, line: number) => {
      const batch = randomUUID()
      uploads.batches.set(`cars/${batch}`, { "x.txt": text })
      const preview = { project: project.slug, batch, name: "x", format: "auto", origin: 0 as const }
      const { id } = await previewImport(harness.deps, project, who, preview)
      const runner = runJobs(harness.deps)
      await runner.idle()
      await runner.stop()
      return (await excerptOf(harness.deps, project, { project: project.slug, id, file: "x.txt", line })).lines
    }
    const shown = [1, 2, 3].map((line) => ({ line, text: "abc"[line - 1] }))
    for (const end of ["\n", "\r\n", "\r"]) expect(await excerpt(["a", "b", "c"].join(end), 1)).toEqual(shown)
    expect(await excerpt(`${"\n".repeat(3_000_000)}last`, 3_000_001)).toMatchObject([
      { line: 2_999_999, text: "" },
      { line: 3_000_000, text: "" },
      { line: 3_000_001, text: "last" },
    ])
    expect(await excerpt("a\nb", 900)).toEqual([])
  })

  test("the same picture from two sides at once is one picture", async () => {
    const files = { "a.png": picture("a"), "b.png": picture("b") }
    const both = await Promise.all([
      ingestFiles(files),
      ingestFiles({ "b.png": picture("b"), "a.png": picture("other") }),
    ])
    const names = (await listAssetNames(store.storage.db, project.id, 0, 10)).map(({ name }) => name)
    expect(names.sort()).toEqual(["a (2).png", "a.png", "b.png"])
    expect(both.map(({ pictures }) => pictures).reduce((a, b) => a + b)).toBe(3)
    expect(both.map(({ twice }) => twice).reduce((a, b) => a + b)).toBe(1)
  })

  test("a program that ended while it froze leaves no gap in the numbers", async () => {
    await ingestFiles({ "a.png": picture("a"), "x.json": coco(["a.png"]) })
    await takeVersionNumber(store.storage.db, project.id)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    expect((await freeze(harness.deps, project, who, { note: "" })).version).toBe(1)
  })

  test("a program that ended right after it froze does not freeze the same again", async () => {
    await ingestFiles({ "a.png": picture("a"), "x.json": coco(["a.png"]) })
    const { id } = await startFreeze(harness.deps, project, who, { project: project.slug, note: "first" })
    const run = async () => {
      const runner = runJobs(harness.deps)
      await runner.idle()
      await runner.stop()
    }
    await run()
    // What the row of the job said when the process ended between the seal and the end of the job.
    await store.storage.db.updateTable("job").set({ state: "running", output: null }).where("id", "=", id).execute()
    await run()
    expect(await readVersions(store.storage.db, project.id)).toHaveLength(1)
    expect((await findJob(store.storage.db, id))?.output).toEqual({ version: 1 })
  })

  test("however many scripts add pictures at once, few bytes of them are in memory", async () => {
    const padding = Buffer.alloc(30_000_000)
    let now = 0
    let most = 0
    const pictures = {
      prepare: async (body: Uint8Array) => {
        now += body.length
        most = Math.max(most, now)
        // The first ones stay until as many as may are here; more would come in meanwhile.
        await vi.waitUntil(() => most >= 150_000_000, { timeout: 60_000, interval: 5 })
        await new Promise((go) => setTimeout(go, 20))
        now -= body.length
        return headerPictures.prepare(body)
      },
    }
    const one = (i: number) => {
      const begin = picture(`${i}`)
      const sizeBytes = begin.length + padding.length
      async function* open() {
        yield begin
        yield padding
      }
      const files = { list: async () => [{ name: `${i}.png`, sizeBytes }], open }
      return ingest(
        { ...harness.deps, pictures },
        { project, files, as: "settled", name: "x", who, format: "pictures" },
      )
    }
    await Promise.all(Array.from({ length: 12 }, (_, i) => one(i)))
    expect(most).toBeLessThanOrEqual(160_000_000)
    expect(await listAssetNames(store.storage.db, project.id, 0, 100)).toHaveLength(12)
  })

  test("a selection whose linked files are gone comes whole, and says which are missing", async () => {
    await ingestFiles({ "a.png": picture("a"), "b.png": picture("b") })
    await harness.deps.blobs.remove(harness.deps.sha256(picture("a")))
    const plan = { projectId: project.id, selection: { filter: ALL }, pictures: true, labels: false, file: "x.zip" }
    const blobs = linkedBlobs(harness.deps.blobs, store.storage.db)
    await linkFile(store.storage.db, harness.deps.sha256(picture("a")), {
      ...{ path: join(folder.path, "gone.png"), bytes: 3, modifiedMs: 1 },
    })
    const files: Record<string, string> = {}
    for await (const { name, body } of selectionFiles({ ...harness.deps, blobs }, plan))
      files[name] = Buffer.from(await joined(body)).toString("latin1")
    expect(Object.keys(files).sort()).toEqual(["b.png", "missing.txt"])
    expect(files["missing.txt"]).toBe("a.png\n")
  })

  test("whoever begins an import does not wait until its zips and documents were opened", async () => {
    const batch = randomUUID()
    uploads.batches.set(`cars/${batch}`, { "a.png": picture("a") })
    const opened = () => Promise.reject(new Error("opened"))
    const busy = { ...uploads, files: opened, at: opened }
    const deps = { ...harness.deps, uploads: busy }
    const asked = { project: project.slug, batch, name: "x", format: "auto", origin: 0 as const }
    expect(await previewImport(deps, project, who, asked)).toEqual({ id: 1 })
    const started = { project: project.slug, batch, name: "x", as: "settled" as const }
    expect(await startImport(deps, project, who, started)).toEqual({ id: 2 })
    uploads.batches.set("/bills", { "bill.pdf": "%PDF-1.7" })
    const operator = { ...who, operator: true }
    const linked = { project: project.slug, folder: "/bills", format: "auto", origin: 0 as const }
    const host = { ...HOST, dataDir: folder.path }
    expect(await linkImport({ ...deps, host }, project, operator, linked)).toEqual({ id: 3 })
    const nothing = { batch: randomUUID() }
    await expect(previewImport(deps, project, who, { ...asked, ...nothing })).rejects.toMatchObject({
      code: "not_found",
    })
    await expect(startImport(deps, project, who, { ...started, ...nothing })).rejects.toMatchObject({
      code: "not_found",
    })
  })

  test("the data folder of the studio is no folder of pictures", async () => {
    const own = temporaryFolder()
    const inside = join(own.path, "uploads")
    mkdirSync(inside)
    const deps = { ...harness.deps, host: { ...HOST, dataDir: own.path } }
    const operator = { ...who, operator: true }
    const input = { project: project.slug, format: "auto", origin: 0 as const }
    for (const folder of [own.path, `${own.path}/`, inside, join(own.path, ".."), "/"]) {
      uploads.batches.set(folder, { "secrets.json": "{}" })
      await expect(linkImport(deps, project, operator, { ...input, folder })).rejects.toMatchObject({
        code: "invalid_input",
      })
    }
    own.remove()
  })
})
