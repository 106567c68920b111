import { DEFAULT_SETTINGS, Ontology } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { isDuplicate } from "../duplicate.ts"
import { findGuideline, listGuidelines, putGuideline } from "../guidelines/index.ts"
import { countInHand, findOntology, listOntologies, putOntology } from "../labels/index.ts"
import { deleteGroup, listGroups, listReservedTasks, storeGroup } from "../people/groups.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { deleteMember, findGuidelineText, findOntologyBody } from "../testing/reads.ts"
import { addPeople, addProject, asks, LEASE_MS, NOW } from "../testing/seed.ts"
import { countHeldByPerson, endLeasesOf } from "../work/leases.ts"
import { ensureTier, listTiers } from "../work/tiers.ts"
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
} from "./index.ts"

describe.each(engines)("on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  const db = () => opened.storage.db
  const ontology = (...names: string[]): Ontology =>
    Ontology.parse({
      labels: names.map((id) => ({
        ...{ id, name: { en: id }, color: "#cc3311", key: null, hasText: false, attributes: [], retired: false },
      })),
    })
  const cells = (change: Partial<NewProject> = {}): NewProject => ({
    ...{ slug: "cells", name: "Cells", kind: "boxes", names: "in_house", state: "open", settings: DEFAULT_SETTINGS },
    ...{ draft: null, ontology: '{"labels":[]}', guideline: "# Cells", madeBy: ada, madeAtMs: NOW, ...change },
  })

  describe("projects", () => {
    test("begin with a first tier, first labels and a first guideline", async () => {
      const id = await insertProject(db(), cells())
      expect(await findProjectBySlug(db(), "cells")).toMatchObject({
        id,
        name: "Cells",
        ontologyVersion: 1,
        guidelineVersion: 1,
      })
      expect(await listTiers(db(), id)).toEqual([{ id: 1, priority: 0, personId: null, groupId: null }])
      expect(await findOntologyBody(db(), id, 1)).toBe('{"labels":[]}')
      expect(await findGuidelineText(db(), id, 1)).toBe("# Cells")
      expect(await findGuidelineText(db(), id, 2)).toBeUndefined()
    })

    test("share no address; a refused one leaves nothing behind", async () => {
      await insertProject(db(), cells())
      const twice = await insertProject(db(), cells({ name: "Other" })).catch((error: unknown) => error)
      expect(isDuplicate(twice)).toBe(true)
      expect(await countProjects(db())).toBe(1)
      expect(await db().selectFrom("guideline_version").select("version").execute()).toHaveLength(1)
    })

    test("that are unknown are not found", async () => {
      expect(await findProjectBySlug(db(), "nothing")).toBeUndefined()
      expect(await findProject(db(), 77)).toBeUndefined()
      expect(await findAccessBySlug(db(), "nothing", ada)).toBeNull()
    })

    test("keep the lease's length where leases are made", async () => {
      const id = await insertProject(db(), cells())
      await opened.storage.hot.addTasks(id, [{ id: 1, assetId: 1, tier: 1, overlap: 1 }], NOW)
      await updateProject(db(), id, { settings: { ...DEFAULT_SETTINGS, leaseMinutes: 7 }, name: "Blood" })
      const [lease] = await opened.storage.hot.next(asks(id, ada))
      expect(lease?.expiresAtMs).toBe(NOW + 7 * 60_000)
      expect(await findProject(db(), id)).toMatchObject({ name: "Blood", settings: { leaseMinutes: 7 } })
    })

    test("keep the wizard's draft until it is put away", async () => {
      const id = await insertProject(db(), cells({ state: "draft", draft: { step: 2 } }))
      expect(await findProject(db(), id)).toMatchObject({ state: "draft", draft: { step: 2 } })
      await updateProject(db(), id, { draft: null, kind: "transcription", names: "open" })
      expect(await findProject(db(), id)).toMatchObject({ draft: null, kind: "transcription", names: "open" })
      await updateProject(db(), id, {})
    })

    test("that are deleted say since when, are not counted, and come back", async () => {
      const id = await insertProject(db(), cells())
      await setProjectState(db(), id, "deleted", NOW + 9)
      expect(await findProject(db(), id)).toMatchObject({ state: "deleted", deletedAtMs: NOW + 9 })
      expect(await countProjects(db())).toBe(0)
      await setProjectState(db(), id, "open", NOW + 10)
      expect(await findProject(db(), id)).toMatchObject({ state: "open", deletedAtMs: null })
    })
  })

  describe("members", () => {
    test("have the roles they were given; more of them widen, fewer are set", async () => {
      const id = await insertProject(db(), cells())
      await insertMember(db(), id, ada, ["annotator"], "Owl", NOW)
      await insertMember(db(), id, ada, ["reviewer"], "Owl", NOW)
      expect((await findAccessBySlug(db(), "cells", ada))?.roles).toEqual(["reviewer", "annotator"])
      await storeRoles(db(), id, ada, ["owner"])
      expect((await findAccessBySlug(db(), "cells", ada))?.roles).toEqual(["owner"])
    })

    test("who are taken out are no members, though their row stays", async () => {
      const id = await insertProject(db(), cells())
      await insertMember(db(), id, ada, ["annotator"], "Owl", NOW)
      await storeRoles(db(), id, ada, [])
      expect(await findAccessBySlug(db(), "cells", ada)).toBeNull()
      expect(await listProjectsOf(db(), ada)).toEqual([])
      expect(await listMembers(db(), id)).toMatchObject([{ personId: ada, roles: [], pseudonym: "Owl" }])
      await deleteMember(db(), id, ada)
      expect(await listMembers(db(), id)).toEqual([])
    })

    test("are listed by name with what their owner sees", async () => {
      const id = await insertProject(db(), cells())
      await insertMember(db(), id, ben, ["annotator"], "Fox", NOW)
      await insertMember(db(), id, ada, ["owner"], "Owl", NOW)
      await setPaused(db(), id, ben, true, "holiday")
      await noteMemberSeen(db(), id, ben, NOW + 3)
      expect(await listMembers(db(), id)).toEqual([
        {
          ...{ personId: ada, name: "Person 1", email: null, roles: ["owner"], pseudonym: "Owl" },
          ...{ paused: false, pausedReason: "", lastSeenMs: null },
        },
        {
          ...{ personId: ben, name: "Person 2", email: null, roles: ["annotator"], pseudonym: "Fox" },
          ...{ paused: true, pausedReason: "holiday", lastSeenMs: NOW + 3 },
        },
      ])
    })

    test("know which conditions they accepted", async () => {
      const id = await insertProject(db(), cells())
      await insertMember(db(), id, ada, ["annotator"], "Owl", NOW)
      expect((await findAccessBySlug(db(), "cells", ada))?.member.acceptedVersion).toBe(0)
      await storeAccepted(db(), id, ada, 3)
      expect((await findAccessBySlug(db(), "cells", ada))?.member.acceptedVersion).toBe(3)
    })

    test("see their projects in order of name", async () => {
      for (const [slug, name] of [
        ["b", "Beta"],
        ["a", "Alpha"],
      ] as const) {
        const id = await insertProject(db(), cells({ slug, name }))
        await insertMember(db(), id, ada, ["annotator"], "Owl", NOW)
      }
      await insertProject(db(), cells({ slug: "c", name: "Gamma" }))
      expect((await listProjectsOf(db(), ada)).map((project) => project.name)).toEqual(["Alpha", "Beta"])
    })
  })

  describe("tiers", () => {
    test("with the same traits are one; others get the next number", async () => {
      const id = await insertProject(db(), cells())
      const first = { priority: 0, personId: null, groupId: null }
      expect(await ensureTier(db(), id, first)).toBe(1)
      const urgent = await ensureTier(db(), id, { ...first, priority: 5 })
      const adas = await ensureTier(db(), id, { ...first, personId: ada })
      expect([urgent, adas]).toEqual([2, 3])
      expect(await ensureTier(db(), id, { ...first, personId: ada })).toBe(3)
      const other = await insertProject(db(), cells({ slug: "other" }))
      expect(await ensureTier(db(), other, { ...first, priority: 5 })).toBe(2)
    })
  })

  describe("groups", () => {
    test("are made, renamed, filled and removed", async () => {
      const id = await insertProject(db(), cells())
      const night = await storeGroup(db(), id, { id: null, name: "Night", members: [ben, ada, ada] })
      expect(await listGroups(db(), id)).toEqual([{ id: night, name: "Night", members: [ada, ben] }])
      await storeGroup(db(), id, { id: night, name: "Day", members: [ben] })
      expect(await listGroups(db(), id)).toEqual([{ id: night, name: "Day", members: [ben] }])
      expect(await storeGroup(db(), id, { id: 99, name: "None", members: [] })).toBeNull()
      expect(await deleteGroup(db(), id, night ?? 0)).toBe(true)
      expect(await deleteGroup(db(), id, night ?? 0)).toBe(false)
      expect(await listGroups(db(), id)).toEqual([])
    })

    test("know which tasks wait for them", async () => {
      const id = await addProject(opened.storage, ada, 4, 1)
      const night = (await storeGroup(db(), id, { id: null, name: "Night", members: [ben] })) ?? 0
      const tier = await ensureTier(db(), id, { priority: 0, personId: null, groupId: night })
      const adas = await ensureTier(db(), id, { priority: 0, personId: ada, groupId: null })
      await opened.storage.hot.setTier(id, [2, 4], tier)
      await opened.storage.hot.setTier(id, [3], adas)
      expect(await listReservedTasks(db(), id, { groupId: night }, 10)).toEqual([2, 4])
      expect(await listReservedTasks(db(), id, { groupId: night }, 1)).toEqual([2])
      expect(await listReservedTasks(db(), id, { personId: ada }, 10)).toEqual([3])
    })
  })

  describe("guidelines", () => {
    const text = (markdown: string) => ({ markdown, note: "why", madeBy: ada, madeAtMs: NOW })

    test("get a new version from the one in force, and from no other", async () => {
      const id = await insertProject(db(), cells())
      expect(await putGuideline(db(), id, 1, text("two"))).toBe(2)
      expect(await putGuideline(db(), id, 1, text("also two"))).toBeNull()
      expect(await findGuideline(db(), id, 2)).toEqual({ version: 2, ...text("two") })
      expect(await findGuideline(db(), id, 3)).toBeNull()
      expect((await listGuidelines(db(), id)).map((one) => one.version)).toEqual([2, 1])
      expect((await findProject(db(), id))?.guidelineVersion).toBe(2)
    })

    test("of two editors at once, one comes first", async () => {
      const id = await insertProject(db(), cells())
      const outcomes = await Promise.all(["a", "b", "c"].map((markdown) => putGuideline(db(), id, 1, text(markdown))))
      expect(outcomes.filter((version) => version === 2)).toHaveLength(1)
      expect(outcomes.filter((version) => version === null)).toHaveLength(2)
    })

    test("of a draft are replaced in their place", async () => {
      const id = await insertProject(db(), cells())
      expect(await putGuideline(db(), id, 1, { ...text("better"), inPlace: true })).toBe(1)
      expect(await findGuidelineText(db(), id, 1)).toBe("better")
    })
  })

  describe("labels", () => {
    test("get a new version from the one in force, and old ones stay as they were", async () => {
      const id = await insertProject(db(), cells({ ontology: JSON.stringify(ontology("cell")) }))
      const next = { ontology: ontology("cell", "platelet"), madeBy: ada, madeAtMs: NOW }
      expect(await putOntology(db(), id, 1, next)).toBe(2)
      expect(await putOntology(db(), id, 1, next)).toBeNull()
      expect((await findOntology(db(), id, 1))?.ontology).toEqual(ontology("cell"))
      expect((await listOntologies(db(), id)).map((one) => one.ontology.labels.length)).toEqual([2, 1])
      expect(await findOntology(db(), id, 3)).toBeNull()
      expect((await findProject(db(), id))?.ontologyVersion).toBe(2)
    })

    test("of a draft are replaced in their place", async () => {
      const id = await insertProject(db(), cells({ ontology: JSON.stringify(ontology("cell")) }))
      const next = { ontology: ontology("sign"), madeBy: ada, madeAtMs: NOW, inPlace: true }
      expect(await putOntology(db(), id, 1, next)).toBe(1)
      expect((await findOntology(db(), id, 1))?.ontology.labels.map((label) => label.id)).toEqual(["sign"])
    })
  })

  describe("leases in hand", () => {
    test("are counted by person and ended for one", async () => {
      const id = await addProject(opened.storage, ada, 6, 1)
      await opened.storage.hot.next(asks(id, ada, { want: 2 }))
      await opened.storage.hot.next(asks(id, ben, { want: 1 }))
      expect(await countHeldByPerson(db(), id, NOW)).toEqual(
        new Map([
          [ada, 2],
          [ben, 1],
        ]),
      )
      expect(await countHeldByPerson(db(), id, NOW + LEASE_MS)).toEqual(new Map())
      expect(await countInHand(db(), id, NOW)).toBe(3)
      expect(await endLeasesOf(db(), id, ada, NOW + 1)).toBe(2)
      expect(await countHeldByPerson(db(), id, NOW + 1)).toEqual(new Map([[ben, 1]]))
      expect(await opened.storage.hot.endExpired(NOW + 1, 10)).toBe(2)
    })
  })
})
