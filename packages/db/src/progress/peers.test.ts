import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertMember } from "../index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import {
  countPractised,
  endAssessment,
  endSeats,
  findAssessment,
  findSeat,
  insertAssessment,
  insertSeat,
  listOpenAssessments,
  listSeatsOf,
  lockAssessment,
  readAssessment,
} from "./peers.ts"

describe.each(engines)("answers that others read, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana, rita, rolf] = [0, 0, 0, 0]
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0, rita = 0, rolf = 0] = await addPeople(opened.storage, 4)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, owner, 1, 1)
    for (const [n, person] of [rita, rolf].entries())
      await insertMember(opened.storage.db, project, person, ["reviewer"], `P${n}`, NOW)
  })
  const db = () => opened.storage.db
  const inOne = <T>(work: (tx: Parameters<typeof insertSeat>[0]) => Promise<T>) => db().transaction().execute(work)
  const drawn = { of: 9, items: [{ taskId: 1, revision: 2 }] } as never
  const begin = (state: "open" | "few_items" = "open", request: string = randomUUID()) => {
    const of = { publicId: randomUUID(), request, projectId: project, personId: ana, seed: "s", drawn }
    return inOne((tx) => insertAssessment(tx, { ...of, state, begunMs: NOW }))
  }
  const seat = (assessmentId: number, personId: number, dueMs = NOW + 9) => {
    const of = { publicId: randomUUID(), assessmentId, projectId: project, personId, dueMs }
    return inOne((tx) => insertSeat(tx, of, NOW)).then(() => of.publicId)
  }

  test("what was drawn is read as it was kept; of one request there is one, and one without readers is over at once", async () => {
    const request = randomUUID()
    const id = await begin("open", request)
    const stored = { id, request, projectId: project, personId: ana, seed: "s", drawn, state: "open", begunMs: NOW }
    expect(await findAssessment(db(), request)).toMatchObject({ ...stored, endedMs: null, seats: [] })
    expect(await readAssessment(db(), id)).toMatchObject(stored)
    await expect(begin("open", request)).rejects.toThrow()
    const over = await begin("few_items")
    expect(await readAssessment(db(), over)).toMatchObject({ state: "few_items", endedMs: NOW })
    const open = await listOpenAssessments(db(), 50)
    expect([open.includes(id), open.includes(over)]).toEqual([true, false])
    await inOne((tx) => endAssessment(tx, id, "late", NOW + 5))
    expect(await readAssessment(db(), id)).toMatchObject({ state: "late", endedMs: NOW + 5 })
    expect(await listOpenAssessments(db(), 50)).not.toContain(id)
    expect(await findAssessment(db(), randomUUID())).toBeUndefined()
  })

  test("nobody has two places in one; what was sent stays, whoever ends it afterwards", async () => {
    const id = await begin()
    const name = await seat(id, rita)
    await expect(seat(id, rita)).rejects.toThrow()
    await seat(id, rolf)
    const [first, second] = (await readAssessment(db(), id))?.seats ?? []
    if (!first || !second) throw new Error("two places expected")
    expect(first).toMatchObject({ publicId: name, personId: rita, state: "asked", dueMs: NOW + 9, sheet: null })
    await inOne((tx) => endSeats(tx, [first.id], { state: "sent", sheet: [{ yes: true }], atMs: NOW + 1 }))
    await inOne((tx) => endSeats(tx, [first.id, second.id], { state: "gone", atMs: NOW + 2 }))
    await inOne((tx) => endSeats(tx, [], { state: "gone", atMs: NOW + 3 }))
    expect(await findSeat(db(), name)).toMatchObject({ state: "sent", sheet: [{ yes: true }] })
    expect((await readAssessment(db(), id))?.seats.map(({ state }) => state)).toEqual(["sent", "gone"])
    expect(await findSeat(db(), randomUUID())).toBeUndefined()
  })

  test("places wait for whoever reviews in a project that goes on, the first due first", async () => {
    const [one, other] = [await begin(), await begin()]
    const [late, soon] = [await seat(one, rita, NOW + 20), await seat(other, rita, NOW + 10)]
    const waiting = async (personId = rita) =>
      (await listSeatsOf(db(), personId)).map(({ publicId }) => publicId).filter((id) => id === late || id === soon)
    expect(await waiting()).toEqual([soon, late])
    expect(await waiting(rolf)).toEqual([])
    await db().updateTable("member").set({ is_reviewer: 0 }).where("project_id", "=", project).execute()
    expect(await waiting()).toEqual([])
    await db().updateTable("member").set({ is_reviewer: 1 }).where("project_id", "=", project).execute()
    await db().updateTable("project").set({ state: "archived" }).where("id", "=", project).execute()
    expect(await waiting()).toEqual([])
  })

  test("of many who hold one at once each sees what the one before did", async () => {
    const id = await begin()
    const steps = Array.from({ length: 6 }, () =>
      inOne(async (tx) => {
        const one = await lockAssessment(tx, id, opened.storage.engine)
        if (!one || one.seats.length > 0) return false
        const of = { publicId: randomUUID(), assessmentId: id, projectId: project, personId: rita, dueMs: NOW }
        await insertSeat(tx, of, NOW)
        return true
      }),
    )
    expect((await Promise.all(steps)).filter(Boolean)).toHaveLength(1)
  })

  test("pictures that somebody practised since are counted, in that project", async () => {
    const practised = (atMs: number, projectId = project) =>
      db()
        .insertInto("practice_answer")
        .values({
          ...{ public_id: randomUUID(), person_id: ana, round: "r", project_id: projectId, task_id: 1 as never },
          ...{ body: "{}", at_ms: atMs },
        })
        .execute()
    for (const atMs of [NOW, NOW + 1, NOW + 2]) await practised(atMs)
    await practised(NOW + 3, project + 1)
    expect(await countPractised(db(), { projectId: project, personId: ana }, NOW)).toBe(2)
    expect(await countPractised(db(), { projectId: project, personId: rita }, 0)).toBe(0)
  })
})
