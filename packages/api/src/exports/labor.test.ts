import { findAccessBySlug, type ProjectAccess } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { LABOR_FILE, LABOR_JSON_FILE } from "@justesse/formats/companions/labor/sections"
import { WRITTEN } from "@justesse/formats/exportOrder/index"
import { AssetId, type Credit, DEFAULT_PREFERENCES } from "@justesse/types"
import { LaborLabel } from "@justesse/types/pay/labor"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { updateAccount } from "../account/index.ts"
import { prepareDownload, readSelection, selectionFiles } from "../assets/download.ts"
import { answering } from "../testing/answered.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { joined } from "../testing/outside.ts"
import { freeze } from "../versions/freeze.ts"
import { getVersion } from "../versions/index.ts"
import { laborShown } from "./laborShown.ts"
import { exportFiles } from "./make.ts"
import { verifyLabor } from "./verifyLabor.ts"

const HOUR = 3_600_000
const text = async (body: AsyncIterable<Uint8Array>) => new TextDecoder().decode(await joined(body))

describe.each(ruleEngines)("what an export says about the work, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let people: readonly TestPerson[]
  let project: ProjectAccess

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    const each = Array.from({ length: 6 }, (_, i) => ({ name: `A${i}` }))
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, contentNote: "Crowds." }
    const answered = await answering(harness, "shop", { people: each, pictures: 12, seed: 1, settings })
    await answered.answer()
    await harness.resolve()
    owner = answered.owner
    people = answered.people
    const access = await findAccessBySlug(store.storage.db, "shop", owner.id)
    if (!access) throw new Error("no access")
    project = access
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  /** Time as heartbeats store it: an entry and its quarter of an hour. */
  const credit = async (person: TestPerson, ms: number, atMs = harness.clock.nowMs) => {
    const { db } = store.storage
    const slotMs = atMs - (atMs % 900_000)
    const key = { project_id: project.id, person_id: person.id, slot_ms: slotMs }
    const none = { task_id: null, ticks: null, ticks_sha256: null, session_id: null }
    await db
      .insertInto("time_entry")
      .values({ ...key, ...none, credited_ms: ms, at_ms: atMs })
      .execute()
    await db
      .insertInto("active_time")
      .values({ ...key, active_ms: ms, tasks: 0 })
      .onConflict((conflict) =>
        conflict
          .columns(["project_id", "person_id", "slot_ms"])
          .doUpdateSet((eb) => ({ active_ms: eb("active_time.active_ms", "+", ms) })),
      )
      .execute()
  }
  const freezeNow = async () => (await freeze(harness.deps, project, { personId: owner.id }, { note: "" })).version
  const filesOf = async (format: (typeof WRITTEN)[number]["format"], version: number) => {
    const choices = { withPictures: false, spreadsheet: false, withoutMetadata: false }
    const files = new Map<string, string>()
    for await (const { name, body } of exportFiles(harness.deps, { projectId: project.id, version, format, choices }))
      files.set(name, await text(body))
    return files
  }
  const labelIn = (files: ReadonlyMap<string, string>) =>
    LaborLabel.parse(JSON.parse(files.get(LABOR_JSON_FILE) ?? "null"))
  const verify = (files: ReadonlyMap<string, string>) =>
    verifyLabor(harness.deps, {
      json: files.get(LABOR_JSON_FILE) ?? null,
      markdown: files.get(LABOR_FILE) ?? null,
      manifest: files.get("manifest.json") ?? null,
    })
  const whoIs = ({ id, name }: TestPerson) => ({ personId: id, name, operator: false, scopes: null })
  const prefer = (person: TestPerson, credit: Credit | null) =>
    updateAccount(harness.deps, whoIs(person), { preferences: { ...DEFAULT_PREFERENCES, credit } })

  test("no form goes out without its label, and each label verifies (LAB-2)", async () => {
    for (const person of people) await credit(person, HOUR)
    const version = await freezeNow()
    for (const { format } of WRITTEN) {
      const files = await filesOf(format, version)
      expect([format, labelIn(files).timeMs.total, files.has(LABOR_FILE)]).toEqual([format, 6 * HOUR, true])
      expect([format, await verify(files)]).toEqual([format, []])
    }
  })

  test("a selection with labels carries its label too", async () => {
    for (const person of people) await credit(person, HOUR)
    const rows = await store.storage.db.selectFrom("asset").select("id").execute()
    const selection = { assets: rows.map(({ id }) => AssetId.parse(id)) }
    const wanted = { project: project.slug, selection, pictures: false, labels: true }
    const ready = await prepareDownload(harness.deps, project, whoIs(owner), wanted)
    const plan = await readSelection(harness.deps, ready.href.replace("/selection/", ""))
    if (!plan) throw new Error("no plan")
    const files = new Map<string, string>()
    for await (const { name, body } of selectionFiles(harness.deps, plan)) files.set(name, await text(body))
    expect(labelIn(files)).toMatchObject({ version: 0, timeMs: { total: 6 * HOUR } })
    expect(await verify(files)).toEqual([])
  })

  test("hours are the sum of what was credited up to the freeze, and later work is not in it (LAB-1)", async () => {
    for (const [i, person] of people.entries()) await credit(person, (i + 1) * HOUR)
    const version = await freezeNow()
    harness.clock.nowMs += 2 * HOUR
    for (const person of people) await credit(person, HOUR)
    const files = await filesOf("coco", version)
    expect(labelIn(files)).toMatchObject({ people: 6, timeMs: { production: 21 * HOUR, total: 21 * HOUR } })
    expect(await verify(files)).toEqual([])
    const { sections } = (await laborShown(harness.deps, project, version)).text
    expect(sections.flatMap(({ rows }) => rows)).toContainEqual(["content announced", "Crowds."])
    // What the label keeps of its moment stays out of what the version's page reads.
    expect((await getVersion(harness.deps, project, whoIs(owner), version)).row.version).toBe(version)
  })

  test("a figure that was changed by hand, in the export or in the books, is found and named", async () => {
    for (const person of people) await credit(person, HOUR)
    const version = await freezeNow()
    const files = await filesOf("yolo", version)
    const json = files.get(LABOR_JSON_FILE) ?? ""
    const edited = new Map(files).set(LABOR_JSON_FILE, json.replace(`"total": ${6 * HOUR}`, `"total": ${7 * HOUR}`))
    expect(await verify(edited)).toContainEqual({ what: "timeMs.total", label: `${7 * HOUR}`, storage: `${6 * HOUR}` })
    expect(await verify(new Map(files).set(LABOR_FILE, "# Fine"))).toEqual([
      { what: "LABOR.md", label: "changed", storage: "" },
    ])
    files.delete(LABOR_JSON_FILE)
    expect(await verify(files)).toEqual([{ what: "labor.json", label: "missing", storage: "" }])
  })

  test("an export is held back while the label and the books differ, and says by how much", async () => {
    for (const person of people) await credit(person, HOUR)
    const version = await freezeNow()
    await store.storage.db
      .updateTable("active_time")
      .set({ active_ms: HOUR + 1 })
      .execute()
    await expect(filesOf("coco", version)).rejects.toMatchObject({
      code: "label_differs",
      detail: { what: "hours", label: 6 * HOUR, storage: 6 * HOUR + 6 },
    })
    expect((await laborShown(harness.deps, project, version)).checks).toEqual([
      { what: "hours", label: 6 * HOUR, storage: 6 * HOUR + 6 },
    ])
  })

  test("what comes in for that moment while the files are written holds the export back as well", async () => {
    for (const person of people) await credit(person, HOUR)
    const version = await freezeNow()
    const choices = { withPictures: false, spreadsheet: false, withoutMetadata: false }
    const plan = { projectId: project.id, version, format: "coco" as const, choices }
    const drawn = async () => {
      let isFirst = true
      for await (const { body } of exportFiles(harness.deps, plan)) {
        for await (const _ of body);
        if (isFirst) await credit(people[0] as TestPerson, HOUR)
        isFirst = false
      }
    }
    await expect(drawn()).rejects.toMatchObject({ code: "label_differs", detail: { what: "timeMs.production" } })
  })

  test("who asked to be named is named in the next export, and after taking it back not any more (LAB-4)", async () => {
    const version = await freezeNow()
    const [ada, ben] = people as [TestPerson, TestPerson]
    expect(labelIn(await filesOf("coco", version)).credits).toEqual([])
    await prefer(ada, { as: "name", name: "Ada L." })
    await prefer(ben, { as: "pseudonym" })
    const named = await filesOf("coco", version)
    expect(labelIn(named).credits.map(({ name }) => name)).toEqual(["Ada L.", `P${ben.id}`])
    expect(await verify(named)).toEqual([])
    await prefer(ada, null)
    const later = await filesOf("coco", version)
    expect(labelIn(later).credits.map(({ name }) => name)).toEqual([`P${ben.id}`])
    expect([...later.values()].some((one) => one.includes("Ada L."))).toBe(false)
    await prefer(owner, { as: "name", name: "Olga" })
    expect(labelIn(await filesOf("coco", version)).credits).toHaveLength(1)
  })

  test("what silence accepted is told as it was when the version was frozen, and verifies ever after", async () => {
    const early = await freezeNow()
    harness.clock.nowMs += 73 * HOUR
    const late = await freezeNow()
    harness.clock.nowMs += 200 * HOUR
    const [first, second] = [await filesOf("coco", early), await filesOf("coco", late)]
    const nobody = { answers: 12, acceptedBySilence: 0, medianHoursToDecide: null }
    expect(labelIn(first).decisions).toMatchObject(nobody)
    expect(labelIn(second).decisions).toMatchObject({ ...nobody, acceptedBySilence: 12 })
    expect([await verify(first), await verify(second)]).toEqual([[], []])
  })

  test("how long answers took to be decided about is a median of those that others' answers decided in time", async () => {
    const each = Array.from({ length: 4 }, (_, i) => ({ name: `B${i}` }))
    const settings = { overlap: { base: 2, more: 2, moreRatio: 0 } }
    const made = await answering(harness, "twice", { people: each, pictures: 24, seed: 2, settings })
    await made.answer(16)
    harness.clock.nowMs += 80 * HOUR
    await made.answer()
    await harness.resolve()
    const access = await findAccessBySlug(store.storage.db, "twice", made.owner.id)
    if (!access) throw new Error("no access")
    const { version } = await freeze(harness.deps, access, { personId: made.owner.id }, { note: "" })
    const { decisions } = (await laborShown(harness.deps, access, version)).label
    // Whose answer was the first of its picture waited three days for the second; who gave that one waited minutes.
    expect(decisions.acceptedBySilence).toBeGreaterThan(0)
    expect(decisions.acceptedBySilence).toBeLessThan(decisions.answers)
    expect(decisions.medianHoursToDecide).toBeLessThan(1)
  })

  test("an export made today of a version from before labels has its label", async () => {
    const version = await freezeNow()
    const row = await store.storage.db.selectFrom("version").select("manifest").executeTakeFirstOrThrow()
    const { conditions: _, ...before } = JSON.parse(row.manifest)
    await store.storage.db
      .updateTable("version")
      .set({ manifest: JSON.stringify(before) })
      .execute()
    const files = await filesOf("coco", version)
    expect(labelIn(files).agreement.overlap).toEqual(project.settings.overlap)
    expect(await verify(files)).toEqual([])
  })
})
