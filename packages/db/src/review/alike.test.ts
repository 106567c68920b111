import { type Decision, Disagreement, type DisagreementId } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { clearFinal } from "../work/tasks.ts"
import { countSimilarElsewhere, findTasksWithKey, listSimilar, listSimilarGroups } from "./alike.ts"
import {
  deleteReview,
  putReview,
  type Review,
  readReview,
  reserveReview,
  setRank,
  setReviewAside,
  storeReviewDecisions,
  storeReviewFiled,
} from "./index.ts"

const COMMA = "text:decimal_comma"
const none: Decision = { outcome: "none", reason: { code: "text", clause: null, note: "" } }

/** A difference with what it has in common with others. */
const disagreement = (id: string, key: string | null, majority: "a" | "b" | null = "a", label = "line") => {
  const region = { id, label, geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } }
  const candidates = [{ letters: ["A"], region, share: 1 }]
  const place = { x: 1, y: 2, width: 3, height: 4 }
  const common = { ...(key !== null && { alike: key }), ...(majority !== null && { lead: majority }) }
  return Disagreement.parse({ id, kind: "text", place, candidates, proposal: region, confidence: 0.5, ...common })
}

describe.each(engines)("alike rows on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let rita = 0
  let rolf = 0
  let project = 0
  const db = () => opened.storage.db
  const key = (taskId: number) => ({ projectId: project, taskId })
  const part = (personId = rita, more: object = {}) => ({ projectId: project, personId, nowMs: NOW, ...more })

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, rita = 0, rolf = 0] = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 6, 2)
  })

  async function put(taskId: number, ...differences: Disagreement[]): Promise<Review> {
    const body = { letters: {}, people: {}, settled: [], differences }
    const decided = { decisions: new Map<DisagreementId, Decision>(), order: [], open: differences }
    const was = await readReview(db(), key(taskId))
    expect(await putReview(db(), key(taskId), was, { body, rank: taskId, decided })).toBe(true)
    const status = { state: "disputed", differences: differences.length, agreement: null, nowMs: NOW } as const
    await clearFinal(db(), key(taskId), status)
    return found(taskId)
  }
  async function found(taskId: number): Promise<Review> {
    const review = await readReview(db(), key(taskId))
    if (!review) throw new Error("a review expected")
    return review
  }
  const rows = async () => {
    const all = await db()
      .selectFrom("alike")
      .selectAll()
      .where("project_id", "=", project)
      .orderBy("task_id")
      .execute()
    return all.map((row) => `${row.task_id} ${row.difference_id} ${row.alike} ${row.lead}`)
  }

  test("groups count their differences, tasks, leading sides and labels, the largest first", async () => {
    await put(1, disagreement("x", COMMA), disagreement("y", COMMA, "b"), disagreement("z", null))
    await put(2, disagreement("x", COMMA, null), disagreement("y", "text:case", "b", "total"))
    await put(3, disagreement("x", "text:case", "b"))
    const comma = { key: COMMA, differences: 3, tasks: 2, leadsA: 1, leadsB: 1, label: "line", firstTask: 1 }
    const upper = { key: "text:case", differences: 2, tasks: 2, leadsA: 0, leadsB: 2, label: null, firstTask: 2 }
    expect(await listSimilarGroups(db(), part(), 1, 20)).toEqual([comma, upper])
    expect(await listSimilarGroups(db(), part(), 3, 20)).toEqual([comma])
    expect(await listSimilarGroups(db(), part(), 1, 1)).toEqual([comma])
    expect(await listSimilarGroups(db(), part(), 1, 1, "text:case")).toEqual([upper])
    expect(await listSimilarGroups(db(), part(rita, { labels: ["total"] }), 1, 20)).toMatchObject([{ differences: 1 }])
    expect(await listSimilarGroups(db(), part(rita, { kinds: ["place", "label"] }), 1, 20)).toEqual([])
    expect(await listSimilarGroups(db(), part(rita, { kinds: ["place", "text"] }), 1, 20)).toHaveLength(2)
    expect(await listSimilarGroups(db(), part(rita, { sinceMs: NOW + 1 }), 1, 20)).toEqual([])
  })

  test("rows follow the review: decided, put anew, filed, disputed again, set aside, removed", async () => {
    const both = [disagreement("x", COMMA), disagreement("y", COMMA, "b")]
    const review = await put(1, ...both)
    expect(await rows()).toEqual([`1 x ${COMMA} a`, `1 y ${COMMA} b`])
    const [x, y] = both
    if (!x || !y) throw new Error("two differences")
    const one = { decisions: new Map([[x.id, none]]), order: [x.id], open: [y] }
    expect(await storeReviewDecisions(db(), review, one, rita, NOW + 10)).toBe(true)
    expect(await rows()).toEqual([`1 y ${COMMA} b`])
    // Refused, nothing changes.
    expect(await storeReviewDecisions(db(), review, { ...one, open: both }, rolf, NOW + 10)).toBe(false)
    expect(await rows()).toEqual([`1 y ${COMMA} b`])
    await put(1, disagreement("w", "text:case"), y)
    expect(await rows()).toEqual(["1 w text:case a", `1 y ${COMMA} b`])
    expect(await storeReviewFiled(db(), await found(1), rita, NOW)).toBe(true)
    expect(await rows()).toEqual([])
    expect(await storeReviewDecisions(db(), await found(1), { ...one, open: [y] }, null, 0)).toBe(true)
    expect(await rows()).toEqual([`1 y ${COMMA} b`])
    expect(await setReviewAside(db(), await found(1))).toBe(true)
    expect(await rows()).toEqual([])
    await put(1, ...both)
    await setRank(db(), await found(1), 7)
    expect(await rows()).toHaveLength(2)
    await deleteReview(db(), key(1))
    expect(await rows()).toEqual([])
  })

  test("a page goes on where the last one ended, also inside a task", async () => {
    for (const taskId of [1, 2, 3]) await put(taskId, disagreement("x", COMMA), disagreement("y", COMMA))
    const places: string[] = []
    let after: { taskId: number; difference: string } | null = null
    for (;;) {
      const page: { taskId: number; difference: string }[] = await listSimilar(db(), part(), COMMA, after, 4)
      places.push(...page.map(({ taskId, difference: id }) => `${taskId}${id}`))
      after = page.at(-1) ?? null
      if (page.length < 4) break
    }
    expect(places).toEqual(["1x", "1y", "2x", "2y", "3x", "3y"])
    expect(await listSimilar(db(), part(), "text:none", null, 4)).toEqual([])
  })

  test("what others hold, what one answered and what is not disputed is not offered", async () => {
    for (const taskId of [1, 2, 3, 4]) await put(taskId, disagreement("x", COMMA))
    expect(await reserveReview(db(), key(1), rolf, NOW, NOW + 100)).toBe(true)
    expect(await listSimilarGroups(db(), part(rita), 1, 20)).toMatchObject([{ differences: 3, firstTask: 2 }])
    expect(await listSimilarGroups(db(), part(rolf), 1, 20)).toMatchObject([{ differences: 4 }])
    expect(await listSimilarGroups(db(), part(rita, { nowMs: NOW + 100 }), 1, 20)).toMatchObject([{ differences: 4 }])
    await opened.storage.hot.setExcluded(project, [2], true, NOW)
    expect(await listSimilarGroups(db(), part(rita), 1, 20)).toMatchObject([{ differences: 2 }])
    const [lease] = await opened.storage.hot.next(asks(project, rita))
    if (!lease) throw new Error("a lease expected")
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const assignment = {
      publicId: lease.publicId,
      personId: rita,
      fence: lease.fence,
      regions: 0,
      nowMs: NOW,
      next: null,
    }
    await opened.storage.hot.submit({ ...assignment, ...answer(), ...versions })
    const offered = await listSimilar(db(), part(rita), COMMA, null, 10)
    expect(offered.map(({ taskId }) => taskId)).not.toContain(lease.taskId)
  })

  test("how many there are elsewhere, and in which tasks a rule would settle some", async () => {
    await put(1, disagreement("x", COMMA), disagreement("y", "text:punctuation ∅↔."))
    await put(2, disagreement("x", COMMA), disagreement("y", COMMA))
    await put(3, disagreement("x", "text:punctuation ∅↔!"))
    expect(await countSimilarElsewhere(db(), part(), 1, [COMMA, "text:case"])).toEqual(new Map([[COMMA, 2]]))
    expect(await countSimilarElsewhere(db(), part(), 1, [])).toEqual(new Map())
    expect(await findTasksWithKey(db(), project, COMMA)).toEqual(
      new Map([
        [1, 1],
        [2, 2],
      ]),
    )
    expect(await findTasksWithKey(db(), project, "text:punctuation")).toEqual(
      new Map([
        [1, 1],
        [3, 1],
      ]),
    )
    expect(await findTasksWithKey(db(), project, "place:")).toEqual(new Map())
  })

  test("a task with very many of them is stored whole", async () => {
    const many = Array.from({ length: 450 }, (_, i) => disagreement(`d${String(i).padStart(3, "0")}`, COMMA))
    await put(5, ...many)
    expect(await listSimilarGroups(db(), part(), 1, 20)).toMatchObject([{ differences: 450, tasks: 1 }])
  })

  test("of many changes at once those that were stored left their rows, and no others", async () => {
    const names = ["text:case", "text:spaces", "text:dashes", "text:apostrophes"]
    for (let round = 0; round < 6; round++) {
      const review = await put(1, disagreement("x", COMMA))
      const changes = names.map((name) => {
        const open = [disagreement(name, name)]
        return storeReviewDecisions(db(), review, { decisions: new Map(), order: [], open }, rita, 0)
      })
      const [stored] = await Promise.all([Promise.all(changes), setRank(db(), review, 3)])
      const left = await rows()
      expect(left).toHaveLength(1)
      const winner = names.find((_, i) => stored[i])
      expect(left[0]).toContain(winner ?? COMMA)
      // Read before the removal begins: afterwards there may be none to read.
      const again = await found(1)
      await Promise.all([
        deleteReview(db(), key(1)),
        storeReviewDecisions(db(), again, { decisions: new Map(), order: [], open: [] }, rita, 0),
      ])
      expect([await rows(), await readReview(db(), key(1))]).toEqual([[], undefined])
    }
  })
})
