import { randomUUID } from "node:crypto"
import { countAssets, findAccessBySlug } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { formatNamed } from "@justesse/formats"
import { DatasetManifest, DatasetRecord, type ReportLine } from "@justesse/types/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { memoryUploads } from "../testing/outside.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"

// An import writes what its preview said: the same figures and the same lines, whatever the format.

const FORMATS = ["coco", "voc", "cvat", "yolo", "createml", "labelme", "csv", "jsonl", "datumaro", "justesse"]

const SIZE = { width: 100, height: 80 }
const region = (id: number) => ({
  id: `r${id}`,
  geometry: { type: "box", x: 10 * id, y: 8, width: 20, height: 16 },
  label: "crate",
})
const record = (name: string, regions: number): DatasetRecord =>
  DatasetRecord.parse({
    name,
    sha256: null,
    size: SIZE,
    body: { regions: Array.from({ length: regions }, (_, i) => region(i + 1)), nothingHere: regions === 0 },
  })
const picture = (mark: string) => pngHeader(SIZE.width, SIZE.height, mark)

/** New, broken, here already, and nowhere. */
const RECORDS = [record("a.png", 2), record("b.png", 1), record("broken.png", 1), record("here.png", 3)]
const NOWHERE = record("nowhere.png", 2)
const MANIFEST = DatasetManifest.parse({
  ...{ justesse: 1, project: "shop", version: 1, frozenAtMs: 1, contentSha256: "a".repeat(64) },
  ...{ ontologyVersion: 1, guidelineVersion: 1, people: [] },
  ontology: {
    labels: [
      {
        id: "crate",
        name: { en: "crate" },
        color: "#e69f00",
        key: null,
        hasText: false,
        attributes: [],
        retired: false,
      },
    ],
  },
  counts: {
    ...{ pictures: 5, regions: 9, nothingHere: 0 },
    notInIt: { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 },
  },
})

const byText = (lines: readonly ReportLine[]) => lines.map((line) => JSON.stringify(line)).sort()

describe.each(ruleEngines)("an import keeps what its preview promised, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  const uploads = memoryUploads()

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const override = { uploads, pictures: headerPictures }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override })
    owner = await harness.addPerson("Olga")
    await harness.addProject({ slug: "shop", owner, ontology: { labels: [] } })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const caller = () => appRouter.createCaller(harness.contextOf(owner)).imports
  const jobsDone = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const preview = async (files: Record<string, string | Uint8Array>, format: string) => {
    const batch = randomUUID()
    uploads.batches.set(`shop/${batch}`, files)
    const { id } = await caller().look({ project: "shop", batch, name: "set", format, origin: 0 })
    await jobsDone()
    return caller().get({ project: "shop", id })
  }
  const write = async (id: number) => {
    const options = { format: "auto", origin: 0, as: "settled", strict: false, labels: [] } as const
    await caller().run({ project: "shop", id, options: { ...options, labels: [] } })
    await jobsDone()
    return caller().get({ project: "shop", id })
  }
  const countFinal = async () => {
    const project = await findAccessBySlug(store.storage.db, "shop", owner.id)
    const found = { search: "", states: ["settled" as const], labels: [] }
    return countAssets(store.storage.db, project?.id ?? 0, found, harness.clock.nowMs)
  }

  test.each(FORMATS)("of %s", async (format) => {
    await write((await preview({ "here.png": picture("here"), "again.png": picture("again") }, "auto")).row.id)
    const files = {
      ...(await written(format)),
      ...{ "a.png": picture("a"), "b.png": picture("b"), "twin.png": picture("b"), "again.png": picture("again") },
      ...{ "broken.png": "not a picture", "also broken.png": "nor this", "left over.bin": "what is this" },
      "drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    const { looked, report, row: waiting } = await preview(files, "auto")
    const { row, report: lines } = await write(waiting.id)
    if (!looked) throw new Error("no preview")
    // Boxes that are shares of a picture are none without it; an empty file means that nothing is there.
    const isShares = format === "yolo"
    const [taken, broken] = isShares ? [3, 0] : [6, 1]
    const found = { answers: 5, unmatched: isShares ? 0 : 1, unreadAnswers: 1, regions: taken + broken }
    expect(looked).toMatchObject({ format, twice: 2, unreadable: 3, ...found })
    const again = report.filter(({ code }) => code === "answer_twice").length
    expect(await countFinal()).toBe(looked.answers - looked.unmatched - looked.unreadAnswers - again)
    const { pictures, regions, twice, unmatched, leftOut } = row
    expect({ pictures, regions, twice, unmatched, leftOut }).toEqual({
      ...{ pictures: looked.pictures - looked.twice - looked.unreadable, regions: taken },
      ...{ twice: looked.twice, unmatched: looked.unmatched, leftOut: looked.lost },
    })
    expect(byText(lines)).toEqual(byText(report))
    expect(lines.length).toBeGreaterThanOrEqual(7)
    // Nothing is told twice.
    expect(new Set(byText(lines)).size).toBe(lines.length)
  })
})

async function written(format: string): Promise<Record<string, Uint8Array>> {
  const { writer } = formatNamed(format)
  const files: Record<string, Uint8Array> = {}
  async function* records() {
    yield* [...RECORDS, NOWHERE]
  }
  for await (const { name, body } of writer?.write(records, MANIFEST) ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    files[name] = new Uint8Array(Buffer.concat(chunks))
  }
  return files
}
