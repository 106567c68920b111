import { randomUUID } from "node:crypto"
import { stepDecisions } from "@justesse/api/decisions/silence"
import type { Disputed } from "@justesse/api/testing/disputes"
import { makeHarness } from "@justesse/api/testing/harness"
import { Judged } from "@justesse/api/testing/judged"
import { openStorage, type Storage, verifyStorage } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.each(engines)("what silence makes of a submission, on $name", ({ name, open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged
  /** Another program on the same database; a SQLite file is one program's. */
  let other: Storage | null = null

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    if (name === "PostgreSQL") other = await openStorage(at.at)
  })
  beforeEach(async () => {
    await at.wipe()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await other?.close()
    await at.close()
    folder.remove()
  })
  const later = (ms: number) => {
    d.h.clock.nowMs += ms
  }
  const step = () => stepDecisions(d.h.deps)
  const rows = ({ id }: Disputed) =>
    at.storage.db
      .selectFrom("judgement")
      .select(["kind", "at_ms", "by_kind"])
      .where("project_id", "=", id)
      .orderBy("seq")
      .execute()
  const kinds = async (of: Disputed) => (await rows(of)).map(({ kind }) => kind)

  test("a repair that does not come is decided as it was after five days, and accepted after three more; dated by the terms, whenever somebody looks", async () => {
    const disputed = await d.doubted()
    await d.sendBack(disputed)
    const [, back] = await rows(disputed)
    const since = back?.at_ms ?? 0
    later(5 * DAY - 1)
    expect([await step(), await kinds(disputed)]).toEqual([0, ["submit", "return"]])
    later(30 * DAY)
    await step()
    expect(await rows(disputed)).toMatchObject([
      { kind: "submit" },
      { kind: "return" },
      { kind: "keep", at_ms: since + 5 * DAY, by_kind: "silence" },
      { kind: "accept", at_ms: since + 8 * DAY, by_kind: "silence" },
    ])
    expect(await step()).toBe(0)
    const own = await at.storage.db
      .selectFrom("assignment")
      .select("sent_back")
      .where("person_id", "=", d.author().id)
      .executeTakeFirst()
    expect(own?.sent_back).toBeNull()
    const { notices } = await d.routers(d.author()).question.inbox({ cursor: null, limit: 10 })
    expect(notices.map(({ kind }) => kind)).toContain("repair_ended")
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("a repair is noted from what was sent, before any term that ends after it", async () => {
    const disputed = await d.doubted()
    await d.sendBack(disputed)
    later(2 * DAY)
    await d.repair(disputed, "0.51", "0.50")
    expect(await kinds(disputed)).toEqual(["submit", "return"])
    later(10 * DAY)
    await step()
    expect(await kinds(disputed)).toEqual(["submit", "return", "repair", "accept"])
  })

  test("a proposal that no second person answers is dropped, and so is a rejection whose appeal nobody answers", async () => {
    const disputed = await d.proposed()
    later(2 * DAY)
    await step()
    expect((await kinds(disputed)).at(-1)).toBe("disagree")
    const other = await d.rejected()
    await d.decision(d.author()).appeal({ decision: other.decision, act: randomUUID(), text: "", evidence: [] })
    later(14 * DAY)
    await step()
    expect((await rows(other)).at(-1)).toMatchObject({ kind: "unanswered", by_kind: "silence" })
    const mine = await d.mine()
    expect(mine.find(({ decision }) => decision === other.decision)).toMatchObject({ status: "overturned" })
    // The third person reads it no more.
    expect((await d.decision(d.reviewers[2]).appeals({})).waiting).toEqual([])
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("APP-1: where nobody may decide an appeal its author is right at once", async () => {
    const disputed = await d.rejected()
    await at.storage.db
      .updateTable("member")
      .set({ paused: 1 })
      .where("person_id", "=", d.reviewers[2]?.id ?? 0)
      .execute()
    const done = await d
      .decision(d.author())
      .appeal({ decision: disputed.decision, act: randomUUID(), text: "", evidence: [] })
    expect(done).toEqual({ status: "overturned", next: null })
    expect((await rows(disputed)).at(-1)).toMatchObject({ kind: "unanswered", by_kind: "rule" })
  })

  test("whoever knows a case hands it on; where nobody else may, its author is right", async () => {
    const disputed = await d.rejected()
    const { decision } = disputed
    const fourth = await d.h.addPerson("Fourth")
    await d.h.addMember(disputed.id, fourth, ["reviewer"])
    await d.decision(d.author()).appeal({ decision, act: randomUUID(), text: "", evidence: [] })
    const holder = async () =>
      (
        await at.storage.db
          .selectFrom("case_state")
          .select("third_id")
          .where("public_id", "=", decision)
          .executeTakeFirst()
      )?.third_id
    const first = await holder()
    const [one, two] = [d.reviewers[2], fourth].sort((p) => (p?.id === first ? -1 : 1))
    await d.decision(one).handOn({ decision })
    expect(await holder()).toBe(two?.id)
    await expect(d.decision(one).blind({ decision })).rejects.toThrow("not_found")
    await d.decision(two).handOn({ decision })
    expect((await kinds(disputed)).slice(-3)).toEqual(["assign", "assign", "unanswered"])
  })

  test("APP-4: an overturn reopens every rejection of the same reviewer by the same clause of the last 30 days, and tells each author", async () => {
    const old = await d.rejected()
    await at.storage.db.updateTable("project").set({ slug: "old" }).where("id", "=", old.id).execute()
    const all = await d.doubtedTimes(3)
    const project = ProjectSlug.parse(all.slug)
    const decisions: string[] = []
    for (const text of ["0.50", "1.50", "2.50"]) {
      await d.sendBack(all, 0, text)
      await d.repair(all, text)
      await d.propose(all, 0, text)
    }
    for (const { decision } of (await d.decision(d.reviewers[1]).seconds({ project })).rows) {
      await d.decision(d.reviewers[1]).answerSecond({ project, decision, agrees: true, act: randomUUID() })
      decisions.push(decision)
    }
    const [first = "", second = "", third = ""] = decisions
    const author = d.decision(d.author())
    await author.leave({ decision: second as never, act: randomUUID() })
    await author.appeal({ decision: first as never, act: randomUUID(), text: "", evidence: [] })
    const answer = { answer: "unclear", clause: "1", text: "it does not say" } as const
    await d.decision(d.reviewers[2]).answer({ decision: first as never, act: randomUUID(), ...answer })
    const states = await at.storage.db.selectFrom("case_state").select(["public_id", "status"]).execute()
    const statusOf = (id: string) => states.find((row) => row.public_id === id)?.status
    expect([first, second, third, old.decision].map(statusOf)).toEqual([
      "overturned",
      "proposed",
      "proposed",
      "rejected",
    ])
    expect((await author.one({ decision: first as never })).putRight).toMatchObject({ reopened: 2 })
    // Whoever agreed before is not the new second person.
    expect((await d.decision(d.reviewers[1]).seconds({ project })).rows).toEqual([])
    expect((await d.decision(d.reviewers[2]).seconds({ project })).rows).toHaveLength(2)
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("two programs at once, and n acts beside a term, append each step once", async () => {
    const disputed = await d.proposed()
    const { decision, untilMs } = await d.second(disputed)
    d.h.clock.nowMs = untilMs
    const project = ProjectSlug.parse(disputed.slug)
    const beside = other ? { ...d.h.deps, storage: other } : d.h.deps
    const acts = [0, 1, 2].map((n) =>
      d
        .decision(d.reviewers[n])
        .answerSecond({ project, decision, agrees: true, act: randomUUID() })
        .catch((error) => String(error)),
    )
    await Promise.all([step(), stepDecisions(beside), step(), stepDecisions(beside), ...acts])
    await step()
    expect(await kinds(disputed)).toEqual(["submit", "return", "repair", "propose", "disagree"])
    expect(await verifyStorage(at.storage)).toEqual([])
  })

  test("of n second persons at once one is the second", async () => {
    const disputed = await d.proposed()
    const { decision } = await d.second(disputed)
    const project = ProjectSlug.parse(disputed.slug)
    const said = await Promise.all(
      [1, 2, 1, 2].map((n) =>
        d
          .decision(d.reviewers[n])
          .answerSecond({ project, decision, agrees: n === 1, act: randomUUID() })
          .then(
            () => "done",
            () => "refused",
          ),
      ),
    )
    expect(said.filter((one) => one === "done")).toHaveLength(1)
    const all = await kinds(disputed)
    expect(all.filter((kind) => kind === "concur" || kind === "disagree")).toHaveLength(1)
  })
})
