import { randomUUID } from "node:crypto"
import {
  findAccessBySlug,
  makeBackup,
  openStorage,
  type ProjectAccess,
  restoreBackup,
  verifyStorage,
} from "@justesse/db"
import { findAsset, findTargets, takeAssetNumbers } from "@justesse/db/assets"
import { findAssetStatuses } from "@justesse/db/assets/list"
import { findAssignmentBlobs } from "@justesse/db/assets/mediaBlobs"
import { findGoldOf } from "@justesse/db/gold"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { rotateTasks } from "@justesse/db/testing/rotateTasks"
import { listLatestOfTask } from "@justesse/db/work/submissions"
import { findTasksOf } from "@justesse/db/work/taskAssets"
import { findTaskStatus, listVersionsWith } from "@justesse/db/work/tasks"
import { memoryFiles } from "@justesse/formats/io/fileSet"
import {
  AnnotationBody,
  AssetId,
  boxOf,
  canonicalJson,
  JustesseError,
  ProjectSlug,
  type SubmissionId,
} from "@justesse/types"
import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { emptyTrash, TRASH_MS } from "../assets/trash.ts"
import { ingest } from "../imports/run.ts"
import { startUndo } from "../imports/undo.ts"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { readMedia } from "../media.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryUploads } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { exportRecords } from "../versions/records.ts"
import { submitTask } from "./submit.ts"
import { nextTasks } from "./tasks.ts"

const COUNT = 6
const SLUG = ProjectSlug.parse("cells")
const EVERYTHING: AssetFilter = { search: "", states: [], labels: [] } as AssetFilter

/** Each picture is known by its width: picture 3 is 103 wide, is called 3.png, and is answered with a box at x = 3. */
const widthOf = (picture: number) => 100 + picture
const boxAt = (x: number, text = `text${x}`) => ({
  ...{ id: "r1", label: "line", geometry: { type: "box", x, y: 1, width: 20, height: 20 } },
  transcript: { value: text },
})
const bodyOf = (...regions: readonly object[]) => AnnotationBody.parse({ regions, nothingHere: regions.length === 0 })

