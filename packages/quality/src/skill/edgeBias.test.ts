import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { EDGES, type EdgeOffsets, edgeBias, meanInterval } from "./edgeBias.ts"

/** A learner's boxes: every edge spreads by 6 px, the left one lies `biasPx` too far out. Boxes are 100 by 50 px. */
function learner(boxes: number, biasPx: number, dice: () => number): EdgeOffsets[] {
  return Array.from({ length: boxes }, () => {
    const draw = () => 6 * normalDraw(dice)
    const px = { left: biasPx + draw(), top: draw(), right: draw(), bottom: draw() }
    const ratio = { left: px.left / 100, top: px.top / 50, right: px.right / 100, bottom: px.bottom / 50 }
    return { px, ratio }
  })
}

/** Share of `runs` learners for whom `what` is found. */
function share(runs: number, what: (dice: () => number) => boolean): number {
  const dice = seeded(2024)
  let found = 0
  for (let run = 0; run < runs; run++) if (what(dice)) found++
  return found / runs
}

const leftFound = (boxes: readonly EdgeOffsets[], looks?: readonly number[]) =>
  edgeBias(boxes, looks)?.[0]?.foundAt != null

describe("COA-1: bias 4 px, spread 6 px, four edges, 2,000 learners", () => {
  test("found by 45 boxes with five looks in at least 87 %", () => {
    expect(share(2000, (dice) => leftFound(learner(45, 4, dice)))).toBeGreaterThanOrEqual(0.87)
  })

  test("found with a single look at 40 boxes in at least 92 %", () => {
    expect(share(2000, (dice) => leftFound(learner(40, 4, dice), [40]))).toBeGreaterThanOrEqual(0.92)
  })

  test.each([
    ["five looks", 45, undefined],
    ["a single look", 40, [40]],
  ] as const)("an unbiased learner is warned of any edge in at most 6 %% with %s", (_, boxes, looks) => {
    const warned = share(
      2000,
      (dice) => edgeBias(learner(boxes, 0, dice), looks)?.some((e) => e.foundAt !== null) ?? false,
    )
    expect(warned).toBeLessThanOrEqual(0.06)
  })
})

describe("what is shown", () => {
  test("is nothing before 10 boxes", () => {
    const dice = seeded(1)
    expect(edgeBias(learner(9, 40, dice))).toBeNull()
    expect(edgeBias([])).toBeNull()
    expect(edgeBias(learner(10, 40, dice))?.[0]?.foundAt).toBe(10)
  })

  test("is the mean in pixels and as a share of the side, with an interval that holds it", () => {
    const found = edgeBias(learner(31, 4, seeded(8))) ?? []
    expect(found.map(({ edge }) => edge)).toEqual([...EDGES])
    for (const { px, ratio } of found) {
      expect(px.interval[0]).toBeLessThan(px.mean)
      expect(px.interval[1]).toBeGreaterThan(px.mean)
      expect(Math.sign(ratio.mean)).toBe(Math.sign(px.mean))
    }
    expect(found[0]?.ratio.mean).toBeCloseTo((found[0]?.px.mean ?? 0) / 100, 12)
    expect(found[1]?.ratio.mean).toBeCloseTo((found[1]?.px.mean ?? 0) / 50, 12)
  })

  test("keeps the look at which a bias was first found, and does not test after the last look", () => {
    const dice = seeded(3)
    expect(edgeBias(learner(200, 20, dice))?.[0]?.foundAt).toBe(10)
    const late = [...learner(45, 0, seeded(5)), ...learner(300, 30, dice)]
    const [left] = edgeBias(late) ?? []
    expect(left?.foundAt).toBeNull()
    expect(left?.px.mean).toBeGreaterThan(20)
  })

  test("boxes that are all off by the same are found, boxes that are all right are not", () => {
    const same = (px: number) =>
      Array.from({ length: 10 }, () => ({
        px: { left: px, top: 0, right: 0, bottom: 0 },
        ratio: { left: px / 10, top: 0, right: 0, bottom: 0 },
      }))
    expect(edgeBias(same(2))?.map((e) => e.foundAt)).toEqual([10, null, null, null])
    expect(edgeBias(same(0))?.map((e) => e.foundAt)).toEqual([null, null, null, null])
  })
})

test("the interval of a mean is Student's: 1, 2, 3 gives 2 and 2.484 either way", () => {
  const { mean, interval } = meanInterval([1, 2, 3])
  expect(mean).toBe(2)
  expect(interval[1] - mean).toBeCloseTo(2.4841, 3)
  expect(meanInterval([5]).interval).toEqual([-Infinity, Infinity])
})
