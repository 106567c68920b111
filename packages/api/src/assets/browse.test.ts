import { endSet, findAccessBySlug, findAsset, insertSet, type ProjectAccess, putPredictions } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import { AnnotationBody, AssetId, JustesseError, type Role } from "@justesse/types"
import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { z } from "zod"
import type { Who } from "../core/who.ts"
import { ingest } from "../imports/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "../versions/freeze.ts"
import { submitTask } from "../work/submit.ts"
import { nextTasks } from "../work/tasks.ts"
import { actOnAssets } from "./acts.ts"
import { prepareDownload, readSelection, selectionFiles } from "./download.ts"
import { listAssets } from "./index.ts"
import { weighAssets } from "./select.ts"
import { emptyTrash, TRASH_MS } from "./trash.ts"
import { undoAct } from "./undo.ts"
import { listTags, listViews, removeView, saveView } from "./views.ts"

const EVERYTHING: AssetFilter = { search: "", states: [], labels: [] }
const COCO = JSON.stringify({
  images: [1, 2, 10].map((id) => ({ id, file_name: `p${id}.png`, width: 64, height: 48 })),
  categories: [{ id: 1, name: "car" }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] }],
})

describe.each(engines)("acts on pictures themselves, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let projectId: number
  /** Numbers by name. */
  const number = new Map<string, number>()

  const whoIs = (person: TestPerson): Who => ({ personId: person.id, name: person.name, operator: false, scopes: null })
  const access = async (person = owner): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "cars", person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    projectId = await harness.addProject({ slug: "cars", owner })
    const pictures = Object.fromEntries([1, 2, 10].map((id) => [`p${id}.png`, pngHeader(64, 48, `${id}`)]))
    const files = memoryFiles({ ...pictures, "x.json": COCO, "bad.png": "no picture" })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "x", who: whoIs(owner) })
    for (const tile of (await list()).tiles) number.set(tile.name, tile.asset)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const list = async (filter: Partial<AssetFilter> = {}) => {
    const project = await access()
    const input = {
      project: project.slug,
      filter: { ...EVERYTHING, ...filter },
      sort: "number",
      cursor: null,
      limit: 100,
    }
    return listAssets(harness.deps, project, whoIs(owner), { ...input, sort: "number" })
  }
  const tile = async (name: string) => (await list()).tiles.find((one) => one.name === name)
  const named = (...names: string[]) => ({ assets: names.map((name) => AssetId.parse(number.get(name))) })
  type Where = ReturnType<typeof named> | { filter: AssetFilter }
  const act = async (what: z.infer<typeof AssetAct>, selection: Where = { filter: EVERYTHING }) => {
    const project = await access()
    return actOnAssets(harness.deps, project, whoIs(owner), { project: project.slug, selection, act: what })
  }
  const undo = async (id: number) => undoAct(harness.deps, await access(), whoIs(owner), id)
  const states = async () => Object.fromEntries((await list()).tiles.map((one) => [one.name, one.state]))

  test("tags go on and off, unreadable pictures too, each with one undo", async () => {
    await act({ act: "tag", tags: ["night"] }, named("p1.png"))
    const all = await act({ act: "tag", tags: ["night", "later"] })
    expect(all.changed).toBe(4)
    expect((await tile("bad.png"))?.tags).toEqual(["later", "night"])
    expect((await list({ tags: ["night"] })).total).toBe(4)
    await undo(all.undo)
    expect((await list({ tags: ["night"] })).tiles.map((one) => one.name)).toEqual(["p1.png"])
    const off = await act({ act: "untag", tags: ["night"] })
    expect([off.changed, (await list({ search: "night" })).total]).toEqual([1, 0])
    await undo(off.undo)
    expect(await listTags(harness.deps, await access())).toEqual({ tags: [{ tag: "night", pictures: 1 }] })
    await expect(undo(off.undo)).rejects.toThrow("nothing_to_undo")
  })

  test("pictures become a document in the order in which they were named, or by name", async () => {
    const first = await act({ act: "group", name: "menu" }, named("p10.png", "p1.png"))
    expect([(await tile("p10.png"))?.document, (await tile("p1.png"))?.document]).toEqual([
      { name: "menu", page: 0 },
      { name: "menu", page: 1 },
    ])
    await act({ act: "group", name: "menu" }, named("p2.png"))
    expect((await tile("p2.png"))?.document).toEqual({ name: "menu", page: 2 })
    const again = await act({ act: "group", name: "all" }, { filter: { ...EVERYTHING, search: "p" } })
    expect((await list({ document: "all" })).tiles.map((one) => [one.name, one.document?.page])).toEqual(
      expect.arrayContaining([
        ["p1.png", 1],
        ["p2.png", 2],
        ["p10.png", 3],
      ]),
    )
    await undo(again.undo)
    expect((await list({ document: "menu" })).total).toBe(3)
    const apart = await act({ act: "ungroup" })
    expect([apart.changed, (await tile("p1.png"))?.document]).toEqual([3, null])
    await undo(first.undo)
    expect((await list({ document: "menu" })).total).toBe(0)
  })

  test("a set that is there proposes, only where it says something, and its boxes are shown where nothing is settled", async () => {
    const { db } = store.storage
    await act({ act: "reopen" }, named("p2.png"))
    const set = await insertSet(db, projectId, { name: "m", madeBy: owner.id, madeAtMs: 1 })
    const region = { x: 1, y: 2, width: 3, height: 4, label: "car", score: 0.5 }
    const body = JSON.stringify({ regions: [region] })
    const taskId = number.get("p2.png") ?? 0
    await putPredictions(db, projectId, set, [{ taskId, body, doubtPpm: 500_000 }])
    await expect(act({ act: "propose", set })).rejects.toThrow("not_found") // it is still being read
    await endSet(db, projectId, set, {
      state: "ready",
      error: null,
      format: "coco",
      pictures: 1,
      unmatched: 0,
      regions: 1,
    })
    const done = await act({ act: "propose", set })
    expect(done.changed).toBe(1)
    expect(await tile("p2.png")).toMatchObject({ proposals: 1, boxes: [[1, 2, 3, 4, "car"]] })
    expect((await list({ proposal: true })).total).toBe(1)
    // What is said of all of the picture is no box on it (found on the tiles of a comparison).
    const whole = JSON.stringify({ regions: [{ id: "w", label: "car", geometry: { type: "whole" } }] })
    await putPredictions(db, projectId, set, [{ taskId, body: whole, doubtPpm: 500_000 }])
    expect(await tile("p2.png")).toMatchObject({ proposals: 1, boxes: [[0, 0, 0, 0, "car"]] })
    const none = await act({ act: "propose", set: null })
    expect([none.changed, (await tile("p2.png"))?.proposals]).toEqual([1, 0])
    await undo(none.undo)
    expect((await tile("p2.png"))?.proposals).toBe(1)
    await undo(done.undo)
    expect((await list({ proposal: true })).total).toBe(0)
  })

  test("deleted pictures are nowhere, take no part, and come back as they were", async () => {
    await act({ act: "exclude" }, named("p2.png"))
    const before = await states()
    const gone = await act({ act: "delete" })
    expect(gone.changed).toBe(4)
    expect(await list()).toMatchObject({ total: 0, all: 0, tiles: [] })
    expect((await list({ states: ["deleted"] })).tiles.map((one) => one.deletedAtMs !== null)).toEqual([
      true,
      true,
      true,
      true,
    ])
    await expect(freeze(harness.deps, await access(), whoIs(owner), { note: "" })).rejects.toThrow("nothing_settled")
    expect((await act({ act: "include" })).changed).toBe(0)
    await undo(gone.undo)
    expect(await states()).toEqual(before)
    const twice = await act({ act: "delete" }, named("p1.png"))
    expect((await act({ act: "restore" }, { filter: { ...EVERYTHING, states: ["deleted"] } })).changed).toBe(1)
    expect((await tile("p1.png"))?.state).toBe("settled")
    await undo(twice.undo)
    expect(await states()).toEqual(before)
  })

  test("a picture that was deleted can be brought in again as a new one", async () => {
    await act({ act: "delete" }, named("p1.png"))
    const files = memoryFiles({ "p1.png": pngHeader(64, 48, "1") })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "y", who: whoIs(owner) })
    expect((await tile("p1.png"))?.asset).not.toBe(number.get("p1.png"))
  })

  test("after 30 days the bytes are gone, but never those of a frozen version or of another picture", async () => {
    const { db } = store.storage
    const sha = async (name: string) => (await findAsset(db, projectId, number.get(name) ?? 0))?.sha256 ?? ""
    const [one, two, bad] = [await sha("p1.png"), await sha("p2.png"), await sha("bad.png")]
    const frozen = await freeze(harness.deps, await access(), whoIs(owner), { note: "" })
    expect(frozen.version).toBe(1)
    await ingest(harness.deps, {
      ...{ project: await access(), as: "settled", name: "y", who: whoIs(owner) },
      files: memoryFiles({ "free.png": pngHeader(9, 9) }),
    })
    const free = (await tile("free.png"))?.asset ?? AssetId.parse(1)
    const freeSha = (await findAsset(db, projectId, free))?.sha256 ?? ""
    const gone = await act({ act: "delete" })
    harness.clock.nowMs += TRASH_MS - 1
    expect(await emptyTrash(harness.deps)).toBe(0)
    harness.clock.nowMs += 2
    expect(await emptyTrash(harness.deps)).toBe(2)
    expect(await emptyTrash(harness.deps)).toBe(0)
    const trash = await list({ states: ["deleted"] })
    expect(trash.tiles.map(({ name }) => name).sort()).toEqual(["p1.png", "p10.png", "p2.png"])
    expect(trash).toMatchObject({ total: 3, all: 0, byState: { deleted: 3 } })
    const there = await Promise.all([one, two, bad, freeSha].map((hash) => harness.deps.blobs.has(hash)))
    expect(there).toEqual([true, true, false, false])
    await undo(gone.undo)
    expect(Object.keys(await states()).sort()).toEqual(["p1.png", "p10.png", "p2.png"])
  })

  test("before an act it is said what it would meet", async () => {
    await act({ act: "reopen" }, named("p2.png"))
    const ada = await harness.addPerson("Ada")
    await harness.addMember(projectId, ada, ["annotator"], 99)
    await nextTasks(harness.deps, await access(ada), ada.id, { project: "cars" as never, want: 1 })
    const weighed = await weighAssets(harness.deps, await access(), { filter: EVERYTHING })
    expect(weighed).toMatchObject({ pictures: 4, inHand: 1, byState: { settled: 2 }, frozen: 0 })
    expect((await act({ act: "delete" })).inHand).toBe(1)
  })

  test("a text is found in the answers before anything is settled", async () => {
    await act({ act: "overlap", overlap: 2 }, named("p2.png"))
    const reopened = await act({ act: "reopen" }, named("p2.png"))
    expect(reopened.changed).toBe(1)
    const ada = await harness.addPerson("Ada")
    await harness.addMember(projectId, ada, ["annotator"], 99)
    const { leases } = await nextTasks(harness.deps, await access(ada), ada.id, { project: "cars" as never, want: 1 })
    const lease = leases[0]
    if (!lease) throw new Error("a lease expected")
    const transcript = { value: "Ouvert À MIDI" }
    const region = { id: "r1", label: "car", geometry: { type: "box", x: 1, y: 1, width: 5, height: 5 }, transcript }
    await submitTask(harness.deps, ada.id, {
      ...{ assignmentId: lease.assignmentId, fence: lease.fence, submissionId: harness.deps.uuid() as never },
      body: AnnotationBody.parse({ regions: [region], nothingHere: false }),
      ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion, want: 1 },
    })
    await act({ act: "overlap", overlap: 3 }, named("p2.png"))
    await harness.resolve()
    expect((await list({ search: "ouvert à" })).tiles.map((one) => [one.name, one.state])).toEqual([
      ["p2.png", "waiting"],
    ])
  })

  test("views are shared: whoever sees the pictures reads them, their maker and owners replace and remove them", async () => {
    const rita = await harness.addPerson("Rita")
    await harness.addMember(projectId, rita, ["reviewer"] satisfies Role[], 99)
    const filter: AssetFilter = { ...EVERYTHING, tags: ["night"] }
    const view = { filter, sort: "name" as const, size: "table" as const }
    const save = async (person: TestPerson, name: string) =>
      saveView(harness.deps, await access(person), whoIs(person), { project: "cars" as never, name, view })
    const own = await save(owner, "  nights ")
    const hers = await save(rita, "hers")
    expect((await listViews(harness.deps, await access(rita), whoIs(rita))).views).toMatchObject([
      { id: own.id, name: "nights", by: "Olga", view, mine: false },
      { id: hers.id, name: "hers", by: "Rita", mine: true },
    ])
    await expect(save(rita, "nights")).rejects.toThrow("not_allowed")
    const remove = async (person: TestPerson, id: number) =>
      removeView(harness.deps, await access(person), whoIs(person), id)
    await expect(remove(rita, own.id)).rejects.toThrow("not_allowed")
    await remove(owner, hers.id)
    await expect(remove(owner, hers.id)).rejects.toThrow("not_found")
  })

  test("a selection streams as a zip with its records for an hour, to whoever has the address", async () => {
    const project = await access()
    const want = { project: project.slug, pictures: true, labels: true, selection: named("p1.png", "p2.png") }
    const ready = await prepareDownload(harness.deps, project, whoIs(owner), want)
    expect(ready).toMatchObject({ pictures: 2, file: "cars-2-pictures.zip" })
    const token = ready.href.replace("/selection/", "")
    const plan = await readSelection(harness.deps, token)
    if (!plan) throw new Error("a plan expected")
    const names: string[] = []
    const lines: string[] = []
    const drawn: Record<string, Uint8Array> = {}
    for await (const { name, body } of selectionFiles(harness.deps, plan)) {
      names.push(name)
      const parts: Uint8Array[] = []
      for await (const part of body) parts.push(part)
      drawn[name] = Buffer.concat(parts)
      if (name === "records.jsonl") lines.push(...Buffer.concat(parts).toString("utf8").trim().split("\n"))
    }
    expect(names).toEqual(["records.jsonl", "manifest.json", "LABOR.md", "labor.json", "p1.png", "p2.png"])
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        name: "p1.png",
        body: { regions: [{ label: "car", geometry: { x: 1, y: 2, width: 3, height: 4 } }] },
        settledBy: "import",
      },
      { name: "p2.png", body: { regions: [], nothingHere: true } },
    ])
    expect((await detectFormat(memoryFiles(drawn))).name).toBe("justesse")
    const found: string[] = []
    for await (const event of readDataset(memoryFiles(drawn)))
      if (event.kind === "record") found.push(`${event.record.name} ${event.record.body?.regions.length}`)
      else if (event.kind === "report") throw new Error(JSON.stringify(event))
    expect(found).toEqual(["p1.png 1", "p2.png 0"])
    let bytes = 0
    for await (const { body } of selectionFiles(harness.deps, plan)) for await (const part of body) bytes += part.length
    expect(bytes).toBeGreaterThan(200)
    expect(await readSelection(harness.deps, `${token}x`)).toBeNull()
    harness.clock.nowMs += 3_600_001
    expect(await readSelection(harness.deps, token)).toBeNull()
    const none = { ...want, pictures: false, labels: false }
    await expect(prepareDownload(harness.deps, project, whoIs(owner), none)).rejects.toThrow("invalid_input")
  })
})
