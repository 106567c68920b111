import { boxOf, type Decision, type DecisionReason, type DisagreementId, type Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { type Answer, consensus } from "../consensus/index.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { applyDecisions } from "./apply.ts"
import { countOutcomes, findAnswerOutcome, findOutcomes } from "./outcomes.ts"

const spaces: DecisionReason = { code: "spaces", clause: "3.2", note: "" }
const size = { width: 600, height: 900 }
const judge = (answers: readonly Answer[]) => consensus({ answers, settle: RULE, size, letterSeed: 12 })

/** Line `n` of a receipt, read as `text`, with its box a little to the right. */
const line = (n: number, text: string, right = 0): Region =>
  region(`line${n}`, [40 + right, 100 + n * 30, 300, 24], { label: "line", text })

const awa = answer("awa", line(1, "BAKERY"), line(2, "TVA 18 %"), line(3, "TOTAL 12.50"))
const ben = answer("ben", line(1, "BAKERY", 2), line(2, "TVA 18%"), line(3, "TOTAL 12.50"), line(9, "thank you"))
const cleo = answer("cleo", line(1, "BAKERY", 4), line(2, "TVA 16 %"), line(3, "TOTAL 12.50"))

test("three people's receipt: what agrees is settled, the reviewer sees two differences", () => {
  const task = judge([awa, ben, cleo])
  expect(task.settled.map((one) => [one.region.transcript?.value, boxOf(one.region).x])).toEqual([
    ["BAKERY", 42],
    ["TOTAL 12.50", 40],
  ])
  expect(task.differences.map(({ id, kind, proposal }) => [id, kind, proposal?.transcript?.value ?? null])).toEqual([
    ["line2", "text", "TVA 18 %"],
    ["line9", "one_person", null],
  ])
})

test("once decided, each person reads what became of their answer", () => {
  const task = judge([awa, ben, cleo])
  const decisions = new Map<DisagreementId, Decision>([
    ["line2" as DisagreementId, { outcome: "take", letter: task.letters["s-awa"] ?? "?", reason: spaces }],
    ["line9" as DisagreementId, { outcome: "proposal", reason: { code: "extra", clause: null, note: "" } }],
  ])
  const { body, undecided } = applyDecisions(task, decisions)
  expect(undecided).toBe(0)
  expect(body.regions.map((one) => one.transcript?.value)).toEqual(["BAKERY", "TVA 18 %", "TOTAL 12.50"])
  const outcome = (one: Answer) => countOutcomes(findOutcomes(one.body, body, RULE))
  expect(findAnswerOutcome(outcome(awa))).toBe("kept")
  expect(outcome(ben)).toMatchObject({ kept: 2, small_change: 1, removed: 1 })
  expect(outcome(cleo)).toMatchObject({ kept: 2, changed: 1 })
})

test("half way through, what is still open is undecided for those it concerns", () => {
  const task = judge([awa, ben, cleo])
  const { body } = applyDecisions(task, new Map())
  const outcomes = findOutcomes(ben.body, body, { ...RULE, open: task.differences })
  expect(countOutcomes(outcomes)).toMatchObject({ kept: 2, undecided: 2, removed: 0 })
})

test("taking the proposals of any task leaves nothing open, and deciding twice changes nothing", () => {
  const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom("12.50", "12,50", ""), fc.nat(3)), {
    maxLength: 5,
  })
  const people = fc
    .array(lines, { maxLength: 4 })
    .map((all) =>
      all.map((said, p) =>
        answer(
          `p${p}`,
          ...said.map(([n, text, right], i) => ({ ...line(n, text, right), id: region(`${i}`, [0, 0, 1, 1]).id })),
        ),
      ),
    )
  fc.assert(
    fc.property(people, (answers) => {
      const task = judge(answers)
      const decisions = new Map<DisagreementId, Decision>(
        task.differences.map(({ id }) => [id, { outcome: "proposal", reason: spaces }]),
      )
      const once = applyDecisions(task, decisions)
      expect(once.undecided + once.unused.length).toBe(0)
      expect(once.provenance.map((one) => one.region)).toEqual(once.body.regions.map(({ id }) => id))
      expect(applyDecisions(task, decisions)).toEqual(once)
      expect(once.body.nothingHere).toBe(answers.length > 0 && once.body.regions.length === 0)
    }),
  )
})
