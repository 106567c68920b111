import { SentBack } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, LEASE_MS, NOW } from "../testing/seed.ts"
import { readVersions } from "../versions/index.ts"
import {
  type Assignment,
  clearSentBack,
  countHistory,
  countOutcomesOf,
  countSentBack,
  findAssignment,
  findAssignmentOf,
  findInHand,
  findLastActs,
  type HistoryFilterState,
  listAssignmentsOfTask,
  listHistory,
  listSentBack,
  setOutcomes,
  storeSentBack,
} from "./assignments.ts"
import {
  countDraftRegions,
  countRegions,
  findDrafts,
  findLatestIds,
  findLatestOf,
  findSubmission,
  listLatestOfTask,
  listVersionsUsing,
} from "./submissions.ts"

const MINUTE = 60_000
const REGION = '[{"height":20,"id":"a","label":"thing","shape":"box","width":30,"x":1,"y":2}]'

describe.each(engines)("turns and answers in $name", (engine) => {
  let opened: TestStorage
  let [ada, ben, cho] = [0, 0, 0]
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0, cho = 0] = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, ada, 6, 2)
  })
  const db = () => opened.storage.db
  const key = (taskId: number) => ({ projectId: project, taskId })

  async function lease(person: number, nowMs = NOW, want = 1): Promise<Assignment[]> {
    const held = await opened.storage.hot.next(asks(project, person, { nowMs, want }))
    const rows = await Promise.all(held.map(({ publicId }) => findAssignment(db(), publicId)))
    return rows.flatMap((row) => row ?? [])
  }
  async function submit(assignment: Assignment, nowMs = NOW, text = "[]"): Promise<string> {
    const said = { ...answer(text), ontologyVersion: 3, guidelineVersion: 2, regions: text === "[]" ? 0 : 1 }
    const { publicId, fence, personId } = assignment
    await opened.storage.hot.submit({ publicId, personId, fence, ...said, nowMs, next: null })
    return said.submissionId
  }
  async function send(person: number, nowMs = NOW, text = "[]"): Promise<Assignment> {
    const [assignment] = await lease(person, nowMs)
    if (!assignment) return expect.fail("nothing was left to lease")
    await submit(assignment, nowMs, text)
    return (await findAssignment(db(), assignment.publicId)) ?? expect.fail("the turn is gone")
  }
  async function revise(assignment: Assignment, nowMs: number, text: string): Promise<Assignment> {
    const taken = await opened.storage.hot.takeUp({
      publicId: assignment.publicId,
      personId: assignment.personId,
      nowMs,
    })
    await submit({ ...assignment, fence: taken.fence }, nowMs, text)
    return (await findAssignment(db(), assignment.publicId)) ?? expect.fail("the turn is gone")
  }

  describe("one turn", () => {
    test("is found by its public id", async () => {
      const [assignment] = await lease(ben)
      expect(assignment).toMatchObject({
        ...{ ...key(1), personId: ben, state: "leased", fence: 1, leasedAtMs: NOW, expiresAtMs: NOW + LEASE_MS },
        ...{
          activeMs: 0,
          revision: 0,
          counted: true,
          skipReason: null,
          sentBack: null,
          outcome: null,
          source: "queue",
        },
      })
      const id = assignment?.publicId ?? ""
      expect(await findAssignment(db(), id)).toMatchObject({ publicId: id, personId: ben })
      expect(await findAssignment(db(), "nobody")).toBeUndefined()
    })

    test("is found by its task and person, and everybody's of a task in the order of people", async () => {
      await send(cho)
      await send(ben)
      expect((await listAssignmentsOfTask(db(), key(1))).map(({ personId }) => personId)).toEqual([ben, cho])
      expect(await findAssignmentOf(db(), key(1), cho)).toMatchObject({
        personId: cho,
        revision: 1,
        state: "submitted",
      })
      expect(await findAssignmentOf(db(), key(1), ada)).toBeUndefined()
      expect(await listAssignmentsOfTask(db(), key(5))).toEqual([])
    })

    test("in hand are those whose time has not run out, the oldest first", async () => {
      const [first] = await lease(ben, NOW, 3)
      expect((await findInHand(db(), ben, NOW + LEASE_MS + MINUTE)).size).toBe(0)
      expect(await findInHand(db(), ben, NOW)).toEqual(
        new Map([[project, { begun: 0, ahead: 3, untilMs: null, savedAtMs: 0 }]]),
      )
      const draft = {
        publicId: first?.publicId ?? "",
        personId: ben,
        fence: 1,
        revision: 1,
        body: '{"regions":[],"nothingHere":false}',
      }
      await opened.storage.hot.saveDraft({ ...draft, nowMs: NOW + 7 })
      expect(await findInHand(db(), ben, NOW)).toEqual(
        new Map([[project, { begun: 1, ahead: 2, untilMs: first?.expiresAtMs, savedAtMs: NOW + 7 }]]),
      )
      expect(await findLastActs(db(), ben, NOW)).toEqual(new Map([[project, NOW]]))
      expect(await findLastActs(db(), ben, NOW + 1)).toEqual(new Map())
      expect([await findInHand(db(), ben, NOW + LEASE_MS + MINUTE), await findInHand(db(), cho, NOW)]).toEqual([
        new Map(),
        new Map(),
      ])
    })
  })

  describe("a history", () => {
    const page = (states: readonly HistoryFilterState[] | null, before: Assignment | null = null, limit = 10) =>
      listHistory(
        db(),
        { personId: ben, projectId: project, states },
        before && { atMs: before.changedAtMs, publicId: before.publicId },
        limit,
      )

    test("goes back page by page, the latest act first, nobody twice", async () => {
      for (let n = 0; n < 5; n++) await send(ben, NOW + Math.floor(n / 2) * MINUTE)
      const seen: number[] = []
      for (let last: Assignment | null = null; ; ) {
        const rows = await page(null, last, 2)
        if (rows.length === 0) break
        seen.push(...rows.map(({ taskId }) => taskId))
        last = rows.at(-1) ?? null
      }
      expect([...seen].sort()).toEqual([1, 2, 3, 4, 5])
      expect(seen[0]).toBe(5)
    })

    test("is told apart by what became of each", async () => {
      const [kept, changed, waits] = [await send(ben), await send(ben), await send(ben)]
      await setOutcomes(db(), key(kept.taskId), new Map([[ben, "kept"]]))
      await setOutcomes(
        db(),
        key(changed.taskId),
        new Map([
          [ben, "changed"],
          [cho, "kept"],
        ]),
      )
      const [skipped] = await lease(ben)
      await opened.storage.hot.skip({
        ...{ publicId: skipped?.publicId ?? "", personId: ben, fence: 1, reason: "unclear", note: "dark" },
        ...{ nowMs: NOW, next: null },
      })
      const [late] = await lease(ben)
      // What was only fetched ahead stands in no history: these two were looked at.
      const work = (assignment: Assignment | undefined) =>
        db()
          .updateTable("assignment")
          .set({ active_ms: 1 })
          .where("public_id", "=", assignment?.publicId ?? "")
          .execute()
      await work(late)
      await opened.storage.hot.endExpired(NOW + LEASE_MS + MINUTE, 10)
      const [held] = await lease(ben, NOW + 2 * LEASE_MS)
      expect(await countHistory(db(), { personId: ben, projectId: project, states: null })).toBe(5)
      await work(held)
      const ids = async (...states: HistoryFilterState[]) => (await page(states)).map(({ taskId }) => taskId).sort()
      expect(await ids("kept")).toEqual([kept.taskId])
      expect(await ids("changed")).toEqual([changed.taskId])
      expect(await ids("sent")).toEqual([waits.taskId])
      expect(await ids("skipped")).toEqual([skipped?.taskId])
      expect(await ids("expired")).toEqual([late?.taskId])
      expect(await ids("in_hand")).toEqual([held?.taskId])
      expect(await ids("kept", "sent")).toEqual([kept.taskId, waits.taskId].sort())
      const count = (states: readonly HistoryFilterState[] | null, projectId: number | null = project) =>
        countHistory(db(), { personId: ben, projectId, states })
      expect([
        await count(null),
        await count(null, null),
        await count(["kept"]),
        await count(null, project + 1),
      ]).toEqual([6, 6, 1, 0])
      expect((await findAssignment(db(), skipped?.publicId ?? ""))?.skipReason).toBe("unclear")
    })

    test("holds a turn from its first draft on, with the regions drawn in it, those that a model proposes left out", async () => {
      const [assignment, other] = await lease(ben, NOW, 2)
      if (!assignment || !other) return expect.fail("two turns expected")
      const all = { personId: ben, projectId: project, states: null }
      expect([await page(null), await countHistory(db(), all)]).toEqual([[], 0])
      const [region] = JSON.parse(REGION)
      const regions = [region, { ...region, id: "b" }, { ...region, id: "c", proposed: true }]
      const body = JSON.stringify({ regions, nothingHere: false })
      const { publicId } = assignment
      await opened.storage.hot.saveDraft({ publicId, personId: ben, fence: 1, revision: 1, body, nowMs: NOW })
      expect((await page(null)).map((one) => one.publicId)).toEqual([publicId])
      expect(await countHistory(db(), { ...all, states: ["in_hand"] })).toBe(1)
      expect(await countDraftRegions(db(), ben, [assignment, other])).toEqual(
        new Map([[`${project}/${assignment.taskId}`, 2]]),
      )
      expect([await countDraftRegions(db(), cho, [assignment]), await countDraftRegions(db(), ben, [])]).toEqual([
        new Map(),
        new Map(),
      ])
      // It stays there when its time runs out; the one that nobody looked at does not come.
      await opened.storage.hot.endExpired(NOW + LEASE_MS + MINUTE, 10)
      expect((await page(["expired"])).map((one) => one.publicId)).toEqual([publicId])
    })

    test("of fates counts answers since a moment, undecided ones too", async () => {
      const [old, kept] = [await send(ben, NOW - MINUTE), await send(ben)]
      await send(ben)
      for (const { taskId } of [old, kept]) await setOutcomes(db(), key(taskId), new Map([[ben, "kept"]]))
      const outcomes = await countOutcomesOf(db(), ben, NOW)
      expect(new Map(outcomes.map(({ outcome, count }) => [outcome, count]))).toEqual(
        new Map([
          ["kept", 1],
          [null, 1],
        ]),
      )
      expect(await countOutcomesOf(db(), cho, 0)).toEqual([])
    })
  })

  describe("an answer that was sent back", () => {
    const place = { x: 1, y: 2, width: 30, height: 40 }
    const reason = SentBack.parse({ code: "label", clause: null, note: "a crate, not a box", place })

    test("waits with its reason until a later revision ends it", async () => {
      const assignment = await send(ben)
      await storeSentBack(db(), assignment, reason)
      expect((await listSentBack(db(), ben, null, 10)).map(({ taskId, sentBack }) => [taskId, sentBack])).toEqual([
        [assignment.taskId, reason],
      ])
      expect(await listSentBack(db(), ben, project + 1, 10)).toEqual([])
      // Its author finds it: counted, and by its own name among what was sent (found B7).
      expect(await countSentBack(db(), ben)).toBe(1)
      const state = { personId: ben, projectId: project, states: ["sent_back"] as const }
      expect((await listHistory(db(), state, null, 9)).map(({ publicId }) => publicId)).toEqual([assignment.publicId])
      expect(await listHistory(db(), { ...state, states: ["sent"] }, null, 9)).toEqual([])
      expect((await revise(assignment, NOW + MINUTE, REGION)).sentBack).toBeNull()
      expect(await listSentBack(db(), ben, project, 10)).toEqual([])
    })

    test("is forgotten when its task is decided", async () => {
      const assignment = await send(ben)
      await storeSentBack(db(), assignment, reason)
      await clearSentBack(db(), key(assignment.taskId))
      expect((await findAssignment(db(), assignment.publicId))?.sentBack).toBeNull()
    })
  })

  describe("what was sent", () => {
    test("every revision stays as it was; the latest of each person is what counts", async () => {
      const assignment = await send(ben, NOW)
      await send(cho, NOW + MINUTE)
      await revise(assignment, NOW + 2 * MINUTE, REGION)
      const own = { ...key(assignment.taskId), personId: ben }
      expect(await findSubmission(db(), own, 1)).toMatchObject({
        ...{ revision: 1, counted: true, ontologyVersion: 3, guidelineVersion: 2, storedAtMs: NOW },
        body: { regions: [], nothingHere: false },
      })
      expect((await findSubmission(db(), own, 2))?.body.regions).toHaveLength(1)
      expect(await findSubmission(db(), own, 3)).toBeUndefined()
      const latest = await listLatestOfTask(db(), key(assignment.taskId))
      expect(latest.map(({ personId, revision }) => [personId, revision])).toEqual([
        [cho, 1],
        [ben, 2],
      ])
      expect(await findLatestIds(db(), key(assignment.taskId))).toEqual(latest.map(({ publicId }) => publicId))
    })

    test("is found for many tasks at once, with its numbers of regions", async () => {
      const [one, two] = [await send(ben), await send(ben, NOW, REGION)]
      const found = await findLatestOf(db(), project, ben, [one.taskId, two.taskId, 6])
      expect([...found.keys()].sort()).toEqual([one.taskId, two.taskId])
      expect(await countRegions(db(), ben, [one, two, key(6)])).toEqual(
        new Map([
          [`${project}/${one.taskId}`, 0],
          [`${project}/${two.taskId}`, 1],
        ]),
      )
      expect([await findLatestOf(db(), project, ben, []), await countRegions(db(), ben, [])]).toEqual([
        new Map(),
        new Map(),
      ])
    })

    test("drafts are there until the answer is sent", async () => {
      const [assignment] = await lease(ben)
      if (!assignment) return expect.fail("nothing was left to lease")
      const { publicId, fence, taskId } = assignment
      const body = `{"nothingHere":false,"regions":${REGION}}`
      await opened.storage.hot.saveDraft({ publicId, personId: ben, fence, revision: 7, body, nowMs: NOW })
      const drafts = () => findDrafts(db(), project, ben, [taskId, 6])
      expect((await drafts()).get(taskId)).toMatchObject({ revision: 7, body: { regions: [{ id: "a" }] } })
      expect(await findDrafts(db(), project, cho, [taskId])).toEqual(new Map())
      await submit(assignment)
      expect(await drafts()).toEqual(new Map())
      expect(await findDrafts(db(), project, ben, [])).toEqual(new Map())
    })

    test("nothing is in a version before one was frozen", async () => {
      await send(ben)
      expect([await listVersionsUsing(db(), ben, 0), (await readVersions(db(), project)).length]).toEqual([[], 0])
    })
  })
})
