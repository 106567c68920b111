import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { insertUndo } from "./undo.ts"
import {
  beginPart,
  beginTakingBack,
  findBegunPart,
  findPlannedPart,
  findTakenBackPart,
  findTallies,
  forgetParts,
  planParts,
} from "./undoParts.ts"

describe.each(engines)("acts in parts on $name", ({ open }) => {
  let opened: TestStorage
  let project = 0
  let undo = 0
  const db = () => opened.storage.db
  const begin = async (changed: number) => {
    const part = await findPlannedPart(db(), project, undo)
    if (!part) throw new Error("nothing is planned")
    await beginPart(db(), project, undo, part.part, { body: `{"n":${part.part}}`, changed, inHand: 1 })
    return part
  }

  beforeEach(async () => {
    opened = await open()
    const [ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 0, 1)
    const ids = [[7, 3], [4, 5], [9]]
    undo = await insertUndo(opened.storage.db, project, { personId: ada, madeAtMs: NOW, body: "{}", parts: ids })
  })
  afterEach(() => opened.close())

  test("are begun in order, and say how far the act is", async () => {
    expect(await findBegunPart(db(), project, undo)).toBeNull()
    expect(await begin(2)).toEqual({ part: 0, ids: [7, 3], body: null, again: false })
    expect(await begin(1)).toMatchObject({ part: 1, ids: [4, 5] })
    expect((await findTallies(db(), project, [undo, 99])).get(undo)).toEqual({
      ...{ total: 5, done: 4, changed: 3, inHand: 2, takenBack: 0 },
    })
    expect((await findTallies(db(), project, [undo, 99])).size).toBe(1)
    expect((await findTallies(db(), project, [])).size).toBe(0)
  })

  test("of those begun only the last may be half done", async () => {
    await begin(2)
    await begin(1)
    expect(await findBegunPart(db(), project, undo)).toEqual({ part: 1, ids: [4, 5], body: { n: 1 }, again: true })
    expect((await findPlannedPart(db(), project, undo))?.part).toBe(2)
  })

  test("are taken back first to last, and what was planned and not begun is not", async () => {
    await begin(2)
    await begin(1)
    expect(await beginTakingBack(db(), project, undo)).toMatchObject({ part: 0, body: { n: 0 }, again: false })
    expect(await findTakenBackPart(db(), project, undo)).toMatchObject({ part: 0, again: true })
    expect(await beginTakingBack(db(), project, undo)).toMatchObject({ part: 1 })
    expect(await findTakenBackPart(db(), project, undo)).toMatchObject({ part: 1 })
    expect(await beginTakingBack(db(), project, undo)).toBeNull()
    expect((await findTallies(db(), project, [undo])).get(undo)).toMatchObject({ total: 5, done: 4, takenBack: 4 })
  })

  test("that were forgotten keep how many pictures they were for and nothing else", async () => {
    await begin(2)
    await beginTakingBack(db(), project, undo)
    await forgetParts(db(), project, undo)
    expect(await findTakenBackPart(db(), project, undo)).toEqual({ part: 0, ids: [], body: null, again: true })
    expect((await findTallies(db(), project, [undo])).get(undo)).toMatchObject({ total: 5, changed: 2 })
  })

  test("of many hundreds come in the same order", async () => {
    const ids = Array.from({ length: 250 }, (_, i) => [i + 1])
    await planParts(db(), project, 50, ids)
    const seen: number[] = []
    for (let part = await findPlannedPart(db(), project, 50); part; part = await findPlannedPart(db(), project, 50)) {
      await beginPart(db(), project, 50, part.part, { body: "{}", changed: 1, inHand: 0 })
      seen.push(...part.ids)
    }
    expect(seen).toEqual(ids.flat())
  })
})
