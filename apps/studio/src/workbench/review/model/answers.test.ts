import { type Decision, Disagreement, Region } from "@justesse/types"
import { expect, test } from "vitest"
import { answerRows, isChosen, leadingRow } from "./answers.ts"

const region = (label: string, x = 10) =>
  Region.parse({ id: "r", geometry: { type: "box", x, y: 10, width: 90, height: 20 }, label })
const betweenTwo = (share: number, kind = "label", second: Region | null = region("van", 40)) =>
  Disagreement.parse({
    ...{ id: "d", kind, place: { x: 10, y: 10, width: 90, height: 20 } },
    candidates: [
      { letters: ["A"], region: region("car"), share },
      { letters: ["B"], region: second, share: 1 - share },
    ],
    ...{ proposal: region("car", 25), confidence: share },
  })
const reason = { code: "other", clause: null, note: "" } as const
const shown = (disagreement: Disagreement) =>
  answerRows(disagreement).map(({ letters, proposed, key }) => [letters.join(""), proposed, key])

test("answers stand by their letters, A first, one row with whoever says the same; at a tie each stands by itself", () => {
  expect(shown(betweenTwo(0.6))).toEqual([
    ["A", true, "A"],
    ["B", false, "B"],
  ])
  expect(shown(betweenTwo(0.5))).toEqual([
    ["A", false, "A"],
    ["B", false, "B"],
  ])
  // The middle of two boxes is an answer of its own, tie or not.
  expect(shown(betweenTwo(0.5, "place", region("car", 40)))).toEqual([
    ["A", false, "A"],
    ["B", false, "B"],
    ["", true, null],
  ])
  // A comes first also where most people say what B says, and what is proposed of it is B's.
  const swapped = betweenTwo(0.6)
  const [first, second] = swapped.candidates
  if (!first || !second) return expect.fail()
  const other = {
    ...swapped,
    candidates: [
      { ...first, letters: ["B"] },
      { ...second, letters: ["A"] },
    ],
  }
  expect(shown(other)).toEqual([
    ["A", false, "A"],
    ["B", true, "B"],
  ])
  expect(leadingRow(answerRows(other))?.letters).toEqual(["B"])
})

test("what was decided is marked, also where the consensus was taken before ties were told apart", () => {
  const marked = (disagreement: Disagreement, decision: Decision | null) =>
    answerRows(disagreement).map((row) => isChosen(row, disagreement, decision))
  const merged = { outcome: "merge", reason } as const
  expect(marked(betweenTwo(0.5), { outcome: "take", letter: "B", reason })).toEqual([false, true])
  expect(marked(betweenTwo(0.5), { outcome: "proposal", reason })).toEqual([true, false])
  expect(marked(betweenTwo(0.6), merged)).toEqual([true, false])
  expect(marked(betweenTwo(0.5, "one_person", null), merged)).toEqual([true, false])
  expect(marked(betweenTwo(0.5), null)).toEqual([false, false])
  expect(marked(betweenTwo(0.5), { outcome: "none", reason })).toEqual([false, false])
})
