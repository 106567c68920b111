import { engines } from "@justesse/db/testing/engines"
import type { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bodyOf, box, codeOf, GoldStudio } from "./goldStudio.ts"

const truth = bodyOf(box("t", 100))
const right = bodyOf(box("mine", 101))
const wrong = bodyOf(box("mine", 100, { label: "line", transcript: { value: "x" } }))
const assets = (...ids: number[]) => ids as never[] // numbers are ids here

describe.each(engines)("gold on $name", (engine) => {
  let studio: GoldStudio
  beforeAll(async () => {
    studio = await GoldStudio.open(engine, ["Awa", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus"])
  })
  afterAll(() => studio.close())

  const listed = async (slug: ProjectSlug) =>
    (await studio.gold().list({ project: slug, states: [], cursor: null, limit: 50 })).rows

  test("made by hand, drawn unseen, answered, counted", async () => {
    const { id, slug } = await studio.project(3, ["Awa"])
    expect(await studio.make(slug, 2, truth)).toEqual({ made: 1, skipped: 0 })
    const lease = await studio.answer("Awa", slug, right)
    expect(await studio.taskOf(lease)).toEqual({ task: 2, source: "gold", counted: 1 })
    expect(lease.tryOut).toBeNull()
    expect(await listed(slug)).toMatchObject([
      { asset: 2, state: "active", source: "hand", asked: 1, right: 1, doubt: 0 },
    ])
    expect(await studio.evidence(id, "Awa")).toMatchObject({
      find: { right: 1, wrong: 0 },
      name: { right: 1, wrong: 0 },
    })
    // The queue is as it was: what is left are the two ordinary tasks.
    const next = await studio.answer("Awa", slug, right)
    expect(await studio.taskOf(next)).toMatchObject({ source: "queue" })
    expect(await studio.problems()).toEqual([])
  })

  test("made from settled tasks, and unmade again", async () => {
    const { slug } = await studio.project(3, ["Ben", "Awa"], { rate: 0 })
    await studio.answer("Ben", slug, right)
    await studio.answer("Ben", slug, right)
    expect(
      await studio.gold().make({ project: slug, assets: assets(1, 2, 3, 99), as: "active", answer: null }),
    ).toEqual({
      made: 2,
      skipped: 2,
    })
    expect(await listed(slug)).toMatchObject([{ asset: 1, source: "review" }, { asset: 2 }])
    expect(await studio.gold().change({ project: slug, assets: assets(1), to: "none" })).toEqual({
      made: 1,
      skipped: 0,
    })
    await studio.settle()
    expect(await listed(slug)).toMatchObject([{ asset: 2 }])
    expect(await studio.problems()).toEqual([])
  })

  test("what people read of unseen gold is what any task of the same rule shows", async () => {
    const { slug } = await studio.project(3, ["Cleo"])
    await studio.make(slug, 1, truth)
    const gold = await studio.answer("Cleo", slug, wrong)
    const plain = await studio.answer("Cleo", slug, wrong)
    expect([await studio.taskOf(gold), await studio.taskOf(plain)]).toMatchObject([
      { source: "gold" },
      { source: "queue" },
    ])
    const [one, other] = await Promise.all(
      [gold, plain].map((lease) => studio.work("Cleo").one({ assignmentId: lease.assignmentId })),
    )
    expect(one?.task).toMatchObject({ state: "taken", revisable: true })
    expect(one).toMatchObject({ differences: [], kept: wrong })
    const bare = (found: typeof one) => ({
      ...found,
      decidedAtMs: (found?.decidedAtMs ?? 0) - (found?.task.sentAtMs ?? 0),
      task: { ...found?.task, assignmentId: "", media: "", sentAtMs: 0 },
    })
    expect(bare(one)).toEqual(bare(other))
  })

  test("with two answers wanted it waits for the second person", async () => {
    const { slug } = await studio.project(3, ["Awa", "Ben"], {
      settings: { overlap: { base: 2, more: 2, moreRatio: 0 } },
    })
    await studio.make(slug, 1, truth)
    const first = await studio.answer("Awa", slug, wrong)
    const state = async (name: string, { assignmentId }: typeof first) =>
      (await studio.work(name).one({ assignmentId })).task.state
    expect(await state("Awa", first)).toBe("sent")
    const second = await studio.answer("Ben", slug, right)
    expect([await studio.taskOf(first), await studio.taskOf(second)]).toMatchObject([{ task: 1 }, { task: 1 }])
    expect([await state("Awa", first), await state("Ben", second)]).toEqual(["kept", "kept"])
  })

  test("retired gold is shown: everybody reads what really became of their answer", async () => {
    const { slug } = await studio.project(3, ["Awa", "Ben"])
    await studio.make(slug, 1, truth)
    const missed = await studio.answer("Awa", slug, wrong)
    await studio.answer("Ben", slug, right)
    await studio.gold().change({ project: slug, assets: assets(1), to: "retired" })
    await studio.settle()
    const one = await studio.work("Awa").one({ assignmentId: missed.assignmentId })
    expect(one.task).toMatchObject({ state: "changed", revisable: false })
    expect(one.kept).toEqual(truth)
    expect(one.differences).toHaveLength(1)
  })

  test("given back it takes its place away, and it comes again as any own task does", async () => {
    const { id, slug } = await studio.project(2, ["Awa"])
    await studio.make(slug, 1, truth)
    const held = await studio.lease("Awa", slug)
    expect((await studio.taskOf(held)).task).toBe(1)
    const heldTask = { assignmentId: held.assignmentId, fence: held.fence, want: 1 } as const
    const after = await studio.work("Awa").skip({ ...heldTask, reason: "too_hard", note: "" })
    const overlap = async () =>
      (
        await studio.at.storage.db
          .selectFrom("task")
          .select("overlap")
          .where("project_id", "=", id)
          .where("id", "=", 1)
          .executeTakeFirstOrThrow()
      ).overlap
    expect(await overlap()).toBe(0)
    const plain = after.leases[0] ?? expect.fail("no ordinary task")
    const sent = await studio.send("Awa", plain, right)
    // Nothing else is left: the one given back comes again.
    expect(sent.leases.map((lease) => lease.assignmentId)).toEqual([held.assignmentId])
    expect(await overlap()).toBe(1)
    expect(await studio.problems()).toEqual([])
  })

  test("nobody gets gold while nothing else could be drawn, and owners and reviewers get none", async () => {
    const { id, slug } = await studio.project(1, ["Awa"])
    await studio.make(slug, 1, truth)
    expect(await studio.work("Awa").next({ project: slug, want: 1 })).toMatchObject({ leases: [] })
    await studio.h.addPictures(id, 1)
    await studio.h.addMember(id, studio.who("Gus"), ["annotator", "reviewer"])
    expect(await studio.taskOf(await studio.lease("Gus", slug))).toMatchObject({ source: "queue" })
  })

  test("a new person tries out first and sees the difference at once", async () => {
    const { id, slug } = await studio.project(5, ["Dan"], { rate: 0, quality: { tryOut: 2 } })
    await studio.make(slug, 1, truth, "try_out")
    await studio.make(slug, 2, truth, "try_out")
    const first = await studio.lease("Dan", slug)
    expect(first.tryOut).toEqual({ number: 1, of: 2 })
    const sent = await studio.send(
      "Dan",
      first,
      bodyOf(box("mine", 96, { geometry: { type: "box", x: 96, y: 10, width: 140, height: 50 } })),
    )
    expect(sent.receipt.counted).toBe("counted")
    expect(sent.tryOut).toMatchObject({ known: truth, passed: false, done: 1, of: 2, passedSoFar: 0 })
    expect(sent.tryOut?.differences).toMatchObject([{ kind: "changed", edges: [-4, 0, 36, 0] }])
    const second = sent.leases[0] ?? expect.fail("no second try-out")
    expect(second.tryOut).toEqual({ number: 2, of: 2 })
    // The answer may have been lost on its way back: the same once more.
    const again = await studio.work("Dan").submitNext(sent.input)
    expect(again.tryOut).toEqual(sent.tryOut)
    const last = await studio.send("Dan", second, right)
    expect(last.tryOut).toMatchObject({ passed: true, done: 2, of: 2, passedSoFar: 1 })
    expect(last.leases).toMatchObject([{ tryOut: null }])
    await studio.settle()
    expect(await studio.evidence(id, "Dan")).toEqual({})
    const one = await studio.work("Dan").one({ assignmentId: first.assignmentId })
    expect(one).toMatchObject({ task: { state: "changed", revisable: false }, kept: truth })
    expect(await studio.problems()).toEqual([])
  })

  test("where mastery is asked practice goes on with fresh pictures until eight of the last ten are right", async () => {
    const { slug } = await studio.project(24, ["Fay"], { rate: 0, quality: { tryOut: 3, mastery: true } })
    for (let n = 1; n <= 20; n++) await studio.make(slug, n, truth, "try_out")
    const met = new Set<string>()
    const results: (string | null)[] = []
    let sent = await studio.send("Fay", await studio.lease("Fay", slug), wrong)
    results.push(JSON.stringify(sent.tryOut?.mastery))
    const answers = [wrong, wrong, ...Array.from({ length: 9 }, () => right)]
    for (const body of answers) {
      const lease = sent.leases[0] ?? expect.fail("no next task")
      if (sent.tryOut?.mastery?.reached) break
      expect(met.has(lease.assignmentId)).toBe(false)
      met.add(lease.assignmentId)
      sent = await studio.send("Fay", lease, body)
      results.push(JSON.stringify(sent.tryOut?.mastery))
    }
    // Three wrong ones, then eight right: of the last ten two are wrong.
    expect(results.length).toBe(11)
    expect(sent.tryOut?.mastery).toEqual({ right: 8, of: 10, reached: true })
    expect(results.slice(0, 10).every((one) => one?.includes('"reached":false'))).toBe(true)
    // What was leased ahead is finished as practice; then work begins.
    for (let n = 0; n < 3 && sent.leases[0]?.tryOut; n++) sent = await studio.send("Fay", sent.leases[0], right)
    expect(sent.leases[0]?.tryOut ?? null).toBeNull()
    expect(await studio.problems()).toEqual([])
  })

  test("whoever worked here before, and projects that want none, have no try-out", async () => {
    const { slug } = await studio.project(5, ["Eve"], { rate: 0, quality: { tryOut: 0 } })
    await studio.make(slug, 1, truth, "try_out")
    expect((await studio.lease("Eve", slug)).tryOut).toBeNull()
  })

  test("trusted people who contradict it put it on trial; a verdict corrects everybody who was hit", async () => {
    const crowd = ["Awa", "Ben", "Cleo", "Dan"]
    const { id, slug } = await studio.project(30, crowd)
    for (let n = 1; n <= 8; n++) await studio.make(slug, n, truth)
    const wrongAt = 30
    // Each answer makes gold rarer; here every draw is to be one.
    const answer = async (name: string) => {
      await studio.rate(id, name, 1_000_000)
      return studio.answer(name, slug, right)
    }
    for (let n = 0; n < 8; n++) for (const name of crowd) await answer(name)
    expect(await studio.make(slug, wrongAt, wrong)).toEqual({ made: 1, skipped: 0 })
    for (const name of crowd.slice(0, 2)) {
      // An ordinary task was in hand already.
      await answer(name)
      const lease = await answer(name)
      expect((await studio.taskOf(lease)).task).toBe(wrongAt)
    }
    const row = async () => (await listed(slug)).find(({ asset }) => Number(asset) === wrongAt)
    expect(await row()).toMatchObject({ state: "trial", asked: 2, right: 0 })
    expect((await studio.evidence(id, "Awa"))["name"]).toEqual({ right: 8, wrong: 1 })
    // On trial it is not drawn any more.
    for (let n = 0; n < 3; n++) expect(await studio.taskOf(await answer("Dan"))).toMatchObject({ source: "queue" })
    const trial = await studio.gold("Rita").trial({ project: slug, asset: wrongAt as never })
    expect(trial.doubt).toBeGreaterThan(0.5)
    expect(trial.people.regions).toMatchObject([{ label: "car" }])
    expect(trial.known).toEqual(wrong)
    const verdict = { project: slug, asset: wrongAt as never, verdict: "people", answer: null } as const
    expect(await studio.gold("Rita").verdict(verdict)).toEqual({ corrected: 2 })
    await studio.settle()
    expect(await row()).toMatchObject({ state: "retired", asked: 2, right: 2, doubt: 0 })
    expect((await studio.evidence(id, "Awa"))["name"]).toEqual({ right: 9, wrong: 0 })
    const outcomes = await studio
      .work("Awa")
      .history({ search: "", project: slug, states: ["taken", "kept"], cursor: null, limit: 50 })
    expect(outcomes.total).toBe(10)
    const acts = await studio
      .activity("Olga")
      .list({ project: slug, kinds: ["gold.corrected"], search: "", cursor: null, limit: 50 })
    expect(acts.rows.map(({ what }) => what)).toContain("gold.corrected")
    expect(await studio.problems()).toEqual([])
  })

  test("a verdict for the known answer lets it go on, and doubt begins anew", async () => {
    const { slug } = await studio.project(5, ["Eve", "Fay"])
    await studio.make(slug, 1, truth)
    await studio.gold().verdict({ project: slug, asset: 1 as never, verdict: "known", answer: null })
    expect(await listed(slug)).toMatchObject([{ state: "active", doubt: 0 }])
    expect(
      await codeOf(studio.gold().verdict({ project: slug, asset: 1 as never, verdict: "answer", answer: null })),
    ).toBe("invalid_input")
    expect(await codeOf(studio.gold().trial({ project: slug, asset: 4 as never }))).toBe("not_found")
  })
})
