import { createHash, randomUUID } from "node:crypto"
import { AnnotationBody, canonicalJson } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { keepFinal, putGold } from "../index.ts"
import { SOURCE, type StoredGoldState } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { hasConfirmed, listConfirmed } from "./confirmed.ts"
import { findFirstToDisagree, insertCorrection, listCorrectedOf } from "./corrections.ts"
import { listRounds, storePractice } from "./practice.ts"

const NOTHING = AnnotationBody.parse({ regions: [], nothingHere: true })
const text = canonicalJson(NOTHING)
const answerSha256 = createHash("sha256").update(text).digest("hex")

interface Case {
  readonly name: string
  readonly drawn: keyof typeof SOURCE
  readonly by: "rule" | "review" | "gold" | null
  readonly gold: StoredGoldState | null
  readonly isFiled: boolean
  readonly expected: "gold" | "decision" | null
}

const CASES: readonly Case[] = [
  { name: "not final yet", drawn: "queue", by: null, gold: null, isFiled: false, expected: null },
  { name: "what agreed by rule: a majority", drawn: "queue", by: "rule", gold: null, isFiled: false, expected: null },
  { name: "decided by a reviewer", drawn: "queue", by: "review", gold: null, isFiled: true, expected: "decision" },
  {
    name: "decided, and gold for others since: nothing changes, or it would tell (I5)",
    ...{ drawn: "queue", by: "gold", gold: "active", isFiled: true, expected: "decision" },
  },
  { name: "gold drawn unseen", drawn: "gold", by: "gold", gold: "active", isFiled: false, expected: null },
  {
    name: "gold drawn unseen that a reviewer had decided",
    drawn: "gold",
    by: "gold",
    gold: "active",
    isFiled: true,
    expected: null,
  },
  { name: "gold in doubt", drawn: "gold", by: "gold", gold: "trial", isFiled: false, expected: null },
  { name: "gold that is retired", drawn: "gold", by: "gold", gold: "retired", isFiled: false, expected: "gold" },
  { name: "practice, shown at once", drawn: "training", by: "gold", gold: "try_out", isFiled: false, expected: "gold" },
  {
    name: "practice that is mixed in for others",
    drawn: "training",
    by: "gold",
    gold: "active",
    isFiled: false,
    expected: "gold",
  },
  {
    name: "one's own answer that a known one was set against",
    drawn: "queue",
    by: "gold",
    gold: "retired",
    isFiled: false,
    expected: "gold",
  },
]

