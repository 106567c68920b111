import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { quotas } from "../admin/quotas.ts"
import { people } from "../people/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { NOW } from "../testing/seed.ts"
import { accounts } from "./index.ts"
import { tokens } from "./tokens.ts"

describe.each(engines)("accounts on $name", ({ open }) => {
  let opened: TestStorage
  let personId: number
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    await accounts(db()).add(ada)
    const person = { authUserId: "u1", name: "Ada", email: ada.email, operator: false, preferences: {}, madeAtMs: NOW }
    personId = await people(db()).add(person)
  })
  const db = () => opened.storage.db
  const ada = { userId: "u1", name: "Ada", email: "Ada@Example.org", hash: "h1", nowMs: NOW }
  const session = (token: string) =>
    db()
      .insertInto("auth_session")
      .values({ id: token, token, userId: "u1", ...times } as never) // more columns than we write elsewhere
      .execute()
  const times = Object.fromEntries(
    ["expiresAt", "createdAt", "updatedAt"].map((at) => [at, new Date(NOW).toISOString()]),
  )
  const sessions = async () => (await db().selectFrom("auth_session").select("token").execute()).map((row) => row.token)

  test("are found by address, whatever the capitals, and by user; nobody inactive is", async () => {
    const found = { userId: "u1", email: "ada@example.org", hash: "h1" }
    expect(await accounts(db()).byEmail("ADA@example.ORG")).toEqual(found)
    expect(await accounts(db()).byUser("u1")).toEqual(found)
    expect(await accounts(db()).byEmail("ben@example.org")).toBeUndefined()
    await people(db()).update(personId, { active: false })
    expect(await accounts(db()).byEmail("ada@example.org")).toBeUndefined()
    expect(await accounts(db()).taken("ada@example.org")).toBe(true)
  })

  test("are one for each address, of several made at once", async () => {
    const made = await Promise.all(
      [1, 2, 3].map((n) => accounts(db()).add({ ...ada, userId: `n${n}`, email: "New@example.org" })),
    )
    expect([...made].sort()).toEqual([false, false, true])
    expect(await accounts(db()).add({ ...ada, userId: "u9" })).toBe(false)
  })

  test("without a password get one, and a new one ends every session", async () => {
    await accounts(db()).add({ ...ada, userId: "u2", email: "eve@example.org", hash: null })
    await people(db()).add({
      ...{ authUserId: "u2", name: "Eve", email: "eve@example.org", operator: false, preferences: {}, madeAtMs: NOW },
    })
    expect((await accounts(db()).byUser("u2"))?.hash).toBeNull()
    await accounts(db()).setPassword("u2", "h2", NOW)
    expect((await accounts(db()).byUser("u2"))?.hash).toBe("h2")
    await session("s1")
    await accounts(db()).setPassword("u1", "h3", NOW)
    expect([(await accounts(db()).byUser("u1"))?.hash, await sessions()]).toEqual(["h3", []])
  })

  test("change their password from the one that was checked, once", async () => {
    const change = (hash: string) => accounts(db()).replacePassword("u1", "h1", hash, NOW)
    const done = await Promise.all([change("a"), change("b"), change("c")])
    expect(done.filter(Boolean)).toHaveLength(1)
    expect((await accounts(db()).byUser("u1"))?.hash).toBe(["a", "b", "c"][done.indexOf(true)])
    expect(await accounts(db()).stillInForce("u1", "h1")).toBe(false)
  })

  test("a session opened by a password that is not in force any more is ended by its token", async () => {
    await session("s1")
    await session("s2")
    expect(await accounts(db()).stillInForce("u1", "h1")).toBe(true)
    await accounts(db()).endSession("s1")
    expect(await sessions()).toEqual(["s2"])
  })

  test("all of a person's tokens are removed, and nobody else's", async () => {
    const other = await people(db()).add({
      ...{ authUserId: null, name: "Ben", email: null, operator: false, preferences: {}, madeAtMs: NOW },
    })
    const add = (secretSha256: string, owner: number) =>
      tokens(db()).add({ secretSha256, personId: owner, name: "x", scopes: ["read"], madeAtMs: NOW, endsAtMs: null })
    await add("a", personId)
    await add("b", personId)
    await add("c", other)
    expect((await tokens(db()).removeAll(personId)).sort()).toEqual(["a", "b"])
    expect(await tokens(db()).ofPerson(other)).toHaveLength(1)
  })

  test("counts of what a person has going begin at nothing", async () => {
    await quotas(db()).hold(personId)
    expect([await quotas(db()).openProjects(personId), await quotas(db()).openJobs(personId)]).toEqual([0, 0])
  })
})
