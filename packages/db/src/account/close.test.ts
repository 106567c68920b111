import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findPerson, findPersonByEmail, insertPerson } from "../people/index.ts"
import { lockPerson } from "../people/lock.ts"
import { insertMember } from "../projects/index.ts"
import { lockOwners } from "../projects/members.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { asOne } from "../transaction.ts"
import { closeAccount } from "./close.ts"
import { findCredentialByEmail, hasAccount, insertAccount } from "./index.ts"
import { insertToken, readTokens } from "./tokens.ts"

describe.each(engines)("accounts that are closed on $name", (engine) => {
  let opened: TestStorage
  let noor = 0
  const email = "noor@example.org"

  beforeAll(async () => {
    opened = await engine.open()
    const { db } = opened.storage
    await insertAccount(db, { userId: "u1", name: "Noor", email, hash: "hash", nowMs: NOW })
    const person = { authUserId: "u1", name: "Noor", email, operator: true, preferences: { theme: "dark" } }
    noor = await insertPerson(db, { ...person, madeAtMs: NOW })
    const token = { secretSha256: "t".repeat(64), personId: noor, name: "mine", scopes: [], madeAtMs: NOW }
    await insertToken(db, { ...token, endsAtMs: null })
  })
  afterAll(() => opened.close())

  test("of two who close it one does, and nothing is left to enter by or to know the person by", async () => {
    const { db } = opened.storage
    const closed = await Promise.all([1, 2].map(() => asOne(db, (tx) => closeAccount(tx, noor, "Lira 27"))))
    expect(closed.filter(Boolean)).toHaveLength(1)
    expect(await findPerson(db, noor)).toMatchObject({
      ...{ name: "Lira 27", email: null, authUserId: null, active: false, operator: false, preferences: {} },
    })
    expect(await findPersonByEmail(db, email)).toBeUndefined()
    expect([await hasAccount(db, email), await findCredentialByEmail(db, email)]).toEqual([false, undefined])
    expect(await readTokens(db, noor)).toEqual([])
    expect(await insertAccount(db, { userId: "u2", name: "Other", email, hash: null, nowMs: NOW })).toBe(true)
  })

  test("owners are locked one transaction after the other, and a person's calls wait", async () => {
    const { db, engine: name } = opened.storage
    const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    const project = await addProject(opened.storage, ada, 1, 1)
    await insertMember(db, project, ada, ["owner"], "Al 10", NOW)
    await insertMember(db, project, ben, ["owner"], "Bri 10", NOW)
    const order: number[] = []
    const lock = (n: number) =>
      asOne(db, async (tx) => {
        await lockPerson(tx, name, ada)
        const owners = await lockOwners(tx, project)
        order.push(n)
        return owners.length
      })
    expect(await Promise.all([lock(1), lock(2)])).toEqual([2, 2])
    expect(order.toSorted()).toEqual([1, 2])
  })
})
