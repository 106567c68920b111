import type { ProposalRecord } from "@justesse/work/allocation/operations"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { attachProposals } from "../imports/proposals.ts"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"

const taken: ProposalRecord = {
  ...{ withheld: false, taken: 2, changed: 1, refused: 3, untouched: 4 },
  regions: '{"taken":["a","b"],"changed":["c"]}',
}

describe.each(engines)("what is stored of proposals with an answer on $name", (engine) => {
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

  async function send(proposals: ProposalRecord | null) {
    const { hot } = opened.storage
    const [lease] = await hot.next(asks(project, ada))
    const sent = answerTo(lease ?? expect.fail("a lease expected"), { proposals: () => proposals })
    await hot.submit(sent)
    return sent
  }
  const stored = () =>
    opened.storage.db
      .selectFrom("answer_proposals")
      .select(["task_id", "revision", "withheld", "taken", "changed", "refused", "untouched", "regions"])
      .where("project_id", "=", project)
      .orderBy("task_id")
      .orderBy("revision")
      .execute()

  test("is what became of each, once however often it is sent, and anew for a correction", async () => {
    const sent = await send(taken)
    await opened.storage.hot.submit(sent)
    const { withheld: _, ...counts } = taken as Exclude<ProposalRecord, { withheld: true }>
    expect(await stored()).toEqual([{ task_id: 1, revision: 1, withheld: 0, ...counts }])
    const again = await opened.storage.hot.takeUp({ publicId: sent.publicId, personId: ada, nowMs: NOW + 1 })
    await opened.storage.hot.submit({ ...sent, ...answer(), fence: again.fence, proposals: () => null })
    expect(await stored()).toHaveLength(1)
    const third = await opened.storage.hot.takeUp({ publicId: sent.publicId, personId: ada, nowMs: NOW + 2 })
    await opened.storage.hot.submit({ ...sent, ...answer(), fence: third.fence })
    expect((await stored()).map(({ revision }) => revision)).toEqual([1, 3])
  })

  test("is that it began without, where a model says something of the task, and else nothing", async () => {
    const { db } = opened.storage
    const set = await insertSet(db, project, { name: "one", madeBy: ada, madeAtMs: NOW })
    for (const taskId of [1, 2]) await putPredictions(db, project, set, [{ taskId, body: "{}", doubtPpm: 1 }])
    await attachProposals(db, project, [2], set)
    for (let n = 0; n < 3; n++) await send({ withheld: true })
    // The first has predictions that do not propose, the third has none.
    const nothing = { taken: 0, changed: 0, refused: 0, untouched: 0, regions: "" }
    expect(await stored()).toEqual([{ task_id: 2, revision: 1, withheld: 1, ...nothing }])
  })

  test("what is refused while it is asked leaves nothing behind", async () => {
    const { hot, db } = opened.storage
    const [lease] = await hot.next(asks(project, ada))
    const proposals = () => {
      throw new Error("not all decided")
    }
    const sent = answerTo(lease ?? expect.fail("a lease expected"))
    await expect(hot.submit({ ...sent, proposals })).rejects.toThrow("not all decided")
    expect(await db.selectFrom("submission").select("task_id").where("project_id", "=", project).execute()).toEqual([])
    await hot.submit(sent)
    // Sent again once it is stored, it is not asked any more: it gets its receipt.
    expect((await hot.submit({ ...sent, proposals })).receipt.revision).toBe(1)
  })
})
