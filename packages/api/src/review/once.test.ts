import { randomUUID } from "node:crypto"
import { readReview } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_QUALITY, type Decision, JustesseError, ProjectSlug } from "@justesse/types"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commas, Disputes } from "../testing/disputes.ts"
import { makeHarness } from "../testing/harness.ts"
import { pruneActs } from "./once.ts"

const reason = { code: "text", clause: null, note: "" } as const
const NONE: Decision = { outcome: "none", reason }

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "answered"
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    return cause instanceof JustesseError ? cause.code : String(error)
  }
}

describe.each(engines)("an act of a reviewer that is sent again, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Disputes

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Disputes(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** A task of two differences in a reviewer's hand. */
  async function inHand(n = 0) {
    const { id, slug } = await d.project(commas(1, 1))
    const project = ProjectSlug.parse(slug)
    const { task } = await d.review(n).open({ project, task: null, kinds: [], labels: [] })
    const [first, second] = task?.differences.map(({ difference: disagreement }) => disagreement.id) ?? []
    if (!task || !first || !second) throw new Error("a task of two differences expected")
    const what = async () => {
      const rows = await at.storage.db.selectFrom("activity").select("what").where("project_id", "=", id).execute()
      return rows.flatMap(({ what }) => (what.startsWith("review.") ? [what] : []))
    }
    return { id, project, at: { project, task: task.task }, revision: task.revision, first, second, what }
  }

  test("is the same act: answered as it was, whatever came after it, and told once", async () => {
    const { id, at: here, revision, first, second, what } = await inHand()
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
    const decide = { ...here, revision, act: one, difference: first, decision: NONE }
    const done = await d.review().decide(decide)
    expect(await d.review().decide(decide)).toEqual(done)
    // A page that learnt of the new revision meanwhile asks for the same act still.
    expect(await d.review().decide({ ...decide, revision: done.revision })).toEqual(done)
    const next = await d
      .review()
      .decide({ ...here, revision: done.revision, act: two, difference: second, decision: NONE })
    expect(next.revision).toBe(done.revision + 1)
    expect(await d.review().decide(decide)).toEqual(done)
    const file = { ...here, revision: next.revision, act: three }
    await d.review().file(file)
    expect(await d.review().file(file)).toEqual({ next: null })
    expect(await d.review().decide(decide)).toEqual(done)
    expect((await readReview(at.storage.db, { projectId: id, taskId: here.task }))?.state).toBe("filed")
    expect((await what()).sort()).toEqual(["review.decided", "review.decided", "review.filed"])
  })

  test("eight times at once is done once, and all hear the same", async () => {
    const { at: here, revision, first, second, what } = await inHand()
    const eight = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, call))
    const decide = { ...here, revision, act: randomUUID(), difference: first, decision: NONE }
    const done = await eight(() => d.review().decide(decide))
    expect(new Set(done.map((one) => JSON.stringify(one))).size).toBe(1)
    const last = { ...here, revision: revision + 1, act: randomUUID(), difference: second, decision: NONE }
    const { revision: now } = await d.review().decide(last)
    const file = { ...here, revision: now, act: randomUUID() }
    expect((await eight(() => d.review().file(file))).length).toBe(8)
    expect((await what()).sort()).toEqual(["review.decided", "review.decided", "review.filed"])
  })

  test("without a name is another act, and refused as the task changed since", async () => {
    const { at: here, revision, first } = await inHand()
    const decide = { ...here, revision, difference: first, decision: NONE }
    await d.review().decide(decide)
    expect(await codeOf(d.review().decide(decide))).toBe("conflict")
  })

  test("under a name that another act or another person has is refused, and nothing is done", async () => {
    const { id, at: here, revision, first, second } = await inHand()
    const act = randomUUID()
    const done = await d.review().decide({ ...here, revision, act, difference: first, decision: NONE })
    const other = { ...here, revision: done.revision, act, difference: second, decision: NONE }
    expect(await codeOf(d.review().decide(other))).toBe("conflict")
    expect(await codeOf(d.review(1).decide({ ...here, revision, act, difference: first, decision: NONE }))).toBe(
      "conflict",
    )
    expect((await readReview(at.storage.db, { projectId: id, taskId: here.task }))?.decisions.size).toBe(1)
  })

  test("refused is not remembered: it may be done later under the same name", async () => {
    const { at: here, revision, first } = await inHand()
    const decide = { ...here, revision: revision + 5, act: randomUUID(), difference: first, decision: NONE }
    expect(await codeOf(d.review().decide(decide))).toBe("conflict")
    expect(await codeOf(d.review().decide({ ...decide, revision }))).toBe("answered")
  })

  test("sends an answer back once, and asks one person once", async () => {
    const sent = await inHand()
    const back = { ...sent.at, revision: sent.revision, act: randomUUID(), letter: "A", reason, difference: sent.first }
    for (let n = 0; n < 3; n++) expect(await d.review().sendBack(back)).toEqual({ done: true })
    expect(await sent.what()).toEqual(["review.sent_back"])
    const asked = await inHand()
    const more = { ...asked.at, revision: asked.revision, act: randomUUID() }
    const overlap = async () =>
      (await at.storage.db.selectFrom("task").select("overlap").where("project_id", "=", asked.id).executeTakeFirst())
        ?.overlap
    await d.review().oneMore(more)
    const wanted = await overlap()
    await d.review().oneMore(more)
    expect([await overlap(), await asked.what()]).toEqual([wanted, ["review.one_more"]])
  })

  test("is known for 90 days; after that it is refused, and done no second time", async () => {
    const { at: here, revision, first, what } = await inHand()
    const decide = { ...here, revision, act: randomUUID(), difference: first, decision: NONE }
    const done = await d.review().decide(decide)
    const { storage, nowMs } = d.h.deps
    const day = 86_400_000
    await pruneActs({ storage, nowMs: () => nowMs() + 89 * day })
    expect(await d.review().decide(decide)).toEqual(done)
    const forget = pruneActs({ storage, nowMs: () => nowMs() + 91 * day })
    const [, ...same] = await Promise.all([forget, ...[1, 2, 3].map(() => codeOf(d.review().decide(decide)))])
    expect(same.filter((code) => code !== "answered" && code !== "conflict")).toEqual([])
    expect(await codeOf(d.review().decide(decide))).toBe("conflict")
    expect(await what()).toEqual(["review.decided"])
  })

  test("a second look is decided and filed once", async () => {
    const { slug } = await d.project(commas(1), { quality: { ...DEFAULT_QUALITY, secondLooks: 1 } })
    const project = ProjectSlug.parse(slug)
    const opened = async (n: number, look: "first" | "second") => {
      const { task } = await d.review(n).open({ project, task: null, kinds: [], labels: [], look })
      const [one] = task?.differences ?? []
      if (!task || !one) throw new Error("a task expected")
      const here = { project, task: task.task, look }
      return {
        here,
        decide: { ...here, revision: task.revision, difference: one.difference.id, decision: NONE },
      }
    }
    for (const [n, look] of [
      [0, "first"],
      [1, "second"],
    ] as const) {
      const { here, decide } = await opened(n, look)
      const said = { ...decide, act: randomUUID() }
      const done = await d.review(n).decide(said)
      expect(await d.review(n).decide(said)).toEqual(done)
      const file = { ...here, revision: done.revision, act: randomUUID() }
      await d.review(n).file(file)
      expect(await d.review(n).file(file)).toEqual({ next: null })
    }
  })
})
