import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { countOpenJobs, countOpenProjects, holdPerson } from "../admin/quotas.ts"
import { insertPerson, updatePerson } from "../people/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { NOW } from "../testing/seed.ts"
import {
  endSession,
  findCredential,
  findCredentialByEmail,
  hasAccount,
  insertAccount,
  isStillInForce,
  replacePassword,
  setPassword,
} from "./index.ts"
import { deleteTokens, insertToken, readTokens } from "./tokens.ts"

describe.each(engines)("accounts on $name", ({ open }) => {
  let opened: TestStorage
  let personId: number
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    await insertAccount(db(), ada)
    const person = { authUserId: "u1", name: "Ada", email: ada.email, operator: false, preferences: {}, madeAtMs: NOW }
    personId = await insertPerson(db(), person)
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
    expect(await findCredentialByEmail(db(), "ADA@example.ORG")).toEqual(found)
    expect(await findCredential(db(), "u1")).toEqual(found)
    expect(await findCredentialByEmail(db(), "ben@example.org")).toBeUndefined()
    await updatePerson(db(), personId, { active: false })
    expect(await findCredentialByEmail(db(), "ada@example.org")).toBeUndefined()
    expect(await hasAccount(db(), "ada@example.org")).toBe(true)
  })

  test("are one for each address, of several made at once", async () => {
    const made = await Promise.all(
      [1, 2, 3].map((n) => insertAccount(db(), { ...ada, userId: `n${n}`, email: "New@example.org" })),
    )
    expect([...made].sort()).toEqual([false, false, true])
    expect(await insertAccount(db(), { ...ada, userId: "u9" })).toBe(false)
  })

  test("without a password get one, and a new one ends every session", async () => {
    await insertAccount(db(), { ...ada, userId: "u2", email: "eve@example.org", hash: null })
    await insertPerson(db(), {
      ...{ authUserId: "u2", name: "Eve", email: "eve@example.org", operator: false, preferences: {}, madeAtMs: NOW },
    })
    expect((await findCredential(db(), "u2"))?.hash).toBeNull()
    await setPassword(db(), "u2", "h2", NOW)
    expect((await findCredential(db(), "u2"))?.hash).toBe("h2")
    await session("s1")
    await setPassword(db(), "u1", "h3", NOW)
    expect([(await findCredential(db(), "u1"))?.hash, await sessions()]).toEqual(["h3", []])
  })

  test("change their password from the one that was checked, once", async () => {
    const change = (hash: string) => replacePassword(db(), "u1", "h1", hash, NOW)
    const done = await Promise.all([change("a"), change("b"), change("c")])
    expect(done.filter(Boolean)).toHaveLength(1)
    expect((await findCredential(db(), "u1"))?.hash).toBe(["a", "b", "c"][done.indexOf(true)])
    expect(await isStillInForce(db(), "u1", "h1")).toBe(false)
  })

  test("a session opened by a password that is not in force any more is ended by its token", async () => {
    await session("s1")
    await session("s2")
    expect(await isStillInForce(db(), "u1", "h1")).toBe(true)
    await endSession(db(), "s1")
    expect(await sessions()).toEqual(["s2"])
  })

  test("all of a person's tokens are removed, and nobody else's", async () => {
    const other = await insertPerson(db(), {
      ...{ authUserId: null, name: "Ben", email: null, operator: false, preferences: {}, madeAtMs: NOW },
    })
    const add = (secretSha256: string, owner: number) =>
      insertToken(db(), { secretSha256, personId: owner, name: "x", scopes: ["read"], madeAtMs: NOW, endsAtMs: null })
    await add("a", personId)
    await add("b", personId)
    await add("c", other)
    expect((await deleteTokens(db(), personId)).sort()).toEqual(["a", "b"])
    expect(await readTokens(db(), other)).toHaveLength(1)
  })

  test("counts of what a person has going begin at nothing", async () => {
    await holdPerson(db(), personId)
    expect([await countOpenProjects(db(), personId), await countOpenJobs(db(), personId)]).toEqual([0, 0])
  })
})
