import { describe, expect, test } from "vitest"
import { COCO_THRESHOLDS, evaluateDetections } from "./evaluate.ts"
import { cocoNumbers, precisionByLabel } from "./summary.ts"
import { detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

const gold = (image: number, label: number, x: number, y: number, size = 40): GoldRow => ({
  image,
  label,
  box: [x, y, size, size],
})
const found = (image: number, label: number, x: number, y: number, score: number, size = 40): FoundRow => ({
  image,
  label,
  box: [x, y, size, size],
  score,
})

const numbersOf = (images: number, labels: number, golds: GoldRow[], founds: FoundRow[]) =>
  cocoNumbers(evaluateDetections(detectionTables(images, labels, golds, founds)))

describe("COCO's numbers", () => {
  test("finding everything exactly gives 1, and -1 for the sizes that do not occur", () => {
    const numbers = numbersOf(
      2,
      1,
      [gold(0, 0, 0, 0), gold(1, 0, 9, 9)],
      [found(0, 0, 0, 0, 0.9), found(1, 0, 9, 9, 0.8)],
    )
    expect(numbers.AP).toBeCloseTo(1, 12)
    expect(numbers.APm).toBeCloseTo(1, 12)
    expect([numbers.AR1, numbers.AR10, numbers.AR100]).toEqual([1, 1, 1])
    expect([numbers.APs, numbers.APl, numbers.ARs, numbers.ARl]).toEqual([-1, -1, -1, -1])
  })

  test("finding nothing gives 0; having no gold gives -1", () => {
    expect(numbersOf(1, 1, [gold(0, 0, 0, 0)], []).AP).toBe(0)
    expect(numbersOf(1, 1, [], [found(0, 0, 0, 0, 1)]).AP).toBe(-1)
    expect(numbersOf(0, 0, [], []).AP).toBe(-1)
  })

  test("a surer wrong box halves the precision of what comes after it", () => {
    const numbers = numbersOf(1, 1, [gold(0, 0, 0, 0)], [found(0, 0, 200, 200, 0.9), found(0, 0, 0, 0, 0.5)])
    expect(numbers.AP).toBeCloseTo(0.5, 12)
  })

  test("a second box on the same object is wrong", () => {
    const both = [found(0, 0, 0, 0, 0.9), found(0, 0, 1, 0, 0.8), found(0, 0, 100, 0, 0.7)]
    const numbers = numbersOf(1, 1, [gold(0, 0, 0, 0), gold(0, 0, 100, 0)], both)
    // 51 of 101 recalls at precision 1, 50 at 2/3.
    expect(numbers.AP50).toBeCloseTo((51 + (50 * 2) / 3) / 101, 12)
  })

  test("what lies in a crowd region is neither right nor wrong, however many", () => {
    const crowd: GoldRow = { image: 0, label: 0, box: [200, 200, 300, 300], isCrowd: true }
    const inside = [210, 250, 300, 350].map((x) => found(0, 0, x, 220, 0.95))
    const numbers = numbersOf(1, 1, [gold(0, 0, 0, 0), crowd], [...inside, found(0, 0, 0, 0, 0.9)])
    expect(numbers.AP).toBeCloseTo(1, 12)
    const second = numbersOf(1, 1, [gold(0, 0, 0, 0)], [...inside, found(0, 0, 0, 0, 0.9)])
    expect(second.AP).toBeCloseTo(0.2, 12)
  })

  test("an area given with the gold decides its size, not its box", () => {
    const numbers = numbersOf(1, 1, [{ ...gold(0, 0, 0, 0, 60), area: 1_000 }], [found(0, 0, 0, 0, 0.9, 60)])
    expect(numbers.APs).toBeCloseTo(1, 12)
    expect(numbers.APm).toBe(-1)
  })

  test("at most 100 boxes a picture and label count, the surest", () => {
    const many = Array.from({ length: 100 }, (_, i) => found(0, 0, 500 + i * 50, 0, 0.9))
    expect(numbersOf(1, 1, [gold(0, 0, 0, 0)], [...many, found(0, 0, 0, 0, 0.1)]).AR100).toBe(0)
    expect(numbersOf(1, 1, [gold(0, 0, 0, 0)], [...many.slice(1), found(0, 0, 0, 0, 0.1)]).AR100).toBe(1)
  })

  test("equal scores are taken in the order of the pictures, then of the file", () => {
    const rightFirst = numbersOf(2, 1, [gold(0, 0, 0, 0)], [found(1, 0, 0, 0, 0.5), found(0, 0, 0, 0, 0.5)])
    expect(rightFirst.AP).toBeCloseTo(1, 12)
    const wrongFirst = numbersOf(2, 1, [gold(1, 0, 0, 0)], [found(1, 0, 0, 0, 0.5), found(0, 0, 0, 0, 0.5)])
    expect(wrongFirst.AP).toBeCloseTo(0.5, 12)
  })

  test("the thresholds are the reference's ten, to the bit", () => {
    expect([...COCO_THRESHOLDS].map((t) => t.toFixed(2))).toEqual([
      "0.50",
      "0.55",
      "0.60",
      "0.65",
      "0.70",
      "0.75",
      "0.80",
      "0.85",
      "0.90",
      "0.95",
    ])
    expect(COCO_THRESHOLDS[9]).toBe(0.95)
  })
})

describe("figures of one label", () => {
  const golds = [gold(0, 0, 0, 0), gold(0, 2, 100, 0), gold(1, 2, 100, 0)]
  const founds = [found(0, 0, 0, 0, 0.9), found(0, 2, 100, 0, 0.8), found(1, 1, 0, 0, 0.7)]
  const evaluation = evaluateDetections(detectionTables(2, 3, golds, founds))

  test("average precision by label is null where a label has no gold", () => {
    const [first, second, third] = precisionByLabel(evaluation)
    expect(first?.ap).toBeCloseTo(1, 12)
    expect(second).toEqual({ ap: null, ap50: null, ap75: null, ar: null, gold: 0 })
    expect(third?.ap).toBeCloseTo(51 / 101, 12)
    expect(third?.gold).toBe(2)
  })
})
