import { randomUUID } from "node:crypto"
import { canonicalJson } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { forgetPictures } from "../assets/forget.ts"
import { insertAssets } from "../assets/index.ts"
import { putGold } from "../gold/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { listNoted, listReadable } from "./answers.ts"
import { countNotes, insertNote, listNotes, type MentorNote, setContested, setUseful, takeNoteBack } from "./notes.ts"
import { findActiveMs } from "./progress.ts"
import { dropReading, listReadWhole, putReading } from "./readings.ts"

describe.each(engines)("what a mentor reads and writes, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana, max] = [0, 0, 0]
  let project = 0
  const answer = canonicalJson({ regions: [], nothingHere: true })
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0, max = 0] = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, owner, 4, 1)
    await insertAssets(
      db(),
      project,
      [1, 2, 3, 4].map((id) => ({
        ...{ id, name: `p${id}`, sha256: `s${id}`, mediaType: "image/png", bytes: 1, size: { width: 9, height: 9 } },
        ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, problem: null, extra: {} },
        ...{ importId: null, madeAtMs: NOW },
      })),
    )
    for (let n = 0; n < 4; n++) {
      const [lease] = await opened.storage.hot.next(asks(project, ana))
      if (!lease) throw new Error("a task was expected")
      await opened.storage.hot.submit({ ...answerTo(lease), nowMs: NOW + n } as never)
    }
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db
  const of = () => ({ projectId: project, personId: ana })
  const tasks = async (most = 10) => (await listReadable(db(), of(), most)).map(({ taskId }) => taskId)
  const state = (task: number, set: object) =>
    db()
      .updateTable("task_state")
      .set(set as never)
      .where("project_id", "=", project)
      .where("task_id", "=", task)
      .execute()

  test("answers of final tasks alone are read, the latest first, as many as are asked for", async () => {
    expect(await tasks()).toEqual([])
    for (const task of [1, 2, 3]) await state(task, { state: "settled", answer, settled_by: "agreement" })
    expect(await tasks()).toEqual([3, 2, 1])
    expect(await tasks(2)).toEqual([3, 2])
    const [one] = await listReadable(db(), of(), 1)
    expect((await listReadable(db(), of(), 1, one?.assignmentId ?? "")).map(({ taskId }) => taskId)).toEqual([3])
    expect(await listReadable(db(), { projectId: project, personId: max }, 10)).toEqual([])
  })

  test("never one that somebody can still be given, that is gold, that is sent back, or whose case is open", async () => {
    const at = (table: "task" | "assignment", task: number, set: object) =>
      db()
        .updateTable(table)
        .set(set as never)
        .where("project_id", "=", project)
        .where((table === "task" ? "id" : "task_id") as never, "=", task as never)
        .execute()
    await at("task", 3, { is_open: 1 })
    expect(await tasks()).toEqual([2, 1])
    await at("task", 3, { is_open: 0 })
    await at("assignment", 2, { sent_back: "{}" })
    expect(await tasks()).toEqual([3, 1])
    await at("assignment", 2, { sent_back: null })
    const known = { taskId: 1, state: "active", source: "hand", answer, answerSha256: "x" } as const
    await putGold(db(), project, [known], { personId: null, nowMs: NOW })
    expect(await tasks()).toEqual([3, 2])
    await db().updateTable("gold").set({ state: "retired" }).where("project_id", "=", project).execute()
    expect(await tasks()).toEqual([3, 2, 1])
    const held = { project_id: project, task_id: 3, person_id: ana, revision: 1, public_id: randomUUID() }
    const rest = { about: 1, rows: 1, since_ms: NOW, state: "{}", guideline_version: 1 }
    for (const [status, read] of [
      ["proposed", false],
      ["appealed", false],
      ["accepted", true],
      ["stands", true],
    ] as const) {
      await db().deleteFrom("case_state").execute()
      await db()
        .insertInto("case_state")
        .values({ ...held, ...rest, status } as never)
        .execute()
      expect([status, (await tasks()).includes(3)]).toEqual([status, read])
    }
  })

  const nothing = { label: null, text: null, place: null }
  const note = (change: Partial<MentorNote> = {}): Parameters<typeof insertNote>[1] => ({
    ...{ about: null, right: nothing },
    ...{ publicId: randomUUID(), pairId: 1, projectId: project, taskId: 2, personId: ana, mentorId: max },
    ...{ revision: 1, regionId: null, text: "look", atMs: NOW, ...change },
  })
  const inOne = <T>(work: (tx: Parameters<typeof insertNote>[0]) => Promise<T>) => db().transaction().execute(work)

  test("a note that is sent eight times at once is one; another one under its name is refused", async () => {
    const one = note()
    const kept = await Promise.all(Array.from({ length: 8 }, () => inOne((tx) => insertNote(tx, one))))
    expect(kept.filter((what) => what === "new")).toHaveLength(1)
    expect(kept.filter((what) => what === "same")).toHaveLength(7)
    expect(await inOne((tx) => insertNote(tx, { ...one, text: "else" }))).toBe("other")
    expect(await inOne((tx) => insertNote(tx, { ...one, about: "edges" }))).toBe("other")
    expect(await inOne((tx) => insertNote(tx, note({ pairId: 2, taskId: 1, text: "later" })))).toBe("new")
    expect((await listNotes(db(), of(), 9)).map(({ text }) => text)).toEqual(["later", "look"])
    expect((await listNotes(db(), { ...of(), pairId: 1 }, 9)).map(({ text }) => text)).toEqual(["look"])
    const noted = await listNoted(db(), of(), await listNotes(db(), of(), 9))
    expect(noted.map(({ taskId, revision }) => [taskId, revision]).sort()).toEqual([
      [1, 1],
      [2, 1],
    ])
  })

  test("its reader alone says whether it helped, and may think again", async () => {
    const [last] = await listNotes(db(), of(), 1)
    const publicId = last?.publicId ?? ""
    expect(await inOne((tx) => setUseful(tx, { publicId, personId: max, useful: true }))).toBe(false)
    expect(await countNotes(db(), { projectId: project, mentorId: max })).toBe(0)
    expect(await inOne((tx) => setUseful(tx, { publicId, personId: ana, useful: true }))).toBe(true)
    expect(await countNotes(db(), { projectId: project, mentorId: max })).toBe(1)
    expect(await inOne((tx) => setUseful(tx, { publicId, personId: ana, useful: false }))).toBe(true)
    expect(await countNotes(db(), { projectId: project, mentorId: max })).toBe(0)
    expect(await countNotes(db(), { projectId: project })).toBe(2)
  })

  test("what a note is about and what is right there is read as it was written; its writer alone takes it back", async () => {
    const place = { x: 1, y: 2, width: 3, height: 4 }
    const right = { label: "car", text: null, place }
    const one = note({ taskId: 3, text: "there", about: "missed", right })
    for (const expected of ["new", "same"]) expect(await inOne((tx) => insertNote(tx, one))).toBe(expected)
    expect(await listNotes(db(), of(), 1)).toMatchObject([
      { text: "there", about: "missed", right, isContested: false },
    ])
    const { publicId } = one
    const contest = (personId: number, atMs: number | null) =>
      inOne((tx) => setContested(tx, { publicId, personId, atMs }))
    const isContested = async () => (await listNotes(db(), { personId: ana }, 1))[0]?.isContested
    expect([await contest(max, NOW), await isContested()]).toEqual([false, false])
    expect([await contest(ana, NOW), await isContested()]).toEqual([true, true])
    expect([await contest(ana, null), await isContested()]).toEqual([true, false])
    const take = (change: object = {}) =>
      inOne((tx) => takeNoteBack(tx, { publicId, pairId: 1, mentorId: max, atMs: NOW, ...change }))
    expect([await take({ mentorId: ana }), await take({ pairId: 2 })]).toEqual([false, false])
    expect([await take(), await take({ atMs: NOW + 9 })]).toEqual([true, true])
    expect((await listNotes(db(), of(), 9)).map(({ text }) => text)).toEqual(["later", "look"])
    expect(await contest(ana, NOW)).toBe(false)
    const row = await db().selectFrom("mentor_note").selectAll().where("public_id", "=", publicId).executeTakeFirst()
    expect(row).toMatchObject({ taken_back_at_ms: NOW, body: "there" })
  })

  test("an answer that is read whole eight times at once is read once, by this mentor, until they say otherwise", async () => {
    const reading = { ...of(), taskId: 3, revision: 1, pairId: 1, mentorId: max, atMs: NOW + 5 }
    await Promise.all(Array.from({ length: 8 }, () => inOne((tx) => putReading(tx, reading))))
    await inOne((tx) => putReading(tx, { ...reading, taskId: 1, atMs: NOW + 6 }))
    await inOne((tx) => putReading(tx, { ...reading, pairId: 2, mentorId: owner, atMs: NOW + 7 }))
    const read = async (more: object = {}, person = ana) =>
      (await listReadWhole(db(), { personId: person, ...more }, 9)).map(({ taskId, pairId }) => [taskId, pairId])
    expect(await read()).toEqual([
      [3, 2],
      [1, 1],
      [3, 1],
    ])
    expect(await read({ pairId: 1, projectId: project })).toEqual([
      [1, 1],
      [3, 1],
    ])
    expect([await read({ projectId: project + 1 }), await read({}, max)]).toEqual([[], []])
    const [one] = await listReadWhole(db(), { personId: ana, pairId: 1 }, 1)
    expect(one).toMatchObject({ mine: { regions: [] }, revision: 1, sentAtMs: NOW, assignmentId: expect.any(String) })
    await inOne((tx) => dropReading(tx, reading))
    expect(await read()).toEqual([
      [3, 2],
      [1, 1],
    ])
  })

  test("with its picture a note is forgotten, and the answer is read no more", async () => {
    await db()
      .updateTable("asset")
      .set({ deleted_at_ms: NOW })
      .where("project_id", "=", project)
      .where("id", "=", 2)
      .execute()
    expect(await tasks()).not.toContain(2)
    await forgetPictures(db(), [{ projectId: project, id: 2 }], NOW + 1)
    expect((await listNotes(db(), of(), 9)).map(({ text }) => text)).toEqual(["later"])
    expect(await countNotes(db(), { projectId: project })).toBe(3)
  })

  test("hours are all that is counted in the project", async () => {
    expect(await findActiveMs(db(), of())).toBe(0)
    for (const slot of [0, 900_000])
      await db()
        .insertInto("active_time")
        .values({ project_id: project, person_id: ana, slot_ms: slot, active_ms: 7_000, tasks: 0 })
        .execute()
    expect(await findActiveMs(db(), of())).toBe(14_000)
  })
})
