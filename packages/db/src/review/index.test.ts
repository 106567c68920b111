import { type Decision, Disagreement, type DisagreementId, type DisagreementKind } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertMember, setProjectState } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { clearFinal } from "../work/tasks.ts"
import {
  deleteReview,
  findFiledReviews,
  putReview,
  type Review,
  type ReviewBody,
  readReview,
  reserveReview,
  setRank,
  setReviewAside,
  storeReviewDecisions,
  storeReviewFiled,
  unreserveReview,
} from "./index.ts"
import {
  countHeldByOthers,
  countWaitingFor,
  countWords,
  findHalfDecided,
  findLastFiled,
  findNextReview,
  listDecidedAt,
  sumQueue,
  sumQueues,
} from "./queues.ts"

const disagreement = (id: string, kind: DisagreementKind, label: string) => {
  const region = { id, label, geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } }
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
    expect(await putReview(db(), key(taskId), undefined, next)).toBe(true)
    await clearFinal(db(), key(taskId), {
      state: "disputed",
      differences: differences.length,
      agreement: null,
      nowMs: NOW,
    })
    return found(taskId)
  }
  async function found(taskId: number): Promise<Review> {
    const review = await readReview(db(), key(taskId))
    if (!review) throw new Error("a review expected")
    return review
  }
  const decideFirst = (review: Review, reviewer: number, untilMs: number) => {
    const [first, ...open] = review.body.differences
    const decisions = new Map(first ? [[first.id, none]] : [])
    return storeReviewDecisions(db(), review, { decisions, order: first ? [first.id] : [], open }, reviewer, untilMs)
  }

  test("what is put comes back as it was", async () => {
    const two = [disagreement("a", "text", "stop sign"), disagreement("b", "place", "car")]
    const review = await put(1, 0, ...two)
    expect(review).toMatchObject({ ...key(), body: bodyOf(...two), order: [], revision: 1, open: 2, state: "waiting" })
    expect(review.decisions.size).toBe(0)
    expect(await readReview(db(), key(2))).toBeUndefined()
  })

  test("a review put over one that changed meanwhile is refused", async () => {
    const was = await put(1, 0, disagreement("a", "text", "car"))
    expect(await decideFirst(was, rita, NOW + 10)).toBe(true)
    const other = disagreement("z", "label", "car")
    const next = { body: bodyOf(other), rank: 3, decided: fresh([other]) }
    expect(await putReview(db(), key(), was, next)).toBe(false)
    expect(await putReview(db(), key(), undefined, next)).toBe(false)
    expect(await putReview(db(), key(), await found(1), next)).toBe(true)
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
    expect(await reserveReview(db(), key(), rita, NOW, NOW + 100)).toBe(true)
    expect(await reserveReview(db(), key(), rolf, NOW + 99, NOW + 200)).toBe(false)
    expect(await reserveReview(db(), key(), rita, NOW + 50, NOW + 150)).toBe(true)
    expect(await countHeldByOthers(db(), project, rolf, NOW + 60)).toBe(1)
    expect(await countHeldByOthers(db(), project, rita, NOW + 60)).toBe(0)
    expect(await findNextReview(db(), part(rolf), NOW + 60)).toBeNull()
    expect(await reserveReview(db(), key(), rolf, NOW + 150, NOW + 300)).toBe(true)
    await unreserveReview(db(), key(), rita)
    expect(await reserveReview(db(), key(), rita, NOW + 160, NOW + 300)).toBe(false)
    await unreserveReview(db(), key(), rolf)
    expect(await reserveReview(db(), key(), rita, NOW + 160, NOW + 300)).toBe(true)
  })

  test("the queue goes by rank, and one's own half decided task comes first", async () => {
    await put(1, 3, disagreement("a", "attribute", "car"), disagreement("b", "attribute", "car"))
    await put(2, 0, disagreement("a", "text", "car"))
    await put(3, 1, disagreement("a", "place", "car"))
    expect(await findNextReview(db(), part(), NOW)).toBe(2)
    await decideFirst(await found(1), rita, NOW + 10)
    expect(await findNextReview(db(), part(), NOW + 20)).toBe(1)
    expect(await findHalfDecided(db(), project, rita)).toBe(1)
    expect(await findHalfDecided(db(), project, rolf)).toBeNull()
    expect(await findNextReview(db(), part(rolf), NOW + 5)).toBe(2)
    await setRank(db(), await found(2), 1_000)
    expect(await findNextReview(db(), part(rolf), NOW + 5)).toBe(3)
  })

  test("kinds and labels choose and count, without mistaking one name for a part of another", async () => {
    await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "text", "stop sign"))
    await put(2, 1, disagreement("a", "place", "carport"))
    expect(await sumQueue(db(), part())).toEqual({ tasks: 2, differences: 3 })
    expect(await sumQueue(db(), part(rita, ["place"]))).toEqual({ tasks: 1, differences: 1 })
    expect(await sumQueue(db(), part(rita, [], ["car"]))).toEqual({ tasks: 1, differences: 2 })
    expect(await sumQueue(db(), part(rita, [], ["car", "carport"]))).toEqual({ tasks: 2, differences: 3 })
    expect(await sumQueue(db(), part(rita, [], ["sign"]))).toEqual({ tasks: 0, differences: 0 })
    expect(await sumQueue(db(), part(rita, [], ["%"]))).toEqual({ tasks: 0, differences: 0 })
    expect(await countWords(db(), part(), "kinds", ["text", "place", "label"])).toEqual(
      new Map([
        ["text", { tasks: 1, differences: 2 }],
        ["place", { tasks: 1, differences: 1 }],
        ["label", { tasks: 0, differences: 0 }],
      ]),
    )
    const many = ["car", "carport", "stop sign", ...Array.from({ length: 60 }, (_, i) => `label ${i}`)]
    const labels = await countWords(db(), part(), "labels", many)
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
    expect(await sumQueue(db(), part())).toEqual({ tasks: 1, differences: 1 })
    expect(await sumQueue(db(), part(rita, ["text"]))).toEqual({ tasks: 0, differences: 0 })
    expect((await sumQueues(db(), [project], rolf)).get(project)).toEqual({ tasks: 1, differences: 1 })
    expect(await sumQueues(db(), [], rolf)).toEqual(new Map())
  })

  test("nobody finds in their queue what they answer themselves; a skipped task they may settle", async () => {
    await put(1, 0, disagreement("a", "text", "car"))
    const [held] = await opened.storage.hot.next(asks(project, rita))
    expect(held?.taskId).toBe(1)
    expect(await findNextReview(db(), part(), NOW)).toBeNull()
    expect(await findNextReview(db(), part(rolf), NOW)).toBe(1)
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
    expect(await findNextReview(db(), part(), NOW)).toBe(1)
  })

  test("excluded tasks, and those set aside for one more answer, are in no queue", async () => {
    await put(1, 0, disagreement("a", "text", "car"))
    await put(2, 0, disagreement("a", "text", "car"))
    await opened.storage.hot.setExcluded(project, [1], true, NOW)
    expect(await setReviewAside(db(), await found(2))).toBe(true)
    expect((await found(2)).state).toBe("asked")
    expect(await findNextReview(db(), part(), NOW)).toBeNull()
    expect(await sumQueue(db(), part())).toEqual({ tasks: 0, differences: 0 })
  })

  test("what waits for a person is what waits in the open projects that they review", async () => {
    await put(1, 0, disagreement("a", "text", "car"), disagreement("b", "text", "car"))
    const [cleo = 0] = await addPeople(opened.storage, 1)
    expect(await countWaitingFor(db(), cleo)).toBe(0)
    await insertMember(db(), project, cleo, ["reviewer"], "P", NOW)
    expect(await countWaitingFor(db(), cleo)).toBe(2)
    await setProjectState(db(), project, "archived", NOW)
    expect(await countWaitingFor(db(), cleo)).toBe(0)
  })

  test("filing ends a review, once; taking it back opens it again", async () => {
    await decideFirst(await put(1, 0, disagreement("a", "text", "car")), rita, NOW + 10)
    const review = await found(1)
    expect(await storeReviewFiled(db(), review, rita, NOW + 20)).toBe(true)
    expect(await storeReviewFiled(db(), review, rita, NOW + 20)).toBe(false)
    expect(await found(1)).toMatchObject({ state: "filed", filedBy: rita, filedAtMs: NOW + 20, reservedUntilMs: 0 })
    expect(await findLastFiled(db(), project, rita)).toBe(1)
    expect(await findLastFiled(db(), project, rolf)).toBeNull()
    expect([...(await findFiledReviews(db(), project, [1, 2])).keys()]).toEqual([1])
    expect(await findFiledReviews(db(), project, [])).toEqual(new Map())
    const filed = await found(1)
    expect(await storeReviewDecisions(db(), filed, fresh(filed.body.differences), rita, NOW + 90)).toBe(true)
    expect(await found(1)).toMatchObject({ state: "waiting", filedBy: null, open: 1, reviewerId: rita })
    await deleteReview(db(), key())
    expect(await readReview(db(), key())).toBeUndefined()
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
    expect(await listDecidedAt(db(), project, null, NOW, 10)).toEqual([NOW, NOW + 1, NOW + 2])
    expect(await listDecidedAt(db(), project, rita, NOW + 1, 10)).toEqual([NOW + 2])
    expect(await listDecidedAt(db(), project, null, NOW, 2)).toEqual([NOW + 1, NOW + 2])
  })
})
