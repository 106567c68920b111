import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ALL_KINDS, APPEALED, AUTHOR, by, FIRST, REJECTED, ROWS, SECOND, THIRD, toAct } from "../testing/cases.ts"
import { deadlineOf } from "./deadlines.ts"
import type { Actor, CaseStatus, Judgement, JudgementKind } from "./judgement.ts"
import { leadsOn, mayAppend, projectCase, stepCase, verdictOf } from "./machine.ts"

const FINAL: readonly CaseStatus[] = ["accepted", "auto_accepted", "overturned", "withdrawn"]
const OPEN: readonly CaseStatus[] = ["submitted", "returned", "proposed", "rejected", "appealed"]

test.each([
  { name: "sent", rows: ROWS.submitted, status: "submitted" },
  { name: "sent back", rows: ROWS.returned, status: "returned" },
  { name: "repaired", rows: ROWS.repaired, status: "submitted" },
  { name: "proposed", rows: ROWS.proposed, status: "proposed" },
  { name: "a second person agrees", rows: REJECTED, status: "rejected" },
  {
    name: "a second person does not",
    rows: [...ROWS.proposed, by(SECOND, { kind: "disagree" }, 4)],
    status: "accepted",
  },
  { name: "left by its author", rows: [...REJECTED, by(AUTHOR, { kind: "leave" }, 5)], status: "stands" },
  { name: "appealed", rows: APPEALED, status: "appealed" },
  { name: "taken back", rows: [...APPEALED, by(AUTHOR, { kind: "take_back" }, 6)], status: "rejected" },
  { name: "withdrawn", rows: [...ROWS.submitted, by(10, { kind: "withdraw" }, 1)], status: "withdrawn" },
] as const)("a submission by its rows: $name", ({ rows, status }) => expect(projectCase(rows).status).toBe(status))

describe("an answer to an appeal", () => {
  test.each([
    { answer: "first", authorIsFirst: true, status: "overturned" },
    { answer: "second", authorIsFirst: true, status: "stands" },
    { answer: "first", authorIsFirst: false, status: "stands" },
    { answer: "second", authorIsFirst: false, status: "overturned" },
    { answer: "both", authorIsFirst: true, status: "overturned" },
    { answer: "unclear", authorIsFirst: false, status: "overturned" },
  ] as const)(
    "$answer, with the author's rendering first: $authorIsFirst, is $status",
    ({ answer, authorIsFirst, status }) => {
      const assign: Judgement = {
        act: { kind: "assign", adjudicatorId: THIRD, authorIsFirst },
        by: { kind: "rule" },
        atMs: 6,
      }
      const rows = [...APPEALED, assign, by(THIRD, { kind: "answer", answer, clause: "1.1", text: "so" }, 7)]
      expect(projectCase(rows)).toMatchObject({ status, adjudicators: [THIRD] })
    },
  )
})

test("accepted by a person is accepted, by silence or a rule auto-accepted", () => {
  const begun = projectCase(ROWS.submitted)
  expect(stepCase(begun, by(FIRST, { kind: "accept" }, 1)).status).toBe("accepted")
  for (const kind of ["silence", "rule"] as const)
    expect(stepCase(begun, { act: { kind: "accept" }, by: { kind }, atMs: 1 }).status).toBe("auto_accepted")
})

test("I7: neither silence nor a rule can append what rejects, proposes, agrees, sends back or decides an appeal", () => {
  const against: readonly JudgementKind[] = ["propose", "concur", "return", "answer", "withdraw"]
  for (const kind of against)
    for (const by of [{ kind: "silence" }, { kind: "rule" }] as const) expect(mayAppend(by, kind)).toBe(false)
  expect(ALL_KINDS.filter((kind) => mayAppend({ kind: "rule" }, kind))).toEqual([
    "accept",
    "assign",
    "unanswered",
    "reopen",
  ])
  expect(() =>
    stepCase(projectCase(ROWS.proposed), { act: { kind: "concur" }, by: { kind: "rule" }, atMs: 9 }),
  ).toThrow("NO_SUCH_STEP")
})

test("ACC-3: whatever is appended in whatever order, a rejection has a proposal and a second person behind it", () => {
  const actor: fc.Arbitrary<Actor> = fc.oneof(
    fc.record({ kind: fc.constant("person" as const), id: fc.integer({ min: 1, max: 5 }) }),
    fc.constantFrom<Actor>({ kind: "silence" }, { kind: "rule" }),
  )
  const act = fc.constantFrom(...ALL_KINDS).map((kind): Judgement["act"] => {
    switch (kind) {
      case "submit":
      case "repair":
      case "unanswered":
        return { kind }
      case "assign":
        return { kind, adjudicatorId: 3, authorIsFirst: true }
      case "reopen":
        return { kind, becauseOf: "x" }
      default:
        return toAct(kind)
    }
  })
  let rejected = 0
  const holds = fc.property(fc.array(fc.record({ act, by: actor }), { minLength: 40, maxLength: 80 }), (rows) => {
    let state = projectCase(ROWS.submitted)
    const done: Judgement["act"]["kind"][] = []
    for (const [i, row] of rows.entries()) {
      if (!leadsOn(state.status, row.act.kind) || !mayAppend(row.by, row.act.kind)) continue
      const before = state
      state = stepCase(state, { ...row, atMs: i })
      done.push(row.act.kind)
      if (state.status === "rejected" && before.status === "proposed") {
        rejected++
        expect(row.by.kind).toBe("person")
        expect(state.proposal?.evidence.length).toBeGreaterThan(0)
        expect(done).toContain("propose")
      }
    }
    if (FINAL.includes(state.status)) expect(ALL_KINDS.filter((kind) => leadsOn(state.status, kind))).toEqual([])
  })
  fc.assert(holds, { numRuns: 300 })
  expect(rejected).toBeGreaterThan(10)
})

test("ACC-4: every state in which somebody waits has a deadline, and those that are decided have none", () => {
  const at = { ...projectCase(APPEALED), rejectedAtMs: 4, appealedAtMs: 5 }
  const without = [...OPEN, ...FINAL, "stands" as const].filter((status) => deadlineOf({ ...at, status }) === null)
  expect(without).toEqual([...FINAL, "stands"])
})

test("a sibling that is reopened keeps its proposal and needs another second person, and forgets its appeal", () => {
  const stands = projectCase([...REJECTED, by(AUTHOR, { kind: "leave" }, 5)])
  const again = stepCase(stands, { act: { kind: "reopen", becauseOf: "s2" }, by: { kind: "rule" }, atMs: 9 })
  expect(again).toMatchObject({ status: "proposed", sinceMs: 9, seconds: [SECOND], rejectedAtMs: null, reopened: 1 })
  expect(again.proposal).toEqual(stands.proposal)
})

test("rows that no rule wrote are refused, and a list that does not begin with a submission", () => {
  expect(() => projectCase([])).toThrow("NO_SUBMISSION")
  expect(() => projectCase(ROWS.returned.slice(1))).toThrow("NO_SUBMISSION")
  expect(() => projectCase([...ROWS.submitted, by(SECOND, { kind: "concur" })])).toThrow("NO_SUCH_STEP")
})

test("what is good, rejected or open is told once", () => {
  expect(FINAL.map(verdictOf)).toEqual(["good", "good", "good", "good"])
  expect(OPEN.map(verdictOf)).toEqual(["open", "open", "open", "open", "open"])
  expect(verdictOf("stands")).toBe("rejected")
})
