import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type LinkKind, links } from "../account/links.ts"
import { tokens } from "../account/tokens.ts"
import { isDuplicate } from "../duplicate.ts"
import { projects } from "../projects/index.ts"
import { settings } from "../projects/settings.ts"
import { SOURCE } from "../schema/states.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { personData } from "./data.ts"
import { people } from "./index.ts"

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
      const id = await people(db()).add(ada)
      const found = {
        ...{ id, authUserId: "u-ada", name: "Ada", email: "ada@example.org", operator: true, active: true },
        ...{ preferences: { a: 1 }, madeAtMs: NOW, lastSeenMs: null },
      }
      expect(await people(db()).byId(id)).toEqual(found)
      expect(await people(db()).byAuthUser("u-ada")).toEqual(found)
      expect(await people(db()).byEmail("ADA@example.ORG")).toEqual(found)
      expect(await people(db()).byIds([id, 999])).toEqual([found])
    })

    test("who are not there are not found", async () => {
      expect(await people(db()).byId(1)).toBeUndefined()
      expect(await people(db()).byAuthUser("nobody")).toBeUndefined()
      expect(await people(db()).byEmail("nobody@example.org")).toBeUndefined()
      expect(await people(db()).byIds([])).toEqual([])
    })

    test("share no address and no sign-in user", async () => {
      await people(db()).add(ada)
      const sameAddress = await people(db())
        .add({ ...ada, authUserId: "other" })
        .catch((error: unknown) => error)
      const sameUser = await people(db())
        .add({ ...ada, email: "other@example.org" })
        .catch((error: unknown) => error)
      expect([isDuplicate(sameAddress), isDuplicate(sameUser)]).toEqual([true, true])
    })

    test("without an address may be many: authors of imports", async () => {
      await people(db()).add(importer)
      await people(db()).add(importer)
      expect(await people(db()).all()).toEqual([])
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
        await projects(db()).addMember(one, personId, [...roles], `p${personId}`, NOW)
      await people(db()).update(gone, { active: false })
      const inCharge = (ids: readonly number[]) => people(db()).inCharge(ids)
      expect((await inCharge([one, other])).filter(({ projectId }) => projectId === one)).toMatchObject([
        { person: { id: owner }, owns: true, reviews: false },
        { person: { id: reviewer }, owns: false, reviews: true },
      ])
      expect([await inCharge([]), (await inCharge([other])).some(({ projectId }) => projectId === one)]).toEqual([
        [],
        false,
      ])
      expect(await people(db()).operators()).toEqual([])
      for (const id of [reviewer, gone]) await people(db()).update(id, { operator: true })
      await people(db()).add({ ...importer, operator: true })
      expect((await people(db()).operators()).map(({ id }) => id)).toEqual([reviewer])
    })

    test("are listed by name, without those who never sign in", async () => {
      for (const name of ["Zoé", "Ben", "Ada"]) {
        await people(db()).add({ ...ada, name, authUserId: name, email: `${name}@example.org` })
      }
      await people(db()).add(importer)
      expect((await people(db()).all()).map((person) => person.name)).toEqual(["Ada", "Ben", "Zoé"])
    })

    test("change only in what is said", async () => {
      const id = await people(db()).add(ada)
      await people(db()).update(id, { name: "Ada L." })
      await people(db()).update(id, {})
      expect(await people(db()).byId(id)).toMatchObject({ name: "Ada L.", operator: true, preferences: { a: 1 } })
      await people(db()).update(id, { preferences: { theme: "dark" }, operator: false, active: false })
      const changed = { name: "Ada L.", operator: false, active: false, preferences: { theme: "dark" } }
      expect(await people(db()).byId(id)).toMatchObject(changed)
    })

    test("are counted when seen, and operators when active", async () => {
      const id = await people(db()).add(ada)
      const other = await people(db()).add({ ...ada, authUserId: "b", email: "b@example.org" })
      await people(db()).seen(id, NOW)
      expect(await people(db()).countSeenSince(NOW)).toBe(1)
      expect(await people(db()).countSeenSince(NOW + 1)).toBe(0)
      expect(await people(db()).countOperators()).toBe(2)
      await people(db()).update(other, { active: false })
      expect(await people(db()).countOperators()).toBe(1)
      expect(await people(db()).hasOperator()).toBe(true)
      await people(db()).update(id, { operator: false })
      expect(await people(db()).hasOperator()).toBe(false)
    })
  })

  describe("links", () => {
    const join = { kind: "join" as LinkKind, secretSha256: "s1", madeAtMs: NOW, endsAtMs: NOW + 1_000 }
    const spend = (nowMs = NOW) => links(db()).spend("join", "s1", nowMs)

    test("open once unless more uses are allowed, and never after their end", async () => {
      const id = await links(db()).add({ ...join, roles: ["annotator"], name: "For the class", maxUses: 2 })
      const live = await links(db()).live("join", "s1", NOW)
      expect(live).toMatchObject({ id, roles: ["annotator"], name: "For the class", maxUses: 2, uses: 0 })
      const spent = [await spend(), await spend(), await spend()]
      expect(spent.map((link) => link?.uses)).toEqual([1, 2, undefined])
      expect(await links(db()).live("join", "s1", NOW)).toBeUndefined()
    })

    test("are over at their end, not after it", async () => {
      await links(db()).add(join)
      expect(await links(db()).live("join", "s1", NOW + 999)).toBeDefined()
      expect(await links(db()).live("join", "s1", NOW + 1_000)).toBeUndefined()
      expect(await spend(NOW + 1_000)).toBeUndefined()
    })

    test("open nothing under another kind or secret", async () => {
      await links(db()).add(join)
      expect(await links(db()).live("reset", "s1", NOW)).toBeUndefined()
      expect(await links(db()).live("join", "s2", NOW)).toBeUndefined()
      expect(await links(db()).spend("reset", "s1", NOW)).toBeUndefined()
      expect(await links(db()).spend("join", "s2", NOW)).toBeUndefined()
    })

    test("spent at once by many open for as many as they have uses, and only what those do is stored", async () => {
      const id = await links(db()).add({ ...join, maxUses: 3 })
      const act = (n: number) =>
        db()
          .transaction()
          .execute(async (tx) => {
            if (!(await links(tx).spend("join", "s1", NOW))) throw new Error("spent")
            await settings(tx).set(`joined ${n}`, true)
          })
      const told = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => act(n)))
      const done = told.flatMap((one, n) => (one.status === "fulfilled" ? [n] : []))
      expect(done).toHaveLength(3)
      const stored = await Promise.all(told.map((_, n) => settings(db()).get(`joined ${n}`)))
      expect(stored.flatMap((value, n) => (value === undefined ? [] : [n]))).toEqual(done)
      expect((await links(db()).ofProject(null, "join")).find((link) => link.id === id)?.uses).toBe(3)
    })

    test("that are withdrawn no longer open, and only their own project withdraws them", async () => {
      const [owner = 0] = await addPeople(opened.storage, 1)
      const project = await addProject(opened.storage, owner, 0, 1)
      const id = await links(db()).add({ ...join, projectId: project })
      expect(await links(db()).withdraw(id, project + 1)).toBeUndefined()
      expect(await links(db()).withdraw(id, null)).toBeUndefined()
      expect(await links(db()).withdraw(id, project)).toMatchObject({ id, withdrawn: true })
      expect(await links(db()).live("join", "s1", NOW)).toBeUndefined()
      expect(await spend()).toBeUndefined()
    })

    test("are listed by project and kind, newest first", async () => {
      const [owner = 0] = await addPeople(opened.storage, 1)
      const project = await addProject(opened.storage, owner, 0, 1)
      const first = await links(db()).add({ ...join, projectId: project })
      const second = await links(db()).add({ ...join, secretSha256: "s2", projectId: project })
      const general = await links(db()).add({ ...join, secretSha256: "s3" })
      expect((await links(db()).ofProject(project, "join")).map((link) => link.id)).toEqual([second, first])
      expect((await links(db()).ofProject(null, "join")).map((link) => link.id)).toEqual([general])
      expect(await links(db()).ofProject(project, "reset")).toEqual([])
    })

    test("of a kind are replaced together, or for one person", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      await links(db()).add({ ...join, kind: "reset", secretSha256: "a", personId: ada })
      await links(db()).add({ ...join, kind: "reset", secretSha256: "b", personId: ben })
      await links(db()).withdrawAll("reset", ada)
      expect(await links(db()).live("reset", "a", NOW)).toBeUndefined()
      expect(await links(db()).live("reset", "b", NOW)).toBeDefined()
      await links(db()).withdrawAll("reset")
      expect(await links(db()).live("reset", "b", NOW)).toBeUndefined()
    })
  })

  describe("tokens", () => {
    const token = { secretSha256: "t1", name: "script", scopes: ["read", "export"] as const, madeAtMs: NOW }

    test("tell who sends, with which scopes, and remember when", async () => {
      const [ada = 0] = await addPeople(opened.storage, 1)
      const id = await tokens(db()).add({ ...token, personId: ada, endsAtMs: null })
      const who = { personId: ada, name: "Person 1", operator: false, scopes: ["read", "export"] }
      expect(await tokens(db()).use("t1", NOW + 5)).toEqual(who)
      expect(await tokens(db()).ofPerson(ada)).toEqual([
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
      const slug = (await projects(db()).byId(projectId))?.slug
      await tokens(db()).add({ ...token, personId: ada, endsAtMs: null, projectId })
      await tokens(db()).add({ ...token, secretSha256: "t2", personId: ada, endsAtMs: null })
      expect((await tokens(db()).use("t1", NOW))?.projectId).toBe(projectId)
      expect(await tokens(db()).use("t2", NOW)).not.toHaveProperty("projectId")
      expect((await tokens(db()).ofPerson(ada)).map(({ project }) => project)).toEqual([null, slug])
    })

    test("that ended, or whose person is out, open nothing", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      await tokens(db()).add({ ...token, personId: ada, endsAtMs: NOW + 10 })
      expect(await tokens(db()).use("t1", NOW + 9)).toBeDefined()
      expect(await tokens(db()).use("t1", NOW + 10)).toBeUndefined()
      await tokens(db()).add({ ...token, secretSha256: "t2", personId: ben, endsAtMs: null })
      await people(db()).update(ben, { active: false })
      expect(await tokens(db()).use("t2", NOW)).toBeUndefined()
      expect(await tokens(db()).use("unknown", NOW)).toBeUndefined()
    })

    test("are removed by their own person only", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      const id = await tokens(db()).add({ ...token, personId: ada, endsAtMs: null })
      expect(await tokens(db()).remove(id, ben)).toBeUndefined()
      expect(await tokens(db()).remove(id, ada)).toBe("t1")
      expect(await tokens(db()).use("t1", NOW)).toBeUndefined()
    })
  })

  describe("settings", () => {
    test("keep what was set last, as it was set", async () => {
      expect(await settings(db()).get("reach")).toBeUndefined()
      await settings(db()).set("reach", "computer")
      await settings(db()).set("reach", { kind: "network", ports: [1, 2] })
      expect(await settings(db()).get("reach")).toEqual({ kind: "network", ports: [1, 2] })
      await settings(db()).set("off", null)
      expect(await settings(db()).get("off")).toBeNull()
    })
  })

  describe("what is stored on a person", () => {
    test("is all theirs, and nobody else's", async () => {
      const [ada = 0, ben = 0] = await addPeople(opened.storage, 2)
      const project = await addProject(opened.storage, ada, 4, 2)
      await projects(db()).addMember(project, ada, ["annotator"], "Owl", NOW)
      for (const person of [ada, ben]) {
        const [lease, held] = await opened.storage.hot.next(asks(project, person, { want: 2 }))
        if (!lease || !held) throw new Error("two leases were wanted")
        const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null }
        const { publicId, fence } = lease
        await opened.storage.hot.submit({ publicId, personId: person, fence, ...answer(), ...rest })
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
      const mine = await personData(db()).everything(ada)
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
      const mine = await personData(db()).everything(ada)
      expect(mine.skills).toMatchObject([{ items: 31, skills: { find: { a: 9, b: 1 } } }])
      expect(mine.knownAnswers).toHaveLength(1)
      expect(JSON.stringify(mine)).toContain("retired")
      expect(JSON.stringify(mine)).not.toMatch(/active"|right/)
      expect(mine.secondLooks).toEqual([])
    })

    test("of a stranger is nothing", async () => {
      const nothing = await personData(db()).everything(4_711)
      expect(nothing.person).toBeUndefined()
      expect(nothing.submissions).toEqual([])
    })
  })
})
