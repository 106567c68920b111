import { randomUUID } from "node:crypto"
import {
  ensureTier,
  findProject,
  setPaused,
  setProjectState,
  storeGroup,
  updatePerson,
  updateProject,
} from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, DEFAULT_PREFERENCES, JustesseError, type ProjectSlug, SubmissionId } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "./router.ts"

const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })

describe.each(engines)("who gets what on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  let awa: TestPerson
  let ben: TestPerson
  let id = 0
  let slug: ProjectSlug
  let made = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    awa = await h.addPerson("Awa")
    ben = await h.addPerson("Ben")
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })
  beforeEach(async () => {
    slug = `w-${++made}` as ProjectSlug
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 } }
    id = await h.addProject({ slug, owner, roles: ["owner", "annotator"], settings })
    await h.addMember(id, awa, ["annotator"])
    await h.addMember(id, ben, ["annotator"])
    await h.addPictures(id, 2)
  })

  const work = (person: TestPerson) => workRouter.createCaller(h.contextOf(person))
  const next = (person: TestPerson, want = 1) => work(person).next({ project: slug, want })
  async function lease(person: TestPerson): Promise<Lease> {
    const [held] = (await next(person)).leases
    if (!held) throw new Error("a lease expected")
    return held
  }
  function send(person: TestPerson, { assignmentId, fence }: Lease, want = 1) {
    const submissionId = SubmissionId.parse(randomUUID())
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    return work(person).submitNext({ assignmentId, fence, submissionId, body: EMPTY, ...versions, want })
  }
  async function failure(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    )
    const cause = error instanceof Error ? error.cause : undefined
    return cause instanceof JustesseError ? cause.code : `no typed failure: ${String(error)}`
  }

  test("owners, operators and reviewers are there to be written to, with the address that they show (found B28)", async () => {
    const rita = await h.addPerson("Rita")
    await h.addMember(id, rita, ["reviewer"])
    const { db } = at.storage
    const [olga, hers] = ["Olga", "Rita"].map((name) => ({ name, email: `${name.toLowerCase()}@example.org` }))
    const told = async (person: TestPerson) => {
      const { projects: all, operators } = await work(person).contacts({})
      return { here: all.find((one) => one.project === slug), operators }
    }
    expect((await told(awa)).here).toMatchObject({ owners: [olga], reviewers: [hers] })
    // Nobody is told to write to themselves.
    expect((await told(rita)).here).toMatchObject({ owners: [olga], reviewers: [] })
    expect((await told(owner)).here).toMatchObject({ owners: [], reviewers: [hers] })
    await updatePerson(db, rita.id, { preferences: { ...DEFAULT_PREFERENCES, showAddress: false }, operator: true })
    expect(await told(awa)).toMatchObject({
      here: { reviewers: [{ name: "Rita", email: null }] },
      operators: [{ name: "Rita", email: null }],
    })
    // Who chose before there was this choice shows the address.
    const { showAddress: _, ...before } = DEFAULT_PREFERENCES
    await updatePerson(db, rita.id, { preferences: before, operator: false })
    expect((await told(awa)).here).toMatchObject({ reviewers: [hers] })
    // Where people go by pseudonyms, reviewers are named to nobody.
    await db.updateTable("project").set({ names: "open" }).where("id", "=", id).execute()
    expect((await told(awa)).here).toMatchObject({ owners: [olga], reviewers: [] })
    const stranger = await h.addPerson("Sam")
    expect((await work(stranger).contacts({})).projects).toEqual([])
  })

  test("what is kept for a person or a group is given to them, first, and to nobody else", async () => {
    const { db, hot } = at.storage
    const night = await storeGroup(db, id, { id: null, name: "Night", members: [ben.id] })
    const forAwa = await ensureTier(db, id, { priority: 0, personId: awa.id, groupId: null })
    const forNight = await ensureTier(db, id, { priority: 0, personId: null, groupId: night })
    await hot.setTier(id, [1], forNight)
    await hot.setTier(id, [2], forAwa)
    expect((await next(owner)).none?.reason).toBe("all_answered")
    const awas = (await next(awa, 5)).leases
    const bens = (await next(ben, 5)).leases
    expect([awas.length, bens.length]).toEqual([1, 1])
    expect(awas[0]?.assignmentId).not.toBe(bens[0]?.assignmentId)
  })

  test("two windows of one person see the same lease, and more are held when wanted", async () => {
    const [left, right] = await Promise.all([next(awa), next(awa)])
    expect(left.leases.map((one) => one.assignmentId)).toEqual(right.leases.map((one) => one.assignmentId))
    const two = (await next(awa, 2)).leases
    expect(two).toHaveLength(2)
    const after = await send(awa, left.leases[0] ?? two[0] ?? (await lease(awa)), 2)
    expect(after.leases.map((one) => one.assignmentId)).toEqual([two[1]?.assignmentId])
    expect((await next(ben)).none?.reason).toBe("all_leased")
  })

  test("a draft project is tried by its owner alone", async () => {
    await setProjectState(at.storage.db, id, "draft", h.clock.nowMs)
    // It was never open, so nobody paused it (found O25).
    expect((await next(awa)).none?.reason).toBe("not_open")
    expect((await next(owner)).leases).toHaveLength(1)
  })

  test("a pause says why, to one member or to all; what is in hand may be finished", async () => {
    const held = await lease(awa)
    await setPaused(at.storage.db, id, awa.id, true, "until Monday")
    expect(await next(awa)).toMatchObject({ leases: [{ assignmentId: held.assignmentId }], none: null })
    expect(await send(awa, held)).toMatchObject({
      receipt: { counted: "counted" },
      leases: [],
      none: { reason: "paused_you", pausedReason: "until Monday" },
    })
    const project = await findProject(at.storage.db, id)
    if (!project) throw new Error("a project expected")
    await updateProject(at.storage.db, id, {
      settings: { ...project.settings, paused: true, pausedReason: "new labels" },
    })
    expect((await next(ben)).none).toEqual({ reason: "paused", pausedReason: "new labels" })
  })

  test("a new guideline is read before the next task, not before finishing this one", async () => {
    const held = await lease(awa)
    await at.storage.db.updateTable("project").set({ guideline_version: 2 }).where("id", "=", id).execute()
    expect((await send(awa, held)).none?.reason).toBe("conditions")
    const mine = await work(awa).mine({ utcOffsetMinutes: 60 })
    expect(mine.projects.find((one) => one.card.project === slug)).toMatchObject({ accepted: false, available: 1 })
  })

  test("a sent task is not opened again but taken back; a skipped one is taken up from history", async () => {
    const sent = await lease(awa)
    await send(awa, sent)
    expect(await failure(work(awa).open({ assignmentId: sent.assignmentId }))).toBe("already_submitted")
    expect(await failure(work(awa).takeUp({ assignmentId: sent.assignmentId }))).toBe("already_submitted")
    const skipped = await lease(awa)
    await work(awa).skip({
      assignmentId: skipped.assignmentId,
      fence: skipped.fence,
      reason: "too_hard",
      note: "",
      want: 1,
    })
    const again = await work(awa).takeUp({ assignmentId: skipped.assignmentId })
    expect(again.fence).toBeGreaterThan(skipped.fence)
    expect(await failure(work(awa).revise({ assignmentId: skipped.assignmentId }))).toBe("conflict")
  })

  test("an excluded picture is not taken up again, nor anything of an archived project", async () => {
    const skipped = await lease(awa)
    const assignment = {
      assignmentId: skipped.assignmentId,
      fence: skipped.fence,
      reason: "content",
      note: "",
      want: 1,
    } as const
    await at.storage.hot.skip({
      publicId: assignment.assignmentId,
      personId: awa.id,
      fence: assignment.fence,
      reason: "content",
      note: "",
      nowMs: h.clock.nowMs,
      next: null,
    })
    await at.storage.hot.setExcluded(id, [1], true, h.clock.nowMs)
    expect(await failure(work(awa).takeUp({ assignmentId: assignment.assignmentId }))).toBe("conflict")
    await at.storage.hot.setExcluded(id, [1], false, h.clock.nowMs)
    await setProjectState(at.storage.db, id, "archived", h.clock.nowMs)
    expect(await failure(work(awa).takeUp({ assignmentId: assignment.assignmentId }))).toBe("project_archived")
  })

  test("an answer that a frozen version holds is no longer corrected", async () => {
    const held = await lease(awa)
    await send(awa, held)
    await h.resolve()
    expect((await work(awa).sent({ assignmentId: held.assignmentId })).revisable).toBe(true)
    const version = { project_id: id, version: 1, frozen_at_ms: h.clock.nowMs + 1, frozen_by: owner.id, note: "" }
    const counts = { content_sha256: "", manifest: "{}", pictures: 1, regions: 0, labels: 0, nothing_here: 1 }
    await at.storage.db
      .insertInto("version")
      .values({ ...version, ...counts })
      .execute()
    const item = {
      project_id: id,
      version: 1,
      item_id: 1,
      task_id: 1,
      body_sha256: "",
      ...{ settled_by: "single" as const, provenance: "[]" },
    }
    await at.storage.db.insertInto("version_item").values(item).execute()
    expect(await failure(work(awa).revise({ assignmentId: held.assignmentId }))).toBe("decided_already")
    expect(await work(awa).one({ assignmentId: held.assignmentId })).toMatchObject({
      usedIn: [1],
      task: { revisable: false },
    })
    h.clock.nowMs += 2
    expect((await work(awa).mine({ utcOffsetMinutes: 0 })).usedIn).toContainEqual({
      project: slug,
      name: `Project ${slug}`,
      version: 1,
      frozenAtMs: h.clock.nowMs - 1,
    })
  })

  test("a guide is that of the version asked for; one that never was is refused", async () => {
    const guide = await work(awa).guide({ project: slug, ontologyVersion: 1, guidelineVersion: 1 })
    expect(guide.ontology.labels.map((label) => label.id)).toEqual(["car", "line", "sign"])
    expect(await failure(work(awa).guide({ project: slug, ontologyVersion: 9, guidelineVersion: 1 }))).toBe(
      "invalid_input",
    )
    expect(await failure(work(awa).guide({ project: slug, ontologyVersion: 1, guidelineVersion: 9 }))).toBe(
      "invalid_input",
    )
  })

  test("hours refuse days that no calendar has, and a cursor that nobody wrote is refused", async () => {
    const days = { from: "2026-13-40", to: "2026-01-01", utcOffsetMinutes: 0 } as const
    expect(await failure(work(awa).hours(days))).toBe("invalid_input")
    const page = { search: "", project: null, states: [], cursor: "nonsense", limit: 5 }
    expect(await failure(work(awa).history(page))).toBe("invalid_input")
    expect(await failure(work(awa).history({ ...page, project: "elsewhere" as ProjectSlug, cursor: null }))).toBe(
      "not_found",
    )
  })
})
