import { DEFAULT_SETTINGS } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import {
  findAccess,
  findAccessBySlug,
  findAccessVersion,
  findProject,
  insertMember,
  noteMemberSeen,
  setPaused,
  storeRoles,
} from "./index.ts"

describe.each(engines)("the version of a project's access on $name", (engine) => {
  let opened: TestStorage
  let owner = 0
  let ben = 0
  let project = 0
  let other = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, owner, 3, 2)
    other = await addProject(opened.storage, owner, 1, 1)
    await insertMember(db(), project, ben, ["annotator"], "P1", NOW)
  })

  const db = () => opened.storage.db
  const version = (id = project) => findAccessVersion(db(), id)
  const tier = { project_id: 0, id: 7, priority: 1, person_id: null, group_id: null }
  const settings = JSON.stringify({ ...DEFAULT_SETTINGS, paused: true })

  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    "a role": () => storeRoles(db(), project, ben, ["reviewer"]),
    "a member out": () => storeRoles(db(), project, ben, []),
    "a member paused": () => setPaused(db(), project, ben, true, "lunch"),
    "conditions accepted": () =>
      db().updateTable("member").set({ accepted_version: 3 }).where("person_id", "=", ben).execute(),
    "a member deleted": () => db().deleteFrom("member").where("project_id", "=", project).execute(),
    "settings of the project": () => db().updateTable("project").set({ settings }).where("id", "=", project).execute(),
    "the state of the project": () =>
      db().updateTable("project").set({ state: "archived" }).where("id", "=", project).execute(),
    "a version of its labels": () =>
      db().updateTable("project").set({ ontology_version: 2 }).where("id", "=", project).execute(),
    "a tier": () =>
      db()
        .insertInto("tier")
        .values({ ...tier, project_id: project })
        .execute(),
    "somebody in a group": () =>
      db().insertInto("person_group_member").values({ project_id: project, group_id: 1, person_id: ben }).execute(),
  }
  test.each(Object.keys(changes))("rises with %s, and of no other project", async (name) => {
    const before = await version()
    const beside = await version(other)
    await changes[name]?.()
    expect(await version()).toBeGreaterThan(before)
    expect(await version(other)).toBe(beside)
  })

  test("belongs to what a member may do, found by the project's number as by its name", async () => {
    const found = await findProject(db(), project)
    const byName = await findAccessBySlug(db(), found?.slug ?? "", ben)
    expect(byName).toMatchObject({ id: project, roles: ["annotator"], member: { pseudonym: "P1" } })
    expect(await findAccess(db(), project, ben)).toEqual(byName)
    expect(await findAccess(db(), other, ben)).toBeNull()
    await storeRoles(db(), project, ben, [])
    expect(await findAccess(db(), project, ben)).toBeNull()
  })

  test("stays while people work and are seen", async () => {
    const before = await version()
    const [lease] = await opened.storage.hot.next(asks(project, ben, { want: 2 }))
    await opened.storage.hot.skip({
      ...{ publicId: lease?.publicId ?? "", personId: ben, fence: lease?.fence ?? 0 },
      ...{ reason: "other", note: "", nowMs: NOW, next: null },
    })
    await noteMemberSeen(db(), project, ben, NOW + 1)
    await opened.storage.hot.setOverlap(project, [1, 2, 3], 5)
    expect(await version()).toBe(before)
  })

  test("is taken back with the change that is taken back", async () => {
    const before = await version()
    const failed = db()
      .transaction()
      .execute(async (tx) => {
        await storeRoles(tx, project, ben, ["owner"])
        throw new Error("no")
      })
    await expect(failed).rejects.toThrow("no")
    expect(await version()).toBe(before)
  })
})
