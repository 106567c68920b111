import { type Decision, Disagreement, type DisagreementId, type DisagreementKind } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { projects } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { tasks } from "../work/tasks.ts"
import { type Review, type ReviewBody, reviews } from "./index.ts"

const disagreement = (id: string, kind: DisagreementKind, label: string) => {
  const region = { id, shape: "box", label, x: 1, y: 2, width: 3, height: 4 }
  const candidates = [
    { letters: ["A"], region, share: 0.5 },
    { letters: ["B"], region: null, share: 0.5 },
  ]
  return Disagreement.parse({
    id,
    kind,
    place: { x: 1, y: 2, width: 3, height: 4 },
    candidates,
    proposal: region,
    confidence: 0.5,
  })
}
const bodyOf = (...differences: Disagreement[]): ReviewBody => ({
  letters: { s1: "A", s2: "B" },
  people: { s1: 11, s2: 12 },
  settled: [],
  differences,
})
const none: Decision = { outcome: "none", reason: { code: "extra", clause: null, note: "" } }

describe.each(engines)("reviews on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let rita = 0
  let rolf = 0
  let project = 0
  const key = (taskId = 1) => ({ projectId: project, taskId })
  const db = () => opened.storage.db

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, rita = 0, rolf = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 4, 2)
  })

  const part = (personId = rita, kinds: string[] = [], labels: string[] = []) => ({
    projectId: project,
    personId,
    kinds,
    labels,
  })
  const fresh = (differences: readonly Disagreement[]) => ({
    decisions: new Map<DisagreementId, Decision>(),
    order: [],
    open: differences,
  })

  async function put(taskId: number, rank: number, ...differences: Disagreement[]): Promise<Review> {
    const next = { body: bodyOf(...differences), rank, decided: fresh(differences) }
    expect(await reviews(db()).put(key(taskId), undefined, next)).toBe(true)
    await tasks(db()).unsettle(key(taskId), {
      state: "disputed",
      differences: differences.length,
      agreement: null,
      nowMs: NOW,
    })
    return found(taskId)
  }
  async function found(taskId: number): Promise<Review> {
    const review = await reviews(db()).find(key(taskId))
    if (!review) throw new Error("a review expected")
    return review
  }
  const decideFirst = (review: Review, reviewer: number, untilMs: number) => {
    const [first, ...open] = review.body.differences
    const decisions = new Map(first ? [[first.id, none]] : [])
    return reviews(db()).decide(review, { decisions, order: first ? [first.id] : [], open }, reviewer, untilMs)
  }

  test("what is put comes back as it was", async () => {
    const two = [disagreement("a", "text", "stop sign"), disagreement("b", "place", "car")]
    const review = await put(1, 0, ...two)
    expect(review).toMatchObject({ ...key(), body: bodyOf(...two), order: [], revision: 1, open: 2, state: "waiting" })
    expect(review.decisions.size).toBe(0)
    expect(await reviews(db()).find(key(2))).toBeUndefined()
  })

  test("a review put over one that changed meanwhile is refused", async () => {
    const was = await put(1, 0, disagreement("a", "text", "car"))
    expect(await decideFirst(was, rita, NOW + 10)).toBe(true)
    const other = disagreement("z", "label", "car")
    const next = { body: bodyOf(other), rank: 3, decided: fresh([other]) }
    expect(await reviews(db()).put(key(), was, next)).toBe(false)
    expect(await reviews(db()).put(key(), undefined, next)).toBe(false)
    expect(await reviews(db()).put(key(), await found(1), next)).toBe(true)
    expect(await found(1)).toMatchObject({ revision: 3, rank: 3, order: [], open: 1 })
  })

  test("of two decisions over the same revision one is stored, the other refused", async () => {
    const review = await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "place", "car"))
    const both = await Promise.all([decideFirst(review, rita, NOW + 10), decideFirst(review, rolf, NOW + 10)])
    expect(both.sort()).toEqual([false, true])
    const now = await found(1)
    expect([now.revision, now.open, now.order, now.decisions.get("a" as DisagreementId)]).toEqual([2, 1, ["a"], none])
  })

  test("a reservation keeps others out until it is over or given back", async () => {
    await put(1, 0, disagreement("a", "text", "car"))
    const repo = reviews(db())
    expect(await repo.reserve(key(), rita, NOW, NOW + 100)).toBe(true)
    expect(await repo.reserve(key(), rolf, NOW + 99, NOW + 200)).toBe(false)
    expect(await repo.reserve(key(), rita, NOW + 50, NOW + 150)).toBe(true)
    expect(await repo.heldByOthers(project, rolf, NOW + 60)).toBe(1)
    expect(await repo.heldByOthers(project, rita, NOW + 60)).toBe(0)
    expect(await repo.next(part(rolf), NOW + 60)).toBeNull()
    expect(await repo.reserve(key(), rolf, NOW + 150, NOW + 300)).toBe(true)
    await repo.release(key(), rita)
    expect(await repo.reserve(key(), rita, NOW + 160, NOW + 300)).toBe(false)
    await repo.release(key(), rolf)
    expect(await repo.reserve(key(), rita, NOW + 160, NOW + 300)).toBe(true)
  })

  test("the queue goes by rank, and one's own half decided task comes first", async () => {
    await put(1, 3, disagreement("a", "attribute", "car"), disagreement("b", "attribute", "car"))
    await put(2, 0, disagreement("a", "text", "car"))
    await put(3, 1, disagreement("a", "place", "car"))
    const repo = reviews(db())
    expect(await repo.next(part(), NOW)).toBe(2)
    await decideFirst(await found(1), rita, NOW + 10)
    expect(await repo.next(part(), NOW + 20)).toBe(1)
    expect(await repo.halfDecided(project, rita)).toBe(1)
    expect(await repo.halfDecided(project, rolf)).toBeNull()
    expect(await repo.next(part(rolf), NOW + 5)).toBe(2)
    await repo.setRank(await found(2), 1_000)
    expect(await repo.next(part(rolf), NOW + 5)).toBe(3)
  })

  test("kinds and labels choose and count, without mistaking one name for a part of another", async () => {
    await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "text", "stop sign"))
    await put(2, 1, disagreement("a", "place", "carport"))
    const repo = reviews(db())
    expect(await repo.totals(part())).toEqual({ tasks: 2, differences: 3 })
    expect(await repo.totals(part(rita, ["place"]))).toEqual({ tasks: 1, differences: 1 })
    expect(await repo.totals(part(rita, [], ["car"]))).toEqual({ tasks: 1, differences: 2 })
    expect(await repo.totals(part(rita, [], ["car", "carport"]))).toEqual({ tasks: 2, differences: 3 })
    expect(await repo.totals(part(rita, [], ["sign"]))).toEqual({ tasks: 0, differences: 0 })
    expect(await repo.totals(part(rita, [], ["%"]))).toEqual({ tasks: 0, differences: 0 })
    expect(await repo.countWords(part(), "kinds", ["text", "place", "label"])).toEqual(
      new Map([
        ["text", { tasks: 1, differences: 2 }],
        ["place", { tasks: 1, differences: 1 }],
        ["label", { tasks: 0, differences: 0 }],
      ]),
    )
    const many = ["car", "carport", "stop sign", ...Array.from({ length: 60 }, (_, i) => `label ${i}`)]
    const labels = await repo.countWords(part(), "labels", many)
    expect([
      labels.get("car")?.differences,
      labels.get("carport")?.differences,
      labels.get("stop sign")?.differences,
    ]).toEqual([1, 1, 1])
    expect(labels.get("label 59")).toEqual({ tasks: 0, differences: 0 })
  })

  test("what is decided is no longer counted as waiting", async () => {
    const review = await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "place", "car"))
    await decideFirst(review, rita, NOW + 10)
    const repo = reviews(db())
    expect(await repo.totals(part())).toEqual({ tasks: 1, differences: 1 })
    expect(await repo.totals(part(rita, ["text"]))).toEqual({ tasks: 0, differences: 0 })
    expect((await repo.totalsOf([project], rolf)).get(project)).toEqual({ tasks: 1, differences: 1 })
    expect(await repo.totalsOf([], rolf)).toEqual(new Map())
  })

  test("nobody finds in their queue what they answer themselves; a skipped task they may settle", async () => {
    await put(1, 0, disagreement("a", "text", "car"))
    const [held] = await opened.storage.hot.next(asks(project, rita))
    expect(held?.taskId).toBe(1)
    const repo = reviews(db())
    expect(await repo.next(part(), NOW)).toBeNull()
    expect(await repo.next(part(rolf), NOW)).toBe(1)
    const assignment = {
      publicId: held?.publicId ?? "",
      personId: rita,
      fence: 1,
      reason: "unclear",
      note: "",
      nowMs: NOW,
      next: null,
    }
    await opened.storage.hot.skip(assignment)
    expect(await repo.next(part(), NOW)).toBe(1)
  })

  test("excluded tasks, and those set aside for one more answer, are in no queue", async () => {
    const repo = reviews(db())
    await put(1, 0, disagreement("a", "text", "car"))
    await put(2, 0, disagreement("a", "text", "car"))
    await opened.storage.hot.setExcluded(project, [1], true, NOW)
    expect(await repo.setAside(await found(2))).toBe(true)
    expect((await found(2)).state).toBe("asked")
    expect(await repo.next(part(), NOW)).toBeNull()
    expect(await repo.totals(part())).toEqual({ tasks: 0, differences: 0 })
  })

  test("what waits for a person is what waits in the open projects that they review", async () => {
    await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "text", "car"))
    const [cleo = 0] = await addPeople(opened.storage, 1)
    expect(await reviews(db()).countWaitingFor(cleo)).toBe(0)
    await projects(db()).addMember(project, cleo, ["reviewer"], "P", NOW)
    expect(await reviews(db()).countWaitingFor(cleo)).toBe(2)
    await projects(db()).setState(project, "archived", NOW)
    expect(await reviews(db()).countWaitingFor(cleo)).toBe(0)
  })

  test("filing ends a review, once; taking it back opens it again", async () => {
    const repo = reviews(db())
    await decideFirst(await put(1, 0, disagreement("a", "text", "car")), rita, NOW + 10)
    const review = await found(1)
    expect(await repo.file(review, rita, NOW + 20)).toBe(true)
    expect(await repo.file(review, rita, NOW + 20)).toBe(false)
    expect(await found(1)).toMatchObject({ state: "filed", filedBy: rita, filedAtMs: NOW + 20, reservedUntilMs: 0 })
    expect(await repo.lastFiled(project, rita)).toBe(1)
    expect(await repo.lastFiled(project, rolf)).toBeNull()
    expect([...(await repo.filed(project, [1, 2])).keys()]).toEqual([1])
    expect(await repo.filed(project, [])).toEqual(new Map())
    const filed = await found(1)
    expect(await repo.decide(filed, fresh(filed.body.differences), rita, NOW + 90)).toBe(true)
    expect(await found(1)).toMatchObject({ state: "waiting", filedBy: null, open: 1, reviewerId: rita })
    await repo.remove(key())
    expect(await repo.find(key())).toBeUndefined()
  })

  test("times of decisions come oldest first, the latest ones when there are too many", async () => {
    const event = (atMs: number, personId: number, what = "review.decided") => ({
      projectId: project,
      personId,
      atMs,
      what,
    })
    await addEvents(
      db(),
      event(NOW, rita),
      event(NOW + 1, rolf),
      event(NOW + 2, rita),
      event(NOW + 3, rita, "review.filed"),
    )
    const repo = reviews(db())
    expect(await repo.decidedAt(project, null, NOW, 10)).toEqual([NOW, NOW + 1, NOW + 2])
    expect(await repo.decidedAt(project, rita, NOW + 1, 10)).toEqual([NOW + 2])
    expect(await repo.decidedAt(project, null, NOW, 2)).toEqual([NOW + 1, NOW + 2])
  })
})
