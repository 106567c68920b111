import type { ReportedClass } from "@justesse/types/content/classes"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { findAccess, findAccessVersion, findProject, insertMember } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { answerReports, countReports, insertReport, listOpenReports, lockReports } from "./reports.ts"

type Task = Parameters<typeof insertReport>[1]["taskId"]

describe.each(engines)("what people say of pictures on $name", ({ open }) => {
  let at: TestStorage
  let project = 0
  let people: number[] = []
  const db = () => at.storage.db

  beforeAll(async () => {
    at = await open()
  })
  beforeEach(async () => {
    await at.wipe()
    people = await addPeople(at.storage, 3)
    const [owner = 0, ...others] = people
    project = await addProject(at.storage, owner, 6, 1)
    for (const [n, person] of others.entries())
      await insertMember(db(), project, person, ["annotator"], `Pseudonym ${n}`, NOW)
  })
  afterAll(() => at.close())

  const inside = <T>(work: (tx: Parameters<typeof insertReport>[0]) => Promise<T>) => db().transaction().execute(work)
  const report = (person: number, found: ReportedClass, task = 1, note = "") =>
    inside(async (tx) => {
      await lockReports(tx, project, at.storage.engine)
      const said = { projectId: project, taskId: task as Task, personId: people[person] ?? 0, class: found, note }
      const isNew = await insertReport(tx, { ...said, atMs: NOW })
      return { isNew, reported: await countReports(tx, project) }
    })

  test("a report is kept once, and people are counted, not pictures", async () => {
    expect(await report(1, "hate")).toEqual({ isNew: true, reported: [{ class: "hate", people: 1 }] })
    expect(await report(1, "hate")).toMatchObject({ isNew: false, reported: [{ class: "hate", people: 1 }] })
    expect(await report(1, "hate", 2)).toMatchObject({ isNew: true, reported: [{ class: "hate", people: 1 }] })
    expect(await report(2, "nudity", 3)).toMatchObject({
      reported: [
        { class: "nudity", people: 1 },
        { class: "hate", people: 1 },
      ],
    })
    expect((await report(2, "hate", 3)).reported).toContainEqual({ class: "hate", people: 2 })
    expect((await findProject(db(), project))?.reported).toContainEqual({ class: "hate", people: 2 })
  })

  test("reports at once are all counted", async () => {
    await Promise.all([1, 2].map((person) => report(person, "violence", person)))
    expect((await findProject(db(), project))?.reported).toEqual([{ class: "violence", people: 2 }])
  })

  test("an answer is to all open reports of a class, and to no other; a later one begins anew", async () => {
    await report(1, "hate", 1, "on the wall")
    await report(2, "other", 2, "spiders")
    expect((await listOpenReports(db(), project, 9)).map(({ note }) => note)).toEqual(["spiders", "on the wall"])
    const said = { answer: "not_so" as const, personId: people[0] ?? 0, atMs: NOW + 1 }
    await inside(async (tx) => {
      expect(await answerReports(tx, { projectId: project, class: "hate" }, said)).toBe(1)
      expect(await answerReports(tx, { projectId: project, class: "hate" }, said)).toBe(0)
      expect(await countReports(tx, project)).toEqual([{ class: "other", people: 1 }])
    })
    expect((await listOpenReports(db(), project, 9)).map(({ note }) => note)).toEqual(["spiders"])
    expect((await report(1, "hate", 4)).reported).toContainEqual({ class: "hate", people: 1 })
  })

  test("a report and a yes raise the version of access, so that every program hears of them", async () => {
    const before = await findAccessVersion(db(), project)
    await report(1, "medical")
    const reported = await findAccessVersion(db(), project)
    expect(reported).toBeGreaterThan(before)
    const [, person = 0] = people
    const of = { projectId: project, personId: person, isPaid: false, nowMs: NOW }
    await at.storage.hot.sayYes({ ...of, yes: '["medical"]', givesBack: false })
    expect(await findAccessVersion(db(), project)).toBeGreaterThan(reported)
    expect((await findAccess(db(), project, person))?.member.yes).toEqual(["medical"])
  })

  test("a yes taken back gives back what is held, whatever a draw of before wants", async () => {
    const [, person = 0] = people
    const access = await findAccess(db(), project, person)
    const draw = asks(project, person, { want: 3, accessVersion: access?.accessVersion })
    expect(await at.storage.hot.next(draw)).toHaveLength(3)
    const of = { projectId: project, personId: person, isPaid: false, nowMs: NOW }
    expect(await at.storage.hot.sayYes({ ...of, yes: "[]", givesBack: true })).toBe(3)
    const rows = await db().selectFrom("assignment").select(["state", "counted", "skip_reason"]).execute()
    expect(rows.map(({ state, counted, skip_reason }) => [state, counted, skip_reason])).toEqual(
      Array(3).fill([4, 0, null]),
    )
    const again = { ...draw, freshIds: ["a", "b", "c"] }
    await expect(at.storage.hot.next(again)).rejects.toMatchObject({ code: "conflict", detail: { why: "access" } })
    const { public_id: publicId } = await db().selectFrom("assignment").select("public_id").executeTakeFirstOrThrow()
    const old = { publicId, personId: person, nowMs: NOW, accessVersion: access?.accessVersion }
    await expect(at.storage.hot.takeUp(old)).rejects.toMatchObject({ code: "conflict" })
  })
})
