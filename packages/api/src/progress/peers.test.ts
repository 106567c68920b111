import { randomUUID } from "node:crypto"
import { insertPair, updatePair } from "@justesse/db/mentors/pairs"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug, SubmissionId } from "@justesse/types"
import { PeerReading, type PeerSaid, PeersShown } from "@justesse/types/progress/peers"
import { PEERS_MS, SEAT_MS } from "@justesse/work/progression/peers"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { z } from "zod"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { reachAll } from "../testing/reached.ts"
import { stepAssessments } from "./step.ts"

const NOT_FOUND = { cause: { code: "not_found" } }
const GUIDELINE = "## 1 Whole things\nDraw all of it.\n\n## 2 Tight\nNo air."

describe.each(engines)("double-blind reading before somebody reviews, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let project = 0
  let slug = ProjectSlug.parse("none")
  let made = 0
  const people: Record<string, TestPerson> = {}
  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const db = () => store.storage.db
  const REVIEWERS = ["Rita", "Rolf", "Rosa"]

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Olga", "Ana", "Ben", ...REVIEWERS]) people[name] = await h.addPerson(name)
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  /** A project in which Ana reached all that is asked, with seven final answers, and these review. */
  async function begin(reviewers: readonly string[] = REVIEWERS, answers = 7): Promise<void> {
    slug = ProjectSlug.parse(`peers-${++made}`)
    const overlap = { base: 1, more: 1, moreRatio: 0 }
    project = await h.addProject({ slug, owner: who("Olga"), names: "open", settings: { overlap } })
    for (const name of ["Ana", "Ben"]) await h.addMember(project, who(name), ["annotator"])
    for (const name of reviewers) await h.addMember(project, who(name), ["annotator", "reviewer"])
    await db().updateTable("guideline_version").set({ markdown: GUIDELINE }).where("project_id", "=", project).execute()
    await h.addPictures(project, answers)
    const { work } = as("Ana")
    for (let n = 0; n < answers; n++) {
      const { leases } = await work.next({ project: slug, want: 1 } as never)
      const [lease = expect.fail()] = leases
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const label = n % 2 === 0 ? "car" : "line"
      const region = { id: "r", label, geometry: { type: "box", x: 4, y: 4, width: 20 + n, height: 20 } }
      await work.submitNext({
        ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 },
        ...{ submissionId: SubmissionId.parse(randomUUID()), body: { regions: [region], nothingHere: false } as never },
      })
      h.clock.nowMs += 60_000
    }
    await h.resolve()
    await reachAll(store.storage, { projectId: project, personId: who("Ana").id, learnerId: who("Ben").id }, slug)
  }
  beforeEach(() => begin())

  const ask = () => as("Ana").progress.ask({ project: slug, facts: [], words: "" })
  const mine = () => as("Ana").progress.mine({ project: slug })
  const request = async () =>
    (await as("Olga").progress.requests({ project: slug })).requests[0] ?? expect.fail("no request")
  const answer = async (yes = true) =>
    as("Olga").progress.answer({ project: slug, request: (await request()).request, yes, reason: "so" })
  const seatOf = async (name: string) =>
    (await as(name).progress.seats({})).seats.find((one) => one.project === slug)?.seat
  const readers = async (names: readonly string[] = REVIEWERS) => {
    const seats = await Promise.all(names.map(async (name) => ({ name, seat: await seatOf(name) })))
    return seats.flatMap(({ name, seat }) => (seat ? { name, seat } : []))
  }
  const yes = { yes: true, clause: null, words: "" } as const
  const no = { yes: false, clause: "2", words: "" } as const
  const sheetOf = (...noes: number[]): PeerSaid[] => [0, 1, 2, 3, 4].map((at) => (noes.includes(at) ? no : yes))
  const send = (reader: { name: string; seat: string }, said: readonly (PeerSaid | null)[]) =>
    as(reader.name).progress.assess({ project: slug, seat: reader.seat as never, said: [...said] })

  test("two of three reviewers are asked, who see five different answers and nothing of their author", async () => {
    await Promise.all(Array.from({ length: 6 }, ask))
    const [first, second, ...others] = await readers()
    if (!first || !second) throw new Error("two readers expected")
    expect(others).toEqual([])
    const shown = await as(first.name).progress.seat({ project: slug, seat: first.seat })
    expect(shown.items).toHaveLength(5)
    const widths = shown.items.map((item) => {
      const [region] = item?.body.regions ?? []
      return region?.geometry.type === "box" ? region.geometry.width : 0
    })
    expect(new Set(widths).size).toBe(5)
    expect(new Set(shown.items.flatMap((item) => item?.body.regions.map(({ label }) => label) ?? [])).size).toBe(2)
    expect(shown.items[0]?.clauses.map(({ number }) => number)).toEqual(["1", "2"])
    const told = JSON.stringify(z.toJSONSchema(PeerReading.omit({ ontology: true })))
    expect(told).not.toMatch(/person|name"|author|assignment|task|sentAt|revision/i)
    const { notices } = await as(first.name).question.inbox({ cursor: null, limit: 9 } as never)
    expect(notices.filter(({ kind }) => kind === "peer_wanted").length).toBeGreaterThan(0)
    // Whose place it is not, there is none.
    for (const name of ["Ana", "Ben", "Olga"])
      await expect(as(name).progress.seat({ project: slug, seat: first.seat })).rejects.toMatchObject({
        cause: { code: "not_allowed" },
      })
    await expect(as(second.name).progress.seat({ project: slug, seat: first.seat })).rejects.toMatchObject(NOT_FOUND)
    await expect(
      as(second.name).progress.assess({ project: slug, seat: first.seat, said: sheetOf() }),
    ).rejects.toMatchObject(NOT_FOUND)
    expect(JSON.stringify(z.toJSONSchema(PeersShown))).not.toMatch(/person|"name"|email|atMs|seat/i)
  })

  test("the seed that is stored draws the same again", async () => {
    await ask()
    const row = await db()
      .selectFrom("peer_assessment")
      .selectAll()
      .where("project_id", "=", project)
      .executeTakeFirstOrThrow()
    const { of, items } = JSON.parse(row.drawn)
    expect([of, items.length, row.state]).toEqual([7, 5, "open"])
    expect(row.seed).toMatch(/^[0-9a-f-]{36}$/)
    const dice = (what: string) => Number.parseInt(h.deps.sha256(`${row.seed}:${what}`).slice(0, 12), 16) / 16 ** 12
    const order = REVIEWERS.map((name) => who(name).id).sort((a, b) => dice(`peer:${a}`) - dice(`peer:${b}`))
    const seats = await db()
      .selectFrom("peer_seat")
      .select("person_id")
      .where("assessment_id", "=", row.id)
      .orderBy("id")
      .execute()
    expect(seats.map(({ person_id }) => person_id)).toEqual(order.slice(0, 2))
  })

  test("nobody decides while they read; both sent, a recommendation with its reasons is there, without names, and the owner decides", async () => {
    await ask()
    await expect(answer()).rejects.toMatchObject({ cause: { code: "conflict", detail: { why: "assessing" } } })
    const [first, second] = await readers()
    if (!first || !second) throw new Error("two readers expected")
    // A no without a reason, a clause that is not there, and half a sheet are refused.
    await expect(send(first, [{ yes: false, clause: null, words: " " }, yes, yes, yes, yes])).rejects.toThrow()
    const unknown = send(first, [{ yes: false, clause: "9", words: "" }, yes, yes, yes, yes])
    await expect(unknown).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await expect(send(first, [yes, yes])).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await expect(send(first, [null, yes, yes, yes, yes])).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await send(first, sheetOf(1))
    expect((await mine()).request?.peers).toMatchObject({ state: "open", sheets: [], own: [] })
    expect((await request()).peers).toMatchObject({ state: "open", sheets: [], isRecommended: false })
    await send(second, sheetOf())
    for (const peers of [(await mine()).request?.peers, (await request()).peers]) {
      expect(peers).toMatchObject({ state: "done", isRecommended: true })
      expect(peers?.sheets.map((sheet) => sheet.filter((said) => said?.yes).length).sort()).toEqual([4, 5])
      const [why] = peers?.sheets.flatMap((sheet) => sheet.filter((said) => said?.yes === false)) ?? []
      expect(why?.clause).toMatchObject({ number: "2", en: "Tight" })
    }
    expect([(await mine()).request?.peers?.own.length, (await request()).peers?.own]).toEqual([5, []])
    expect(JSON.stringify(await request())).not.toMatch(/Rita|Rolf|Rosa/)
    for (const name of ["Ana", "Olga"]) {
      const { notices } = await as(name).question.inbox({ cursor: null, limit: 20 } as never)
      expect(notices.map(({ kind }) => kind)).toContain(name === "Ana" ? "peer_result" : "peer_ended")
    }
    await answer(false)
    expect((await mine()).request).toMatchObject({ answer: "no", peers: { isRecommended: true } })
  })

  test("three of five by one of them is no recommendation, and the owner may still say yes", async () => {
    await ask()
    const [first, second] = await readers()
    if (!first || !second) throw new Error("two readers expected")
    await send(first, sheetOf(0, 3))
    await send(second, sheetOf())
    expect((await request()).peers).toMatchObject({ state: "done", isRecommended: false })
    await answer(true)
    expect(await mine()).toMatchObject({ isReviewer: true })
  })

  test("sent eight times from two windows it is once; other things are refused, and so is handing on what was sent", async () => {
    await ask()
    const [first] = await readers()
    if (!first) throw new Error("a reader expected")
    await Promise.all(Array.from({ length: 8 }, () => send(first, sheetOf(2))))
    await expect(send(first, sheetOf())).rejects.toMatchObject({ cause: { code: "conflict" } })
    const handOn = as(first.name).progress.handOn({ project: slug, seat: first.seat })
    await expect(handOn).rejects.toMatchObject({ cause: { code: "conflict" } })
    expect(await as(first.name).progress.seat({ project: slug, seat: first.seat })).toMatchObject({
      state: "sent",
      items: [],
    })
    const sent = await db()
      .selectFrom("peer_seat")
      .select("id")
      .where("project_id", "=", project)
      .where("state", "=", "sent")
      .execute()
    expect(sent).toHaveLength(1)
    // Nor is the request taken back once somebody read.
    expect((await mine()).mayTakeBack).toBe(false)
    await expect(as("Ana").progress.takeBack({ project: slug })).rejects.toMatchObject({
      cause: { code: "conflict", detail: { why: "read" } },
    })
    expect((await mine()).request?.answer).toBeNull()
  })

  test("handed on, late or away, the third is asked; two programs that step at once ask them once", async () => {
    await ask()
    const before = await readers()
    const [first, second] = before
    if (!first || !second) throw new Error("two readers expected")
    await Promise.all([1, 2].map(() => as(first.name).progress.handOn({ project: slug, seat: first.seat })))
    const third = (await readers()).find(({ name }) => !before.some((one) => one.name === name))
    if (!third) throw new Error("a third reader expected")
    expect(await seatOf(first.name)).toBeUndefined()
    await expect(send(first, sheetOf())).rejects.toMatchObject({ cause: { code: "conflict" } })
    await send(second, sheetOf())
    h.clock.nowMs += SEAT_MS
    await Promise.all([stepAssessments(h.deps), stepAssessments(h.deps)])
    // Nobody is left: the owner decides on the figures alone, which is kept.
    expect(await readers()).toEqual([])
    expect((await request()).peers).toMatchObject({ state: "too_few", isRecommended: false, sheets: [] })
    const seats = await db().selectFrom("peer_seat").select("person_id").where("project_id", "=", project).execute()
    expect(new Set(seats.map(({ person_id }) => person_id)).size).toBe(seats.length)
    await answer(true)
    expect(await mine()).toMatchObject({ isReviewer: true, request: { peers: { state: "too_few" } } })
  })

  test("somebody who says that they are away gives their place to another; after three weeks it is over", async () => {
    await ask()
    const [first, second] = await readers()
    if (!first || !second) throw new Error("two readers expected")
    await as(first.name).decision.away({ dayEndsMs: h.clock.nowMs + 86_400_000 })
    await stepAssessments(h.deps)
    const now = (await readers()).map(({ name }) => name)
    expect(now).toHaveLength(2)
    expect(now).not.toContain(first.name)
    await as(first.name).decision.away({ dayEndsMs: null })
    await db()
      .updateTable("peer_seat")
      .set({ due_at_ms: h.clock.nowMs + 2 * PEERS_MS })
      .execute()
    h.clock.nowMs += PEERS_MS
    await stepAssessments(h.deps)
    expect((await request()).peers?.state).toBe("late")
  })

  test("never somebody near the candidate: with one reviewer left nobody is asked, which is said", async () => {
    const [learnerId, mentorId] = [who("Ana").id, who("Rita").id]
    await db()
      .transaction()
      .execute(async (tx) => {
        const { id } = await insertPair(tx, {
          publicId: randomUUID(),
          projectId: project,
          learnerId,
          words: "",
          askedAtMs: 1,
        })
        await updatePair(tx, id, { mentorId, offeredAtMs: 1, acceptedAtMs: 2, endedAtMs: 3, endedBy: learnerId })
      })
    await db()
      .updateTable("member")
      .set({ is_reviewer: 0 })
      .where("project_id", "=", project)
      .where("person_id", "=", who("Rosa").id)
      .execute()
    await ask()
    expect(await readers()).toEqual([])
    expect((await request()).peers).toMatchObject({ state: "too_few" })
    const { notices } = await as("Olga").question.inbox({ cursor: null, limit: 20 } as never)
    expect(notices.find(({ project: of }) => of === slug)).toMatchObject({ kind: "progress_asked", times: 1 })
    await answer(true)
  })

  test("with fewer than five final answers the owner decides on the figures alone", async () => {
    await begin(REVIEWERS, 4)
    await ask()
    expect(await readers()).toEqual([])
    expect((await request()).peers).toMatchObject({ state: "few_items" })
  })

  test("taken back while nobody read, it is over for its readers, and asked again others may be drawn", async () => {
    await ask()
    const [first] = await readers()
    if (!first) throw new Error("a reader expected")
    await as("Ana").progress.takeBack({ project: slug })
    expect(await readers()).toEqual([])
    await expect(send(first, sheetOf())).rejects.toMatchObject({ cause: { code: "conflict" } })
    await ask()
    expect(await readers()).toHaveLength(2)
  })

  test("what they say changes no outcome, judgement, figure or final answer", async () => {
    const state = async () => ({
      outcomes: await db()
        .selectFrom("assignment")
        .selectAll()
        .where("project_id", "=", project)
        .orderBy("task_id")
        .execute(),
      tasks: await db()
        .selectFrom("task_state")
        .selectAll()
        .where("project_id", "=", project)
        .orderBy("task_id")
        .execute(),
      judged: await db().selectFrom("judgement").select("seq").where("project_id", "=", project).execute(),
      skills: await db().selectFrom("person_quality").selectAll().where("project_id", "=", project).execute(),
      facts: (await mine()).reviewer,
    })
    const before = await state()
    await ask()
    for (const reader of await readers()) await send(reader, sheetOf(0, 1, 2, 3, 4))
    await h.resolve()
    expect((await request()).peers?.isRecommended).toBe(false)
    expect(await state()).toEqual(before)
  })

  test("a picture that goes meanwhile is passed over, and speaks against nobody", async () => {
    await ask()
    const [first, second] = await readers()
    if (!first || !second) throw new Error("two readers expected")
    await db().updateTable("asset").set({ deleted_at_ms: h.clock.nowMs }).where("project_id", "=", project).execute()
    const { items } = await as(first.name).progress.seat({ project: slug, seat: first.seat })
    expect(items).toEqual([null, null, null, null, null])
    for (const reader of [first, second])
      await send(
        reader,
        items.map(() => null),
      )
    expect((await request()).peers).toMatchObject({ state: "done", isRecommended: true })
  })
})
