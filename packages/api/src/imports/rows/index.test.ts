import { randomUUID } from "node:crypto"
import { findAccessBySlug, findImport } from "@justesse/db"
import { insertImport } from "@justesse/db/imports"
import { verifyStorage } from "@justesse/db/operate/verify"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats/io/fileSet"
import { cellsOf, Ontology, ProjectSlug, TaskId } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../../testing/harness.ts"
import { exportRecords } from "../../versions/records.ts"
import { verifyVersions } from "../../versions/verify.ts"
import { previewFiles } from "../preview.ts"
import { ingest } from "../run.ts"
import { runUndo, startUndo } from "../undo.ts"
import { addRows } from "./add.ts"

const question = (id: string, field: object) => ({
  ...{ id, name: { en: id }, color: "#000000", key: null, hasText: false, attributes: [], retired: false },
  field: { must: true, cannotTell: false, compared: "exactly", ...field },
})
const ontology = Ontology.parse({
  labels: [question("open", { kind: "yes_no" }), question("town", { kind: "text", isLong: false, compared: "text" })],
  answers: { of: "whole", several: true },
})
const CSV = 'name,note\nLe Blé,"<b>bold</b>, 2"\nAu Four,\nLe Blé,"<b>bold</b>, 2"\n,\n'

describe.each(ruleEngines)("forms about rows, or about nothing, on $name", (engine) => {
  let opened: TestStorage
  let folder: string
  let harness: Harness
  let people: TestPerson[] = []
  let slug = ""
  let id = 0
  let run = 0

  beforeAll(async () => {
    opened = await engine.open()
    folder = temporaryFolder().path
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    harness = makeHarness({ storage: opened.storage, folder })
    slug = `rows-${++run}`
    people = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => harness.addPerson(`${name}${run}r`)))
    const [owner, ...others] = people
    if (!owner) return
    const overlap = { base: 2, more: 2, moreRatio: 0 }
    id = await harness.addProject({
      slug,
      owner,
      roles: ["owner", "reviewer"],
      kind: "form",
      ontology,
      settings: { overlap, about: "row" },
    })
    for (const who of others) await harness.addMember(id, who, ["annotator"])
  })

  const project = () => ProjectSlug.parse(slug)
  const caller = (at: number) => appRouter.createCaller(harness.contextOf(people[at] ?? expect.fail()))
  const owner = () => ({ personId: people[0]?.id ?? expect.fail() })
  const rows = () => caller(0).asset.rows({ project: project(), state: null, search: "", cursor: null, limit: 50 })
  const ingestText = (text: string, name = "shops.csv") =>
    ingest(harness.deps, { project: { id }, files: memoryFiles({ [name]: text }), as: "settled", name, who: owner() })
  const access = async () => (await findAccessBySlug(opened.storage.db, slug, owner().personId)) ?? expect.fail()
  async function answerAll(at: number, said: (lease: Lease) => object[]): Promise<void> {
    const { leases } = await caller(at).work.next({ project: project(), want: 9 })
    for (const lease of leases) {
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const body = { regions: said(lease), nothingHere: false } as never
      await caller(at).work.submitNext({
        ...{ assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: 1, body },
      })
    }
    await harness.resolve()
  }
  const say = (town: string) => [
    { id: "open", label: "open", geometry: { type: "whole" }, value: true },
    { id: "town", label: "town", geometry: { type: "whole" }, value: town },
  ]
  async function recordsOf(version: number): Promise<DatasetRecord[]> {
    const found: DatasetRecord[] = []
    for await (const record of exportRecords(harness.deps, id, version)) found.push(record)
    return found
  }

  test("each row is a task once, with its cells as text beside the questions", async () => {
    const stored = await access()
    const files = memoryFiles({ "shops.csv": CSV })
    const { recognised } = await previewFiles(harness.deps, {
      project: stored as never,
      files,
      format: "auto",
      origin: 0,
    })
    expect(recognised).toMatchObject({
      format: "rows",
      twice: 1,
      notes: 1,
      rows: { count: 3, columns: ["name", "note"] },
    })
    expect(await ingestText(CSV)).toMatchObject({ state: "done", pictures: 2, twice: 1, leftOut: 0 })
    // Brought again, nothing is doubled.
    expect(await ingestText(CSV)).toMatchObject({ pictures: 0, twice: 3 })
    expect((await rows()).rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ["Le Blé", "<b>bold</b>, 2"],
      ["Au Four"],
    ])
    const { leases } = await caller(1).work.next({ project: project(), want: 9 })
    expect(leases.map(({ about, media }) => [cellsOf(about)?.[0], media.full])).toEqual([
      [{ column: "name", text: "Le Blé" }, ""],
      [{ column: "name", text: "Au Four" }, ""],
    ])
    // Nothing says where it stood (I5).
    expect(JSON.stringify(leases)).not.toContain("shops.csv")
  })

  test("an import that was interrupted counts what it made before as its own", async () => {
    const { db } = opened.storage
    const entry = { name: "shops.csv", as: "rows", who: owner().personId, startedAtMs: harness.clock.nowMs } as const
    const importId = await insertImport(db, id, entry)
    const cells = [{ column: "name", text: "Le Blé" }]
    const source = { import: importId, file: "shops.csv", line: 2 }
    await addRows(harness.deps, await access(), [{ cells, source }])
    const files = memoryFiles({ "shops.csv": "name\nLe Blé\nLe Blé\nAu Four\n" })
    const again = { project: { id }, files, as: "settled", name: "shops.csv", who: owner(), importId } as const
    expect(await ingest(harness.deps, again)).toMatchObject({ state: "done", pictures: 2, twice: 1 })
  })

  test("rows are found by what stands in their cells, never by what a table is made of", async () => {
    await ingestText("name,note\nÉcole du Blé,50 %\nAu Four,\n")
    const found = async (search: string) => {
      const page = await caller(0).asset.rows({ project: project(), state: null, search, cursor: null, limit: 50 })
      return page.rows.map(({ cells }) => cells[0]?.text)
    }
    expect(await found("École")).toEqual(["École du Blé"])
    expect(await found("au four")).toEqual(["Au Four"])
    expect(await found("0 %")).toEqual(["École du Blé"])
    for (const word of ["column", "text", "note", "shops.csv", "{"]) expect(await found(word)).toEqual([])
  })

  test("what people agree on is frozen with its row, sealed, compared, and kept when rows are erased", async () => {
    await ingestText("name\nLe Blé\nAu Four\nChez Lou\n")
    for (const at of [1, 2])
      await answerAll(at, ({ about }) => say(cellsOf(about)?.[0]?.text === "Chez Lou" && at === 1 ? "Nancy" : "Metz"))
    expect((await rows()).rows.map(({ state }) => state)).toEqual(["settled", "settled", "disputed"])
    const [, , disputed] = (await rows()).rows
    const { task: shown } = await caller(0).review.open({
      ...{ project: project(), task: disputed?.task ?? null, kinds: [], labels: [], except: [] },
    })
    expect(shown?.media.full).toBe("")
    expect(cellsOf(shown?.about)).toEqual([{ column: "name", text: "Chez Lou" }])
    await caller(0).dataset.freeze({ project: project(), note: "" })
    await harness.resolve()
    const first = await recordsOf(1)
    expect(first).toMatchObject([
      { cells: [{ column: "name", text: "Le Blé" }], size: null, source: { file: "shops.csv", line: 2 } },
      { cells: [{ column: "name", text: "Au Four" }], size: null, source: { file: "shops.csv", line: 3 } },
    ])
    const findings = []
    for await (const finding of verifyVersions(harness.deps)) findings.push(finding)
    expect(findings).toEqual([])
    const all = (await rows()).rows.map(({ task }) => task)
    // What a version holds is never emptied.
    expect(await caller(0).asset.eraseRows({ project: project(), tasks: all })).toEqual({ done: 1, kept: 2 })
    expect((await rows()).rows.map(({ erased, state, cells }) => [erased, state, cells.length])).toEqual([
      [false, "settled", 1],
      [false, "settled", 1],
      [true, "excluded", 0],
    ])
    expect(await recordsOf(1)).toEqual(first)
    expect(
      (await verifyStorage(opened.storage, harness.deps.blobs as never)).filter((one) => /text/.test(one)),
    ).toEqual([])
    expect(await caller(0).asset.excludeRows({ project: project(), tasks: all.slice(0, 1), excluded: true })).toEqual({
      ...{ done: 1, kept: 0 },
    })
    await caller(0).dataset.freeze({ project: project(), note: "" })
    const differ = await caller(0).dataset.diffPictures({
      project: project(),
      version: 2,
      other: 1,
      cursor: null,
      limit: 9,
    })
    expect(differ.pictures.map(({ now }) => now)).toEqual([null])
    expect((await rows()).rows[0]?.task).toBe(TaskId.parse(all[0]))
  })

  test("taking an import back takes its rows but for those that somebody has", async () => {
    const { id: importId } = await ingestText("name\nLe Blé\nAu Four\n")
    const { leases } = await caller(1).work.next({ project: project(), want: 1 })
    expect(leases).toHaveLength(1)
    await startUndo(harness.deps, await access(), owner() as never, importId)
    const undone = await runUndo(harness.deps, { project: id, importId, who: owner().personId })
    expect(undone).toMatchObject({ pictures: 1, keptPictures: 1 })
    expect((await rows()).total).toBe(1)
    expect((await findImport(opened.storage.db, id, importId))?.state).toBe("undone")
  })

  test("a form about nothing is one task, and what tasks are about changes only while there are none", async () => {
    const settings = async () => (await caller(0).project.settingsGet({ project: project() })).settings
    const save = async (about?: "row" | "nothing") => {
      const { about: _, ...rest } = await settings()
      await caller(0).project.settings({
        project: project(),
        name: "Rows",
        settings: { ...rest, ...(about && { about }) },
      })
    }
    await save("nothing")
    expect((await ingestText("name\nLe Blé\n")).report).toMatchObject([{ code: "files_not_wanted" }])
    expect((await rows()).rows).toMatchObject([{ cells: [], overlap: 2, state: "open" }])
    await save("row")
    expect((await rows()).total).toBe(0)
    await save("nothing")
    for (const at of [1, 2]) await answerAll(at, () => say("Metz"))
    expect((await rows()).rows).toMatchObject([{ state: "settled", submitted: 2 }])
    await expect(save()).rejects.toThrow("invalid_input")
    await caller(0).dataset.freeze({ project: project(), note: "" })
    expect(await recordsOf(1)).toMatchObject([{ cells: [], body: { regions: [{}, {}] } }])
  })
})
