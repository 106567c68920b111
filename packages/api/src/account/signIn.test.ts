import { createHook } from "node:async_hooks"
import { findLiveLink, findPersonByEmail, insertLink, insertToken, recordTokenUse } from "@justesse/db"
import type { SqliteStorage } from "@justesse/db/sqlite/storage"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"

const PASSWORD = "correct horse battery"
const EMAIL = "ada@example.org"

async function told(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(calls)
  return answers.map((one) => (one.status === "fulfilled" ? "done" : String(one.reason.message)))
}
const countOf = (words: readonly string[], word: string) => words.filter((one) => one === word).length

/** How many passwords Node hashed while `act` ran. */
async function hashesOf(act: () => Promise<unknown>): Promise<number> {
  let hashes = 0
  const hook = createHook({ init: (_id, type) => void (hashes += type === "SCRYPTREQUEST" ? 1 : 0) }).enable()
  try {
    await act()
  } finally {
    hook.disable()
  }
  return hashes
}

// What no storage has a part in runs on one engine: a hash costs 90 ms of a core.
describe.each(ruleEngines)("signing in on $name", ({ name, open }) => {
  const only = (engine: typeof name) => (engine === name ? test : () => {})
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let personId: number

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    await join("Ada", EMAIL)
    personId = (await findPersonByEmail(store.storage.db, EMAIL))?.id ?? 0
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const calling = (ip = "10.0.0.1") => appRouter.createCaller({ ...harness.contextOf(null), ip })
  const mine = (ip = "10.0.0.1") =>
    appRouter.createCaller({ ...harness.contextOf({ id: personId, name: "Ada", operator: false }), ip })
  const join = async (person: string, email: string) => {
    const token = `join ${person}`
    const [madeAtMs, endsAtMs] = [harness.clock.nowMs, harness.clock.nowMs + 1_000]
    await insertLink(store.storage.db, { kind: "join", secretSha256: harness.deps.sha256(token), madeAtMs, endsAtMs })
    const account = { name: person, email, password: PASSWORD, preferences: DEFAULT_PREFERENCES }
    await calling("192.0.2.1").account.joinAccept({ token, account })
  }
  const guess = (email = EMAIL, password = "a wrong password", ip = "10.0.0.1") =>
    calling(ip).account.signIn({ email, password })

  only("SQLite")("guesses at once on one account hash ten passwords at most (found T5)", async () => {
    let words: string[] = []
    const hashes = await hashesOf(async () => {
      words = await told(Array.from({ length: 40 }, () => guess()))
    })
    expect([countOf(words, "password_wrong"), countOf(words, "too_many_tries")]).toEqual([10, 30])
    expect(hashes).toBe(10)
  })

  only("SQLite")(
    "a right password comes through before the guesses that wait, and counts for nothing (found T6)",
    async () => {
      const order: string[] = []
      const guesses = Array.from({ length: 8 }, (_, n) =>
        guess(`nobody${n}@example.org`).catch(() => void order.push("wrong")),
      )
      await guess(EMAIL, PASSWORD)
      order.push("right")
      await Promise.all(guesses)
      expect(order.indexOf("right")).toBeLessThan(4)
      expect(countOf(order, "wrong")).toBe(8)
    },
  )

  only("SQLite")("guesses at the present password count as tries to sign in do (found T24)", async () => {
    const change = (current: string) => mine().account.changePassword({ current, next: "a new long password" })
    const words = await told(Array.from({ length: 14 }, () => change("a wrong password")))
    expect([countOf(words, "password_wrong"), countOf(words, "too_many_tries")]).toEqual([10, 4])
    expect(await told([change(PASSWORD)])).toEqual(["too_many_tries"])
  })

  test("a new password ends API tokens and reset links (found T24)", async () => {
    const token = { secretSha256: "a", personId, name: "a script", scopes: ["read"] as const }
    await insertToken(store.storage.db, { ...token, madeAtMs: harness.clock.nowMs, endsAtMs: null })
    const [madeAtMs, endsAtMs] = [harness.clock.nowMs, harness.clock.nowMs + 1_000_000]
    await insertLink(store.storage.db, { kind: "reset", secretSha256: "r", personId, madeAtMs, endsAtMs })
    await mine().account.changePassword({ current: PASSWORD, next: "a new long password" })
    expect(await recordTokenUse(store.storage.db, "a", harness.clock.nowMs)).toBeUndefined()
    expect(await findLiveLink(store.storage.db, "reset", "r", harness.clock.nowMs)).toBeUndefined()
    expect(await told([guess(EMAIL, PASSWORD)])).toEqual(["password_wrong"])
  })

  only("SQLite")("on a full disk a right password is not called wrong, and counts for nothing (found T8)", async () => {
    if (!("writer" in store.storage)) throw new Error("this is about SQLite's file")
    const { db } = (store.storage as SqliteStorage).writer // only the SQLite storage has one
    const pages = () => Number(db.pragma("page_count", { simple: true }))
    db.pragma(`max_page_count = ${pages()}`)
    const insert = `insert into auth_session (id, token, "userId", "expiresAt", "createdAt", "updatedAt")
      select lower(hex(randomblob(16))), lower(hex(randomblob(16))), id, '2030', '2030', '2030' from auth_user limit 1`
    // Until none of a hundred finds room, wherever its random place in the indexes is.
    for (let failed = 0; failed < 100; ) {
      try {
        db.exec(insert)
        failed = 0
      } catch (error) {
        expect(error).toMatchObject({ code: "SQLITE_FULL" })
        failed++
      }
    }
    const words: string[] = []
    for (let n = 0; n < 12; n++) words.push(...(await told([guess(EMAIL, PASSWORD)])))
    expect(countOf(words, "password_wrong") + countOf(words, "too_many_tries")).toBe(0)
    db.pragma(`max_page_count = ${pages() + 1_000}`)
    expect(await told([guess(EMAIL, PASSWORD)])).toEqual(["done"])
  })

  only("PostgreSQL")(
    "with the database away, a password is not called wrong, and counts for nothing (found T8)",
    async () => {
      await store.storage.close()
      const words: string[] = []
      for (let n = 0; n < 12; n++) words.push(...(await told([guess(EMAIL, PASSWORD)])))
      expect(countOf(words, "password_wrong") + countOf(words, "too_many_tries")).toBe(0)
    },
  )
})
