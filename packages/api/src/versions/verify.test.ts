import { setExtras } from "@justesse/db/assets"
import { setPages } from "@justesse/db/assets/marks"
import { findAccessBySlug, type ProjectAccess } from "@justesse/db/projects"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import type { SplitRule } from "@justesse/types/dataset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { ingest } from "../imports/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { freeze } from "./freeze.ts"
import { exportRecords } from "./records.ts"
import { type VersionFinding, verifyVersions, versionFindingText } from "./verify.ts"

const NAMES = ["a.png", "b.png", "c.png", "d.png"]
const COCO = {
  images: NAMES.map((file_name, id) => ({ id, file_name, width: 64, height: 48, licence: "yes" })),
  categories: [{ id: 1, name: "car" }],
  annotations: NAMES.map((_, id) => ({ id, image_id: id, category_id: 1, bbox: [id, 2, 3, 4] })),
}
const RULE: SplitRule = {
  parts: [
    { name: "train", share: 50 },
    { name: "test", share: 50 },
  ],
  ...{ by: "hash", byDocument: false, seed: 7 },
}

describe.each(ruleEngines)("looking whether versions are as they were frozen, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let project: ProjectAccess

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    await harness.addProject({ slug: "shop", owner, ontology: { labels: [] } })
    const pictures = Object.fromEntries(NAMES.map((name) => [name, pngHeader(64, 48, name)]))
    const files = memoryFiles({ ...pictures, "x.json": JSON.stringify(COCO) })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "set", who: whoIs() })
    project = await access()
    await freeze(harness.deps, project, whoIs(), { note: "" })
    await freeze(harness.deps, project, whoIs(), { note: "in parts", split: RULE })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const whoIs = () => ({ personId: owner.id, name: owner.name, operator: false, scopes: null })
  const access = async () => (await findAccessBySlug(store.storage.db, "shop", owner.id)) ?? expect.fail("no access")
  const db = () => store.storage.db
  const look = async () => {
    const found: VersionFinding[] = []
    for await (const finding of verifyVersions(harness.deps)) found.push(finding)
    return found
  }
  const says = async () =>
    (await look()).map(({ version, what, asset, part }) => [version, what, asset ?? part ?? null])

  test("versions that nobody touched are as they were, and each is looked at", async () => {
    const seen: string[] = []
    for await (const _ of verifyVersions(harness.deps, (slug, version) => seen.push(`${slug} ${version}`)))
      expect.fail("nothing is wrong")
    expect(seen).toEqual(["shop 1", "shop 2"])
  })

  test("what happens to a picture afterwards changes no version", async () => {
    const records = async () => {
      const all: unknown[] = []
      for await (const record of exportRecords(harness.deps, project.id, 1)) all.push(record)
      return all
    }
    const before = await records()
    expect(before[0]).toMatchObject({ foreignId: "0", foreign: expect.anything() })
    await setPages(db(), project.id, [{ id: 1, document: "menu", page: 0 }])
    await setExtras(db(), project.id, new Map([[2, { foreignId: "other" }]]))
    expect(await records()).toEqual(before)
    expect(await look()).toEqual([])
  })

  test.each<{ name: string; damage: () => Promise<unknown>; found: readonly unknown[] }>([
    {
      name: "another part",
      damage: () => db().updateTable("version_item").set({ split: "train" }).where("version", "=", 2).execute(),
      found: [
        [2, "seal", null],
        [2, "part", "train"],
        [2, "part", "test"],
      ],
    },
    {
      name: "another name of a picture",
      damage: () => db().updateTable("asset").set({ name: "z.png" }).where("id", "=", 3).execute(),
      found: [1, 2].flatMap((version) => [
        [version, "picture", 3],
        [version, "seal", null],
      ]),
    },
    {
      name: "another way in which it was settled",
      damage: () =>
        db()
          .updateTable("version_item")
          .set({ settled_by: "gold" })
          .where("version", "=", 1)
          .where("item_id", "=", 2)
          .execute(),
      found: [
        [1, "picture", 2],
        [1, "seal", null],
      ],
    },
    {
      name: "an item that is gone",
      damage: () => db().deleteFrom("version_item").where("version", "=", 1).where("item_id", "=", 4).execute(),
      found: [
        [1, "seal", null],
        [1, "pictures", null],
        [1, "regions", null],
      ],
    },
    {
      name: "another seal",
      damage: () =>
        db()
          .updateTable("version")
          .set({ content_sha256: "f".repeat(64) })
          .where("version", "=", 2)
          .execute(),
      found: [
        [2, "seal", null],
        [2, "manifest", null],
      ],
    },
    {
      name: "a manifest that nobody can read",
      damage: () => db().updateTable("version").set({ manifest: "{" }).where("version", "=", 2).execute(),
      found: [[2, "unreadable", null]],
    },
    {
      name: "an answer that is no JSON",
      damage: () => db().updateTable("version_body").set({ body: "{" }).where("body", "like", '%"x":0,%').execute(),
      found: [1, 2].flatMap((version) => [
        [version, "answer", 1],
        [version, "unreadable", 1],
        [version, "seal", null],
        [version, "regions", null],
      ]),
    },
  ])("finds $name, and says where", async ({ damage, found }) => {
    await damage()
    expect(await says()).toEqual(found)
  })

  test("finds an answer that is gone, by its picture, in every version that held it", async () => {
    await db().deleteFrom("version_body").where("body", "like", '%"x":1,%').execute()
    const found = await look()
    expect(found.filter(({ what }) => what === "lost").map(({ version, asset }) => [version, asset])).toEqual([
      [1, 2],
      [2, 2],
    ])
    const [first] = found
    expect(first?.expected).toMatch(/^[0-9a-f]{64}$/)
    expect(versionFindingText(first ?? expect.fail("one expected"))).toBe(
      "version 1 of shop, picture 2: its row or its answer is gone",
    )
  })

  test("a version frozen before pictures had a hash of their own is still held by its seal", async () => {
    await db().updateTable("version_item").set({ record_sha256: null }).where("version", "=", 1).execute()
    expect(await look()).toEqual([])
    await db().updateTable("version_item").set({ provenance: '[{"x":1}]' }).where("version", "=", 1).execute()
    const found = await look()
    expect(found.map(({ version, what }) => [version, what])).toEqual([[1, "seal"]])
    expect(found.map(versionFindingText).join("\n")).toMatch(
      /^version 1 of shop: its content is not the one that was sealed \([0-9a-f]{12}… where [0-9a-f]{12}… was\)$/,
    )
  })
})
