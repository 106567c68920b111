import { type Decision, Disagreement, type DisagreementId } from "@justesse/types"
import fc from "fast-check"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { tallyAudits } from "../testing/reads.ts"
import { addEvents, addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { clearFinal, keepFinal } from "../work/tasks.ts"
import { putReview, readReview, storeReviewDecisions, storeReviewFiled } from "./index.ts"
import {
  chooseAudit,
  countAudits,
  dropAudit,
  findHalfDecidedAudit,
  findNextAudit,
  isAuditFor,
  type ReviewAudit,
  readAudit,
  reserveAudit,
  storeAuditDecisions,
  storeAuditFiled,
  sumAudits,
  unreserveAudit,
} from "./secondLooks.ts"

const DAY = 86_400_000
const reason = { code: "text", clause: null, note: "" } as const
const none: Decision = { outcome: "none", reason }
const proposal: Decision = { outcome: "proposal", reason }

const disagreement = (id: string) => {
  const region = { id, label: "line", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } }
  const candidates = [{ letters: ["A"], region, share: 1 }]
  const place = { x: 1, y: 2, width: 3, height: 4 }
  return Disagreement.parse({ id, kind: "text", place, candidates, proposal: region, confidence: 0.5 })
}
const BODY = {
  letters: { s1: "A" as const },
  people: { s1: 7 },
  settled: [],
  differences: [disagreement("x"), disagreement("y")],
}
const [X, Y] = BODY.differences.map(({ id }) => id) as [DisagreementId, DisagreementId] // two of them

