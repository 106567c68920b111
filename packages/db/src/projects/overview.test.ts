import { Disagreement, Ontology } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { putStatuses } from "../assets/index.ts"
import { findGuideline, listGuidelines, putGuideline } from "../guidelines/index.ts"
import { countInHand, findOntology, listAnswerBodies, listImportedAnswers, putOntology } from "../labels/index.ts"
import { deleteGroup, listGroups, listReservedTasks, storeGroup } from "../people/groups.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import type { Outcome } from "../work/assignments.ts"
import { keepFinal } from "../work/tasks.ts"
import { ensureTier } from "../work/tiers.ts"
import {
  countAnswersLeft,
  countByDay,
  countDisputed,
  countPictures,
  countProjectOutcomes,
  countReportedBroken,
  countSince,
  countSoFar,
  countTasksByState,
  findLastActivity,
  listAgreements,
  listRecentActiveMs,
  listReviewDisagreements,
  listWaitsMs,
  sumActiveMs,
  sumCounters,
} from "./overview.ts"

const DAY_MS = 86_400_000
const LABELS = Ontology.parse({
  labels: [
    { id: "car", name: { en: "car" }, color: "#e69f00", key: "1", hasText: false, attributes: [], retired: false },
  ],
})

describe.each(engines)("figures and versions of rules on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 3, 2)
  })
  const db = () => opened.storage.db

  async function take(person: number, nowMs = NOW) {
    const [held] = await opened.storage.hot.next(asks(project, person, { nowMs }))
    if (!held) throw new Error("nothing was left to lease")
    return held
  }
  async function send(person: number, nowMs: number, text = "[]") {
    const { publicId, fence, taskId } = await take(person, nowMs)
    const said = { ...answer(text), ontologyVersion: 1, guidelineVersion: 1, regions: JSON.parse(text).length }
    await opened.storage.hot.submit({ publicId, fence, personId: person, nowMs, next: null, ...said })
    return { taskId, body: said.body }
  }

  test("a fresh project has its tasks open and every figure at nothing", async () => {
    expect(await countTasksByState(db(), project)).toEqual({ open: 3 })
    expect(await countPictures(db(), project)).toEqual({ all: 0, unreadable: 0 })
    expect(await sumCounters(db(), project)).toEqual({ leased: 0, submitted: 0, skipped: 0, activeMs: 0 })
    expect(await countAnswersLeft(db(), project, NOW)).toBe(6)
    expect(await countDisputed(db(), project)).toBe(0)
    expect(await countSoFar(db(), project)).toEqual({ answers: 0, reviewed: 0, changed: 0 })
    expect(await listAgreements(db(), project, 9)).toEqual([])
    expect(await listWaitsMs(db(), project, 9)).toEqual([])
    expect(await findLastActivity(db(), project)).toBeNull()
    expect(await sumActiveMs(db(), project, NOW)).toBe(0)
  })

  test("answers left are free slots and what is in hand", async () => {
    await take(ada)
    expect(await countAnswersLeft(db(), project, NOW)).toBe(6)
    await send(ben, NOW + 1)
    expect(await countAnswersLeft(db(), project, NOW + 1)).toBe(5)
    expect(await sumCounters(db(), project)).toMatchObject({ submitted: 1 })
  })

  test("days begin at the reader's midnight", async () => {
    const midnight = Math.floor(NOW / DAY_MS) * DAY_MS
    await send(ada, midnight - 60_000)
    await send(ada, midnight + 60_000)
    const day = midnight / DAY_MS
    const utc = await countByDay(db(), project, midnight - DAY_MS, 0)
    expect([...utc.answers].sort((a, b) => a.day - b.day)).toEqual([
      { day: day - 1, n: 1 },
      { day, n: 1 },
    ])
    const east = await countByDay(db(), project, midnight - DAY_MS, 120_000)
    expect(east.answers).toEqual([{ day, n: 2 }])
    expect(await countSince(db(), project, midnight)).toEqual({ answers: 1, settled: 0 })
  })

  test("settled tasks count by the day on which they settled, with the wait for it", async () => {
    const { taskId, body } = await send(ada, NOW)
    await keepFinal(
      db(),
      { projectId: project, taskId },
      {
        by: "rule",
        atMs: NOW + 5_000,
        answer: { regions: [], nothingHere: false },
        answerSha256: "a".repeat(64),
        provenance: [],
        agreement: { meanIou: 0.9, f1At50: 1, cer: null, pairs: 1 },
      },
    )
    expect(body).toContain("regions")
    expect(await countTasksByState(db(), project)).toEqual({ open: 2, settled: 1 })
    expect((await countByDay(db(), project, NOW - DAY_MS, 0)).settled).toEqual([
      { day: Math.floor((NOW + 5_000) / DAY_MS), n: 1 },
    ])
    expect(await listWaitsMs(db(), project, 9)).toEqual([5_000])
    await db().updateTable("task_state").set({ settled_by: "single" }).where("project_id", "=", project).execute()
    // What settled as it came in waited for nobody.
    expect(await listWaitsMs(db(), project, 9)).toEqual([])
    const [agreement] = await listAgreements(db(), project, 9)
    expect(agreement?.agreement).toMatchObject({ meanIou: 0.9, pairs: 1 })
  })

  test("what became of answers is counted, those that were looked at and those of them that were changed", async () => {
    const first = await send(ada, NOW)
    const second = await send(ada, NOW + 1)
    const outcome = (taskId: number, value: Outcome) =>
      db()
        .updateTable("assignment")
        .set({ fate: value })
        .where("project_id", "=", project)
        .where("task_id", "=", taskId)
        .execute()
    await outcome(first.taskId, "kept")
    await outcome(second.taskId, "changed")
    expect(await countProjectOutcomes(db(), project)).toEqual({ kept: 1, changed: 1 })
    expect(await countSoFar(db(), project)).toEqual({ answers: 2, reviewed: 2, changed: 1 })
    await outcome(first.taskId, "taken")
    // Nobody looked at what was only taken.
    expect(await countSoFar(db(), project)).toEqual({ answers: 2, reviewed: 1, changed: 1 })
  })

  test("a picture that two people pass on as broken is one picture", async () => {
    for (const person of [ada, ben]) {
      const { publicId, fence } = await take(person)
      await opened.storage.hot.skip({
        publicId,
        personId: person,
        fence,
        reason: "bad_picture",
        note: "",
        nowMs: NOW,
        next: null,
      })
    }
    const other = await take(ada)
    await opened.storage.hot.skip({
      publicId: other.publicId,
      personId: ada,
      fence: other.fence,
      reason: "too_hard",
      note: "",
      nowMs: NOW,
      next: null,
    })
    expect(await countReportedBroken(db(), project)).toBe(1)
    expect((await sumCounters(db(), project)).skipped).toBe(3)
  })

  test("active time is read from the latest answers that have any", async () => {
    await send(ada, NOW)
    await send(ada, NOW + 1)
    await db()
      .updateTable("submission")
      .set({ active_ms: 7_000 })
      .where("project_id", "=", project)
      .where("stored_at_ms", "=", NOW + 1)
      .execute()
    expect(await listRecentActiveMs(db(), project, 9)).toEqual([7_000])
  })

  test("the last thing that happened is known", async () => {
    await addEvents(db(), { projectId: project, personId: ada, atMs: NOW + 3, what: "project.opened" })
    expect(await findLastActivity(db(), project)).toBe(NOW + 3)
  })

  test("labels change from the version they began with, and from no other", async () => {
    const made = { ontology: LABELS, madeBy: ada, madeAtMs: NOW }
    const results = await Promise.all([putOntology(db(), project, 1, made), putOntology(db(), project, 1, made)])
    expect(results.filter((version) => version === 2)).toHaveLength(1)
    expect(results.filter((version) => version === null)).toHaveLength(1)
    expect(await findOntology(db(), project, 2)).toEqual({ version: 2, ...made })
    expect(await findOntology(db(), project, 3)).toBeNull()
    const renamed = { ...made, ontology: { labels: [] }, inPlace: true }
    expect(await putOntology(db(), project, 2, renamed)).toBe(2)
    expect((await findOntology(db(), project, 2))?.ontology.labels).toEqual([])
  })

  test("answers are walked by task and person, once each, the latest revision only", async () => {
    await send(ada, NOW)
    await send(ben, NOW + 1)
    const first = await listAnswerBodies(db(), project, { taskId: 0, personId: 0 }, 1)
    const second = await listAnswerBodies(db(), project, first[0] ?? { taskId: 9, personId: 9 }, 5)
    expect([...first, ...second].map((row) => [row.taskId, row.personId])).toHaveLength(2)
    expect(await listImportedAnswers(db(), project, 0, 9)).toEqual([])
    expect(await countInHand(db(), project, NOW)).toBe(0)
    await take(ada)
    expect(await countInHand(db(), project, NOW)).toBe(1)
  })

  test("imported answers are walked by task", async () => {
    const status = {
      settledBy: "import" as const,
      settledAtMs: NOW,
      answerSha256: "a",
      provenance: null,
      labels: " ",
      texts: "",
      regions: 0,
      nothingHere: true,
    }
    const both = [1, 3].map((taskId) => ({
      taskId,
      state: "settled" as const,
      answer: `{"regions":[],"nothingHere":${taskId === 3}}`,
      ...status,
    }))
    await putStatuses(db(), project, both, NOW)
    expect(await listImportedAnswers(db(), project, 0, 1)).toEqual([
      { taskId: 1, body: { regions: [], nothingHere: false } },
    ])
    expect(await listImportedAnswers(db(), project, 1, 9)).toEqual([
      { taskId: 3, body: { regions: [], nothingHere: true } },
    ])
  })

  test("disagreements of reviews are listed; a body of another time holds none", async () => {
    const candidates = [{ letters: ["A"], region: null, share: 0.5 }]
    const one = { id: "d", kind: "nothing", place: { x: 0, y: 0, width: 1, height: 1 }, candidates }
    const disagreement = Disagreement.parse({ ...one, proposal: null, confidence: 0.5 })
    const bodies = [{ differences: [{ old: 1 }] }, {}, { differences: [disagreement] }]
    const none = { decisions: "{}", decided_order: "[]", revision: 1, open: 1, differences: 1, kinds: " ", labels: " " }
    const rows = bodies.map((body, i) => ({
      ...{ project_id: project, task_id: i + 1, body: JSON.stringify(body), ...none, reviewer_id: null },
      ...{ reserved_until_ms: 0, rank: 0, state: "waiting" as const, filed_by: null, filed_at_ms: null },
    }))
    await db().insertInto("review").values(rows).execute()
    expect(await listReviewDisagreements(db(), project, 9)).toEqual([[disagreement], [], []])
  })

  test("a guideline keeps every version, and replaces one only in place", async () => {
    const made = { markdown: "# Two", note: "clearer", madeBy: ada, madeAtMs: NOW }
    expect(await putGuideline(db(), project, 1, made)).toBe(2)
    expect(await putGuideline(db(), project, 1, made)).toBeNull()
    expect(await findGuideline(db(), project, 2)).toEqual({ version: 2, ...made })
    expect(await putGuideline(db(), project, 2, { ...made, markdown: "# Again", inPlace: true })).toBe(2)
    expect((await listGuidelines(db(), project)).map((one) => one.version)).toEqual([2, 1])
    expect((await findGuideline(db(), project, 2))?.markdown).toBe("# Again")
    expect(await findGuideline(db(), project, 9)).toBeNull()
  })

  test("groups and tiers made at the same time are numbered apart, equal tiers once", async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map((n) => storeGroup(db(), project, { id: null, name: `g${n}`, members: [] })),
    )
    expect(new Set(made).size).toBe(4)
    const kept = await Promise.all(
      made.map((groupId) => ensureTier(db(), project, { priority: 0, personId: null, groupId })),
    )
    expect(new Set(kept).size).toBe(4)
  })

  test("groups are made, changed and removed, with their members and what is kept for them", async () => {
    const id = await storeGroup(db(), project, { id: null, name: "night", members: [ada, ben, ada] })
    expect(await listGroups(db(), project)).toEqual([{ id, name: "night", members: [ada, ben].sort((a, b) => a - b) }])
    expect(await storeGroup(db(), project, { id, name: "day", members: [ben] })).toBe(id)
    expect(await listGroups(db(), project)).toEqual([{ id, name: "day", members: [ben] }])
    expect(await storeGroup(db(), project, { id: 99, name: "x", members: [] })).toBeNull()
    const tier = await ensureTier(db(), project, { priority: 0, personId: null, groupId: id })
    await opened.storage.hot.setTier(project, [2, 3], tier)
    expect(await listReservedTasks(db(), project, { groupId: id ?? 0 }, 9)).toEqual([2, 3])
    expect(await listReservedTasks(db(), project, { personId: ada }, 9)).toEqual([])
    expect(await deleteGroup(db(), project, id ?? 0)).toBe(true)
    expect(await deleteGroup(db(), project, id ?? 0)).toBe(false)
    expect(await listGroups(db(), project)).toEqual([])
  })
})
