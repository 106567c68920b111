import { randomUUID } from "node:crypto"
import { DEFAULT_SETTINGS, type Role } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { links } from "../account/links.ts"
import { tokens } from "../account/tokens.ts"
import { activity } from "../activity/index.ts"
import { assets } from "../assets/index.ts"
import { mediaBlobs } from "../assets/mediaBlobs.ts"
import { isDuplicate } from "../duplicate.ts"
import { type NewProject, projects } from "../projects/index.ts"
import { settings } from "../projects/settings.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, answer, asks, NOW } from "../testing/seed.ts"
import { personData } from "./data.ts"
import { people } from "./index.ts"

describe.each(engines)("people and projects on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  const db = () => opened.storage.db
  const fresh = (change: Partial<NewProject> = {}): NewProject => ({
    slug: `p-${randomUUID()}`,
    name: "Cells",
    kind: "boxes",
    names: "in_house",
    state: "draft",
    settings: { ...DEFAULT_SETTINGS, leaseMinutes: 30, paused: true },
    draft: { step: 1 },
    ontology: '{"labels":[]}',
    guideline: "# One",
    madeBy: ada,
    madeAtMs: NOW,
    ...change,
  })
  const join = (project: number, person: number, roles: Role[], pseudonym = "Lira 27") =>
    projects(db()).addMember(project, person, roles, pseudonym, NOW)

  describe("projects", () => {
    test("a project begins with its first tier, labels and guideline", async () => {
      const input = fresh()
      const id = await projects(db()).add(input)
      const made = await projects(db()).byId(id)
      expect(made).toMatchObject({
        slug: input.slug,
        state: "draft",
        ontologyVersion: 1,
        guidelineVersion: 1,
        draft: { step: 1 },
        deletedAtMs: null,
      })
      expect(made?.settings).toEqual(input.settings)
      expect(await projects(db()).ontology(id, 1)).toBe('{"labels":[]}')
      expect(await projects(db()).guideline(id, 1)).toBe("# One")
      expect(await projects(db()).ontology(id, 2)).toBeUndefined()
      const row = await db()
        .selectFrom("project")
        .select(["lease_ttl_ms", "paused"])
        .where("id", "=", id)
        .executeTakeFirst()
      expect([row?.lease_ttl_ms, row?.paused]).toEqual([30 * 60_000, 1])
    })

    test("an address name belongs to one project, and a refused one leaves nothing behind", async () => {
      const input = fresh()
      await projects(db()).add(input)
      const before = await projects(db()).count()
      const error: unknown = await projects(db())
        .add(input)
        .catch((reason: unknown) => reason)
      expect(isDuplicate(error)).toBe(true)
      expect(await projects(db()).count()).toBe(before)
      expect((await projects(db()).bySlug(input.slug))?.name).toBe("Cells")
      expect(await projects(db()).bySlug("no-such")).toBeUndefined()
    })

    test("what an owner changes is stored, with the copies for the hot path", async () => {
      const id = await projects(db()).add(fresh())
      await projects(db()).update(id, {})
      await projects(db()).update(id, { name: "Cars", kind: "transcription", names: "open", draft: null })
      await projects(db()).update(id, { settings: { ...DEFAULT_SETTINGS, leaseMinutes: 5 } })
      expect(await projects(db()).byId(id)).toMatchObject({
        name: "Cars",
        kind: "transcription",
        names: "open",
        draft: null,
      })
      const row = await db()
        .selectFrom("project")
        .select(["lease_ttl_ms", "paused"])
        .where("id", "=", id)
        .executeTakeFirst()
      expect([row?.lease_ttl_ms, row?.paused]).toEqual([5 * 60_000, 0])
    })

    test("a state carries its time and loses it again", async () => {
      const id = await projects(db()).add(fresh())
      await projects(db()).setState(id, "deleted", NOW + 5)
      expect(await projects(db()).byId(id)).toMatchObject({ state: "deleted", deletedAtMs: NOW + 5 })
      await projects(db()).setState(id, "open", NOW + 6)
      expect(await projects(db()).byId(id)).toMatchObject({ state: "open", deletedAtMs: null })
    })
  })

  describe("members", () => {
    test("only members reach a project, with the roles they hold", async () => {
      const input = fresh()
      const id = await projects(db()).add(input)
      await join(id, ada, ["owner", "annotator"])
      expect(await projects(db()).accessOf(input.slug, ada)).toMatchObject({
        id,
        roles: ["owner", "annotator"],
        member: { pseudonym: "Lira 27", paused: false, acceptedVersion: 0 },
      })
      expect(await projects(db()).accessOf(input.slug, ben)).toBeNull()
      expect(await projects(db()).accessOf("no-such", ada)).toBeNull()
    })

    test("joining again widens the roles and keeps the pseudonym", async () => {
      const input = fresh()
      const id = await projects(db()).add(input)
      await join(id, ben, ["annotator"])
      await join(id, ben, ["reviewer"], "Other 11")
      expect(await projects(db()).accessOf(input.slug, ben)).toMatchObject({
        roles: ["reviewer", "annotator"],
        member: { pseudonym: "Lira 27" },
      })
    })

    test("somebody without roles is no member but keeps a pseudonym", async () => {
      const input = fresh()
      const id = await projects(db()).add(input)
      await join(id, ben, ["annotator"])
      await projects(db()).setRoles(id, ben, [])
      expect(await projects(db()).accessOf(input.slug, ben)).toBeNull()
      expect(await projects(db()).ofPerson(ben)).toEqual([])
      expect((await projects(db()).members(id)).map((one) => [one.personId, one.roles, one.pseudonym])).toEqual([
        [ben, [], "Lira 27"],
      ])
    })

    test("a pause, an acceptance and a visit are noted for that member alone", async () => {
      const input = fresh()
      const id = await projects(db()).add(input)
      await join(id, ada, ["owner"])
      await join(id, ben, ["annotator"], "Dami 33")
      await projects(db()).setPaused(id, ben, true, "holiday")
      await projects(db()).acceptConditions(id, ben, 4)
      await projects(db()).memberSeen(id, ben, NOW + 7)
      expect((await projects(db()).accessOf(input.slug, ben))?.member).toEqual({
        pseudonym: "Dami 33",
        paused: true,
        pausedReason: "holiday",
        acceptedVersion: 4,
      })
      const members = await projects(db()).members(id)
      expect(members.map((one) => [one.personId, one.paused, one.lastSeenMs]).sort()).toEqual(
        [
          [ada, false, null],
          [ben, true, NOW + 7],
        ].sort(),
      )
      await projects(db()).removeMember(id, ben)
      expect(await projects(db()).members(id)).toHaveLength(1)
    })

    test("a person's projects come by name, with their roles in each", async () => {
      for (const name of ["Zebra", "Ant"]) {
        const id = await projects(db()).add(fresh({ name }))
        await join(id, ben, name === "Ant" ? ["owner"] : ["annotator"])
      }
      expect((await projects(db()).ofPerson(ben)).map((one) => [one.name, one.roles])).toEqual([
        ["Ant", ["owner"]],
        ["Zebra", ["annotator"]],
      ])
    })
  })

  describe("people", () => {
    test("somebody is found by number, account and address, whatever the capitals", async () => {
      const email = `Awa-${randomUUID()}@Example.org`
      const authUserId = `auth-${randomUUID()}`
      const id = await people(db()).add({
        authUserId,
        name: "Awa",
        email,
        operator: false,
        preferences: { theme: "dark" },
        madeAtMs: NOW,
      })
      const found = await people(db()).byId(id)
      expect(found).toMatchObject({
        name: "Awa",
        email: email.toLowerCase(),
        operator: false,
        active: true,
        preferences: { theme: "dark" },
        lastSeenMs: null,
      })
      expect(await people(db()).byEmail(email.toUpperCase())).toEqual(found)
      expect(await people(db()).byAuthUser(authUserId)).toEqual(found)
      expect(await people(db()).byIds([id, 999_999])).toEqual([found])
      expect(await people(db()).byIds([])).toEqual([])
      expect(await people(db()).byId(999_999)).toBeUndefined()
    })

    test("changes touch what they name and nothing else", async () => {
      await people(db()).update(ada, {})
      await people(db()).update(ada, { name: "Adaeze", preferences: { a: 1 } })
      await people(db()).update(ada, { active: false })
      expect(await people(db()).byId(ada)).toMatchObject({
        name: "Adaeze",
        preferences: { a: 1 },
        active: false,
        operator: false,
      })
      expect((await people(db()).byId(ben))?.active).toBe(true)
    })

    test("operators who are active are counted", async () => {
      const before = await people(db()).countOperators()
      await people(db()).update(ada, { operator: true })
      expect([await people(db()).countOperators(), await people(db()).hasOperator()]).toEqual([before + 1, true])
      await people(db()).update(ada, { active: false })
      expect(await people(db()).countOperators()).toBe(before)
    })

    test("who was here lately is counted", async () => {
      const later = NOW + 1_000_000
      await people(db()).seen(ada, later)
      expect([await people(db()).countSeenSince(later), await people(db()).countSeenSince(later + 1)]).toEqual([1, 0])
    })
  })

  describe("links and tokens", () => {
    const secret = () => randomUUID().replaceAll("-", "").padEnd(64, "0")

    test("a link opens until it is used up, over, or withdrawn", async () => {
      const secretSha256 = secret()
      const id = await links(db()).add({
        kind: "join",
        secretSha256,
        roles: ["annotator"],
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
        maxUses: 2,
      })
      const live = (nowMs: number) => links(db()).live("join", secretSha256, nowMs)
      expect(await live(NOW)).toMatchObject({ id, roles: ["annotator"], uses: 0, maxUses: 2, withdrawn: false })
      expect(await live(NOW + 100)).toBeUndefined()
      expect(await links(db()).live("reset", secretSha256, NOW)).toBeUndefined()
      const spend = () => links(db()).spend("join", secretSha256, NOW)
      const spent = [await spend(), await spend(), await spend()]
      expect(spent.map((link) => link?.id)).toEqual([id, id, undefined])
      expect(await live(NOW)).toBeUndefined()
    })

    test("a link is withdrawn only by its own project", async () => {
      const project = await projects(db()).add(fresh())
      const other = await projects(db()).add(fresh())
      const secretSha256 = secret()
      const id = await links(db()).add({
        kind: "join",
        secretSha256,
        projectId: project,
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
      })
      expect(await links(db()).withdraw(id, other)).toBeUndefined()
      expect(await links(db()).withdraw(id, null)).toBeUndefined()
      expect((await links(db()).ofProject(project, "join")).map((link) => link.withdrawn)).toEqual([false])
      expect((await links(db()).withdraw(id, project))?.withdrawn).toBe(true)
      expect(await links(db()).live("join", secretSha256, NOW)).toBeUndefined()
      expect(await links(db()).spend("join", secretSha256, NOW)).toBeUndefined()
    })

    test("a newer link of a person replaces the older ones of its kind", async () => {
      const [mine, theirs] = [secret(), secret()]
      await links(db()).add({ kind: "reset", secretSha256: mine, personId: ada, madeAtMs: NOW, endsAtMs: NOW + 100 })
      await links(db()).add({ kind: "reset", secretSha256: theirs, personId: ben, madeAtMs: NOW, endsAtMs: NOW + 100 })
      await links(db()).withdrawAll("reset", ada)
      expect(await links(db()).live("reset", mine, NOW)).toBeUndefined()
      expect(await links(db()).live("reset", theirs, NOW)).toBeDefined()
    })

    test("a token stands for an active person until it ends", async () => {
      const secretSha256 = secret()
      const id = await tokens(db()).add({
        secretSha256,
        personId: ada,
        name: "script",
        scopes: ["read", "import"],
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
      })
      expect(await tokens(db()).use(secretSha256, NOW + 1)).toEqual({
        personId: ada,
        name: "Person 1",
        operator: false,
        scopes: ["read", "import"],
      })
      expect((await tokens(db()).ofPerson(ada)).map((one) => [one.id, one.lastUsedAtMs])).toEqual([[id, NOW + 1]])
      expect(await tokens(db()).use(secretSha256, NOW + 100)).toBeUndefined()
      await people(db()).update(ada, { active: false })
      expect(await tokens(db()).use(secretSha256, NOW + 2)).toBeUndefined()
    })

    test("a token is removed by its owner alone", async () => {
      const secretSha256 = secret()
      const id = await tokens(db()).add({
        secretSha256,
        personId: ada,
        name: "x",
        scopes: ["read"],
        madeAtMs: NOW,
        endsAtMs: null,
      })
      expect(await tokens(db()).remove(id, ben)).toBeUndefined()
      expect(await tokens(db()).remove(id, ada)).toBe(secretSha256)
      expect(await tokens(db()).use(secretSha256, NOW)).toBeUndefined()
    })
  })

  describe("what is kept beside", () => {
    test("settings are values by name, replaced whole", async () => {
      const name = `s-${randomUUID()}`
      expect(await settings(db()).get(name)).toBeUndefined()
      await settings(db()).set(name, { on: true })
      await settings(db()).set(name, [1, "é"])
      expect(await settings(db()).get(name)).toEqual([1, "é"])
    })

    test("acts are listed newest first, in pages, of one project", async () => {
      const project = await projects(db()).add(fresh())
      const act = (what: string, personId: number | null = ada, taskId: number | null = null) => ({
        projectId: project,
        personId,
        atMs: NOW,
        what,
        taskId,
        detail: { n: 1 },
      })
      await addEvents(db())
      await addEvents(db(), act("project.opened"), act("task.settled", null, 7), act("people.invited", ben))
      const all = await activity(db()).page(project, [], null, null, 2)
      expect(all.map((event) => [event.what, event.who])).toEqual([
        ["people.invited", "Person 2"],
        ["task.settled", null],
      ])
      const rest = await activity(db()).page(project, [], null, all[1]?.id ?? null, 2)
      expect(rest.map((event) => event.what)).toEqual(["project.opened"])
      expect(
        (await activity(db()).page(project, ["task.settled"], null, null, 9)).map((event) => event.taskId),
      ).toEqual([7])
      expect((await activity(db()).ofTask(project, 7, 9)).map((event) => event.detail)).toEqual([{ n: 1 }])
    })

    test("a picture shows its upright copy, to owners by number and to annotators by their turn alone", async () => {
      const project = await projects(db()).add(fresh({ state: "open", settings: DEFAULT_SETTINGS }))
      const base = {
        name: "a.png",
        mediaType: "image/png",
        bytes: 1,
        size: { width: 1, height: 1 },
        problem: null,
        extra: {},
        importId: null,
        madeAtMs: NOW,
      }
      const derived = { previewSha256: "b".repeat(64), thumbnailSha256: "c".repeat(64) }
      await assets(db()).insert(project, [
        { ...base, id: 1, sha256: "a".repeat(64), uprightSha256: "d".repeat(64), ...derived },
        {
          ...base,
          id: 2,
          name: "b.png",
          sha256: "e".repeat(64),
          uprightSha256: null,
          previewSha256: null,
          thumbnailSha256: null,
        },
      ])
      expect(await mediaBlobs(db()).ofAsset(project, 1)).toEqual({
        sha256: "d".repeat(64),
        mediaType: "image/jpeg",
        ...derived,
      })
      expect(await mediaBlobs(db()).ofAsset(project, 2)).toMatchObject({
        sha256: "e".repeat(64),
        mediaType: "image/png",
      })
      expect(await mediaBlobs(db()).ofAsset(project, 9)).toBeUndefined()
      await opened.storage.hot.addTasks(project, [{ id: 1, assetId: 1, tier: 1, overlap: 1 }], NOW)
      const [held] = await opened.storage.hot.next(asks(project, ada))
      expect(await mediaBlobs(db()).ofAssignment(held?.publicId ?? "")).toMatchObject({ sha256: "d".repeat(64) })
      expect(await mediaBlobs(db()).ofAssignment(randomUUID())).toBeUndefined()
    })

    test("a person carries everything away that is stored on them, and nothing of others", async () => {
      const project = await projects(db()).add(fresh({ state: "open", settings: DEFAULT_SETTINGS }))
      await join(project, ada, ["annotator"])
      await join(project, ben, ["annotator"], "Dami 33")
      await opened.storage.hot.addTasks(project, [{ id: 1, assetId: 1, tier: 1, overlap: 2 }], NOW)
      for (const person of [ada, ben]) {
        const [held] = await opened.storage.hot.next(asks(project, person))
        const said = { ...answer(`["${person}"]`), ontologyVersion: 1, guidelineVersion: 1, regions: 0 }
        await opened.storage.hot.submit({
          publicId: held?.publicId ?? "",
          personId: person,
          fence: held?.fence ?? 0,
          nowMs: NOW,
          next: null,
          ...said,
        })
      }
      const mine = await personData(db()).everything(ada)
      expect(mine.person?.id).toBe(ada)
      expect([mine.memberships.length, mine.assignments.length, mine.submissions.length]).toEqual([1, 1, 1])
      expect(mine.submissions[0]?.body).toContain(`"${ada}"`)
      expect(JSON.stringify(mine)).not.toMatch(/Dami 33|secret/)
      expect(JSON.stringify(mine)).not.toContain("task_id")
    })
  })
})
