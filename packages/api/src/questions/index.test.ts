import { randomUUID } from "node:crypto"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AnnotationBody, MessageId, ThreadId } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { ASIDE_MS } from "@justesse/work/questions"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const slug = "mine" as never // slugs are plain values here
const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })
const WHOLE = { point: null, region: null, place: null }
const GUIDELINE = "[en]\n## 2.6 Cut off\n\nBox what is seen.\n\n[fr]\n## 2.6 Coupé\n\nLa partie visible.\n"

describe.each(engines)("asking and being answered, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let project = 0
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
  const draw = async (person: TestPerson, want = 1) => (await as(person).work.next({ project: slug, want })).leases
  const first = async (person: TestPerson): Promise<Lease> => {
    const [lease] = await draw(person)
    if (!lease) throw new Error("a lease is expected")
    return lease
  }
  const ids = () => ({ threadId: ThreadId.parse(randomUUID()), messageId: MessageId.parse(randomUUID()) })
  const question = ({ assignmentId, fence }: Lease, change = {}) => ({
    ...{ ...ids(), assignmentId, fence, text: "Box what I see?", regionId: null, spot: WHOLE, clause: null },
    ...{ putAside: true, want: 1, ...change },
  })

  test("what is asked about is called as people know it, by whoever answers and by whoever asked", async () => {
    const { ontology, version } = await as(lea).ontology.get({ project: slug, version: 1 })
    const [label = expect.fail()] = ontology.labels
    const name = { en: "crate", fr: "caisse" }
    const labels = [{ ...label, name }, ...ontology.labels.slice(1)]
    await as(lea).ontology.save({ project: slug, baseVersion: version, ontology: { labels } })
    const lease = await first(awa)
    const region = { label: label.id, text: null, box: { x: 1, y: 1, width: 9, height: 9 } }
    const ask = question(lease, { spot: { ...WHOLE, region } })
    await as(awa).question.ask(ask)
    const { rows } = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 50 })
    expect(rows).toMatchObject([{ label: label.id, labelName: name }])
    const one = await as(lea).question.one({ project: slug, threadId: ask.threadId })
    expect(one.row.labelName).toEqual(name)
    const { threads } = await as(awa).question.here({ assignmentId: lease.assignmentId })
    expect(threads.map(({ labelNames }) => labelNames)).toEqual([{ [label.id]: name }])
  })

  test("a task put aside is nobody else's, the answer brings it back first, and clear ends it", async () => {
    const lease = await first(awa)
    const ask = question(lease)
    const asked = await as(awa).question.ask(ask)
    expect(asked).toMatchObject({ asked: "aside", keptUntilMs: harness.clock.nowMs + ASIDE_MS })
    expect(asked.leases.map(({ assignmentId }) => assignmentId)).not.toContain(lease.assignmentId)
    expect(asked.leases).toHaveLength(1)

    const list = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 50 })
    expect(list).toMatchObject({ waiting: 1, longestSinceMs: harness.clock.nowMs, answered: 0, clauses: 0 })
    expect(list.rows).toMatchObject([{ who: "Awa", text: ask.text, kind: "question", state: "open" }])
    expect((await as(lea).question.inbox({ cursor: null, limit: 10 })).notices).toMatchObject([
      { kind: "question_waits", times: 1, seen: false },
    ])

    harness.clock.nowMs += 27 * 60_000
    const answer = { project: slug, threadId: ask.threadId, messageId: ids().messageId, text: "Where it must end." }
    await as(lea).question.answer({ ...answer, clause: null })
    expect(await as(awa).question.inbox({ cursor: null, limit: 10 })).toMatchObject({
      unseen: 1,
      notices: [{ kind: "answered", detail: { assignmentId: lease.assignmentId, threadId: ask.threadId } }],
    })
    const held = await draw(awa, 2)
    expect(held[0]).toMatchObject({ assignmentId: lease.assignmentId, question: "answered" })
    const { threads } = await as(awa).question.here({ assignmentId: lease.assignmentId })
    expect(threads).toMatchObject([
      { state: "answered", unread: true, messages: [{ mine: true }, { role: "owner", by: "Lea", mine: false }] },
    ])

    await as(awa).question.clear({ threadId: ask.threadId })
    expect((await draw(awa, 2)).map(({ question }) => question)).toEqual(["none", "none"])
    const after = await as(awa).question.here({ assignmentId: lease.assignmentId })
    expect(after.threads).toMatchObject([{ state: "clear", unread: false }])
    expect((await as(awa).question.unseen({})).unseen).toBe(0)
  })

  test("an answer becomes a clause in both languages in one step; whoever labels is told once", async () => {
    await as(lea).guideline.save({ project: slug, baseVersion: 1, markdown: GUIDELINE, note: "" })
    const lease = await first(awa).catch(() => null)
    expect(lease).toBeNull()
    for (const person of [awa, ben]) await as(person).work.acceptConditions({ project: slug, guidelineVersion: 2 })
    const ask = question(await first(awa))
    await as(awa).question.ask(ask)
    const one = await as(lea).question.one({ project: slug, threadId: ask.threadId })
    expect(one).toMatchObject({ languages: ["en", "fr"], clauses: [{ number: "2.6", next: "2.7" }], readers: 2 })
    const clause = {
      baseVersion: 2,
      after: "2.6",
      number: "2.7",
      texts: { en: "In shadow: all of it.", fr: "Dans l’ombre : tout." },
    }
    const answer = { project: slug, threadId: ask.threadId, messageId: ids().messageId, text: "All of it.", clause }
    await expect(as(rita).question.answer(answer)).rejects.toMatchObject({ message: "not_allowed" })
    expect(await as(lea).question.answer(answer)).toEqual({ version: 3, answered: 1 })
    // The same message again brings no second clause.
    expect(await as(lea).question.answer(answer)).toEqual({ version: 3, answered: 1 })
    const { markdown } = await as(ben).guideline.get({ project: slug, version: 3 })
    expect(markdown).toContain("## 2.7 In shadow: all of it.")
    expect(markdown).toContain("## 2.7 Dans l’ombre : tout.")
    const kinds = async (person: TestPerson) =>
      (await as(person).question.inbox({ cursor: null, limit: 10 })).notices.map(({ kind, times }) => [kind, times])
    expect(await kinds(ben)).toEqual([["guideline_changed", 2]])
    expect((await as(awa).question.inbox({ cursor: null, limit: 10 })).notices[0]).toMatchObject({
      kind: "answered",
      detail: { clause: "2.7" },
    })
    const list = await as(lea).question.list({ project: slug, which: "clauses", cursor: null, limit: 50 })
    expect(list).toMatchObject({ waiting: 0, answered: 1, clauses: 1, rows: [{ clause: "2.7", clauseVersion: 3 }] })
    // What is in hand comes first, though the new version is to be read before anything else is drawn.
    expect(await as(awa).work.next({ project: slug, want: 2 })).toMatchObject({
      leases: [{ question: "answered" }, {}],
    })
  })

  test("a clause that does not fit leaves neither answer nor version", async () => {
    const ask = question(await first(awa))
    await as(awa).question.ask(ask)
    const clause = { baseVersion: 1, after: "1", number: "1", texts: { en: "Once more", fr: "" } }
    const answer = { project: slug, threadId: ask.threadId, messageId: ids().messageId, text: "So.", clause }
    const codes = [
      [clause, "clause_number_twice"],
      [{ ...clause, number: "2", baseVersion: 7 }, "version_changed"],
      [{ ...clause, number: "2", texts: { en: " ", fr: "x" } }, "invalid_input"],
    ] as const
    for (const [wrong, code] of codes)
      await expect(as(lea).question.answer({ ...answer, clause: wrong })).rejects.toMatchObject({ message: code })
    const one = await as(lea).question.one({ project: slug, threadId: ask.threadId })
    expect(one).toMatchObject({ row: { state: "open" }, guidelineVersion: 1, messages: [{}] })
  })

  test("asked on, a task stays in hand; twice the same is asked once", async () => {
    const lease = await first(awa)
    const ask = question(lease, { putAside: false })
    const once = await as(awa).question.ask(ask)
    expect(once).toMatchObject({ asked: "asked", leases: [{ assignmentId: lease.assignmentId, question: "asked" }] })
    expect(await as(awa).question.ask(ask)).toMatchObject({ asked: "asked" })
    expect((await as(awa).question.mine({ cursor: null, limit: 10 })).threads).toMatchObject([{ messages: [{}] }])
    const { fence, submissionId } = { fence: lease.fence, submissionId: randomUUID() as never }
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    await as(awa).work.submitNext({
      assignmentId: lease.assignmentId,
      fence,
      submissionId,
      body: EMPTY,
      ...versions,
      want: 1,
    })
    // The answer reaches whoever asked, also after the answer was sent.
    await as(lea).question.answer({
      project: slug,
      threadId: ask.threadId,
      messageId: ids().messageId,
      text: "Yes.",
      clause: null,
    })
    expect((await as(awa).question.unseen({})).unseen).toBe(1)
    expect((await draw(awa))[0]?.assignmentId).not.toBe(lease.assignmentId)
  })

  test("not yet: the same thread waits once more, and its owner is told", async () => {
    const ask = question(await first(awa))
    await as(awa).question.ask(ask)
    await as(lea).question.answer({
      project: slug,
      threadId: ask.threadId,
      messageId: ids().messageId,
      text: "So.",
      clause: null,
    })
    const [back] = await draw(awa)
    if (!back) throw new Error("the task is expected")
    const again = await as(awa).question.ask({ ...question(back), threadId: ask.threadId, text: "And on the left?" })
    expect(again.asked).toBe("aside")
    const list = await as(lea).question.list({ project: slug, which: "open", cursor: null, limit: 50 })
    expect(list.rows).toMatchObject([{ threadId: ask.threadId, text: ask.text }])
    expect((await as(lea).question.one({ project: slug, threadId: ask.threadId })).messages).toHaveLength(3)
  })

  test("answers while the task runs out: it comes back first to whoever asked, whichever was earlier", async () => {
    for (const order of ["answer first", "end first", "both at once"]) {
      const lease = await first(awa)
      const ask = question(lease)
      await as(awa).question.ask(ask)
      harness.clock.nowMs += ASIDE_MS
      const answer = () =>
        as(lea).question.answer({
          project: slug,
          threadId: ask.threadId,
          messageId: ids().messageId,
          text: order,
          clause: null,
        })
      const end = () => store.storage.hot.endExpired(harness.clock.nowMs, 50)
      if (order === "answer first") for (const act of [answer, end]) await act()
      else if (order === "end first") for (const act of [end, answer]) await act()
      else await Promise.all([end(), answer()])
      const [back] = await draw(awa)
      expect([order, back?.assignmentId, back?.question]).toEqual([order, lease.assignmentId, "answered"])
      await as(awa).question.clear({ threadId: ask.threadId })
      await as(awa).work.skip({
        assignmentId: lease.assignmentId,
        fence: back?.fence ?? 0,
        reason: "too_hard",
        note: "",
        want: 1,
      })
    }
  })

  test("n windows that ask at once store one thread, one message and one place", async () => {
    const lease = await first(awa)
    const ask = question(lease)
    const all = await Promise.all(Array.from({ length: 8 }, () => as(awa).question.ask(ask)))
    expect(new Set(all.map(({ asked }) => asked))).toEqual(new Set(["aside"]))
    const count = async (table: "thread" | "message" | "notice") =>
      Number(
        (
          await store.storage.db
            .selectFrom(table)
            .select(({ fn }) => fn.countAll<number>().as("n"))
            .executeTakeFirst()
        )?.n,
      )
    expect([await count("thread"), await count("message"), await count("notice")]).toEqual([1, 1, 1])
    const messageId = ids().messageId
    const answers = { project: slug, threadId: ask.threadId, messageId, text: "So.", clause: null }
    await Promise.all(Array.from({ length: 8 }, () => as(lea).question.answer(answers)))
    expect([await count("message"), await count("notice")]).toEqual([2, 2])
  })

  test("somebody else's thread, task and notices are nobody's business", async () => {
    const lease = await first(awa)
    const ask = question(lease)
    await as(awa).question.ask(ask)
    const unknown = { message: "not_found" }
    await expect(as(ben).question.here({ assignmentId: lease.assignmentId })).rejects.toMatchObject(unknown)
    for (const act of ["clear", "read"] as const)
      await expect(as(ben).question[act]({ threadId: ask.threadId })).rejects.toMatchObject(unknown)
    await expect(as(ben).question.reply({ ...ids(), threadId: ask.threadId, text: "?" })).rejects.toMatchObject(unknown)
    await expect(as(ben).question.ask({ ...question(await first(ben)), threadId: ask.threadId })).rejects.toMatchObject(
      {
        message: "conflict",
      },
    )
    const [notice] = (await as(lea).question.inbox({ cursor: null, limit: 10 })).notices
    await as(ben).question.seen({ ids: [notice?.id ?? 0] })
    expect((await as(lea).question.unseen({})).unseen).toBe(1)
    await as(lea).question.seen({ ids: null })
    expect((await as(lea).question.unseen({})).unseen).toBe(0)
  })

  test("reviewers read no names; owners read them in-house", async () => {
    await as(awa).question.ask(question(await first(awa)))
    const who = async (person: TestPerson) =>
      (await as(person).question.list({ project: slug, which: "open", cursor: null, limit: 50 })).rows[0]?.who
    expect([await who(lea), await who(rita)]).toEqual(["Awa", `P${awa.id}`])
  })

  test("comments stay among owners and reviewers; whoever is named is told", async () => {
    const about = { project: slug, task: null, asset: 1 as never, spot: { ...WHOLE, point: { x: 5, y: 6 } } }
    await as(lea).question.raise({ ...ids(), ...about, kind: "comment", text: "@Rita, is this one in?" })
    expect((await as(rita).question.inbox({ cursor: null, limit: 10 })).notices).toMatchObject([{ kind: "mentioned" }])
    const { threads } = await as(rita).question.ofPicture({ project: slug, asset: 1 as never })
    expect(threads).toMatchObject([
      { row: { kind: "comment", spot: { point: { x: 5, y: 6 } } }, messages: [{ role: "owner" }] },
    ])
    const threadId = threads[0]?.row.threadId
    if (!threadId) throw new Error("a thread is expected")
    await as(rita).question.resolve({ project: slug, threadId })
    expect((await as(lea).question.ofPicture({ project: slug, asset: 1 as never })).threads[0]?.row.state).toBe(
      "resolved",
    )
    await expect(as(awa).question.ofPicture({ project: slug, asset: 1 as never })).rejects.toMatchObject({
      message: "not_allowed",
    })
  })
})
