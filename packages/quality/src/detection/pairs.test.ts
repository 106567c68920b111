import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ALONE, detectionConfusion, IN_CROWD, pairAcrossLabels, TOO_UNSURE, worstPictures } from "./pairs.ts"
import { detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

const rules = { iou: 0.5, score: 0.3 }
const gold = (label: number, x: number, image = 0): GoldRow => ({ image, label, box: [x, 0, 10, 10] })
const found = (label: number, x: number, score = 0.9, image = 0): FoundRow => ({
  image,
  label,
  box: [x, 0, 10, 10],
  score,
})

describe("pairs across labels", () => {
  test("gold of the box's own label comes before nearer gold of another", () => {
    const tables = detectionTables(1, 2, [gold(0, 0), gold(1, 2)], [found(1, 0)])
    expect([...pairAcrossLabels(tables, rules).goldOf]).toEqual([1])
  })

  test("boxes that are too unsure, alone, or in a crowd are told apart", () => {
    const crowd: GoldRow = { image: 0, label: 0, box: [100, 0, 50, 50], isCrowd: true }
    const tables = detectionTables(
      1,
      2,
      [gold(0, 0), crowd],
      [found(0, 0, 0.2), found(0, 300), found(0, 110), found(1, 110)],
    )
    const pairs = pairAcrossLabels(tables, rules)
    expect([...pairs.goldOf]).toEqual([TOO_UNSURE, ALONE, IN_CROWD, ALONE])
    expect([...pairs.foundOf]).toEqual([ALONE, IN_CROWD])
  })

  test("of two equal boxes the surer one has the gold", () => {
    const tables = detectionTables(1, 1, [gold(0, 0)], [found(0, 0, 0.5), found(0, 0, 0.8)])
    expect([...pairAcrossLabels(tables, rules).goldOf]).toEqual([ALONE, 0])
  })
})

describe("confusion between labels", () => {
  test("rows are gold, columns what was found, and the last of each is nothing", () => {
    const golds = [gold(0, 0), gold(1, 50), gold(1, 100)]
    const founds = [found(0, 0), found(0, 51), found(1, 200)]
    const { counts } = detectionConfusion(detectionTables(1, 2, golds, founds), rules)
    expect([...counts]).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0])
  })

  test("every object and every sure box is counted once, on any boxes", () => {
    const row = fc.record({
      image: fc.integer({ min: 0, max: 1 }),
      label: fc.integer({ min: 0, max: 2 }),
      box: fc.tuple(fc.integer({ min: 0, max: 15 }), fc.constant(0), fc.constant(10), fc.constant(10)),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 15 }), fc.array(row, { maxLength: 15 }), (golds, founds) => {
        const tables = detectionTables(
          2,
          3,
          golds,
          founds.map((f) => ({ ...f, score: 1 })),
        )
        const { counts } = detectionConfusion(tables, rules)
        const sum = (keep: (g: number, f: number) => boolean) =>
          counts.reduce((total, n, at) => total + (keep(Math.floor(at / 4), at % 4) ? n : 0), 0)
        expect(sum((g) => g < 3)).toBe(golds.length)
        expect(sum((_, f) => f < 3)).toBe(founds.length)
      }),
      { seed: 5 },
    )
  })
})

describe("worst pictures", () => {
  test("come by what a missed, mislabelled or extra box costs; faultless ones are not listed", () => {
    const golds = [gold(0, 0, 0), gold(0, 0, 1), gold(0, 50, 1), gold(0, 0, 2), gold(0, 0, 3)]
    const founds = [
      found(0, 0, 0.9, 0),
      found(1, 0, 0.9, 2),
      found(0, 80, 0.4, 2),
      found(0, 0, 0.9, 3),
      found(0, 99, 0.5, 3),
    ]
    const worst = worstPictures(detectionTables(4, 2, golds, founds), rules)
    expect(worst.map((w) => [w.image, w.loss])).toEqual([
      [1, 2],
      [2, 1.4],
      [3, 0.5],
    ])
    expect(worst[1]).toMatchObject({ right: 0, missed: 0, extra: 1, otherLabel: 1 })
    expect(worstPictures(detectionTables(4, 2, golds, founds), rules, 1)).toHaveLength(1)
  })

  test("a model whose scores are no probabilities costs at most 1 a box", () => {
    const [first] = worstPictures(detectionTables(1, 1, [], [found(0, 0, 37)]), rules)
    expect(first?.loss).toBe(1)
  })

  test("the losses of all pictures together are the missed, mislabelled and extra boxes of the confusion", () => {
    const row = fc.record({
      image: fc.integer({ min: 0, max: 3 }),
      label: fc.integer({ min: 0, max: 1 }),
      box: fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constant(0), fc.constant(10), fc.constant(10)),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.array(row, { maxLength: 12 }), (golds, founds) => {
        const tables = detectionTables(
          4,
          2,
          golds,
          founds.map((f) => ({ ...f, score: 1 })),
        )
        const { counts } = detectionConfusion(tables, rules)
        const wrong = counts.reduce((n, times, place) => n + (Math.floor(place / 3) === place % 3 ? 0 : times), 0)
        const loss = worstPictures(tables, rules).reduce((sum, picture) => sum + picture.loss, 0)
        expect(loss).toBeCloseTo(wrong, 9)
      }),
      { seed: 11 },
    )
  })
})
