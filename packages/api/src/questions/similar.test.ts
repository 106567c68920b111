import { randomUUID } from "node:crypto"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { type AssignmentId, MessageId, ThreadId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { tellLate } from "./late.ts"

const slug = "mine" as never // slugs are plain values here
const DAY_MS = 86_400_000
const WHOLE = { point: null, region: null, place: null }

describe.each(ruleEngines)("questions that several people have, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let project: number
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
    project = await harness.addProject({ slug: "mine", owner: lea })
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
    // Sent again, as its answer was lost: nothing is said twice, and the same is heard.
    expect(await as(lea).question.answer(answer)).toEqual({ version: null, answered: 2 })
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

  test("two owners who answer the same questions at once answer each of them once", async () => {
    const max = await harness.addPerson("Max")
    await harness.addMember(project, max, ["owner"])
    const first = await put(awa, "Is the price card part of the crate?")
    const same = await put(ben, "Is a price card part of the crate too?")
    const done = await Promise.all([
      as(lea).question.answer({ ...say(first.threadId, "No: it is a sign."), toSimilar: true }),
      as(max).question.answer({ ...say(same.threadId, "Yes, with its crate."), toSimilar: true }),
    ])
    const said = async (person: TestPerson, { assignmentId }: { assignmentId: AssignmentId }) =>
      (await as(person).question.here({ assignmentId })).threads.flatMap(({ messages }) => messages.length - 1)
    const answers = [...(await said(awa, first)), ...(await said(ben, same))].reduce((sum, one) => sum + one)
    // Each of the two may answer the one they looked at; what the other one answered before is left to them.
    expect([answers, done.reduce((sum, { answered }) => sum + answered, 0)]).toEqual([3, 3])
  })

  test("one that asks the same and was taken back meanwhile is left alone", async () => {
    const first = await put(awa, "Is the price card part of the crate?")
    const same = await put(ben, "Is a price card part of the crate too?")
    const answered = as(lea).question.answer({ ...say(first.threadId, "No."), toSimilar: true })
    await as(ben).question.clear({ threadId: same.threadId })
    const { answered: count } = await answered
    const [thread] = (await as(ben).question.here({ assignmentId: same.assignmentId })).threads
    expect(thread).toMatchObject(count === 2 ? { state: "clear" } : { state: "clear", messages: [{}] })
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

  test("questions that nobody but their asker could answer stand in no other's way", async () => {
    await harness.addMember(project, lea, ["owner", "annotator"])
    const [own] = (await as(lea).work.next({ project: slug, want: 1 })).leases
    if (!own) throw new Error("a lease is expected")
    const about = { assignmentId: own.assignmentId, fence: own.fence, regionId: null, spot: WHOLE, clause: null }
    for (let n = 0; n < 101; n++)
      await as(lea).question.ask({ ...ids(), ...about, text: `Mine ${n}`, putAside: false, want: 1 })
    await put(awa, "Is this one in?")
    harness.clock.nowMs += DAY_MS + 1
    expect([await tellLate(harness.deps), await tellLate(harness.deps)]).toEqual([1, 0])
    expect(await kindsOf(lea)).toContainEqual(["question_late", false])
  })

  test("tasks put aside are on the page of whoever asked, until they are answered", async () => {
    const { threadId, assignmentId, text } = await put(awa, "Is this one in?")
    const aside = async (person: TestPerson) => (await as(person).work.mine({ utcOffsetMinutes: 0 })).aside
    expect(await aside(awa)).toMatchObject([{ assignmentId, project: "mine", text, askedAtMs: harness.clock.nowMs }])
    expect(await aside(ben)).toEqual([])
    // Asked about once more, it is one task still.
    const { fence } = await as(awa).work.open({ assignmentId })
    const more = { ...ids(), assignmentId, fence, text: "And its lid?", regionId: null, spot: WHOLE, clause: null }
    await as(awa).question.ask({ ...more, putAside: true, want: 1 })
    expect(await aside(awa)).toMatchObject([{ assignmentId, text }])
    await as(lea).question.answer(say(more.threadId, "Yes."))
    await as(awa).question.clear({ threadId: more.threadId })
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

  test("a reviewer who writes on to their own question asks on: it waits again, and the owners are told", async () => {
    const about = { project: slug, task: 1 as never, asset: null, spot: WHOLE }
    const note = { ...ids(), ...about, kind: "question" as const, text: "Is the clause right here?" }
    await as(rita).question.raise(note)
    const waiting = async () =>
      (await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 10 })).waiting
    const more = say(note.threadId, "I mean clause 2.")
    for (let n = 0; n < 2; n++) expect(await as(rita).question.answer(more)).toEqual({ version: null, answered: 0 })
    expect(await waiting()).toBe(1)
    await as(lea).question.answer(say(note.threadId, "It is."))
    expect(await waiting()).toBe(0)
    await as(rita).question.answer(say(note.threadId, "And clause 3?"))
    expect([await waiting(), await kindsOf(lea)]).toEqual([1, [["question_waits", false]]])
    // An owner may answer what they asked.
    const own = { ...note, ...ids(), text: "Which side?" }
    await as(lea).question.raise(own)
    expect(await as(lea).question.answer(say(own.threadId, "Both."))).toEqual({ version: null, answered: 1 })
  })

  test("a name within a longer one is not named", async () => {
    const rit = await harness.addPerson("Rit")
    await harness.addMember(project, rit, ["reviewer"])
    const comment = { ...ids(), project: slug, task: null, asset: 1 as never, spot: WHOLE, kind: "comment" as const }
    await as(lea).question.raise({ ...comment, text: "@Rita?" })
    expect([await kindsOf(rita), await kindsOf(rit)]).toEqual([[["mentioned", false]], []])
    await as(lea).question.answer(say(comment.threadId, "Or @Rit, @Rita?"))
    expect(await kindsOf(rit)).toEqual([["mentioned", false]])
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
