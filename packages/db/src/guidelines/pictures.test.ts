import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { membershipChanges, projects } from "../projects/index.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { guidelines } from "./index.ts"

const A = "a".repeat(64)
const B = "b".repeat(64)
const C = "c".repeat(64)

describe.each(engines)("whose pictures and guidelines are, on $name", ({ name, open }) => {
  let at: TestStorage
  beforeAll(async () => {
    at = await open()
  })
  afterAll(() => at.close())

  test("a picture is of the project that it was given to, and of no other (found T17)", async () => {
    const { db } = at.storage
    const [ada = 0] = await addPeople(at.storage, 1)
    const mine = await addProject(at.storage, ada, 0, 1)
    const theirs = await addProject(at.storage, ada, 0, 1)
    await guidelines(db).addPicture(mine, A, NOW)
    await guidelines(db).addPicture(mine, A, NOW + 1)
    await guidelines(db).addPicture(theirs, B, NOW)
    expect([...(await guidelines(db).picturesAmong(mine, [A, B, C]))]).toEqual([A])
    expect([...(await guidelines(db).picturesAmong(theirs, [A, B, C]))]).toEqual([B])
    expect([...(await guidelines(db).picturesAmong(mine, []))]).toEqual([])
  })

  test("roles are those of now: none after leaving, none in a deleted project, and each change is counted (found T18)", async () => {
    const { db } = at.storage
    const [ada = 0, bob = 0] = await addPeople(at.storage, 2)
    const project = await addProject(at.storage, ada, 0, 1)
    const repository = projects(db)
    const counted = async (act: () => Promise<void>) => {
      const before = membershipChanges()
      await act()
      expect(membershipChanges()).toBeGreaterThan(before)
    }
    expect(await repository.rolesOf(project, bob)).toEqual([])
    await counted(() => repository.addMember(project, bob, ["annotator"], "P2", NOW))
    expect(await repository.rolesOf(project, bob)).toEqual(["annotator"])
    await counted(() => repository.setState(project, "deleted", NOW))
    expect(await repository.rolesOf(project, bob)).toEqual([])
    await counted(() => repository.setState(project, "open", NOW))
    expect(await repository.rolesOf(project, bob)).toEqual(["annotator"])
    await counted(() => repository.setRoles(project, bob, []))
    expect(await repository.rolesOf(project, bob)).toEqual([])
    await counted(() => repository.setRoles(project, bob, ["reviewer"]))
    await counted(() => repository.removeMember(project, bob))
    expect(await repository.rolesOf(project, bob)).toEqual([])
  })

  test("pictures of earlier guidelines come along, save those that are another project's own", async () => {
    const folder = temporaryFolder()
    const database = name === "PostgreSQL" ? await emptyDatabase() : null
    const place = database ? { url: database.url } : { file: `${folder.path}/old.db` }
    const old = await openStorage({ ...place, schema: 11 })
    const [ada = 0] = await addPeople(old, 1)
    const added = async (slug: string) => {
      const { rows } = await sql<{ id: number }>`insert into project (organisation_id, slug, name, kind, names, state,
        settings, lease_ttl_ms, paused, ontology_version, guideline_version, next_seq, next_asset, next_version, made_by, made_at_ms)
        values (1, ${slug}, 'Old', 'boxes', 'in_house', 'open', '{}', 1, 0, 1, 1, 1, 3, 1, ${ada}, 1) returning id`.execute(
        old.db,
      )
      return Number(rows[0]?.id)
    }
    const mine = await added("mine")
    const theirs = await added("theirs")
    const insert = (project: number, version: number, markdown: string) =>
      sql`insert into guideline_version (project_id, version, markdown, note, made_by, made_at_ms)
        values (${project}, ${version}, ${markdown}, '', ${ada}, ${NOW})`.execute(old.db)
    await insert(mine, 1, `![one](blob:${A})`)
    await insert(mine, 2, `![one](blob:${A}) ![foreign](blob:${B}) blob:short`)
    await insert(theirs, 1, "nothing")
    await sql`insert into asset (project_id, id, name, search, sha256, media_type, bytes, made_at_ms)
      values (${theirs}, 1, 'x', 'x', ${B}, 'image/png', 1, 1)`.execute(old.db)
    await old.close()
    const now = await openStorage(place)
    expect([...(await guidelines(now.db).picturesAmong(mine, [A, B, C]))]).toEqual([A])
    expect([...(await guidelines(now.db).picturesAmong(theirs, [A, B, C]))]).toEqual([])
    await now.close()
    await database?.drop()
    folder.remove()
  })
})
