import { randomUUID } from "node:crypto"
import { findAccessBySlug, findFinalAnswers, findTaskStatus, readReview } from "@justesse/db"
import { localLocks } from "@justesse/db/locks/local"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { boundsOfShape, boxOf, canonicalJson, ProjectSlug, TaskId } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { answering } from "../testing/answered.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryUploads } from "../testing/outside.ts"
import { actOnSuspects } from "./act.ts"

const PEOPLE = ["ana", "ben"].map((name) => ({ name, miss: 0, extra: 0, wrong: 0, spread: 0.5 }))
const CATEGORIES = ["crate", "sack", "sign"]

describe.each(ruleEngines)("models on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let id = 0
  const uploads = memoryUploads()
  const project = ProjectSlug.parse("shop")

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { uploads } })
    const made = await answering(harness, "shop", { people: PEOPLE, pictures: 40 })
    owner = made.owner
    id = made.id
    await made.answer(60)
    await harness.resolve()
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const caller = () => appRouter.createCaller(harness.contextOf(owner))
  const runAll = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const start = async (name: string, files: Record<string, unknown>) => {
    const batch = randomUUID()
    const texts = Object.entries(files).map(([file, body]) => [file, JSON.stringify(body)] as const)
    uploads.batches.set(`shop/${batch}`, Object.fromEntries(texts))
    const { set } = await caller().models.start({ project, batch, name })
    await runAll()
    return set
  }
  const keptAnswers = async () => {
    const kept = await findFinalAnswers(
      store.storage.db,
      id,
      Array.from({ length: 40 }, (_, i) => i + 1),
    )
    return [...kept].sort(([a], [b]) => a - b)
  }
  /** The kept answers as a model would repeat them, with one left out, one renamed, one moved away and one made up. */
  async function results() {
    const kept = await keptAnswers()
    const rows = kept.flatMap(([image_id, { regions }]) =>
      regions.map(({ label, geometry }, i) => ({
        image_id,
        category_id: CATEGORIES.indexOf(label) + 1,
        bbox: Object.values(boundsOfShape(geometry)),
        score: 0.9 - 0.02 * i,
      })),
    )
    const [first, second] = kept
    if (!first || !second) throw new Error("nothing was settled")
    const missed = rows.findIndex(({ image_id }) => image_id === first[0])
    rows.splice(missed, 1)
    const renamed = rows.find(({ image_id }) => image_id === second[0])
    if (renamed) renamed.category_id = (renamed.category_id % 3) + 1
    rows.push({ image_id: first[0], category_id: 1, bbox: [5, 700, 60, 60], score: 0.97 })
    for (let open = 31; open <= 40; open++) {
      rows.push({
        image_id: open,
        category_id: 2,
        bbox: [10, 10, 50, 50],
        score: open === 35 ? 0.5 : 0.9 + open / 1_000,
      })
    }
    rows.push({ image_id: 999, category_id: 2, bbox: [10, 10, 50, 50], score: 0.4 })
    return rows
  }
  const names = {
    images: [...Array.from({ length: 40 }, (_, i) => i + 1), 999].map((n) => ({
      id: n,
      file_name: `${String(n).padStart(4, "0")}.jpg`,
    })),
    categories: CATEGORIES.map((name, i) => ({ id: i + 1, name })),
  }

  test("a list of results beside a COCO file is matched, scored and searched for label errors", async () => {
    const set = await start("yolo", { "results.json": await results(), "names.json": names })
    const list = await caller().models.list({ project })
    const shown = list.sets[0]
    expect(shown).toMatchObject({ id: set, name: "yolo", state: "ready", pictures: 40, unmatched: 1, error: null })
    expect(list.settled + list.open).toBe(40)
    expect(shown?.coversOpen).toBe(list.open)
    expect(shown?.ap50).toBeGreaterThan(0.95)
    const scores = await caller().models.scores({ project, set })
    expect(scores.numbers).toHaveLength(12)
    expect(scores.pictures).toBe(list.settled)
    expect(scores.byLabel.map(({ label }) => label)).toEqual(CATEGORIES)
    expect(scores.confusion.counts.flatMap((row) => row.at(-1) ?? 0).reduce((sum, n) => sum + n, 0)).toBe(1)
    expect(scores.extras.reduce((sum, n) => sum + n, 0)).toBe(1)
    const kept = await keptAnswers()
    expect(scores.worst.map(({ asset }) => asset)).toEqual([kept[0]?.[0], kept[1]?.[0]])
    const found = await caller().models.suspects({ project, set, kinds: [], states: ["open"], cursor: null, limit: 50 })
    expect(found.total).toBe(found.rows.length)
    expect(new Set(found.rows.map(({ kind }) => kind))).toEqual(new Set(["missing", "label", "extra"]))
    expect(found.rows.every(({ media }) => media.full.startsWith("/media/"))).toBe(true)
  })

  test("suspects sent to review come before a reviewer with the model's region as the proposal", async () => {
    const [set] = (await caller().models.list({ project })).sets
    const input = { project, set: set?.id ?? 0, kinds: [], states: ["open" as const], cursor: null, limit: 1 }
    const first = await caller().models.suspects({ ...input, kinds: ["missing"] })
    const second = await caller().models.suspects({ ...input, kinds: ["label"] })
    const [missing, label] = [first.rows[0], second.rows[0]]
    if (!missing || !label) throw new Error("no suspects")
    const act = { project, set: set?.id ?? 0, suspects: [missing.id, label.id, 99_999], act: "review" as const }
    expect(await caller().models.act(act)).toEqual({ changed: 2 })
    expect(await caller().models.act(act)).toEqual({ changed: 0 })
    const status = await findTaskStatus(store.storage.db, { projectId: id, taskId: Number(missing.asset) })
    expect(status).toMatchObject({ state: "disputed", differences: 1 })
    const review = await readReview(store.storage.db, { projectId: id, taskId: Number(missing.asset) })
    const [disagreement] = review?.body.differences ?? []
    expect(disagreement?.proposal).toMatchObject({ label: "crate", geometry: { x: 5, y: 700 } })
    expect(disagreement?.candidates.map(({ region }) => region?.label ?? null)).toEqual([null, "crate"])
    expect((review?.body.settled.length ?? 0) > 2).toBe(true)
    const renamed = await readReview(store.storage.db, { projectId: id, taskId: Number(label.asset) })
    expect(renamed?.body.differences[0]?.kind).toBe("label")
    // A reviewer takes the proposal: the picture is settled again with the model's box in it.
    const reviewer = await harness.addPerson("shop-reviewer")
    await harness.addMember(id, reviewer, ["reviewer"])
    const by = appRouter.createCaller(harness.contextOf(reviewer))
    const taskId = TaskId.parse(missing.asset)
    const { task } = await by.review.open({ project, task: taskId, kinds: [], labels: [] })
    if (!task || !disagreement) throw new Error("nothing to review")
    const reason = { code: "missed", clause: null, note: "" } as const
    const decision = { outcome: "proposal", reason } as const
    const at = { project, task: taskId, revision: task.revision }
    const { revision } = await by.review.decide({ ...at, difference: disagreement.id, decision })
    await by.review.file({ ...at, revision })
    const final = await findTaskStatus(store.storage.db, { projectId: id, taskId: Number(missing.asset) })
    expect(final?.answer?.regions.map(boxOf).some(({ x, y }) => x === 5 && y === 700)).toBe(true)
  })

  test("what was dismissed stays so when the set is compared again", async () => {
    const [set] = (await caller().models.list({ project })).sets
    const ask = (states: ("open" | "dismissed")[]) =>
      caller().models.suspects({ project, set: set?.id ?? 0, kinds: ["extra"], states, cursor: null, limit: 9 })
    const [extra] = (await ask(["open"])).rows
    if (!extra) throw new Error("no suspect")
    const act = { project, set: set?.id ?? 0, suspects: [extra.id] }
    expect(await caller().models.act({ ...act, act: "dismiss" })).toEqual({ changed: 1 })
    await caller().quality.compute({ project })
    await runAll()
    const again = await ask(["dismissed"])
    expect(again.rows.map(({ settled: final }) => canonicalJson(final))).toEqual([canonicalJson(extra.settled)])
    const reopened = await caller().models.act({ ...act, suspects: [again.rows[0]?.id ?? 0], act: "reopen" })
    expect(reopened).toEqual({ changed: 1 })
  })

  test("open tasks come in the order in which the model is least sure, and back by number", async () => {
    const [set] = (await caller().models.list({ project })).sets
    const bySeq = async () => {
      const rows = await store.storage.db
        .selectFrom("task")
        .select("id")
        .where("project_id", "=", id)
        .where("is_open", "=", 1)
        .orderBy("seq")
        .execute()
      return rows.map((row) => row.id)
    }
    const before = await bySeq()
    expect(before.length).toBeGreaterThan(5)
    expect(await caller().models.order({ project, set: set?.id ?? 0 })).toEqual({ tasks: before.length })
    const now = await bySeq()
    expect(now[0]).toBe(35)
    expect([...now].sort((a, b) => a - b)).toEqual([...before].sort((a, b) => a - b))
    await caller().models.order({ project, set: null })
    expect(await bySeq()).toEqual([...before].sort((a, b) => a - b))
  })

  test("a COCO file whose annotations carry scores is read too; labels nobody knows are refused", async () => {
    const kept = await keptAnswers()
    const [task, answer] = kept[0] ?? []
    const [region] = answer?.regions ?? []
    if (!region || task === undefined) throw new Error("nothing settled")
    const { x, y, width, height } = boxOf(region)
    const file = {
      images: [{ id: 5, file_name: `street/${String(task).padStart(4, "0")}.jpg`, width: 1_000, height: 800 }],
      categories: [{ id: 3, name: region.label }],
      annotations: [{ id: 1, image_id: 5, category_id: 3, bbox: [x, y, width, height], score: 0.25 }],
    }
    const set = await start("scored", { "coco.json": file })
    const body = await store.storage.db
      .selectFrom("prediction")
      .select(["body", "doubt_ppm"])
      .where("project_id", "=", id)
      .where("set_id", "=", set)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(body.body).regions).toEqual([{ x, y, width, height, label: region.label, score: 0.25 }])
    expect(body.doubt_ppm).toBe(Math.round((1 - Math.exp(-0.25)) * 1e6))
    await start("strange", { "coco.json": { ...file, categories: [{ id: 3, name: "zebra" }] } })
    const [strange] = (await caller().models.list({ project })).sets
    expect(strange).toMatchObject({ name: "strange", state: "failed", error: "label_unknown, boxes 1" })
    await start("broken", { "results.json": [{ image_id: 1, category_id: 1, bbox: [1, 2, 3], score: 1 }] })
    const [broken] = (await caller().models.list({ project })).sets
    expect(broken).toMatchObject({ state: "failed" })
    expect(broken?.error).toContain("file_unreadable")
    expect(await caller().models.remove({ project, set })).toEqual({ done: true })
    await expect(caller().models.remove({ project, set })).rejects.toThrow("not_found")
    const unscored = await caller().models.scores({ project, set: broken?.id ?? 0 })
    expect(unscored).toMatchObject({ set: { state: "failed", ap: null }, pictures: 0, byLabel: [], worst: [] })
    expect(unscored.numbers).toEqual(Array.from({ length: 12 }, () => -1))
  })

  // found O8: 24 labels were to be mended, and 24 boxes of two people moved as well.
  test("taking a doubted label changes the label and keeps the settled box", async () => {
    const kept = await keptAnswers()
    const [task, answer] = kept[3] ?? []
    const region = answer?.regions[0]
    if (!region || task === undefined || !answer) throw new Error("nothing settled")
    const others = kept.flatMap(([image_id, { regions }]) =>
      regions
        .filter(({ id }) => id !== region.id || image_id !== task)
        .map((one) => rowOf(image_id, boxOf(one), one.label)),
    )
    const label = CATEGORIES.find((one) => one !== region.label) ?? ""
    const { x, y, width, height } = boxOf(region)
    const shifted = { x: x + width / 10, y: y + height / 10, width: width * 0.9, height: height * 0.9 }
    const set = await start("namer", { "results.json": [...others, rowOf(task, shifted, label)], "names.json": names })
    const page = { project, set, kinds: ["label" as const], states: ["open" as const], cursor: null, limit: 50 }
    const { rows } = await caller().models.suspects(page)
    const suspect = rows.find(({ asset }) => asset === task)
    if (!suspect) throw new Error("no label is doubted")
    await caller().models.act({ project, set, suspects: [suspect.id], act: "review" })
    const reviewer = await harness.addPerson("label-reviewer")
    await harness.addMember(id, reviewer, ["reviewer"])
    const by = appRouter.createCaller(harness.contextOf(reviewer))
    const taskId = TaskId.parse(task)
    const { task: open } = await by.review.open({ project, task: taskId, kinds: [], labels: [] })
    const disagreement = open?.differences[0]?.difference
    if (!open || !disagreement) throw new Error("nothing to review")
    // The model's box stands beside, for whoever wants it.
    expect(disagreement.candidates.at(-1)?.region).toMatchObject({ label, geometry: shifted })
    const reason = { code: "label", clause: null, note: "" } as const
    const at = { project, task: taskId, revision: open.revision }
    const decision = { outcome: "proposal", reason } as const
    const { revision } = await by.review.decide({ ...at, difference: disagreement.id, decision })
    await by.review.file({ ...at, revision })
    const final = await findTaskStatus(store.storage.db, { projectId: id, taskId })
    const now = final?.answer?.regions.find((one) => one.id === region.id)
    expect(now).toEqual({ ...region, label })
  })

  const rowOf = (image_id: number, box: { x: number; y: number; width: number; height: number }, label: string) => ({
    image_id,
    category_id: CATEGORIES.indexOf(label) + 1,
    bbox: [box.x, box.y, box.width, box.height],
    score: 0.9,
  })

  // A sibling of found T34.
  test("of suspects that were being sent when the program ended, none is left behind by the next start", async () => {
    // A model that sees a box in each picture where people drew none.
    const more = (await keptAnswers()).map(([image_id]) => ({
      image_id,
      category_id: 1,
      bbox: [5, 700, 60, 60],
      score: 0.97,
    }))
    const set = await start("killed.json", { "results.json": [...(await results()), ...more], "names.json": names })
    const page = { project, set, kinds: [], cursor: null, limit: 50 }
    const { rows } = await caller().models.suspects({ ...page, states: ["open"] })
    expect(new Set(rows.map(({ asset }) => asset)).size).toBeGreaterThanOrEqual(2)
    let begun = 0
    const db = new Proxy(store.storage.db, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (key === "transaction" && ++begun === 2) return () => ({ execute: () => new Promise(() => undefined) })
        return typeof value === "function" ? value.bind(target) : value
      },
    })
    const access = (await findAccessBySlug(store.storage.db, "shop", owner.id)) ?? expect.fail("no access")
    const who = { personId: owner.id, name: owner.name, operator: false, scopes: null }
    // What a program held is free once it has ended.
    const ended = { ...harness.deps, storage: { ...store.storage, db, locks: localLocks() } }
    const suspects = rows.map(({ id: one }) => one)
    void actOnSuspects(ended, access, who, { project, set, suspects, act: "review" })
    await eventually(() => begun).toBe(2)
    const open = async () =>
      (await caller().models.suspects({ ...page, states: ["open"] })).rows.map(({ id: one }) => one)
    const left = await open()
    expect([left.length > 0, left.length < suspects.length]).toEqual([true, true])
    await runAll()
    expect(await open()).toEqual([])
  })
})
