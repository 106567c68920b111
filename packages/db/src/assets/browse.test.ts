import { ViewBody } from "@justesse/types/wire/asset"
import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  attachProposals,
  clearProposals,
  findChosenSets,
  findCoveredTasks,
  findProposalSets,
  findProposals,
} from "../imports/proposals.ts"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { storeGroup } from "../people/groups.ts"
import type { Database } from "../schema/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { countAllAssets, countAssets, countByState, measureAssets } from "./counts.ts"
import { forgetPictures } from "./forget.ts"
import { findAssetsByHash, findAssetsByName, insertAssets } from "./index.ts"
import { findAssetStatus, findNeighbours, readAssetPage } from "./list.ts"
import { findMarks, findUnusedBlobs, listLeftBehind, listOverdue, setBytesGone, setDeleted, setPages } from "./marks.ts"
import { type Asset, labelsText } from "./rows.ts"
import { deleteTags, insertTags, listTagsOf, readTags } from "./tags.ts"
import { deleteView, readViews, storeView } from "./views.ts"
import type { AssetWanted } from "./where.ts"

const EVERYTHING: AssetWanted = { search: "", states: [], labels: [] }

const picture = (id: number, change: Partial<Asset> = {}): Asset => ({
  ...{ id, name: `street/${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1_000 },
  ...{ size: { width: 100 * id, height: 50 }, uprightSha256: null, previewSha256: null, thumbnailSha256: null },
  ...{ problem: null, extra: {}, importId: 1, madeAtMs: NOW, document: null },
  ...change,
})

describe.each(engines)("looking for pictures on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let project = 0
  const db = () => opened.storage.db
  const found = async (change: Partial<AssetWanted>) => {
    const at = { sort: "number", after: null, limit: 100, nowMs: NOW } as const
    return (await readAssetPage(db(), project, { ...EVERYTHING, ...change }, at)).map((one) => one.id)
  }

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 6, 1)
    await insertAssets(db(), project, [
      picture(1),
      picture(2, { name: "Nuit.jpg", importId: 2 }),
      picture(3, { document: { name: "menu.pdf", page: 0 } }),
      picture(4, { sha256: "1".padStart(64, "0") }),
      picture(5),
      picture(6),
      picture(7, { name: "broken.jpg", size: null, problem: { code: "picture_broken", detail: {} } }),
    ])
  })
  const rule = async (taskId: number, labels: string[], texts: string, ppm: number) => {
    await db()
      .updateTable("task_state")
      .set({ state: "settled", labels: labelsText(labels), texts, regions: labels.length, agreement_ppm: ppm })
      .where("project_id", "=", project)
      .where("task_id", "=", taskId)
      .execute()
  }

  test.each(["newest", "name", "number"] as const)(
    "by %s a list read from its end is the same list backwards, page by page",
    async (sort) => {
      const read = async (fromEnd: boolean) => {
        const all: number[] = []
        for (let after: { id: number; name: string } | null = null; ; ) {
          const at = { sort, fromEnd, after, limit: 3, nowMs: NOW }
          const rows = await readAssetPage(db(), project, EVERYTHING, at)
          all.push(...rows.map((row) => row.id))
          const last = rows.at(-1)
          if (!last || rows.length < 3) return all
          after = { id: last.id, name: last.name }
        }
      }
      const forwards = await read(false)
      expect(forwards).toHaveLength(7)
      expect(await read(true)).toEqual([...forwards].reverse())
    },
  )

  test("by name, by what is written on them, by tag and by number; two signs are enough, wildcards are none", async () => {
    await rule(1, ["sign"], "ouvert 100%\nété", 500_000)
    await insertTags(db(), project, [{ assetId: 5, tag: "To Check" }])
    expect(await found({ search: "nuit" })).toEqual([2])
    expect(await found({ search: "OUVERT" })).toEqual([1])
    expect(await found({ search: "té" })).toEqual([1])
    expect(await found({ search: "100%" })).toEqual([1])
    expect(await found({ search: "t_b" })).toEqual([])
    expect(await found({ search: 'a"b' })).toEqual([])
    expect(await found({ search: "to check" })).toEqual([5])
    expect(await found({ search: "6" })).toEqual([6])
    await deleteTags(db(), project, [5], ["To Check"])
    expect(await found({ search: "to check" })).toEqual([])
    await rule(1, [], "fermé", 500_000)
    expect(await found({ search: "ouvert" })).toEqual([])
    expect(await found({ search: "fermé" })).toEqual([1])
  })

  test("text of one project is not found in another", async () => {
    const other = await addProject(opened.storage, ada, 1, 1)
    await insertAssets(db(), other, [picture(1, { name: "secret.jpg" })])
    expect(await found({ search: "secret" })).toEqual([])
  })

  test.each<{ name: string; wanted: Partial<AssetWanted>; ids: number[] }>([
    { name: "a tag", wanted: { tags: ["a", "nobody"] }, ids: [1, 2] },
    { name: "a count of labels", wanted: { regions: { from: 2, to: null } }, ids: [2] },
    { name: "exactly no labels", wanted: { regions: { from: 0, to: 0 } }, ids: [3] },
    { name: "a span without ends", wanted: { regions: { from: null, to: null } }, ids: [1, 2, 3, 4, 5, 6, 7] },
    { name: "low agreement", wanted: { agreement: { from: null, to: 0.6 } }, ids: [1] },
    { name: "an import", wanted: { import: 2 }, ids: [2] },
    { name: "the longest side", wanted: { side: { from: 300, to: 500 } }, ids: [3, 4, 5] },
    { name: "a picture's twins", wanted: { twinOf: 4 }, ids: [1, 4] },
    { name: "a document", wanted: { document: "menu.pdf" }, ids: [3] },
    { name: "a person's answers", wanted: { person: 0 }, ids: [1] },
    { name: "a group's answers", wanted: { group: 1 }, ids: [1] },
    { name: "how sure a set is", wanted: { prediction: { set: 1, from: 0.7, to: 1 } }, ids: [5] },
    { name: "proposals", wanted: { proposal: true }, ids: [6] },
    { name: "no proposals, among open ones", wanted: { proposal: false, states: ["open"] }, ids: [1, 4, 5] },
    { name: "a version", wanted: { version: 3 }, ids: [2] },
    { name: "unreadable ones", wanted: { states: ["not_read"] }, ids: [7] },
    { name: "named ones", wanted: { ids: [7, 2, 99] }, ids: [2, 7] },
    { name: "all together", wanted: { tags: ["a"], labels: ["car"], side: { from: 150 } }, ids: [2] },
  ])("by $name", async ({ wanted, ids }) => {
    await insertTags(db(), project, [
      { assetId: 1, tag: "a" },
      { assetId: 2, tag: "a" },
    ])
    const [held] = await opened.storage.hot.next(asks(project, ada))
    if (!held) throw new Error("a lease expected")
    const assignment = { publicId: held.publicId, personId: ada, fence: held.fence, nowMs: NOW }
    await opened.storage.hot.submit({
      ...assignment,
      ...answer(),
      ontologyVersion: 1,
      guidelineVersion: 1,
      regions: 0,
      next: null,
    })
    await rule(1, ["sign"], "", 500_000)
    await rule(2, ["car", "sign"], "", 900_000)
    await rule(3, [], "", 1_000_000)
    if (wanted.states)
      await db()
        .updateTable("task_state")
        .set({ state: "open" })
        .where("project_id", "=", project)
        .where("task_id", "=", 1)
        .execute()
    await storeGroup(db(), project, { id: null, name: "g", members: [ada] })
    await insertSet(db(), project, { name: "m", madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, 1, [
      { taskId: 5, body: "{}", doubtPpm: 200_000 },
      { taskId: 6, body: "{}", doubtPpm: 400_000 },
    ])
    await attachProposals(db(), project, [6], 1)
    await db()
      .insertInto("version_item")
      .values({ project_id: project, version: 3, item_id: 2, body_sha256: "x", settled_by: "rule", provenance: "[]" })
      .execute()
    const person = wanted.person === undefined ? {} : { person: ada }
    expect(await found({ ...wanted, ...person })).toEqual(ids)
    expect(await countAssets(db(), project, { ...EVERYTHING, ...wanted, ...person }, NOW)).toBe(ids.length)
    if (wanted.person !== undefined) expect(await found({ person: ben })).toEqual([])
  })

  test("work in hand is counted among what a search finds, not beside it", async () => {
    await opened.storage.hot.next(asks(project, ada, { want: 2 }))
    await rule(5, ["sign"], "exit", 500_000)
    const of = (search: string) => countByState(db(), project, { ...EVERYTHING, search }, NOW)
    expect(await of("exit")).toMatchObject({ settled: 1, worked_on: 0 })
    expect(await measureAssets(db(), project, { ...EVERYTHING, search: "exit" }, NOW)).toMatchObject({ inHand: 0 })
    await rule(1, ["sign"], "exit", 500_000)
    expect(await of("exit")).toMatchObject({ settled: 2, worked_on: 1 })
  })

  test("counts by state follow every other filter, and weighing says what an act would meet", async () => {
    await rule(1, ["sign"], "", 500_000)
    await opened.storage.hot.next(asks(project, ada, { want: 2 }))
    await setDeleted(db(), project, [6], NOW)
    await insertTags(db(), project, [{ assetId: 1, tag: "a" }])
    const counts = await countByState(db(), project, { ...EVERYTHING, states: ["settled"] }, NOW)
    expect(counts).toMatchObject({ settled: 1, open: 4, not_read: 1, deleted: 1, worked_on: 2 })
    expect(await countByState(db(), project, { ...EVERYTHING, import: 2 }, NOW)).toMatchObject({
      open: 1,
      not_read: 0,
    })
    expect(await countAllAssets(db(), project)).toBe(6)
    expect(await measureAssets(db(), project, { ...EVERYTHING, ids: [1, 3, 7] }, NOW)).toEqual({
      pictures: 3,
      inHand: 1,
      byState: { settled: 1, open: 1 },
      frozen: 0,
      tags: [{ tag: "a", pictures: 1 }],
    })
  })

  test("counts by state are the same where a picture may have several tasks", async () => {
    await rule(1, ["sign"], "exit", 500_000)
    await rule(6, ["sign"], "", 500_000)
    // A state that only deleted ones are in is not named.
    const fifth = db().updateTable("task_state").where("project_id", "=", project).where("task_id", "=", 5)
    await fifth.set({ state: "disputed" }).execute()
    await setDeleted(db(), project, [5, 6], NOW)
    const filters = [{}, { import: 2 }, { labels: ["sign"] }, { search: "exit" }, { proposal: false }]
    const count = () =>
      Promise.all(filters.map((wanted) => countByState(db(), project, { ...EVERYTHING, ...wanted }, NOW)))
    const before = await count()
    expect(before[0]).toMatchObject({ settled: 1, open: 3, deleted: 2 })
    await opened.storage.hot.addTasks(project, [{ id: 900, assetId: null, tier: 1, overlap: 1 }], NOW)
    expect(await count()).toEqual(before)
  })

  test("counts by state are right while tasks of deleted pictures change their state", async () => {
    const deleted = [1, 2, 3, 4]
    await setDeleted(db(), project, deleted, NOW)
    let isOver = false
    const change = async () => {
      for (let n = 0; n < 60; n++) await opened.storage.hot.setExcluded(project, deleted, n % 2 === 0, NOW)
      isOver = true
    }
    const found: unknown[] = []
    const count = async () => {
      while (!isOver) found.push(await countByState(db(), project, EVERYTHING, NOW))
    }
    await Promise.all([change(), count(), count()])
    const right = { open: 2, not_read: 1, deleted: 4, worked_on: 0 }
    expect(found).toEqual(found.map(() => right))
  })

  test("deleted ones are in no list but their own, nor found by name or hash", async () => {
    await setDeleted(db(), project, [2], NOW)
    expect(await found({})).toEqual([1, 3, 4, 5, 6, 7])
    expect(await found({ states: ["deleted"] })).toEqual([2])
    expect(await found({ states: ["open", "deleted"] })).toEqual([1, 2, 3, 4, 5, 6])
    expect((await findAssetStatus(db(), project, 2, NOW))?.deletedAtMs).toBe(NOW)
    expect((await findNeighbours(db(), project, 1)).next).toBe(3)
    expect(await findAssetsByName(db(), project, ["Nuit.jpg"])).toEqual(new Map())
    expect(await findAssetsByHash(db(), project, [picture(2).sha256])).toEqual(new Map())
    await setDeleted(db(), project, [2], null)
    expect(await found({ search: "nuit" })).toEqual([2])
  })

  test("the bin gives up what is over and in no version, and only blobs that nobody else has", async () => {
    const own = String(project).padStart(64, "e")
    await db().updateTable("asset").set({ sha256: own }).where("project_id", "=", project).where("id", "=", 2).execute()
    await setDeleted(db(), project, [1, 2, 3], NOW)
    await db()
      .insertInto("version_item")
      .values({ project_id: project, version: 1, item_id: 3, body_sha256: "x", settled_by: "rule", provenance: "[]" })
      .execute()
    expect(await listOverdue(db(), NOW, 10)).toEqual([])
    const gone = (await listOverdue(db(), NOW + 1, 10)).filter((one) => one.projectId === project)
    expect(gone.map((one) => one.id).sort()).toEqual([1, 2])
    await insertTags(db(), project, [{ assetId: 2, tag: "a" }])
    expect(await forgetPictures(db(), gone, NOW + 1)).toHaveLength(2)
    expect((await listLeftBehind(db(), 10)).map((one) => one.id)).toEqual([1, 2])
    await setBytesGone(db(), gone)
    expect(await listLeftBehind(db(), 10)).toEqual([])
    // Picture 4 has the bytes of picture 1.
    expect(await findUnusedBlobs(db(), new Set(gone.flatMap((one) => one.hashes)))).toEqual(new Set([own]))
    await setDeleted(db(), project, [2], null)
    expect(await findAssetStatus(db(), project, 2, NOW)).toMatchObject({ name: "#2", deletedAtMs: NOW, answer: null })
    expect(await found({ search: "nuit" })).toEqual([])
    expect(await readTags(db(), project)).toEqual([])
    expect(await findMarks(db(), project, [1, 2, 3])).toHaveLength(1)
  })

  test("pages of a document, tags and proposals are kept and taken back", async () => {
    await setPages(db(), project, [
      { id: 5, document: "d", page: 1 },
      { id: 4, document: "d", page: 0 },
    ])
    expect((await findMarks(db(), project, [4, 5])).map((one) => one.page)).toEqual([0, 1])
    await insertTags(db(), project, [
      { assetId: 4, tag: "b" },
      { assetId: 4, tag: "a" },
    ])
    await insertTags(db(), project, [{ assetId: 4, tag: "a" }])
    expect(await listTagsOf(db(), project, [4, 5])).toEqual([
      { assetId: 4, tag: "a" },
      { assetId: 4, tag: "b" },
    ])
    expect(await readTags(db(), project)).toEqual([
      { tag: "a", pictures: 1 },
      { tag: "b", pictures: 1 },
    ])
    for (const name of ["one", "two"]) await insertSet(db(), project, { name, madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, 1, [{ taskId: 4, body: '{"regions":[]}', doubtPpm: 1 }])
    await putPredictions(db(), project, 2, [{ taskId: 4, body: '{"regions":[1]}', doubtPpm: 1 }])
    expect(await findProposalSets(db(), project, [4, 5])).toEqual(new Map())
    await db().updateTable("prediction_set").set({ proposes: 1 }).where("project_id", "=", project).execute()
    expect(await findProposalSets(db(), project, [4, 5])).toEqual(new Map([[4, 2]]))
    await attachProposals(db(), project, [4], 1)
    expect(await findProposals(db(), project, [4])).toEqual(new Map([[4, '{"regions":[]}']]))
    await attachProposals(db(), project, [4], 0)
    expect(await findProposalSets(db(), project, [4])).toEqual(new Map())
    expect(await findChosenSets(db(), project, [4])).toEqual([{ taskId: 4, setId: 0 }])
    await clearProposals(db(), project, [4])
    expect(await findProposalSets(db(), project, [4])).toEqual(new Map([[4, 2]]))
    expect(await findCoveredTasks(db(), project, 1, [4, 5])).toEqual([4])
  })

  const viewOf = (search: string) =>
    ViewBody.parse({ filter: { search, states: [], labels: [] }, sort: "name", size: "small" })

  test("a view of the same name is replaced, and taken away once", async () => {
    const view = (name: string, search: string) =>
      storeView(db(), project, { name, body: viewOf(search), madeBy: ada, madeAtMs: NOW })
    expect([await view("mine", "1"), await view("other", "2"), await view("mine", "3")]).toEqual([1, 2, 1])
    expect((await readViews(db(), project)).map((one) => [one.name, one.body.filter.search])).toEqual([
      ["mine", "3"],
      ["other", "2"],
    ])
    // Of another time: nobody is shown it, and its name is replaced all the same.
    await db().updateTable("saved_view").set({ body: '{"old":1}' }).where("project_id", "=", project).execute()
    expect(await readViews(db(), project)).toEqual([])
    expect(await view("other", "4")).toBe(2)
    expect([await deleteView(db(), project, 1), await deleteView(db(), project, 1)]).toEqual([true, false])
  })

  /** The plan of each query that a page, its counts and its weight make, as text. */
  async function plansOf(wanted: Partial<AssetWanted>): Promise<string> {
    const asked: CompiledQuery[] = []
    const plugin: KyselyPlugin = {
      transformQuery({ node, queryId }): RootOperationNode {
        asked.push(db().getExecutor().compileQuery(node, queryId))
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const listening: Kysely<Database> = db().withPlugin(plugin)
    const full = { ...EVERYTHING, ...wanted }
    for (const sort of ["number", "newest", "name"] as const)
      await readAssetPage(listening, project, full, { sort, after: null, limit: 10, nowMs: NOW })
    await countByState(listening, project, full, NOW)
    await measureAssets(listening, project, full, NOW)
    const explain = engine.name === "SQLite" ? "explain query plan" : "explain"
    return db()
      .transaction()
      .execute(async (tx) => {
        // A small table is read whole, whatever indexes it has: the question here is whether an index fits.
        if (engine.name === "PostgreSQL") await tx.executeQuery(CompiledQuery.raw("set local enable_seqscan = off"))
        const texts: string[] = []
        for (const { sql, parameters } of asked) {
          const { rows } = await tx.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]))
          texts.push(rows.map((row) => JSON.stringify(row)).join("\n"))
        }
        return texts.join("\n")
      })
  }

  test.each<{ name: string; wanted: Partial<AssetWanted>; sqlite: RegExp }>([
    { name: "nothing", wanted: {}, sqlite: /COVERING INDEX asset_(size|name)/ },
    { name: "text", wanted: { search: "street" }, sqlite: /asset_text VIRTUAL TABLE INDEX 0:M/ },
    { name: "a state", wanted: { states: ["open"] }, sqlite: /COVERING INDEX task_state_by_state/ },
    { name: "work in hand", wanted: { states: ["worked_on"] }, sqlite: /INDEX assignment_expiry/ },
    { name: "labels", wanted: { labels: ["car"] }, sqlite: /COVERING INDEX task_state_browse/ },
    { name: "a count of labels", wanted: { regions: { from: 1 } }, sqlite: /COVERING INDEX task_state_browse/ },
    { name: "agreement", wanted: { agreement: { to: 0.5 } }, sqlite: /COVERING INDEX task_state_agreement/ },
    { name: "a tag", wanted: { tags: ["a"] }, sqlite: /COVERING INDEX asset_tag_name/ },
    { name: "a person", wanted: { person: 1 }, sqlite: /INDEX assignment_person/ },
    { name: "a group", wanted: { group: 1 }, sqlite: /INDEX assignment_person/ },
    { name: "an import", wanted: { import: 1 }, sqlite: /INDEX asset_import/ },
    { name: "size", wanted: { side: { from: 1 } }, sqlite: /COVERING INDEX asset_size/ },
    {
      name: "a set's certainty",
      wanted: { prediction: { set: 1, from: 0.5 } },
      sqlite: /INDEX prediction_(doubt|browse)/,
    },
    { name: "a version", wanted: { version: 1 }, sqlite: /version_item USING PRIMARY KEY/ },
    { name: "twins", wanted: { twinOf: 1 }, sqlite: /INDEX asset_hash/ },
    { name: "a document", wanted: { document: "d" }, sqlite: /INDEX asset_document/ },
  ])("by $name is read from an index that holds it", async ({ wanted, sqlite }) => {
    const plans = await plansOf(wanted)
    expect(plans).toMatch(engine.name === "SQLite" ? sqlite : /Index/)
    if (engine.name === "PostgreSQL") expect(plans).not.toMatch(/Seq Scan/)
    // Long rows of answers are read by key alone, for what is shown.
    else
      expect(plans).not.toMatch(
        /SCAN (asset|task_state|a|s|assignment)\b|SEARCH (task_state|s) USING PRIMARY KEY \(project_id=\?\)"/,
      )
  })
})
