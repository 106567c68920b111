import { findAccessBySlug, type ProjectAccess } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { JustesseError, type Label, LabelId, type Ontology } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Who } from "../core/who.ts"
import { getGuideline, picturesOf, saveGuideline } from "../guidelines/index.ts"
import { growOntology } from "../imports/labels.ts"
import { ingest } from "../imports/run.ts"
import { type Harness, makeHarness, TEST_ONTOLOGY, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { changesBetween, getOntology, previewOntology, saveOntology, withRetired } from "./index.ts"

const label = (id: string, more: Partial<Label> = {}): Label => ({
  id: LabelId.parse(id),
  name: { en: id },
  color: "#e69f00",
  key: null,
  hasText: false,
  attributes: [],
  retired: false,
  ...more,
})
const of = (...labels: Label[]): Ontology => ({ labels })

test.each([
  { name: "a new label", next: of(label("car"), label("bus")), expected: [["bus", "added", 0]] },
  { name: "another name", next: of(label("car", { name: { en: "auto" } })), expected: [["car", "renamed", 7]] },
  { name: "another colour", next: of(label("car", { color: "#000000" })), expected: [["car", "recoloured", 7]] },
  { name: "retired by hand", next: of(label("car", { retired: true })), expected: [["car", "retired", 7]] },
  { name: "a text asked for", next: of(label("car", { hasText: true })), expected: [["car", "attributes", 7]] },
  { name: "removed while used", next: of(), expected: [["car", "retired", 7]] },
  { name: "nothing", next: of(label("car")), expected: [] },
])("what would change: $name", ({ next, expected }) => {
  expect(changesBetween(of(label("car")), next, { car: 7 }).map((one) => [one.label, one.kind, one.regions])).toEqual(
    expected,
  )
})

test("a removed label that answers carry stays, retired; an unused one goes", () => {
  const now = of(label("car", { key: "1" }), label("bus"))
  expect(withRetired(now, of(), { car: 7 }).labels).toEqual([label("car", { retired: true })])
})

describe("labels that an import brings", () => {
  test("the same name is the same label, whatever its id", () => {
    const grown = growOntology(of(label("car")), of(label("1", { name: { en: "car" } }), label("bus")))
    expect([...grown.labelOf]).toEqual([
      ["1", "car"],
      ["bus", "bus"],
    ])
    expect(grown.ontology.labels.map((one) => one.id)).toEqual(["car", "bus"])
    expect(grown.ontology.labels[1]?.key).toBe("2")
  })
  test("nothing new changes nothing", () => {
    expect(growOntology(of(label("car")), of(label("car", { color: "#123456", key: "5" }))).grew).toBe(false)
  })
  test("what a format calls a label is kept, the first word counts", () => {
    const grown = growOntology(
      of(label("car", { foreign: { coco: { id: 3 } } }), label("bus")),
      of(label("car", { foreign: { coco: { id: 9 }, cvat: {} } }), label("bus", { foreign: { coco: { id: 7 } } })),
    )
    expect(grown.ontology.labels.map(({ foreign }) => foreign)).toEqual([
      { coco: { id: 3 }, cvat: {} },
      { coco: { id: 7 } },
    ])
  })
  test("what a label carries only grows", () => {
    const grown = growOntology(of(label("car")), of(label("car", { hasText: true })))
    expect([grown.grew, grown.ontology.labels[0]?.hasText]).toEqual([true, true])
  })
})

test("a guideline's pictures are found once each", () => {
  const hash = "a".repeat(64)
  expect(picturesOf(`![x](blob:${hash}) and ![y](blob:${hash})`)).toEqual([hash])
})

describe.each(ruleEngines)("labels and guideline on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    await harness.addProject({ slug: "cars", owner })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const access = async (): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "cars", owner.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  const save = async (baseVersion: number, ontology: Ontology) => {
    const project = await access()
    return saveOntology(harness.deps, project, who, { project: project.slug, baseVersion, ontology })
  }

  test("labels become a new version; the old one can still be read", async () => {
    expect(await save(1, of(label("car")))).toEqual({ version: 2 })
    const project = await access()
    const now = await getOntology(harness.deps, project, who, { project: project.slug, version: null })
    expect(now.ontology.labels.map((one) => one.id)).toEqual(["car"])
    expect(now.versions.map((one) => [one.version, one.by, one.labels])).toEqual([
      [2, "Olga", 1],
      [1, "Olga", 3],
    ])
    const old = await getOntology(harness.deps, project, who, { project: project.slug, version: 1 })
    expect(old.ontology).toEqual(TEST_ONTOLOGY)
  })

  test("somebody saved meanwhile: nobody's labels are lost", async () => {
    await save(1, of(label("car")))
    await expect(save(1, of(label("bus")))).rejects.toMatchObject({ code: "version_changed", detail: { inForce: 2 } })
  })

  test("an id never gets another meaning", async () => {
    await save(1, of(label("line", { name: { en: "line" } })))
    await expect(save(2, of(label("car", { name: { en: "carriage" } })))).rejects.toMatchObject({
      code: "conflict",
      detail: { label: "car" },
    })
    expect(await save(2, of(label("car", { name: { en: "car" } })))).toEqual({ version: 3 })
  })

  test("labels of imported answers count as used, are announced, and are kept retired", async () => {
    const coco = JSON.stringify({
      images: [{ id: 1, file_name: "a.png", width: 64, height: 48 }],
      categories: [{ id: 1, name: "car" }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }],
    })
    const files = memoryFiles({ "a.png": pngHeader(64, 48), "x.json": coco })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "x", who })
    const preview = await previewOntology(harness.deps, await access(), of(label("bus")))
    expect(preview.changes).toContainEqual({ label: "car", kind: "retired", regions: 1 })
    expect(preview.changes).toContainEqual({ label: "line", kind: "removed", regions: 0 })
    const base = (await access()).ontologyVersion
    await save(base, of(label("bus")))
    const project = await access()
    const now = await getOntology(harness.deps, project, who, { project: project.slug, version: null })
    expect(now.ontology.labels.map((one) => [one.id, one.retired])).toEqual([
      ["bus", false],
      ["car", true],
    ])
    expect(now.used).toEqual({ car: 1 })
  })

  test("a guideline keeps its versions and refuses a clause number that stands twice", async () => {
    const project = await access()
    const input = { project: project.slug, baseVersion: 1, markdown: "## 1 Edges\nTight.", note: "clearer" }
    const twice = { ...input, markdown: "## 1 Edges\n## 1 Again" }
    await expect(saveGuideline(harness.deps, project, who, twice)).rejects.toMatchObject({
      code: "clause_number_twice",
      detail: { clause: "1" },
    })
    expect(await saveGuideline(harness.deps, project, who, input)).toEqual({ version: 2 })
    await expect(saveGuideline(harness.deps, await access(), who, input)).rejects.toMatchObject({
      code: "version_changed",
    })
    const shown = await getGuideline(harness.deps, await access(), who, { project: project.slug, version: null })
    expect(shown).toMatchObject({ version: 2, markdown: input.markdown, canEdit: true })
    expect(shown.versions.map((one) => [one.version, one.note])).toEqual([
      [2, "clearer"],
      [1, ""],
    ])
  })
})
