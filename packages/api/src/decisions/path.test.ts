import { randomUUID } from "node:crypto"
import { findCase, listJudgements } from "@justesse/db/decisions"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

describe.each(ruleEngines)("a rejection from doubt to its end, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const act = () => randomUUID()
  const third = () => d.decision(d.reviewers[2])

  test("is proposed after a repair, agreed to by a second person, appealed, and overturned by a third", async () => {
    const disputed = await d.rejected()
    const [row] = await d.mine()
    expect(row).toMatchObject({
      status: "rejected",
      reason: "transcript_error",
      clause: "1",
      returns: 1,
      label: "line",
    })
    const decision = row?.decision ?? expect.fail()
    const author = d.decision(d.author())
    await author.appeal({ decision, act: act(), text: "a point stands there", evidence: [] })

    const [waiting] = (await third().appeals({})).waiting
    expect(waiting).toMatchObject({ decision, clause: "1", among: 1 })
    const blind = await third().blind({ decision })
    const texts = [blind.first, blind.second].map(({ regions }) => regions[0]?.transcript?.value)
    expect(texts.sort()).toEqual(["0,50", "0.50"])
    const answered = await third().answer({ decision, act: act(), answer: "both", clause: "1", text: "both may stand" })
    expect(answered).toMatchObject({ status: "overturned", said: ["a point stands there"] })

    const one = await author.one({ decision })
    expect(one).toMatchObject({
      row: { status: "overturned", next: null, acts: [] },
      answer: { verdict: "both", text: "both may stand" },
      putRight: { reopened: 0, overturned: { before: 0, after: 1 } },
    })
    expect(one.steps.map(({ kind, who }) => `${kind} ${who}`)).toEqual([
      ...["submit author", "return reviewer", "repair author", "propose reviewer", "concur second"],
      ...["appeal author", "assign rule", "answer third"],
    ])
    const stored = await findCase(at.storage.db, decision)
    expect(stored && (await listJudgements(at.storage.db, stored))).toHaveLength(8)
    expect(await d.decision(d.author()).figures({ project: disputed.slug as never })).toMatchObject({
      ...{ rejections: 1, appeals: 1, overturned: 1 },
    })
  })
})
