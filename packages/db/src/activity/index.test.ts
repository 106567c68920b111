import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { findAssetBlobs, findAssignmentBlobs, findNameOfAssignment } from "../assets/mediaBlobs.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addEvents, addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { listEvents, listTaskEvents } from "./index.ts"
import { findUnusedUndos, insertUndo, takeUndo } from "./undo.ts"

describe.each(engines)("on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let ben = 0
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 8, 1)
  })
  const db = () => opened.storage.db

  describe("activity", () => {
    const happened = (what: string, personId: number, taskId: number | null = null) => ({
      ...{ projectId: project, personId, atMs: NOW, what, taskId, detail: { n: 1, name: "é" } },
    })

    test("comes newest first, with who did it and what they did it to", async () => {
      await addEvents(opened.storage.db, happened("project.opened", ada), happened("task.excluded", ben, 2))
      const [latest, first] = await listEvents(db(), project, [], null, null, 10)
      expect(latest).toEqual({
        ...{ id: latest?.id, atMs: NOW, personId: ben, who: "Person 2", what: "task.excluded", taskId: 2, assetId: 2 },
        detail: { n: 1, name: "é" },
      })
      expect(first).toMatchObject({ who: "Person 1", taskId: null })
    })

    test("pages without a gap and without telling anything twice", async () => {
      await addEvents(opened.storage.db, ...Array.from({ length: 7 }, (_, n) => happened(`step.${n}`, ada)))
      const seen: string[] = []
      for (let before: number | null = null; ; ) {
        const page = await listEvents(db(), project, [], null, before, 3)
        seen.push(...page.map((event) => event.what))
        const last = page.at(-1)
        if (!last || page.length < 3) break
        before = last.id
      }
      expect(seen).toEqual(["step.6", "step.5", "step.4", "step.3", "step.2", "step.1", "step.0"])
    })

    test("is narrowed by kind, by who did it and by what it was done to", async () => {
      await addEvents(
        opened.storage.db,
        happened("task.excluded", ada, 7),
        happened("task.reserved", ben),
        happened("project.opened", ben),
      )
      const kinds = async (of: string[], about: { people: number[]; asset: number | null } | null) =>
        (await listEvents(db(), project, of, about, null, 10)).map((event) => event.what)
      expect(await kinds(["task.excluded", "project.opened"], null)).toEqual(["project.opened", "task.excluded"])
      expect(await kinds([], { people: [ben], asset: null })).toEqual(["project.opened", "task.reserved"])
      expect(await kinds([], { people: [], asset: 7 })).toEqual(["task.excluded"])
      expect(await kinds([], { people: [ben], asset: 7 })).toHaveLength(3)
      expect(await kinds(["task.excluded"], { people: [ben], asset: null })).toEqual([])
      expect(await kinds([], { people: [], asset: null })).toEqual([])
    })

    test("an act that was taken back is not offered again", async () => {
      const entry = { personId: ada, madeAtMs: NOW, body: "null" }
      const [first, second] = [
        await insertUndo(opened.storage.db, project, entry),
        await insertUndo(opened.storage.db, project, entry),
      ]
      await takeUndo(opened.storage.db, project, first)
      expect(await findUnusedUndos(opened.storage.db, project, [first, second, 99])).toEqual(new Set([second]))
      expect(await findUnusedUndos(opened.storage.db, project, [])).toEqual(new Set())
    })

    test("of one task comes in the order in which it happened, of its project only", async () => {
      const other = await addProject(opened.storage, ada, 2, 1)
      await addEvents(opened.storage.db, happened("a", ada, 2), happened("b", ada, 1), {
        ...happened("c", ada, 2),
        projectId: other,
      })
      await addEvents(opened.storage.db, happened("d", ben, 2))
      expect((await listTaskEvents(db(), project, 2, 10)).map((event) => event.what)).toEqual(["a", "d"])
      expect(await listTaskEvents(db(), project, 2, 1)).toHaveLength(1)
    })

    test("of nobody and nothing is kept too", async () => {
      await addEvents(opened.storage.db, { projectId: project, personId: null, atMs: NOW, what: "backup.made" })
      expect(await listEvents(db(), project, [], null, null, 10)).toMatchObject([
        { who: null, personId: null, taskId: null, detail: {}, what: "backup.made" },
      ])
    })
  })

  describe("the bytes behind a picture", () => {
    const picture = (id: number, upright: string | null) => ({
      ...{ project_id: project, id, name: `${id}.png`, search: `${id}.png`, sha256: `o${id}`, media_type: "image/png" },
      ...{
        bytes: 1,
        width: 1,
        height: 1,
        upright_sha256: upright,
        preview_sha256: `p${id}`,
        thumbnail_sha256: `t${id}`,
      },
      ...{ problem: null, foreign: null, import_id: null, made_at_ms: NOW },
    })

    test("are the upright copy where there is one, and the original otherwise", async () => {
      await opened.storage.db
        .insertInto("asset")
        .values([picture(1, null), picture(2, "u2")])
        .execute()
      const { db } = opened.storage
      const tiles = {
        pyramid: "needless",
        pyramidSha256: null,
        size: { width: 1, height: 1 },
        sound: null,
        video: null,
      }
      const rest = { previewSha256: "p1", thumbnailSha256: "t1", ...tiles }
      expect(await findAssetBlobs(db, project, 1)).toEqual({ sha256: "o1", mediaType: "image/png", ...rest })
      expect(await findAssetBlobs(db, project, 2)).toMatchObject({ sha256: "u2", mediaType: "image/jpeg" })
      expect(await findAssetBlobs(db, project + 1, 1)).toBeUndefined()
    })

    test("are found by an assignment's own id", async () => {
      await opened.storage.db
        .insertInto("asset")
        .values([picture(1, null)])
        .execute()
      const [lease] = await opened.storage.hot.next(asks(project, ada))
      const { db } = opened.storage
      expect(await findAssignmentBlobs(db, lease?.publicId ?? "")).toMatchObject({ sha256: "o1" })
      expect(await findNameOfAssignment(db, lease?.publicId ?? "")).toBe("1.png")
      expect(await findAssignmentBlobs(db, "nobody's")).toBeUndefined()
    })
  })
})
