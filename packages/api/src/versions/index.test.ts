import { findAccessBySlug, findJob, insertJob, listEvents, type ProjectAccess } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { boxShape, canonicalJson, LabelId, RegionId } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { cancelExport, collectExports, ExportJob, KEPT_MS, lossOf, startExport } from "../exports/index.ts"
import { readDownload } from "../files.ts"
import { getImport, startImport } from "../imports/index.ts"
import { ingest } from "../imports/run.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { joined, memoryOutbox, memoryUploads, plainPack, unpacked } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { submitTask } from "../work/submit.ts"
import { nextTasks } from "../work/tasks.ts"
import { freeze } from "./freeze.ts"
import { getVersion, listVersions, noteVersion, versionPictures } from "./index.ts"
import { exportRecords } from "./records.ts"

const COCO = JSON.stringify({
  images: [
    { id: 7, file_name: "a.png", width: 640, height: 480 },
    { id: 9, file_name: "b.png", width: 640, height: 480 },
  ],
  categories: [{ id: 1, name: "RBC" }],
  annotations: [
    { id: 3, image_id: 7, category_id: 1, bbox: [10.5, 20, 30, 40.25], area: 5, iscrowd: 0 },
    {
      id: 4,
      image_id: 7,
      category_id: 1,
      bbox: [1, 2, 3, 4],
      area: 12,
      iscrowd: 0,
      attributes: { transcription: "Ünï" },
    },
  ],
})

