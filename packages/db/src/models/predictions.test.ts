import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets } from "../assets/index.ts"
import { insertImport, setImportSet } from "../imports/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { clearFinal, keepFinal } from "../work/tasks.ts"
import {
  clearSet,
  countOpenCovered,
  countSuspects,
  deleteSet,
  endSet,
  findProposedBefore,
  findProposingSet,
  findSet,
  findSuspects,
  insertSet,
  listFinalWithPredictions,
  listForeignIds,
  listOpenPredictions,
  listSets,
  proposeInstead,
  putPredictions,
  putScores,
  readSuspectPage,
  type SuspectRow,
  setSuspects,
  showReadText,
} from "./predictions.ts"

describe.each(engines)("predictions on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 5, 1)
  })
  const db = () => opened.storage.db
  const add = (name = "model") => insertSet(db(), project, { name, madeBy: ada, madeAtMs: NOW })
  const row = (taskId: number, doubtPpm = 0, body = "{}") => ({ taskId, body, doubtPpm })
  const suspect = (id: number, more: Partial<SuspectRow> = {}): SuspectRow => ({
    id,
    taskId: id,
    kind: "missing",
    scorePpm: 1_000_000 - id,
    state: "open",
    body: { n: id },
    ...more,
  })
  const rule = (taskId: number) =>
    keepFinal(
      db(),
      { projectId: project, taskId },
      {
        by: "rule",
        atMs: NOW,
        answer: { regions: [], nothingHere: true },
        answerSha256: "x",
        provenance: [],
        agreement: null,
      },
    )

  test("sets are numbered in their project, also when made at the same time, and listed newest first", async () => {
    const made = await Promise.all([add("a"), add("b"), add("c")])
    expect([...made].sort()).toEqual([1, 2, 3])
    expect((await listSets(db(), project)).map(({ id }) => id)).toEqual([3, 2, 1])
    const other = await addProject(opened.storage, ada, 1, 1)
    expect(await listSets(db(), other)).toEqual([])
    expect(await findSet(db(), other, 1)).toBeNull()
    expect(await findSet(db(), project, 1)).toMatchObject({ state: "reading", error: null, madeBy: ada, madeAtMs: NOW })
  })

  test("reading ends with what was found, or with why not", async () => {
    const id = await add()
    const counts = { format: "coco", pictures: 3, unmatched: 1, regions: 9 }
    await endSet(db(), project, id, { state: "ready", error: null, ...counts })
    expect(await findSet(db(), project, id)).toMatchObject({ state: "ready", ...counts })
    await endSet(db(), project, id, { state: "failed", error: "label_unknown", ...counts })
    expect(await findSet(db(), project, id)).toMatchObject({ state: "failed", error: "label_unknown" })
  })

  test("what a set found is stored once a picture, the later row kept, and can be emptied", async () => {
    const id = await add()
    await putPredictions(db(), project, id, [row(1, 5), row(2, 7)])
    await putPredictions(db(), project, id, [row(1, 9, '{"later":1}')])
    await putPredictions(db(), project, id, [])
    await rule(1)
    await rule(2)
    expect(await listFinalWithPredictions(db(), project, id, 0, 9)).toEqual([
      { taskId: 1, kept: '{"nothingHere":true,"regions":[]}', predicted: '{"later":1}' },
      { taskId: 2, kept: '{"nothingHere":true,"regions":[]}', predicted: "{}" },
    ])
    expect(await listFinalWithPredictions(db(), project, id, 1, 9)).toHaveLength(1)
    expect(await listFinalWithPredictions(db(), project, id, 0, 1)).toHaveLength(1)
    await clearSet(db(), project, id)
    expect(await listFinalWithPredictions(db(), project, id, 0, 9)).toEqual([])
  })

  test("what a program read is offered or kept apart, in its own set alone, whatever was read", async () => {
    const said = 'a "read": and a "text": of old'
    const body = (name: string) =>
      JSON.stringify({
        regions: [
          { x: 1, [name]: said },
          { x: 2, [name]: "" },
        ],
      })
    const [id, other] = [await add(), await add("other")]
    for (const set of [id, other]) await putPredictions(db(), project, set, [row(1, 5, body("read"))])
    const bodies = async () =>
      (
        await db().selectFrom("prediction").select("body").where("project_id", "=", project).orderBy("set_id").execute()
      ).map((one) => one.body)
    await showReadText(db(), project, id, true)
    expect(await bodies()).toEqual([body("text"), body("read")])
    await showReadText(db(), project, id, false)
    expect(await bodies()).toEqual([body("read"), body("read")])
  })

  test("many rows are stored in slices", async () => {
    const id = await add()
    await putPredictions(
      db(),
      project,
      id,
      Array.from({ length: 450 }, (_, i) => row(i + 1)),
    )
    const stored = await db().selectFrom("prediction").select("task_id").where("project_id", "=", project).execute()
    expect(stored).toHaveLength(450)
  })

  test("pictures that a set covers and nobody settled are counted", async () => {
    const [first, second] = [await add(), await add()]
    await putPredictions(db(), project, first, [row(1), row(2), row(3)])
    await putPredictions(db(), project, second, [row(1)])
    await rule(1)
    expect(await countOpenCovered(db(), project)).toEqual(new Map([[first, 2]]))
  })

  test("suspects are replaced by each comparison, counted, paged and moved between states", async () => {
    const id = await add()
    const score = (suspects: readonly SuspectRow[]) =>
      db()
        .transaction()
        .execute((tx) => putScores(tx, project, id, { scores: '{"numbers":[]}', atMs: NOW + 1, suspects }))
    await score([suspect(1)])
    await score([suspect(1), suspect(2, { kind: "label" }), suspect(3, { state: "dismissed" }), suspect(4)])
    expect(await findSet(db(), project, id)).toMatchObject({
      suspects: 3,
      scores: { numbers: [] },
      scoredAtMs: NOW + 1,
    })
    const page = (after: number, limit: number, kinds: SuspectRow["kind"][] = [], states: SuspectRow["state"][] = []) =>
      readSuspectPage(db(), project, id, { kinds, states, after, limit })
    expect((await page(0, 2)).map((one) => one.id)).toEqual([1, 2])
    expect((await page(2, 9)).map((one) => one.id)).toEqual([3, 4])
    expect((await page(0, 9, ["missing"], ["open"])).map((one) => one.id)).toEqual([1, 4])
    expect(await countSuspects(db(), project, id, ["missing"], [])).toBe(3)
    expect(await findSuspects(db(), project, id, [4, 2, 77])).toEqual([suspect(2, { kind: "label" }), suspect(4)])
    expect(await setSuspects(db(), project, id, [1, 3], "dismissed")).toBe(1)
    expect(await findSet(db(), project, id)).toMatchObject({ suspects: 2 })
    expect(await setSuspects(db(), project, id, [], "open")).toBe(0)
    expect(await setSuspects(db(), project, id, [1, 3], "open")).toBe(2)
  })

  test("a set is taken away with all of it, and no other", async () => {
    const [first, second] = [await add(), await add()]
    for (const id of [first, second]) {
      await putPredictions(db(), project, id, [row(1)])
      await putScores(db(), project, id, { scores: "{}", atMs: NOW, suspects: [suspect(1)] })
    }
    const remove = (id: number) =>
      db()
        .transaction()
        .execute((tx) => deleteSet(tx, project, id))
    expect(await remove(first)).toBe(true)
    expect(await remove(first)).toBe(false)
    expect((await listSets(db(), project)).map(({ id }) => id)).toEqual([second])
    expect(await countSuspects(db(), project, first, [], [])).toBe(0)
    expect(await countSuspects(db(), project, second, [], [])).toBe(1)
  })

  test("open tasks come with how unsure a set is of them, by number", async () => {
    const id = await add()
    await putPredictions(db(), project, id, [row(2, 300), row(4, 900)])
    await opened.storage.hot.next(asks(project, ada))
    expect(await listOpenPredictions(db(), project, id, 0, 9)).toEqual([
      { taskId: 2, tier: 1, doubtPpm: 300 },
      { taskId: 3, tier: 1, doubtPpm: null },
      { taskId: 4, tier: 1, doubtPpm: 900 },
      { taskId: 5, tier: 1, doubtPpm: null },
    ])
    expect(
      (await listOpenPredictions(db(), project, null, 3, 1)).map(({ taskId, doubtPpm }) => [taskId, doubtPpm]),
    ).toEqual([[4, null]])
  })

  test("what files called pictures is read in pages", async () => {
    const picture = (id: number, extra: object) => ({
      id,
      name: `${id}.jpg`,
      sha256: `${id}`.repeat(64),
      mediaType: "image/jpeg",
      bytes: 1,
      size: { width: 1, height: 1 },
      uprightSha256: null,
      previewSha256: null,
      thumbnailSha256: null,
      problem: null,
      extra,
      importId: null,
      madeAtMs: NOW,
    })
    await insertAssets(db(), project, [
      picture(1, { foreignId: "77" }),
      picture(2, {}),
      picture(3, { foreignId: "78" }),
    ])
    const read = async (from: number, most: number) =>
      (await listForeignIds(db(), project, from, most)).flatMap(({ assetId, foreignId }) =>
        foreignId === undefined ? [] : [[assetId, foreignId]],
      )
    expect(await read(0, 9)).toEqual([
      [1, "77"],
      [3, "78"],
    ])
    expect(await read(1, 9)).toEqual([[3, "78"]])
  })

  test("what a set of one project found is unknown in another", async () => {
    const other = await addProject(opened.storage, ada, 2, 1)
    const id = await add()
    await putPredictions(db(), project, id, [row(1, 5), row(2, 6)])
    await rule(1)
    await putScores(db(), project, id, { scores: "{}", atMs: NOW, suspects: [suspect(1)] })
    expect(await listFinalWithPredictions(db(), other, id, 0, 9)).toEqual([])
    expect((await countOpenCovered(db(), other)).size).toBe(0)
    expect(await findSuspects(db(), other, id, [1])).toEqual([])
    expect(await setSuspects(db(), other, id, [1], "sent")).toBe(0)
    expect((await listOpenPredictions(db(), other, id, 0, 9)).map(({ doubtPpm }) => doubtPpm)).toEqual([null, null])
    const remove = db()
      .transaction()
      .execute((tx) => deleteSet(tx, other, id))
    expect(await remove).toBe(false)
    expect(await findSet(db(), project, id)).toMatchObject({ suspects: 1 })
    expect((await findSuspects(db(), project, id, [1]))[0]?.state).toBe("open")
  })

  test("each comparison forgets the suspects before it, and only of that set", async () => {
    const [first, second] = [await add(), await add()]
    const score = (id: number, suspects: readonly SuspectRow[]) =>
      putScores(db(), project, id, { scores: "{}", atMs: NOW, suspects })
    await score(first, [suspect(1), suspect(2)])
    await score(second, [suspect(1)])
    await score(first, [])
    expect(await findSet(db(), project, first)).toMatchObject({ suspects: 0, scoredAtMs: NOW })
    expect(await countSuspects(db(), project, second, [], [])).toBe(1)
  })

  test("many suspects are stored in slices and read in pages, likeliest first", async () => {
    const id = await add()
    const many = Array.from({ length: 450 }, (_, i) => suspect(i + 1, { kind: i % 2 === 0 ? "missing" : "place" }))
    await putScores(db(), project, id, { scores: "{}", atMs: NOW, suspects: many })
    const read: number[] = []
    for (let after = 0; ; ) {
      const some = await readSuspectPage(db(), project, id, { kinds: ["place"], states: ["open"], after, limit: 100 })
      read.push(...some.map((one) => one.id))
      const last = some.at(-1)
      if (!last) break
      after = last.id
    }
    expect(read).toHaveLength(225)
    expect(read).toEqual([...read].sort((a, b) => a - b))
    const all = many.map((one) => one.id)
    expect(await setSuspects(db(), project, id, all, "dismissed")).toBe(450)
    expect(await findSuspects(db(), project, id, all)).toHaveLength(450)
    expect(await findSet(db(), project, id)).toMatchObject({ suspects: 0 })
  })

  test("a picture that is settled, excluded or open again is counted where it stands now", async () => {
    const id = await add()
    await putPredictions(db(), project, id, [row(1), row(2), row(3)])
    const open = async () => (await countOpenCovered(db(), project)).get(id) ?? 0
    expect(await open()).toBe(3)
    await opened.storage.hot.setExcluded(project, [3], true, NOW)
    expect(await open()).toBe(2)
    await rule(2)
    expect(await open()).toBe(1)
    await clearFinal(
      db(),
      { projectId: project, taskId: 2 },
      { state: "disputed", differences: 1, agreement: null, nowMs: NOW },
    )
    expect(await open()).toBe(2)
    expect(await listFinalWithPredictions(db(), project, id, 0, 9)).toEqual([])
  })

  describe("what people begin with", () => {
    const isIngested = async (name: string) => {
      const id = await insertImport(db(), project, { name, as: "pictures", who: ada, startedAtMs: NOW })
      const set = await add(name)
      await setImportSet(db(), project, id, set)
      const ended = { state: "ready", error: null, format: "coco", pictures: 1, unmatched: 0, regions: 1 } as const
      await endSet(db(), project, set, ended)
      await db()
        .transaction()
        .execute((tx) => proposeInstead(tx, project, id, set))
      return { id, set }
    }
    const before = async ({ id }: { id: number }) => (await findProposedBefore(db(), project, id))?.name ?? null
    const drop = (set: number) =>
      db()
        .transaction()
        .execute((tx) => deleteSet(tx, project, set))

    test("an import remembers whose place its set took, and saying it again changes nothing", async () => {
      const [a, b] = [await isIngested("a"), await isIngested("b")]
      expect([await before(a), await before(b)]).toEqual([null, "a"])
      await proposeInstead(db(), project, b.id, b.set)
      expect(await before(b)).toBe("a")
      expect((await findProposingSet(db(), project))?.name).toBe("b")
    })

    test("where the set before went, it is the one before that", async () => {
      const [a, b, c] = [await isIngested("a"), await isIngested("b"), await isIngested("c")]
      await drop(b.set)
      expect([await before(a), await before(c)]).toEqual([null, "a"])
      expect((await findProposingSet(db(), project))?.name).toBe("c")
      await drop(a.set)
      expect(await before(c)).toBeNull()
      await drop(c.set)
      expect(await findProposingSet(db(), project)).toBeNull()
    })

    test("a set that could not be read is not gone back to", async () => {
      const [a, b] = [await isIngested("a"), await isIngested("b")]
      const failed = { state: "failed", error: "internal", format: "", pictures: 0, unmatched: 0, regions: 0 } as const
      await endSet(db(), project, a.set, failed)
      expect(await before(b)).toBeNull()
    })
  })
})
