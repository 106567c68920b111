import {
  findAccessBySlug,
  findFinalAnswers,
  findProject,
  findSet,
  insertSet,
  keepFinal,
  listFinalWithPredictions,
  type ProjectAccess,
} from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { listFiles } from "@justesse/formats/io/fileSet"
import { canonicalJson, LabelId, movedShape } from "@justesse/types"
import { Matching } from "@justesse/types/wire/quality"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { startExport } from "../exports/index.ts"
import { readDownload } from "../files.ts"
import { ingest } from "../imports/run.ts"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { ontologyOf, saveOntology } from "../labels/index.ts"
import { queueDueQuality } from "../quality/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { joined, memoryOutbox, memoryUploads, plainPack, unpacked } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "../versions/freeze.ts"
import { getVersion } from "../versions/index.ts"
import { fillSet } from "./run.ts"

const NAMES = ["BloodImage_00000", "BloodImage_00001", "street/a", "night/a", "000785", "b", "c", "d", "e", "f"]

/** A COCO file of these pictures with ids of its own, one box each. */
const coco = (names: readonly string[], from: number) => {
  const images = names.map((name, i) => ({ id: from + i, file_name: `${name}.png`, width: 90, height: 60 }))
  const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 3, bbox: [5, 5, 20, 20], iscrowd: 0 }))
  return JSON.stringify({ images, categories: [{ id: 3, name: "RBC" }], annotations })
}
const PARTS = {
  parts: [
    { name: "train", share: 60 },
    { name: "test", share: 40 },
  ],
  ...{ by: "hash" as const, byDocument: false, seed: 3 },
}

interface Out {
  images: { id: number; file_name: string }[]
  categories: { id: number; name: string }[]
  annotations: { id: number; image_id: number; category_id: number; bbox: number[] }[]
}

