import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { findActiveState } from "../testing/reads.ts"
import { addPeople, addProject, answerTo, asks, credits, NOW } from "../testing/seed.ts"
import { findLastWorkBefore, findMeanPerAnswer, listActiveTimeByDay, sumActiveTime } from "./activeTime.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Midnight UTC of the day on which people work here. */
const MIDNIGHT = Math.floor(NOW / DAY) * DAY

describe.each(engines)("counted time on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let [cells, cars] = [0, 0]

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    cells = await addProject(opened.storage, ada, 9, 1)
    cars = await addProject(opened.storage, ada, 9, 1)
  })
  const db = () => opened.storage.db

  /** Works `ms` on one task of a project in the quarter of an hour that begins at `slotMs`, and sends it. */
  async function work(person: number, project: number, slotMs: number, ms: number): Promise<void> {
    const { hot } = opened.storage
    const [held] = await hot.next(asks(project, person, { nowMs: slotMs }))
    if (!held) return expect.fail("nothing was left to lease")
    const { publicId, fence } = held
    const assignment = { publicId, personId: person, fence, nowMs: slotMs }
    await hot.heartbeat({ ...assignment, credit: credits(ms, [{ slotMs, ms }], `{"at":${slotMs}}`) })
    await hot.submit(answerTo(held, { nowMs: slotMs }))
  }

  test("adds up over projects, from a moment until before another", async () => {
    await work(ben, cells, MIDNIGHT + HOUR, 1_000)
    await work(ben, cars, MIDNIGHT + 2 * HOUR, 20_000)
    await work(ada, cars, MIDNIGHT + 2 * HOUR, 300_000)
    expect(await sumActiveTime(db(), ben, MIDNIGHT, MIDNIGHT + DAY)).toBe(21_000)
    expect(await sumActiveTime(db(), ben, MIDNIGHT, MIDNIGHT + 2 * HOUR)).toBe(1_000)
    expect(await sumActiveTime(db(), ben, MIDNIGHT + 2 * HOUR, MIDNIGHT + DAY)).toBe(20_000)
    expect(await sumActiveTime(db(), ben, 0, MIDNIGHT)).toBe(0)
  })

  test("the last quarter of an hour of work before a moment is found", async () => {
    await work(ben, cells, MIDNIGHT + HOUR, 1_000)
    await work(ben, cars, MIDNIGHT + 2 * HOUR, 1_000)
    await work(ben, cells, MIDNIGHT + DAY + HOUR, 1_000)
    expect(await findLastWorkBefore(db(), ben, MIDNIGHT + DAY)).toBe(MIDNIGHT + 2 * HOUR + HOUR / 4)
    expect(await findLastWorkBefore(db(), ben, MIDNIGHT + HOUR)).toBeNull()
    expect(await findLastWorkBefore(db(), ada, MIDNIGHT + DAY)).toBeNull()
  })

  test("stands by day and project, newest day first, with the answers sent", async () => {
    await work(ben, cells, MIDNIGHT + HOUR, 1_000)
    await work(ben, cells, MIDNIGHT + 3 * HOUR, 2_000)
    await work(ben, cars, MIDNIGHT + 3 * HOUR, 5_000)
    await work(ben, cells, MIDNIGHT + DAY + HOUR, 7_000)
    const day = MIDNIGHT / DAY
    expect(await listActiveTimeByDay(db(), ben, MIDNIGHT, MIDNIGHT + 2 * DAY, 0)).toEqual([
      { day: day + 1, projectId: cells, activeMs: 7_000, tasks: 1 },
      { day, projectId: cells, activeMs: 3_000, tasks: 2 },
      { day, projectId: cars, activeMs: 5_000, tasks: 1 },
    ])
  })

  test("days are those of the reader's calendar", async () => {
    await work(ben, cells, MIDNIGHT + 23 * HOUR, 1_000)
    await work(ben, cells, MIDNIGHT + DAY, 2_000)
    const day = MIDNIGHT / DAY
    const days = async (offsetMs: number) =>
      (await listActiveTimeByDay(db(), ben, MIDNIGHT, MIDNIGHT + 2 * DAY, offsetMs)).map((row) => [
        row.day,
        row.activeMs,
      ])
    expect(await days(0)).toEqual([
      [day + 1, 2_000],
      [day, 1_000],
    ])
    // One hour ahead of UTC the two are one evening's work.
    expect(await days(HOUR)).toEqual([[day + 1, 3_000]])
    expect(await days(-HOUR)).toEqual([[day, 3_000]])
  })

  test("the crediting state is the last one that was said, of each person their own", async () => {
    expect(await findActiveState(db(), ben)).toBeNull()
    await work(ben, cells, MIDNIGHT, 1_000)
    await work(ben, cells, MIDNIGHT + HOUR, 1_000)
    expect([await findActiveState(db(), ben), await findActiveState(db(), ada)]).toEqual([
      `{"at":${MIDNIGHT + HOUR}}`,
      null,
    ])
  })

  test("what an answer takes is told once enough are measured", async () => {
    await work(ben, cells, MIDNIGHT, 1_000)
    expect(await findMeanPerAnswer(db(), cells, 2)).toBeNull()
    await work(ada, cells, MIDNIGHT, 4_000)
    expect(await findMeanPerAnswer(db(), cells, 2)).toBe(2_500)
    expect([await findMeanPerAnswer(db(), cars, 0), await findMeanPerAnswer(db(), cars, 1)]).toEqual([null, null])
  })
})