describe.each(ruleEngines)("tasks whose numbers are not their pictures', on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let people: TestPerson[]
  let reviewer: TestPerson
  let id = 0
  const uploads = memoryUploads()

  const by = (person: TestPerson) => appRouter.createCaller(harness.contextOf(person))
  const access = async (person: TestPerson): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, SLUG, person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  const who = () => ({ personId: owner.id, name: owner.name, operator: false, scopes: null })
  const ingestFiles = async (files: Record<string, string | Uint8Array>, as: "settled" | "gold" = "settled") =>
    ingest(harness.deps, { project: await access(owner), files: memoryFiles(files), as, name: "set", who: who() })
  const jobsDone = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    uploads.batches.clear()
    harness = makeHarness({
      storage: store.storage,
      folder: folder.path,
      override: { pictures: headerPictures, uploads },
    })
    owner = await harness.addPerson("Olga")
    people = [await harness.addPerson("Ann"), await harness.addPerson("Ben")]
    reviewer = await harness.addPerson("Rita")
    const settings = { overlap: { base: 2, more: 2, moreRatio: 0 } }
    id = await harness.addProject({ slug: SLUG, owner, settings })
    for (const person of people) await harness.addMember(id, person, ["annotator"])
    await harness.addMember(id, reviewer, ["reviewer"])
    const numbers = Array.from({ length: COUNT }, (_, i) => i + 1)
    await ingestFiles(Object.fromEntries(numbers.map((n) => [`${n}.png`, pngHeader(widthOf(n), 90, `${n}`)])))
    await rotateTasks(store.storage.db, id, COUNT)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const taskOf = async (picture: number) => {
    const [task] = (await findTasksOf(store.storage.db, id, [picture])).get(picture) ?? []
    if (task === undefined) throw new Error(`picture ${picture} has no task`)
    return task
  }
  /** Answers everything there is for this person: on each picture a box at its number, but where `says` says otherwise. */
  const answerAll = async (person: TestPerson, says: ReadonlyMap<number, number> = new Map()) => {
    const seen: (number | null)[] = []
    for (;;) {
      const { leases } = await nextTasks(harness.deps, await access(person), person.id, { project: SLUG, want: 1 })
      const [lease] = leases
      if (!lease) return seen
      const picture = lease.size.width === 1 ? null : lease.size.width - 100
      seen.push(picture)
      const shown = await findAssignmentBlobs(store.storage.db, lease.assignmentId)
      const row = picture === null ? null : await findAsset(store.storage.db, id, picture)
      expect(shown?.sha256).toBe(row?.sha256)
      const body = bodyOf(boxAt(says.get(picture ?? 0) ?? picture ?? 0))
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const submissionId = randomUUID() as SubmissionId
      const sent = { assignmentId, fence, submissionId, body, ontologyVersion, guidelineVersion, want: 1 }
      await submitTask(harness.deps, person.id, sent)
      harness.clock.nowMs += 1_000
    }
  }
  const tiles = async (filter: Partial<AssetFilter> = {}) => {
    const input = {
      project: SLUG,
      filter: { ...EVERYTHING, ...filter },
      sort: "number",
      cursor: null,
      limit: 50,
    } as const
    const page = await by(owner).asset.list(input)
    expect(page.total).toBe(page.tiles.length)
    return page.tiles
  }
  const numbersOf = async (filter: Partial<AssetFilter>) => (await tiles(filter)).map(({ asset }) => Number(asset))
  const act = async (chosen: readonly number[], one: AssetAct) =>
    by(owner).asset.act({ project: SLUG, selection: { assets: chosen.map((n) => AssetId.parse(n)) }, act: one })
  /** Whether every address is of the picture that it stands beside. */
  const isOf = (address: string, picture: number) => {
    const found = readMedia(harness.deps, address.replace("/media/", ""))
    expect(found).toMatchObject({ kind: "asset", projectId: id, assetId: picture })
  }
  const resolveAll = async () => {
    for (const person of people) await answerAll(person)
    await harness.resolve()
  }

  test("people draw and answer each picture, and lists, filters and pages show it with its own answer", async () => {
    const [ann, ben] = people
    if (!ann || !ben) throw new Error("two people expected")
    expect([...(await answerAll(ann))].sort()).toEqual([1, 2, 3, 4, 5, 6])
    await answerAll(ben, new Map([[4, 60]]))
    await harness.resolve()
    for (const tile of await tiles()) {
      const picture = Number(tile.asset)
      expect(tile).toMatchObject({ name: `${picture}.png`, size: { width: widthOf(picture), height: 90 } })
      expect(tile.state).toBe(picture === 4 ? "disputed" : "settled")
      if (picture !== 4) expect(tile.boxes[0]?.[0]).toBe(picture)
      isOf(tile.thumbnail, picture)
    }
    expect(await numbersOf({ states: ["disputed"] })).toEqual([4])
    expect(await numbersOf({ states: ["settled"] })).toEqual([1, 2, 3, 5, 6])
    expect(await numbersOf({ search: "text3" })).toEqual([3])
    expect(await numbersOf({ search: "text60" })).toEqual([4])
    expect(await numbersOf({ labels: ["line" as never] })).toEqual([1, 2, 3, 5, 6])
    expect(await numbersOf({ person: ben.id as never })).toEqual([1, 2, 3, 4, 5, 6])
    const shown = await by(owner).asset.get({ project: SLUG, asset: AssetId.parse(3) })
    expect(shown.answer?.regions.map(boxOf)[0]?.x).toBe(3)
    expect(shown.people.map(({ body }) => body.regions.map(boxOf)[0]?.x)).toEqual([3, 3])
    isOf(shown.media.full, 3)
    const log = await by(owner).activity.list({ project: SLUG, kinds: [], search: "3", cursor: null, limit: 50 })
    expect(log.rows.length).toBeGreaterThan(0)
    expect(log.rows.every(({ detail }) => detail.asset === 3)).toBe(true)
  })

  test("a reviewer reads and decides the picture that is disputed", async () => {
    const [ann, ben] = people
    if (!ann || !ben) throw new Error("two people expected")
    await answerAll(ann)
    await answerAll(ben, new Map([[4, 60]]))
    await harness.resolve()
    const { task } = await by(reviewer).review.open({ project: SLUG, task: null, kinds: [], labels: [] })
    if (!task) throw new Error("a dispute expected")
    expect(task.size.width).toBe(widthOf(4))
    isOf(task.media.full, 4)
    expect(Number(task.task)).toBe(await taskOf(4))
    let { revision } = task
    for (const { difference: disagreement } of task.differences) {
      const reason = { code: "extra", clause: null, note: "" } as const
      const letter = disagreement.candidates.find(({ region }) => region !== null && boxOf(region).x === 4)?.letters[0]
      const decision = letter ? ({ outcome: "take", letter, reason } as const) : ({ outcome: "none", reason } as const)
      ;({ revision } = await by(reviewer).review.decide({
        ...{ project: SLUG, task: task.task, revision, difference: disagreement.id, decision },
      }))
    }
    await by(reviewer).review.file({ project: SLUG, task: task.task, revision })
    const shown = await by(owner).asset.get({ project: SLUG, asset: AssetId.parse(4) })
    expect(shown).toMatchObject({ state: "settled", settledBy: "review" })
    expect(shown.answer?.regions.map((region) => boxOf(region).x)).toEqual([4])
    expect(await numbersOf({ states: ["settled"] })).toEqual([1, 2, 3, 4, 5, 6])
  })

  test("a version and its export hold each picture with its own answer, once", async () => {
    const { db, hot } = store.storage
    // A picture with a second task, and a task that shows no picture.
    const [second = 0, bare = 0] = [await takeAssetNumbers(db, id, 1), await takeAssetNumbers(db, id, 1)]
    await hot.addTasks(id, [{ id: second, assetId: 3, tier: 1, overlap: 2 }], harness.clock.nowMs)
    await hot.addTasks(id, [{ id: bare, assetId: null, tier: 1, overlap: 2 }], harness.clock.nowMs)
    const [ann, ben] = people
    if (!ann || !ben) throw new Error("two people expected")
    expect([...(await answerAll(ann))].sort()).toEqual([1, 2, 3, 3, 4, 5, 6, null])
    await answerAll(ben)
    await harness.resolve()
    expect(await numbersOf({ states: ["settled"] })).toEqual([1, 2, 3, 4, 5, 6])
    const { version } = await by(owner).dataset.freeze({ project: SLUG, note: "" })
    const wanted = Array.from({ length: COUNT }, (_, i) => [`${i + 1}.png`, widthOf(i + 1), i + 1])
    for (const from of [version, "now"] as const) {
      const records: unknown[] = []
      for await (const { name, size, body } of exportRecords(harness.deps, id, from))
        if (name === `form-${bare}`) expect(size).toBeNull()
        else records.push([name, size?.width, body?.regions.map(boxOf)[0]?.x])
      expect(records).toEqual(wanted)
    }
    const frozen = await by(owner).dataset.get({ project: SLUG, version })
    // The task that shows no picture stands for itself.
    expect(frozen.manifest.counts.pictures).toBe(COUNT + 1)
    // The second answer to picture 3 is settled and not in it.
    const { settled: final } = frozen.manifest.counts.notInIt
    expect(final).toBe(1)
    expect(frozen.manifest.people.map(({ answers }) => answers)).toEqual([COUNT + 1, COUNT + 1])
    expect(await listVersionsWith(db, { projectId: id, taskId: await taskOf(3) })).toHaveLength(1)
    expect(await listVersionsWith(db, { projectId: id, taskId: second })).toEqual([])
    expect(await listVersionsWith(db, { projectId: id, taskId: bare })).toHaveLength(1)
    const page = await by(owner).dataset.pictures({ project: SLUG, version, cursor: null, limit: 50 })
    for (const tile of page.tiles)
      if (Number(tile.asset) !== Number(bare)) expect(tile.boxes[0]?.[0]).toBe(Number(tile.asset))
    expect(await numbersOf({ version })).toEqual([1, 2, 3, 4, 5, 6])
    expect(await verifyStorage(store.storage)).toEqual([])
  })

  test("gold is made of the pictures that were named, and shown as them", async () => {
    await resolveAll()
    const made = await by(owner).gold.make({ project: SLUG, assets: [AssetId.parse(2)], as: "active", answer: null })
    expect(made).toEqual({ made: 1, skipped: 0 })
    const found = await findGoldOf(store.storage.db, id, [await taskOf(2)])
    expect([...found.values()].map(({ answer }) => answer.regions.map(boxOf)[0]?.x)).toEqual([2])
    const list = await by(owner).gold.list({ project: SLUG, states: [], cursor: null, limit: 9 })
    expect(list.rows.map(({ asset, name }) => [Number(asset), name])).toEqual([[2, "2.png"]])
    isOf(list.rows[0]?.thumbnail ?? "", 2)
    const trial = await by(owner).gold.trial({ project: SLUG, asset: AssetId.parse(2) })
    expect(trial).toMatchObject({ name: "2.png", size: { width: widthOf(2) } })
    isOf(trial.media.full, 2)
    await expect(by(owner).gold.trial({ project: SLUG, asset: AssetId.parse(3) })).rejects.toThrow()
    const ended = await by(owner).gold.change({ project: SLUG, assets: [AssetId.parse(2)], to: "none" })
    expect(ended.made).toBe(1)
  })

  test("acts change the pictures that were chosen, and are taken back on them", async () => {
    await resolveAll()
    const acts: [AssetAct, Partial<AssetFilter>][] = [
      [{ act: "exclude" }, { states: ["excluded"] }],
      [{ act: "reopen" }, { states: ["waiting"] }],
      [{ act: "send_to_review" }, { states: ["disputed"] }],
      [{ act: "delete" }, { states: ["deleted"] }],
    ]
    for (const [one, filter] of acts) {
      const done = await act([5], one)
      expect([one.act, done.changed]).toEqual([one.act, 1])
      expect([one.act, await numbersOf(filter)]).toEqual([one.act, [5]])
      await by(owner).asset.undo({ project: SLUG, undo: done.undo })
      expect([one.act, await numbersOf({ states: ["settled"] })]).toEqual([one.act, [1, 2, 3, 4, 5, 6]])
    }
    const closed = await act([5], { act: "delete" })
    const place = (await findTargets(store.storage.db, id, [await taskOf(5)], harness.clock.nowMs))[0]
    expect(place?.state).toBe("excluded")
    expect((await act([5], { act: "restore" })).changed).toBe(1)
    expect(closed.changed).toBe(1)
    expect(await numbersOf({ states: ["settled"] })).toEqual([1, 2, 3, 4, 5, 6])
  })

  test("a picture whose time in the bin is over is forgotten with all its tasks, and no other", async () => {
    const { db, hot } = store.storage
    const second = await takeAssetNumbers(db, id, 1)
    await hot.addTasks(id, [{ id: second, assetId: 5, tier: 1, overlap: 2 }], harness.clock.nowMs)
    await resolveAll()
    const tagged = await act([5], { act: "tag", tags: ["worn"] })
    expect(tagged.changed).toBe(1)
    await act([5], { act: "send_to_review" })
    await act([5], { act: "delete" })
    harness.clock.nowMs += TRASH_MS + 1
    expect(await emptyTrash(harness.deps)).toBe(1)
    const sent = async (taskId: number) =>
      (await listLatestOfTask(db, { projectId: id, taskId })).map(({ body }) => body.regions.length)
    for (let picture = 1; picture <= COUNT; picture++)
      expect([picture, await sent(await taskOf(picture))]).toEqual([picture, picture === 5 ? [0, 0] : [1, 1]])
    expect(await sent(second)).toEqual([0, 0])
    expect(await numbersOf({ search: "text5" })).toEqual([])
    expect(await numbersOf({ search: "text4" })).toEqual([4])
    expect(await verifyStorage(store.storage)).toEqual([])
  })

  test("files answer, and are taken back from, the pictures that they name", async () => {
    const { db } = store.storage
    const labels = (...pictures: number[]) =>
      canonicalJson({
        images: pictures.map((n) => ({ id: n, file_name: `${n}.png`, width: widthOf(n), height: 90 })),
        categories: [{ id: 1, name: "line" }],
        annotations: pictures.map((n) => ({
          id: n,
          image_id: n,
          category_id: 1,
          bbox: [n, 1, 20, 20],
          area: 400,
          iscrowd: 0,
        })),
      })
    const { id: first } = await ingestFiles({ "x.json": labels(2, 4), "7.png": pngHeader(widthOf(7), 90, "7") })
    const statuses = await findAssetStatuses(db, id, [1, 2, 3, 4, 5], harness.clock.nowMs)
    const xOf = (answer: string | null) => (answer === null ? null : JSON.parse(answer).regions[0].geometry.x)
    expect(statuses.map(({ answer }) => xOf(answer))).toEqual([null, 2, null, 4, null])
    await ingestFiles({ "x.json": labels(6) }, "gold")
    expect((await findGoldOf(db, id, [await taskOf(6)])).size).toBe(1)
    await startUndo(harness.deps, await access(owner), who(), first)
    await jobsDone()
    expect(await numbersOf({ states: ["open"] })).toEqual([1, 2, 3, 4, 5])
    expect(await numbersOf({ states: ["settled"] })).toEqual([6])
    expect(await numbersOf({})).toEqual([1, 2, 3, 4, 5, 6])
  })

  test("what a model found is held against, and shown on, its own picture", async () => {
    const { db } = store.storage
    await resolveAll()
    const batch = randomUUID()
    const results = Array.from({ length: COUNT }, (_, i) => i + 1).flatMap((n) => [
      { image_id: n, category_id: 2, bbox: [n, 1, 20, 20], score: 0.9 },
      // One that nobody drew.
      ...(n === 3 ? [{ image_id: n, category_id: 2, bbox: [70, 60, 20, 20], score: 0.95 }] : []),
    ])
    const names = { images: results.map((one) => ({ id: one.image_id, file_name: `${one.image_id}.png` })) }
    const categories = [{ id: 2, name: "line" }]
    uploads.batches.set(`${SLUG}/${batch}`, {
      "results.json": JSON.stringify(results),
      "names.json": JSON.stringify({ ...names, categories }),
    })
    const { set } = await by(owner).models.start({ project: SLUG, batch, name: "model" })
    await jobsDone()
    const input = { project: SLUG, set, kinds: [], states: [], cursor: null, limit: 50 }
    const { rows } = await by(owner).models.suspects(input)
    expect(rows.map(({ asset, name, place }) => [Number(asset), name, place.x])).toEqual([[3, "3.png", 70]])
    isOf(rows[0]?.media.full ?? "", 3)
    const scores = await by(owner).models.scores({ project: SLUG, set })
    expect(scores.pictures).toBe(COUNT)
    expect(scores.worst.map(({ asset }) => Number(asset))).toEqual([3])
    expect(await numbersOf({ prediction: { set, from: 0, to: 1 } as never })).toEqual([1, 2, 3, 4, 5, 6])
    expect(await numbersOf({ proposal: true })).toEqual([])
    expect((await act([2, 3], { act: "propose", set })).changed).toBe(2)
    expect(await numbersOf({ proposal: true })).toEqual([2, 3])
    const { version } = await by(owner).dataset.freeze({
      project: SLUG,
      note: "",
      only: { names: ["3.png"], labels: [], tags: [] },
    })
    await by(owner).models.scoreOn({ project: SLUG, on: { version, part: null } })
    await jobsDone()
    expect((await by(owner).models.scores({ project: SLUG, set })).pictures).toBe(1)
    const [row] = rows
    await by(owner).models.act({ project: SLUG, set, suspects: [row?.id ?? 0], act: "review" })
    expect(await numbersOf({ states: ["disputed"] })).toEqual([3])
    expect((await findTaskStatus(db, { projectId: id, taskId: await taskOf(3) }))?.state).toBe("disputed")
  })

  test("a backup brings every task back with its picture", async () => {
    await resolveAll()
    const file = `${folder.path}/studio.justesse`
    await makeBackup(store.storage, { blobsDir: folder.path, to: file, madeAtMs: harness.clock.nowMs })
    const at = { file: `${folder.path}/restored.db` }
    await restoreBackup(file, { ...at, blobsDir: `${folder.path}/restored` })
    const other = await openStorage(at)
    const found = await findAssetStatuses(other.db, id, [1, 2, 3, 4, 5, 6], harness.clock.nowMs)
    expect(found.map(({ answer }) => JSON.parse(answer ?? "{}").regions[0].geometry.x)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await verifyStorage(other)).toEqual([])
    await other.close()
  })
})
