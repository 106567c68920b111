import { type Decision, Disagreement, type DisagreementId, type DisagreementKind } from "@justesse/types"
import fc from "fast-check"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, NOW } from "../testing/seed.ts"
import { clearFinal } from "../work/tasks.ts"
import { listSimilarGroups } from "./alike.ts"
import {
  deleteReview,
  findFiledReviews,
  findWaitingReviews,
  putReview,
  type Review,
  readReview,
  reserveReview,
  setReviewAside,
  storeReviewDecisions,
  storeReviewFiled,
} from "./index.ts"
import {
  countWords,
  findFirstInQueue,
  findNextReview,
  listPace,
  listTasksWithKind,
  sumQueue,
  sumQueues,
} from "./queues.ts"

const none: Decision = { outcome: "none", reason: { code: "text", clause: null, note: "" } }

const disagreement = (
  id: string,
  kind: DisagreementKind,
  more: { key?: string; label?: string; lead?: "a" | "b" } = {},
) => {
  const { key, label = "line", lead } = more
  const region = { id, label, geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } }
  const candidates = [{ letters: ["A"], region, share: 1 }]
  const place = { x: 1, y: 2, width: 3, height: 4 }
  const common = { ...(key !== undefined && { alike: key }), ...(lead !== undefined && { lead }) }
  return Disagreement.parse({ id, kind, place, candidates, proposal: region, confidence: 0.5, ...common })
}