describe.each(engines)("what of a person's work is confirmed, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana] = [0, 0]
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0] = await addPeople(opened.storage, 2)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db

  /** Ana answers one task, which stands as the case says. */
  async function answered({
    drawn,
    by,
    gold,
    isFiled,
  }: Omit<Case, "name" | "expected">): Promise<{ taskId: number; publicId: string }> {
    project = await addProject(opened.storage, owner, 1, 1)
    const [lease] = await opened.storage.hot.next(asks(project, ana))
    if (!lease) throw new Error("a task was expected")
    const { taskId, publicId } = lease
    await opened.storage.hot.submit(answerTo(lease))
    const key = { projectId: project, taskId }
    if (by)
      await keepFinal(db(), key, { by, atMs: NOW, answer: NOTHING, answerSha256, provenance: [], agreement: null })
    const fresh = gold && [{ taskId, state: gold, source: "hand" as const, answer: text, answerSha256 }]
    if (fresh) await putGold(db(), project, fresh, { personId: owner, nowMs: NOW })
    await db().updateTable("assignment").set({ drawn: SOURCE[drawn] }).where("public_id", "=", publicId).execute()
    if (isFiled) {
      const review = { body: "{}", decisions: "{}", decided_order: "[]", revision: 1, differences: 0, rank: 0 }
      const filed = {
        reviewer_id: owner,
        reserved_until_ms: 0,
        state: "filed" as const,
        filed_by: owner,
        filed_at_ms: NOW,
      }
      await db()
        .insertInto("review")
        .values({ project_id: project, task_id: taskId, ...review, ...filed, kinds: "", labels: "", open: 0 })
        .execute()
    }
    return { taskId, publicId }
  }

  test.each(CASES)("$name", async ({ expected, ...one }) => {
    const { publicId } = await answered(one)
    const rows = await listConfirmed(db(), ana, 500, publicId)
    expect(rows.map(({ by, assignmentId }) => [by, assignmentId])).toEqual(expected ? [[expected, publicId]] : [])
    expect(await listConfirmed(db(), owner, 500)).toEqual([])
    const all = await listConfirmed(db(), ana, 500)
    expect([await hasConfirmed(db(), ana), await hasConfirmed(db(), owner)]).toEqual([all.length > 0, false])
  })

  test("the latest come first, of several projects, and no more than are asked for", async () => {
    const sent: string[] = []
    for (let n = 0; n < 3; n++) {
      const { publicId } = await answered({ drawn: "training", by: "gold", gold: "try_out", isFiled: false })
      await db()
        .updateTable("assignment")
        .set({ changed_at_ms: NOW + 1_000_000 + n })
        .where("public_id", "=", publicId)
        .execute()
      sent.unshift(publicId)
    }
    const ids = async (most: number) => (await listConfirmed(db(), ana, most)).map(({ assignmentId }) => assignmentId)
    expect((await ids(500)).slice(0, 3)).toEqual(sent)
    expect(await ids(2)).toEqual(sent.slice(0, 2))
  })

  test("what was revised is read as it was sent last, and what was given back is not read", async () => {
    const { taskId, publicId } = await answered({ drawn: "queue", by: "review", gold: null, isFiled: true })
    const [row] = await listConfirmed(db(), ana, 500, publicId)
    expect(row).toMatchObject({ taskId, mine: { regions: [] }, right: NOTHING, sentAtMs: NOW })
    const key = { project_id: project, task_id: taskId }
    await db()
      .updateTable("task_state")
      .set({ state: "disputed" })
      .where("project_id", "=", key.project_id)
      .where("task_id", "=", key.task_id)
      .execute()
    // Opened again: nothing about it is decided any more.
    expect(await listConfirmed(db(), ana, 500, publicId)).toEqual([])
  })

  test("where a known answer was wrong the picture is out, and its people are told what it had been", async () => {
    const { taskId, publicId } = await answered({ drawn: "training", by: "gold", gold: "try_out", isFiled: false })
    const key = { projectId: project, taskId }
    expect(await findFirstToDisagree(db(), key)).toBeNull()
    await db()
      .transaction()
      .execute((tx) => insertCorrection(tx, key, { was: NOTHING, by: owner, foundBy: ana, atMs: NOW + 5 }))
    expect(await listConfirmed(db(), ana, 500, publicId)).toEqual([])
    const [told] = await listCorrectedOf(db(), ana, NOW)
    expect(told).toMatchObject({ assignmentId: publicId, was: NOTHING, correctedAtMs: NOW + 5, isFinder: true })
    expect(await listCorrectedOf(db(), owner, NOW)).toEqual([])
    expect(await listCorrectedOf(db(), ana, NOW + 6)).toEqual([])
  })

  test("whoever was measured by nothing is told of no correction", async () => {
    const { taskId } = await answered({ drawn: "queue", by: "gold", gold: "retired", isFiled: false })
    const correction = { was: NOTHING, by: owner, foundBy: null, atMs: NOW + 90 }
    await db()
      .transaction()
      .execute((tx) => insertCorrection(tx, { projectId: project, taskId }, correction))
    expect(await listCorrectedOf(db(), ana, NOW + 90)).toEqual([])
  })

  test("practice is kept once for each id, and rounds are read back, the last first", async () => {
    const { taskId } = await answered({ drawn: "training", by: "gold", gold: "try_out", isFiled: false })
    const [first, second] = [randomUUID(), randomUUID()]
    const one = {
      publicId: randomUUID(),
      personId: ana,
      round: first,
      projectId: project,
      taskId,
      body: NOTHING,
      atMs: NOW,
    }
    expect(await storePractice(db(), one)).toBe(true)
    expect(await storePractice(db(), { ...one, atMs: NOW + 1 })).toBe(true)
    expect(await storePractice(db(), { ...one, body: { regions: [], nothingHere: false } })).toBe(false)
    expect(await storePractice(db(), { ...one, personId: owner })).toBe(false)
    await storePractice(db(), { ...one, publicId: randomUUID(), atMs: NOW + 2 })
    await storePractice(db(), { ...one, publicId: randomUUID(), round: second, atMs: NOW + 3 })
    expect(await listRounds(db(), ana, project, 5)).toEqual([
      { round: second, tasks: [taskId], atMs: NOW + 3 },
      { round: first, tasks: [taskId], atMs: NOW + 2 },
    ])
    expect(await listRounds(db(), ana, project, 1)).toHaveLength(1)
    expect(await listRounds(db(), owner, project, 5)).toEqual([])
  })
})
