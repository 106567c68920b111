import { describe, expect, test } from "vitest"
import type { Judgement } from "../decisions/judgement.ts"
import { projectCase, stepCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, FIRST, REJECTED, ROWS, SECOND, THIRD, toAct } from "../testing/cases.ts"
import { TERMS } from "../testing/terms.ts"
import { appealReserveMicros, type JudgedPay, planLateBonus, verdictMoves } from "./verdicts.ts"

const ABOUT: JudgedPay = {
  assignmentId: "a1",
  projectId: 1,
  authorId: AUTHOR,
  terms: TERMS,
  reserveMicros: 1_000_000,
  freeMicros: 0,
  isBonusGiven: false,
}

function pay(rows: readonly Judgement[], last: Judgement, more: Partial<JudgedPay> = {}) {
  const before = projectCase(rows)
  const paid = verdictMoves({ ...ABOUT, ...more }, before, stepCase(before, last))
  const sum = (moves: typeof paid.bonus) => moves.reduce((all, { amountMicros }) => all + amountMicros, 0)
  return { bonus: sum(paid.bonus), compensation: sum(paid.compensation), owed: paid.owedMicros }
}

describe("an author gets", () => {
  test.each([
    ["the bonus when it is accepted", ROWS.submitted, by(FIRST, toAct("accept"), 1), 9_000, 0],
    [
      "the bonus when silence accepts it",
      ROWS.submitted,
      { act: { kind: "accept" }, by: { kind: "silence" }, atMs: 1 },
      9_000,
      0,
    ],
    ["the bonus when the owner takes the task out", ROWS.submitted, by(10, toAct("withdraw"), 1), 9_000, 0],
    ["nothing and loses nothing when it is rejected", ROWS.proposed, by(SECOND, toAct("concur"), 4), 0, 0],
    ["nothing for an appeal that is open", REJECTED, by(AUTHOR, toAct("appeal"), 5), 0, 0],
    ["bonus and ten minutes for an appeal that is won", APPEALED, by(THIRD, toAct("answer"), 7), 9_000, 600_000],
  ] as const)("%s", (_name, rows, last, bonus, compensation) => {
    expect(pay(rows, last)).toEqual({ bonus, compensation, owed: 0 })
  })
})

test("an answer that is corrected and judged anew brings no second bonus, and an appeal of it that is won its minutes", () => {
  const given = { isBonusGiven: true }
  expect(pay(ROWS.submitted, by(FIRST, toAct("accept"), 1), given)).toEqual({ bonus: 0, compensation: 0, owed: 0 })
  const won = by(THIRD, toAct("answer"), 7)
  expect(pay(APPEALED, won, given)).toEqual({ bonus: 0, compensation: 600_000, owed: 0 })
})

test("I7: no judgement of anybody moves money away from a person", () => {
  const lists = [ROWS.submitted, ROWS.returned, ROWS.proposed, REJECTED, APPEALED]
  const acts = [
    "accept",
    "return",
    "concur",
    "disagree",
    "keep",
    "leave",
    "appeal",
    "take_back",
    "answer",
    "withdraw",
  ] as const
  let tried = 0
  for (const rows of lists)
    for (const kind of acts) {
      const before = projectCase(rows)
      let after: typeof before
      try {
        after = stepCase(before, by(THIRD, toAct(kind), 9))
      } catch {
        continue
      }
      tried++
      const { bonus, compensation } = verdictMoves(ABOUT, before, after)
      for (const { from, to } of [...bonus, ...compensation]) {
        expect(from.startsWith("worker_payable")).toBe(false)
        expect(to).toBe("worker_payable:1")
      }
    }
  expect(tried).toBeGreaterThan(10)
})

test("a bonus whose reserve was given back comes from what is free, and is owed for the rest", () => {
  const accept = by(FIRST, toAct("accept"), 1)
  expect(pay(ROWS.submitted, accept, { reserveMicros: 0, freeMicros: 5_000 })).toMatchObject({
    bonus: 5_000,
    owed: 4_000,
  })
  expect(pay(ROWS.submitted, accept, { reserveMicros: 2_000, freeMicros: 1e9 })).toMatchObject({
    bonus: 9_000,
    owed: 0,
  })
})

test("a late answer's bonus and review are put back on its reserve, when the project can", () => {
  expect(planLateBonus({ ...ABOUT, reserveMicros: 1_000, freeMicros: 14_000 })).toEqual([
    { from: "project_free:1", to: "assignment_reserve:a1", amountMicros: 14_000 },
  ])
  expect(planLateBonus({ ...ABOUT, reserveMicros: 1_000, freeMicros: 13_999 })).toBeNull()
  expect(planLateBonus({ ...ABOUT, freeMicros: 0 })?.[0]?.amountMicros).toBe(0)
})

test("a proposed rejection reserves ten minutes for the author and a quarter of an hour for whoever decides", () => {
  expect(appealReserveMicros(TERMS, 600)).toBe(1_500_000)
})
