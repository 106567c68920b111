import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertMember, insertPerson, updatePerson } from "../index.ts"
import { ASSIGNMENT_STATE, QUESTION, SOURCE, TIME_KIND } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, NOW } from "../testing/seed.ts"
import {
  countGuidelinesUntil,
  countSentBackUntil,
  findContributors,
  sumProjectedTime,
  sumProposalsUntil,
  sumTimeByPerson,
} from "./labor.ts"

const QUARTER = 900_000

describe.each(engines)("what a labor label is computed from, on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 4, 1)
  })
  const db = () => opened.storage.db

  const entry = (
    personId: number,
    ms: number,
    slotMs: number | null,
    taskId: number | null = null,
    atMs = NOW,
    kind: keyof typeof TIME_KIND = "lease",
  ) =>
    db()
      .insertInto("time_entry")
      .values({
        ...{ project_id: project, person_id: personId, task_id: taskId, slot_ms: slotMs, credited_ms: ms, at_ms: atMs },
        ...{ ticks: null, ticks_sha256: null, kind: TIME_KIND[kind], session_id: null },
      })
      .execute()
  const assignment = (taskId: number, personId: number, drawn: keyof typeof SOURCE) =>
    db()
      .insertInto("assignment")
      .values({
        ...{ project_id: project, task_id: taskId, person_id: personId, public_id: `a-${taskId}-${personId}` },
        ...{ state: ASSIGNMENT_STATE.submitted, fence: 1, leased_at_ms: NOW, expires_at_ms: NOW, active_ms: 0 },
        ...{ revision: 1, counted: 1, skip_reason: null, skip_note: null, sent_back: null, fate: null },
        ...{ ontology_version: 1, guideline_version: 1, drawn: SOURCE[drawn], question: QUESTION.none },
        changed_at_ms: NOW,
      })
      .execute()

  test("time is summed by person, and training apart; what is not of a quarter of an hour is another sum's", async () => {
    await assignment(1, ada, "queue")
    await assignment(2, ada, "training")
    await entry(ada, 100, NOW, 1)
    await entry(ada, 20, NOW, 2)
    await entry(ben, 3, NOW)
    await entry(ben, 1_000, null, 1)
    await entry(ben, 9, NOW, null, NOW, "reading")
    await entry(ada, 7, NOW, null, NOW, "break")
    await entry(ada, 5, NOW, null, NOW, "claim")
    const found = await sumTimeByPerson(db(), project, { frozenAtMs: NOW, upToMs: NOW })
    expect(found.sort((a, b) => b.ms - a.ms)).toEqual([
      { personId: ada, kind: "production", ms: 105 },
      { personId: ada, kind: "training", ms: 20 },
      { personId: ben, kind: "training", ms: 9 },
      { personId: ada, kind: "breaks", ms: 7 },
      { personId: ben, kind: "production", ms: 3 },
    ])
  })

  test("time after the freeze is not in it, nor what came in after the moment that is asked for", async () => {
    await entry(ada, 1, NOW)
    await entry(ada, 2, NOW + QUARTER)
    await entry(ada, 4, NOW, null, NOW + 10)
    const sum = async (frozenAtMs: number, upToMs: number) =>
      (await sumTimeByPerson(db(), project, { frozenAtMs, upToMs })).reduce((all, { ms }) => all + ms, 0)
    expect([await sum(NOW, NOW), await sum(NOW, NOW + 10), await sum(NOW + QUARTER, NOW + 10)]).toEqual([1, 5, 7])
    const other = await addProject(opened.storage, ada, 1, 1)
    expect(await sumTimeByPerson(db(), other, { frozenAtMs: NOW, upToMs: NOW })).toEqual([])
  })

  test("entries and the projection that pages read are summed side by side", async () => {
    expect(await sumProjectedTime(db(), project)).toEqual({ entriesMs: 0, quartersMs: 0 })
    await entry(ada, 70, NOW)
    await entry(ada, 30, null)
    const quarter = { project_id: project, person_id: ada, slot_ms: NOW, active_ms: 71, tasks: 0 }
    await db().insertInto("active_time").values(quarter).execute()
    expect(await sumProjectedTime(db(), project)).toEqual({ entriesMs: 70, quartersMs: 71 })
  })

  test("what was sent back and what the guideline said is counted up to a moment", async () => {
    const sent = (atMs: number) => ({ projectId: project, personId: ben, atMs, what: "review.sent_back" })
    await addEvents(db(), sent(NOW), sent(NOW + 5), { ...sent(NOW), what: "review.one_more" })
    expect([await countSentBackUntil(db(), project, NOW), await countSentBackUntil(db(), project, NOW + 5)]).toEqual([
      1, 2,
    ])
    const next = { project_id: project, version: 2, markdown: "", note: "", made_by: ada, made_at_ms: NOW + 5 }
    await db().insertInto("guideline_version").values(next).execute()
    expect(await countGuidelinesUntil(db(), project, NOW)).toEqual({ versions: 1, last: 1 })
    expect(await countGuidelinesUntil(db(), project, NOW + 5)).toEqual({ versions: 2, last: 2 })
    expect(await countGuidelinesUntil(db(), project, NOW - 5)).toEqual({ versions: 0, last: 0 })
  })

  test("proposals are counted of answers sent by then, those handed out without them left out", async () => {
    const answered = async (revision: number, withheld: 0 | 1, atMs: number) => {
      const key = { project_id: project, task_id: 1, person_id: ada, revision }
      await db()
        .insertInto("submission")
        .values({
          ...{ ...key, public_id: `s-${revision}`, counted: 1, body: "{}", body_sha256: "0", ontology_version: 1 },
          ...{ guideline_version: 1, active_ms: 0, regions: 0, stored_at_ms: atMs },
        })
        .execute()
      await db()
        .insertInto("answer_proposals")
        .values({ ...key, withheld, taken: 3, changed: 2, refused: 1, untouched: 0, regions: "" })
        .execute()
    }
    await answered(1, 0, NOW)
    await answered(2, 1, NOW)
    await answered(3, 0, NOW + 5)
    expect(await sumProposalsUntil(db(), project, NOW)).toEqual({ answers: 1, taken: 3, changed: 2, refused: 1 })
    expect(await sumProposalsUntil(db(), project, NOW + 5)).toEqual({ answers: 2, taken: 6, changed: 4, refused: 2 })
    expect(await sumProposalsUntil(db(), project, 0)).toEqual({ answers: 0, taken: 0, changed: 0, refused: 0 })
  })

  test("more pseudonyms than one statement takes are found all the same, each once", async () => {
    await insertMember(db(), project, ada, ["annotator"], "Lira 27", NOW)
    await insertMember(db(), project, ben, ["annotator"], "Fami 12", NOW)
    const many = Array.from({ length: 1_200 }, (_, n) => `Nobody ${n}`)
    const found = await findContributors(db(), project, ["Lira 27", ...many, "Fami 12"])
    expect(found.map(({ pseudonym }) => pseudonym)).toEqual(["Lira 27", "Fami 12"])
  })

  test("time of somebody who left stays in the sum, under their number", async () => {
    await entry(ben, 11, NOW)
    await updatePerson(db(), ben, { active: false })
    expect(await sumTimeByPerson(db(), project, { frozenAtMs: NOW, upToMs: NOW })).toEqual([
      { personId: ben, kind: "production", ms: 11 },
    ])
  })

  test("people are found by the pseudonyms of their project alone, with what they chose", async () => {
    await insertMember(db(), project, ada, ["annotator"], "Lira 27", NOW)
    const cleo = await insertPerson(db(), {
      ...{ authUserId: "cleo", name: "Cleo", email: null, operator: false, madeAtMs: NOW },
      preferences: { credit: { as: "pseudonym" } },
    })
    await insertMember(db(), project, cleo, ["annotator"], "Fami 12", NOW)
    await updatePerson(db(), cleo, { active: false })
    const found = await findContributors(db(), project, ["Lira 27", "Fami 12", "Nobody 10"])
    expect(found.sort((a, b) => a.personId - b.personId)).toEqual([
      { personId: ada, pseudonym: "Lira 27", preferences: {}, isActive: true },
      { personId: cleo, pseudonym: "Fami 12", preferences: { credit: { as: "pseudonym" } }, isActive: false },
    ])
    expect(await findContributors(db(), project + 1, ["Lira 27"])).toEqual([])
    expect(await findContributors(db(), project, [])).toEqual([])
  })
})
