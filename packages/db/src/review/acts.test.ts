import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { findReviewAct, pruneReviewActs, storeReviewAct } from "./acts.ts"

const act = {
  projectId: 1,
  actId: "0d9f3f0e-5f2c-4a53-9a5e-0d8a3f6b1c11",
  personId: 7,
  askedSha256: "a".repeat(64),
  answer: { revision: 3, open: 1, reservedUntilMs: 9_000_000_000_000 },
}

describe.each(engines)("acts of reviewers on $name", ({ open }) => {
  let at: TestStorage
  beforeEach(async () => {
    at = await open()
  })
  afterEach(() => at.close())

  const db = () => at.storage.db
  const store = (more: Partial<typeof act> = {}) =>
    db()
      .transaction()
      .execute((tx) => storeReviewAct(tx, { ...act, ...more }, 5_000))

  test("are found by their name, with what was answered", async () => {
    await store()
    expect(await findReviewAct(db(), 1, act.actId)).toEqual(act)
    expect(await findReviewAct(db(), 1, act.actId.replace("0d9f", "1d9f"))).toBeUndefined()
  })

  test("are those of one project: another one's of the same name is another act", async () => {
    await store()
    expect(await findReviewAct(db(), 2, act.actId)).toBeUndefined()
    await store({ projectId: 2, personId: 8 })
    expect((await findReviewAct(db(), 2, act.actId))?.personId).toBe(8)
    expect((await findReviewAct(db(), 1, act.actId))?.personId).toBe(7)
  })

  test("are there once: a second one under the same name undoes all that its transaction did", async () => {
    await store()
    const other = { ...act, actId: act.actId.replace("0d9f", "2d9f") }
    const both = db()
      .transaction()
      .execute(async (tx) => {
        await storeReviewAct(tx, other, 6_000)
        await storeReviewAct(tx, { ...act, personId: 8 }, 6_000)
      })
    await expect(both).rejects.toThrow()
    expect(await findReviewAct(db(), 1, other.actId)).toBeUndefined()
    expect(await findReviewAct(db(), 1, act.actId)).toEqual(act)
  })

  test("are not there when what they did was not done", async () => {
    const failing = db()
      .transaction()
      .execute(async (tx) => {
        await storeReviewAct(tx, act, 5_000)
        throw new Error("the act itself failed")
      })
    await expect(failing).rejects.toThrow("the act itself failed")
    expect(await findReviewAct(db(), 1, act.actId)).toBeUndefined()
  })

  test.each([
    { name: "nothing but that it was done", answer: { done: true } },
    { name: "a number and nothing", answer: { next: null } },
  ])("answer what they answered: $name", async ({ answer }) => {
    await store({ answer: answer as never })
    expect((await findReviewAct(db(), 1, act.actId))?.answer).toEqual(answer)
  })

  test("are forgotten by when they arrived, by two programs at once, each act once", async () => {
    const ids = Array.from({ length: 1_204 }, (_, n) => `0d9f3f0e-5f2c-4a53-9a5e-${`${n}`.padStart(12, "0")}`)
    await db()
      .transaction()
      .execute(async (tx) => {
        for (const [n, actId] of ids.entries())
          await storeReviewAct(tx, { ...act, projectId: 1 + (n % 3), actId }, n < 1_200 ? n : 9_000)
      })
    const pruned = await Promise.all([pruneReviewActs(db(), 5_000), pruneReviewActs(db(), 5_000), store()])
    expect((pruned[0] ?? 0) + (pruned[1] ?? 0)).toBe(1_200)
    const left = await db().selectFrom("review_act").select("act_id").execute()
    expect(left.map(({ act_id }) => act_id).sort()).toEqual([...ids.slice(1_200), act.actId].sort())
    expect(await pruneReviewActs(db(), 5_000)).toBe(0)
  })
})
