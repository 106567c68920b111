import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { findUndo, insertUndo, takeUndo } from "../activity/undo.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, LEASE_MS, NOW } from "../testing/seed.ts"
import { countHeldByPerson, endLeasesOf } from "../work/leases.ts"
import { ensureTier, listTiers } from "../work/tiers.ts"
import { countAssets } from "./counts.ts"
import {
  findAsset,
  findAssetsByHash,
  findAssetsByName,
  findSizes,
  findStoredStatuses,
  findTargets,
  insertAssets,
  listAssetNames,
  putStatuses,
  type StoredStatus,
  setExtras,
  setTaskState,
  takeAssetNumbers,
} from "./index.ts"
import {
  type AssetWanted,
  findAssetStatus,
  findAssetStatuses,
  findNeighbours,
  likeInside,
  listAssetIds,
  listTaskAnswers,
  listTaskAssignments,
  readAssetPage,
} from "./list.ts"
import { type Asset, labelsText } from "./rows.ts"

const EVERYTHING: AssetWanted = { search: "", states: [], labels: [] }

const picture = (id: number, change: Partial<Asset> = {}): Asset => ({
  id,
  name: `street/${id}.jpg`,
  sha256: String(id).padStart(64, "0"),
  mediaType: "image/jpeg",
  bytes: 1_000,
  size: { width: 640, height: 480 },
  uprightSha256: null,
  previewSha256: null,
  sound: null,
  thumbnailSha256: null,
  problem: null,
  media: null,
  extra: {},
  importId: 1,
  madeAtMs: NOW,
  document: null,
  ...change,
})

const final = (taskId: number, labels: string[], text = ""): StoredStatus => ({
  taskId,
  state: "settled",
  settledBy: "import",
  settledAtMs: NOW,
  answer: JSON.stringify({ nothingHere: labels.length === 0, regions: [] }),
  answerSha256: String(taskId).repeat(64).slice(0, 64),
  provenance: "[]",
  labels: labelsText(labels),
  texts: text,
  regions: labels.length,
  nothingHere: labels.length === 0,
})

test.each([
  { text: "a", pattern: "%a%" },
  { text: "100%", pattern: "%100!%%" },
  { text: "a_b!", pattern: "%a!_b!!%" },
])("the wildcards of '$text' are taken literally", ({ text, pattern }) => {
  expect(likeInside(text)).toBe(pattern)
})

test.each([
  { ids: [], text: " " },
  { ids: ["sign", "car", "sign"], text: " car sign " },
  { ids: ["stop sign"], text: " stop\u00a0sign " },
])("labels $ids are kept as words of their own", ({ ids, text }) => {
  expect(labelsText(ids)).toBe(text)
})

