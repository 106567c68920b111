import { insertPair, updatePair } from "@justesse/db/mentors/pairs"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const HOUR = 3_600_000

describe.each(engines)("whoever mentors somebody decides nothing about their answers, on $name", ({ open }) => {
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

  /** The n-th reviewer mentors the author in a project; `isOver`: did. */
  async function mentors(projectId: number, n: number, isOver: boolean): Promise<void> {
    const [learnerId, mentorId] = [d.author().id, d.reviewers[n]?.id ?? 0]
    await at.storage.db.transaction().execute(async (tx) => {
      const asked = { publicId: crypto.randomUUID(), projectId, learnerId, words: "", askedAtMs: 1 }
      const { id } = await insertPair(tx, asked)
      const ended = isOver ? { endedAtMs: 3, endedBy: learnerId } : {}
      await updatePair(tx, id, { mentorId, offeredAtMs: 1, acceptedAtMs: 2, ...ended })
    })
  }
  const refused = { cause: { code: "judgement_refused", detail: { why: "own_learner" } } }

  test("not as the first: they can neither send back nor propose", async () => {
    const disputed = await d.doubted()
    await mentors(disputed.id, 0, false)
    await expect(d.sendBack(disputed, 0)).rejects.toMatchObject(refused)
    // Whoever opened it held it for a while.
    d.h.clock.nowMs += HOUR
    await d.sendBack(disputed, 1)
    await d.repair(disputed)
    d.h.clock.nowMs += HOUR
    await expect(d.propose(disputed, 0)).rejects.toMatchObject({ cause: { code: "judgement_refused" } })
  })

  test("not as the second, and they are not shown it: also when it has ended", async () => {
    const disputed = await d.proposed()
    const project = ProjectSlug.parse(disputed.slug)
    const { decision } = await d.second(disputed, 1)
    await mentors(disputed.id, 1, true)
    const by = d.decision(d.reviewers[1])
    expect((await by.seconds({ project })).rows).toEqual([])
    await expect(by.second({ project, decision })).rejects.toMatchObject({ cause: { code: "not_found" } })
    const agrees = { project, decision, agrees: true, act: crypto.randomUUID() }
    await expect(by.answerSecond(agrees)).rejects.toMatchObject(refused)
    await d.answerSecond(disputed, true, 2)
  })

  test("not as the third: where nobody else is there, the author is right", async () => {
    const disputed = await d.rejected()
    for (const n of [2, 3].filter((one) => d.reviewers[one] !== undefined)) {
      await mentors(disputed.id, n, true)
    }
    await d.decision(d.author()).appeal({
      ...{ decision: disputed.decision as never, act: crypto.randomUUID(), text: "", evidence: [] },
    })
    const mine = (await d.mine()).find(({ decision }) => decision === disputed.decision)
    expect(mine?.status).toBe("overturned")
  })
})
