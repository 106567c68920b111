import type { Decision, DecisionReason, DisagreementId } from "@justesse/types"
import { JustesseError } from "@justesse/types"
import { expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { applyDecisions, mergeCandidates } from "./apply.ts"

const reason: DecisionReason = { code: "edges", clause: "2.1", note: "" }
const agreed = region("agreed", [10, 300, 20, 20])
const task = consensus({
  answers: [
    answer("ada", agreed, region("d", [100, 100, 50, 50], { text: "18 %" })),
    answer("ben", agreed, region("d", [100, 100, 50, 50], { text: "18%" })),
    answer("cleo", agreed),
  ],
  settle: RULE,
  size: { width: 1000, height: 1000 },
  letterSeed: 3,
})
const letter = (name: string) => task.letters[`s-${name}`] ?? "?"
const decide = (decision: Decision) => applyDecisions(task, new Map([["d" as DisagreementId, decision]]))

test("without decisions only what is settled is in the answer, and it is not finished", () => {
  const result = applyDecisions(task, new Map())
  expect(result.body).toEqual({ regions: [agreed], nothingHere: false })
  expect(result.undecided).toBe(1)
})

test.each([
  { name: "ada's", decision: { outcome: "take", letter: letter("ada"), reason }, text: "18 %", people: ["s-ada"] },
  { name: "ben's", decision: { outcome: "take", letter: letter("ben"), reason }, text: "18%", people: ["s-ben"] },
  { name: "the proposal", decision: { outcome: "proposal", reason }, text: "18 %", people: ["s-ada", "s-ben"] },
  { name: "all together", decision: { outcome: "merge", reason }, text: "18 %", people: ["s-ada", "s-ben"] },
] as const)("a reviewer takes $name", ({ decision, text, people }) => {
  const result = decide(decision)
  expect(result.undecided).toBe(0)
  expect(result.body.regions[0]).toMatchObject({ id: "d", geometry: { x: 100 }, transcript: { value: text } })
  expect(result.body.regions[1]).toEqual(agreed)
  expect(result.provenance[0]).toMatchObject({ region: "d", method: "review", submissions: people })
})

test("taking the answer of somebody who has nothing there keeps nothing; so does none", () => {
  expect(decide({ outcome: "take", letter: letter("cleo"), reason }).body.regions).toEqual([agreed])
  expect(decide({ outcome: "none", reason }).body.regions).toEqual([agreed])
})

test("a reviewer's own region takes the name of the difference, and nobody measured it", () => {
  const result = decide({ outcome: "edit", region: region("mine", [1, 2, 3, 4]), reason })
  expect(result.body.regions[0]).toEqual(region("d", [1, 2, 3, 4]))
  expect(result.provenance[0]).toMatchObject({ region: "d", confidence: 1 })
})

test("what cannot be decided is left out and says why", () => {
  const result = decide({ outcome: "undecidable", reason })
  expect(result).toMatchObject({ undecided: 0, leftOut: [{ difference: "d", reason, place: { x: 100, y: 100 } }] })
})

test("a letter that is not there is refused; a decision about nothing is reported", () => {
  expect(() => decide({ outcome: "take", letter: "T", reason })).toThrow(JustesseError)
  const stale = applyDecisions(task, new Map([["gone" as DisagreementId, { outcome: "none", reason }]]))
  expect(stale).toMatchObject({ undecided: 1, unused: ["gone"] })
})

test("merging keeps the region also where the consensus proposes nothing", () => {
  const lonely = consensus({
    answers: [answer("ada", region("d", [5, 5, 9, 9])), answer("ben"), answer("cleo")],
    settle: RULE,
    size: { width: 100, height: 100 },
    letterSeed: 3,
  })
  const kept = applyDecisions(lonely, new Map([["d" as DisagreementId, { outcome: "merge", reason }]]))
  expect(kept.body.regions).toHaveLength(1)
  const gone = applyDecisions(lonely, new Map([["d" as DisagreementId, { outcome: "proposal", reason }]]))
  expect(gone.body).toEqual({ regions: [], nothingHere: true })
  const nobody = { letters: ["A"], region: null, share: 1 }
  const empty = { ...lonely.differences[0], candidates: [nobody] }
  expect(mergeCandidates(empty as (typeof lonely.differences)[0])).toBeNull() // only the candidates are replaced
})
