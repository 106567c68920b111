import { LabelId, WHOLE } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { addCounts, countBoxes, f1, meanIou } from "./boxes.ts"
import { agreementOfAnswers } from "./task.ts"

const car = region("a", [0, 0, 10, 10], { label: "car", text: "AB 12" })
const bus = region("b", [0, 0, 10, 10], { label: "bus", text: "AB 13" })
const far = region("c", [50, 0, 10, 10])

test.each([
  { name: "both empty say the same", a: [], b: [], labels: "any", f1: 1, iou: null },
  { name: "one empty", a: [car], b: [], labels: "any", f1: 0, iou: null },
  { name: "same place, labels do not matter", a: [car], b: [bus], labels: "any", f1: 1, iou: 1 },
  { name: "same place, labels matter", a: [car], b: [bus], labels: "same", f1: 0, iou: null },
  { name: "one of two", a: [car, far], b: [car], labels: "same", f1: 2 / 3, iou: 1 },
] as const)("F1 and mean IoU: $name", ({ a, b, labels, ...expected }) => {
  const counts = countBoxes(a, b, 0.5, labels)
  expect(f1(counts)).toBeCloseTo(expected.f1, 12)
  expect(meanIou(counts)).toBe(expected.iou)
})

test("counts of pictures add up", () => {
  const one = countBoxes([car], [car, far], 0.5, "any")
  expect(addCounts([one, one])).toEqual({ matched: 2, iouSum: 2, first: 2, second: 4 })
  expect(addCounts([])).toEqual({ matched: 0, iouSum: 0, first: 0, second: 0 })
})

test("a task's agreement pools all pairs of people; text counts where boxes match", () => {
  const agreement = agreementOfAnswers([[car], [bus], [far]])
  expect(agreement.pairs).toBe(3)
  expect(agreement.meanIou).toBe(1)
  expect(agreement.f1At50).toBeCloseTo(1 / 3, 12)
  expect(agreement.cer).toBeCloseTo(0.2, 12)
})

test("what is said of the whole asset agrees where it is the same, and overlaps nothing", () => {
  const said = (label: string) => ({ ...region(label, [0, 0, 1, 1]), label: LabelId.parse(label), geometry: WHOLE })
  const one = { meanIou: null, cer: null, pairs: 1 }
  expect(agreementOfAnswers([[said("rust")], [said("rust")]])).toEqual({ ...one, f1At50: 1 })
  expect(agreementOfAnswers([[said("rust")], [said("holes")]])).toEqual({ ...one, f1At50: 0 })
  expect(agreementOfAnswers([[said("rust"), said("holes")], [said("holes")]])).toEqual({ ...one, f1At50: 2 / 3 })
})

test("two of three who say the same of the whole asset are one pair of three", () => {
  const said = ["rust", "holes", "rust"].map((label) => [{ ...car, label: LabelId.parse(label), geometry: WHOLE }])
  expect(agreementOfAnswers(said).f1At50).toBeCloseTo(1 / 3, 12)
})

test("nothing can be compared for one person", () => {
  expect(agreementOfAnswers([[car]])).toEqual({ meanIou: null, f1At50: null, cer: null, pairs: 0 })
})

test("agreement does not depend on the order of people", () => {
  const answers = fc.array(
    fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("x", "xy"))
        .map(([x, text]) => region(`${x}`, [x * 3.1, 0, 10, 10], { text })),
      { maxLength: 4 },
    ),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(answers, (people) => {
      const rotated = people.map((regions) => regions.toReversed()).toReversed()
      expect(agreementOfAnswers(rotated)).toEqual(agreementOfAnswers(people))
    }),
  )
})
