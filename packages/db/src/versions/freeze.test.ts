import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets, putStatuses } from "../assets/index.ts"
import { setPages } from "../assets/marks.ts"
import { findProject } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { listDifferences } from "./diff.ts"
import {
  abandonVersion,
  countInSplit,
  type FrozenStatus,
  type NewItem,
  storeItems,
  storeSplit,
  takeVersionNumber,
  withStatuses,
} from "./freeze.ts"
import { listItems, listLost, listRecords, listVersionsEverywhere } from "./index.ts"

/** More than two pages of what is read and stored at a time. */
const PICTURES = 430

const hash = (text: string) => text.repeat(64).slice(0, 64)
const body = (text: string) => JSON.stringify({ nothingHere: false, regions: [], text })
const item = (assetId: number, text: string, change: Partial<NewItem> = {}): NewItem => ({
  assetId,
  taskId: assetId,
  bodySha256: hash(text),
  body: body(text),
  settledBy: "import",
  provenance: "[]",
  recordSha256: null,
  picture: { extra: {}, document: null },
  ...change,
})

describe.each(engines)("freezing on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0
  const db = () => opened.storage.db

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await projectOf(PICTURES)
  })

  const projectOf = async (count: number) => {
    const id = await addProject(opened.storage, ada, count, 1)
    const rest = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, importId: null }
    await insertAssets(
      db(),
      id,
      Array.from({ length: count }, (_, i) => ({
        ...rest,
        ...{ id: i + 1, name: `${i + 1}.jpg`, sha256: String(i + 1).padStart(64, "0"), mediaType: "image/jpeg" },
        ...{ bytes: i + 1, size: { width: 64, height: 48 }, madeAtMs: NOW },
        extra: i === 0 ? { foreignId: "07", source: { file: "x.json", line: 3 } } : {},
        document: i < 2 ? { name: "book.pdf", page: i } : null,
      })),
    )
    return id
  }
  const rule = (ids: readonly number[], text: string, into = project) =>
    putStatuses(
      db(),
      into,
      ids.map((taskId) => ({
        ...{ taskId, state: "settled", settledBy: "review", settledAtMs: NOW, answer: body(text) },
        ...{ answerSha256: hash(text), provenance: null, labels: " ", texts: "", regions: 0, nothingHere: false },
      })),
      NOW,
    )
  const all = Array.from({ length: PICTURES }, (_, i) => i + 1)
  const statuses = async (between: () => Promise<void> = async () => {}) => {
    const found: FrozenStatus[] = []
    await withStatuses(opened.storage, project, async (pages) => {
      for await (const page of pages) {
        found.push(...page)
        await between()
      }
    })
    return found
  }

  test("every task is read once, in order of picture, settled ones with all that a version takes", async () => {
    await rule(all.slice(0, 300), "a")
    const found = await statuses()
    expect(found.length).toBe(PICTURES)
    const final = found.flatMap((one) => one.settled ?? [])
    expect(final.map(({ asset }) => asset.id)).toEqual(all.slice(0, 300))
    expect(found.slice(300).map(({ state }) => state)).toEqual(all.slice(300).map(() => "open"))
    expect(final[0]).toMatchObject({ bodySha256: hash("a"), body: body("a"), settledBy: "review", provenance: "[]" })
    expect(final[0]?.asset).toMatchObject({ name: "1.jpg", bytes: 1, document: { name: "book.pdf", page: 0 } })
    expect(final[2]?.asset.document).toBeNull()
  })

  test("it is one moment, whatever is settled between two pages", async () => {
    await rule(all, "a")
    let changes = 0
    const found = await statuses(async () => {
      changes++
      await rule(all, "b")
    })
    expect(changes).toBeGreaterThan(2)
    expect(new Set(found.map((one) => one.settled?.bodySha256))).toEqual(new Set([hash("a")]))
    expect(new Set((await statuses()).map((one) => one.settled?.bodySha256))).toEqual(new Set([hash("b")]))
  })

  test("a project without tasks gives nothing, and another project's are not seen", async () => {
    const other = await projectOf(3)
    await rule([1, 2, 3], "z", other)
    await rule([5], "a")
    const found = (await statuses()).flatMap((one) => one.settled ?? [])
    expect(found.map(({ asset, body: text }) => [asset.id, text])).toEqual([[5, body("a")]])
    project = await projectOf(0)
    expect(await statuses()).toEqual([])
  })

  test("equal answers are stored once, in one version and over versions", async () => {
    const first = await takeVersionNumber(db(), project)
    await storeItems(db(), project, first, [...all.slice(0, 400).map((id) => item(id, "a")), item(401, "b")])
    const second = await takeVersionNumber(db(), project)
    await storeItems(db(), project, second, [item(1, "a"), item(2, "c")])
    expect(await listItems(db(), project, first, 0, 500)).toHaveLength(401)
    const texts = (await listItems(db(), project, second, 0, 9)).map((one) => JSON.parse(one.body).text)
    expect(texts).toEqual(["a", "c"])
    const bodies = await db().selectFrom("version_body").select("body").where("project_id", "=", project).execute()
    expect(bodies.map((row) => JSON.parse(row.body).text).sort()).toEqual(["a", "b", "c"])
    await storeItems(db(), project, second, [])
  })

  test("a version keeps what a picture was when it was frozen, and names what is gone from under it", async () => {
    const version = await takeVersionNumber(db(), project)
    const picture = { extra: { foreignId: "é" }, document: { name: "menu", page: 3 } }
    await storeItems(db(), project, version, [{ ...item(1, "a"), recordSha256: hash("r"), picture }, item(2, "b")])
    await setPages(
      db(),
      project,
      [1, 2].map((id) => ({ id, document: "other", page: id })),
    )
    const items = await listItems(db(), project, version, 0, 9)
    expect(items.map(({ asset, recordSha256 }) => [asset.extra, asset.document, recordSha256])).toEqual([
      [{ foreignId: "é" }, { name: "menu", page: 3 }, hash("r")],
      [{}, null, null],
    ])
    expect((await listRecords(db(), project, version, 0, 9))[0]?.asset).toMatchObject(picture)
    expect(await listLost(db(), project, version, 9)).toEqual([])
    await db().deleteFrom("version_body").where("project_id", "=", project).where("body", "=", body("b")).execute()
    expect(await listLost(db(), project, version, 9)).toEqual([{ assetId: 2, bodySha256: hash("b") }])
    expect(await listVersionsEverywhere(db())).not.toContainEqual(expect.objectContaining({ projectId: project }))
  })

  test("records hold what items hold, without what no form writes", async () => {
    const version = await takeVersionNumber(db(), project)
    const picture = { extra: { foreignId: "07", source: { file: "x.json", line: 3 } }, document: null }
    const provenance = '[{"confidence":1,"method":"import","region":"r","submissions":[]}]'
    await storeItems(db(), project, version, [item(1, "a", { provenance, picture }), item(2, "b"), item(430, "c")])
    await storeSplit(db(), project, version, "train", [1, 430])
    const items = await listItems(db(), project, version, 0, 9)
    const records = await listRecords(db(), project, version, 0, 9)
    expect(records).toEqual(
      items.map((item) => {
        const { asset, bodySha256: _, recordSha256: _hash, ...rest } = item
        const { id, name, sha256, size, extra, document = null } = asset
        return { ...rest, asset: { id, name, sha256, size, extra, document } }
      }),
    )
    expect(records.map(({ split }) => split)).toEqual(["train", null, "train"])
    expect(records[0]?.asset.extra).toEqual({ foreignId: "07", source: { file: "x.json", line: 3 } })
    expect((await listRecords(db(), project, version, 2, 9)).map(({ asset }) => asset.id)).toEqual([430])
    expect(await listRecords(db(), project, version + 1, 0, 9)).toEqual([])
  })

  test("parts reach over as many pictures as there are, of that version alone", async () => {
    const numbers = [await takeVersionNumber(db(), project), await takeVersionNumber(db(), project)]
    for (const version of numbers)
      await storeItems(
        db(),
        project,
        version,
        all.map((id) => item(id, "a")),
      )
    const [first = 0, second = 0] = numbers
    await storeSplit(db(), project, first, "test", all)
    expect((await countInSplit(db(), project, first, "test")).sort((a, b) => a - b)).toEqual(all)
    expect(await countInSplit(db(), project, second, "test")).toEqual([])
  })

  test("a number is given back only while it is the last", async () => {
    const [first, second] = [await takeVersionNumber(db(), project), await takeVersionNumber(db(), project)]
    expect([first, second]).toEqual([1, 2])
    await storeItems(db(), project, first, [item(1, "a")])
    await abandonVersion(db(), project, first)
    expect(await listItems(db(), project, first, 0, 9)).toEqual([])
    expect(await takeVersionNumber(db(), project)).toBe(3)
    await abandonVersion(db(), project, 3)
    await abandonVersion(db(), project, second)
    expect(await takeVersionNumber(db(), project)).toBe(2)
    expect((await findProject(db(), project))?.id).toBe(project)
  })

  test("differences come in pages by picture, whichever side they are on", async () => {
    const [was, now] = [await takeVersionNumber(db(), project), await takeVersionNumber(db(), project)]
    const left = all.filter((id) => id % 3 === 0)
    await storeItems(
      db(),
      project,
      was,
      all.filter((id) => id % 3 !== 1).map((id) => item(id, "a")),
    )
    await storeItems(
      db(),
      project,
      now,
      all.filter((id) => id % 3 !== 0).map((id) => item(id, id % 2 ? "b" : "a")),
    )
    const found: (readonly [number, boolean, boolean])[] = []
    for (let after = 0, n = 1; n > 0; ) {
      const page = await listDifferences(db(), project, now, was, after, 50)
      found.push(...page.map((one) => [one.asset.id, one.was !== null, one.now !== null] as const))
      after = page.at(-1)?.asset.id ?? after
      n = page.length
    }
    const expected = all.flatMap((id) => {
      if (left.includes(id)) return [[id, true, false]]
      if (id % 3 === 1) return [[id, false, true]]
      return id % 2 ? [[id, true, true]] : []
    })
    expect(found).toEqual(expected)
  })
})