// found O5: results with the integer ids of our own export matched nothing, and ids began at 1 in the file of each part.
describe.each(ruleEngines)("results of models find their pictures on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let project: ProjectAccess
  const outbox = memoryOutbox()

  const access = async () => {
    const found = await findAccessBySlug(store.storage.db, "cells", owner.id)
    if (!found) throw new Error("no access")
    return found
  }
  const ingestFiles = async (names: readonly string[], from: number | null) => {
    const pictures = Object.fromEntries(names.map((name) => [`${name}.png`, pngHeader(90, 60, name)]))
    const labels = from === null ? {} : { "labels.json": coco(names, from) }
    const files = memoryFiles({ ...pictures, ...labels })
    await ingest(harness.deps, { project, files, as: "settled", name: "set", who })
    project = await access()
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const outside = { pictures: headerPictures, outbox, uploads: memoryUploads(), zip: plainPack }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: outside })
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

  const exported = async (version: number): Promise<Record<string, Out>> => {
    const wanted = { project: project.slug, version, format: "coco" as const, withPictures: false }
    const { id } = await startExport(harness.deps, project, who, wanted)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    const { exports } = await getVersion(harness.deps, project, who, version)
    const href = exports.find((one) => one.id === id)?.href ?? ""
    const files = unpacked(
      outbox.files.get(readDownload(harness.deps, href.replace("/download/", "")) ?? "") ?? new Uint8Array(),
    )
    const names = (await listFiles(files)).map(({ name }) => name).filter((name) => name.startsWith("annotations/"))
    const parts: Record<string, Out> = {}
    for (const name of names) parts[name] = JSON.parse(new TextDecoder().decode(await joined(files.open(name))))
    return parts
  }
  const scored = async (rows: readonly object[]) => {
    const files = memoryFiles({ "predictions.json": JSON.stringify(rows) })
    const { db } = store.storage
    const id = await insertSet(db, project.id, { name: "model", madeBy: who.personId, madeAtMs: harness.clock.nowMs })
    await fillSet(harness.deps, await harnessProject(), id, files, () => Promise.resolve())
    const set = await findSet(db, project.id, id)
    if (!set) throw new Error("no set")
    return { set, matching: Matching.parse(set.matching) }
  }
  const harnessProject = async () => {
    const found = await findProject(store.storage.db, project.id)
    if (!found) throw new Error("no project")
    return found
  }
  const row = (image_id: number | string, category_id = 3) => ({
    image_id,
    category_id,
    bbox: [5, 5, 20, 20],
    score: 0.9,
  })
  const idsIn = (files: Record<string, Out>) =>
    new Map(Object.values(files).flatMap(({ images }) => images.map((one) => [one.file_name, one.id] as const)))

  test("ids of an export are those of the project: over parts, over versions, and back from a model", async () => {
    // The second file calls its pictures by the same numbers as the first; the rest came without any.
    await ingestFiles(NAMES.slice(0, 4), 1)
    await ingestFiles(NAMES.slice(4, 8), 1)
    await freeze(harness.deps, project, who, { note: "", split: PARTS })
    const first = await exported(1)
    expect(Object.keys(first)).toHaveLength(2)
    const ids = idsIn(first)
    expect(ids.size).toBe(8)
    expect(new Set(ids.values()).size).toBe(8)
    // The ids that a file brought stay where they are free.
    expect(NAMES.slice(0, 4).map((name) => ids.get(`${name}.png`))).toEqual([1, 2, 3, 4])
    const annotations = Object.values(first).flatMap((part) => part.annotations.map(({ id }) => id))
    expect(new Set(annotations).size).toBe(8)
    // A label that comes in front of the others, and more pictures, change no number that was given.
    const { labels } = await ontologyOf(harness.deps, project.id, project.ontologyVersion)
    const [rbc] = labels
    if (!rbc) throw new Error("no label")
    const wbc = { ...rbc, id: LabelId.parse("wbc"), name: { en: "WBC" }, key: "9", foreign: undefined }
    const { foreign: _foreign, ...fresh } = wbc
    const ontology = { labels: [fresh, ...labels] }
    await saveOntology(harness.deps, project, who, {
      project: project.slug,
      baseVersion: project.ontologyVersion,
      ontology,
    })
    project = await access()
    await ingestFiles(NAMES.slice(8), 2)
    await freeze(harness.deps, project, who, { note: "", split: { ...PARTS, seed: 9 } })
    const second = idsIn(await exported(2))
    expect(second.size).toBe(10)
    expect(new Set(second.values()).size).toBe(10)
    for (const [name, id] of ids) expect(second.get(name)).toBe(id)
    const [part] = Object.values(await exported(2))
    expect(part?.categories.map(({ id, name }) => [name, id])).toEqual([
      ["WBC", 4],
      ["RBC", 3],
    ])
    // What a model trained on the first version says by these numbers is found, label and all.
    const { set, matching } = await scored([...ids.values()].map((id) => row(id)))
    expect(set).toMatchObject({ pictures: 8, unmatched: 0, regions: 8 })
    expect(matching).toEqual({ by: [{ by: "number", pictures: 8 }], unmatched: [], labels: [], fromZero: false })
    expect(set.scores).toHaveProperty("numbers.1", expect.closeTo(1, 6))
    const stored = await listFinalWithPredictions(store.storage.db, project.id, set.id, 0, 100)
    expect(stored.map(({ predicted }) => JSON.parse(predicted).regions[0].label)).toEqual(Array(8).fill(rbc.id))
  })

  test("by name, path and stem; what could be several and what is not here is told with the reason", async () => {
    await ingestFiles(NAMES, null)
    await ingestFiles(["x"], 40)
    const { set, matching } = await scored([
      ...["BloodImage_00000", "BloodImage_00001.png", "images/train/street/a.png", "b.jpg"].map((name) => row(name)),
      ...["a", "nowhere", "train/a.png"].map((name) => row(name)),
      row("c", 77),
    ])
    expect(matching).toEqual({
      by: [
        { by: "stem", pictures: 3 },
        { by: "name", pictures: 1 },
        { by: "path", pictures: 1 },
      ],
      unmatched: [
        { why: "several", pictures: 2, examples: ["a", "train/a.png"] },
        { why: "name_unknown", pictures: 1, examples: ["nowhere"] },
      ],
      labels: [{ name: "77", boxes: 1 }],
      fromZero: false,
    })
    expect(set).toMatchObject({ pictures: 5, unmatched: 3, regions: 4 })
    // Numbers that nothing here has: nothing is found, and the page can say why.
    const none = await scored([row(901), row(902)])
    expect(none.set).toMatchObject({ pictures: 0, unmatched: 2 })
    expect(none.matching.unmatched).toEqual([{ why: "number_unknown", pictures: 2, examples: ["901", "902"] }])
    // Ultralytics writes a name of digits as a number, and may count its classes from 0.
    const counted = await scored([row(785, 0)])
    expect(counted.set).toMatchObject({ pictures: 1, unmatched: 0, regions: 1 })
    expect(counted.matching).toMatchObject({ by: [{ by: "stem", pictures: 1 }], fromZero: true })
  })

  // found O6, O36: a set stood at old figures beside a new one, and train and test were mixed.
  test("all sets are scored on one choice of pictures, and again when a decision or a version changes what they rest on", async () => {
    await ingestFiles(NAMES, 1)
    await scored(NAMES.map((name) => row(name)))
    await scored(NAMES.slice(1).map((name) => row(name)))
    const caller = () => appRouter.createCaller(harness.contextOf(owner))
    const list = () => caller().models.list({ project: project.slug })
    const compute = async () => {
      harness.clock.nowMs += 2_000
      const queued = await queueDueQuality(harness.deps)
      const runner = runJobs(harness.deps)
      await runner.idle()
      await runner.stop()
      harness.clock.nowMs += 2_000
      return queued
    }
    await compute()
    const before = await list()
    expect(before.scoring).toMatchObject({ on: { version: null, part: null }, isChosen: false, computing: null })
    expect(before.sets.map(({ fresh }) => fresh)).toEqual([true, true])
    expect(before.sets.map(({ ap }) => ap !== null && ap > 0.98)).toEqual([true, true])
    // Each says on how many pictures it was scored: a set that speaks of fewer is not the same race.
    expect(before.sets.map((set) => set.scored)).toEqual([9, 10])
    // An answer becomes another: no set may stand at the figures of before as if nothing had happened.
    const [kept] = await findFinalAnswers(store.storage.db, project.id, [1])
    if (!kept) throw new Error("nothing settled")
    const moved = {
      ...kept[1],
      regions: kept[1].regions.map((region) => ({ ...region, geometry: movedShape(region.geometry, 55, 25) })),
    }
    const answer = { answer: moved, answerSha256: harness.deps.sha256(canonicalJson(moved)), provenance: [] }
    const final = { ...answer, by: "review" as const, atMs: harness.clock.nowMs, agreement: null }
    await keepFinal(store.storage.db, { projectId: project.id, taskId: 1 }, final)
    expect((await list()).sets.map(({ fresh }) => fresh)).toEqual([false, false])
    expect(await compute()).toBeGreaterThan(0)
    const after = await list()
    expect(after.sets.map(({ fresh }) => fresh)).toEqual([true, true])
    // The second set did not speak of that picture; the first is wrong about it now.
    expect(after.sets[1]?.ap).toBeLessThan(before.sets[1]?.ap ?? 0)
    // A version with a part "test" comes: by itself, that is what models are scored on from now on.
    await freeze(harness.deps, project, who, { note: "", split: PARTS })
    expect((await list()).sets.map(({ fresh }) => fresh)).toEqual([false, false])
    await compute()
    const parted = await list()
    expect(parted.scoring.on).toEqual({ version: 1, part: "test" })
    const pictures = parted.scoring.choices.find(({ on }) => on.part === "test")?.pictures
    for (const { id } of parted.sets)
      expect((await caller().models.scores({ project: project.slug, set: id })).pictures).toBeLessThanOrEqual(
        pictures ?? 0,
      )
    await caller().models.scoreOn({ project: project.slug, on: { version: 1, part: null } })
    await compute()
    const whole = await list()
    expect(whole.scoring).toMatchObject({ on: { version: 1, part: null }, isChosen: true })
    expect(whole.sets.map(({ ap }) => ap)).toEqual(after.sets.map(({ ap }) => ap))
    const nowhere = { project: project.slug, on: { version: 7, part: null } }
    await expect(caller().models.scoreOn(nowhere)).rejects.toThrow("not_found")
  })
})
