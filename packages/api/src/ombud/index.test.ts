import { randomUUID } from "node:crypto"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import type { OmbudAbout } from "@justesse/types/wire/ombud"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { makeHarness, type TestPerson } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const DAY = 86_400_000

describe.each(ruleEngines)("the ombud on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged
  let [operator, ombud, other]: TestPerson[] = []
  let slug = ""
  let decision = ""

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
    operator = await d.h.addPerson("Operator", true)
    ombud = await d.h.addPerson("Ombud")
    other = await d.h.addPerson("Other")
    slug = (await d.rejected()).slug
    decision = (await d.mine())[0]?.decision ?? expect.fail()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const as = (person: TestPerson | undefined) => appRouter.createCaller(d.h.contextOf(person ?? null))
  const about = (): OmbudAbout => ({ kind: "decision", decision }) as OmbudAbout
  const write = (person: TestPerson, text: string, of = about(), messageId: string = randomUUID()) =>
    as(person).ombud.write({ about: of, messageId, text } as never)
  const why = (reason: string) => ({ cause: { code: "conflict", detail: { why: reason } } })
  const NOT_FOUND = { cause: { code: "not_found" } }
  const author = () => d.author()

  test("is written to only about a rejection that stands, and only where the studio has one outside of the project", async () => {
    await expect(write(author(), "please")).rejects.toMatchObject(why("no_ombud"))
    await as(operator).ombud.set({ person: ombud?.id ?? 0 } as never)
    expect(await as(operator).ombud.studio({})).toEqual({ person: ombud?.id })
    expect((await as(author()).work.contacts({})).ombud).toMatchObject({ name: "Ombud" })
    await expect(write(author(), "please")).rejects.toMatchObject(why("too_late"))
    await as(author()).decision.leave({ decision, act: randomUUID() } as never)
    const thread = await as(author()).ombud.mine({ about: about() })
    expect(thread).toMatchObject({ ombud: { name: "Ombud" }, messages: [], reopenedAtMs: null })
    expect(thread.untilMs).toBe(d.h.clock.nowMs + 183 * DAY)
    await expect(write(other ?? expect.fail(), "mine?")).rejects.toMatchObject(NOT_FOUND)
    const member = d.reviewers[0]
    await as(operator).ombud.set({ person: member?.id ?? 0 } as never)
    await expect(write(author(), "please")).rejects.toMatchObject(why("no_ombud"))
    await as(operator).ombud.set({ person: ombud?.id ?? 0 } as never)
  })

  test("reads that case alone, without a name, and answers; a message that is sent twice is one", async () => {
    const messageId = randomUUID()
    for (let n = 0; n < 2; n++) await write(author(), "the point is there", about(), messageId)
    const { matters } = await as(ombud).ombud.list({})
    expect(matters).toMatchObject([{ text: "the point is there", waits: true, isDecision: true }])
    expect((await as(ombud).question.inbox({ cursor: null, limit: 9 } as never)).notices).toMatchObject([
      { kind: "ombud_asked", times: 1 },
    ])
    const { matter } = matters[0] ?? expect.fail()
    const read = await as(ombud).ombud.one({ matter })
    expect(read).toMatchObject({
      one: { row: { decision, status: "stands", acts: [] }, previous: null },
      mayReopen: true,
    })
    for (const name of [author().name, ...d.reviewers.map((one) => one.name)])
      expect(JSON.stringify(read)).not.toContain(name)
    await expect(as(ombud).decision.one({ decision } as never)).rejects.toMatchObject(NOT_FOUND)
    for (const person of [author(), other, operator, d.reviewers[0]]) {
      expect((await as(person).ombud.list({})).matters).toEqual([])
      await expect(as(person).ombud.one({ matter })).rejects.toMatchObject(NOT_FOUND)
      await expect(as(person).ombud.decideAgain({ matter })).rejects.toMatchObject(NOT_FOUND)
    }
    await as(ombud).ombud.answer({ matter, messageId: randomUUID(), text: "I look at it" } as never)
    const { messages } = await as(author()).ombud.mine({ about: about() })
    expect(messages.map(({ fromOmbud, text }) => [fromOmbud, text])).toEqual([
      [false, "the point is there"],
      [true, "I look at it"],
    ])
    const [told] = (await as(author()).question.inbox({ cursor: null, limit: 1 } as never)).notices
    expect(told).toMatchObject({ kind: "ombud_answered", detail: { decision } })
  })

  test("has it decided again once, by somebody who had nothing to do with it", async () => {
    const [{ matter } = expect.fail()] = (await as(ombud).ombud.list({})).matters
    const again = await as(ombud).ombud.decideAgain({ matter })
    expect(again).toMatchObject({ one: { row: { status: "proposed" } }, mayReopen: false })
    await expect(as(ombud).ombud.decideAgain({ matter })).rejects.toMatchObject(why("nothing_stands"))
    const answer = (n: number, agrees: boolean) =>
      as(d.reviewers[n]).decision.answerSecond({ project: slug, decision, act: randomUUID(), agrees } as never)
    // The proposer and the second person of before are not asked again.
    for (const n of [0, 1])
      await expect(answer(n, true)).rejects.toMatchObject({ cause: { code: "judgement_refused" } })
    await answer(2, false)
    expect(await as(author()).decision.one({ decision } as never)).toMatchObject({ row: { status: "accepted" } })
    const { reopenedAtMs, untilMs } = await as(author()).ombud.mine({ about: about() })
    expect([reopenedAtMs === null, untilMs]).toEqual([false, null])
  })

  test("is written to about being paused or taken out of a project, for half a year", async () => {
    const of = { kind: "restriction", project: slug } as OmbudAbout
    expect(await as(author()).ombud.mine({ about: of })).toMatchObject({ untilMs: null, messages: [] })
    await expect(write(author(), "why?", of)).rejects.toMatchObject(why("too_late"))
    const { people } = await as(operator).admin.people({})
    const owner = people.find(({ name }) => name.startsWith("Owner"))
    const asOwner = as({ id: Number(owner?.person), name: "Owner" } as TestPerson)
    await asOwner.people.pause({ project: slug, person: author().id, paused: true, reason: "too slow" } as never)
    await write(author(), "why?", of)
    const [{ matter, isDecision } = expect.fail()] = (await as(ombud).ombud.list({})).matters
    expect(isDecision).toBe(false)
    const read = await as(ombud).ombud.one({ matter })
    expect(read).toMatchObject({ one: null, restriction: { what: "paused", reason: "too slow" }, mayReopen: false })
    await expect(as(ombud).ombud.decideAgain({ matter })).rejects.toMatchObject(why("nothing_stands"))
    d.h.clock.nowMs += 184 * DAY
    expect((await as(author()).ombud.mine({ about: of })).untilMs).toBeNull()
    await expect(write(author(), "still", of)).rejects.toMatchObject(why("too_late"))
  })
})
