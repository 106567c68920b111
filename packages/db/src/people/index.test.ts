import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  findLiveLink,
  insertLink,
  type LinkKind,
  listLinks,
  spendLink,
  withdrawLink,
  withdrawLinks,
} from "../account/links.ts"
import { deleteToken, insertToken, readTokens, recordTokenUse } from "../account/tokens.ts"
import { isDuplicate } from "../duplicate.ts"
import { findProject, insertMember } from "../projects/index.ts"
import { findSetting, putSetting } from "../projects/settings.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { collectPersonData } from "./data.ts"
import {
  countOperators,
  countSeenSince,
  findPeople,
  findPerson,
  findPersonByAuthUser,
  findPersonByEmail,
  hasOperator,
  insertPerson,
  listInCharge,
  listOperators,
  notePersonSeen,
  readPeople,
  updatePerson,
} from "./index.ts"

describe.each(engines)("on $name", (engine) => {
  let opened: TestStorage
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
  })
  const db = () => opened.storage.db

  describe("people", () => {
    const ada = {
      authUserId: "u-ada",
      name: "Ada",
      email: "Ada@Example.org",
      operator: true,
      preferences: { a: 1 },
      madeAtMs: NOW,
    }
    const importer = { ...ada, authUserId: null, name: "Import", email: null, operator: false }

    test("are found by number, by their sign-in user, and by their address however it is typed", async () => {
      const id = await insertPerson(db(), ada)
      const found = {
        ...{ id, authUserId: "u-ada", name: "Ada", email: "ada@example.org", operator: true, active: true },
        ...{ preferences: { a: 1 }, madeAtMs: NOW, lastSeenMs: null },
      }
      expect(await findPerson(db(), id)).toEqual(found)
      expect(await findPersonByAuthUser(db(), "u-ada")).toEqual(found)
      expect(await findPersonByEmail(db(), "ADA@example.ORG")).toEqual(found)
      expect(await findPeople(db(), [id, 999])).toEqual([found])
    })

    test("who are not there are not found", async () => {
      expect(await findPerson(db(), 1)).toBeUndefined()
      expect(await findPersonByAuthUser(db(), "nobody")).toBeUndefined()
      expect(await findPersonByEmail(db(), "nobody@example.org")).toBeUndefined()
      expect(await findPeople(db(), [])).toEqual([])
    })

    test("share no address and no sign-in user", async () => {
      await insertPerson(db(), ada)
      const sameAddress = await insertPerson(db(), { ...ada, authUserId: "other" }).catch((error: unknown) => error)
      const sameUser = await insertPerson(db(), { ...ada, email: "other@example.org" }).catch((error: unknown) => error)
      expect([isDuplicate(sameAddress), isDuplicate(sameUser)]).toEqual([true, true])
    })

    test("without an address may be many: authors of imports", async () => {
      await insertPerson(db(), importer)
      await insertPerson(db(), importer)
      expect(await readPeople(db())).toEqual([])
    })

    test("who answer for a project or for the studio are found by name, those who cannot sign in left out", async () => {
      const [owner = 0, reviewer = 0, annotator = 0, gone = 0] = await addPeople(opened.storage, 4)
      const [one, other] = [
        await addProject(opened.storage, owner, 1, 1),
        await addProject(opened.storage, owner, 1, 1),
      ]
      for (const [personId, roles] of [
        [owner, ["owner", "annotator"]],
        [reviewer, ["reviewer"]],
        [annotator, ["annotator"]],
        [gone, ["reviewer"]],
      ] as const)
        await insertMember(db(), one, personId, [...roles], `p${personId}`, NOW)
      await updatePerson(db(), gone, { active: false })
      const inCharge = (ids: readonly number[]) => listInCharge(db(), ids)
      expect((await inCharge([one, other])).filter(({ projectId }) => projectId === one)).toMatchObject([
        { person: { id: owner }, owns: true, reviews: false },
        { person: { id: reviewer }, owns: false, reviews: true },
      ])
      expect([await inCharge([]), (await inCharge([other])).some(({ projectId }) => projectId === one)]).toEqual([
        [],
        false,
      ])
      expect(await listOperators(db())).toEqual([])
      for (const id of [reviewer, gone]) await updatePerson(db(), id, { operator: true })
      await insertPerson(db(), { ...importer, operator: true })
      expect((await listOperators(db())).map(({ id }) => id)).toEqual([reviewer])
    })

    test("are listed by name, without those who never sign in", async () => {
      for (const name of ["Zoé", "Ben", "Ada"]) {
        await insertPerson(db(), { ...ada, name, authUserId: name, email: `${name}@example.org` })
      }
      await insertPerson(db(), importer)
      expect((await readPeople(db())).map((person) => person.name)).toEqual(["Ada", "Ben", "Zoé"])
    })

    test("change only in what is said", async () => {
      const id = await insertPerson(db(), ada)
      await updatePerson(db(), id, { name: "Ada L." })
      await updatePerson(db(), id, {})
      expect(await findPerson(db(), id)).toMatchObject({ name: "Ada L.", operator: true, preferences: { a: 1 } })
      await updatePerson(db(), id, { preferences: { theme: "dark" }, operator: false, active: false })
      const changed = { name: "Ada L.", operator: false, active: false, preferences: { theme: "dark" } }
      expect(await findPerson(db(), id)).toMatchObject(changed)
    })

    test("are counted when seen, and operators when active", async () => {
      const id = await insertPerson(db(), ada)
      const other = await insertPerson(db(), { ...ada, authUserId: "b", email: "b@example.org" })
      await notePersonSeen(db(), id, NOW)
      expect(await countSeenSince(db(), NOW)).toBe(1)
      expect(await countSeenSince(db(), NOW + 1)).toBe(0)
      expect(await countOperators(db())).toBe(2)
      await updatePerson(db(), other, { active: false })
      expect(await countOperators(db())).toBe(1)
      expect(await hasOperator(db())).toBe(true)
      await updatePerson(db(), id, { operator: false })
      expect(await hasOperator(db())).toBe(false)
    })
  })

  describe("links", () => {
    const join = { kind: "join" as LinkKind, secretSha256: "s1", madeAtMs: NOW, endsAtMs: NOW + 1_000 }
    const spend = (nowMs = NOW) => spendLink(db(), "join", "s1", nowMs)

    test("open once unless more uses are allowed, and never after their end", async () => {
      const id = await insertLink(db(), { ...join, roles: ["annotator"], name: "For the class", maxUses: 2 })
      const live = await findLiveLink(db(), "join", "s1", NOW)
      expect(live).toMatchObject({ id, roles: ["annotator"], name: "For the class", maxUses: 2, uses: 0 })
      const spent = [await spend(), await spend(), await spend()]
      expect(spent.map((link) => link?.uses)).toEqual([1, 2, undefined])
      expect(await findLiveLink(db(), "join", "s1", NOW)).toBeUndefined()
    })

    test("are over at their end, not after it", async () => {
      await insertLink(db(), join)
      expect(await findLiveLink(db(), "join", "s1", NOW + 999)).toBeDefined()
      expect(await findLiveLink(db(), "join", "s1", NOW + 1_000)).toBeUndefined()
      expect(await spend(NOW + 1_000)).toBeUndefined()
    })

    test("open nothing under another kind or secret", async () => {
      await insertLink(db(), join)
      expect(await findLiveLink(db(), "reset", "s1", NOW)).toBeUndefined()
      expect(await findLiveLink(db(), "join", "s2", NOW)).toBeUndefined()
      expect(await spendLink(db(), "reset", "s1", NOW)).toBeUndefined()
      expect(await spendLink(db(), "join", "s2", NOW)).toBeUndefined()
    })

    test("spent at once by many open for as many as they have uses, and only what those do is stored", async () => {
      const id = await insertLink(db(), { ...join, maxUses: 3 })
      const act = (n: number) =>
        db()
          .transaction()
          .execute(async (tx) => {
            if (!(await spendLink(tx, "join", "s1", NOW))) throw new Error("spent")
            await putSetting(tx, `joined ${n}`, true)
          })
      const told = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => act(n)))
      const done = told.flatMap((one, n) => (one.status === "fulfilled" ? [n] : []))
      expect(done).toHaveLength(3)
      const stored = await Promise.all(told.map((_, n) => findSetting(db(), `joined ${n}`)))
      expect(stored.flatMap((value, n) => (value === undefined ? [] : [n]))).toEqual(done)
      expect((await listLinks(db(), null, "join")).find((link) => link.id === id)?.uses).toBe(3)
    })

    test("that are withdrawn no longer open, and only their own project withdraws them", async () => {
      const [owner = 0] = await addPeople(opened.storage, 1)
      const project = await addProject(opened.storage, owner, 0, 1)
      const id = await insertLink(db(), { ...join, projectId: project })
      expect(await withdrawLink(db(), id, project + 1)).toBeUndefined()
      expect(await withdrawLink(db(), id, null)).toBeUndefined()
      expect(await withdrawLink(db(), id, project)).toMatchObject({ id, withdrawn: true })
      expect(await findLiveLink(db(), "join", "s1", NOW)).toBeUndefined()
      expect(await spend()).toBeUndefined()
    })

    test("are listed by project and kind, newest first", async () => {
      const [owner = 0] = await addPeople(opened.storage, 1)
      const project = await addProject(opened.storage, owner, 0, 1)
      const first = await insertLink(db(), { ...join, projectId: project })
      const second = await insertLink(db(), { ...join, secretSha256: "s2", projectId: project })
      const general = await insertLink(db(), { ...join, secretSha256: "s3" })
      expect((await listLinks(db(), project, "join")).map((link) => link.id)).toEqual([second, first])
      expect((await listLinks(db(), null, "join")).map((link) => link.id)).toEqual([general])
      expect(await listLinks(db(), project, "reset")).toEqual([])
    })

    test("of a kind are replaced together, or for one person", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      await insertLink(db(), { ...join, kind: "reset", secretSha256: "a", personId: ada })
      await insertLink(db(), { ...join, kind: "reset", secretSha256: "b", personId: ben })
      await withdrawLinks(db(), "reset", ada)
      expect(await findLiveLink(db(), "reset", "a", NOW)).toBeUndefined()
      expect(await findLiveLink(db(), "reset", "b", NOW)).toBeDefined()
      await withdrawLinks(db(), "reset")
      expect(await findLiveLink(db(), "reset", "b", NOW)).toBeUndefined()
    })
  })

  describe("tokens", () => {
    const token = { secretSha256: "t1", name: "script", scopes: ["read", "export"] as const, madeAtMs: NOW }

    test("tell who sends, with which scopes, and remember when", async () => {
      const [ada = 0] = await addPeople(opened.storage, 1)
      const id = await insertToken(db(), { ...token, personId: ada, endsAtMs: null })
      const who = { personId: ada, name: "Person 1", operator: false, scopes: ["read", "export"] }
      expect(await recordTokenUse(db(), "t1", NOW + 5)).toEqual(who)
      expect(await readTokens(db(), ada)).toEqual([
        {
          id,
          name: "script",
          scopes: ["read", "export"],
          madeAtMs: NOW,
          lastUsedAtMs: NOW + 5,
          endsAtMs: null,
          project: null,
        },
      ])
    })

    test("of one project name it to whoever checks and to whoever lists them", async () => {
      const [ada = 0] = await addPeople(opened.storage, 1)
      const projectId = await addProject(opened.storage, ada, 1, 1)
      const slug = (await findProject(db(), projectId))?.slug
      await insertToken(db(), { ...token, personId: ada, endsAtMs: null, projectId })
      await insertToken(db(), { ...token, secretSha256: "t2", personId: ada, endsAtMs: null })
      expect((await recordTokenUse(db(), "t1", NOW))?.projectId).toBe(projectId)
      expect(await recordTokenUse(db(), "t2", NOW)).not.toHaveProperty("projectId")
      expect((await readTokens(db(), ada)).map(({ project }) => project)).toEqual([null, slug])
    })

    test("that ended, or whose person is out, open nothing", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      await insertToken(db(), { ...token, personId: ada, endsAtMs: NOW + 10 })
      expect(await recordTokenUse(db(), "t1", NOW + 9)).toBeDefined()
      expect(await recordTokenUse(db(), "t1", NOW + 10)).toBeUndefined()
      await insertToken(db(), { ...token, secretSha256: "t2", personId: ben, endsAtMs: null })
      await updatePerson(db(), ben, { active: false })
      expect(await recordTokenUse(db(), "t2", NOW)).toBeUndefined()
      expect(await recordTokenUse(db(), "unknown", NOW)).toBeUndefined()
    })

    test("are removed by their own person only", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      const id = await insertToken(db(), { ...token, personId: ada, endsAtMs: null })
      expect(await deleteToken(db(), id, ben)).toBeUndefined()
      expect(await deleteToken(db(), id, ada)).toBe("t1")
      expect(await recordTokenUse(db(), "t1", NOW)).toBeUndefined()
    })
  })

  describe("settings", () => {
    test("keep what was set last, as it was set", async () => {
      expect(await findSetting(db(), "reach")).toBeUndefined()
      await putSetting(db(), "reach", "computer")
      await putSetting(db(), "reach", { kind: "network", ports: [1, 2] })
      expect(await findSetting(db(), "reach")).toEqual({ kind: "network", ports: [1, 2] })
      await putSetting(db(), "off", null)
      expect(await findSetting(db(), "off")).toBeNull()
    })
  })

  describe("what is stored on a person", () => {
    test("is all theirs, and nobody else's", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      const project = await addProject(opened.storage, ada, 4, 2)
      await insertMember(db(), project, ada, ["annotator"], "Owl", NOW)
      for (const person of [ada, ben]) {
        const [lease, held] = await opened.storage.hot.next(asks(project, person, { want: 2 }))
        if (!lease || !held) throw new Error("two leases were wanted")
        await opened.storage.hot.submit(answerTo(lease))
        const draft = {
          publicId: held.publicId,
          personId: person,
          fence: held.fence,
          revision: 1,
          body: "{}",
          nowMs: NOW,
        }
        await opened.storage.hot.saveDraft(draft)
      }
      const mine = await collectPersonData(db(), ada)
      expect(mine.person).toMatchObject({ id: ada, name: "Person 1" })
      expect(mine.memberships).toHaveLength(1)
      expect(mine.memberships[0]).toMatchObject({ pseudonym: "Owl", is_annotator: 1, is_owner: 0 })
      expect([mine.assignments.length, mine.submissions.length, mine.drafts.length]).toEqual([2, 1, 1])
      expect(mine.time).toHaveLength(1)
      expect(JSON.stringify(mine)).not.toMatch(/task_id|asset_id|secret/)
    })

    test("holds what is measured on them, but of gold only what was retired", async () => {
      const [ada = 0] = await addPeople(opened.storage, 1)
      const project = await addProject(opened.storage, ada, 3, 1)
      const body = JSON.stringify({ skills: { find: { a: 9, b: 1 } }, gold: { find: { right: 7, wrong: 0 } } })
      await db()
        .insertInto("person_quality")
        .values({ project_id: project, person_id: ada, body, items: 31, changed_at_ms: NOW })
        .execute()
      for (const [task_id, state] of [
        [1, "active"],
        [2, "retired"],
      ] as const) {
        const known = {
          answer: "{}",
          answer_sha256: "",
          source: "hand" as const,
          place: task_id,
          asked: 1,
          hits: 1,
          doubt_ppm: 0,
        }
        await db()
          .insertInto("gold")
          .values({ project_id: project, task_id, state, ...known, made_by: ada, made_at_ms: NOW, changed_at_ms: NOW })
          .execute()
        const said = {
          revision: 1,
          drawn: SOURCE.gold,
          passed: 1 as const,
          evidence: `{"task":"${state}"}`,
          at_ms: NOW,
        }
        await db()
          .insertInto("gold_answer")
          .values({ project_id: project, task_id, person_id: ada, ...said })
          .execute()
      }
      const mine = await collectPersonData(db(), ada)
      expect(mine.skills).toMatchObject([{ items: 31, skills: { find: { a: 9, b: 1 } } }])
      expect(mine.knownAnswers).toHaveLength(1)
      expect(JSON.stringify(mine)).toContain("retired")
      expect(JSON.stringify(mine)).not.toMatch(/active"|right/)
      expect(mine.secondLooks).toEqual([])
    })

    test("of a stranger is nothing", async () => {
      const nothing = await collectPersonData(db(), 4_711)
      expect(nothing.person).toBeUndefined()
      expect(nothing.submissions).toEqual([])
    })
  })
})
