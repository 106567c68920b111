import { randomUUID } from "node:crypto"
import { verifyStorage } from "@justesse/db"
import { putNamed } from "@justesse/db/mentors/offers"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { type AnnotationBody, boxShape, type LabelId, ProjectSlug, type RegionId } from "@justesse/types"
import type { NotedAnswer } from "@justesse/types/wire/mentor"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { locateMedia } from "../files.ts"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const SLUG = ProjectSlug.parse("crates")
const REGION = "00000000-0000-4000-8000-000000000001" as RegionId
const ZONE = { utcOffsetMinutes: 0 }
const NOTHING = { label: null, text: null, place: null }
const EDGES = { about: "edges" as const, right: NOTHING }

const car: AnnotationBody = {
  regions: [{ id: REGION, label: "car" as LabelId, geometry: boxShape({ x: 90, y: 100, width: 200, height: 100 }) }],
  nothingHere: false,
}

describe.each(engines)("mentors on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let project = 0
  const people: Record<string, TestPerson> = {}
  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const why = (reason: string) => ({ cause: { code: "conflict", detail: { why: reason } } })
  const NOT_FOUND = { cause: { code: "not_found" } }
  const mine = (name = "Ana") => as(name).mentor.mine({ project: SLUG })
  const pairOf = async (name = "Ana") => (await mine(name)).pair ?? expect.fail("no pair")
  const pairsOf = async (name: string) => (await as(name).mentor.work({})).projects[0]?.pairs ?? []
  const learner = async (name = "Max") =>
    as(name).mentor.learner({ project: SLUG, pair: (await pairOf()).pair, ...ZONE })

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Olga", "Ana", "Max", "Ben", "Rita", "Zoe"]) people[name] = await h.addPerson(name)
    project = await h.addProject({
      ...{ slug: SLUG, owner: who("Olga"), names: "open" },
      settings: { overlap: { base: 1, more: 1, moreRatio: 0 } },
    })
    for (const name of ["Ana", "Max", "Ben", "Zoe"]) await h.addMember(project, who(name), ["annotator"])
    await h.addMember(project, who("Rita"), ["reviewer", "annotator"])
    await h.addPictures(project, 14)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  /** Ana answers so many tasks. */
  async function answers(count: number): Promise<string[]> {
    const sent: string[] = []
    for (let n = 0; n < count; n++) {
      const { leases } = await as("Ana").work.next({ project: SLUG, want: 1 })
      const [lease] = leases
      if (!lease) throw new Error("a task was expected")
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const submissionId = randomUUID() as never // ids are plain values here
      await as("Ana").work.submitNext({
        ...{ assignmentId, fence, submissionId, body: car, ontologyVersion, guidelineVersion, want: 1 },
      })
      sent.push(assignmentId)
      h.clock.nowMs += 60_000
    }
    return sent
  }
  const note = async (answer: Pick<NotedAnswer, "assignmentId">, text = "tighter", name = "Max") =>
    as(name).mentor.note({
      ...{ project: SLUG, pair: (await pairOf()).pair, assignmentId: answer.assignmentId, region: REGION, text },
      ...{ about: "edges", right: NOTHING, noteId: randomUUID() as never },
    })

  test("nobody offers who neither reached the criteria nor was named; an owner names who does", async () => {
    const [work] = (await as("Max").mentor.work({})).projects
    expect(work).toMatchObject({ project: SLUG, may: false, isNamed: false, offers: false, pairs: [] })
    expect(work?.criteria.map(({ name, value, isMet }) => [name, value, isMet])).toEqual([
      ["accepted", 0, false],
      ["accuracy", null, false],
      ["hours", 0, false],
    ])
    await expect(as("Max").mentor.setOffer({ project: SLUG, offers: true })).rejects.toMatchObject(why("criteria"))
    expect(await mine()).toMatchObject({ offering: 0, concerns: false })
    for (const name of ["Max", "Ben"])
      await as("Olga").mentor.name({ project: SLUG, person: who(name).id as never, named: true })
    await expect(
      as("Olga").mentor.name({ project: SLUG, person: who("Olga").id as never, named: true }),
    ).rejects.toMatchObject(NOT_FOUND)
    for (const name of ["Max", "Ben"]) await as(name).mentor.setOffer({ project: SLUG, offers: true })
    expect(await mine()).toMatchObject({ pair: null, offering: 2, concerns: true, answers: [] })
    expect(await as("Olga").mentor.project({ project: SLUG })).toEqual({
      ...{ named: [who("Max").id, who("Ben").id], offering: 2, pairs: 0, notes: 0 },
    })
  })

  test("nobody begins or stops to offer in a project that is only there to be read", async () => {
    const state = (to: "open" | "archived") =>
      store.storage.db.updateTable("project").set({ state: to }).where("slug", "=", SLUG).execute()
    await state("archived")
    const set = as("Max").mentor.setOffer({ project: SLUG, offers: false })
    await expect(set).rejects.toMatchObject({ cause: { code: "project_archived" } })
    await state("open")
    expect(await mine()).toMatchObject({ offering: 2 })
  })

  test("asked by eight clicks at once it is one request, which mentors alone read, by pseudonym", async () => {
    await Promise.all(Array.from({ length: 8 }, () => as("Ana").mentor.ask({ project: SLUG, words: "edges" })))
    expect(await pairOf()).toMatchObject({ state: "asked", mentor: null, words: "edges" })
    const [asked, ...others] = await pairsOf("Max")
    expect(asked).toMatchObject({ state: "asked", learner: `P${who("Ana").id}`, words: "edges" })
    expect(others).toEqual([])
    for (const name of ["Ana", "Zoe", "Rita"]) expect(await pairsOf(name)).toEqual([])
    expect((await as("Olga").mentor.work({})).projects).toEqual([])
    const { notices } = await as("Max").question.inbox({ cursor: null, limit: 9 } as never)
    expect(notices).toMatchObject([{ kind: "mentor_asked", times: 1 }])
  })

  test("of two who take it up at once one does; nothing is read before she says yes", async () => {
    const { pair } = await pairOf()
    await expect(as("Zoe").mentor.offer({ pair })).rejects.toMatchObject(why("criteria"))
    await expect(as("Olga").mentor.offer({ pair })).rejects.toMatchObject(NOT_FOUND)
    await expect(as("Ana").mentor.offer({ pair })).rejects.toMatchObject(why("own"))
    await expect(as("Ana").mentor.answer({ pair, yes: true })).rejects.toMatchObject(why("no_offer"))
    const both = await Promise.allSettled(["Max", "Ben"].map((name) => as(name).mentor.offer({ pair })))
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: why("taken") })
    // Whoever it was lets go, so that the rest is Max's.
    const first = both[0]?.status === "fulfilled" ? "Max" : "Ben"
    await expect(learner(first)).rejects.toMatchObject(NOT_FOUND)
    await as(first).mentor.end({ pair })
    await as("Max").mentor.offer({ pair })
    expect(await pairOf()).toMatchObject({ state: "offered", mentor: `P${who("Max").id}`, pair })
    await expect(as("Ben").mentor.answer({ pair, yes: true })).rejects.toMatchObject(NOT_FOUND)
    await expect(learner()).rejects.toMatchObject(NOT_FOUND)
    await as("Ana").mentor.answer({ pair, yes: true })
    expect(await pairOf()).toMatchObject({ state: "paired" })
    expect(await pairsOf("Ben")).toEqual([])
  })

  test("reads what she errs in and her ten latest answers that are final, never gold nor what is sent back", async () => {
    const sent = await answers(13)
    expect(await learner()).toMatchObject({ learner: `P${who("Ana").id}`, profile: null, words: "edges", answers: [] })
    await h.resolve()
    const ten = (await learner()).answers.map(({ assignmentId }) => assignmentId)
    expect(ten).toEqual(sent.slice(3).reverse())
    const [latest = "", next = ""] = ten
    const taskOf = async (publicId: string) =>
      (
        await store.storage.db
          .selectFrom("assignment")
          .select("task_id")
          .where("public_id", "=", publicId)
          .executeTakeFirstOrThrow()
      ).task_id
    await store.storage.db
      .updateTable("assignment")
      .set({ sent_back: JSON.stringify({ code: "text", clause: null, note: "" }) })
      .where("public_id", "=", next)
      .execute()
    await as("Olga").gold.make({ project: SLUG, assets: [(await taskOf(latest)) as never], as: "active", answer: car })
    const after = (await learner()).answers
    expect(after.map(({ assignmentId }) => assignmentId)).toEqual(sent.slice(1, 11).reverse())
    // Times of others are days where names are hidden.
    expect(after.every(({ sentAtMs }) => sentAtMs % 43_200_000 === 0)).toBe(true)
    await expect(note({ assignmentId: latest as never })).rejects.toMatchObject(NOT_FOUND)
    await expect(note({ assignmentId: next as never })).rejects.toMatchObject(NOT_FOUND)
  })

  test("writes of one region; she reads it with her picture, and says whether it helped", async () => {
    const [answer] = (await learner()).answers
    if (!answer) return expect.fail()
    const once = {
      project: SLUG,
      pair: (await pairOf()).pair,
      assignmentId: answer.assignmentId,
      region: REGION,
      ...EDGES,
    }
    const noteId = randomUUID() as never
    for (let n = 0; n < 2; n++) await as("Max").mentor.note({ ...once, noteId, text: "the left edge is too far out" })
    await expect(as("Max").mentor.note({ ...once, noteId, text: "another" })).rejects.toMatchObject({
      cause: { code: "conflict" },
    })
    await expect(
      as("Max").mentor.note({ ...once, noteId: randomUUID() as never, region: "no" as never, text: "x" }),
    ).rejects.toMatchObject(NOT_FOUND)
    const { answers: noted } = await mine()
    expect(noted).toMatchObject([
      {
        assignmentId: answer.assignmentId,
        body: car,
        notes: [{ region: REGION, text: "the left edge is too far out", useful: null }],
      },
    ])
    await expect(as("Max").mentor.useful({ note: noteId, useful: true })).rejects.toMatchObject(NOT_FOUND)
    await as("Ana").mentor.useful({ note: noteId, useful: true })
    expect((await learner()).answers[0]?.notes).toMatchObject([{ useful: true }])
    const { notices } = await as("Ana").question.inbox({ cursor: null, limit: 9 } as never)
    expect(notices.find(({ kind }) => kind === "mentor_note")).toMatchObject({ times: 1 })
  })

  test("nobody else reads any of it, and the picture is the mentor's while they are paired", async () => {
    const [answer] = (await learner()).answers
    const { media } = answer ?? expect.fail()
    const token = media.full.slice("/media/".length)
    const seen = async (name: string) => (await locateMedia(h.deps, token, h.contextOf(who(name)).who)) !== null
    for (const name of ["Ben", "Zoe"]) {
      await expect(learner(name)).rejects.toMatchObject(NOT_FOUND)
      expect([name, await seen(name)]).toEqual([name, false])
    }
    await expect(learner("Olga")).rejects.toMatchObject({ cause: { code: "not_allowed" } })
    await expect(learner("Rita")).rejects.toMatchObject(NOT_FOUND)
    expect([await seen("Max"), await seen("Ana")]).toEqual([true, true])
    expect(await as("Olga").mentor.project({ project: SLUG })).toMatchObject({ pairs: 1, notes: 1 })
    // An owner who labels too reads nothing, even named by another owner, even one who was a mentor before.
    await as("Olga").people.setRoles({ project: SLUG, person: who("Max").id as never, roles: ["owner", "annotator"] })
    await expect(learner()).rejects.toMatchObject(NOT_FOUND)
    expect((await as("Max").mentor.work({})).projects).toEqual([])
    await as("Olga").people.setRoles({ project: SLUG, person: who("Max").id as never, roles: ["annotator"] })
    expect((await learner()).answers.length).toBe(10)
  })

  test("ended while notes are written, each note is before the end or refused; then nothing is read", async () => {
    const { pair } = await pairOf()
    const [answer] = (await learner()).answers
    if (!answer) return expect.fail()
    const token = answer.media.full.slice("/media/".length)
    const writes = Array.from({ length: 6 }, (_, n) => note(answer, `note ${n}`))
    const [, ...written] = await Promise.allSettled([as("Ana").mentor.end({ pair }), ...writes])
    const kept = written.filter(({ status }) => status === "fulfilled").length
    const { answers: noted } = await mine()
    expect(noted[0]?.notes.length).toBe(1 + kept)
    expect((await mine()).pair).toBeNull()
    await expect(as("Max").mentor.learner({ project: SLUG, pair, ...ZONE })).rejects.toMatchObject(NOT_FOUND)
    expect(await locateMedia(h.deps, token, h.contextOf(who("Max")).who)).toBeNull()
    await as("Ana").mentor.end({ pair })
    await expect(as("Ben").mentor.end({ pair })).rejects.toMatchObject(NOT_FOUND)
  })

  test("time of mentoring counts for whoever mentors there, and for nobody else", async () => {
    const time = (name: string) =>
      as(name).mentor.time({
        ...{ project: SLUG, ...ZONE },
        batches: [{ tab: `${name}-tab`, seq: 0, monotonicMs: 0, seconds: "9".repeat(60) } as never],
      })
    await as("Ana").mentor.ask({ project: SLUG, words: "" })
    const { pair } = await pairOf()
    h.clock.nowMs += 60_000
    expect(await time("Ben")).toMatchObject({ countedSeconds: 0 })
    await as("Ben").mentor.offer({ pair })
    await as("Ana").mentor.answer({ pair, yes: true })
    h.clock.nowMs += 60_000
    expect(await time("Ben")).toMatchObject({ countedSeconds: 60, todaySeconds: 60 })
    const { sessions } = await as("Ben").work.hours({ from: "2026-01-14", to: "2026-01-14", ...ZONE } as never)
    expect(sessions).toMatchObject([{ seconds: 60, mentoringSeconds: 60, reviewSeconds: 0 }])
    expect(await verifyStorage(store.storage)).toEqual([])
  })

  test("whoever is named no more offers nothing, and keeps the learner who said yes to them", async () => {
    await putNamed(store.storage.db as never, { ...{ projectId: project, personId: who("Ben").id, by: null }, atMs: 1 })
    expect((await as("Ben").mentor.work({})).projects[0]).toMatchObject({ may: false, offers: false })
    expect(await pairsOf("Ben")).toMatchObject([{ state: "paired" }])
    expect((await learner("Ben")).answers.length).toBe(10)
  })
})
