import { countOperators, findPersonByEmail, insertLink, listMembers, readPeople } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Context } from "../core/context.ts"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { createPerson } from "./persons.ts"

const PASSWORD = "correct horse battery"

/** What the answers to several calls at once were: "done", or the code of the refusal. */
async function told(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(calls)
  return answers.map((one) => (one.status === "fulfilled" ? "done" : String(one.reason.message)))
}
const countOf = (words: readonly string[], word: string) => words.filter((one) => one === word).length

describe.each(engines)("links that are used once, by many at once, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const visitor = (): Context => harness.contextOf(null)
  const calling = (context = visitor()) => appRouter.createCaller(context)
  const link = async (kind: "join" | "reset" | "enter" | "setup", more: object, secret = "s".repeat(43)) => {
    const [madeAtMs, endsAtMs] = [harness.clock.nowMs, harness.clock.nowMs + 1_000_000]
    const secretSha256 = harness.deps.sha256(secret)
    await insertLink(store.storage.db, { kind, secretSha256, madeAtMs, endsAtMs, ...more })
    return secret
  }
  const newcomer = (n: number) => ({
    name: `New ${n}`,
    email: `new${n}@example.org`,
    password: PASSWORD,
    preferences: DEFAULT_PREFERENCES,
  })
  const join = (token: string, n: number) => calling().account.joinAccept({ token, account: newcomer(n) })
  const accountsLeft = async () => (await store.storage.db.selectFrom("auth_user").select("id").execute()).length

  test("an operator's invitation for one makes one account, of six who join (found T2)", async () => {
    const token = await link("join", { operator: true })
    const words = await told(Array.from({ length: 6 }, (_, n) => join(token, n)))
    expect([countOf(words, "done"), countOf(words, "invitation_over")]).toEqual([1, 5])
    expect([await accountsLeft(), await countOperators(store.storage.db)]).toEqual([1, 1])
    expect(await readPeople(store.storage.db)).toHaveLength(1)
  })

  test("an invitation for two lets two in, and nobody else has an account", async () => {
    const owner = await harness.addPerson("Olga")
    const projectId = await harness.addProject({ slug: "cars", owner })
    const token = await link("join", { projectId, roles: ["annotator"], maxUses: 2 })
    const words = await told(Array.from({ length: 5 }, (_, n) => join(token, n)))
    expect([countOf(words, "done"), countOf(words, "invitation_over")]).toEqual([2, 3])
    expect(await accountsLeft()).toBe(2)
    expect(await listMembers(store.storage.db, projectId)).toHaveLength(3)
  })

  test("an invitation for several that one person opens twice leads in again, and takes nobody's place", async () => {
    const owner = await harness.addPerson("Olga")
    const ben = await harness.addPerson("Ben")
    const projectId = await harness.addProject({ slug: "cars", owner })
    const token = await link("join", { projectId, roles: ["annotator"], maxUses: 2 })
    const again = () => calling(harness.contextOf(ben)).account.joinAccept({ token, account: null })
    for (let i = 0; i < 3; i++) expect(await again()).toEqual({ project: "cars" })
    expect((await told([join(token, 1), join(token, 2)])).sort()).toEqual(["done", "invitation_over"])
    expect(await listMembers(store.storage.db, projectId)).toHaveLength(3)
  })

  test("two who join under one address have one account, and the refused one leaves the link as it was", async () => {
    const token = await link("join", { maxUses: 2 })
    expect((await told([join(token, 1), join(token, 1)])).sort()).toEqual(["done", "email_taken"])
    expect(await accountsLeft()).toBe(1)
    expect(await told([join(token, 2)])).toEqual(["done"])
  })

  test("an invitation is no way to ask which addresses have an account: that counts as a wrong try", async () => {
    await createPerson(harness.deps, { ...newcomer(1), operator: false })
    const token = await link("join", { maxUses: 500 })
    const asked = await told(Array.from({ length: 14 }, () => join(token, 1)))
    expect([countOf(asked, "email_taken"), countOf(asked, "too_many_tries")]).toEqual([10, 4])
  })

  test("of several resets at once, the one that is told done has its password in force (found T7)", async () => {
    const personId = await createPerson(harness.deps, { ...newcomer(1), operator: false })
    for (let round = 0; round < 2; round++) {
      const token = await link("reset", { personId }, `reset ${round}`)
      const wanted = Array.from({ length: 3 }, (_, n) => `password ${round} of ${n}`)
      const words = await told(wanted.map((password) => calling().account.resetFinish({ token, password })))
      expect([countOf(words, "done"), countOf(words, "link_over")]).toEqual([1, 2])
      const password = wanted[words.indexOf("done")] ?? ""
      expect(await told([calling().account.signIn({ email: "new1@example.org", password })])).toEqual(["done"])
    }
  })

  test("a sample person's link opens once (found T32)", async () => {
    const personId = await createPerson(harness.deps, { ...newcomer(1), operator: false })
    const token = await link("enter", { personId })
    const words = await told(Array.from({ length: 5 }, () => calling().account.enter({ token })))
    expect([countOf(words, "done"), countOf(words, "link_over")]).toEqual([1, 4])
  })

  test("the set-up link makes one operator, of three who set up at once", async () => {
    const host = { addresses: () => ({ computer: "http://127.0.0.1:1", network: [] }) }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { host: host as never } })
    const token = await link("setup", {})
    const setUp = (n: number) =>
      calling().setup.finish({ token, ...newcomer(n), reach: "computer", publicUrl: null, sample: false })
    const words = await told(Array.from({ length: 3 }, (_, n) => setUp(n)))
    expect(countOf(words, "done")).toBe(1)
    expect([await accountsLeft(), await countOperators(store.storage.db)]).toEqual([1, 1])
  })

  test("whoever sets the studio up in French is given samples in French", async () => {
    const seeded: unknown[] = []
    const host = {
      addresses: () => ({ computer: "http://127.0.0.1:1", network: [] }),
      seedSample: async (...wanted: unknown[]) => void seeded.push(wanted),
    }
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { host: host as never } })
    const token = await link("setup", {})
    const preferences = { ...DEFAULT_PREFERENCES, language: "fr" as const }
    const where = { reach: "computer" as const, publicUrl: null, sample: true }
    await calling().setup.finish({ token, ...newcomer(1), preferences, ...where })
    const person = await findPersonByEmail(store.storage.db, "new1@example.org")
    expect(seeded).toEqual([[person?.id, "fr"]])
  })

  test("of two changes of one password at once, the one that is told done has its password in force", async () => {
    const token = await link("join", {})
    await join(token, 1)
    const person = await findPersonByEmail(store.storage.db, "new1@example.org")
    const me = harness.contextOf({ id: person?.id ?? 0, name: "New 1", operator: false })
    const change = (next: string) => calling({ ...me }).account.changePassword({ current: PASSWORD, next })
    const wanted = ["the first new one", "the second new one"]
    const words = await told(wanted.map(change))
    expect([...words].sort()).toEqual(["done", "password_wrong"])
    const password = wanted[words.indexOf("done")] ?? ""
    expect(await told([calling().account.signIn({ email: "new1@example.org", password })])).toEqual(["done"])
  })
})