describe.each(ruleEngines)("versions and exports on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const outbox = memoryOutbox()
  const uploads = memoryUploads()

  const access = async (slug = "cells", person = owner) => {
    const found = await findAccessBySlug(store.storage.db, slug, person.id)
    if (!found) throw new Error("no access")
    return found
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const ingestFiles = { pictures: headerPictures, outbox, uploads, zip: plainPack }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: ingestFiles })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    await harness.addProject({ slug: "cells", owner, ontology: { labels: [] } })
    project = await access()
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
    outbox.files.clear()
  })

  const ingestFiles = async (contents: Record<string, string | Uint8Array>, into = project) => {
    await ingest(harness.deps, { project: into, files: memoryFiles(contents), as: "settled", name: "set", who })
    project = await access()
  }
  const sample = () =>
    ingestFiles({
      "a.png": pngHeader(640, 480, "a"),
      "b.png": pngHeader(640, 480, "b"),
      "x.json": COCO,
      "c.png": pngHeader(9, 9),
    })
  const collect = async (projectId: number, version: number | "now") => {
    const all: DatasetRecord[] = []
    for await (const record of exportRecords(harness.deps, projectId, version)) all.push(record)
    return all
  }
  const make = async (format: "coco" | "justesse", withPictures: boolean) => {
    const { id } = await startExport(harness.deps, project, who, {
      project: project.slug,
      version: 1,
      format,
      withPictures,
    })
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    const { exports } = await getVersion(harness.deps, project, who, 1)
    const row = exports.find((one) => one.id === id)
    const stored = row?.href ? readDownload(harness.deps, row.href.replace("/download/", "")) : null
    return { row, files: unpacked(outbox.files.get(stored ?? "") ?? new Uint8Array()) }
  }

  test("nothing settled cannot be frozen", async () => {
    await expect(freeze(harness.deps, project, who, { note: "" })).rejects.toMatchObject({ code: "nothing_settled" })
    expect((await listVersions(harness.deps, project, who)).ready.pictures).toBe(0)
  })

  test("the note of a version may change, and nothing that is sealed with it", async () => {
    await sample()
    const { sha256 } = await freeze(harness.deps, project, who, { note: "first" })
    const { row: _, ...before } = await getVersion(harness.deps, project, who, 1)
    await noteVersion(harness.deps, project, who, { project: project.slug, version: 1, note: "for the poster" })
    const { row, ...after } = await getVersion(harness.deps, project, who, 1)
    expect(row).toMatchObject({ note: "for the poster", sha256 })
    expect(after).toEqual(before)
    const happened = await listEvents(store.storage.db, project.id, [], null, null, 1)
    expect(happened).toMatchObject([{ what: "version.noted", personId: owner.id, detail: { version: 1 } }])
    const missing = { project: project.slug, version: 7, note: "" }
    await expect(noteVersion(harness.deps, project, who, missing)).rejects.toMatchObject({ code: "not_found" })
  })

  test("a version holds what is settled, counts the rest, and never changes", async () => {
    await sample()
    const { version, sha256 } = await freeze(harness.deps, project, who, { note: "first" })
    expect(version).toBe(1)
    const shown = await getVersion(harness.deps, project, who, 1)
    expect(shown.row).toMatchObject({ pictures: 2, regions: 2, nothingHere: 1, note: "first", by: "Olga", sha256 })
    expect(shown.manifest.counts.notInIt).toMatchObject({ open: 1, settled: 0 })
    expect(shown.byLabel).toEqual([{ label: "RBC", regions: 2, pictures: 1 }])
    expect(shown.against).toBeNull()
    const before = canonicalJson(await collect(project.id, 1))
    await ingestFiles({ "x.json": COCO.replace("10.5", "11.5") })
    expect(canonicalJson(await collect(project.id, 1))).toBe(before)
    const again = await freeze(harness.deps, project, who, { note: "moved" })
    expect(again.sha256).not.toBe(sha256)
    const same = { version: 1, added: 0, left: 0, addedRegions: 0, gone: 0, relabelled: 0, retexted: 0 }
    expect((await getVersion(harness.deps, project, who, 2)).against).toEqual({
      ...{ ...same, changed: 1, moved: 1 },
      movedBy: { outline: 0, box: 0 },
    })
    expect((await listVersions(harness.deps, project, who)).versions.map((one) => one.version)).toEqual([2, 1])
  })

  test("two versions of the same answers have the same hash", async () => {
    await sample()
    const one = await freeze(harness.deps, project, who, { note: "" })
    const two = await freeze(harness.deps, project, who, { note: "another note" })
    expect(two.sha256).toBe(one.sha256)
  })

  test("every label of people is traced to their pseudonym", async () => {
    const annotator = await harness.addPerson("Awa")
    await harness.addMember(project.id, annotator, ["annotator"], 99)
    await sample()
    const own = await access("cells", annotator)
    const held = await nextTasks(harness.deps, own, annotator.id, { project: own.slug, want: 1 })
    const lease = held.leases[0]
    if (!lease) throw new Error("nothing to do")
    const region = {
      id: RegionId.parse("r1"),
      geometry: boxShape({ x: 1, y: 1, width: 3, height: 3 }),
      label: LabelId.parse("RBC"),
    }
    await submitTask(harness.deps, annotator.id, {
      assignmentId: lease.assignmentId,
      fence: lease.fence,
      submissionId: harness.deps.uuid() as never, // a fresh UUID
      body: { regions: [region], nothingHere: false },
      ontologyVersion: lease.ontologyVersion,
      guidelineVersion: lease.guidelineVersion,
      want: 1,
    })
    await harness.resolve()
    await freeze(harness.deps, project, who, { note: "" })
    const { manifest } = await getVersion(harness.deps, project, who, 1)
    expect(manifest.people).toEqual([{ pseudonym: own.member.pseudonym, answers: 1 }])
    const provenance = (await collect(project.id, 1)).flatMap((record) => record.provenance ?? [])
    expect(provenance.flatMap((one) => one.submissions)).toEqual([
      expect.stringMatching(new RegExp(`^${own.member.pseudonym}/[0-9a-f-]{36}$`)),
    ])
  })

  test("the native form comes back without any loss", async () => {
    await sample()
    await freeze(harness.deps, project, who, { note: "" })
    const { row, files } = await make("justesse", true)
    expect(row).toMatchObject({ state: "done", file: "cells-v1-justesse-pictures.zip" })
    await harness.addProject({ slug: "again", owner, ontology: { labels: [] } })
    const again = await access("again")
    const result = await ingest(harness.deps, { project: again, files, as: "settled", name: "back", who })
    expect(result).toMatchObject({ format: "justesse", pictures: 2, regions: 2, leftOut: 0 })
    expect(canonicalJson(await collect(again.id, "now"))).toBe(canonicalJson(await collect(project.id, 1)))
  })

  test("COCO keeps boxes, texts and ids, and says what it loses", async () => {
    await sample()
    await freeze(harness.deps, project, who, { note: "" })
    expect(
      (await lossOf(harness.deps, project, { project: project.slug, version: 1, format: "coco" })).lines.length,
    ).toBeGreaterThan(0)
    const { files } = await make("coco", false)
    const text = new TextDecoder().decode(await joined(files.open("annotations/instances.json")))
    const read = JSON.parse(text)
    expect(read.images.map((one: { id: number; file_name: string }) => [one.id, one.file_name])).toEqual([
      [7, "a.png"],
      [9, "b.png"],
    ])
    expect(read.annotations.map((one: { bbox: number[] }) => one.bbox)).toEqual([
      [10.5, 20, 30, 40.25],
      [1, 2, 3, 4],
    ])
    expect(read.annotations[1].attributes.transcription).toBe("Ünï")
    await harness.addProject({ slug: "again", owner, ontology: { labels: [] } })
    const again = await access("again")
    await ingestFiles({ "a.png": pngHeader(640, 480, "a"), "b.png": pngHeader(640, 480, "b") }, again)
    await ingestFiles({ "instances.json": text }, again)
    const shapes = (all: DatasetRecord[]) =>
      all.map((one) => one.body?.regions.map(({ geometry, transcript }) => [geometry, transcript?.value]))
    expect(shapes(await collect(again.id, "now"))).toEqual(shapes(await collect(project.id, 1)))
  })

  test("an export is swept after its time and cancelled when asked", async () => {
    await sample()
    await freeze(harness.deps, project, who, { note: "" })
    await make("coco", false)
    const { id } = await startExport(harness.deps, project, who, {
      project: project.slug,
      version: 1,
      format: "coco",
      withPictures: false,
    })
    await cancelExport(harness.deps, project, id)
    const { exports } = await getVersion(harness.deps, project, who, 1)
    expect(exports.map((one) => one.state)).toEqual(["cancelled", "done"])
    await expect(cancelExport(harness.deps, project, 999)).rejects.toMatchObject({ code: "not_found" })
    harness.clock.nowMs += KEPT_MS + 1
    expect(await collectExports(harness.deps)).toBe(1)
    expect((await getVersion(harness.deps, project, who, 1)).exports.map((one) => one.href)).toEqual([null, null])
  })

  test("a file is swept however many exports were made after it", async () => {
    await sample()
    await freeze(harness.deps, project, who, { note: "" })
    await make("coco", false)
    const [old] = (await getVersion(harness.deps, project, who, 1)).exports
    harness.clock.nowMs += KEPT_MS + 1
    const { db } = harness.deps.storage
    const input = ExportJob.parse((await findJob(db, old?.id ?? 0))?.input)
    const { stored } = input
    expect(await harness.deps.outbox.size(stored)).toBeGreaterThan(0)
    const later = { ...input, stored: "later.zip" }
    for (let n = 0; n < 510; n++)
      await insertJob(db, { projectId: project.id, kind: "export", input: later, madeBy: null, nowMs: n })
    await db.updateTable("job").set({ state: "done" }).where("state", "=", "queued").execute()
    expect(await collectExports(harness.deps)).toBe(1)
    expect(await harness.deps.outbox.size(stored)).toBeNull()
  })

  test("pictures of a version show the answers as they were frozen", async () => {
    await sample()
    await freeze(harness.deps, project, who, { note: "" })
    await ingestFiles({ "x.json": COCO.replace("10.5", "99") })
    const input = { project: project.slug, version: 1, cursor: null, limit: 1 }
    const first = await versionPictures(harness.deps, project, input)
    expect(first.tiles[0]?.boxes[0]?.[0]).toBe(10.5)
    const second = await versionPictures(harness.deps, project, { ...input, cursor: first.next })
    expect(second.tiles.map((tile) => [tile.name, tile.nothingHere])).toEqual([["b.png", true]])
  })

  test("an upload becomes an import that runs as a job and survives a restart", async () => {
    const batch = harness.deps.uuid()
    uploads.batches.set(`cells/${batch}`, {
      "a.png": pngHeader(640, 480, "a"),
      "b.png": pngHeader(640, 480, "b"),
      "x.json": COCO,
    })
    const { id } = await startImport(harness.deps, project, who, {
      project: project.slug,
      batch,
      name: "drop",
      as: "settled",
    })
    // The process dies with the job in hand: the next one takes it up.
    await store.storage.db.updateTable("job").set({ state: "running", tries: 1 }).execute()
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    const shown = await getImport(harness.deps, project, who, id)
    expect(shown.row).toMatchObject({ state: "done", pictures: 2, regions: 2, as: "settled", who: "Olga" })
    expect(uploads.batches.size).toBe(0)
    await expect(
      startImport(harness.deps, project, who, { project: project.slug, batch, name: "", as: "settled" }),
    ).rejects.toMatchObject({ code: "not_found" })
  })

  test("an upload in no known form fails with its reason, once and for all", async () => {
    const batch = harness.deps.uuid()
    uploads.batches.set(`cells/${batch}`, { "notes.txt": "hello" })
    const { id } = await startImport(harness.deps, project, who, {
      project: project.slug,
      batch,
      name: "drop",
      as: "settled",
    })
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    const shown = await getImport(harness.deps, project, who, id)
    expect(shown.row.state).toBe("failed")
    expect(shown.report[0]?.code).toBe("format_unknown")
  })
})
