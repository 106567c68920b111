import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { findRoles, insertMember, membershipChanges, setProjectState, storeRoles } from "../projects/index.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { deleteMember } from "../testing/reads.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { findGuidelinePictures, insertGuidelinePicture } from "./index.ts"

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
    await insertGuidelinePicture(db, mine, A, NOW)
    await insertGuidelinePicture(db, mine, A, NOW + 1)
    await insertGuidelinePicture(db, theirs, B, NOW)
    expect([...(await findGuidelinePictures(db, mine, [A, B, C]))]).toEqual([A])
    expect([...(await findGuidelinePictures(db, theirs, [A, B, C]))]).toEqual([B])
    expect([...(await findGuidelinePictures(db, mine, []))]).toEqual([])
  })

  test("roles are those of now: none after leaving, none in a deleted project, and each change is counted (found T18)", async () => {
    const { db } = at.storage
    const [ada = 0, bob = 0] = await addPeople(at.storage, 2)
    const project = await addProject(at.storage, ada, 0, 1)
    const counted = async (act: () => Promise<void>) => {
      const before = membershipChanges()
      await act()
      expect(membershipChanges()).toBeGreaterThan(before)
    }
    expect(await findRoles(db, project, bob)).toEqual([])
    await counted(() => insertMember(db, project, bob, ["annotator"], "P2", NOW))
    expect(await findRoles(db, project, bob)).toEqual(["annotator"])
    await counted(() => setProjectState(db, project, "deleted", NOW))
    expect(await findRoles(db, project, bob)).toEqual([])
    await counted(() => setProjectState(db, project, "open", NOW))
    expect(await findRoles(db, project, bob)).toEqual(["annotator"])
    await counted(() => storeRoles(db, project, bob, []))
    expect(await findRoles(db, project, bob)).toEqual([])
    await counted(() => storeRoles(db, project, bob, ["reviewer"]))
    await counted(() => deleteMember(db, project, bob))
    expect(await findRoles(db, project, bob)).toEqual([])
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
    expect([...(await findGuidelinePictures(now.db, mine, [A, B, C]))]).toEqual([A])
    expect([...(await findGuidelinePictures(now.db, theirs, [A, B, C]))]).toEqual([])
    await now.close()
    await database?.drop()
    folder.remove()
  })
})
