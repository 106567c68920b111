import { expect, test } from "vitest"
import type { Judgement } from "../decisions/judgement.ts"
import { projectCase, stepCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, FIRST, REJECTED, ROWS, SECOND, THIRD, toAct } from "../testing/cases.ts"
import { findRepairs } from "./repairs.ts"

const reopened: readonly Judgement[] = [
  ...REJECTED,
  { act: { kind: "reopen", becauseOf: "o" }, by: { kind: "rule" }, atMs: 6 },
]

function repairs(rows: readonly Judgement[], last: Judgement) {
  const before = projectCase(rows)
  return findRepairs(before, stepCase(before, last))
}

test.each([
  ["an appeal is won", APPEALED, by(THIRD, toAct("answer"), 7)],
  ["nobody answers it", APPEALED, { act: { kind: "unanswered" }, by: { kind: "silence" }, atMs: 7 } as const],
])(
  "APP-3: when %s, bonus and ten minutes are paid, figures are computed anew and siblings looked for",
  (_name, rows, last) => {
    expect(repairs(rows, last)).toEqual({ paysBonus: true, paidSeconds: 600, recomputes: true, reopens: true })
  },
)

test("a sibling that is not upheld gets its bonus and its figures; nobody appealed it, and it reopens no others", () => {
  const expected = { paysBonus: true, paidSeconds: 0, recomputes: true, reopens: false }
  expect(repairs(reopened, by(13, toAct("disagree"), 8))).toEqual(expected)
  expect(repairs(reopened, { act: { kind: "disagree" }, by: { kind: "silence" }, atMs: 8 })).toEqual(expected)
})

test.each([
  ["an acceptance", ROWS.submitted, by(FIRST, toAct("accept"), 1)],
  ["a proposal that nobody joins", ROWS.proposed, by(SECOND, toAct("disagree"), 4)],
  ["a rejection", ROWS.proposed, by(SECOND, toAct("concur"), 4)],
  ["a rejection that its author leaves", REJECTED, by(AUTHOR, toAct("leave"), 5)],
  ["an appeal", REJECTED, by(AUTHOR, toAct("appeal"), 5)],
  ["a reopening", REJECTED, reopened.at(-1) as Judgement],
] as const)("%s puts nothing right", (_name, rows, last) => expect(repairs(rows, last)).toBeNull())