describe.each(engines)("the queue in parts, on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let rita = 0
  let rolf = 0
  let project = 0
  const db = () => opened.storage.db
  const key = (taskId: number) => ({ projectId: project, taskId })
  const part = (more: object = {}) => ({ projectId: project, personId: rita, kinds: [], labels: [], ...more })

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, rita = 0, rolf = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 6, 2)
  })

  async function put(taskId: number, rank: number, differences: Disagreement[], atMs = NOW): Promise<Review> {
    const body = { letters: {}, people: {}, settled: [], differences }
    const decided = { decisions: new Map<DisagreementId, Decision>(), order: [], open: differences }
    const was = await readReview(db(), key(taskId))
    expect(await putReview(db(), key(taskId), was, { body, rank, decided })).toBe(true)
    const status = { state: "disputed", differences: differences.length, agreement: null, nowMs: atMs } as const
    await clearFinal(db(), key(taskId), status)
    return found(taskId)
  }
  async function found(taskId: number): Promise<Review> {
    const review = await readReview(db(), key(taskId))
    if (!review) throw new Error("a review expected")
    return review
  }

  test("the first of each kind is the first by rank, whoever holds it", async () => {
    await put(1, 9, [disagreement("a", "text"), disagreement("b", "place")])
    await put(2, 3, [disagreement("a", "place")])
    await put(3, 5, [disagreement("a", "text", { label: "total" })])
    expect(await findFirstInQueue(db(), part())).toBe(2)
    expect(await findFirstInQueue(db(), part({ kinds: ["text"] }))).toBe(3)
    expect(await findFirstInQueue(db(), part({ kinds: ["text"], labels: ["line"] }))).toBe(1)
    expect(await findFirstInQueue(db(), part({ kinds: ["label"] }))).toBeNull()
    expect(await reserveReview(db(), key(2), rolf, NOW, NOW + 100)).toBe(true)
    expect(await findFirstInQueue(db(), part())).toBe(2)
    expect(await findNextReview(db(), part(), NOW)).toBe(3)
    expect(await findNextReview(db(), part(), NOW, [3])).toBe(1)
    expect(await findNextReview(db(), part(), NOW, [3, 1])).toBeNull()
  })

  test("since leaves out what was disputed before, and takes in what is disputed anew", async () => {
    await put(1, 1, [disagreement("a", "text")], NOW)
    await put(2, 2, [disagreement("a", "text"), disagreement("b", "text")], NOW + 10)
    expect(await sumQueue(db(), part({ sinceMs: NOW + 10 }))).toEqual({ tasks: 1, differences: 2 })
    expect(await findNextReview(db(), part({ sinceMs: NOW + 1 }), NOW)).toBe(2)
    expect(await countWords(db(), part({ sinceMs: NOW + 11 }), "kinds", ["text"])).toEqual(
      new Map([["text", { tasks: 0, differences: 0 }]]),
    )
    await put(1, 1, [disagreement("a", "text")], NOW + 20)
    expect(await findFirstInQueue(db(), part({ sinceMs: NOW + 20 }))).toBe(1)
    // A decision is not a new dispute.
    await storeReviewDecisions(
      db(),
      await found(2),
      { decisions: new Map(), order: [], open: [disagreement("a", "text")] },
      rita,
      0,
    )
    expect(await sumQueue(db(), part({ sinceMs: NOW + 10 }))).toEqual({ tasks: 2, differences: 2 })
  })

  test("reviews that wait are read together, filed and set aside ones are not", async () => {
    for (const taskId of [1, 2, 3]) await put(taskId, taskId, [disagreement("a", "text")])
    await storeReviewFiled(db(), await found(2), rita, NOW)
    await setReviewAside(db(), await found(3))
    expect([...(await findWaitingReviews(db(), project, [1, 2, 3, 4])).keys()]).toEqual([1])
    expect([...(await findFiledReviews(db(), project, [1, 2, 3, 4])).keys()]).toEqual([2])
    expect(await findWaitingReviews(db(), project, [])).toEqual(new Map())
  })

  test("tasks with an open difference of a kind, without those in somebody's hands", async () => {
    await put(1, 1, [disagreement("a", "text"), disagreement("b", "place")])
    await put(2, 2, [disagreement("a", "text")])
    await put(3, 3, [disagreement("a", "place")])
    expect(await listTasksWithKind(db(), project, "text", NOW)).toEqual([1, 2])
    expect(await reserveReview(db(), key(2), rolf, NOW, NOW + 100)).toBe(true)
    expect(await listTasksWithKind(db(), project, "text", NOW)).toEqual([1])
    expect(await listTasksWithKind(db(), project, "text", NOW + 100)).toEqual([1, 2])
    const [text, place] = (await found(1)).body.differences
    if (!text || !place) throw new Error("two differences")
    const decided = { decisions: new Map([[text.id, none]]), order: [text.id], open: [place] }
    await storeReviewDecisions(db(), await found(1), decided, rita, 0)
    expect(await listTasksWithKind(db(), project, "text", NOW + 100)).toEqual([2])
  })

  test("the pace comes person by person, oldest first, with the kind where it was noted", async () => {
    const event = (personId: number, atMs: number, detail: Record<string, string>, what = "review.decided") =>
      addEvents(db(), { projectId: project, personId, atMs, what, detail })
    await event(rolf, NOW, { kind: "text" })
    await event(rita, NOW + 1, { difference: "x" })
    await event(rolf, NOW + 2, { kind: "place" })
    await event(rita, NOW + 3, { kind: "label" })
    await event(rita, NOW + 4, { kind: "text" }, "review.filed")
    const [first, second] = [rita, rolf].sort((a, b) => a - b)
    expect(await listPace(db(), project, NOW, 10)).toEqual([
      { personId: first, atMs: NOW + 1, kind: "" },
      { personId: first, atMs: NOW + 3, kind: "label" },
      { personId: second, atMs: NOW, kind: "text" },
      { personId: second, atMs: NOW + 2, kind: "place" },
    ])
    expect(await listPace(db(), project, NOW + 2, 10)).toHaveLength(2)
    expect(await listPace(db(), project, NOW, 1)).toEqual([{ personId: rita, atMs: NOW + 3, kind: "label" }])
    expect(await listPace(db(), project + 1_000, NOW, 10)).toEqual([])
  })

  test("projects do not mix: neither queues, nor groups, nor counts", async () => {
    await put(1, 1, [disagreement("a", "text", { key: "text:case" })])
    const other = project
    project = await addProject(opened.storage, ada, 2, 2)
    await put(1, 1, [disagreement("b", "text", { key: "text:case" }), disagreement("c", "text", { key: "text:case" })])
    expect(await sumQueue(db(), part())).toEqual({ tasks: 1, differences: 2 })
    const totals = await sumQueues(db(), [other, project], rita)
    expect([totals.get(other)?.differences, totals.get(project)?.differences]).toEqual([1, 2])
    const groups = await listSimilarGroups(db(), { projectId: other, personId: rita, nowMs: NOW }, 1, 5)
    expect(groups).toMatchObject([{ key: "text:case", differences: 1 }])
    await deleteReview(db(), { projectId: other, taskId: 1 })
    expect(await sumQueue(db(), part())).toEqual({ tasks: 1, differences: 2 })
  })

  test("groups are what one counts by hand, whatever was put and decided", async () => {
    const one = fc.record({
      task: fc.integer({ min: 1, max: 6 }),
      keys: fc.array(fc.constantFrom("text:case", "text:spaces", "place:left:line", null), { maxLength: 4 }),
      lead: fc.constantFrom("a" as const, "b" as const, undefined),
      decide: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 10 }), async (acts) => {
        project = await addProject(opened.storage, ada, 6, 2)
        const model = new Map<number, { key: string | null; lead: string }[]>()
        for (const { task, keys, lead, decide } of acts) {
          const differences = keys.map((name, i) =>
            disagreement(`d${i}`, "text", { ...(name !== null && { key: name }), ...(lead && { lead }) }),
          )
          const review = await put(task, task, differences)
          const [first, ...rest] = differences
          const isDecided = decide && first !== undefined
          if (isDecided) {
            const decided = { decisions: new Map([[first.id, none]]), order: [first.id], open: rest }
            expect(await storeReviewDecisions(db(), review, decided, rita, 0)).toBe(true)
          }
          const open = keys.map((name) => ({ key: name, lead: lead ?? "" }))
          model.set(task, isDecided ? open.slice(1) : open)
        }
        const expected = new Map<string, { differences: number; tasks: Set<number>; leadsA: number; leadsB: number }>()
        for (const [task, open] of model) {
          for (const { key: name, lead } of open) {
            if (name === null) continue
            const sum = expected.get(name) ?? { differences: 0, tasks: new Set<number>(), leadsA: 0, leadsB: 0 }
            sum.differences++
            sum.tasks.add(task)
            if (lead === "a") sum.leadsA++
            if (lead === "b") sum.leadsB++
            expected.set(name, sum)
          }
        }
        const groups = await listSimilarGroups(db(), { projectId: project, personId: rita, nowMs: NOW }, 1, 20)
        const counted = groups.map(({ key: name, differences, tasks: count, leadsA, leadsB }) => [
          name,
          { differences, tasks: count, leadsA, leadsB },
        ])
        const byHand = [...expected].map(([name, sum]) => [name, { ...sum, tasks: sum.tasks.size }])
        expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(byHand))
      }),
      { numRuns: 15 },
    )
  })
})
