import { boxOf, type Region } from "@justesse/types"
import { expect, test } from "vitest"
import { RULE, region } from "../testing/regions.ts"
import { type LetteredVote, type Silent, toDisagreement } from "./differences.ts"

const at = [10, 20, 30, 40] as const
const vote = (letter: string, one: Region, weight = 1): LetteredVote => ({ letter, region: one, weight })
const silent = (letter: string, empty = false, weight = 1): Silent => ({ letter, weight, empty })
const id = region("d", at).id

const noReading = () => undefined

test.each([
  { name: "some have it, others answered elsewhere", people: [silent("B"), silent("C", true)], kind: "one_person" },
  { name: "all others say nothing is here", people: [silent("B", true), silent("C", true)], kind: "nothing" },
])("what kind of difference: $name", ({ people, kind }) => {
  expect(toDisagreement(id, [vote("A", region("a", at))], people, RULE, noReading).kind).toBe(kind)
})

test.each([
  { name: "one of two", having: 1, lacking: 1, isProposed: true },
  { name: "two of five", having: 2, lacking: 3, isProposed: true },
  { name: "one of three", having: 1, lacking: 2, isProposed: false },
  { name: "three of seven", having: 3, lacking: 4, isProposed: true },
])("whether the consensus proposes that it is there: $name", ({ having, lacking, isProposed }) => {
  const votes = Array.from({ length: having }, (_, i) => vote("ABCDEFG"[i] ?? "", region("a", at)))
  const others = Array.from({ length: lacking }, (_, i) => silent("HIJKLMN"[i] ?? ""))
  const disagreement = toDisagreement(id, votes, others, RULE, noReading)
  expect(disagreement.proposal !== null).toBe(isProposed)
  const share = (isProposed ? having : lacking) / (having + lacking)
  expect(disagreement.confidence).toBeCloseTo(share, 12)
})

test("equal answers are one row with their letters, and its box is the median of theirs", () => {
  const votes = [
    vote("C", region("c", at, { text: "18 %" })),
    vote("A", region("a", [12, 20, 30, 40], { text: "18 %" })),
    vote("B", region("b", at, { text: "18%" })),
  ]
  const { candidates, kind, proposal, confidence } = toDisagreement(id, votes, [], RULE, noReading)
  expect(kind).toBe("text")
  expect(
    candidates.map(({ letters, region: said }) => [letters.join(""), said && boxOf(said).x, said?.transcript?.value]),
  ).toEqual([
    ["AC", 11, "18 %"],
    ["B", 10, "18%"],
  ])
  expect(proposal).toMatchObject({ id: "d", geometry: { x: 10 }, transcript: { value: "18 %" } })
  expect(confidence).toBeCloseTo(2 / 3, 12)
})

test("the place holds every candidate", () => {
  const votes = [vote("A", region("a", at)), vote("B", region("b", [20, 15, 30, 40]))]
  expect(toDisagreement(id, votes, [], RULE, noReading).place).toEqual({ x: 10, y: 15, width: 40, height: 45 })
})

test("weights count, not heads", () => {
  const light = [silent("B"), silent("C")]
  const disagreement = toDisagreement(id, [vote("A", region("a", at), 6)], light, RULE, noReading)
  expect(disagreement).toMatchObject({
    confidence: 0.75,
    candidates: [{ share: 0.75 }, { letters: ["B", "C"], share: 0.25 }],
  })
})
