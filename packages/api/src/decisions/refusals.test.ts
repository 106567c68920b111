import { randomUUID } from "node:crypto"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError, ProjectSlug } from "@justesse/types"
import type { Evidence, RejectionReason } from "@justesse/types/decisions/judgement"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import type { Disputed } from "../testing/disputes.ts"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const GUIDELINE = "## 1 Read exactly\n\nAt most 2 % of the characters differ.\n\n## 2 Draw tight\n\nEdges within 3 px."

/** Why a call is refused: the reason of the rules, else the code. */
async function whyOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return "done"
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    if (cause instanceof JustesseError) return String(cause.detail["why"] ?? cause.code)
    return error instanceof TRPCError && error.code === "BAD_REQUEST" ? "invalid_input" : String(error)
  }
}

describe.each(ruleEngines)("what is refused about a submission, on $name", ({ open }) => {
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
  const later = (ms: number) => {
    d.h.clock.nowMs += ms
  }
  const slugOf = ({ slug }: Disputed) => ProjectSlug.parse(slug)
  const rowsOf = ({ id }: Disputed) =>
    at.storage.db.selectFrom("judgement").select("kind").where("project_id", "=", id).orderBy("at_ms").execute()

  async function bounded(): Promise<Disputed> {
    const disputed = await d.doubted()
    await at.storage.db
      .updateTable("guideline_version")
      .set({ markdown: GUIDELINE })
      .where("project_id", "=", disputed.id)
      .execute()
    return disputed
  }

  /** A doubted answer that came back as it was, and the proposal that the panel fills in. */
  async function ready() {
    const disputed = await bounded()
    await d.sendBack(disputed)
    await d.repair(disputed)
    const { at, draft } = await d.draft(disputed)
    if (!draft) throw new Error("a draft expected")
    return { disputed, at, said: { reason: draft.reason, clause: draft.clause, evidence: draft.evidence } }
  }

  interface Said {
    reason: RejectionReason
    clause: string
    evidence: Evidence[]
  }
  const metric = (change: object): Evidence =>
    ({
      type: "metric",
      name: "cer",
      partId: "a1",
      referenceId: "ref:x",
      value: 0.25,
      threshold: 0.02,
      ...change,
    }) as Evidence

  /** What is changed about a sound proposal, and why it is refused then. */
  const CHANGES: readonly (readonly [what: string, change: (said: Said) => Partial<Said>, why: string])[] = [
    ["no reason", () => ({ reason: undefined as never }), "invalid_input"],
    ["no clause", () => ({ clause: undefined as never }), "invalid_input"],
    ["no evidence", () => ({ evidence: [] }), "invalid_input"],
    ["a clause that its guideline does not have", () => ({ clause: "7" }), "clause_unknown"],
    [
      "another text as answered",
      ({ evidence: [one] }) => ({ evidence: [{ ...one, answered: "0.51" } as Evidence] }),
      "value_differs",
    ],
    [
      "another text as expected",
      ({ evidence: [one] }) => ({ evidence: [{ ...one, expected: "0,51" } as Evidence] }),
      "value_differs",
    ],
    [
      "a part that is not there",
      ({ evidence: [one] }) => ({ evidence: [{ ...one, partId: "zz" } as Evidence] }),
      "no_such_reference",
    ],
    [
      "a reference that is not there",
      ({ evidence: [one] }) => ({ evidence: [{ ...one, referenceId: "ref:zz" } as Evidence] }),
      "no_such_reference",
    ],
    [
      "one sound piece of evidence and one that is not",
      ({ evidence }) => ({ evidence: [...evidence, metric({})] }),
      "no_such_reference",
    ],
    ["evidence of another reason", () => ({ reason: "missing_object" }), "not_for_reason"],
    [
      "a figure that the clause sets no bound for",
      () => ({ reason: "transcript_error", clause: "2", evidence: [metric({})] }),
      "bound_differs",
    ],
    ["another bound than the clause sets", () => ({ evidence: [metric({ threshold: 0.01 })] }), "bound_differs"],
    [
      "a place that the answer covers",
      () => ({
        reason: "missing_object",
        evidence: [{ type: "region", box: { x: 40, y: 20, width: 200, height: 24 } }],
      }),
      "within_tolerance",
    ],
    [
      "a place where nobody has anything",
      () => ({
        reason: "missing_object",
        evidence: [{ type: "region", box: { x: 700, y: 600, width: 20, height: 24 } }],
      }),
      "no_such_reference",
    ],
    [
      "a known answer that the task does not have",
      ({ reason }) => ({ reason, evidence: [{ type: "gold", goldId: 1 }] }),
      "within_tolerance",
    ],
    [
      "an answer with something in it as empty",
      ({ evidence }) => ({ reason: "empty_or_random", evidence }),
      "not_for_reason",
    ],
  ]

  test("ACC-1, ACC-2: a proposal with one thing wrong is refused for that, and leaves nothing behind; the sound one passes", async () => {
    const { disputed, at: about, said } = await ready()
    const before = await rowsOf(disputed)
    const first = d.decision(d.reviewers[0])
    const found: string[][] = []
    for (const [what, change, why] of CHANGES)
      found.push([what, await whyOf(first.propose({ ...about, ...said, ...change(said), act: act() })), why])
    expect(found.filter(([, is, ought]) => is !== ought)).toEqual([])
    expect(await rowsOf(disputed)).toEqual(before)
    const { act: _, ...check } = { ...about, ...said, act: "" }
    const { revision: __, ...checked } = check
    expect((await first.check(checked)).fault).toBeNull()
    expect(await whyOf(first.propose({ ...about, ...said, act: act() }))).toBe("done")
    expect(await rowsOf(disputed)).toHaveLength(before.length + 1)
  })

  test("ACC-2: a figure is computed again, to a millionth", async () => {
    const { at: about, said } = await ready()
    const [{ partId = "", referenceId = "" } = {}] = said.evidence as { partId?: string; referenceId?: string }[]
    const first = d.decision(d.reviewers[0])
    const tryOut = (value: number) =>
      whyOf(
        first.propose({
          ...about,
          reason: "transcript_error",
          clause: "1",
          act: act(),
          evidence: [metric({ partId, referenceId, value })],
        }),
      )
    expect(await tryOut(0.250002)).toBe("value_differs")
    expect(await tryOut(0.2500005)).toBe("done")
  })

  test("a repair is offered first; twice at most", async () => {
    const disputed = await bounded()
    const { panel, at: about, draft } = await d.draft(disputed)
    expect([panel.act, panel.why, panel.returns]).toEqual(["return", null, 0])
    if (!draft) throw new Error("a draft expected")
    const { reason, clause, evidence } = draft
    const first = d.decision(d.reviewers[0])
    expect(await whyOf(first.propose({ ...about, reason, clause, evidence, act: act() }))).toBe("repair_first")
    for (const _ of [1, 2]) {
      await d.sendBack(disputed)
      await d.repair(disputed)
    }
    await expect(d.sendBack(disputed)).rejects.toThrow("judgement_refused")
    expect((await d.draft(disputed)).panel).toMatchObject({ act: "propose", returns: 2 })
  })

  test("ACC-3: first, second and third are people, and four with the author", async () => {
    const disputed = await d.proposed()
    const project = slugOf(disputed)
    const { decision } = await d.second(disputed)
    const say = (n: number, agrees = true) =>
      d.decision(d.reviewers[n]).answerSecond({ project, decision, agrees, act: act() })
    expect(await whyOf(say(0))).toBe("same_person")
    expect(await whyOf(d.decision(d.reviewers[0]).second({ project, decision }))).toBe("not_found")
    const token = appRouter.createCaller(d.h.contextOf(d.reviewers[1] ?? null, ["work"])).decision
    expect(await whyOf(token.answerSecond({ project, decision, agrees: true, act: act() }))).toBe("not_allowed")
    const own = d.author()
    await d.h.addMember(disputed.id, own, ["annotator", "reviewer"])
    expect(await whyOf(d.decision(own).answerSecond({ project, decision, agrees: true, act: act() }))).toBe("own_work")
    const owner = await d.h.addPerson(`Second${disputed.id}`)
    await d.h.addMember(disputed.id, owner, ["owner", "reviewer"])
    expect(await whyOf(d.decision(owner).answerSecond({ project, decision, agrees: true, act: act() }))).toBe(
      "owner_is_second",
    )
    const stranger = await d.h.addPerson(`Stranger${disputed.id}`)
    expect(await whyOf(d.decision(stranger).answerSecond({ project, decision, agrees: true, act: act() }))).toBe(
      "not_found",
    )
    expect((await rowsOf(disputed)).at(-1)?.kind).toBe("propose")
    expect(await whyOf(say(1))).toBe("done")
    // Whoever was drawn is neither of the three, nor an owner.
    await d.decision(own).appeal({ decision, act: act(), text: "", evidence: [] })
    const drawn = await at.storage.db
      .selectFrom("case_state")
      .select("third_id")
      .where("public_id", "=", decision)
      .executeTakeFirst()
    expect(drawn?.third_id).toBe(d.reviewers[2]?.id)
    const answer = { decision, act: act(), answer: "first", clause: "1", text: "so" } as const
    for (const who of [own, d.reviewers[0], d.reviewers[1], owner])
      expect(await whyOf(d.decision(who).answer({ ...answer, act: act() }))).toBe("not_found")
    expect(await whyOf(d.decision(d.reviewers[2]).answer({ ...answer, clause: "9", act: act() }))).toBe(
      "clause_unknown",
    )
    expect(await whyOf(d.decision(d.reviewers[2]).answer({ ...answer, text: "" }))).toBe("invalid_input")
    expect(await whyOf(d.decision(d.reviewers[2]).answer(answer))).toBe("done")
  })

  test("ACC-4: what comes at its term or after it is too late, and what silence made of it stays though the act is refused", async () => {
    const disputed = await d.proposed()
    const project = slugOf(disputed)
    const { decision, untilMs } = await d.second(disputed)
    d.h.clock.nowMs = untilMs
    expect(await whyOf(d.decision(d.reviewers[1]).answerSecond({ project, decision, agrees: true, act: act() }))).toBe(
      "not_open",
    )
    expect((await rowsOf(disputed)).at(-1)?.kind).toBe("disagree")
    expect((await d.mine()).find((row) => row.decision === decision)).toMatchObject({
      status: "auto_accepted",
      next: null,
    })
  })

  test("an appeal is the author's alone, and in time; the same act again changes nothing", async () => {
    const disputed = await d.rejected()
    const { decision } = disputed
    const appeal = (person = d.author(), id: string = act()) =>
      d.decision(person).appeal({ decision, act: id, text: "", evidence: [] })
    for (const other of [d.people[0], d.reviewers[0]]) expect(await whyOf(appeal(other))).toBe("not_found")
    const id = act()
    const done = await appeal(undefined, id)
    expect(await appeal(undefined, id)).toEqual(done)
    expect(await whyOf(appeal())).toBe("not_open")
    expect(await whyOf(d.decision(d.author()).leave({ decision, act: id }))).toBe("conflict")
    expect((await rowsOf(disputed)).map(({ kind }) => kind).filter((kind) => kind === "appeal")).toHaveLength(1)
    await d.decision(d.author()).takeBack({ decision, act: act() })
    later(14 * DAY)
    expect(await whyOf(appeal())).toBe("not_open")
    expect((await d.mine()).find((row) => row.decision === decision)).toMatchObject({ status: "stands" })
  })

  test("only its author acts for an author, and only an owner withdraws", async () => {
    const disputed = await d.proposed()
    const project = slugOf(disputed)
    const { decision } = await d.second(disputed)
    expect(await whyOf(d.decision(d.people[0]).say({ decision, act: act(), text: "no" }))).toBe("not_found")
    expect(await whyOf(d.decision(d.author()).leave({ decision, act: act() }))).toBe("not_open")
    expect(await whyOf(d.decision(d.reviewers[1]).withdraw({ project, decision, act: act() }))).toBe("not_allowed")
    const owner = await d.h.addPerson(`Owns${disputed.id}`)
    await d.h.addMember(disputed.id, owner, ["owner"])
    const other = await d.doubted()
    await d.h.addMember(other.id, owner, ["owner"])
    expect(await whyOf(d.decision(owner).withdraw({ project: slugOf(other), decision, act: act() }))).toBe("not_found")
    expect(await whyOf(d.decision(owner).withdraw({ project, decision, act: act() }))).toBe("done")
    expect((await d.mine()).find((row) => row.decision === decision)).toMatchObject({ status: "withdrawn" })
  })

  test("what silence has accepted is asked for and not judged", async () => {
    const disputed = await bounded()
    later(72 * HOUR)
    const { panel, at: about, draft } = await d.draft(disputed)
    expect([panel.act, panel.status]).toEqual(["return", "auto_accepted"])
    expect(panel.acceptedAtMs).toBeLessThanOrEqual(d.h.clock.nowMs)
    if (!draft) throw new Error("a draft expected")
    const { reason, clause, evidence } = draft
    const proposing = d.decision(d.reviewers[0]).propose({ ...about, reason, clause, evidence, act: act() })
    expect(await whyOf(proposing)).toBe("not_open")
    await d.sendBack(disputed)
    expect(await rowsOf(disputed)).toEqual([])
    await d.repair(disputed, "0,50", "0.50")
    expect(await rowsOf(disputed)).toEqual([])
  })
})
