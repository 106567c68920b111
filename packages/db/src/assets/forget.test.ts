import { createHash, randomUUID } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { StoredBody } from "@justesse/types"
import type { Judgement } from "@justesse/work/decisions/judgement"
import { projectCase } from "@justesse/work/decisions/machine"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { insertUndo } from "../activity/undo.ts"
import { beginPart } from "../activity/undoParts.ts"
import { keepSealed } from "../chain/keep.ts"
import { insertJudgement, storeCase } from "../decisions/index.ts"
import { findGold, putGold } from "../gold/index.ts"
import { insertImport, moveImport } from "../imports/index.ts"
import { keepReport, readReportPart } from "../imports/memory.ts"
import { keepBefore } from "../imports/undo.ts"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { verifyStorage } from "../operate/verify.ts"
import { findThread, insertMessage, insertThread } from "../questions/index.ts"
import { readReview } from "../review/index.ts"
import { engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { tablesWith } from "../testing/everyTable.ts"
import { invariants } from "../testing/invariants.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { abandonVersion, storeItems, takeVersionNumber } from "../versions/freeze.ts"
import { collectUnsealed } from "../versions/index.ts"
import { FORGOTTEN_BODY } from "../work/forgotten.ts"
import { findSubmission } from "../work/submissions.ts"
import { forgetIndex, forgetPictures, forgetSent, sentSince } from "./forget.ts"
import { listOverdue, setDeleted } from "./marks.ts"
import { insertTags } from "./tags.ts"

/** Stands in every text that is written on the picture that goes, and nowhere else. */
const MARKER = "zqxjkvbp"
/** The same of a picture that stays. */
const OTHER = "wvgfhydm"

/** What a version holds of a picture besides its answer. */
const AS_IT_WAS = { recordSha256: null, picture: { extra: {}, document: null } }

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
const bodyOf = (word: string) =>
  `{"nothingHere":false,"regions":[{"height":5,"id":"r","label":"line","shape":"box","transcript":{"value":"${word}"},"width":5,"x":1,"y":1}]}`

describe.each(engines)("forgetting pictures on $name", ({ open }) => {
  let opened: TestStorage
  let project = 0
  let ada = 0
  let ben = 0
  const db = () => opened.storage.db
  /** Picture 1 goes, picture 2 stays. */
  const word = (id: number) => (id === 1 ? MARKER : OTHER)

  beforeEach(async () => {
    opened = await open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 2, 2)
    const id = await insertImport(db(), project, { name: "x.zip", as: "settled", who: ada, startedAtMs: NOW })
    for (const one of [1, 2]) await addPicture(one, id)
    for (const person of [ada, ben]) await answerBoth(person)
    for (const one of [1, 2]) await writeOn(one)
    await fillImport(id)
    await fillUndo()
    await fillJudgements()
    await fillReports()
  })
  afterEach(() => opened.close())

  async function addPicture(id: number, importId: number): Promise<void> {
    const asset = {
      project_id: project,
      id,
      name: `${word(id)}.png`,
      search: `${word(id)}.png`,
      sha256: sha256(`${id}`),
    }
    await db()
      .insertInto("asset")
      .values({
        ...asset,
        ...{ media_type: "image/png", bytes: 35, width: 4, height: 3, upright_sha256: null, preview_sha256: null },
        ...{ thumbnail_sha256: null, import_id: importId, made_at_ms: NOW, document: `${word(id)}.pdf`, page: 0 },
        problem: JSON.stringify({ code: "file_unreadable", detail: { file: `${word(id)}.png` } }),
        media: JSON.stringify({ medium: "text", words: 2, begins: `${word(id)} begins` }),
        foreign: JSON.stringify({ foreignId: word(id), source: { file: word(id) } }),
      })
      .execute()
  }

  async function answerBoth(person: number): Promise<void> {
    for (let i = 0; i < 2; i++) {
      const [lease] = await opened.storage.hot.next(asks(project, person))
      if (!lease) throw new Error("a lease expected")
      const text = bodyOf(word(lease.taskId))
      const sent = { ...answer(), body: text, bodySha256: sha256(text) }
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
      await opened.storage.hot.submit({
        publicId: lease.publicId,
        personId: person,
        fence: lease.fence,
        ...sent,
        ...rest,
      })
    }
  }

  /** Something in each table that can hold what was written on a picture. */
  async function writeOn(id: number): Promise<void> {
    const text = bodyOf(word(id))
    const key = { project_id: project, task_id: id }
    const said = { answer: text, answer_sha256: sha256(text), texts: word(id), labels: " line ", regions: 1 }
    await db().updateTable("task_state").set(said).where("project_id", "=", project).where("task_id", "=", id).execute()
    const region = { id: "r1", label: word(id), geometry: { type: "box", x: 1, y: 1, width: 1, height: 1 } }
    const about = JSON.stringify({ type: "region", region, source: { type: "import", import: 1 } })
    await db()
      .insertInto("task_about")
      .values({ ...key, body: about, origin: word(id) })
      .execute()
    await db()
      .insertInto("check_result")
      .values({ ...key, answer_sha256: word(id), at_ms: NOW })
      .execute()
    await db()
      .updateTable("assignment")
      .set({
        skip_note: word(id),
        sent_back: JSON.stringify({ code: "text", clause: null, note: word(id), revision: 1 }),
      })
      .where("project_id", "=", project)
      .where("task_id", "=", id)
      .execute()
    await db()
      .insertInto("draft")
      .values({ ...key, person_id: ada, revision: 1, body: text, saved_at_ms: NOW })
      .execute()
    const spot = {
      point: null,
      region: { label: "line", text: word(id), box: { x: 1, y: 1, width: 1, height: 1 } },
      place: null,
    }
    const seen = { mine: spot.region, proposed: null }
    const reason = { code: "text" as const, clause: null, note: word(id) }
    const asked = { projectId: project, publicId: `thread ${id}`, kind: "send_back" as const, taskId: id, aboutId: ada }
    await db()
      .transaction()
      .execute(async (tx) => {
        await insertThread(tx, {
          ...asked,
          personId: ada,
          regionId: null,
          spot,
          seen,
          reason,
          clause: null,
          nowMs: NOW,
        })
        const thread = await findThread(tx, asked.publicId)
        if (!thread) throw new Error("a thread is expected")
        const message = { personId: ada, role: "annotator" as const, text: word(id), atMs: NOW, publicId: "message" }
        await insertMessage(tx, thread, message)
      })
    await insertTags(db(), project, [{ assetId: id, tag: `tag ${word(id)}` }])
    const known = {
      taskId: id,
      state: "active" as const,
      source: "hand" as const,
      answer: text,
      answerSha256: sha256(text),
    }
    await putGold(db(), project, [known], { personId: ada, nowMs: NOW })
    await db()
      .insertInto("gold_correction")
      .values({ ...key, answer: text, corrected_by: ada, found_by: null, at_ms: NOW })
      .execute()
    await db()
      .insertInto("practice_answer")
      .values({ ...key, public_id: randomUUID(), person_id: ada, round: "1", body: text, at_ms: NOW })
      .execute()
    const noted = { person_id: ada, mentor_id: ada, pair_id: 1, revision: 1, region_id: word(id), useful: null }
    await db()
      .insertInto("mentor_note")
      .values({ ...key, ...noted, public_id: randomUUID(), body: word(id), at_ms: NOW })
      .execute()
    await db()
      .insertInto("task_quality")
      .values({
        ...key,
        risk_ppm: 1,
        model_version: 1,
        asked_more: 0,
        stopped: 0,
        audited: 1,
        early_answer: text,
        changed_at_ms: NOW,
      })
      .execute()
    const set = await insertSet(db(), project, { name: "m", madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, set, [{ taskId: id, body: text, doubtPpm: 1 }])
    await db()
      .insertInto("suspect")
      .values({
        project_id: project,
        set_id: set,
        id,
        task_id: id,
        kind: "label",
        score_ppm: 1,
        state: "open",
        body: text,
      })
      .execute()
    await disputes(id)
  }

  async function disputes(id: number): Promise<void> {
    const region = {
      id: "r",
      label: "line",
      geometry: { type: "box", x: 1, y: 1, width: 5, height: 5 },
      transcript: { value: word(id) },
    }
    const reason = { code: "text", clause: null, note: word(id) }
    const decisions = JSON.stringify({ d1: { outcome: "edit", region, reason } })
    const provenance = { region: "r", method: "single", submissions: [], confidence: null, decidedBy: null }
    const body = JSON.stringify({ letters: {}, people: {}, settled: [{ region, provenance }], differences: [] })
    const row = {
      project_id: project,
      task_id: id,
      body,
      decisions,
      decided_order: '["d1"]',
      revision: 1,
      open: 0,
      differences: 1,
    }
    const filed = { reviewer_id: null, reserved_until_ms: 0, state: "filed" as const, filed_by: ada, filed_at_ms: NOW }
    await db()
      .insertInto("review")
      .values({ ...row, ...filed, kinds: " text ", labels: " line ", rank: 1 })
      .execute()
    const look = { first_decisions: decisions, first_by: ada, same: 0, severity_ppm: 1, made_at_ms: NOW }
    await db()
      .insertInto("second_look")
      .values({ ...row, ...filed, ...look })
      .execute()
    await db()
      .insertInto("alike")
      .values({
        project_id: project,
        alike: `spelling ${word(id)}`,
        task_id: id,
        difference_id: "d1",
        label: "line",
        lead: "a",
      })
      .execute()
  }

  async function fillImport(id: number): Promise<void> {
    const line = (file: string, found: string) => ({ level: "lost" as const, code: "x", file, line: 3, found })
    const lines = [1, 2].flatMap((one) => [
      line(`labels/${word(one)}.txt`, word(one)),
      line("all.json", `${word(one)}.png`),
    ])
    await db()
      .updateTable("import")
      .set({ report: JSON.stringify([...lines, line("all.json", "boat")]) })
      .where("project_id", "=", project)
      .execute()
    await keepReport(db(), project, id, lines)
    const samples = [1, 2].map((one) => ({ name: `${word(one)}.png`, asset: one, boxes: [] }))
    await moveImport(db(), project, id, ["running"], "waiting", { looked: JSON.stringify({ looked: { samples } }) })
    const before = (one: number) => ({
      ...{
        taskId: one,
        state: "open" as const,
        settledBy: null,
        settledAtMs: null,
        answer: bodyOf(word(one)),
        answerSha256: null,
      },
      ...{ provenance: null, labels: " ", texts: word(one), regions: 0, nothingHere: false },
    })
    const rows = [1, 2].map((one) => ({ taskId: one, answerSha256: "a", overlap: 2, before: before(one) }))
    await keepBefore(db(), project, id, rows)
  }

  /** The three shapes of what can be taken back. */
  async function fillUndo(): Promise<void> {
    const both = [1, 2] as const
    const statuses = both.map((taskId) => ({ taskId, answer: bodyOf(word(taskId)), texts: word(taskId) }))
    const marks = both.map((id) => ({ id, document: `${word(id)}.pdf`, page: 0, deletedAtMs: null }))
    const reason = (id: number) => ({ code: "text", clause: null, note: word(id) })
    const bodies = [
      { act: "reopen", places: both.map((id) => ({ id, tier: 1 })), standings: statuses },
      {
        mark: "tag",
        names: ["both"],
        tags: both.map((assetId) => ({ assetId, tag: word(assetId) })),
        marks,
        tasks: [],
      },
      {
        mark: "tag",
        names: [`tag ${MARKER}`],
        tags: [{ assetId: 1, tag: MARKER }],
        marks: marks.slice(0, 1),
        tasks: [1],
      },
      {
        act: "alike",
        tasks: both.map((task) => ({ task, decisions: [{ difference: "d1", decision: { reason: reason(task) } }] })),
      },
    ]
    for (const body of bodies)
      await insertUndo(db(), project, { personId: ada, madeAtMs: NOW, body: JSON.stringify(body) })
    // The same as acts are remembered in parts, with their words beside.
    const head = { did: { act: "tag", tags: [`tag ${MARKER}`] }, first: 0, binned: false }
    const about = { personId: ada, madeAtMs: NOW, body: JSON.stringify(head) }
    const id = await insertUndo(db(), project, { ...about, parts: [[1]] })
    const told = { body: JSON.stringify(bodies[2]), changed: 1, inHand: 0 }
    await beginPart(db(), project, id, 0, told)
    const inParts = await insertUndo(db(), project, { ...about, body: "{}", parts: [[1, 2]] })
    await beginPart(db(), project, inParts, 0, { ...told, body: JSON.stringify(bodies[0]) })
  }

  /** What somebody reported of each picture, in words. */
  async function fillReports(): Promise<void> {
    const said = { project_id: project, person_id: ada, class: "other", at_ms: NOW } as const
    const open = { answer: null, answered_by: null, answered_at_ms: null }
    for (const taskId of [1, 2])
      await db()
        .insertInto("content_report")
        .values({ ...said, ...open, task_id: taskId, note: word(taskId) })
        .execute()
  }

  /** What was decided about an answer to each picture, in words and with what it was compared with. */
  async function fillJudgements(): Promise<void> {
    for (const taskId of [1, 2]) {
      const key = { projectId: project, taskId, personId: ada, revision: 1 }
      const said = word(taskId)
      const quote = { type: "diff", partId: "a", referenceId: "ref:b", answered: said, expected: `${said}!` } as const
      const acts: readonly Judgement["act"][] = [
        { kind: "submit" },
        { kind: "return", clause: null, note: said },
        { kind: "keep" },
        { kind: "propose", reason: "transcript_error", clause: "1", evidence: [quote] },
      ]
      const judgements = acts.map((act, n): Judgement => ({ act, by: { kind: "person", id: ada }, atMs: NOW + n }))
      await db()
        .transaction()
        .execute(async (tx) => {
          const publicId = randomUUID()
          for (const [seq, judgement] of judgements.entries())
            await insertJudgement(tx, key, {
              ...{ seq, publicId: seq === 0 ? publicId : randomUUID(), about: 1, judgement, supersedes: null },
              reference: seq === 3 ? StoredBody.parse(JSON.parse(bodyOf(said))) : null,
            })
          const state = projectCase(judgements)
          await storeCase(tx, { ...key, publicId, about: 1, rows: judgements.length, guidelineVersion: 1, state })
        })
    }
  }

  const remove = async (...ids: number[]) => {
    await opened.storage.hot.setExcluded(project, ids, true, NOW)
    await setDeleted(db(), project, ids, NOW)
  }
  const forget = async () => forgetPictures(db(), await listOverdue(db(), NOW + 1, 10), NOW + 1)

  test("no table holds a word of it any more, and everything of the other picture is as it was", async () => {
    const beside = temporaryFolder()
    const keeper = keepSealed(opened.storage.chain, beside.path, () => NOW)
    await keeper.sealAll()
    await remove(1)
    const before = await tablesWith(opened.storage, OTHER)
    expect(await tablesWith(opened.storage, MARKER)).toEqual(before)
    expect(before.length).toBeGreaterThanOrEqual(19)
    expect((await forget()).map(({ id }) => id)).toEqual([1])
    await forgetIndex(db())
    expect(await tablesWith(opened.storage, MARKER)).toEqual([])
    expect(await tablesWith(opened.storage, OTHER)).toEqual(before)
    expect(await verifyStorage(opened.storage)).toEqual([])
    // What was emptied is sealed as it is now, and is no alarm.
    expect(await keeper.sealAll()).toBeGreaterThan(0)
    expect(await verifyStorage(opened.storage, { headsIn: beside.path })).toEqual([])
    beside.remove()
    expect(await invariants(db(), project)).toEqual([])
  })

  test("every table that names a picture is one that this test fills, or says nothing of it", async () => {
    const columns =
      opened.storage.engine === "sqlite"
        ? sql<{ name: string }>`select distinct m.name from sqlite_schema m join pragma_table_info(m.name) c
            where m.type = 'table' and c.name in ('task_id', 'asset_id')`
        : sql<{ name: string }>`select distinct table_name as name from information_schema.columns
            where table_schema = 'public' and column_name in ('task_id', 'asset_id')`
    const known = [
      "activity",
      "alike",
      "answer_proposals",
      "asset_tag",
      "assignment",
      "draft",
      "gold",
      "gold_answer",
      "import_answer",
    ]
    known.push("prediction", "proposal", "review", "second_look", "submission", "suspect", "task_quality", "task_state")
    known.push("task_about", "check_result")
    known.push(
      "content_report",
      "thread",
      "judgement",
      "judgement_beside",
      "case_state",
      "gold_correction",
      "practice_answer",
      "mentor_note",
    )
    // A picture's number in exports says nothing of it, and is not given to another one.
    known.push("picture_number")
    // So do which picture a task is about, and the time it took.
    known.push("task", "time_entry")
    // So does what a lease of it was to be paid; of a case it keeps no evidence.
    known.push("assignment_terms")
    // So does that a mentor read an answer whole: what they noted goes.
    known.push("mentor_reading")
    // So does that somebody asked a model about it, which goes with it all the same.
    known.push("model_ask")
    // Versions never change; a picture in one is never forgotten.
    known.push("version_item")
    expect((await columns.execute(db())).rows.map(({ name }) => name).sort()).toEqual(known.sort())
  })

  test("what stays can be read: that somebody worked on it, and the hash of what they sent", async () => {
    await remove(1)
    await forget()
    const sent = await findSubmission(db(), { projectId: project, taskId: 1, personId: ada }, 1)
    expect(sent?.body).toEqual({ regions: [], nothingHere: false })
    const { rows } = await sql<{ body_sha256: string; regions: number }>`select body_sha256, regions from submission
      where project_id = ${project} and task_id = 1 and person_id = ${ada}`.execute(db())
    expect(rows.map((row) => [row.body_sha256, Number(row.regions)])).toEqual([[sha256(bodyOf(MARKER)), 1]])
    expect(await findGold(db(), { projectId: project, taskId: 1 })).toBeUndefined()
    const review = await readReview(db(), { projectId: project, taskId: 1 })
    expect(review).toMatchObject({ state: "filed", filedBy: ada, body: { differences: [] } })
    const report = await readReportPart(db(), project, 1, 0)
    expect(report?.map(({ file, found }) => [file, found])).toEqual([
      ["#1", undefined],
      ["#1", undefined],
      [`labels/${OTHER}.txt`, OTHER],
      ["all.json", `${OTHER}.png`],
    ])
  })

  test("one that was put back meanwhile, or that a version holds, is left whole", async () => {
    const version = await takeVersionNumber(db(), project)
    const item = {
      assetId: 2,
      taskId: 2,
      bodySha256: sha256(bodyOf(OTHER)),
      body: bodyOf(OTHER),
      settledBy: "review" as const,
      provenance: "[]",
      ...AS_IT_WAS,
    }
    await storeItems(db(), project, version, [item])
    await remove(1, 2)
    const due = await listOverdue(db(), NOW + 1, 10)
    expect(due.map(({ id }) => id)).toEqual([1])
    await setDeleted(db(), project, [1], null)
    expect(await forgetPictures(db(), [...due, { projectId: project, id: 2 }], NOW + 1)).toEqual([])
    expect(await tablesWith(opened.storage, MARKER)).toContain("submission")
    expect(await tablesWith(opened.storage, OTHER)).toContain("asset")
  })

  test("an answer that comes in afterwards is emptied by the next round", async () => {
    await remove(1)
    await forget()
    expect(await sentSince(db(), 10)).toEqual([])
    const key = { project_id: project, task_id: 1, person_id: ada }
    const late = {
      revision: 2,
      public_id: randomUUID(),
      counted: 0 as const,
      body: bodyOf(MARKER),
      body_sha256: sha256(bodyOf(MARKER)),
    }
    const rest = { ontology_version: 1, guideline_version: 1, active_ms: 0, regions: 1, stored_at_ms: NOW }
    await db()
      .insertInto("submission")
      .values({ ...key, ...late, ...rest })
      .execute()
    const found = await sentSince(db(), 10)
    expect(found).toEqual([{ projectId: project, tasks: [1] }])
    await forgetSent(db(), found)
    expect(await sentSince(db(), 10)).toEqual([])
    expect((await findSubmission(db(), { projectId: project, taskId: 1, personId: ada }, 2))?.body.regions).toEqual([])
  })

  test("emptied answers are known as such only where the picture is forgotten", async () => {
    await remove(1)
    await forget()
    const emptied = db().updateTable("submission").set({ body: FORGOTTEN_BODY })
    await emptied.where("project_id", "=", project).where("task_id", "=", 2).where("person_id", "=", ben).execute()
    expect(await verifyStorage(opened.storage)).toEqual([expect.stringContaining(`task 2, person ${ben}`)])
  })

  test("bodies that an unsealed version left behind go with it", async () => {
    const version = await takeVersionNumber(db(), project)
    const item = {
      assetId: 1,
      taskId: 1,
      bodySha256: sha256(bodyOf(MARKER)),
      body: bodyOf(MARKER),
      settledBy: "review" as const,
      provenance: "[]",
      ...AS_IT_WAS,
    }
    await storeItems(db(), project, version, [item])
    await abandonVersion(db(), project, version)
    expect(await tablesWith(opened.storage, MARKER)).not.toContain("version_body")
    const again = await takeVersionNumber(db(), project)
    await storeItems(db(), project, again, [item])
    expect(await collectUnsealed(db())).toBe(1)
    expect(await tablesWith(opened.storage, MARKER)).not.toContain("version_body")
  })
})

test("what was sent to a forgotten picture is not in SQLite's file either", async () => {
  const [sqlite] = engines
  const opened = await (sqlite ?? expect.fail("no engine")).open()
  const { storage } = opened
  const { file } = opened.at as { file: string }
  const [ada = 0] = await addPeople(storage, 1)
  const project = await addProject(storage, ada, 1, 1)
  const asset = { project_id: project, id: 1, name: "a.png", search: "a.png", sha256: sha256("a") }
  const none = { width: 4, height: 3, upright_sha256: null, preview_sha256: null, thumbnail_sha256: null }
  const rest = { media_type: "image/png", bytes: 35, problem: null, foreign: null, import_id: null, made_at_ms: NOW }
  await storage.db
    .insertInto("asset")
    .values({ ...asset, ...none, ...rest })
    .execute()
  const [lease] = await storage.hot.next(asks(project, ada))
  const text = bodyOf(MARKER.repeat(1_000))
  const { publicId = "", fence = 0 } = lease ?? {}
  const under = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
  const sent = { submissionId: randomUUID(), body: text, bodySha256: sha256(text) }
  await storage.hot.submit({ publicId, personId: ada, fence, ...sent, ...under })
  const holds = () => [file, `${file}-wal`].some((path) => existsSync(path) && readFileSync(path).includes(MARKER))
  expect(holds()).toBe(true)
  await setDeleted(storage.db, project, [1], NOW)
  await forgetPictures(storage.db, [{ projectId: project, id: 1 }], NOW + 1)
  await storage.close()
  expect(holds()).toBe(false)
  await opened.close()
})