describe.each(engines)("second looks on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let rita = 0
  let rolf = 0
  let rosa = 0
  let project = 0
  const db = () => opened.storage.db
  const key = (taskId = 1) => ({ projectId: project, taskId })

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, rita = 0, rolf = 0, rosa = 0] = await addPeople(opened.storage, 4)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 5, 2)
  })

  /** A filed review of a settled task, with the wish for a second look. */
  async function draw(taskId = 1, by = rita, atMs = NOW): Promise<ReviewAudit> {
    const decisions = new Map([
      [X, none],
      [Y, proposal],
    ])
    const decided = { decisions, order: [X, Y], open: [] }
    const was = await readReview(db(), key(taskId))
    await putReview(db(), key(taskId), was, { body: BODY, rank: 1, decided })
    const review = await readReview(db(), key(taskId))
    if (!review) throw new Error("a review expected")
    await storeReviewFiled(db(), review, by, atMs)
    const answerOf = { answer: { regions: [], nothingHere: true }, answerSha256: "0".repeat(64), provenance: [] }
    await keepFinal(db(), key(taskId), { by: "review", atMs, agreement: null, ...answerOf })
    await chooseAudit(db(), key(taskId), { body: BODY, decisions, by, atMs })
    return found(taskId)
  }
  async function found(taskId = 1): Promise<ReviewAudit> {
    const look = await readAudit(db(), key(taskId))
    if (!look) throw new Error("a look expected")
    return look
  }
  const decideX = (look: ReviewAudit, by: number) =>
    storeAuditDecisions(
      db(),
      look,
      { decisions: new Map([[X, proposal]]), order: [X], open: [disagreement("y")] },
      by,
      NOW + 50,
    )

  test("what is drawn comes back as it was, with nothing decided", async () => {
    const look = await draw()
    expect(look).toMatchObject({ ...key(), body: BODY, firstBy: rita, order: [], revision: 1, state: "waiting" })
    expect([...look.firstDecisions]).toEqual([
      [X, none],
      [Y, proposal],
    ])
    expect(look.decisions.size).toBe(0)
    expect(await readAudit(db(), key(2))).toBeUndefined()
  })

  test("it waits for everybody but its first reviewer and those who answered the task", async () => {
    await draw()
    expect(await sumAudits(db(), project, rita)).toEqual({ tasks: 0, differences: 0 })
    expect(await sumAudits(db(), project, rolf)).toEqual({ tasks: 1, differences: 2 })
    expect(await findNextAudit(db(), project, rita, NOW)).toBeNull()
    expect(await findNextAudit(db(), project, rolf, NOW)).toBe(1)
    expect(await findNextAudit(db(), project, rolf, NOW, [1])).toBeNull()
    const [lease] = await opened.storage.hot.next(asks(project, rosa))
    if (!lease) throw new Error("a lease expected")
    await draw(lease.taskId)
    expect(await isAuditFor(db(), key(lease.taskId), rosa)).toBe(false)
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const assignment = {
      publicId: lease.publicId,
      personId: rosa,
      fence: lease.fence,
      regions: 0,
      nowMs: NOW,
      next: null,
    }
    await opened.storage.hot.submit({ ...assignment, ...answer(), ...versions })
    expect(await isAuditFor(db(), key(lease.taskId), rosa)).toBe(false)
    expect(await isAuditFor(db(), key(lease.taskId), rolf)).toBe(true)
  })

  test("who decided a part of it the first time does not judge themselves", async () => {
    const decided = { projectId: project, personId: rolf, what: "review.decided", detail: {} }
    await addEvents(db(), { ...decided, taskId: 1, atMs: NOW - 5 })
    await addEvents(db(), { ...decided, what: "review.filed", taskId: 2, atMs: NOW - 5 })
    await draw(1)
    await draw(2)
    expect(await sumAudits(db(), project, rolf)).toEqual({ tasks: 1, differences: 2 })
    expect(await isAuditFor(db(), key(1), rolf)).toBe(false)
    expect(await findNextAudit(db(), project, rolf, NOW)).toBe(2)
    expect(await sumAudits(db(), project, rosa)).toEqual({ tasks: 2, differences: 4 })
  })

  test("while the task is disputed again or its review undone, there is nothing to look at", async () => {
    await draw()
    await clearFinal(db(), key(), { state: "disputed", differences: 1, agreement: null, nowMs: NOW })
    expect(await isAuditFor(db(), key(), rolf)).toBe(false)
    await draw(2)
    const review = await readReview(db(), key(2))
    if (!review) throw new Error("a review expected")
    await storeReviewDecisions(db(), review, { decisions: new Map(), order: [], open: BODY.differences }, rita, 0)
    expect(await sumAudits(db(), project, rolf)).toEqual({ tasks: 0, differences: 0 })
    await dropAudit(db(), key(2))
    expect(await readAudit(db(), key(2))).toBeUndefined()
  })

  test("one reserves it, others pass it by; half decided, it comes first", async () => {
    await draw(1, rita, NOW)
    await draw(2, rita, NOW + 1)
    expect(await reserveAudit(db(), key(2), rolf, NOW, NOW + 100)).toBe(true)
    expect(await reserveAudit(db(), key(2), rosa, NOW, NOW + 100)).toBe(false)
    expect(await findNextAudit(db(), project, rosa, NOW, [1])).toBeNull()
    expect(await findNextAudit(db(), project, rosa, NOW + 100, [1])).toBe(2)
    expect(await findNextAudit(db(), project, rolf, NOW)).toBe(1)
    expect(await decideX(await found(2), rolf)).toBe(true)
    expect(await findNextAudit(db(), project, rolf, NOW)).toBe(2)
    expect(await findHalfDecidedAudit(db(), project, rolf)).toBe(2)
    expect(await findHalfDecidedAudit(db(), project, rosa)).toBeNull()
    expect(await sumAudits(db(), project, rolf)).toEqual({ tasks: 2, differences: 3 })
    await unreserveAudit(db(), key(2), rolf)
    expect((await found(2)).reservedUntilMs).toBe(0)
    expect(await reserveAudit(db(), key(2), rosa, NOW, NOW + 100)).toBe(true)
  })

  test("of two changes over the same revision one is stored, the other refused", async () => {
    const look = await draw()
    const both = await Promise.all([decideX(look, rolf), decideX(look, rosa)])
    expect(both.sort()).toEqual([false, true])
    const now = await found()
    expect([now.revision, now.order, now.decisions.get(X)]).toEqual([2, [X], proposal])
    expect(await storeAuditFiled(db(), look, { same: 1, severity: 0.5 }, rolf, NOW)).toBe(false)
    expect(await storeAuditFiled(db(), now, { same: 1, severity: 0.5 }, rolf, NOW)).toBe(true)
    expect(await storeAuditFiled(db(), await found(), { same: 2, severity: 0 }, rosa, NOW)).toBe(false)
    expect((await found()).state).toBe("filed")
    expect(await reserveAudit(db(), key(), rosa, NOW, NOW + 1)).toBe(false)
  })

  test("drawn again, one that waits begins anew; one that was filed is never looked at again", async () => {
    await decideX(await draw(), rolf)
    const again = await draw(1, rosa, NOW + 5)
    expect([again.firstBy, again.order, again.decisions.size, again.reviewerId]).toEqual([rosa, [], 0, null])
    expect(again.revision).toBe(3)
    await storeAuditFiled(db(), again, { same: 2, severity: 0 }, rolf, NOW + 6)
    expect(await draw(1, rita, NOW + 7)).toMatchObject({ state: "filed", firstBy: rosa })
    await dropAudit(db(), key())
    expect((await found()).state).toBe("filed")
  })

  test("sums by reviewer and by day, and how one's own came out since", async () => {
    const file = async (taskId: number, by: number, same: number, severity: number, atMs: number) =>
      storeAuditFiled(db(), await draw(taskId, by), { same, severity }, ada, atMs)
    const day = Math.floor(NOW / DAY) * DAY
    await file(1, rita, 2, 0, day + 5)
    await file(2, rita, 1, 1, day + DAY - 1)
    await file(3, rita, 0, 1.5, day + DAY)
    await file(4, rolf, 1, 0.1, day)
    await draw(5, rolf)
    const { byReviewer, byDay } = await tallyAudits(db(), project)
    const sum = { reviewer: rita, items: 6, differing: 3, severity: 2.5, tasks: 3, severitySquares: 3.25, dayMs: null }
    expect(byReviewer[0]).toEqual(sum)
    expect(byReviewer[1]).toMatchObject({ reviewer: rolf, items: 2, differing: 1, severity: 0.1, tasks: 1 })
    expect(byDay.map(({ reviewer, items, dayMs }) => [reviewer, items, dayMs])).toEqual([
      [rita, 4, day],
      [rita, 2, day + DAY],
      [rolf, 2, day],
    ])
    expect(await countAudits(db(), project, rita, day)).toEqual({ differences: 6, same: 3 })
    expect(await countAudits(db(), project, rita, day + DAY)).toEqual({ differences: 2, same: 0 })
    expect(await countAudits(db(), project, rosa, 0)).toEqual({ differences: 0, same: 0 })
    expect(await tallyAudits(db(), project + 1_000)).toEqual({ byReviewer: [], byDay: [] })
  })

  test("sums are what one adds by hand, in whatever order looks were filed", async () => {
    const one = fc.record({
      by: fc.constantFrom(0, 1),
      same: fc.integer({ min: 0, max: 2 }),
      // In thousandths, so that millionths hold them exactly.
      severity: fc.integer({ min: 0, max: 2_000 }).map((thousandths) => thousandths / 1_000),
      day: fc.integer({ min: 0, max: 2 }),
    })
    const start = Math.floor(NOW / DAY) * DAY
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 5 }), async (acts) => {
        project = await addProject(opened.storage, ada, acts.length, 2)
        for (const [i, { by, same, severity, day }] of acts.entries()) {
          const look = await draw(i + 1, by === 0 ? rita : rolf)
          expect(await storeAuditFiled(db(), look, { same, severity }, ada, start + day * DAY + i)).toBe(true)
        }
        const { byReviewer, byDay } = await tallyAudits(db(), project)
        for (const by of [0, 1]) {
          const mine = acts.filter((act) => act.by === by)
          const sum = byReviewer.find(({ reviewer }) => reviewer === (by === 0 ? rita : rolf))
          expect(sum?.items ?? 0).toBe(2 * mine.length)
          expect(sum?.tasks ?? 0).toBe(mine.length)
          expect(sum?.differing ?? 0).toBe(mine.reduce((all, { same }) => all + 2 - same, 0))
          expect(sum?.severity ?? 0).toBeCloseTo(
            mine.reduce((all, { severity }) => all + severity, 0),
            9,
          )
          expect(sum?.severitySquares ?? 0).toBeCloseTo(
            mine.reduce((all, { severity }) => all + severity ** 2, 0),
            9,
          )
          const again = await countAudits(db(), project, by === 0 ? rita : rolf, start + DAY)
          expect(again.differences).toBe(2 * mine.filter(({ day }) => day > 0).length)
        }
        expect(byDay.reduce((all, { items }) => all + items, 0)).toBe(2 * acts.length)
        expect(new Set(byDay.map(({ reviewer, dayMs }) => `${reviewer} ${dayMs}`)).size).toBe(byDay.length)
        expect(byDay.every(({ dayMs }) => dayMs !== null && dayMs % DAY === 0)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test("projects do not mix", async () => {
    await storeAuditFiled(db(), await draw(1), { same: 0, severity: 2 }, rolf, NOW)
    await draw(2)
    const before = project
    project = await addProject(opened.storage, ada, 2, 2)
    expect(await sumAudits(db(), project, rolf)).toEqual({ tasks: 0, differences: 0 })
    expect(await findNextAudit(db(), project, rolf, NOW)).toBeNull()
    expect(await readAudit(db(), key(2))).toBeUndefined()
    expect((await tallyAudits(db(), project)).byReviewer).toEqual([])
    expect(await countAudits(db(), project, rita, 0)).toEqual({ differences: 0, same: 0 })
    expect(await sumAudits(db(), before, rolf)).toEqual({ tasks: 1, differences: 2 })
  })
})
