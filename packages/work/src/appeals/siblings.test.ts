import { expect, test } from "vitest"
import type { CaseState } from "../decisions/judgement.ts"
import { projectCase, stepCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, DAY, FIRST, REJECTED, ROWS, SECOND, THIRD, toAct } from "../testing/cases.ts"
import { listSiblings, type RejectedCase, reopen, SIBLING_MS } from "./siblings.ts"

const rejected = projectCase(REJECTED)
const OVERTURNED = toCase("o", projectCase([...APPEALED, by(THIRD, toAct("answer"), 7)]))

function toCase(id: string, state: CaseState, more: Partial<RejectedCase> = {}): RejectedCase {
  return { id, projectId: 1, guidelineVersion: 3, state, ...more }
}

const stands = projectCase([...REJECTED, by(AUTHOR, toAct("leave"), 5)])
const otherReviewer = projectCase([...ROWS.repaired, by(13, toAct("propose"), 3), by(SECOND, toAct("concur"), 4)])
const otherClause: CaseState = { ...rejected, proposal: rejected.proposal && { ...rejected.proposal, clause: "2.2" } }

test.each([
  ["one that can still be appealed", toCase("a", rejected), true],
  ["one that stands", toCase("a", stands), true],
  ["one under appeal has its third person", toCase("a", projectCase(APPEALED)), false],
  ["one that is proposed is not rejected yet", toCase("a", projectCase(ROWS.proposed)), false],
  ["one that was overturned", toCase("a", OVERTURNED.state), false],
  ["another reviewer's", toCase("a", otherReviewer), false],
  ["by another clause", toCase("a", otherClause), false],
  ["of another version of the guideline", toCase("a", rejected, { guidelineVersion: 4 }), false],
  ["of another project", toCase("a", rejected, { projectId: 2 }), false],
  ["itself", toCase("o", rejected), false],
])("APP-4: of rejections, an overturned one reopens: %s", (_name, other, isReopened) => {
  expect(listSiblings(OVERTURNED, [other], DAY)).toEqual(isReopened ? [other] : [])
})

test("APP-4: those of the last 30 days, all of them, in the same order everywhere", () => {
  const at = (id: string, rejectedAtMs: number) => toCase(id, { ...rejected, rejectedAtMs })
  const nowMs = 100 * DAY
  const others = [at("c", nowMs), at("b", nowMs - SIBLING_MS), at("a", nowMs - SIBLING_MS - 1), at("d", nowMs - DAY)]
  expect(listSiblings(OVERTURNED, others, nowMs).map(({ id }) => id)).toEqual(["b", "c", "d"])
  expect(listSiblings(OVERTURNED, [...others].reverse(), nowMs).map(({ id }) => id)).toEqual(["b", "c", "d"])
})

test("without a proposal there is nothing of its kind", () => {
  expect(listSiblings(toCase("o", { ...rejected, proposal: null }), [toCase("a", rejected)], DAY)).toEqual([])
})

test("a reopened one waits for a new second person, by rule", () => {
  const row = reopen("o", 9)
  expect(row).toEqual({ act: { kind: "reopen", becauseOf: "o" }, by: { kind: "rule" }, atMs: 9 })
  expect(stepCase(stands, row)).toMatchObject({ status: "proposed", proposal: { byId: FIRST }, seconds: [SECOND] })
})
