import { randomUUID } from "node:crypto"
import { DEFAULT_SETTINGS, type Role } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { findLiveLink, insertLink, listLinks, spendLink, withdrawLink, withdrawLinks } from "../account/links.ts"
import { deleteToken, insertToken, readTokens, recordTokenUse } from "../account/tokens.ts"
import { listEvents, listTaskEvents } from "../activity/index.ts"
import { insertAssets } from "../assets/index.ts"
import { findAssetBlobs, findAssignmentBlobs } from "../assets/mediaBlobs.ts"
import { isDuplicate } from "../duplicate.ts"
import {
  countProjects,
  findAccessBySlug,
  findProject,
  findProjectBySlug,
  insertMember,
  insertProject,
  listMembers,
  listProjectsOf,
  type NewProject,
  noteMemberSeen,
  setPaused,
  setProjectState,
  storeAccepted,
  storeRoles,
  updateProject,
} from "../projects/index.ts"
import { findSetting, putSetting } from "../projects/settings.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { deleteMember, findGuidelineText, findOntologyBody } from "../testing/reads.ts"
import { addEvents, addPeople, answer, asks, NOW } from "../testing/seed.ts"
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
  notePersonSeen,
  updatePerson,
} from "./index.ts"

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
    insertMember(db(), project, person, roles, pseudonym, NOW)

  describe("projects", () => {
    test("a project begins with its first tier, labels and guideline", async () => {
      const input = fresh()
      const id = await insertProject(db(), input)
      const made = await findProject(db(), id)
      expect(made).toMatchObject({
        slug: input.slug,
        state: "draft",
        ontologyVersion: 1,
        guidelineVersion: 1,
        draft: { step: 1 },
        deletedAtMs: null,
      })
      expect(made?.settings).toEqual(input.settings)
      expect(await findOntologyBody(db(), id, 1)).toBe('{"labels":[]}')
      expect(await findGuidelineText(db(), id, 1)).toBe("# One")
      expect(await findOntologyBody(db(), id, 2)).toBeUndefined()
      const row = await db()
        .selectFrom("project")
        .select(["lease_ttl_ms", "paused"])
        .where("id", "=", id)
        .executeTakeFirst()
      expect([row?.lease_ttl_ms, row?.paused]).toEqual([30 * 60_000, 1])
    })

    test("an address name belongs to one project, and a refused one leaves nothing behind", async () => {
      const input = fresh()
      await insertProject(db(), input)
      const before = await countProjects(db())
      const error: unknown = await insertProject(db(), input).catch((reason: unknown) => reason)
      expect(isDuplicate(error)).toBe(true)
      expect(await countProjects(db())).toBe(before)
      expect((await findProjectBySlug(db(), input.slug))?.name).toBe("Cells")
      expect(await findProjectBySlug(db(), "no-such")).toBeUndefined()
    })

    test("what an owner changes is stored, with the copies for the hot path", async () => {
      const id = await insertProject(db(), fresh())
      await updateProject(db(), id, {})
      await updateProject(db(), id, { name: "Cars", kind: "transcription", names: "open", draft: null })
      await updateProject(db(), id, { settings: { ...DEFAULT_SETTINGS, leaseMinutes: 5 } })
      expect(await findProject(db(), id)).toMatchObject({
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
      const id = await insertProject(db(), fresh())
      await setProjectState(db(), id, "deleted", NOW + 5)
      expect(await findProject(db(), id)).toMatchObject({ state: "deleted", deletedAtMs: NOW + 5 })
      await setProjectState(db(), id, "open", NOW + 6)
      expect(await findProject(db(), id)).toMatchObject({ state: "open", deletedAtMs: null })
    })
  })

  describe("members", () => {
    test("only members reach a project, with the roles they hold", async () => {
      const input = fresh()
      const id = await insertProject(db(), input)
      await join(id, ada, ["owner", "annotator"])
      expect(await findAccessBySlug(db(), input.slug, ada)).toMatchObject({
        id,
        roles: ["owner", "annotator"],
        member: { pseudonym: "Lira 27", paused: false, acceptedVersion: 0 },
      })
      expect(await findAccessBySlug(db(), input.slug, ben)).toBeNull()
      expect(await findAccessBySlug(db(), "no-such", ada)).toBeNull()
    })

    test("joining again widens the roles and keeps the pseudonym", async () => {
      const input = fresh()
      const id = await insertProject(db(), input)
      await join(id, ben, ["annotator"])
      await join(id, ben, ["reviewer"], "Other 11")
      expect(await findAccessBySlug(db(), input.slug, ben)).toMatchObject({
        roles: ["reviewer", "annotator"],
        member: { pseudonym: "Lira 27" },
      })
    })

    test("somebody without roles is no member but keeps a pseudonym", async () => {
      const input = fresh()
      const id = await insertProject(db(), input)
      await join(id, ben, ["annotator"])
      await storeRoles(db(), id, ben, [])
      expect(await findAccessBySlug(db(), input.slug, ben)).toBeNull()
      expect(await listProjectsOf(db(), ben)).toEqual([])
      expect((await listMembers(db(), id)).map((one) => [one.personId, one.roles, one.pseudonym])).toEqual([
        [ben, [], "Lira 27"],
      ])
    })

    test("a pause, an acceptance and a visit are noted for that member alone", async () => {
      const input = fresh()
      const id = await insertProject(db(), input)
      await join(id, ada, ["owner"])
      await join(id, ben, ["annotator"], "Dami 33")
      await setPaused(db(), id, ben, true, "holiday")
      await storeAccepted(db(), id, ben, 4)
      await noteMemberSeen(db(), id, ben, NOW + 7)
      expect((await findAccessBySlug(db(), input.slug, ben))?.member).toEqual({
        pseudonym: "Dami 33",
        paused: true,
        pausedReason: "holiday",
        acceptedVersion: 4,
        yes: [],
      })
      const members = await listMembers(db(), id)
      expect(members.map((one) => [one.personId, one.paused, one.lastSeenMs]).sort()).toEqual(
        [
          [ada, false, null],
          [ben, true, NOW + 7],
        ].sort(),
      )
      await deleteMember(db(), id, ben)
      expect(await listMembers(db(), id)).toHaveLength(1)
    })

    test("a person's projects come by name, with their roles in each", async () => {
      for (const name of ["Zebra", "Ant"]) {
        const id = await insertProject(db(), fresh({ name }))
        await join(id, ben, name === "Ant" ? ["owner"] : ["annotator"])
      }
      expect((await listProjectsOf(db(), ben)).map((one) => [one.name, one.roles])).toEqual([
        ["Ant", ["owner"]],
        ["Zebra", ["annotator"]],
      ])
    })
  })

  describe("people", () => {
    test("somebody is found by number, account and address, whatever the capitals", async () => {
      const email = `Awa-${randomUUID()}@Example.org`
      const authUserId = `auth-${randomUUID()}`
      const id = await insertPerson(db(), {
        authUserId,
        name: "Awa",
        email,
        operator: false,
        preferences: { theme: "dark" },
        madeAtMs: NOW,
      })
      const found = await findPerson(db(), id)
      expect(found).toMatchObject({
        name: "Awa",
        email: email.toLowerCase(),
        operator: false,
        active: true,
        preferences: { theme: "dark" },
        lastSeenMs: null,
      })
      expect(await findPersonByEmail(db(), email.toUpperCase())).toEqual(found)
      expect(await findPersonByAuthUser(db(), authUserId)).toEqual(found)
      expect(await findPeople(db(), [id, 999_999])).toEqual([found])
      expect(await findPeople(db(), [])).toEqual([])
      expect(await findPerson(db(), 999_999)).toBeUndefined()
    })

    test("changes touch what they name and nothing else", async () => {
      await updatePerson(db(), ada, {})
      await updatePerson(db(), ada, { name: "Adaeze", preferences: { a: 1 } })
      await updatePerson(db(), ada, { active: false })
      expect(await findPerson(db(), ada)).toMatchObject({
        name: "Adaeze",
        preferences: { a: 1 },
        active: false,
        operator: false,
      })
      expect((await findPerson(db(), ben))?.active).toBe(true)
    })

    test("operators who are active are counted", async () => {
      const before = await countOperators(db())
      await updatePerson(db(), ada, { operator: true })
      expect([await countOperators(db()), await hasOperator(db())]).toEqual([before + 1, true])
      await updatePerson(db(), ada, { active: false })
      expect(await countOperators(db())).toBe(before)
    })

    test("who was here lately is counted", async () => {
      const later = NOW + 1_000_000
      await notePersonSeen(db(), ada, later)
      expect([await countSeenSince(db(), later), await countSeenSince(db(), later + 1)]).toEqual([1, 0])
    })
  })

  describe("links and tokens", () => {
    const secret = () => randomUUID().replaceAll("-", "").padEnd(64, "0")

    test("a link opens until it is used up, over, or withdrawn", async () => {
      const secretSha256 = secret()
      const id = await insertLink(db(), {
        kind: "join",
        secretSha256,
        roles: ["annotator"],
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
        maxUses: 2,
      })
      const live = (nowMs: number) => findLiveLink(db(), "join", secretSha256, nowMs)
      expect(await live(NOW)).toMatchObject({ id, roles: ["annotator"], uses: 0, maxUses: 2, withdrawn: false })
      expect(await live(NOW + 100)).toBeUndefined()
      expect(await findLiveLink(db(), "reset", secretSha256, NOW)).toBeUndefined()
      const spend = () => spendLink(db(), "join", secretSha256, NOW)
      const spent = [await spend(), await spend(), await spend()]
      expect(spent.map((link) => link?.id)).toEqual([id, id, undefined])
      expect(await live(NOW)).toBeUndefined()
    })

    test("a link is withdrawn only by its own project", async () => {
      const project = await insertProject(db(), fresh())
      const other = await insertProject(db(), fresh())
      const secretSha256 = secret()
      const id = await insertLink(db(), {
        kind: "join",
        secretSha256,
        projectId: project,
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
      })
      expect(await withdrawLink(db(), id, other)).toBeUndefined()
      expect(await withdrawLink(db(), id, null)).toBeUndefined()
      expect((await listLinks(db(), project, "join")).map((link) => link.withdrawn)).toEqual([false])
      expect((await withdrawLink(db(), id, project))?.withdrawn).toBe(true)
      expect(await findLiveLink(db(), "join", secretSha256, NOW)).toBeUndefined()
      expect(await spendLink(db(), "join", secretSha256, NOW)).toBeUndefined()
    })

    test("a newer link of a person replaces the older ones of its kind", async () => {
      const [mine, theirs] = [secret(), secret()]
      await insertLink(db(), { kind: "reset", secretSha256: mine, personId: ada, madeAtMs: NOW, endsAtMs: NOW + 100 })
      await insertLink(db(), { kind: "reset", secretSha256: theirs, personId: ben, madeAtMs: NOW, endsAtMs: NOW + 100 })
      await withdrawLinks(db(), "reset", ada)
      expect(await findLiveLink(db(), "reset", mine, NOW)).toBeUndefined()
      expect(await findLiveLink(db(), "reset", theirs, NOW)).toBeDefined()
    })

    test("a token stands for an active person until it ends", async () => {
      const secretSha256 = secret()
      const id = await insertToken(db(), {
        secretSha256,
        personId: ada,
        name: "script",
        scopes: ["read", "import"],
        madeAtMs: NOW,
        endsAtMs: NOW + 100,
      })
      expect(await recordTokenUse(db(), secretSha256, NOW + 1)).toEqual({
        personId: ada,
        name: "Person 1",
        operator: false,
        scopes: ["read", "import"],
      })
      expect((await readTokens(db(), ada)).map((one) => [one.id, one.lastUsedAtMs])).toEqual([[id, NOW + 1]])
      expect(await recordTokenUse(db(), secretSha256, NOW + 100)).toBeUndefined()
      await updatePerson(db(), ada, { active: false })
      expect(await recordTokenUse(db(), secretSha256, NOW + 2)).toBeUndefined()
    })

    test("a token is removed by its owner alone", async () => {
      const secretSha256 = secret()
      const id = await insertToken(db(), {
        secretSha256,
        personId: ada,
        name: "x",
        scopes: ["read"],
        madeAtMs: NOW,
        endsAtMs: null,
      })
      expect(await deleteToken(db(), id, ben)).toBeUndefined()
      expect(await deleteToken(db(), id, ada)).toBe(secretSha256)
      expect(await recordTokenUse(db(), secretSha256, NOW)).toBeUndefined()
    })
  })

  describe("what is kept beside", () => {
    test("settings are values by name, replaced whole", async () => {
      const name = `s-${randomUUID()}`
      expect(await findSetting(db(), name)).toBeUndefined()
      await putSetting(db(), name, { on: true })
      await putSetting(db(), name, [1, "é"])
      expect(await findSetting(db(), name)).toEqual([1, "é"])
    })

    test("acts are listed newest first, in pages, of one project", async () => {
      const project = await insertProject(db(), fresh())
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
      const all = await listEvents(db(), project, [], null, null, 2)
      expect(all.map((event) => [event.what, event.who])).toEqual([
        ["people.invited", "Person 2"],
        ["task.settled", null],
      ])
      const rest = await listEvents(db(), project, [], null, all[1]?.id ?? null, 2)
      expect(rest.map((event) => event.what)).toEqual(["project.opened"])
      expect((await listEvents(db(), project, ["task.settled"], null, null, 9)).map((event) => event.taskId)).toEqual([
        7,
      ])
      expect((await listTaskEvents(db(), project, 7, 9)).map((event) => event.detail)).toEqual([{ n: 1 }])
    })

    test("a picture shows its upright copy, to owners by number and to annotators by their turn alone", async () => {
      const project = await insertProject(db(), fresh({ state: "open", settings: DEFAULT_SETTINGS }))
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
      await insertAssets(db(), project, [
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
      expect(await findAssetBlobs(db(), project, 1)).toEqual({
        sha256: "d".repeat(64),
        mediaType: "image/jpeg",
        ...derived,
        ...{ pyramid: "needless", pyramidSha256: null, size: { width: 1, height: 1 }, sound: null, video: null },
      })
      expect(await findAssetBlobs(db(), project, 2)).toMatchObject({
        sha256: "e".repeat(64),
        mediaType: "image/png",
      })
      expect(await findAssetBlobs(db(), project, 9)).toBeUndefined()
      await opened.storage.hot.addTasks(project, [{ id: 1, assetId: 1, tier: 1, overlap: 1 }], NOW)
      const [held] = await opened.storage.hot.next(asks(project, ada))
      expect(await findAssignmentBlobs(db(), held?.publicId ?? "")).toMatchObject({ sha256: "d".repeat(64) })
      expect(await findAssignmentBlobs(db(), randomUUID())).toBeUndefined()
    })

    test("a person carries everything away that is stored on them, and nothing of others", async () => {
      const project = await insertProject(db(), fresh({ state: "open", settings: DEFAULT_SETTINGS }))
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
      const mine = await collectPersonData(db(), ada)
      expect(mine.person?.id).toBe(ada)
      expect([mine.memberships.length, mine.assignments.length, mine.submissions.length]).toEqual([1, 1, 1])
      expect(mine.submissions[0]?.body).toContain(`"${ada}"`)
      expect(JSON.stringify(mine)).not.toMatch(/Dami 33|secret/)
      expect(JSON.stringify(mine)).not.toContain("task_id")
    })
  })
})
