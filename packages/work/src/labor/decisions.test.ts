import { expect, test } from "vitest"
import type { Judgement } from "../decisions/judgement.ts"
import { APPEALED, AUTHOR, by, REJECTED, ROWS, THIRD } from "../testing/cases.ts"
import { countDoubts, tellDecided } from "./decisions.ts"

const assigned: Judgement = {
  act: { kind: "assign", adjudicatorId: THIRD, authorIsFirst: true },
  by: { kind: "rule" },
  atMs: 6,
}
const answered = (answer: "first" | "second") => [
  ...[...APPEALED, assigned],
  by(THIRD, { kind: "answer", answer, clause: "1.1", text: "so" }, 7),
]

test("doubted answers are counted by what became of each, and an appeal that was taken back is none", () => {
  const none = { repaired: 0, rejected: 0, appealed: 0, appealsDecided: 0, overturned: 0 }
  expect(countDoubts([])).toEqual(none)
  expect(countDoubts([ROWS.returned, ROWS.submitted])).toEqual(none)
  expect(countDoubts([REJECTED])).toEqual({ ...none, repaired: 1, rejected: 1 })
  expect(countDoubts([[...APPEALED, by(AUTHOR, { kind: "take_back" }, 6)]])).toMatchObject({ rejected: 1, appealed: 0 })
  const all = countDoubts([APPEALED, answered("first"), answered("second")])
  expect(all).toEqual({ repaired: 3, rejected: 3, appealed: 3, appealsDecided: 2, overturned: 1 })
})

test("how soon answers were decided about is a median in hours from five on, and silence is told apart", () => {
  const hour = 3_600_000
  const after = (hours: number | null) => ({ sentAtMs: 0, decidedAtMs: hours === null ? null : hours * hour })
  const answers = [1, 2, 2.44, 9, 71, 90, null].map(after)
  expect(tellDecided(answers, 100 * hour)).toEqual({ acceptedBySilence: 2, medianHoursToDecide: 2.4 })
  expect(tellDecided(answers.slice(1), 50 * hour)).toEqual({ acceptedBySilence: 0, medianHoursToDecide: null })
  expect(tellDecided(null, 100 * hour)).toEqual({ acceptedBySilence: null, medianHoursToDecide: null })
})
