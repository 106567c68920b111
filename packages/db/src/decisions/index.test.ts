import { randomUUID } from "node:crypto"
import type { JudgementAct } from "@justesse/types/decisions/judgement"
import type { Judgement } from "@justesse/work/decisions/judgement"
import { beginCase, projectCase, stepCase } from "@justesse/work/decisions/machine"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertMember } from "../index.ts"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"
import {
  type Case,
  countReopenedBy,
  countSent,
  findCase,
  findJudgement,
  findLatestCase,
  hasProposals,
  insertJudgement,
  listAnsweredBy,
  listCasesIn,
  listCasesOf,
  listCasesOfThird,
  listDueCases,
  listJudgements,
  listRejectedBy,
  listRejections,
  listRepaired,
  listWaitingAppeals,
  lockAnswer,
  readCase,
  readStaff,
  storeCase,
} from "./index.ts"
import { forgetBeside } from "./judgements.ts"
import { withoutWords } from "./words.ts"

const HOUR = 3_600_000
const PROPOSAL: JudgementAct = {
  kind: "propose",
  reason: "transcript_error",
  clause: "1",
  evidence: [{ type: "diff", partId: "a", referenceId: "ref:b", answered: "0.50", expected: "0,50" }],
}
const REFERENCE = { regions: [], nothingHere: true }

