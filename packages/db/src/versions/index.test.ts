import type { ResolvedBy } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets, putStatuses } from "../assets/index.ts"
import { insertMember } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { listDifferences } from "./diff.ts"
import { abandonVersion, countInSplit, storeItems, storeSplit, takeVersionNumber, withStatuses } from "./freeze.ts"
import {
  collectUnsealed,
  countAnswersBehind,
  countAnswersChangedSince,
  type FrozenVersion,
  findFact,
  findPseudonyms,
  findVersion,
  findVersionBefore,
  keepFact,
  listFinalNow,
  listItems,
  readVersions,
  sealVersion,
} from "./index.ts"

const head = (version: number, change: Partial<FrozenVersion> = {}): FrozenVersion => ({
  version,
  frozenAtMs: NOW + version,
  frozenBy: 1,
  note: `note ${version}`,
  contentSha256: "c".repeat(64),
  facts: "{}",
  pictures: 1,
  regions: 0,
  labels: 2,
  nothingHere: 0,
  ...change,
})
const body = (text: string) => JSON.stringify({ nothingHere: false, regions: [], text })

describe.each(engines)("versions on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 4, 1)
    await insertAssets(
      db(),
      project,
      [1, 2, 3, 4].map((id) => ({
        id,
        name: `${id}.jpg`,
        sha256: String(id).padStart(64, "0"),
        mediaType: "image/jpeg",
        bytes: 9,
        size: { width: 64, height: 48 },
        uprightSha256: null,
        previewSha256: null,
        thumbnailSha256: null,
        problem: null,
        extra: {},
        importId: null,
        madeAtMs: NOW,
      })),
    )
  })
  const db = () => opened.storage.db
  const rule = (taskId: number, text: string, atMs = NOW, by: ResolvedBy | null = "import") =>
    putStatuses(
      db(),
      project,
      [
        {
          taskId,
          state: "settled",
          settledBy: by,
          settledAtMs: atMs,
          answer: body(text),
          answerSha256: text.repeat(64).slice(0, 64),
          provenance: null,
          labels: " ",
          texts: "",
          regions: 0,
          nothingHere: false,
        },
      ],
      atMs,
    )
  const texts = async (version: number) =>
    (await listItems(db(), project, version, 0, 100)).map((item) => [item.asset.id, JSON.parse(item.body).text])

  /** Takes everything that is settled into a fresh version, as freezing does. */
  const snapshot = async () => {
    const version = await takeVersionNumber(db(), project)
    const byState: Record<string, number> = {}
    let pictures = 0
    await withStatuses(opened.storage, project, async (pages) => {
      for await (const page of pages) {
        for (const { state } of page) byState[state] = (byState[state] ?? 0) + 1
        const items = page
          .flatMap(({ settled: final }) => final ?? [])
          .map(({ asset, ...rest }) => ({ assetId: asset.id, ...rest, recordSha256: null, picture: asset }))
        await storeItems(db(), project, version, items)
        pictures += items.length
      }
    })
    return { version, pictures, byState }
  }

  test("a snapshot takes what is settled at that moment and counts the rest", async () => {
    await rule(1, "a")
    await rule(3, "b", NOW, null)
    const taken = await snapshot()
    expect(taken).toEqual({ version: 1, pictures: 2, byState: { open: 2, settled: 2 } })
    await rule(1, "z")
    await rule(2, "c")
    expect(await texts(1)).toEqual([
      [1, "a"],
      [3, "b"],
    ])
    const [first, second] = await listItems(db(), project, 1, 0, 100)
    expect([first?.settledBy, first?.provenance, second?.settledBy]).toEqual(["import", "[]", "rule"])
  })

  test("a version shows once it is sealed; what a crash left is swept and its number never used again", async () => {
    await rule(1, "a")
    await snapshot()
    expect(await readVersions(db(), project)).toEqual([])
    const second = await snapshot()
    expect(second.version).toBe(2)
    expect(await sealVersion(db(), project, head(2))).toBe(true)
    expect(await collectUnsealed(db())).toBeGreaterThanOrEqual(1)
    expect([await texts(1), await texts(2)]).toEqual([[], [[1, "a"]]])
    expect(await sealVersion(db(), project, head(1))).toBe(false)
    expect(await findVersion(db(), project, 2)).toEqual(head(2))
    expect(await findVersion(db(), project, 1)).toBeNull()
  })

  test("two who freeze at the same time both get a whole version", async () => {
    await rule(1, "a")
    await rule(2, "b")
    const both = await Promise.all([snapshot(), snapshot()])
    expect(both.map((one) => one.pictures)).toEqual([2, 2])
    expect(both.map((one) => one.version).sort()).toEqual([1, 2])
    for (const { version } of both) expect(await sealVersion(db(), project, head(version, { pictures: 2 }))).toBe(true)
  })

  test("a version taken while answers change holds each answer with its body", async () => {
    for (const id of [1, 2, 3, 4]) await rule(id, "a")
    let working = true
    const work = (async () => {
      for (let i = 0; working; i++) for (const id of [1, 2, 3, 4]) await rule(id, `${i % 10}`)
    })()
    for (let i = 0; i < 10; i++) {
      const { version, pictures } = await snapshot()
      expect([pictures, (await texts(version)).length]).toEqual([4, 4])
    }
    working = false
    await work
  })

  test("versions are listed newest first, and each knows the one before", async () => {
    await rule(1, "a")
    for (const version of [1, 2]) {
      await snapshot()
      await sealVersion(db(), project, head(version))
    }
    expect((await readVersions(db(), project)).map((one) => one.version)).toEqual([2, 1])
    expect((await findVersionBefore(db(), project, null))?.version).toBe(2)
    expect((await findVersionBefore(db(), project, 2))?.version).toBe(1)
    expect(await findVersionBefore(db(), project, 1)).toBeNull()
  })

  test("two versions are compared by picture and by answer", async () => {
    await rule(1, "a")
    await rule(2, "b")
    await snapshot()
    await sealVersion(db(), project, head(1))
    await rule(2, "c")
    await rule(3, "d")
    await opened.storage.hot.setExcluded(project, [1], true, NOW)
    await snapshot()
    await sealVersion(db(), project, head(2))
    const page = (after: number, limit: number) => listDifferences(db(), project, 2, 1, after, limit)
    const told = (await page(0, 9)).map(({ asset, was, now }) => [asset.id, was, now])
    expect(told).toEqual([
      [1, body("a"), null],
      [2, body("b"), body("c")],
      [3, null, body("d")],
    ])
    expect((await page(0, 2)).map(({ asset }) => asset.id)).toEqual([1, 2])
    expect((await page(2, 2)).map(({ asset }) => asset.id)).toEqual([3])
    expect(await listDifferences(db(), project, 2, 2, 0, 9)).toEqual([])
  })

  test("pictures keep the part that they were given", async () => {
    for (const id of [1, 2, 3]) await rule(id, "a")
    const { version } = await snapshot()
    await storeSplit(db(), project, version, "train", [1, 3])
    await storeSplit(db(), project, version, "test", [2])
    const items = await listItems(db(), project, version, 0, 9)
    expect(items.map((item) => item.split)).toEqual(["train", "test", "train"])
    expect(await countInSplit(db(), project, version, "train")).toEqual([1, 3])
    expect(await countInSplit(db(), project, version, "val")).toEqual([])
  })

  test("a version of which nothing came gives its number back; a sealed one stays", async () => {
    await rule(1, "a")
    const lost = await snapshot()
    await abandonVersion(db(), project, lost.version)
    const next = await snapshot()
    expect(next.version).toBe(lost.version)
    await sealVersion(db(), project, head(next.version))
    await abandonVersion(db(), project, next.version)
    expect([(await texts(next.version)).length, (await snapshot()).version]).toEqual([1, next.version + 1])
  })

  test("what was found out about a version is kept once", async () => {
    expect(await findFact(db(), project, 1, "changes/2")).toBeNull()
    await keepFact(db(), project, 1, "changes/2", "{}")
    await keepFact(db(), project, 1, "changes/2", "[]")
    expect(await findFact(db(), project, 1, "changes/2")).toEqual({})
  })

  test("items and what is settled now come in pages by number", async () => {
    for (const id of [1, 2, 3]) await rule(id, `${id}`)
    await snapshot()
    const first = await listItems(db(), project, 1, 0, 2)
    expect(first.map((item) => item.asset.id)).toEqual([1, 2])
    expect((await listItems(db(), project, 1, 2, 2)).map((item) => item.asset.id)).toEqual([3])
    expect((await listFinalNow(db(), project, 1, 9)).map((item) => item.asset.id)).toEqual([2, 3])
  })

  test("people stand behind submissions by pseudonym, and only in their project", async () => {
    await insertMember(db(), project, ada, ["annotator"], "Lira 27", NOW)
    const [held] = await opened.storage.hot.next(asks(project, ada))
    const submissionId = crypto.randomUUID()
    await opened.storage.hot.submit({
      publicId: held?.publicId ?? "",
      personId: ada,
      fence: held?.fence ?? 0,
      submissionId,
      body: "{}",
      bodySha256: "a".repeat(64),
      ontologyVersion: 1,
      guidelineVersion: 1,
      regions: 0,
      nowMs: NOW,
      next: null,
    })
    expect(await findPseudonyms(db(), project, [submissionId, "unknown"])).toEqual(new Map([[submissionId, "Lira 27"]]))
    const other = await addProject(opened.storage, ada, 0, 1)
    expect(await findPseudonyms(db(), other, [submissionId])).toEqual(new Map())
  })

  test("counted answers behind a version stand by pseudonym, those of imports do not", async () => {
    const [ben = 0, cho = 0] = await addPeople(opened.storage, 2)
    await insertMember(db(), project, ben, ["annotator"], "Zora 3", NOW)
    await insertMember(db(), project, cho, ["annotator"], "Alma 9", NOW)
    const answer = async (person: number) => {
      const [held] = await opened.storage.hot.next(asks(project, person))
      await opened.storage.hot.submit({
        ...{
          publicId: held?.publicId ?? "",
          personId: person,
          fence: held?.fence ?? 0,
          submissionId: crypto.randomUUID(),
        },
        ...{ body: "{}", bodySha256: "a".repeat(64), ontologyVersion: 1, guidelineVersion: 1, regions: 0 },
        ...{ nowMs: NOW, next: null },
      })
    }
    await answer(ben)
    await answer(ben)
    await answer(cho)
    await rule(1, "a", NOW, "rule")
    await rule(2, "b", NOW, "review")
    await rule(3, "c", NOW, "import")
    await rule(4, "d", NOW, "single")
    const { version } = await snapshot()
    const behind = await countAnswersBehind(db(), project, version)
    // The third answer is of the picture that an import settled afterwards.
    expect(behind).toEqual([{ pseudonym: "Zora 3", answers: 2 }])
    await rule(3, "c", NOW, "rule")
    const next = await snapshot()
    expect(await countAnswersBehind(db(), project, next.version)).toEqual([
      { pseudonym: "Alma 9", answers: 1 },
      { pseudonym: "Zora 3", answers: 2 },
    ])
  })

  test("a version that lost pictures while it was frozen is not sealed", async () => {
    for (const id of [1, 2]) await rule(id, "a")
    const { version } = await snapshot()
    expect(await sealVersion(db(), project, head(version, { pictures: 3 }))).toBe(false)
    expect(await findVersion(db(), project, version)).toBeNull()
    expect(await sealVersion(db(), project, head(version, { pictures: 2 }))).toBe(true)
    await collectUnsealed(db())
    expect((await texts(version)).length).toBe(2)
  })

  test("answers that changed since a moment are counted", async () => {
    await rule(1, "a", NOW)
    await rule(2, "b", NOW + 10)
    expect(await countAnswersChangedSince(db(), project, NOW)).toBe(1)
    expect(await countAnswersChangedSince(db(), project, NOW + 10)).toBe(0)
  })
})
