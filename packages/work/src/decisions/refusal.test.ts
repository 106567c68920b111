import type { JudgementAct } from "@justesse/types/decisions/judgement"
import { describe, expect, test } from "vitest"
import {
  APPEALED,
  AUTHOR,
  by,
  DAY,
  FACTS,
  FIRST,
  HOUR,
  judge,
  OWNER,
  REJECTED,
  ROWS,
  SECOND,
  THIRD,
  toAct,
} from "../testing/cases.ts"
import type { Judgement } from "./judgement.ts"
import { projectCase } from "./machine.ts"
import { type CaseFacts, type Judge, whyNotJudge } from "./refusal.ts"

function why(
  rows: readonly Judgement[],
  act: JudgementAct,
  one: Judge,
  { atMs = 10, facts = FACTS }: { atMs?: number; facts?: CaseFacts } = {},
) {
  return whyNotJudge(projectCase(rows), { act, by: one, atMs }, facts)
}

const owner = judge(OWNER, { isOwner: true, isReviewer: false })
const FRAUD = [...ROWS.submitted, by(FIRST, toAct("propose", "fraud"), 3)]

describe("a first person", () => {
  test.each([
    ["accepts", ROWS.submitted, toAct("accept"), judge(FIRST), null],
    ["as the owner accepts", ROWS.submitted, toAct("accept"), owner, null],
    ["sends back", ROWS.submitted, toAct("return"), judge(FIRST), null],
    ["without a role does nothing", ROWS.submitted, toAct("accept"), judge(9, { isReviewer: false }), "not_allowed"],
    ["who wrote it does nothing", ROWS.submitted, toAct("accept"), judge(AUTHOR), "own_work"],
    ["offers a repair before a rejection", ROWS.submitted, toAct("propose"), judge(FIRST), "repair_first"],
    ["proposes after a repair", ROWS.repaired, toAct("propose"), judge(FIRST), null],
    ["as the owner proposes", ROWS.repaired, toAct("propose"), owner, null],
    ["need not offer one for a copy", ROWS.submitted, toAct("propose", "fraud"), judge(FIRST), null],
    ["as the owner does not accuse of fraud", ROWS.submitted, toAct("propose", "fraud"), owner, "owner_is_second"],
    ["does not propose twice", ROWS.proposed, toAct("propose"), judge(FIRST), "not_open"],
    ["who is no owner does not withdraw", ROWS.submitted, toAct("withdraw"), judge(FIRST), "not_allowed"],
    ["as the owner withdraws", ROWS.submitted, toAct("withdraw"), owner, null],
  ] as const)("%s", (_name, rows, act, one, expected) => expect(why(rows, act, one)).toBe(expected))

  test("sends back twice at most", () => {
    const twice = [...ROWS.repaired, by(FIRST, toAct("return"), 3), by(AUTHOR, { kind: "keep" }, 4)]
    expect(why(ROWS.repaired, toAct("return"), judge(FIRST))).toBeNull()
    expect(why(twice, toAct("return"), judge(FIRST))).toBe("returned_twice")
  })

  test("ACC-5: names a clause of the version that the author had, for a rejection and for a repair", () => {
    const facts = { ...FACTS, clauses: new Set(["3.1"]) }
    expect(why(ROWS.repaired, toAct("propose"), judge(FIRST), { facts })).toBe("clause_unknown")
    expect(why(ROWS.submitted, toAct("return"), judge(FIRST), { facts })).toBe("clause_unknown")
    expect(why(ROWS.submitted, { kind: "return", clause: null, note: "look" }, judge(FIRST), { facts })).toBeNull()
  })

  test("ACC-6: does not reject an opinion, and accepts it like anything else", () => {
    const facts = { ...FACTS, isJudgeable: false }
    expect(why(ROWS.repaired, toAct("propose"), judge(FIRST), { facts })).toBe("opinion")
    expect(why(ROWS.submitted, toAct("accept"), judge(FIRST), { facts })).toBeNull()
  })

  test("ACC-2: does not reject with a figure that is not so", () => {
    const facts = { ...FACTS, answer: { ...FACTS.answer, measure: () => 0.8 } }
    expect(why(ROWS.repaired, toAct("propose"), judge(FIRST), { facts })).toBe("value_differs")
  })
})

