import { randomUUID } from "node:crypto"
import {
  findAccessBySlug,
  findAsset,
  findGoldOf,
  findImport,
  findOntology,
  findProject,
  findProposingSet,
  findSet,
  findTargets,
  findTaskStatus,
  listJobs,
  listSets,
  type ProjectAccess,
  putOntology,
  readAssetPage,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { LabelId, type WorkBody } from "@justesse/types"
import type { ImportOptions, ImportShown } from "@justesse/types/wire/imports"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryUploads } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { leasesOf } from "../work/lease.ts"
import { collectWaiting, excerptOf, linkImport, previewAgain, previewImport, runWaiting } from "./ask.ts"
import { cancelImport, getImport, reportOf, startImport } from "./index.ts"
import { linksOf } from "./links.ts"
import { ingest } from "./run.ts"
import { startUndo } from "./undo.ts"

const box = (id: number, image_id: number, bbox: unknown[], category_id = 1, more = {}) => ({
  id,
  image_id,
  category_id,
  bbox,
  area: 1,
  iscrowd: 0,
  ...more,
})
const coco = (names: readonly string[], annotations: unknown[]) =>
  JSON.stringify(
    {
      images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 640, height: 480 })),
      annotations,
      categories: [
        { id: 1, name: "car" },
        { id: 2, name: "Lorry" },
        { id: 3, name: "junk" },
      ],
    },
    null,
    1,
  )
const FINAL: ImportOptions = { format: "auto", origin: 0, as: "settled", strict: false, labels: [] }

