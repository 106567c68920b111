import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { listTaskEvents } from "../activity/index.ts"
import { attachProposals } from "../imports/proposals.ts"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, answerTo, asks, NOW } from "../testing/seed.ts"
import type { LeaseRow, OwnAssignment, SubmitInput } from "./operations.ts"

describe.each(engines)("what a lease begins with on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    project = await addProject(opened.storage, ada, 2, 2)
    const blank = { upright_sha256: null, preview_sha256: null, thumbnail_sha256: null, problem: null, foreign: null }
    const rest = { import_id: null, made_at_ms: NOW, document: null, page: null }
    const file = { sha256: "a".repeat(64), media_type: "image/jpeg", bytes: 9, width: 640 }
    const rows = [1, 2].map((id) => ({ project_id: project, id, name: `${id}`, search: `${id}`, height: 480 + id }))
    await opened.storage.db
      .insertInto("asset")
      .values(rows.map((row) => ({ ...row, ...file, ...blank, ...rest })))
      .execute()
  })
  const hot = () => opened.storage.hot

  async function first(): Promise<LeaseRow> {
    const [lease] = await hot().next(asks(project, ada, { want: 1 }))
    return lease ?? expect.fail("a lease expected")
  }
  function submit(lease: LeaseRow, change: Partial<SubmitInput> = {}) {
    return hot().submit(answerTo(lease, change))
  }

  test("is nothing but its picture's size where nobody and no model has been", async () => {
    const size = { width: 640, height: 481 }
    expect((await first()).start).toEqual({
      ...size,
      facts: null,
      isBare: false,
      draftRevision: 0,
      body: null,
      proposal: null,
      about: null,
    })
  })

  test("is the draft, then what was sent, in whichever way the task is taken in hand", async () => {
    const lease = await first()
    const { publicId, fence } = lease
    const body = '{"nothingHere":false,"regions":[]}'
    await hot().saveDraft({ publicId, personId: ada, fence, revision: 4, body, nowMs: NOW })
    expect((await first()).start).toMatchObject({ draftRevision: 4, body: { nothingHere: false, regions: [] } })
    await submit(lease, { ...answer(), body: '{"nothingHere":true,"regions":[]}' })
    const again = await hot().takeUp({ publicId, personId: ada, nowMs: NOW + 1 })
    expect(again.start).toMatchObject({ draftRevision: 0, body: { nothingHere: true, regions: [] }, proposal: null })
  })

  test("is what the newest set proposes, the one chosen by hand before it, and none where none was chosen", async () => {
    const { db } = opened.storage
    for (const name of ["one", "two"]) await insertSet(db, project, { name, madeBy: ada, madeAtMs: NOW })
    await putPredictions(db, project, 1, [{ taskId: 1, body: '{"regions":[]}', doubtPpm: 1 }])
    await putPredictions(db, project, 2, [{ taskId: 1, body: '{"regions":[2]}', doubtPpm: 1 }])
    const proposal = async () => (await first()).start.proposal
    expect(await proposal()).toBeNull()
    await db.updateTable("prediction_set").set({ proposes: 1 }).where("project_id", "=", project).execute()
    expect(await proposal()).toBe('{"regions":[2]}')
    await attachProposals(db, project, [1], 1)
    expect(await proposal()).toBe('{"regions":[]}')
    await attachProposals(db, project, [1], 0)
    expect(await proposal()).toBeNull()
  })

  test("who asks what comes after is asked inside the act, and what they throw leaves nothing behind", async () => {
    const lease = await first()
    const told: OwnAssignment[] = []
    const refuse = (own: OwnAssignment) => {
      told.push(own)
      throw new Error("read it first")
    }
    const about = { ontologyVersion: 1, guidelineVersion: 1 }
    await expect(submit(lease, { ...about, next: refuse })).rejects.toThrow("read it first")
    const { publicId, fence } = lease
    const skipped = { publicId, personId: ada, fence, reason: "other", note: "", nowMs: NOW, next: refuse }
    await expect(hot().skip(skipped)).rejects.toThrow("read it first")
    expect(told.map(({ projectId, taskId, personId, revision }) => [projectId, taskId, personId, revision])).toEqual([
      [project, 1, ada, 0],
      [project, 1, ada, 0],
    ])
    const { db } = opened.storage
    expect(await db.selectFrom("submission").select("task_id").where("project_id", "=", project).execute()).toEqual([])
    expect((await first()).publicId).toBe(publicId)
    expect(await listTaskEvents(db, project, 1, 9)).toEqual([])
  })

  test("an act and its line in the activity are one: sent again, there is one line", async () => {
    const lease = await first()
    const sent = answer()
    for (let n = 0; n < 3; n++) await submit(lease, sent)
    const again = await hot().takeUp({ publicId: lease.publicId, personId: ada, nowMs: NOW + 1 })
    await submit(again)
    const [other] = await hot().next(asks(project, ada))
    const skip = { publicId: other?.publicId ?? "", personId: ada, fence: 1, reason: "too_hard", note: "", nowMs: NOW }
    for (let n = 0; n < 2; n++) await hot().skip({ ...skip, next: null })
    const { db } = opened.storage
    const lines = [...(await listTaskEvents(db, project, 1, 9)), ...(await listTaskEvents(db, project, 2, 9))]
    expect(lines.map(({ what, personId, detail }) => [what, personId, detail])).toEqual([
      ["task.submitted", ada, { revision: 1, counted: 1 }],
      ["task.revised", ada, { revision: 2, counted: 1 }],
      ["task.skipped", ada, { reason: "too_hard" }],
    ])
  })
})
