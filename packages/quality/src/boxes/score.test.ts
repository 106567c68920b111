import fc from "fast-check"
import { expect, test } from "vitest"
import { countBoxes, f1, meanIou } from "../agreement/boxes.ts"
import { region } from "../testing/regions.ts"
import { bootstrapScores } from "./bootstrap.ts"
import { boxSetOf } from "./final.ts"
import { countImages, SCORE_FIELDS, scoreOfCounts } from "./score.ts"
import type { Xywh } from "./votes.ts"

const anyBox = fc
  .tuple(fc.nat(30), fc.nat(30), fc.integer({ min: 5, max: 30 }), fc.integer({ min: 5, max: 30 }))
  .map((box): Xywh => box)
const anyBoxes = fc.array(anyBox, { maxLength: 5 })
const setOf = (boxes: readonly Xywh[]) => boxSetOf(["a"], [{ image: "a", boxes }])

test("scores count one-to-one matches at both limits", () => {
  const reference = boxSetOf(
    ["a", "b"],
    [
      {
        image: "a",
        boxes: [
          [0, 0, 10, 10],
          [20, 0, 10, 10],
        ],
      },
    ],
  )
  const found = boxSetOf(
    ["a", "b"],
    [
      {
        image: "a",
        boxes: [
          [0, 0, 10, 9],
          [0, 0, 10, 10],
          [20, 0, 10, 6],
        ],
      },
      { image: "b", boxes: [[0, 0, 1, 1]] },
    ],
  )
  const counts = countImages(found, reference)
  expect([...counts].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([2, 1.6, 1, 3, 2, 0, 0, 0, 1, 0])
  expect(scoreOfCounts(counts)).toMatchObject({ f1At50: 4 / 6, f1At75: 2 / 6, meanIou: 0.8 })
})

test("nothing against nothing says the same", () => {
  expect(scoreOfCounts(new Float64Array(0))).toEqual({ f1At50: 1, f1At75: 1, meanIou: null, pq: 1 })
  expect(scoreOfCounts(countImages(setOf([]), setOf([])))).toMatchObject({ f1At50: 1, meanIou: null })
  expect(scoreOfCounts(countImages(setOf([[0, 0, 5, 5]]), setOf([])))).toMatchObject({ f1At50: 0, pq: 0 })
})

test("the figures are those of the measure of two answers", () => {
  fc.assert(
    fc.property(anyBoxes, anyBoxes, (a, b) => {
      const regions = (boxes: readonly Xywh[]) => boxes.map(([...box], n) => region(`r${n}`, box))
      const counts = countBoxes(regions(a), regions(b), 0.5, "any")
      const score = scoreOfCounts(countImages(setOf(a), setOf(b)))
      expect(score.f1At50).toBeCloseTo(f1(counts), 9)
      expect(score.meanIou ?? -1).toBeCloseTo(meanIou(counts) ?? -1, 9)
    }),
  )
})

test("a set against itself is perfect, and the two sides may be exchanged", () => {
  fc.assert(
    fc.property(anyBoxes, anyBoxes, (a, b) => {
      const distinct = a.filter((box, n) => a.findIndex((other) => other.join() === box.join()) === n)
      expect(scoreOfCounts(countImages(setOf(distinct), setOf(distinct)))).toMatchObject({
        f1At50: 1,
        f1At75: 1,
        pq: 1,
      })
      const one = scoreOfCounts(countImages(setOf(a), setOf(b)))
      const other = scoreOfCounts(countImages(setOf(b), setOf(a)))
      expect(one.f1At50).toBeCloseTo(other.f1At50, 12)
      expect(one.pq).toBeCloseTo(other.pq, 9)
      expect(one.f1At75).toBeLessThanOrEqual(one.f1At50)
      expect(one.pq).toBeCloseTo(one.f1At50 * (one.meanIou ?? (one.f1At50 === 1 ? 1 : 0)), 9)
    }),
  )
})

test("images may be chosen, and chosen twice", () => {
  const images = ["a", "b"]
  const reference = boxSetOf(images, [
    { image: "a", boxes: [[0, 0, 10, 10]] },
    { image: "b", boxes: [[0, 0, 10, 10]] },
  ])
  const counts = countImages(boxSetOf(images, [{ image: "a", boxes: [[0, 0, 10, 10]] }]), reference)
  expect(scoreOfCounts(counts, Int32Array.of(0)).f1At50).toBe(1)
  expect(scoreOfCounts(counts, Int32Array.of(1)).f1At50).toBe(0)
  expect(scoreOfCounts(counts, Int32Array.of(0, 0, 1)).f1At50).toBeCloseTo(4 / 5, 12)
})

const counts = Float64Array.from({ length: 12 * SCORE_FIELDS }, (_, i) => [2, 1.5, 1, 3, 3][i % 5] ?? 0)
for (let image = 0; image < 12; image += 3) counts[SCORE_FIELDS * image] = 1

test("bootstrap intervals hold the value, come again with the seed and do not hang on the order of images", () => {
  const one = bootstrapScores(counts, 300, 7)
  for (const figure of ["f1At50", "meanIou"] as const) {
    const { value = 0, low, high } = one[figure] ?? {}
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
  }
  expect(bootstrapScores(counts, 300, 7)).toEqual(one)
  expect(bootstrapScores(counts, 300, 8)).not.toEqual(one)
  const rotated = Float64Array.from(counts, (_, i) => counts[5 * (11 - Math.floor(i / 5)) + (i % 5)] ?? 0)
  expect(bootstrapScores(rotated, 300, 7)).toEqual(one)
})

test("where nothing matches there is no mean IoU; draws without a match do not pull it to 0", () => {
  const none = countImages(boxSetOf(["a"], []), setOf([[0, 0, 9, 9]]))
  expect(bootstrapScores(none, 50)).toMatchObject({ meanIou: null, f1At50: { value: 0 } })
  const rarely = Float64Array.from([0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0.8, 1, 1, 1])
  expect(bootstrapScores(rarely, 200).meanIou).toEqual({ value: 0.8, low: 0.8, high: 0.8 })
})

test("images that are all alike leave no doubt; more images leave less", () => {
  const same = Float64Array.from({ length: 50 }, (_, i) => [2, 1.5, 1, 3, 3][i % 5] ?? 0)
  const { f1At50 } = bootstrapScores(same, 100)
  expect([f1At50.low, f1At50.high]).toEqual([f1At50.value, f1At50.value])
  const many = Float64Array.from({ length: 20 * counts.length }, (_, i) => counts[i % counts.length] ?? 0)
  const width = (of: Float64Array) => {
    const interval = bootstrapScores(of, 300).f1At50
    return interval.high - interval.low
  }
  expect(width(many)).toBeLessThan(width(counts) / 2)
  expect(bootstrapScores(counts, 0).f1At50.low).toBe(bootstrapScores(counts, 0).f1At50.value)
})