describe.each(engines)("pictures on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 4, 2)
    await insertAssets(db(), project, [
      picture(1),
      picture(2, { name: "street/B_2.jpg" }),
      picture(3, { name: "Night.jpg", extra: { foreignId: "77", source: { file: "x.json", line: 3 } } }),
      picture(4),
      picture(5, { name: "letter.jpg", size: null, problem: { code: "picture_broken", detail: { at: 3 } } }),
    ])
  })
  const db = () => opened.storage.db
  const page = (change: Partial<AssetWanted> = {}, sort: "newest" | "name" | "number" = "number", limit = 100) =>
    readAssetPage(db(), project, { ...EVERYTHING, ...change }, { sort, after: null, limit, nowMs: NOW })
  const ids = async (change: Partial<AssetWanted> = {}) => (await page(change)).map((one) => one.id)

  test("numbers are given once, also to many who ask at the same time", async () => {
    const firsts = await Promise.all(Array.from({ length: 20 }, () => takeAssetNumbers(db(), project, 3)))
    expect([...firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 1 + 3 * i))
  })

  test("a picture comes back as it was stored, readable or not", async () => {
    expect(await findAsset(db(), project, 3)).toEqual(
      picture(3, { name: "Night.jpg", extra: { foreignId: "77", source: { file: "x.json", line: 3 } } }),
    )
    expect(await findAsset(db(), project, 5)).toMatchObject({
      size: null,
      problem: { code: "picture_broken", detail: { at: 3 } },
    })
    expect(await findAsset(db(), project, 99)).toBeNull()
    await setExtras(db(), project, new Map([[1, { foreignId: "9" }]]))
    expect((await findSizes(db(), project, [1, 99])).get(99)).toBeUndefined()
    expect((await findAsset(db(), project, 1))?.extra).toEqual({ foreignId: "9" })
  })

  test("pictures are found by hash and by name, of this project only", async () => {
    const other = await addProject(opened.storage, ada, 0, 1)
    await insertAssets(db(), other, [picture(1)])
    expect(await findAssetsByHash(db(), project, [picture(2).sha256, "f".repeat(64)])).toEqual(
      new Map([[picture(2).sha256, 2]]),
    )
    expect(await findAssetsByName(db(), project, ["Night.jpg", "night.jpg"])).toEqual(new Map([["Night.jpg", 3]]))
    expect(await findAssetsByName(db(), other, ["Night.jpg"])).toEqual(new Map())
  })

  test("of two pictures with one hash the first is found", async () => {
    await insertAssets(db(), project, [picture(6, { sha256: picture(1).sha256 })])
    expect(await findAssetsByHash(db(), project, [picture(1).sha256])).toEqual(new Map([[picture(1).sha256, 1]]))
  })

  test("names come in pages by number", async () => {
    expect((await listAssetNames(db(), project, 2, 2)).map((row) => row.id)).toEqual([3, 4])
    expect(await listAssetNames(db(), project, 5, 2)).toEqual([])
  })

  test("search looks at names, texts and numbers, and takes wildcards as they are", async () => {
    await putStatuses(db(), project, [final(4, ["line"], "total 100% paid")], NOW)
    expect(await ids({ search: " NIGHT " })).toEqual([3])
    expect(await ids({ search: "b_2" })).toEqual([2])
    expect(await ids({ search: "_" })).toEqual([2])
    expect(await ids({ search: "100%" })).toEqual([4])
    expect(await ids({ search: "5" })).toEqual([5])
    expect(await ids({ search: "nowhere" })).toEqual([])
  })

  test("states and labels narrow, each with an or, together with an and", async () => {
    await putStatuses(db(), project, [final(1, ["car", "stop sign"]), final(2, ["sign"])], NOW)
    await opened.storage.hot.next(asks(project, ada))
    expect(await ids({ states: ["settled"] })).toEqual([1, 2])
    expect(await ids({ states: ["not_read", "settled"] })).toEqual([1, 2, 5])
    expect(await ids({ states: ["worked_on"] })).toHaveLength(1)
    expect(await ids({ labels: ["sign"] })).toEqual([2])
    expect(await ids({ labels: ["stop sign", "sign"] })).toEqual([1, 2])
    expect(await ids({ labels: ["car"], states: ["open"] })).toEqual([])
    const late = await countAssets(db(), project, { ...EVERYTHING, states: ["worked_on"] }, NOW + LEASE_MS)
    expect(late).toBe(0)
  })

  test.each([
    { sort: "number" as const, expected: [1, 2, 3, 4, 5] },
    { sort: "newest" as const, expected: [5, 4, 3, 2, 1] },
    { sort: "name" as const, expected: [3, 5, 1, 4, 2] },
  ])("pages by $sort continue where the last one ended", async ({ sort, expected }) => {
    const seen: number[] = []
    let after: { id: number; name: string } | null = null
    for (let i = 0; i < 5; i++) {
      const rows: Awaited<ReturnType<typeof page>> = await readAssetPage(db(), project, EVERYTHING, {
        sort,
        after,
        limit: 2,
        nowMs: NOW,
      })
      seen.push(...rows.map((row) => row.id))
      after = rows.at(-1) ?? after
    }
    // Names by code unit on both engines: capitals before small letters.
    expect(seen).toEqual(expected)
  })

  test("numbers of all that match come in pages, and some in the order asked for", async () => {
    const first = await listAssetIds(db(), project, EVERYTHING, { afterId: 0, limit: 3, nowMs: NOW })
    expect(first).toEqual([1, 2, 3])
    expect(await listAssetIds(db(), project, EVERYTHING, { afterId: 3, limit: 3, nowMs: NOW })).toEqual([4, 5])
    expect((await findAssetStatuses(db(), project, [4, 99, 1], NOW)).map((one) => one.id)).toEqual([4, 1])
    expect(await findAssetStatuses(db(), project, [], NOW)).toEqual([])
  })

  test("one picture knows where it stands and its neighbours", async () => {
    expect(await findAssetStatus(db(), project, 1, NOW)).toMatchObject({
      state: "open",
      overlap: 2,
      openSlots: 2,
      live: 0,
      tier: 1,
    })
    expect(await findAssetStatus(db(), project, 5, NOW)).toMatchObject({ state: null, overlap: 0 })
    expect(await findAssetStatus(db(), project, 99, NOW)).toBeNull()
    expect(await findNeighbours(db(), project, 1)).toEqual({ previous: null, next: 2 })
    expect(await findNeighbours(db(), project, 5)).toEqual({ previous: 4, next: null })
  })

  test("places say what a bulk act must know, and leave out what has no task", async () => {
    const [held] = await opened.storage.hot.next(asks(project, ada))
    const places = await findTargets(db(), project, [1, 2, 5, 99], NOW)
    expect(places.map((place) => place.id)).toEqual([1, 2])
    expect(places.find((place) => place.id === held?.taskId)).toMatchObject({
      state: "open",
      live: 1,
      openSlots: 1,
      submitted: 0,
      hasAnswer: false,
    })
  })

  test("a standing is stored whole and can be put back", async () => {
    const before = await findStoredStatuses(db(), project, [1, 2])
    await putStatuses(db(), project, [final(1, ["car"], "abc"), final(2, [])], NOW + 5)
    expect(await findStoredStatuses(db(), project, [1, 2])).toEqual([final(1, ["car"], "abc"), final(2, [])])
    await putStatuses(db(), project, before, NOW + 6)
    expect(await findStoredStatuses(db(), project, [1, 2])).toEqual(before)
  })

  test("a state can change while the answer stays", async () => {
    await putStatuses(db(), project, [final(1, ["car"])], NOW)
    await setTaskState(db(), project, [1], "waiting", true, NOW + 1)
    const row = await db()
      .selectFrom("task_state")
      .select(["state", "dirty", "answer"])
      .where("project_id", "=", project)
      .where("task_id", "=", 1)
      .executeTakeFirst()
    expect([row?.state, Number(row?.dirty), row?.answer === null]).toEqual(["waiting", 1, false])
  })

  test("tiers are made once for each traits", async () => {
    const first = { priority: 1, personId: null, groupId: null }
    const id = await ensureTier(db(), project, first)
    expect(await ensureTier(db(), project, first)).toBe(id)
    expect(await ensureTier(db(), project, { ...first, personId: ada })).not.toBe(id)
    expect((await listTiers(db(), project)).map((tier) => [tier.priority, tier.personId])).toEqual([
      [0, null],
      [1, null],
      [1, ada],
    ])
  })

  test("an act is taken back by one caller only", async () => {
    const id = await insertUndo(db(), project, { personId: ada, madeAtMs: NOW, body: "{}" })
    expect(await insertUndo(db(), project, { personId: ada, madeAtMs: NOW, body: "[]" })).toBe(id + 1)
    expect(await findUndo(db(), project, id)).toEqual({ id, personId: ada, madeAtMs: NOW, body: {}, used: false })
    const used = await Promise.all([
      takeUndo(db(), project, id),
      takeUndo(db(), project, id),
      takeUndo(db(), project, id),
    ])
    expect(used.filter(Boolean)).toHaveLength(1)
    expect((await findUndo(db(), project, id))?.used).toBe(true)
    expect(await findUndo(db(), project, 99)).toBeNull()
  })

  test("leases of one person end without touching others'", async () => {
    const [ben = 0] = await addPeople(opened.storage, 1)
    await opened.storage.hot.next(asks(project, ada, { want: 2 }))
    await opened.storage.hot.next(asks(project, ben))
    expect(await countHeldByPerson(db(), project, NOW)).toEqual(
      new Map([
        [ada, 2],
        [ben, 1],
      ]),
    )
    expect(await endLeasesOf(db(), project, ada, NOW + 1)).toBe(2)
    expect(await countHeldByPerson(db(), project, NOW + 1)).toEqual(new Map([[ben, 1]]))
    expect(await opened.storage.hot.endExpired(NOW + 1, 100)).toBe(2)
    expect(await endLeasesOf(db(), project, ada, NOW + 2)).toBe(0)
  })

  test("everybody's latest answer and turns of one task are listed", async () => {
    const [held] = await opened.storage.hot.next(asks(project, ada))
    const sent = {
      submissionId: crypto.randomUUID(),
      body: '{"nothingHere":true,"regions":[]}',
      bodySha256: "a".repeat(64),
    }
    await opened.storage.hot.submit({
      publicId: held?.publicId ?? "",
      personId: ada,
      fence: held?.fence ?? 0,
      ...sent,
      ontologyVersion: 1,
      guidelineVersion: 1,
      regions: 0,
      nowMs: NOW + 9,
      next: null,
    })
    const taskId = held?.taskId ?? 0
    expect(await listTaskAnswers(db(), project, taskId)).toEqual([
      {
        personId: ada,
        body: JSON.parse(sent.body),
        sentAtMs: NOW + 9,
        revision: 1,
        counted: true,
        submissionId: sent.submissionId,
      },
    ])
    expect(await listTaskAssignments(db(), project, taskId)).toMatchObject([
      { personId: ada, state: "submitted", revision: 1 },
    ])
  })
})
