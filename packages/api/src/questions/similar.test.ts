import { randomUUID } from "node:crypto"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { MessageId, ThreadId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { tellLate } from "./late.ts"

const slug = "mine" as never // slugs are plain values here
const DAY_MS = 86_400_000
const WHOLE = { point: null, region: null, place: null }

describe.each(engines)("questions that several people have, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let lea: TestPerson
  let rita: TestPerson
  let awa: TestPerson
  let ben: TestPerson

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    lea = await harness.addPerson("Lea")
    rita = await harness.addPerson("Rita")
    awa = await harness.addPerson("Awa")
    ben = await harness.addPerson("Ben")
    const project = await harness.addProject({ slug: "mine", owner: lea })
    await harness.addMember(project, rita, ["reviewer"])
    await harness.addMember(project, awa, ["annotator"])
    await harness.addMember(project, ben, ["annotator"])
    await harness.addPictures(project, 6)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const as = (person: TestPerson) => appRouter.createCaller(harness.contextOf(person))
  const ids = () => ({ threadId: ThreadId.parse(randomUUID()), messageId: MessageId.parse(randomUUID()) })
  const say = (threadId: ThreadId, text: string) => ({ project: slug, ...ids(), threadId, text, clause: null })
  const kindsOf = async (person: TestPerson) =>
    (await as(person).question.inbox({ cursor: null, limit: 10 })).notices.map(({ kind, seen }) => [kind, seen])

  /** Somebody draws a task and puts it aside with a question. */
  async function put(person: TestPerson, text: string) {
    const [lease] = (await as(person).work.next({ project: slug, want: 1 })).leases
    if (!lease) throw new Error("a lease is expected")
    const { assignmentId, fence } = lease
    const asked = { ...ids(), assignmentId, fence, text, regionId: null, spot: WHOLE, clause: null }
    await as(person).question.ask({ ...asked, putAside: true, want: 1 })
    return { ...asked, lease }
  }

  test("one answer goes to all who ask the same, where that is wanted; each of their tasks comes first", async () => {
    const first = await put(awa, "Is the price card part of the crate?")
    const same = await put(ben, "Is a price card part of the crate too?")
    const other = await put(ben, "Where does the awning end?")
    expect(await as(lea).question.one({ project: slug, threadId: first.threadId })).toMatchObject({ similar: 1 })
    expect(await as(lea).question.one({ project: slug, threadId: other.threadId })).toMatchObject({ similar: 0 })

    const answer = { ...say(first.threadId, "No: it is a sign."), toSimilar: true }
    expect(await as(lea).question.answer(answer)).toEqual({ version: null, answered: 2 })
    expect(await as(lea).question.answer(answer)).toEqual({ version: null, answered: 0 })
    for (const { person, asked } of [
      { person: awa, asked: first },
      { person: ben, asked: same },
    ]) {
      const [lease] = (await as(person).work.next({ project: slug, want: 2 })).leases
      expect(lease).toMatchObject({ assignmentId: asked.assignmentId, question: "answered" })
      const { threads } = await as(person).question.here({ assignmentId: asked.assignmentId })
      expect(threads).toMatchObject([{ state: "answered", messages: [{}, { text: "No: it is a sign." }] }])
      expect(await kindsOf(person)).toEqual([["answered", false]])
    }
    const list = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 10 })
    expect(list.rows).toMatchObject([{ threadId: other.threadId }])
  })

  test("an answer for one alone leaves the others waiting", async () => {
    const first = await put(awa, "Is the price card part of the crate?")
    await put(ben, "Is a price card part of the crate too?")
    expect(await as(lea).question.answer(say(first.threadId, "No."))).toEqual({ version: null, answered: 1 })
    const list = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 10 })
    expect([list.waiting, list.rows.length]).toEqual([1, 1])
  })

  test("what a clause meets is counted: tasks that people hold, and final answers with the label", async () => {
    const { threadId } = await put(awa, "Is this one in?")
    // Awa holds the one put aside and the next.
    expect((await as(lea).question.one({ project: slug, threadId })).touches).toEqual({ held: 2, final: 0 })
  })

  test("a question that waits for a day is told of once as late, and again when it was asked again", async () => {
    const { threadId, lease } = await put(awa, "Is this one in?")
    harness.clock.nowMs += DAY_MS
    expect(await tellLate(harness.deps)).toBe(0)
    harness.clock.nowMs += 1
    expect((await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 10 })).late).toBe(1)
    expect(await tellLate(harness.deps)).toBe(1)
    expect(await tellLate(harness.deps)).toBe(0)
    expect(await kindsOf(lea)).toEqual([
      ["question_late", false],
      ["question_waits", false],
    ])
    // Nobody but whoever answers is told.
    expect([await kindsOf(awa), await kindsOf(ben)]).toEqual([[], []])
    await as(lea).question.answer(say(threadId, "Yes."))
    expect((await kindsOf(lea)).every(([, seen]) => seen)).toBe(true)
    const { assignmentId } = lease
    await as(awa).question.reply({ ...ids(), threadId, text: "And on the left?" })
    expect(await tellLate(harness.deps)).toBe(0)
    harness.clock.nowMs += DAY_MS + 1
    expect(await tellLate(harness.deps)).toBe(1)
    expect((await as(awa).question.here({ assignmentId })).threads).toMatchObject([{ state: "open" }])
  })

  test("tasks put aside are on the page of whoever asked, until they are answered", async () => {
    const { threadId, assignmentId, text } = await put(awa, "Is this one in?")
    const aside = async (person: TestPerson) => (await as(person).work.mine({ utcOffsetMinutes: 0 })).aside
    expect(await aside(awa)).toMatchObject([{ assignmentId, project: "mine", text, askedAtMs: harness.clock.nowMs }])
    expect(await aside(ben)).toEqual([])
    await as(lea).question.answer(say(threadId, "Yes."))
    expect(await aside(awa)).toEqual([])
  })

  test("a reviewer's note reaches the owners, and their answer the reviewer", async () => {
    const about = { project: slug, task: 1 as never, asset: null, spot: { ...WHOLE, point: { x: 5, y: 6 } } }
    const note = { ...ids(), ...about, kind: "question" as const, text: "Is the clause right here?" }
    await as(rita).question.raise(note)
    await as(rita).question.raise(note)
    expect(await kindsOf(lea)).toEqual([["question_waits", false]])
    const list = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 10 })
    expect(list.rows).toMatchObject([{ role: "reviewer", who: "Rita", spot: { point: { x: 5, y: 6 } } }])
    await as(lea).question.answer(say(note.threadId, "It is."))
    expect(await kindsOf(rita)).toEqual([["answered", false]])
  })

  test("whoever is named in a reply to a comment is told, and who can be named is said", async () => {
    const comment = { ...ids(), project: slug, task: null, asset: 1 as never, spot: WHOLE, kind: "comment" as const }
    await as(lea).question.raise({ ...comment, text: "Twice the same picture?" })
    const read = () => as(lea).question.ofPicture({ project: slug, asset: 1 as never })
    expect((await read()).canName).toEqual(["Rita"])
    await as(lea).question.answer(say(comment.threadId, "@Rita, what do you think?"))
    expect(await kindsOf(rita)).toEqual([["mentioned", false]])
    expect((await read()).threads).toMatchObject([{ row: { state: "open" }, messages: [{}, {}] }])
  })
})
