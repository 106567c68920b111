import { AsyncLocalStorage } from "node:async_hooks"
import { type Engine, ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { afterAll, beforeAll, expect, test } from "vitest"
import { addPerson } from "../account/persons.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { contextsOfAuth } from "./briefContext.ts"

const sqlite: Engine = ruleEngines.find(({ name }) => name === "SQLite") ?? expect.fail("no SQLite")
let at: TestStorage
let folder: ReturnType<typeof temporaryFolder>
let h: Harness

beforeAll(async () => {
  at = await sqlite.open()
  folder = temporaryFolder()
  h = makeHarness({ storage: at.storage, folder: folder.path })
})
afterAll(async () => {
  await at.close()
  folder.remove()
})

/** Every context that better-auth keeps, those of a later version too. */
const contexts = () => Object.values(contextsOfAuth()).filter((one) => one instanceof AsyncLocalStorage)
/** Absent where this Node keeps contexts without noting promises. */
const isInForce = (one: object) => "enabled" in one && one.enabled === true

test("many sign in and out at once, each as themselves; afterwards no context is in force", async () => {
  const people = Array.from({ length: 12 }, (_, n) => ({ name: `Person ${n}`, email: `p${n}@example.org` }))
  const preferences = DEFAULT_PREFERENCES
  const users = await Promise.all(
    people.map((person) => addPerson(h.deps, { ...person, preferences, hash: "x", operator: false })),
  )
  let wasInForce = false
  const watch = setInterval(() => {
    wasInForce ||= contexts().some(isInForce)
  }, 0)
  const sessions = await Promise.all(
    users.map(async ({ userId }, n) => {
      const cookies = await h.deps.auth.enterAs(userId)
      const headers = new Headers({ cookie: cookies.map((line) => line.split(";")[0]).join("; ") })
      const session = await h.deps.auth.session(headers)
      if (n % 2 === 0) await h.deps.auth.signOut(headers)
      return { is: session?.userId === userId, after: (await h.deps.auth.session(headers)) !== null }
    }),
  )
  clearInterval(watch)
  expect(sessions).toEqual(users.map((_, n) => ({ is: true, after: n % 2 === 1 })))
  expect(contexts().length).toBeGreaterThanOrEqual(2)
  expect(contexts().filter(isInForce)).toEqual([])
  // Somebody was inside when it was looked at, so the look could have seen one that stays.
  expect(wasInForce).toBe(Number.parseInt(process.versions.node, 10) < 24)
})
