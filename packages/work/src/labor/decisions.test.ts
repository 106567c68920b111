import { expect, test } from "vitest"
import type { Judgement } from "../decisions/judgement.ts"
import { APPEALED, AUTHOR, by, REJECTED, ROWS, THIRD } from "../testing/cases.ts"
import { countDoubts } from "./decisions.ts"

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
