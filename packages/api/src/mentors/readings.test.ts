import { randomUUID } from "node:crypto"
import { verifyStorage } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { type AnnotationBody, boxShape, type LabelId, ProjectSlug, type RegionId } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const SLUG = ProjectSlug.parse("crates")
const ZONE = { utcOffsetMinutes: 0 }
const NOTHING = { label: null, text: null, place: null }
const FIRST = "00000000-0000-4000-8000-000000000001" as RegionId

const cars: AnnotationBody = {
  regions: [0, 1, 2, 3].map((n) => ({
    id: `00000000-0000-4000-8000-00000000000${n + 1}` as RegionId,
    label: "car" as LabelId,
    geometry: boxShape({ x: 20 + 90 * n, y: 40, width: 60, height: 50 }),
  })),
  nothingHere: false,
}

describe.each(ruleEngines)("answers that a mentor read whole, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let pair = "" as never
  const people: Record<string, TestPerson> = {}
  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const NOT_FOUND = { cause: { code: "not_found" } }
  const why = (reason: string) => ({ cause: { code: "conflict", detail: { why: reason } } })
  const profile = async (name = "Ana") => as(name).learning.mine({ project: SLUG, ...ZONE })
  const learner = (name = "Max") => as(name).mentor.learner({ project: SLUG, pair, ...ZONE })

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Olga", "Ana", "Max", "Ben"]) people[name] = await h.addPerson(name)
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 } }
    const project = await h.addProject({ slug: SLUG, owner: who("Olga"), names: "open", settings })
    for (const name of ["Ana", "Max", "Ben"]) await h.addMember(project, who(name), ["annotator"])
    await h.addPictures(project, 4)
    for (let n = 0; n < 4; n++) {
      const [lease] = (await as("Ana").work.next({ project: SLUG, want: 1 })).leases
      if (!lease) throw new Error("a task was expected")
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const submissionId = randomUUID() as never // ids are plain values here
      const sent = { assignmentId, fence, submissionId, ontologyVersion, guidelineVersion, want: 1 }
      await as("Ana").work.submitNext({ ...sent, body: cars })
      h.clock.nowMs += 60_000
    }
    await h.resolve()
    for (const name of ["Max", "Ben"]) {
      await as("Olga").mentor.name({ project: SLUG, person: who(name).id as never, named: true })
      await as(name).mentor.setOffer({ project: SLUG, offers: true })
    }
    await pairWith("Max")
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  async function pairWith(name: string): Promise<void> {
    await as("Ana").mentor.ask({ project: SLUG, words: "" })
    pair = (await as("Ana").mentor.mine({ project: SLUG })).pair?.pair as never
    await as(name).mentor.offer({ pair })
    await as("Ana").mentor.answer({ pair, yes: true })
  }
  const answerAt = async (n: number) => (await learner()).answers[n]?.assignmentId ?? expect.fail()
  const write = async (n: number, change: object, name = "Max") => {
    const noteId = randomUUID() as never
    const note = { project: SLUG, pair, assignmentId: await answerAt(n), noteId, region: FIRST, text: "so" }
    await as(name).mentor.note({ ...note, about: "edges", right: NOTHING, ...change } as never)
    return noteId
  }
  const say = async (n: number, whole: boolean, name = "Max") =>
    as(name).mentor.readWhole({ project: SLUG, pair, assignmentId: await answerAt(n), whole })

  test("a note has to say what is right there, by a label of the project, and of a region that is there", async () => {
    await expect(write(0, { about: "label" })).rejects.toMatchObject(why("right"))
    await expect(write(0, { about: "label", right: { ...NOTHING, label: "car" } })).rejects.toMatchObject(why("same"))
    await expect(write(0, { about: "label", right: { ...NOTHING, label: "unknown" } })).rejects.toMatchObject({
      cause: { code: "label_unknown" },
    })
    await expect(write(0, { region: "no" })).rejects.toMatchObject(NOT_FOUND)
    await expect(write(0, { region: null })).rejects.toMatchObject(why("region"))
    expect((await learner()).answers[0]?.notes).toEqual([])
  })

  test("notes of an answer that is not read whole count nowhere", async () => {
    await write(0, {})
    expect(await profile()).toMatchObject({ profile: null, sources: { mentor: 0, items: 0 } })
    expect((await learner()).profile).toBeNull()
  })

  test("read whole it counts as graded, with its notes as its errors, and not once it is said otherwise", async () => {
    for (const n of [0, 1, 2]) for (let twice = 0; twice < 2; twice++) await say(n, true)
    const place = { x: 300, y: 200, width: 20, height: 18 }
    await write(1, { region: null, about: "missed", right: { ...NOTHING, label: "car", place } })
    const mine = await profile()
    expect(mine.sources).toEqual({ gold: 0, decision: 0, mentor: 3, items: 13 })
    expect(mine.profile?.edges).toMatchObject({ boxes: 0, edges: null })
    expect(mine.profile?.noted).toMatchObject([{ about: "edges", times: 1, of: 12 }])
    expect(mine.profile?.missed.byLabel).toMatchObject([{ label: "car", times: 1, of: 13 }])
    // What is practised is laid beside a right answer: by reading there is none.
    expect(mine.practice).toBe(0)
    expect((await learner()).answers.map(({ readWhole }) => readWhole)).toEqual([true, true, true, false])
    await say(1, false)
    expect((await profile()).sources).toMatchObject({ mentor: 2, items: 8 })
    expect((await profile()).profile?.noted).toEqual([])
    await say(1, true)
  })

  test("what she sees otherwise is out until she agrees, or her mentor takes the note back", async () => {
    const note = await write(2, { about: "extra" })
    const read = async () => (await profile()).sources.mentor
    const extra = async () => (await profile()).profile?.noted.find(({ about }) => about === "extra")?.times
    expect([await read(), await extra()]).toEqual([3, 1])
    await expect(as("Max").mentor.contest({ note, contested: true })).rejects.toMatchObject(NOT_FOUND)
    await as("Ana").mentor.contest({ note, contested: true })
    expect([await read(), await extra()]).toEqual([2, undefined])
    expect((await learner()).answers[2]?.notes).toMatchObject([{ contested: true }])
    await as("Ana").mentor.contest({ note, contested: false })
    expect([await read(), await extra()]).toEqual([3, 1])
    await as("Ana").mentor.contest({ note, contested: true })
    for (const name of ["Ben", "Ana"])
      await expect(as(name).mentor.takeNoteBack({ project: SLUG, pair, note })).rejects.toMatchObject(NOT_FOUND)
    await as("Max").mentor.takeNoteBack({ project: SLUG, pair, note })
    expect([await read(), await extra()]).toEqual([3, undefined])
    expect((await learner()).answers[2]?.notes).toEqual([])
  })

  test("nobody else reads or writes it, and another mentor learns nothing of what this one said", async () => {
    const answer = await answerAt(0)
    for (const name of ["Ben", "Ana"])
      await expect(
        as(name).mentor.readWhole({ project: SLUG, pair, assignmentId: answer, whole: false }),
      ).rejects.toMatchObject(NOT_FOUND)
    expect((await learner()).profile?.noted).toMatchObject([{ about: "edges", times: 1 }])
    for (const name of ["Olga", "Max", "Ben"]) expect((await profile(name)).sources.items).toBe(0)
    await as("Ana").mentor.end({ pair })
    expect((await profile()).sources).toMatchObject({ mentor: 3 })
    await pairWith("Ben")
    const read = await learner("Ben")
    expect(read.profile).toBeNull()
    expect(read.answers.map(({ readWhole, notes }) => [readWhole, notes.length])).toEqual(Array(4).fill([false, 0]))
    expect(await verifyStorage(store.storage)).toEqual([])
  })
})
