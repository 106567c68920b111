import { sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { findClaim, insertClaim, insertClaimAnswer, listClaimsOf, listOpenClaims, sumGranted } from "./claims.ts"

describe.each(engines)("claims of missing time on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0
  let session = 0
  const db = () => opened.storage.db
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 2, 2)
    await opened.storage.hot.next(asks(project, ben))
    const own = db().selectFrom("work_session").select("id").where("person_id", "=", ben)
    session = (await own.executeTakeFirstOrThrow()).id
  })

  const claim = (granted: number, asked: number, atMs = NOW) =>
    db()
      .transaction()
      .execute((tx) =>
        insertClaim(tx, {
          ...{ projectId: project, personId: ben, sessionId: session, grantedSeconds: granted, askedSeconds: asked },
          ...{ note: "on paper", isBeyond: false, atMs },
        }),
      )
  const answer = (id: number, grantedSeconds: number, personId: number | null = ada) =>
    db()
      .transaction()
      .execute((tx) => insertClaimAnswer(tx, id, { personId, grantedSeconds, atMs: NOW + 5 }))

  test("are kept with their answer, which is the first that comes", async () => {
    const id = await claim(60, 30)
    expect(await findClaim(db(), id)).toEqual({
      ...{ id, projectId: project, personId: ben, sessionId: session, grantedSeconds: 60, askedSeconds: 30 },
      ...{ note: "on paper", isBeyond: false, atMs: NOW, answer: null },
    })
    expect([await answer(id, 20), await answer(id, 0)]).toEqual([true, false])
    expect(await findClaim(db(), id)).toMatchObject({ answer: { personId: ada, grantedSeconds: 20, atMs: NOW + 5 } })
    expect(await findClaim(db(), id + 1_000)).toBeUndefined()
  })

  test("that ask for something wait in the order in which they came, of the projects that are asked about", async () => {
    await claim(60, 0)
    const [first, second, third] = [await claim(0, 10), await claim(0, 20), await claim(5, 30)]
    await answer(second, 20, null)
    const open = async (projects: number[] | null) =>
      (await listOpenClaims(db(), { projects, limit: 100 })).map(({ id }) => id)
    expect(await open([project])).toEqual([first, third])
    expect(await open([])).toEqual([])
    expect(await open([project + 1_000])).toEqual([])
    expect(await open(null)).toEqual(expect.arrayContaining([first, third]))
    expect((await listOpenClaims(db(), { projects: [project], limit: 1 })).map(({ id }) => id)).toEqual([first])
    expect((await listClaimsOf(db(), ben, [session])).map(({ id }) => id).slice(0, 3)).toEqual([third, second, first])
    expect(await listClaimsOf(db(), ada, [session])).toEqual([])
    expect(await listClaimsOf(db(), ben, [])).toEqual([])
  })

  test("are added up as far as they were granted at once: in the session, and of the day", async () => {
    await claim(60, 30, NOW - 100)
    await claim(40, 0, NOW)
    expect(await sumGranted(db(), ben, { sessionId: session, sinceMs: NOW })).toEqual({ inSession: 100, since: 40 })
    expect(await sumGranted(db(), ben, { sessionId: 0, sinceMs: NOW - 100 })).toEqual({ inSession: 0, since: 100 })
    expect(await sumGranted(db(), ada, { sessionId: session, sinceMs: 0 })).toEqual({ inSession: 0, since: 0 })
  })

  test("and their answers are changed, removed and replaced by nobody", async () => {
    const id = await claim(60, 30)
    await answer(id, 10)
    const refused = [
      sql`update time_claim set asked_s = 0 where id = ${id}`,
      sql`delete from time_claim where id = ${id}`,
      sql`update time_claim_answer set granted_s = 0 where claim_id = ${id}`,
      sql`delete from time_claim_answer where claim_id = ${id}`,
      ...(engine.name === "SQLite"
        ? [
            sql`insert or replace into time_claim_answer (claim_id, person_id, granted_s, at_ms) values (${id}, null, 0, 1)`,
          ]
        : [sql`truncate time_claim`, sql`truncate time_claim_answer`]),
    ]
    for (const statement of refused) await expect(statement.execute(db())).rejects.toThrow("append-only")
    expect(await findClaim(db(), id)).toMatchObject({ askedSeconds: 30, answer: { grantedSeconds: 10 } })
  })
})
