import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { CaseState, Judgement } from "../decisions/judgement.ts"
import { projectCase } from "../decisions/machine.ts"
import { APPEALED, AUTHOR, by, FIRST, OWNER, REJECTED, SECOND, THIRD, toAct } from "../testing/cases.ts"
import { type Adjudicator, drawAdjudicator, listEligible, showBlind } from "./adjudicators.ts"

const ORIGIN = { authorId: AUTHOR, ownerIds: [OWNER], mentorIds: [77], organisation: "buyer" }
const OPEN = projectCase([...REJECTED, by(AUTHOR, toAct("appeal"), 5)])

function member(id: number, more: Partial<Adjudicator> = {}): Adjudicator {
  return { id, organisation: null, isQualified: true, isAway: false, isService: false, ...more }
}

const eligible = (staff: readonly Adjudicator[], state: CaseState = OPEN) =>
  listEligible(state, ORIGIN, staff).map(({ id }) => id)

describe("APP-1: who may be the third person", () => {
  test.each([
    ["somebody from elsewhere", member(22, { organisation: "other" }), true],
    ["somebody of no organisation", member(22), true],
    ["not the author", member(AUTHOR), false],
    ["not who proposed it or sent it back", member(FIRST), false],
    ["not the second person", member(SECOND), false],
    ["not an owner", member(OWNER), false],
    ["nobody who mentors the author", member(77), false],
    ["nobody of the buyer's", member(22, { organisation: "buyer" }), false],
    ["nobody without the qualification", member(22, { isQualified: false }), false],
    ["nobody who is away", member(22, { isAway: true }), false],
    ["no program", member(22, { isService: true }), false],
  ])("%s", (_name, one, may) => expect(eligible([one])).toEqual(may ? [one.id] : []))

  test("not whoever handed it on, nor who decided it before", () => {
    expect(eligible([member(THIRD), member(22)], projectCase(APPEALED))).toEqual([22])
    const answered = by(THIRD, { kind: "answer", answer: "second", clause: "1.1", text: "so" }, 6)
    const again: Judgement = { act: { kind: "reopen", becauseOf: "x" }, by: { kind: "rule" }, atMs: 7 }
    const rows = [...APPEALED, answered, again, by(13, { kind: "concur" }, 8), by(AUTHOR, toAct("appeal"), 9)]
    expect(eligible([member(THIRD), member(13), member(22)], projectCase(rows))).toEqual([22])
  })

  test("the same people in any order, and never one of the three, whoever is there", () => {
    const staff = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
    const dice = fc.tuple(fc.double({ min: 0, max: 0.999 }), fc.double({ min: 0, max: 0.999 }))
    const holds = fc.property(staff, dice, (ids, thrown) => {
      const list = listEligible(
        OPEN,
        ORIGIN,
        ids.map((id) => member(id)),
      )
      expect(
        listEligible(
          OPEN,
          ORIGIN,
          [...ids].reverse().map((id) => member(id)),
        ),
      ).toEqual(list)
      const drawn = drawAdjudicator(list, thrown)
      expect(drawn === null).toBe(list.length === 0)
      if (drawn) expect([AUTHOR, FIRST, SECOND, OWNER]).not.toContain(drawn.adjudicatorId)
    })
    fc.assert(holds)
  })
})

test("everybody who may is drawn as often, and each rendering is as often the first", () => {
  const list = [member(21), member(22), member(23)]
  const drawn = Array.from({ length: 30 }, (_, i) => drawAdjudicator(list, [(i + 0.5) / 30, (i % 10) / 10]))
  for (const { id } of list) expect(drawn.filter((one) => one?.adjudicatorId === id)).toHaveLength(10)
  expect(drawn.filter((one) => one?.authorIsFirst)).toHaveLength(15)
  expect(drawAdjudicator([], [0, 0])).toBeNull()
})

test("the third person sees two renderings in the drawn order, and nothing that tells whose is whose", () => {
  const renderings = { author: { box: 1 }, reviewer: { box: 2 }, clauses: ["1.1"] }
  const [first, second] = [true, false].map((authorIsFirst) =>
    showBlind({ assigned: { adjudicatorId: THIRD, authorIsFirst } }, renderings),
  )
  expect(first).toEqual({ clauses: ["1.1"], first: { box: 1 }, second: { box: 2 } })
  expect(second).toEqual({ clauses: ["1.1"], first: { box: 2 }, second: { box: 1 } })
})
