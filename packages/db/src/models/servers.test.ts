import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { insertAssets } from "../assets/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, NOW } from "../testing/seed.ts"
import { countUnproposed, findRandomTask, listAhead, listFinals } from "./askable.ts"
import { findLots } from "./lots.ts"
import { endSet, findSet, insertSet, putPredictions } from "./predictions.ts"
import {
  chooseServer,
  countInSet,
  deleteServer,
  findServer,
  insertServer,
  listLearning,
  listServers,
  listToLearn,
  listUnproposed,
  noteAnswered,
  noteAsk,
  noteFailed,
  noteLearnt,
} from "./servers.ts"

describe.each(engines)("models that are asked, as stored on $name", (engine) => {
  let opened: TestStorage
  let project = 0
  let ada = 0
  let set = 0
  const db = () => opened.storage.db
  const server = async () => {
    const found = await findServer(db(), project, 1)
    if (!found) throw new Error("a model expected")
    return found
  }
  const fresh = (name: string) => ({
    ...{ kind: "label-studio", name, address: "http://127.0.0.1:9090", sends: "address", shown: "asking" },
    ...{ words: { crate: "box", plant: null }, version: "1", setId: set, tookMs: 12, madeAtMs: NOW, madeBy: ada },
  })

  beforeAll(async () => {
    opened = await engine.open()
    ada = (await addPeople(opened.storage, 1))[0] ?? 0
    project = await addProject(opened.storage, ada, 6, 1)
    set = await insertSet(db(), project, { name: "m 1", madeBy: ada, madeAtMs: NOW })
    await endSet(db(), project, set, {
      ...{ state: "ready", error: null, format: "label-studio", pictures: 0, unmatched: 0, regions: 0 },
    })
  })
  afterAll(() => opened.close())

  test("each has a number of its own in its project, and stands as it answered last", async () => {
    expect(await insertServer(db(), project, fresh("one"))).toBe(1)
    expect(await insertServer(db(), project, fresh("two"))).toBe(2)
    expect((await listServers(db(), project)).map(({ id, name }) => [id, name])).toEqual([
      [1, "one"],
      [2, "two"],
    ])
    expect(await server()).toMatchObject({
      ...{ words: { crate: "box", plant: null }, learns: false, tookMs: 12, answeredAtMs: NOW, failedSinceMs: null },
      ...{ tries: 0, nextTryMs: 0, error: null, learnt: { atMs: NOW, key: "" } },
    })
    expect(await findServer(db(), project, 3)).toBeNull()
  })

  test("since when it fails stays while it fails, and goes once it answers", async () => {
    const error = { code: "model_gone", detail: { host: "h", why: "refused" } }
    await noteFailed(db(), await server(), { error, atMs: NOW + 10, nextTryMs: NOW + 30_010 })
    await noteFailed(db(), await server(), { error, atMs: NOW + 20, nextTryMs: NOW + 60_020 })
    expect(await server()).toMatchObject({ failedSinceMs: NOW + 10, tries: 2, nextTryMs: NOW + 60_020, error })
    await noteAnswered(db(), await server(), { version: "2", setId: set, tookMs: 40, atMs: NOW + 70_000 })
    expect(await server()).toMatchObject({
      ...{ failedSinceMs: null, tries: 0, nextTryMs: 0, error: null },
      ...{ version: "2", tookMs: 40, answeredAtMs: NOW + 70_000 },
    })
  })

  test("what an owner chooses changes that alone; told to learn, it hears of what comes from then on", async () => {
    await chooseServer(db(), await server(), {}, NOW)
    await chooseServer(db(), await server(), { shown: "ahead", sends: "bytes", words: { crate: null } }, NOW)
    expect(await server()).toMatchObject({ shown: "ahead", sends: "bytes", words: { crate: null }, learns: false })
    expect(await listLearning(db())).toEqual([])
    await chooseServer(db(), await server(), { learns: true }, NOW + 5)
    expect((await listLearning(db())).map(({ id, learnt }) => [id, learnt])).toEqual([[1, { atMs: NOW + 5, key: "" }]])
    await noteLearnt(db(), await server(), { atMs: NOW + 9, key: "k" })
    // Said again, it goes on where it was.
    await chooseServer(db(), await server(), { learns: true }, NOW + 99)
    expect((await server()).learnt).toEqual({ atMs: NOW + 9, key: "k" })
  })

  test("it is asked ahead about open tasks of which its set says nothing yet, once its rest is over", async () => {
    const of = { projectId: project, setId: set }
    expect(await listAhead(db(), NOW)).toEqual([{ projectId: project, id: 1, setId: set, madeBy: ada }])
    expect(await countUnproposed(db(), project, set)).toBe(6)
    await putPredictions(db(), project, set, [{ taskId: 2, body: '{"regions":[]}', doubtPpm: 0 }])
    await countInSet(db(), project, set, 0)
    await countInSet(db(), project, set, 3)
    expect(await findSet(db(), project, set)).toMatchObject({ pictures: 2, regions: 3 })
    expect(await listUnproposed(db(), of, 0, 3)).toEqual([1, 3, 4])
    expect(await listUnproposed(db(), of, 4, 9)).toEqual([5, 6])
    const error = { code: "model_slow", detail: {} }
    await noteFailed(db(), await server(), { error, atMs: NOW, nextTryMs: NOW + 1 })
    expect(await listAhead(db(), NOW)).toEqual([])
    expect(await listAhead(db(), NOW + 1)).toHaveLength(1)
    // None of these tasks has an asset that is there.
    expect(await findRandomTask(db(), project)).toBeNull()
  })

  test("final tasks whose asset is there are those that it is compared with, each with whether its set says something", async () => {
    const finish = (taskId: number, answer: string | null) =>
      db()
        .updateTable("task_state")
        .set({ answer })
        .where("project_id", "=", project)
        .where("task_id", "=", taskId)
        .execute()
    for (const taskId of [2, 3, 5]) await finish(taskId, '{"regions":[],"nothingHere":true}')
    // Their pictures are not there yet.
    expect(await listFinals(db(), project, set, 10)).toEqual([])
    const [two, three, five] = [2, 3, 5].map((id) => ({
      ...{ id, name: `${id}.jpg`, sha256: String(id).padStart(64, "0"), mediaType: "image/jpeg", bytes: 1_000 },
      ...{ size: { width: 40, height: 30 }, uprightSha256: null, previewSha256: null, thumbnailSha256: null },
      ...{ problem: null, extra: {}, importId: null, madeAtMs: NOW, document: null },
    }))
    await insertAssets(
      db(),
      project,
      [two, three, five].flatMap((one) => one ?? []),
    )
    expect(await listFinals(db(), project, set, 10)).toEqual([
      { taskId: 2, isSaid: true },
      { taskId: 3, isSaid: false },
      { taskId: 5, isSaid: false },
    ])
    expect(await listFinals(db(), project, set, 2)).toHaveLength(2)
    await db()
      .updateTable("asset")
      .set({ deleted_at_ms: NOW })
      .where("project_id", "=", project)
      .where("id", "=", 3)
      .execute()
    expect((await listFinals(db(), project, set, 10)).map(({ taskId }) => taskId)).toEqual([2, 5])
    await finish(5, null)
    expect((await listFinals(db(), project, set, 10)).map(({ taskId }) => taskId)).toEqual([2])
  })

  test("that somebody asked is stored once, as it was the first time", async () => {
    const ask = { projectId: project, taskId: 3, personId: ada, setId: set, isWithheld: true, atMs: NOW }
    await noteAsk(db(), ask)
    await noteAsk(db(), { ...ask, isWithheld: false, atMs: NOW + 1 })
    const rows = await db().selectFrom("model_ask").selectAll().where("project_id", "=", project).execute()
    expect(rows).toEqual([
      { project_id: project, task_id: 3, person_id: ada, set_id: set, withheld: 1, asked_at_ms: NOW },
    ])
    // What was drawn then is known of that task from now on.
    expect(await findLots(db(), project, [1, 3])).toEqual(new Map([[3, true]]))
  })

  test("answers are told in the order in which they were stored, none twice, none of known answers", async () => {
    const send = (taskId: number, publicId: string, storedAtMs: number) =>
      db()
        .insertInto("submission")
        .values({
          ...{ project_id: project, task_id: taskId, person_id: ada, revision: 1, public_id: publicId, counted: 1 },
          ...{ body: '{"regions":[],"nothingHere":true}', body_sha256: "0", ontology_version: 1, guideline_version: 1 },
          ...{ active_ms: 1, regions: 0, stored_at_ms: storedAtMs },
        })
        .execute()
    await send(1, "b", NOW + 10)
    await send(2, "a", NOW + 10)
    await send(3, "c", NOW + 20)
    await send(4, "d", NOW + 30)
    await addGold(opened.storage, project, [3])
    const told = async (atMs: number, key: string, most = 9) =>
      (await listToLearn(db(), { projectId: project, learnt: { atMs, key } }, NOW + 25, most)).map((one) => one.key)
    expect(await told(NOW + 9, "k")).toEqual(["a", "b"])
    expect(await told(NOW + 9, "k", 1)).toEqual(["a"])
    expect(await told(NOW + 10, "a")).toEqual(["b"])
    expect(await told(NOW + 10, "b")).toEqual([])
    const [first] = await listToLearn(db(), { projectId: project, learnt: { atMs: NOW, key: "" } }, NOW + 99, 1)
    expect(first).toEqual({ taskId: 2, key: "a", atMs: NOW + 10, body: { regions: [], nothingHere: true } })
  })

  test("taken out, it is gone, and what it proposed stays", async () => {
    expect(await deleteServer(db(), project, 1)).toBe(true)
    expect(await deleteServer(db(), project, 1)).toBe(false)
    expect((await listServers(db(), project)).map(({ id }) => id)).toEqual([2])
    expect(await findSet(db(), project, set)).not.toBeNull()
  })
})
