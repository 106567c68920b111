import { describe, expect, test } from "vitest"
import { SIBLING_MS } from "../appeals/siblings.ts"
import type { Judgement } from "../decisions/judgement.ts"
import { projectCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, FIRST, REJECTED, ROWS, THIRD, toAct } from "../testing/cases.ts"
import { TERMS } from "../testing/terms.ts"
import { finalAtMs, type HeldAssignment, heldMicros, keptMicros, LATE_MS, mayComeLate, waitOfBonus } from "./holds.ts"

const OPEN: HeldAssignment = {
  terms: TERMS,
  isSessionClosed: false,
  state: "submitted",
  endedAtMs: 0,
  case: projectCase(ROWS.submitted),
  balanceMicros: 155_000,
  appealMicros: 0,
}
const CLOSED = { ...OPEN, isSessionClosed: true }
const of = (rows: readonly Judgement[]) => ({ ...CLOSED, case: projectCase(rows) })
const ACCEPTED = [...ROWS.submitted, by(FIRST, toAct("accept"), 1)]
const STANDS = [...REJECTED, by(AUTHOR, toAct("leave"), 5)]

describe("LED-3: of a reserve stays", () => {
  test.each([
    ["everything while the session is open, whatever was decided", { ...OPEN, case: projectCase(ACCEPTED) }, 155_000],
    ["everything of a lease in hand", { ...CLOSED, state: "leased", case: null } as const, 155_000],
    ["bonus and review of an undecided answer", CLOSED, 15_000],
    ["no more than there is", { ...CLOSED, balanceMicros: 9_500 }, 9_500],
    ["what its appeal may cost, once a rejection is proposed", { ...of(ROWS.proposed), appealMicros: 70_000 }, 85_000],
    ["the same while it is appealed", { ...of(APPEALED), appealMicros: 70_000 }, 85_000],
    ["nothing once it is accepted", of(ACCEPTED), 0],
    ["nothing once it is overturned", of([...APPEALED, by(THIRD, toAct("answer"), 7)]), 0],
    ["nothing of one that was given back", { ...CLOSED, state: "released", case: null } as const, 0],
  ])("%s", (_name, held, micros) => expect(heldMicros(held, 10)).toBe(micros))
})

test("all of a lease that ran out stays for three days: its answer may still come", () => {
  const expired = { ...CLOSED, state: "expired", case: null, endedAtMs: 1_000 } as const
  expect(heldMicros(expired, 1_000 + LATE_MS - 1)).toBe(155_000)
  expect(heldMicros(expired, 1_000 + LATE_MS)).toBe(0)
  expect(mayComeLate(expired, 1_000 + LATE_MS - 1)).toBe(true)
  expect(mayComeLate(expired, 1_000 + LATE_MS)).toBe(false)
  expect(mayComeLate(OPEN, 10)).toBe(false)
})

test("the bonus of a rejection that stands stays while a sibling may reopen it", () => {
  const last = 4 + SIBLING_MS
  expect(finalAtMs(projectCase(STANDS))).toBe(last + 1)
  expect(heldMicros(of(STANDS), last)).toBe(15_000)
  expect(heldMicros(of(STANDS), last + 1)).toBe(0)
})

test("an answer is final when nobody can change what became of it", () => {
  expect(finalAtMs(projectCase(ROWS.submitted))).toBeNull()
  expect(finalAtMs(projectCase(APPEALED))).toBeNull()
  expect(finalAtMs(projectCase(ACCEPTED))).toBe(1)
})

test("what is kept for bonus, review and appeal is not there for work, until it is final", () => {
  expect(keptMicros({ ...OPEN, appealMicros: 5 }, 10)).toBe(15_005)
  expect(keptMicros({ ...OPEN, case: null, state: "leased" }, 10)).toBe(15_000)
  expect(keptMicros(of(ACCEPTED), 10)).toBe(0)
})

describe("a bonus that was neither given nor lost waits", () => {
  const reopened = { act: { kind: "reopen" as const, becauseOf: "s2" }, by: { kind: "rule" as const }, atMs: 9 }
  test.each([
    ["for a decision before anybody looked", null, "decision"],
    ["for a decision while a rejection is only proposed", projectCase(ROWS.proposed), "decision"],
    ["for the end of a rejection", projectCase(REJECTED), "rejection"],
    ["for the end of an appeal", projectCase(APPEALED), "rejection"],
    ["for the end of a rejection that is decided again", projectCase([...STANDS, reopened]), "rejection"],
    ["for nothing once it was accepted", projectCase(ACCEPTED), null],
    ["for nothing once the rejection stands", projectCase(STANDS), null],
  ])("%s", (_name, state, wait) => expect(waitOfBonus(state)).toBe(wait))
})
