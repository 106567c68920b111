import { randomUUID } from "node:crypto"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const DAY = 86_400_000

describe.each(ruleEngines)("whoever is away, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged

  beforeEach(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterEach(async () => {
    await at.close()
    folder.remove()
  })

  const third = () => d.decision(d.reviewers[2])
  const until = (days: number) => d.h.clock.nowMs + days * DAY
  const status = async () => (await d.mine())[0]?.status
  async function appealed() {
    const { id, decision } = await d.rejected()
    await d.decision(d.author()).appeal({ decision: decision as never, act: randomUUID(), text: "", evidence: [] })
    return { id, decision }
  }
  const waiting = async (who = third()) => (await who.appeals({})).waiting

  test("hands on what lies with them at once, to somebody drawn anew, by the same last day", async () => {
    const { id, decision } = await appealed()
    const [first] = await waiting()
    expect(first?.decision).toBe(decision)
    const fourth = await d.h.addPerson("Fourth")
    await d.h.addMember(id, fourth, ["reviewer"])
    const said = await Promise.all([1, 2].map(() => third().away({ dayEndsMs: until(5) })))
    expect(said.map(({ handedOn }) => handedOn).sort()).toEqual([0, 1])
    expect(await third().appeals({})).toMatchObject({ waiting: [], awayUntilMs: until(5) })
    const [now] = await waiting(d.decision(fourth))
    expect(now).toMatchObject({ decision, untilMs: first?.untilMs })
    expect(await status()).toBe("appealed")
  })

  test("where nobody else may decide, its author is right", async () => {
    await appealed()
    expect(await third().away({ dayEndsMs: until(5) })).toMatchObject({ handedOn: 1 })
    expect(await status()).toBe("overturned")
  })

  test("is not drawn while away, nor asked as a second person, and is again with one word, or when the day is over", async () => {
    const second = d.decision(d.reviewers[1])
    const disputed = await d.proposed()
    const asked = async () => (await second.seconds({ project: disputed.slug as never })).rows.length
    expect(await asked()).toBe(1)
    await second.away({ dayEndsMs: until(1) })
    expect(await asked()).toBe(0)
    expect(await second.away({ dayEndsMs: null })).toEqual({ awayUntilMs: null, handedOn: 0 })
    expect(await asked()).toBe(1)
    await second.away({ dayEndsMs: until(1) })
    d.h.clock.nowMs += DAY
    expect(await asked()).toBe(1)
    expect((await second.appeals({})).awayUntilMs).toBeNull()
  })

  test("says a day that is not over, thirty days ahead at most, and nothing else of theirs changes with it", async () => {
    for (const days of [0, -1, 32])
      await expect(third().away({ dayEndsMs: until(days) })).rejects.toMatchObject({ cause: { code: "invalid_input" } })
    await third().away({ dayEndsMs: until(30) })
    const account = d.routers(d.reviewers[2]).account
    await account.update({ preferences: { ...DEFAULT_PREFERENCES, language: "fr" } })
    expect((await third().appeals({})).awayUntilMs).toBe(until(30))
    await third().away({ dayEndsMs: null })
    // A page that was open before says it as it was.
    await account.update({ preferences: { ...DEFAULT_PREFERENCES, awayUntilMs: until(30) } })
    expect((await third().appeals({})).awayUntilMs).toBeNull()
  })
})
