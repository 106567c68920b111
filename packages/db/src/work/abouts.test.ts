import { canonicalJson, TaskAbout } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { findAbouts, findTasksMadeOf } from "./abouts.ts"

const about = (id: string): TaskAbout =>
  TaskAbout.parse({
    type: "region",
    region: { id, label: "car", geometry: { type: "box", x: 1, y: 2, width: 30, height: 40 } },
    source: { type: "import", import: 3 },
  })

describe.each(engines)("what tasks are about beside their pictures on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0
  const db = () => opened.storage.db
  const task = (id: number, origin: string | null) => ({
    ...{ id, assetId: null, tier: 1, overlap: 1 },
    about: { body: canonicalJson(about(`r${id}`)), origin },
  })

  beforeEach(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
    const plain = { id: 2, assetId: null, tier: 1, overlap: 1 }
    await opened.storage.hot.addTasks(project, [task(1, "a"), plain, task(3, null), task(4, null)], NOW)
  })
  afterEach(() => opened.close())

  test("is found by task and by what it was made of; most are about nothing", async () => {
    expect(await findAbouts(db(), project, [1, 2, 4])).toEqual(
      new Map([
        [1, about("r1")],
        [4, about("r4")],
      ]),
    )
    expect(await findAbouts(db(), project + 1, [1])).toEqual(new Map())
    expect(await findTasksMadeOf(db(), project, ["a", "b"])).toEqual(new Map([["a", 1]]))
  })

  test("comes with the lease", async () => {
    const leases = await opened.storage.hot.next(asks(project, ada, { want: 3 }))
    expect(leases.map(({ taskId, start }) => [taskId, start.about])).toEqual([
      [1, about("r1")],
      [2, null],
      [3, about("r3")],
    ])
  })

  test("nothing becomes two tasks of a project: neither is there, the first stays", async () => {
    await expect(opened.storage.hot.addTasks(project, [task(5, null), task(6, "a")], NOW)).rejects.toThrow()
    expect(await findAbouts(db(), project, [5, 6])).toEqual(new Map())
    expect(await findTasksMadeOf(db(), project, ["a"])).toEqual(new Map([["a", 1]]))
    const other = await addProject(opened.storage, ada, 0, 1)
    await opened.storage.hot.addTasks(other, [task(1, "a")], NOW)
    expect(await findTasksMadeOf(db(), other, ["a"])).toEqual(new Map([["a", 1]]))
  })
})
