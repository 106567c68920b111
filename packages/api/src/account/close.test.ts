import { randomUUID } from "node:crypto"
import { findAccessBySlug, findPersonByEmail, insertLink } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES, PersonId, ProjectSlug, SubmissionId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { showConditions } from "../projects/conditions.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const PASSWORD = "correct horse battery"
const SHOP = ProjectSlug.parse("shop")

describe.each(engines)("leaving, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let project: number

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Olga", true)
    project = await harness.addProject({
      slug: "shop",
      owner,
      settings: { pay: { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 } },
    })
    await harness.addPictures(project, 3)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const as = (person: TestPerson) => appRouter.createCaller(harness.contextOf(person))
  const leave = (person: TestPerson) => as(person).people.leave({ project: SHOP, person: PersonId.parse(person.id) })
  const rolesOf = async ({ id }: TestPerson) => (await findAccessBySlug(store.storage.db, "shop", id))?.roles ?? []
  const joined = async () => {
    const secret = "s".repeat(43)
    const [madeAtMs, endsAtMs] = [harness.clock.nowMs, harness.clock.nowMs + 1_000_000]
    const secretSha256 = harness.deps.sha256(secret)
    await insertLink(store.storage.db, {
      ...{ kind: "join", secretSha256, madeAtMs, endsAtMs, projectId: project, roles: ["annotator"] },
    })
    const visitor = appRouter.createCaller(harness.contextOf(null))
    const shown = await visitor.account.joinShow({ token: secret })
    const account = { name: "Noor", email: "noor@example.org", password: PASSWORD, preferences: DEFAULT_PREFERENCES }
    await visitor.account.joinAccept({ token: secret, account })
    const person = await findPersonByEmail(store.storage.db, "noor@example.org")
    if (!person) throw new Error("nobody joined")
    return { shown, noor: { id: person.id, name: "Noor", operator: false } }
  }

  test("an invitation, My work and the conditions say what an hour pays before anything is accepted", async () => {
    const { shown, noor } = await joined()
    const pays = { currency: "EUR", floorMicrosPerHour: 12_000_000, secondsPerTask: null }
    expect(shown.project?.pays).toEqual(pays)
    expect((await as(noor).work.mine({ utcOffsetMinutes: 0 })).projects[0]?.card.pays).toEqual(pays)
    const access = await findAccessBySlug(store.storage.db, "shop", noor.id)
    if (!access) throw new Error("no access")
    const conditions = await showConditions(harness.deps, access, noor.id)
    expect([conditions.card.pays, conditions.hasOmbud]).toEqual([pays, false])
  })

  test("whoever leaves holds nothing any more, in their own name alone, and the last owner stays", async () => {
    const ann = await harness.addPerson("Ann")
    await harness.addMember(project, ann, ["annotator"])
    const other = as(ann).people.leave({ project: SHOP, person: PersonId.parse(owner.id) })
    await expect(other).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await leave(ann)
    expect(await rolesOf(ann)).toEqual([])
    await expect(leave(owner)).rejects.toMatchObject({ cause: { code: "last_owner" } })
  })

  test("of an answer sent while its person leaves the receipt is true, and nothing stays in hand", async () => {
    const plain = await harness.addProject({ slug: "plain", owner })
    await harness.addPictures(plain, 8)
    for (let i = 0; i < 4; i++) {
      const ann = await harness.addPerson(`Ann ${i}`)
      await harness.addMember(plain, ann, ["annotator"])
      const { leases } = await as(ann).work.next({ project: ProjectSlug.parse("plain"), want: 1 })
      const [lease] = leases
      if (!lease) throw new Error("no lease")
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const answer = {
        ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 },
        submissionId: SubmissionId.parse(randomUUID()),
        body: { regions: [], nothingHere: true },
      }
      const [sent, left] = await Promise.allSettled([
        as(ann).work.submitNext(answer),
        as(ann).people.leave({ project: ProjectSlug.parse("plain"), person: PersonId.parse(ann.id) }),
      ])
      expect(left.status).toBe("fulfilled")
      if (sent.status === "rejected") expect(sent.reason).toMatchObject({ cause: { code: "not_found" } })
      const of = (table: "submission" | "assignment") =>
        store.storage.db.selectFrom(table).select("task_id").where("person_id", "=", ann.id)
      expect((await of("submission").execute()).length).toBe(sent.status === "fulfilled" ? 1 : 0)
      const held = of("assignment").where("state" as never, "=", 0 as never)
      expect(await held.where("expires_at_ms" as never, ">", harness.clock.nowMs as never).execute()).toEqual([])
    }
  })

  test("of two owners who leave at once one stays", async () => {
    const second = await harness.addPerson("Second")
    await harness.addMember(project, second, ["owner"])
    const left = await Promise.allSettled([leave(owner), leave(second)])
    expect(left.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"])
    expect([await rolesOf(owner), await rolesOf(second)].flat()).toEqual(["owner"])
  })

  test("a deleted account leaves no name, address or way in, and its address is free", async () => {
    const { noor } = await joined()
    const confirm = { email: "noor@example.org", password: PASSWORD }
    const wrong = as(noor).account.close({ ...confirm, password: "another password" })
    await expect(wrong).rejects.toMatchObject({ cause: { code: "password_wrong" } })
    const misspelt = as(noor).account.close({ ...confirm, email: "ada@example.org" })
    await expect(misspelt).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await as(noor).account.close(confirm)
    const person = await store.storage.db
      .selectFrom("person")
      .selectAll()
      .where("id", "=", noor.id)
      .executeTakeFirstOrThrow()
    expect(person).toMatchObject({ email: null, auth_user_id: null, is_active: 0, preferences: "{}" })
    expect(person.name).not.toContain("Noor")
    expect(await rolesOf(noor)).toEqual([])
    const users = await store.storage.db.selectFrom("auth_user").select("email").execute()
    expect(users.map(({ email }) => email)).not.toContain("noor@example.org")
    expect(await findBalance(store.storage.db, "worker_payable", noor.id, "EUR")).toBe(0)
  })

  test("the only owner or operator is told what must be done first", async () => {
    expect(await as(owner).account.closing({})).toMatchObject({
      owned: [{ project: "shop", name: "Project shop" }],
      lastOperator: true,
    })
    const { email } = await store.storage.db
      .selectFrom("person")
      .select("email")
      .where("id", "=", owner.id)
      .executeTakeFirstOrThrow()
    const closed = as(owner).account.close({ email: email ?? "", password: "" })
    await expect(closed).rejects.toMatchObject({ cause: { code: "last_owner" } })
    expect(await rolesOf(owner)).toEqual(["owner"])
  })
})
