import { findAccessBySlug, readReview } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { overlapOf } from "@justesse/quality/shapes/overlap"
import { ProjectSlug, ringsOf } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { toProposedBody } from "../imports/proposals.ts"
import { ingest } from "../imports/run.ts"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryUploads } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "../versions/freeze.ts"
import { getVersion } from "../versions/index.ts"

const PICTURES = [...Array(12).keys()].map((n) => `${n + 1}`)
const LOWER = [10, 10, 50, 50, 10, 50]
const UPPER = [10, 10, 50, 10, 50, 50]
const project = ProjectSlug.parse("leaves")

/** Leaves of half a square each: two halves of one square have one box, and nothing in common. */
const coco = (segmentationOf: (n: number) => number[][]) =>
  JSON.stringify({
    images: PICTURES.map((name, i) => ({ id: i + 1, file_name: `${name}.png`, width: 90, height: 60 })),
    categories: [{ id: 1, name: "leaf" }],
    annotations: PICTURES.map((_, i) => ({
      ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0 },
      ...{ bbox: [10, 10, 40, 40], segmentation: segmentationOf(i) },
    })),
  })
/** What a model finds: the same, but in the first picture the other half. */
const results = (outlined: (n: number) => boolean) =>
  PICTURES.map((_, i) => ({
    ...{ image_id: i + 1, category_id: 1, bbox: [10, 10, 40, 40], score: 0.9 },
    ...(outlined(i) && { segmentation: [i === 0 ? UPPER : LOWER] }),
  }))

describe.each(ruleEngines)("outlines of models and versions on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  const uploads = memoryUploads()
  const access = async () => {
    const found = await findAccessBySlug(store.storage.db, "leaves", owner.id)
    if (!found) throw new Error("no access")
    return found
  }
  const who = () => ({ personId: owner.id, name: "Olga", operator: false, scopes: null })
  const caller = () => appRouter.createCaller(harness.contextOf(owner))

  const takeIn = async (labels: string, pictures: Record<string, Uint8Array> = {}) => {
    const files = memoryFiles({ ...pictures, "labels.json": labels })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "set", who: who() })
  }

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({
      storage: store.storage,
      folder: folder.path,
      override: { pictures: headerPictures, uploads },
    })
    owner = await harness.addPerson("Olga")
    await harness.addProject({ slug: "leaves", owner, ontology: { labels: [] } })
    const pictures = Object.fromEntries(PICTURES.map((name) => [`${name}.png`, pngHeader(90, 60, name)]))
    await takeIn(
      coco(() => [LOWER]),
      pictures,
    )
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const start = async (rows: readonly object[]) => {
    const batch = crypto.randomUUID()
    uploads.batches.set(`leaves/${batch}`, { "results.json": JSON.stringify(rows) })
    const { set } = await caller().models.start({ project, batch, name: "model" })
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
    return set
  }
  const suspectsOf = async (set: number) =>
    (await caller().models.suspects({ project, set, kinds: [], states: ["open"], cursor: null, limit: 9 })).rows

  test("a model's outlines are compared with final ones by what lies inside, and go to review as they are", async () => {
    const set = await start(results(() => true))
    const scores = await caller().models.scores({ project, set })
    expect(scores.compared).toEqual({ by: "outline", goldBoxes: 0, foundBoxes: 0 })
    expect(scores.confusion.counts).toEqual([[11, 1]])
    const [missing] = (await suspectsOf(set)).filter(({ kind }) => kind === "missing")
    const rings = [
      [
        { x: 10, y: 10 },
        { x: 50, y: 10 },
        { x: 50, y: 50 },
      ],
    ]
    expect(missing?.predicted?.geometry).toEqual({ type: "polygon", rings })
    const act = { project, set, suspects: [missing?.id ?? 0], act: "review" as const }
    expect(await caller().models.act(act)).toEqual({ changed: 1 })
    const key = { projectId: (await access()).id, taskId: 1 }
    const review = await readReview(store.storage.db, key)
    expect(review?.body.differences[0]?.proposal?.geometry).toEqual({ type: "polygon", rings })
  })

  test("a mask of pixels is compared as it is, and offered with fewer points", async () => {
    const [height, width] = [60, 90]
    const counts = [0]
    for (let x = 0; x < width; x++)
      for (let y = 0; y < height; y++) {
        const isInside = ((x - 45) / 40) ** 2 + ((y - 30) / 25) ** 2 < 1
        if (isInside !== (counts.length % 2 === 0)) counts.push(0)
        counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
      }
    const segmentation = { size: [height, width], counts }
    const set = await start([{ image_id: 1, category_id: 1, bbox: [5, 5, 80, 50], score: 0.9, segmentation }])
    const query = store.storage.db.selectFrom("prediction").select("body").where("set_id", "=", set)
    const { body } = await query.where("task_id", "=", 1).executeTakeFirstOrThrow()
    const { outline } = JSON.parse(body).regions[0]
    const offered = toProposedBody(body, ["polygon"])?.regions[0]?.geometry ?? expect.fail()
    expect(ringsOf(outline).flat().length).toBeGreaterThan(100)
    expect(ringsOf(offered).flat().length).toBeLessThan(ringsOf(outline).flat().length * 0.7)
    expect(overlapOf(outline, offered)).toBeGreaterThan(0.99)
    expect(toProposedBody(body, ["box"])?.regions[0]?.geometry).toMatchObject({ type: "box", x: 5, width: 80 })
  })

  test("boxes of a model are compared by boxes, and it is said", async () => {
    const set = await start(results(() => false))
    const scores = await caller().models.scores({ project, set })
    expect(scores.compared).toEqual({ by: "box", goldBoxes: 0, foundBoxes: 12 })
    expect(scores.confusion.counts).toEqual([[12, 0]])
    const some = await caller().models.scores({ project, set: await start(results((n) => n % 2 === 0)) })
    expect(some.compared).toEqual({ by: "mixed", goldBoxes: 0, foundBoxes: 6 })
    expect(some.confusion.counts).toEqual([[11, 1]])
  })

  test("versions pair outlines by what lies inside, and count which pairs had a box alone on one side", async () => {
    await freeze(harness.deps, await access(), who(), { note: "" })
    await takeIn(coco((i) => (i === 0 ? [[10, 10, 49, 50, 10, 50]] : i === 1 ? [] : [LOWER])))
    await freeze(harness.deps, await access(), who(), { note: "" })
    const { against } = await getVersion(harness.deps, await access(), who(), 2)
    expect(against).toMatchObject({ changed: 2, moved: 2, addedRegions: 0, movedBy: { outline: 1, box: 1 } })
  })
})
