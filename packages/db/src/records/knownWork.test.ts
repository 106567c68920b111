import { ACCEPTED_AFTER_MS } from "@justesse/work/decisions/silence"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { setGoldRate, setTrainingsPassed } from "../gold/draw.ts"
import { insertMember } from "../projects/index.ts"
import type { Outcome } from "../schema/states.ts"
import { fillCovered } from "../testing/covered.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { findKnownWork } from "./index.ts"

const QUARTER = 900_000
const NOTHING = {
  ...{ hours: [], worked: null, roles: [], accepted: 0, compared: { stood: 0, n: 0 } },
  ...{ reviews: 0, trainedFor: [] },
}

describe.each(engines)("what is known of somebody's work, on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 8, 2)
    await insertMember(db(), project, ben, ["annotator"], "Owl", NOW)
  })
  const db = () => opened.storage.db

  /** An answer of Ben's, of which this became, with so much time in a quarter of an hour. */
  async function send(outcome: Outcome | null, slotMs = 0, ms = 60_000): Promise<void> {
    const [held] = await opened.storage.hot.next(asks(project, ben))
    if (!held) return expect.fail("nothing was left to lease")
    const { publicId, fence } = held
    const credit = credits(ms, [{ slotMs, ms }])
    await opened.storage.hot.heartbeat({ publicId, personId: ben, fence, credit, nowMs: NOW })
    const sent = { ...answer(), ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null }
    await opened.storage.hot.submit({ publicId, personId: ben, fence, ...sent })
    await db().updateTable("assignment").set({ fate: outcome }).where("public_id", "=", publicId).execute()
  }

  test("of somebody who did nothing is nothing", async () => {
    expect(await findKnownWork(db(), ben, NOW)).toEqual(NOTHING)
    // Owning a project is something.
    await insertMember(db(), project, ada, ["owner"], "Bat", NOW)
    expect(await findKnownWork(db(), ada, NOW)).toEqual({ ...NOTHING, roles: ["owner"] })
    await db().updateTable("project").set({ state: "deleted" }).execute()
    expect(await findKnownWork(db(), ada, NOW)).toEqual(NOTHING)
  })

  test("is time by kind of task since its first quarter of an hour, and from when to when", async () => {
    await send(null, 4 * QUARTER, 90_500)
    await send(null, 9 * QUARTER)
    const known = await findKnownWork(db(), ben, NOW)
    expect(known.hours).toEqual([{ kind: "boxes", activeMs: 150_500, sinceMs: 4 * QUARTER }])
    expect(known.worked).toEqual({ firstMs: 4 * QUARTER, lastMs: 10 * QUARTER - 1 })
    expect((await findKnownWork(db(), ada, NOW)).hours).toEqual([])
  })

  test("counts answers that were accepted, whatever was made of them, and of those compared the ones that stood", async () => {
    for (const outcome of ["kept", "small_change", "changed", "taken", "undecided", null] as const) await send(outcome)
    const known = { roles: ["annotator"], compared: { stood: 2, n: 3 } }
    // Nobody judged them: what accepts them is silence, as for their bonus.
    expect(await findKnownWork(db(), ben, NOW)).toMatchObject({ ...known, accepted: 0 })
    expect(await findKnownWork(db(), ben, NOW + ACCEPTED_AFTER_MS)).toMatchObject({ ...known, accepted: 6 })
  })

  test("names projects whose training was finished with something within tolerance", async () => {
    await setGoldRate(db(), project, ben, 0.2)
    expect((await findKnownWork(db(), ben, NOW)).trainedFor).toEqual([])
    await setTrainingsPassed(db(), project, ben, 3)
    expect((await findKnownWork(db(), ben, NOW)).trainedFor).toEqual(["Cells"])
    await db().updateTable("gold_draw").set({ try_out_left: 1 }).execute()
    expect((await findKnownWork(db(), ben, NOW)).trainedFor).toEqual([])
  })

  test("counts reviews that somebody filed", async () => {
    await opened.wipe()
    const { people } = await fillCovered(opened.storage, async () => undefined)
    const [reviewer = 0, other = 0] = people
    expect(await findKnownWork(db(), reviewer, NOW)).toMatchObject({ reviews: 1, roles: ["owner", "reviewer"] })
    expect(await findKnownWork(db(), other, NOW)).toMatchObject({ reviews: 0, roles: ["annotator"] })
  })
})
