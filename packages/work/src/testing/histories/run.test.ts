import { describe, expect, test } from "vitest"
import { WORK_RULES } from "../../rules.ts"
import { playHistory } from "./run.ts"
import { WRONG_RULES } from "./variants.ts"

const HISTORIES = 900

/** Each of these was done in some of the histories: a rule that nobody reached was not tried. */
const REACHED = [
  "lease",
  "work",
  "submit",
  "skip",
  "expired",
  "submitted late",
  "told late",
  "unleased",
  "claim answered",
  "claim granted by silence",
  "unfunded",
  "exposed",
  "session closed",
  "payout",
  "learning paid",
  "put back",
  "judged accept by silence",
  "judged keep by silence",
  "judged disagree by silence",
  "judged concur by person",
  "judged appeal by person",
  "judged answer by person",
  "judged unanswered by silence",
  "judged leave by silence",
  "siblings reopened",
  "refused same_person",
  "refused value_differs",
  "refused opinion",
  "refused clause_unknown",
  "no money to appeal",
]

test("PAY-1..6, LED-1..9, ACC-1..8, APP-1..5: whatever people do, no act of a random history breaks a rule", () => {
  const done = new Set<string>()
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const history = playHistory(seed, WORK_RULES)
    expect(history.problems, `seed ${seed}`).toEqual([])
    for (const act of Object.keys(history.done)) done.add(act)
  }
  expect(REACHED.filter((act) => !done.has(act))).toEqual([])
})

describe("a random history notices when", () => {
  test.each(Object.entries(WRONG_RULES))("%s", (_name, rules) => {
    const found = Array.from({ length: HISTORIES }, (_, i) => i + 1).some(
      (seed) => playHistory(seed, rules).problems.length > 0,
    )
    expect(found).toBe(true)
  })
})
