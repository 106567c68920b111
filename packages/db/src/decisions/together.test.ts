import { randomUUID } from "node:crypto"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { insertMember, openStorage, type Storage } from "../index.ts"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { type Case, insertJudgement, listJudgements, lockAnswer, readCase, storeCase } from "./index.ts"

describe.each(engines)("acts about one answer at once on $name", (engine) => {
  let opened: TestStorage
  /** Programs on one database; a SQLite file is one program's. */
  let programs: Storage[] = []

  beforeEach(async () => {
    opened = await engine.open()
    programs = [opened.storage]
    if (engine.name === "PostgreSQL") programs.push(await openStorage(opened.at))
  })
  afterEach(async () => {
    for (const program of programs.slice(1)) await program.close()
    await opened.close()
  })

  async function answered(): Promise<Case> {
    const { storage } = opened
    const [owner = 0, author = 0] = await addPeople(storage, 2)
    const project = await addProject(storage, owner, 1, 1)
    await insertMember(storage.db, project, author, ["annotator"], "Owl", NOW)
    const [lease] = await storage.hot.next(asks(project, author))
    if (!lease) throw new Error("a task was expected")
    await storage.hot.submit(answerTo(lease))
    const key = { projectId: project, taskId: lease.taskId, personId: author, revision: 1 }
    const one = { ...key, publicId: randomUUID(), about: 1, rows: 1, guidelineVersion: 1, state: beginCase(NOW) }
    const judgement = { act: { kind: "submit" }, by: { kind: "person", id: author }, atMs: NOW } as const
    await storage.db.transaction().execute(async (tx) => {
      await insertJudgement(tx, key, {
        seq: 0,
        publicId: one.publicId,
        about: 1,
        judgement,
        supersedes: null,
        reference: null,
      })
      await storeCase(tx, one)
    })
    return one
  }

  /** Appends the next row of whatever the case is by then, as a service does. */
  function appendTo(program: Storage, one: Case, n: number): Promise<void> {
    return program.db.transaction().execute(async (tx) => {
      await lockAnswer(tx, program.engine, one)
      const now = await readCase(tx, one)
      if (!now) throw new Error("a case was expected")
      const act =
        now.state.status === "returned"
          ? ({ kind: "keep" } as const)
          : ({ kind: "return", clause: null, note: `${n}` } as const)
      const judgement = { act, by: { kind: "person", id: 1 }, atMs: NOW + n } as const
      const row = { seq: now.rows, publicId: randomUUID(), about: 1, judgement, supersedes: null, reference: null }
      await insertJudgement(tx, now, row)
      await storeCase(tx, { ...now, rows: now.rows + 1, state: stepCase(now.state, judgement) })
    })
  }

  test("are done one after the other, in whichever program: no row is lost, and none follows from an old state", async () => {
    const one = await answered()
    const acts = Array.from({ length: 16 }, (_, n) => appendTo(programs[n % programs.length] ?? opened.storage, one, n))
    await Promise.all(acts)
    const rows = await listJudgements(opened.storage.db, one)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 17 }, (_, n) => n))
    const kinds = rows.slice(1).map(({ judgement }) => judgement.act.kind)
    expect(kinds).toEqual(Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? "return" : "keep")))
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("an act that fails leaves neither row nor state", async () => {
    const one = await answered()
    const failing = opened.storage.db.transaction().execute(async (tx) => {
      await lockAnswer(tx, opened.storage.engine, one)
      const judgement = { act: { kind: "accept" }, by: { kind: "person", id: 1 }, atMs: NOW + 1 } as const
      await insertJudgement(tx, one, {
        seq: 1,
        publicId: randomUUID(),
        about: 1,
        judgement,
        supersedes: null,
        reference: null,
      })
      await storeCase(tx, { ...one, rows: 2, state: stepCase(one.state, judgement) })
      throw new Error("and then the power was cut")
    })
    await expect(failing).rejects.toThrow("power")
    expect(await listJudgements(opened.storage.db, one)).toHaveLength(1)
    expect((await readCase(opened.storage.db, one))?.state).toEqual(one.state)
    expect(await verifyStorage(opened.storage)).toEqual([])
  })

  test("the same place is never taken twice, and neither is an id", async () => {
    const one = await answered()
    const judgement = { act: { kind: "accept" }, by: { kind: "person", id: 1 }, atMs: NOW + 1 } as const
    const append = (seq: number, publicId: string) =>
      opened.storage.db
        .transaction()
        .execute((tx) =>
          insertJudgement(tx, one, { seq, publicId, about: 1, judgement, supersedes: null, reference: null }),
        )
    await expect(append(0, randomUUID())).rejects.toThrow(/append-only|duplicate key/)
    await expect(append(1, one.publicId)).rejects.toThrow(/append-only|duplicate key/)
    await append(1, randomUUID())
  })
})
