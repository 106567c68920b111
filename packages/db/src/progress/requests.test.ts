import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { answerRequest, deleteOpenRequest, findLastRequest, insertRequest, listOpenRequests } from "./requests.ts"

describe.each(engines)("requests to review, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana, ben] = [0, 0, 0]
  let [project, other] = [0, 0]
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0, ben = 0] = await addPeople(opened.storage, 3)
    project = await addProject(opened.storage, owner, 1, 1)
    other = await addProject(opened.storage, owner, 1, 1)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db
  const inOne = <T>(work: (tx: Parameters<typeof insertRequest>[0]) => Promise<T>) => db().transaction().execute(work)
  const asks = (personId: number, publicId: string = randomUUID(), projectId = project) =>
    inOne((tx) => insertRequest(tx, { publicId, projectId, personId, facts: [], words: "w", askedAtMs: NOW }))

  test("asked by many at once, of each person in a project one is open", async () => {
    expect(await findLastRequest(db(), { projectId: project, personId: ana })).toBeUndefined()
    const kept = await Promise.all(Array.from({ length: 6 }, () => asks(ana)))
    expect(kept.filter(Boolean)).toHaveLength(1)
    expect(await asks(ben)).toBe(true)
    expect(await asks(ana, randomUUID(), other)).toBe(true)
    expect((await listOpenRequests(db(), project)).map(({ personId }) => personId)).toEqual([ana, ben])
  })

  test("answered by two at once it has one answer, and only in its project", async () => {
    const { publicId } = (await findLastRequest(db(), { projectId: project, personId: ana })) ?? expect.fail()
    const answer = (yes: boolean, projectId = project) => {
      const said = { answer: yes ? ("yes" as const) : ("no" as const), reason: "so", by: owner, atMs: NOW + 1 }
      return inOne((tx) => answerRequest(tx, { publicId, projectId }, said))
    }
    expect(await answer(true, other)).toBeUndefined()
    const both = await Promise.all([answer(true), answer(false)])
    expect(both.filter((one) => one === ana)).toHaveLength(1)
    expect(both.filter((one) => one === undefined)).toHaveLength(1)
    expect(await findLastRequest(db(), { projectId: project, personId: ana })).toMatchObject({
      ...{ answer: both[0] === ana ? "yes" : "no", reason: "so", answeredAtMs: NOW + 1 },
    })
    expect((await listOpenRequests(db(), project)).map(({ personId }) => personId)).toEqual([ben])
    // Answered, it can be asked again, and the latest counts.
    const again = randomUUID()
    expect(await asks(ana, again)).toBe(true)
    expect(await findLastRequest(db(), { projectId: project, personId: ana })).toMatchObject({
      ...{ publicId: again, answer: null },
    })
  })

  test("taken back while it is open it is gone; one that was answered stays", async () => {
    const of = { projectId: project, personId: ana }
    expect(await inOne((tx) => deleteOpenRequest(tx, of))).toBe(true)
    expect(await inOne((tx) => deleteOpenRequest(tx, of))).toBe(false)
    expect((await findLastRequest(db(), of))?.answer).not.toBeNull()
  })
})
