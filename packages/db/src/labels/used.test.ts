import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { labelsUsed } from "./used.ts"

const body = (...labels: string[]) =>
  JSON.stringify({
    regions: labels.map((label, i) => ({
      id: `r${i}`,
      geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
      label,
    })),
    nothingHere: false,
  })

describe.each(engines)("labels that some region carries on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 3, 1)
  })
  const db = () => opened.storage.db
  const used = async (...labels: string[]) => [...(await labelsUsed(db(), project, labels))].sort()

  test("none is where nobody has said anything, and nothing is read for none", async () => {
    expect(await used("car", "sign")).toEqual([])
    expect(await used()).toEqual([])
  })

  test("a draft, an answer, gold and a prediction use what they say, and no more", async () => {
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    const key = { project_id: project, task_id: lease?.taskId ?? 0 }
    await db()
      .insertInto("draft")
      .values({ ...key, person_id: ada, revision: 1, body: body("car"), saved_at_ms: NOW })
      .execute()
    await addGold(opened.storage, project, [2])
    await db()
      .updateTable("gold")
      .set({ answer: body("sign") })
      .where("project_id", "=", project)
      .execute()
    const set = await insertSet(db(), project, { name: "m", madeBy: ada, madeAtMs: NOW })
    await putPredictions(db(), project, set, [{ taskId: 3, body: body("à côté/2"), doubtPpm: 1 }])
    await db()
      .updateTable("task_state")
      .set({ answer: body("lorry", "lorry") })
      .where("project_id", "=", project)
      .where("task_id", "=", 1)
      .execute()
    expect(await used("car", "sign", "à côté/2", "lorry", "junk")).toEqual(["car", "lorry", "sign", "à côté/2"])
    expect(await used("car")).toEqual(["car"])
  })

  test("a text that speaks of a label does not use it, nor does another project", async () => {
    const other = await addProject(opened.storage, ada, 1, 1)
    const text = JSON.stringify({ regions: [{ transcript: { value: '"label":"car"' }, label: "sign" }] })
    const write = (to: number, answer: string) =>
      db().updateTable("task_state").set({ answer }).where("project_id", "=", to).where("task_id", "=", 1).execute()
    await write(project, text)
    await write(other, body("car"))
    expect(await used("car", "sign")).toEqual(["sign"])
  })

  test("a sent answer and a review use labels, whichever task of many they are about", async () => {
    const big = await addProject(opened.storage, ada, 1_201, 1)
    const review = { decisions: '{"d":{"kind":"edit","region":{"label":"edited"}}}', decided_order: "[]" }
    await db()
      .insertInto("review")
      .values({
        ...{ project_id: big, task_id: 1_201, body: body("sent"), ...review, revision: 1, open: 1, differences: 1 },
        ...{ kinds: " ", labels: " ", reviewer_id: null, reserved_until_ms: 0, rank: 0, state: "waiting" },
        ...{ filed_by: null, filed_at_ms: null },
      })
      .execute()
    expect([...(await labelsUsed(db(), big, ["sent", "edited", "car"]))].sort()).toEqual(["edited", "sent"])
  })
})
