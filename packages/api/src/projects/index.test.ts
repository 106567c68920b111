import { randomUUID } from "node:crypto"
import { findAccessBySlug, findTargets, type ProjectAccess, putGuideline, putOntology, putStatuses } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { canonicalJson, DEFAULT_SETTINGS, JustesseError, overlapOf, ProjectSlug } from "@justesse/types"
import type { ProjectDraft } from "@justesse/types/wire/project"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { listActivity } from "../activity/index.ts"
import type { Who } from "../core/who.ts"
import { type Harness, makeHarness, TEST_ONTOLOGY, type TestPerson } from "../testing/harness.ts"
import { showConditions } from "./conditions.ts"
import { createProject, slugOf } from "./create.ts"
import { openProject, saveDraft, showDraft } from "./draft.ts"
import {
  archiveProject,
  duplicateProject,
  listProjects,
  RESTORE_MS,
  removeProject,
  restoreProject,
  unarchiveProject,
  updateSettings,
} from "./index.ts"
import { showOverview } from "./overview/index.ts"

const DRAFT: ProjectDraft = {
  name: "Étals du marché",
  template: "boxes",
  kind: "boxes",
  names: "in_house",
  settings: DEFAULT_SETTINGS,
  ontology: { labels: [] },
  guideline: "",
  forecast: { people: 3, hoursPerDay: 6, secondsPerAnswer: 14 },
}

test.each([
  ["Étals du marché", "etals-du-marche"],
  ["  --Shop 3!! ", "shop-3"],
  ["日本語", "project"],
  ["x".repeat(200), "x".repeat(48)],
])("the address name of %s is %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug)
  expect(ProjectSlug.safeParse(slug).success).toBe(true)
})