describe.each(ruleEngines)("bringing files in on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const uploads = memoryUploads()

  beforeEach(async () => {
    uploads.batches.clear()
    store = await open()
    folder = temporaryFolder()
    const host = { dataDir: folder.path } as Harness["deps"]["host"] // of the host these services ask for this alone
    const ingestFiles = { uploads, pictures: headerPictures, host }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: ingestFiles })
    owner = await harness.addPerson("Olga", true)
    who = { personId: owner.id, name: "Olga", operator: true, scopes: null }
    await harness.addProject({ slug: "cells", owner, roles: ["owner", "annotator"] })
    const access = await findAccessBySlug(store.storage.db, "cells", owner.id)
    if (!access) throw new Error("no project")
    project = access
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const jobsDone = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const upload = (files: Record<string, string | Uint8Array>) => {
    const batch = randomUUID()
    uploads.batches.set(`cells/${batch}`, files)
    return batch
  }
  const look = async (files: Record<string, string | Uint8Array>, format = "auto") => {
    const { id } = await previewImport(harness.deps, project, who, {
      project: project.slug,
      batch: upload(files),
      name: "set",
      format,
      origin: 0,
    })
    await jobsDone()
    return id
  }
  const shown = (id: number): Promise<ImportShown> => getImport(harness.deps, project, who, id)
  const write = async (id: number, options: Partial<ImportOptions> = {}) => {
    await runWaiting(harness.deps, project, who, { project: project.slug, id, options: { ...FINAL, ...options } })
    await jobsDone()
    return shown(id)
  }
  const undo = async (id: number) => {
    await startUndo(harness.deps, project, who, id)
    await jobsDone()
    return (await shown(id)).row
  }
  const pictures = () =>
    readAssetPage(
      store.storage.db,
      project.id,
      { search: "", states: [], labels: [] },
      { sort: "number", after: null, limit: 200, nowMs: harness.clock.nowMs },
    )
  const status = (id: number) => findTaskStatus(store.storage.db, { projectId: project.id, taskId: id })
  const lease = async () => {
    const rows = await store.storage.hot.next({
      projectId: project.id,
      personId: owner.id,
      tiers: [1],
      want: 1,
      nowMs: harness.clock.nowMs,
      freshIds: [harness.deps.uuid()],
      ontologyVersion: 1,
      guidelineVersion: 1,
    })
    const full = await findProject(store.storage.db, project.id)
    if (!full) throw new Error("no project")
    return (await leasesOf(harness.deps, full, rows))[0]
  }
  const SHOP = {
    "shop/images/a.png": pngHeader(640, 480, "a"),
    "shop/images/b.png": pngHeader(640, 480, "b"),
    "shop/instances.json": coco(
      ["a.png", "b.png", "gone.png"],
      [box(1, 1, [1, 2, 3, 4]), box(2, 1, [5, 6, 7, 8], 2), box(3, 2, [1, 1, 9, 9], 3), box(4, 3, [1, 1, 2, 2])],
    ),
  }

  test("a look counts what will come in: pictures that are here and those that cannot be read are told, as the import tells them (found O15)", async () => {
    const here = { "a.png": pngHeader(640, 480, "a"), "b.png": pngHeader(640, 480, "b") }
    await write(await look(here))
    const files = { ...here, "c.png": pngHeader(640, 480, "c"), "d.png": "not a picture", "e.png": "nor this" }
    const id = await look({ ...files, "again.png": pngHeader(640, 480, "c") })
    const { row, looked: preview, report } = await shown(id)
    expect(preview).toMatchObject({ pictures: 6, twice: 3, unreadable: 2, unopened: 0, lost: 2 })
    expect(row).toMatchObject({ twice: 3, leftOut: 2 })
    const lost = report.filter(({ level }) => level === "lost").map(({ file, code }) => [file, code])
    expect(lost.sort()).toEqual([
      ["d.png", "picture_broken"],
      ["e.png", "picture_broken"],
    ])
    // The import of the same files comes to the same.
    expect((await write(id)).row).toMatchObject({ pictures: 1, twice: 3, leftOut: 2 })
  })

  test("a look says what there is, and nothing is written until its owner has a word", async () => {
    const id = await look(SHOP)
    const { row, looked: preview, report, keptUntilMs } = await shown(id)
    expect(row).toMatchObject({ state: "waiting", runAtMs: null, leftOut: 1 })
    expect(preview).toMatchObject({
      format: "coco",
      files: 3,
      pictures: 2,
      answers: 3,
      regions: 3,
      unmatched: 1,
      lost: 1,
    })
    expect(preview?.samples.map(({ name, regions }) => [name.split("/").at(-1), regions])).toContainEqual(["a.png", 2])
    const a = preview?.samples.find(({ name }) => name.endsWith("a.png"))
    expect(a?.boxes).toEqual([
      [1, 2, 3, 4, "car"],
      [5, 6, 7, 8, "Lorry"],
    ])
    expect(a?.thumbnail).toMatch(/^data:image\/jpeg;base64,/)
    expect(preview?.labels).toEqual([
      { name: "car", regions: 2, choice: { to: "existing", label: "car" } },
      { name: "Lorry", regions: 1, choice: { to: "new" } },
      { name: "junk", regions: 1, choice: { to: "new" } },
    ])
    expect(report).toMatchObject([{ level: "lost", code: "picture_unknown", file: "shop/instances.json" }])
    expect(keptUntilMs).toBe(harness.clock.nowMs + 14 * 86_400_000)
    expect(await pictures()).toEqual([])
    const line = report[0]?.line ?? 0
    const excerpt = await excerptOf(harness.deps, project, {
      project: project.slug,
      id,
      file: "shop/instances.json",
      line,
    })
    expect(excerpt.lines.map((one) => one.line)).toEqual([line - 2, line - 1, line, line + 1, line + 2])
  })

  test("labels go where they were sent, and the next look remembers it", async () => {
    const labels: ImportOptions["labels"] = [
      { name: "Lorry", choice: { to: "existing", label: LabelId.parse("sign") } },
      { name: "junk", choice: { to: "out" } },
    ]
    const done = await write(await look(SHOP), { labels })
    expect(done.row).toMatchObject({ state: "done", pictures: 2, regions: 2, unmatched: 1, leftOut: 2 })
    const [a, b] = await pictures()
    expect((await status(a?.id ?? 0))?.answer?.regions.map(({ label }) => label)).toEqual(["car", "sign"])
    expect((await status(b?.id ?? 0))?.answer).toEqual({ regions: [], nothingHere: true })
    const version = (await findProject(store.storage.db, project.id))?.ontologyVersion ?? 0
    const inForce = await findOntology(store.storage.db, project.id, version)
    expect(inForce?.ontology.labels.map((label) => label.id)).toEqual(["car", "line", "sign"])
    const again = await shown(await look(SHOP))
    expect(again.looked?.labels.map(({ choice }) => choice)).toEqual([
      { to: "existing", label: "car" },
      { to: "existing", label: "sign" },
      { to: "out" },
    ])
    const all = await reportOf(harness.deps, project, done.row.id, 0)
    expect(all.lines?.map(({ code }) => code).sort()).toEqual(["label_left_out", "picture_unknown"])
    expect(all.lines?.find(({ code }) => code === "label_left_out")).toMatchObject({
      level: "lost",
      found: "junk",
      count: 1,
    })
    expect((await reportOf(harness.deps, project, done.row.id, 1)).lines).toBeNull()
  })

  test("strict writes nothing when anything would be left out", async () => {
    const id = await look(SHOP)
    await expect(write(id, { strict: true })).rejects.toMatchObject({ code: "import_refused", detail: { lost: 1 } })
    expect((await shown(id)).row.state).toBe("waiting")
    const direct = { project, as: "settled" as const, name: "set", who, strict: true }
    const files = await uploads.files("cells", upload(SHOP))
    await expect(ingest(harness.deps, { ...direct, files })).rejects.toMatchObject({ code: "import_refused" })
    const { id: started } = await startImport(harness.deps, project, who, {
      project: project.slug,
      batch: upload(SHOP),
      name: "set",
      as: "settled",
      strict: true,
    })
    await jobsDone()
    const refused = await shown(started)
    expect(refused.row.state).toBe("failed")
    expect(refused.report.map(({ code }) => code)).toEqual(["import_refused", "picture_unknown"])
    expect(await pictures()).toEqual([])
  })

  test("files that nobody knows wait too, and can be read as another format", async () => {
    const id = await look({ "a.xyz": "1 2 3", "a.png": pngHeader(10, 10) }, "voc")
    expect((await shown(id)).looked).toMatchObject({ format: "voc", answers: 0 })
    await previewAgain(harness.deps, project, who, { project: project.slug, id, format: "auto", origin: 0 })
    await jobsDone()
    expect((await shown(id)).looked).toMatchObject({ format: "pictures", pictures: 1 })
    const unknown = await shown(await look({ "a.xyz": "1 2 3" }))
    expect(unknown.looked?.format).toBe("")
    expect(unknown.report.map(({ code }) => code)).toEqual(["format_unknown"])
  })

  test("nothing comes in of what is cancelled or waits too long", async () => {
    const cancelled = await look(SHOP)
    await cancelImport(harness.deps, project, who, cancelled)
    expect((await shown(cancelled)).row.state).toBe("cancelled")
    const old = await look(SHOP)
    harness.clock.nowMs += 15 * 86_400_000
    expect(await collectWaiting(harness.deps)).toBe(1)
    expect((await shown(old)).row.state).toBe("cancelled")
    expect(uploads.batches.size).toBe(0)
    await expect(write(old)).rejects.toMatchObject({ code: "not_found" })
  })

  test.each(["look", "import"])("a %s that is cancelled gives up what is being decoded", async (kind) => {
    let began = () => {}
    const decoding = new Promise<void>((go) => {
      began = go
    })
    // A picture that decodes for ever, unless it is given up.
    const prepare = (_: Uint8Array, signal?: AbortSignal) =>
      new Promise<never>((_go, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason))
        began()
      })
    const batch = upload({ "a.png": pngHeader(640, 480, "a") })
    const about = { project: project.slug, batch, name: "set" }
    const { id } = await (kind === "look"
      ? previewImport(harness.deps, project, who, { ...about, format: "auto", origin: 0 })
      : startImport(harness.deps, project, who, { ...about, as: "settled" }))
    const runner = runJobs({ ...harness.deps, pictures: { prepare } })
    await decoding
    await cancelImport(harness.deps, project, who, id)
    await runner.idle()
    await runner.stop()
    expect((await shown(id)).row.state).toBe("cancelled")
    expect(uploads.batches.size).toBe(0)
    expect(await listJobs(store.storage.db, { kinds: [kind], limit: 9 })).toMatchObject([{ state: "cancelled" }])
  })

  test("taking an import back removes what it brought and keeps what was worked on", async () => {
    const first = await write(await look({ "a.png": pngHeader(640, 480, "a"), "b.png": pngHeader(640, 480, "b") }))
    const given = await lease()
    expect(given?.body).toEqual({ regions: [], nothingHere: false })
    const undone = await undo(first.row.id)
    expect(undone).toMatchObject({ state: "undone", undone: { pictures: 1, keptPictures: 1, answers: 0 } })
    expect((await pictures()).map(({ name }) => name)).toEqual(["a.png"])
    await expect(startUndo(harness.deps, project, who, first.row.id)).rejects.toMatchObject({ code: "nothing_to_undo" })
    const hash = harness.deps.sha256(pngHeader(640, 480, "b"))
    expect(await harness.deps.blobs.has(hash)).toBe(false)
  })

  test("answers of an import give way to what stood before, gold too", async () => {
    await write(await look({ "a.png": pngHeader(640, 480, "a"), "b.png": pngHeader(640, 480, "b") }))
    const labels = { "x.json": coco(["a.png", "b.png"], [box(1, 1, [1, 2, 3, 4]), box(2, 2, [1, 2, 3, 4])]) }
    const final = await write(await look(labels))
    const [a] = await pictures()
    const before = await status(a?.id ?? 0)
    const other = { "x.json": coco(["a.png"], [box(1, 1, [9, 9, 3, 4])]) }
    const golden = await write(await look(other), { as: "gold" })
    expect(golden.row).toMatchObject({ as: "gold", regions: 1 })
    expect((await findGoldOf(store.storage.db, project.id, [Number(a?.id)])).size).toBe(1)
    expect((await undo(golden.row.id)).undone).toMatchObject({ answers: 1, keptAnswers: 0, pictures: 0 })
    expect(await status(a?.id ?? 0)).toEqual(before)
    expect((await findGoldOf(store.storage.db, project.id, [Number(a?.id)])).size).toBe(0)
    expect((await undo(final.row.id)).undone).toMatchObject({ answers: 2 })
    expect((await status(a?.id ?? 0))?.state).toBe("open")
    const targets = await findTargets(store.storage.db, project.id, [Number(a?.id)], harness.clock.nowMs)
    expect(targets[0]?.openSlots).toBe(targets[0]?.overlap)
    expect(targets[0]?.overlap).toBeGreaterThan(0)
  })

  test("proposals attach by name to pictures that are here, and people begin with them", async () => {
    await write(await look({ "night/a.png": pngHeader(640, 480, "a") }))
    const found = {
      "p.json": coco(
        ["a.png", "gone.png"],
        [box(1, 1, [1, 2, 3, 4], 1, { score: 0.7 }), box(2, 2, [1, 2, 3, 4], 1, { score: 0.6 })],
      ),
    }
    const id = await look(found)
    expect((await shown(id)).looked).toMatchObject({ scored: true, unmatched: 1, answers: 2 })
    const { row, report } = await write(id, { as: "proposals" })
    expect(row).toMatchObject({ state: "done", as: "proposals", pictures: 0, regions: 1, unmatched: 1 })
    expect(report).toMatchObject([{ code: "picture_unknown", found: "gone.png" }])
    const set = await findSet(store.storage.db, project.id, row.set ?? 0)
    expect(set).toMatchObject({ name: "set", state: "ready", pictures: 1, proposes: true })
    const body: WorkBody | undefined = (await lease())?.body
    expect(body?.regions).toMatchObject([
      { label: "car", geometry: { x: 1, y: 2, width: 3, height: 4 }, proposed: true },
    ])
    expect((await undo(row.id)).undone).toMatchObject({ predictions: 1, pictures: 0 })
    expect(await listSets(store.storage.db, project.id)).toEqual([])
  })

  test("scores become a set of a model without changing what people see; new pictures come in first", async () => {
    const files = {
      "a.png": pngHeader(640, 480, "a"),
      "p.json": coco(["a.png"], [box(1, 1, [1, 2, 3, 4], 2, { score: 0.7 })]),
    }
    const { row } = await write(await look(files), { as: "scores", labels: [{ name: "Lorry", choice: { to: "new" } }] })
    expect(row).toMatchObject({ state: "done", as: "scores", pictures: 1, regions: 1 })
    expect((await listSets(store.storage.db, project.id))[0]).toMatchObject({ proposes: false, pictures: 1 })
    expect((await lease())?.body.regions).toEqual([])
    expect((await findImport(store.storage.db, project.id, row.id))?.setId).toBe(row.set)
  })

  const labelsInForce = async () => {
    const version = (await findProject(store.storage.db, project.id))?.ontologyVersion ?? 0
    const found = await findOntology(store.storage.db, project.id, version)
    return { version, labels: found?.ontology.labels ?? [] }
  }

  test("labels that an import added go with it, unless a region carries them or somebody changed them", async () => {
    const { row } = await write(await look(SHOP))
    const with3 = await labelsInForce()
    expect(with3.labels.map(({ id }) => id)).toEqual(["car", "line", "sign", "Lorry", "junk"])
    const renamed = with3.labels.map((label) => (label.id === "junk" ? { ...label, color: "#123456" } : label))
    const change = { ontology: { labels: renamed }, madeBy: owner.id, madeAtMs: 1 }
    await putOntology(store.storage.db, project.id, with3.version, change)
    const { undone } = await undo(row.id)
    expect(undone).toMatchObject({
      pictures: 2,
      labels: 1,
      keptLabels: [{ label: "junk", name: "junk", why: "changed" }],
    })
    const after = await labelsInForce()
    expect(after.labels.map(({ id }) => id)).toEqual(["car", "line", "sign", "junk"])
    expect(after.version).toBe(with3.version + 2)
    const then = await findOntology(store.storage.db, project.id, with3.version)
    expect(then?.ontology.labels).toHaveLength(5)
  })

  test("a label of an import that an answer of somebody carries stays when it is taken back", async () => {
    const { row } = await write(await look(SHOP))
    await write(await look({ "c.png": pngHeader(640, 480, "c") }))
    const given = await lease()
    const region = { id: "r", geometry: { type: "box", x: 1, y: 1, width: 9, height: 9 }, label: "Lorry" }
    await store.storage.db
      .insertInto("draft")
      .values({
        ...{ project_id: project.id, task_id: 3, person_id: owner.id, revision: 1, saved_at_ms: 1 },
        body: JSON.stringify({ regions: [region], nothingHere: false }),
      })
      .execute()
    expect(given).toBeDefined()
    const { undone } = await undo(row.id)
    expect(undone).toMatchObject({ labels: 1, keptLabels: [{ label: "Lorry", why: "used" }] })
    expect((await labelsInForce()).labels.map(({ id }) => id)).toEqual(["car", "line", "sign", "Lorry"])
    // Brought again under the same name, it is the same label.
    await write(await look({ "x.json": coco(["c.png"], [box(1, 1, [1, 2, 3, 4], 3)]) }))
    expect((await labelsInForce()).labels.map(({ id }) => id)).toEqual(["car", "line", "sign", "Lorry", "junk"])
  })

  test("people begin with the set before it again when an import of proposals is taken back", async () => {
    await write(await look({ "a.png": pngHeader(640, 480, "a") }))
    const found = (x: number) => ({ "p.json": coco(["a.png"], [box(1, 1, [x, 2, 3, 4], 1, { score: 0.7 })]) })
    const [one, two, three] = [
      await write(await look(found(10)), { as: "proposals" }),
      await write(await look(found(20)), { as: "proposals" }),
      await write(await look(found(30)), { as: "proposals" }),
    ]
    const proposing = async () => (await findProposingSet(store.storage.db, project.id))?.id ?? null
    expect(await proposing()).toBe(three.row.set)
    // Not the one that people begin with: they go on with the other.
    expect((await undo(two.row.id)).undone).toMatchObject({ predictions: 1, proposes: null })
    expect(await proposing()).toBe(three.row.set)
    expect((await undo(three.row.id)).undone).toMatchObject({ proposes: { set: one.row.set, name: "set" } })
    expect(await proposing()).toBe(one.row.set)
    expect((await lease())?.body.regions).toMatchObject([{ geometry: { x: 10 } }])
    expect((await undo(one.row.id)).undone).toMatchObject({ proposes: null })
    expect(await proposing()).toBeNull()
  })

  test("a folder is linked by its operator alone, and its pictures are not copied", async () => {
    uploads.batches.set("/photos", { "a.png": pngHeader(640, 480, "a") })
    const input = { project: project.slug, folder: "/photos", format: "auto", origin: 0 as const }
    await expect(linkImport(harness.deps, project, { ...who, operator: false }, input)).rejects.toMatchObject({
      code: "invalid_input",
    })
    const { id } = await linkImport(harness.deps, project, who, input)
    await jobsDone()
    const { row } = await write(id)
    expect(row).toMatchObject({ state: "done", name: "photos", pictures: 1 })
    const hash = harness.deps.sha256(pngHeader(640, 480, "a"))
    expect(await harness.deps.blobs.has(hash)).toBe(false)
    expect((await shown(id)).linked).toBe(true)
    expect(await linksOf(harness.deps, project, id)).toEqual({ linked: 1, missing: ["a.png"], changed: [] })
    await expect(linkImport(harness.deps, project, who, { ...input, folder: "/nowhere" })).rejects.toMatchObject({
      code: "not_found",
    })
  })

  test("pages of a document come in with their document and place", async () => {
    const { row } = await write(
      await look({ "bill.pdf/0001.png": pngHeader(10, 10, "1"), "bill.pdf/0002.png": pngHeader(10, 10, "2") }),
    )
    expect(row.pictures).toBe(2)
    const found = await Promise.all((await pictures()).map(({ id }) => findAsset(store.storage.db, project.id, id)))
    expect(found.map((one) => one?.document)).toEqual([
      { name: "bill.pdf", page: 0 },
      { name: "bill.pdf", page: 1 },
    ])
  })
})