describe.each(engines)("judged submissions on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    people = await addPeople(opened.storage, 5)
    project = await addProject(opened.storage, person(0), 6, 3)
    for (const [n, roles] of (["owner", "annotator", "reviewer", "reviewer", "annotator"] as const).entries())
      await insertMember(opened.storage.db, project, person(n), [roles], `P${n}`, NOW)
  })
  const person = (n: number) => people[n] ?? 0
  const db = () => opened.storage.db
  const by = (n: number) => ({ kind: "person", id: person(n) }) as const
  /** A case as it is stored: without words of its picture. */
  const bare = (one: Case): Case => ({ ...one, state: withoutWords(one.state) })
  const silence = { kind: "silence" } as const

  /** An answer of the n-th person, and its case after some acts. */
  async function judged(n: number, ...acts: readonly Judgement[]): Promise<Case> {
    const [lease] = await opened.storage.hot.next(asks(project, person(n)))
    if (!lease) throw new Error("a task was expected")
    await opened.storage.hot.submit(answerTo(lease))
    const submit: Judgement = { act: { kind: "submit" }, by: by(n), atMs: NOW }
    const all = [submit, ...acts]
    const publicId = randomUUID()
    const key = { projectId: project, taskId: lease.taskId, personId: person(n), revision: 1 }
    const one = { ...key, publicId, about: 1, rows: all.length, guidelineVersion: 1, state: projectCase(all) }
    await db()
      .transaction()
      .execute(async (tx) => {
        for (const [seq, judgement] of all.entries()) {
          const reference = judgement.act.kind === "propose" ? REFERENCE : null
          const id = seq === 0 ? publicId : randomUUID()
          await insertJudgement(tx, key, { seq, publicId: id, about: 1, judgement, supersedes: null, reference })
        }
        await storeCase(tx, one)
      })
    return one
  }
  const returned = (atMs = NOW): Judgement => ({
    act: { kind: "return", clause: null, note: "again" },
    by: by(2),
    atMs,
  })
  const repaired: Judgement = { act: { kind: "keep" }, by: silence, atMs: NOW + 1 }
  const proposed = (): readonly Judgement[] => [returned(), repaired, { act: PROPOSAL, by: by(2), atMs: NOW + 2 }]
  const rejected = (): readonly Judgement[] => [...proposed(), { act: { kind: "concur" }, by: by(3), atMs: NOW + 3 }]
  const appealed = (n: number): readonly Judgement[] => [
    ...rejected(),
    { act: { kind: "appeal", text: "so it says", evidence: [] }, by: by(n), atMs: NOW + 4 },
  ]
  const drawn = (n: number): readonly Judgement[] => [
    ...appealed(n),
    { act: { kind: "assign", adjudicatorId: person(4), authorIsFirst: true }, by: { kind: "rule" }, atMs: NOW + 5 },
  ]

  test("are read as they were written, word for word, and verify finds nothing", async () => {
    const one = await judged(1, ...appealed(1))
    const rows = await listJudgements(db(), one)
    expect(rows.map(({ judgement }) => judgement.act.kind)).toEqual([
      "submit",
      "return",
      "keep",
      "propose",
      "concur",
      "appeal",
    ])
    expect(rows[3]).toMatchObject({ seq: 3, judgement: { act: PROPOSAL, by: by(2) }, reference: REFERENCE })
    expect(rows[5]?.judgement.act).toEqual({ kind: "appeal", text: "so it says", evidence: [] })
    expect(projectCase(rows.map(({ judgement }) => judgement))).toEqual(one.state)
    expect(await findCase(db(), one.publicId)).toEqual(bare(one))
    expect(await readCase(db(), one)).toEqual(bare(one))
    expect(await readCase(db(), { ...one, revision: 2 })).toBeUndefined()
    expect(await findJudgement(db(), rows[3]?.publicId ?? "")).toMatchObject({
      byId: person(2),
      act: { kind: "propose" },
    })
    expect(await findJudgement(db(), randomUUID())).toBeUndefined()
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("have no words left once their picture is forgotten, and stand as before", async () => {
    const one = await judged(1, ...appealed(1))
    await forgetBeside(db(), project, [one.taskId])
    const rows = await listJudgements(db(), one)
    expect(JSON.stringify(rows)).not.toMatch(/0[.,]50|so it says|again/)
    expect(rows.every(({ reference }) => reference === null)).toBe(true)
    expect(projectCase(rows.map(({ judgement }) => judgement)).status).toBe("appealed")
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("the latest case of an answer is found, and it is held while somebody acts", async () => {
    const one = await judged(1, ...proposed())
    expect(await findLatestCase(db(), one)).toEqual(bare(one))
    expect(await findLatestCase(db(), { ...one, taskId: one.taskId + 9 })).toBeUndefined()
    const held = await db()
      .transaction()
      .execute((tx) => lockAnswer(tx, opened.storage.engine, one))
    const none = await db()
      .transaction()
      .execute((tx) => lockAnswer(tx, opened.storage.engine, { ...one, personId: 99 }))
    expect([held, none]).toEqual([true, false])
  })

  test("are due when silence decides, the earliest first, and not a moment before", async () => {
    const back = await judged(1, returned())
    const open = await judged(4, ...proposed())
    expect(await listDueCases(db(), NOW + 48 * HOUR + 1, 10)).toEqual([])
    expect((await listDueCases(db(), NOW + 48 * HOUR + 2, 10)).map(({ publicId }) => publicId)).toEqual([open.publicId])
    const all = await listDueCases(db(), NOW + 1_000 * HOUR, 10)
    expect(all.map(({ publicId }) => publicId)).toEqual([open.publicId, back.publicId])
    expect(await listDueCases(db(), NOW + 1_000 * HOUR, 1)).toHaveLength(1)
  })

  test("one whose author has answered again since it was sent back waits for its repair to be noted", async () => {
    const back = await judged(1, returned())
    await judged(4, returned())
    expect(await listRepaired(db(), 10)).toEqual([])
    const { hot } = opened.storage
    const own = await db()
      .selectFrom("assignment")
      .select("public_id")
      .where("person_id", "=", person(1))
      .executeTakeFirst()
    const again = await hot.takeUp({ publicId: own?.public_id ?? "", personId: person(1), nowMs: NOW + 5 })
    await hot.submit(answerTo(again, { ...answer("[1]"), nowMs: NOW + 6 }))
    expect((await listRepaired(db(), 10)).map(({ publicId }) => publicId)).toEqual([back.publicId])
  })

  test("are listed by project and state, by author and by third person", async () => {
    const open = await judged(1, ...proposed())
    const appeal = await judged(4, ...appealed(4))
    const given = await judged(1, ...drawn(1))
    const ids = (cases: readonly Case[]) => cases.map(({ publicId }) => publicId).sort()
    expect(ids(await listCasesIn(db(), project, ["proposed"]))).toEqual([open.publicId])
    expect(ids(await listCasesIn(db(), project, ["appealed"]))).toEqual(ids([appeal, given]))
    expect(ids(await listCasesIn(db(), project + 1, ["proposed"]))).toEqual([])
    expect(ids(await listCasesOf(db(), person(1)))).toEqual(ids([open, given]))
    expect(ids(await listWaitingAppeals(db(), 10))).toEqual([appeal.publicId])
    expect(ids(await listCasesOfThird(db(), person(4)))).toEqual([given.publicId])
    expect(await listCasesOfThird(db(), person(3))).toEqual([])
  })

  test("an answered appeal is its third person's no longer, and stands among what they answered", async () => {
    const act = { kind: "answer", answer: "first", clause: "1", text: "the first" } as const
    const one = await judged(1, ...drawn(1), { act, by: by(4), atMs: NOW + 9 })
    expect(one.state.status).toBe("overturned")
    expect(await listCasesOfThird(db(), person(4))).toEqual([])
    const [found] = await listAnsweredBy(db(), person(4), 5)
    expect(found).toMatchObject({ atMs: NOW + 9, act: { answer: "first", clause: "1" } })
    expect(found?.one.publicId).toBe(one.publicId)
    expect(await listAnsweredBy(db(), person(3), 5)).toEqual([])
  })

  test("rejections of one reviewer by one clause are found, those before a moment left out", async () => {
    const one = await judged(1, ...rejected())
    await judged(4, ...proposed())
    const of = { projectId: project, reviewerId: person(2), clause: "1", sinceMs: NOW }
    expect((await listRejectedBy(db(), of)).map(({ publicId }) => publicId)).toEqual([one.publicId])
    for (const other of [{ reviewerId: person(3) }, { clause: "2" }, { sinceMs: NOW + 4 }, { projectId: project + 1 }])
      expect(await listRejectedBy(db(), { ...of, ...other })).toEqual([])
  })

  test("whatever was ever rejected is read with its judgements, in their order", async () => {
    const one = await judged(1, ...drawn(1))
    await judged(4, ...proposed())
    const other = await judged(4, ...rejected())
    const cases = await listRejections(db(), project)
    expect(cases.map(({ judgements }) => projectCase(judgements).status).sort()).toEqual(["appealed", "rejected"])
    expect(cases.map(({ taskId, personId }) => `${taskId}/${personId}`).sort()).toEqual(
      [one, other].map(({ taskId, personId }) => `${taskId}/${personId}`).sort(),
    )
    expect(await listRejections(db(), project + 1)).toEqual([])
  })

  test("what a reopened rejection was reopened because of is counted", async () => {
    const because = randomUUID()
    await judged(1, ...rejected(), { act: { kind: "reopen", becauseOf: because }, by: { kind: "rule" }, atMs: NOW + 9 })
    expect(await countReopenedBy(db(), project, because)).toBe(1)
    expect(await countReopenedBy(db(), project, randomUUID())).toBe(0)
  })

  test("answers that somebody sent are counted, each task once", async () => {
    await judged(1, ...proposed())
    await judged(1, returned())
    expect(await countSent(db(), person(1))).toEqual({ sent: 2, sinceMs: NOW })
    expect(await countSent(db(), person(3))).toEqual({ sent: 0, sinceMs: null })
  })

  test("whoever may judge: owners and reviewers, whether they are there, and whom they work for where that tells anything", async () => {
    await db().updateTable("member").set({ paused: 1 }).where("person_id", "=", person(3)).execute()
    const staff = await readStaff(db(), project, NOW)
    expect(staff).toEqual({
      organisation: null,
      members: [
        { id: person(0), isOwner: true, isReviewer: false, isAway: false, organisation: null },
        { id: person(2), isOwner: false, isReviewer: true, isAway: false, organisation: null },
        { id: person(3), isOwner: false, isReviewer: true, isAway: true, organisation: null },
      ],
    })
    const away = JSON.stringify({ awayUntilMs: NOW + 5 })
    await db().updateTable("person").set({ preferences: away }).where("id", "=", person(2)).execute()
    const thereAt = async (nowMs: number) => {
      const { members } = await readStaff(db(), project, nowMs)
      return members.filter((one) => !one.isAway).map(({ id }) => id)
    }
    expect(await thereAt(NOW + 4)).toEqual([person(0)])
    expect(await thereAt(NOW + 5)).toEqual([person(0), person(2)])
    const made = await db()
      .insertInto("organisation")
      .values({ name: "Elsewhere" })
      .returning("id")
      .executeTakeFirstOrThrow()
    await db().updateTable("person").set({ organisation_id: made.id }).where("id", "=", person(3)).execute()
    const two = await readStaff(db(), project, NOW)
    expect([two.organisation, ...two.members.map(({ organisation }) => organisation)]).toEqual([
      "1",
      "1",
      "1",
      String(made.id),
    ])
    await db().updateTable("person").set({ organisation_id: 1 }).execute()
    await db().deleteFrom("organisation").where("id", "=", made.id).execute()
  })

  test("a task of which no model says anything began from no proposals", async () => {
    const one = await judged(1, returned())
    expect(await hasProposals(db(), one)).toBe(false)
    const row = { project_id: project, task_id: one.taskId, person_id: person(1), revision: 1, withheld: 0 } as const
    await db()
      .insertInto("answer_proposals")
      .values({ ...row, taken: 1, changed: 0, refused: 0, untouched: 0, regions: "" })
      .execute()
    expect(await hasProposals(db(), one)).toBe(true)
  })

  test("what no rule leads to is told by verify", async () => {
    const one = await judged(1, ...proposed())
    await db()
      .transaction()
      .execute(async (tx) => {
        // As a program with a fault would: a rejection by one person.
        const judgement: Judgement = {
          act: { kind: "answer", answer: "first", clause: "1", text: "no" },
          by: by(2),
          atMs: NOW + 9,
        }
        await insertJudgement(tx, one, {
          seq: 4,
          publicId: randomUUID(),
          about: 1,
          judgement,
          supersedes: null,
          reference: null,
        })
      })
    const said = await verifyStorage(opened.storage)
    expect(said.join("\n")).toMatch(/case .* judgement 4 was written by no rule \(NO_SUCH_STEP: answer from proposed\)/)
    expect(stepCase(beginCase(NOW), returned()).status).toBe("returned")
  })
})