describe.each(ruleEngines)("projects on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Olga")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const access = async (slug: string): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, slug, owner.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }

  test("whoever makes a project can do everything in it alone", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    expect(project).toBe("etals-du-marche")
    const made = await access(project)
    expect(made.roles).toEqual(["owner", "reviewer", "annotator"])
    expect(made.state).toBe("draft")
    expect(made.member.pseudonym).not.toBe("")
    expect((await createProject(harness.deps, who, { draft: DRAFT })).project).toBe("etals-du-marche-2")
    await expect(createProject(harness.deps, who, { draft: DRAFT, slug: project })).rejects.toMatchObject({
      code: "slug_taken",
    })
  })

  test("labels that an import brought stay in the form, whatever form is saved after it", async () => {
    const { project } = await createProject(harness.deps, who, { draft: { ...DRAFT, template: "empty" } })
    const made = await access(project)
    expect((await showDraft(harness.deps, made)).missing).toContain("labels")
    const label = { ...(TEST_ONTOLOGY.labels[0] ?? { attributes: [] }), attributes: [] }
    await putOntology(store.storage.db, made.id, made.ontologyVersion, {
      ontology: { labels: [label as never] }, // a label of the harness, whole
      madeBy: owner.id,
      madeAtMs: 1,
      inPlace: true,
    })
    expect((await showDraft(harness.deps, made)).missing).not.toContain("labels")
    const saved = await saveDraft(harness.deps, made, who, { ...DRAFT, template: "empty", name: "Later" })
    expect(saved.draft.ontology.labels.map((one) => one.id)).toEqual([TEST_ONTOLOGY.labels[0]?.id])
    await openProject(harness.deps, await access(project), who)
    expect((await access(project)).state).toBe("open")
  })

  test("a template fills what is empty, changes with the choice, and never touches what somebody wrote", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    const first = await showDraft(harness.deps, await access(project))
    expect(first.draft.ontology.labels.map((label) => label.id)).toEqual(["crate", "sack", "sign"])
    expect(first.missing).toEqual(["pictures", "purpose", "people"])
    const receipts = await saveDraft(harness.deps, await access(project), who, { ...first.draft, template: "receipts" })
    expect(receipts.draft.kind).toBe("transcription")
    const mine = { ...receipts.draft, guideline: "# Mine" }
    await saveDraft(harness.deps, await access(project), who, mine)
    const kept = await saveDraft(harness.deps, await access(project), who, { ...mine, template: "boxes" })
    expect(kept.draft.guideline).toBe("# Mine")
    expect((await access(project)).guidelineVersion).toBe(1)
  })

  test("the wizard begins from the project as it stands: what other pages changed since is not written over (found O3)", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    const opened = await showDraft(harness.deps, await access(project))
    const settings = {
      ...opened.draft.settings,
      purpose: "To count crates.",
      overlap: { base: 2, more: 2, moreRatio: 0 },
    }
    await updateSettings(harness.deps, await access(project), who, {
      project: ProjectSlug.parse(project),
      name: "Market stalls",
      settings,
    })
    const made = await access(project)
    const guideline = { markdown: "# Tight", note: "", madeBy: owner.id, madeAtMs: 1, inPlace: true }
    await putGuideline(store.storage.db, made.id, made.guidelineVersion, guideline)
    const now = await showDraft(harness.deps, await access(project))
    expect(now.draft).toMatchObject({ name: "Market stalls", settings, guideline: "# Tight" })
    expect(now.missing).not.toContain("purpose")
    // What only the form knows comes back as it was kept.
    expect(now.draft).toMatchObject({ template: "boxes", forecast: DRAFT.forecast })
  })

  test("a label is called in files what people call it, until something carries it (found O4)", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    const { draft } = await showDraft(harness.deps, await access(project))
    const named = (shown: ProjectDraft, from: string, to: string): ProjectDraft => ({
      ...shown,
      ontology: {
        labels: shown.ontology.labels.map((label) => (label.name.en === from ? { ...label, name: { en: to } } : label)),
      },
    })
    const ids = (shown: ProjectDraft) => shown.ontology.labels.map((label) => label.id)
    const cells = await saveDraft(harness.deps, await access(project), who, named(draft, "crate", "RBC"))
    expect(ids(cells.draft)).toEqual(["RBC", "sack", "sign"])
    // Two of one name are two, and a page that still knows the older id changes the same label.
    const twice = await saveDraft(harness.deps, await access(project), who, named(cells.draft, "sack", "RBC"))
    expect(ids(twice.draft)).toEqual(["RBC", "RBC 2", "sign"])
    const made = await access(project)
    await harness.addPictures(made.id, 1)
    const versions = { ontologyVersion: made.ontologyVersion, guidelineVersion: made.guidelineVersion }
    const nowMs = harness.clock.nowMs
    const me = { projectId: made.id, personId: owner.id, nowMs, ...versions }
    const [lease] = await store.storage.hot.next({ ...me, tiers: [1], want: 1, freshIds: [randomUUID()] })
    const region = { id: "r1", kind: "box", label: "sign", x: 1, y: 1, width: 5, height: 5 }
    const kept = { publicId: lease?.publicId ?? "", fence: lease?.fence ?? 0, personId: owner.id, revision: 1, nowMs }
    await store.storage.hot.saveDraft({ ...kept, body: canonicalJson({ regions: [region], nothingHere: false }) })
    const later = await saveDraft(harness.deps, await access(project), who, named(twice.draft, "sign", "board"))
    expect(later.draft.ontology.labels.map(({ id, name }) => [id, name.en])).toContainEqual(["sign", "board"])
  })

  test("a project without labels does not open, and says what is missing", async () => {
    const { project } = await createProject(harness.deps, who, { draft: { ...DRAFT, template: "empty", name: "" } })
    await expect(openProject(harness.deps, await access(project), who)).rejects.toMatchObject({
      detail: { missing: "name,labels" },
    })
    const { draft } = await showDraft(harness.deps, await access(project))
    await saveDraft(harness.deps, await access(project), who, { ...draft, name: "Cars", ontology: TEST_ONTOLOGY })
    await openProject(harness.deps, await access(project), who)
    expect((await access(project)).state).toBe("open")
    await expect(saveDraft(harness.deps, await access(project), who, draft)).rejects.toMatchObject({ code: "conflict" })
  })

  test("a project that asks people to pretend does not open; unclear instructions stop none that is not paid", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    const { draft } = await showDraft(harness.deps, await access(project))
    const pretending = { ...draft, guideline: "Visit our website, then like our page!!" }
    const saved = await saveDraft(harness.deps, await access(project), who, pretending)
    expect([saved.missing.includes("refused"), saved.missing.includes("instructions")]).toEqual([true, false])
    await expect(openProject(harness.deps, await access(project), who)).rejects.toMatchObject({
      code: "purpose_asked",
      detail: { place: "guideline", answer: "waits" },
    })
    await saveDraft(harness.deps, await access(project), who, { ...draft, guideline: "BOX EVERY SIGN!!" })
    await openProject(harness.deps, await access(project), who)
    expect((await access(project)).state).toBe("open")
  })

  test("a changed rule of answers applies to what waits, and leaves what was chosen by hand", async () => {
    const id = await harness.addProject({
      slug: "cars",
      owner,
      settings: { overlap: { base: 1, more: 1, moreRatio: 0 } },
    })
    const ids = await harness.addPictures(id, 30)
    await store.storage.hot.setOverlap(id, ids.slice(0, 1), 5)
    const overlap = { base: 1, more: 3, moreRatio: 0.5 }
    const project = await access("cars")
    await updateSettings(harness.deps, project, who, {
      project: project.slug,
      name: "Cars",
      settings: { ...project.settings, overlap, leaseMinutes: 30 },
    })
    const places = await findTargets(store.storage.db, id, ids, harness.clock.nowMs)
    expect(places.map((place) => place.overlap)).toEqual(ids.map((one, i) => (i === 0 ? 5 : overlapOf(overlap, one))))
    expect(places.every((place) => place.openSlots === place.overlap)).toBe(true)
    expect((await access("cars")).settings.leaseMinutes).toBe(30)
  })

  test("an archived project is read-only, a deleted one comes back whole within 30 days", async () => {
    await harness.addProject({ slug: "cars", owner })
    await archiveProject(harness.deps, await access("cars"), who)
    const archived = await access("cars")
    const settings = { project: archived.slug, name: "x", settings: archived.settings }
    await expect(updateSettings(harness.deps, archived, who, settings)).rejects.toMatchObject({
      code: "project_archived",
    })
    await unarchiveProject(harness.deps, archived, who)
    await expect(removeProject(harness.deps, await access("cars"), who, "wrong")).rejects.toMatchObject({
      code: "invalid_input",
    })
    await removeProject(harness.deps, await access("cars"), who, "Project cars")
    await expect(showConditions(harness.deps, await access("cars"), who.personId)).rejects.toMatchObject({
      code: "not_found",
    })
    expect((await listProjects(harness.deps, who)).projects.map((one) => one.card.state)).toEqual(["deleted"])
    await restoreProject(harness.deps, await access("cars"), who)
    expect((await access("cars")).state).toBe("open")
    await removeProject(harness.deps, await access("cars"), who, "Project cars")
    harness.clock.nowMs += RESTORE_MS
    await expect(restoreProject(harness.deps, await access("cars"), who)).rejects.toMatchObject({ code: "not_found" })
    expect((await listProjects(harness.deps, who)).projects).toEqual([])
  })

  test("a duplicate has the same labels and guideline and nothing else", async () => {
    const id = await harness.addProject({ slug: "cars", owner })
    await harness.addPictures(id, 3)
    const { project } = await duplicateProject(harness.deps, await access("cars"), who, "Cars again")
    const shown = await showDraft(harness.deps, await access(project))
    expect(project).toBe("cars-again")
    expect(shown.pictures).toBe(0)
    expect(shown.draft.ontology).toEqual(TEST_ONTOLOGY)
    expect(shown.draft.guideline).toContain("Draw tight")
  })

  test("the forecast of a draft counts the pictures that people are still asked about, not those that came in settled", async () => {
    const id = await harness.addProject({ slug: "cars", owner, state: "draft" })
    await harness.addPictures(id, 4)
    expect(await showDraft(harness.deps, await access("cars"))).toMatchObject({ pictures: 4, toAnswer: 4 })
    const nobody = {
      answer: null,
      answerSha256: null,
      provenance: null,
      labels: "",
      texts: "",
      regions: 0,
      nothingHere: true,
    }
    const final = {
      state: "settled" as const,
      settledBy: "import" as const,
      settledAtMs: harness.clock.nowMs,
      ...nobody,
    }
    const statuses = [1, 2].map((taskId) => ({ taskId, ...final, regions: 9 + taskId, nothingHere: false }))
    expect(await showDraft(harness.deps, await access("cars"))).toMatchObject({ regionsEach: null })
    await putStatuses(store.storage.db, id, statuses, harness.clock.nowMs)
    const shown = await showDraft(harness.deps, await access("cars"))
    expect(shown).toMatchObject({ pictures: 4, toAnswer: 2, regionsEach: 10.5, minutesEach: null })
  })

  test("a draft counts what could be read, and names the rest beside it", async () => {
    const id = await harness.addProject({ slug: "cars", owner, state: "draft" })
    await harness.addPictures(id, 4)
    const { db } = store.storage
    await db
      .updateTable("asset")
      .set({ problem: "image_broken" })
      .where("id", "=", 3 as never)
      .execute()
    expect(await showDraft(harness.deps, await access("cars"))).toMatchObject({ pictures: 3, unreadable: 1 })
  })

  test("the overview counts what is there, in the reader's days", async () => {
    const id = await harness.addProject({
      slug: "cars",
      owner,
      roles: ["owner", "reviewer", "annotator"],
      settings: { overlap: { base: 2, more: 2, moreRatio: 0 } },
    })
    await harness.addPictures(id, 4)
    const project = await access("cars")
    const shown = await showOverview(harness.deps, project, who, { project: project.slug, utcOffsetMinutes: 60 })
    expect(shown).toMatchObject({
      pictures: 4,
      answers: 0,
      answersLeft: 8,
      secondsMean: null,
      agreement: null,
      reviewers: 1,
      lastVersion: null,
    })
    expect(shown.counts).toEqual({ open: 4, waiting: 0, disputed: 0, settled: 0, excluded: 0 })
    // First steps are ticked by what is there (found O26): labels and a guideline are, somebody else is not.
    expect(shown.begun).toEqual({ labels: true, guideline: true, people: false })
    expect(shown.days).toHaveLength(14)
    expect(shown.days.at(-1)?.day).toBe("2026-01-14")
    expect(shown.people).toEqual([
      { name: "Olga", roles: ["owner", "reviewer", "annotator"], hereNow: false, lastSeenDay: null, you: true },
    ])
  })

  test("conditions say who looks at the work and how often, before anybody accepts", async () => {
    await harness.addProject({ slug: "cars", owner })
    const project = await access("cars")
    expect(await showConditions(harness.deps, project, who.personId)).toMatchObject({
      ownerNames: ["Olga"],
      annotators: 0,
      answersSoFar: 0,
      changedRatio: null,
      hoursToDecision: null,
      guidelineVersion: 1,
    })
  })

  test("what somebody did can be read afterwards, newest first, in pages", async () => {
    const { project } = await createProject(harness.deps, who, { draft: DRAFT })
    await archiveProject(harness.deps, await access(project), who)
    await unarchiveProject(harness.deps, await access(project), who)
    const input = { project, search: "", kinds: [], cursor: null, limit: 2 }
    const first = await listActivity(harness.deps, await access(project), who, input)
    expect(first.rows.map((row) => [row.what, row.who])).toEqual([
      ["project.unarchived", "Olga"],
      ["project.archived", "Olga"],
    ])
    const second = await listActivity(harness.deps, await access(project), who, { ...input, cursor: first.next })
    expect(second.rows.map((row) => row.what)).toEqual(["project.created"])
    expect(second.next).toBeNull()
  })
})