describe("ACC-3: a second person", () => {
  test.each([
    ["agrees", judge(SECOND), null],
    ["is not the first one", judge(FIRST), "same_person"],
    ["is not the author", judge(AUTHOR), "own_work"],
    ["is not the owner", judge(OWNER, { isOwner: true }), "owner_is_second"],
    ["does not mentor the author", judge(77), "own_learner"],
    ["is a reviewer", judge(9, { isReviewer: false }), "not_allowed"],
    ["is no program", judge(99, { isService: true }), "not_allowed"],
  ] as const)("%s", (_name, one, expected) => {
    expect(why(ROWS.proposed, toAct("concur"), one)).toBe(expected)
    expect(why(ROWS.proposed, toAct("disagree"), one)).toBe(expected)
  })

  test("of a reopened one is new, also to its appeals", () => {
    const answered = by(THIRD, { kind: "answer", answer: "second", clause: "1.1", text: "so" }, 6)
    const again: Judgement = { act: { kind: "reopen", becauseOf: "x" }, by: { kind: "rule" }, atMs: 7 }
    const rows = [...APPEALED, answered, again]
    for (const id of [FIRST, SECOND, THIRD]) expect(why(rows, toAct("concur"), judge(id))).toBe("same_person")
    expect(why(rows, toAct("concur"), judge(13))).toBeNull()
  })

  test("waits for what an accused author says; disagreeing needs no wait", () => {
    expect(why(FRAUD, toAct("concur"), judge(SECOND), { atMs: 13 * DAY })).toBe("too_early")
    expect(why(FRAUD, toAct("disagree"), judge(SECOND), { atMs: 13 * DAY })).toBeNull()
    expect(why(FRAUD, toAct("concur"), judge(SECOND), { atMs: 15 * DAY })).toBeNull()
    const replied = [...FRAUD, by(AUTHOR, toAct("reply"), DAY)]
    expect(why(replied, toAct("concur"), judge(SECOND), { atMs: 2 * DAY })).toBeNull()
  })
})

describe("an author", () => {
  test.each([
    ["leaves what was sent back", ROWS.returned, toAct("keep")],
    ["says something about a proposal", ROWS.proposed, toAct("reply")],
    ["appeals a rejection", REJECTED, toAct("appeal")],
    ["lets it stand", REJECTED, toAct("leave")],
    ["takes an appeal back", APPEALED, toAct("take_back")],
  ] as const)("%s, and nobody else does", (_name, rows, act) => {
    expect(why(rows, act, judge(AUTHOR, { isReviewer: false }))).toBeNull()
    for (const one of [judge(FIRST), owner]) expect(why(rows, act, one)).toBe("not_allowed")
  })

  test("appeals within 14 days of the notice and not later", () => {
    expect(why(REJECTED, toAct("appeal"), judge(AUTHOR), { atMs: 4 + 14 * DAY - 1 })).toBeNull()
    expect(why(REJECTED, toAct("appeal"), judge(AUTHOR), { atMs: 4 + 14 * DAY })).toBe("not_open")
  })
})

test("APP-1: an appeal is answered by the one who was drawn, by a clause of that version", () => {
  expect(why(APPEALED, toAct("answer"), judge(THIRD, { isReviewer: false }))).toBeNull()
  for (const id of [FIRST, SECOND, 22]) expect(why(APPEALED, toAct("answer"), judge(id))).toBe("not_allowed")
  expect(why(APPEALED, toAct("answer"), judge(AUTHOR))).toBe("own_work")
  const facts = { ...FACTS, clauses: new Set(["9.9"]) }
  expect(why(APPEALED, toAct("answer"), judge(THIRD), { facts })).toBe("clause_unknown")
})

test("ACC-4: an act at its deadline is too late, whether or not anybody has looked since", () => {
  expect(why(ROWS.submitted, toAct("return"), judge(FIRST), { atMs: 72 * HOUR - 1 })).toBeNull()
  expect(why(ROWS.submitted, toAct("return"), judge(FIRST), { atMs: 72 * HOUR })).toBe("not_open")
  expect(why(ROWS.proposed, toAct("concur"), judge(SECOND), { atMs: 3 + 48 * HOUR })).toBe("not_open")
  expect(why(APPEALED, toAct("answer"), judge(THIRD), { atMs: 5 + 14 * DAY })).toBe("not_open")
})

describe("REQ-3: after too many overturned rejections", () => {
  const facts = (consequence: "outside" | "suspended") => {
    return { facts: { ...FACTS, requester: { organisation: "buyer", consequence } } }
  }
  const own = judge(SECOND, { organisation: "buyer" })

  test("a second person comes from outside the buyer's organisation to agree; anybody may disagree", () => {
    expect(why(ROWS.proposed, toAct("concur"), own)).toBeNull()
    expect(why(ROWS.proposed, toAct("concur"), own, facts("outside"))).toBe("not_outside")
    expect(why(ROWS.proposed, toAct("disagree"), own, facts("outside"))).toBeNull()
    expect(why(ROWS.proposed, toAct("concur"), judge(SECOND, { organisation: "other" }), facts("outside"))).toBeNull()
    expect(why(ROWS.proposed, toAct("concur"), judge(SECOND), facts("outside"))).toBeNull()
  })

  test("nobody proposes a rejection for a while; everything else goes on", () => {
    expect(why(ROWS.repaired, toAct("propose"), judge(FIRST), facts("suspended"))).toBe("suspended")
    expect(why(ROWS.repaired, toAct("propose"), judge(FIRST), facts("outside"))).toBeNull()
    for (const kind of ["accept", "return"] as const)
      expect(why(ROWS.submitted, toAct(kind), judge(FIRST), facts("suspended"))).toBeNull()
    expect(why(REJECTED, toAct("appeal"), judge(AUTHOR), facts("suspended"))).toBeNull()
  })
})
