import { boundsOfShape, boxShape, cornersOfBox, type Point, type Shape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fourOf } from "../geometry/iou.ts"
import { overlapOf } from "../shapes/overlap.ts"
import { evaluateDetections } from "./evaluate.ts"
import { matchDetections, VERDICT } from "./match.ts"
import { detectionConfusion } from "./pairs.ts"
import { cocoNumbers } from "./summary.ts"
import { likelyLabelErrors } from "./suspects.ts"
import { detectionTables, type FoundRow, type GoldRow, overlapOfFound, overlapWithGold } from "./tables.ts"

const polygon = (...points: readonly (readonly [number, number])[]): Shape => ({
  type: "polygon",
  rings: [points.map(([x, y]) => ({ x, y }))],
})
/** The two halves of one square: one box, and nothing in common. */
const LOWER = polygon([0, 0], [100, 100], [0, 100])
const UPPER = polygon([0, 0], [100, 0], [100, 100])
const SQUARE = boxShape({ x: 0, y: 0, width: 100, height: 100 })

/** A row as callers have it: a box has no line besides. */
const rowOf = (shape: Shape) => ({
  box: fourOf(boundsOfShape(shape)),
  outline: shape.type === "box" ? null : shape,
})
const gold = (shape: Shape, more: Partial<GoldRow> = {}): GoldRow => ({ image: 0, label: 0, ...rowOf(shape), ...more })
const found = (shape: Shape, more: Partial<FoundRow> = {}): FoundRow => ({
  ...{ image: 0, label: 0, score: 0.9 },
  ...rowOf(shape),
  ...more,
})
const ap50 = (golds: readonly GoldRow[], founds: readonly FoundRow[]) =>
  cocoNumbers(evaluateDetections(detectionTables(1, 1, golds, founds))).AP50

describe("what is compared", () => {
  test("two halves of one square are another thing by their lines, and the same by their boxes", () => {
    expect(ap50([gold(LOWER)], [found(UPPER)])).toBe(0)
    expect(ap50([gold(LOWER)], [found(LOWER)])).toBeCloseTo(1, 9)
    expect(ap50([gold(LOWER)], [found(SQUARE)])).toBeCloseTo(1, 9)
    expect(ap50([gold(SQUARE)], [found(UPPER)])).toBeCloseTo(1, 9)
  })

  test.each([
    { name: "lines on both sides", golds: [gold(LOWER)], founds: [found(UPPER)], by: ["outline", 0, 0] },
    { name: "boxes found", golds: [gold(LOWER)], founds: [found(SQUARE)], by: ["box", 0, 1] },
    { name: "boxes kept", golds: [gold(SQUARE)], founds: [found(UPPER)], by: ["box", 1, 0] },
    {
      name: "some of each",
      golds: [gold(LOWER), gold(SQUARE)],
      founds: [found(UPPER), found(SQUARE), found(SQUARE)],
      by: ["mixed", 1, 2],
    },
    {
      name: "a crowd that is a box does not count",
      golds: [gold(LOWER), gold(SQUARE, { isCrowd: true })],
      founds: [found(UPPER)],
      by: ["outline", 0, 0],
    },
    { name: "nothing", golds: [], founds: [], by: ["box", 0, 0] },
  ])("$name", ({ golds, founds, by }) => {
    const { compared } = detectionTables(1, 1, golds, founds)
    expect([compared.by, compared.goldBoxes, compared.foundBoxes]).toEqual(by)
  })

  test("areas are those of lines where lines are compared, and the file's own where it says one", () => {
    const lines = detectionTables(1, 1, [gold(LOWER), gold(LOWER, { area: 7 })], [found(UPPER)])
    expect([[...lines.gold.area], [...lines.found.area]]).toEqual([[5_000, 7], [5_000]])
    const boxes = detectionTables(1, 1, [gold(SQUARE)], [found(UPPER)])
    expect([...boxes.found.area]).toEqual([10_000])
  })

  test("over a crowd the share of what was found that lies in it counts", () => {
    const small = polygon([0, 80], [20, 100], [0, 100])
    const tables = detectionTables(1, 1, [gold(LOWER, { isCrowd: true })], [found(small), found(UPPER)])
    expect(overlapWithGold(tables, 0, 0)).toBeCloseTo(1, 9)
    expect(overlapWithGold(tables, 1, 0)).toBeCloseTo(0, 9)
  })

  test("confusion and suspects go by lines too: another half is missing here, and the kept one was not found", () => {
    const golds = [...Array(20).keys()].map((image) => gold(LOWER, { image }))
    const founds = golds.map(({ image }) => found(image === 7 ? UPPER : LOWER, { image }))
    const tables = detectionTables(20, 1, golds, founds)
    expect([...detectionConfusion(tables, { iou: 0.5, score: 0 }).counts]).toEqual([19, 1, 1, 0])
    const told = likelyLabelErrors(tables).map(({ kind, image }) => [kind, image])
    expect(new Map(told.map(([kind, image]) => [kind, image]))).toEqual(
      new Map([
        ["missing", 7],
        ["unfound", 7],
      ]),
    )
  })
})

const whole = fc.integer({ min: 0, max: 60 })
const point: fc.Arbitrary<Point> = fc.record({ x: whole, y: whole })
const side = fc.integer({ min: 5, max: 40 })
const anyBox = fc.record({ x: whole, y: whole, width: side, height: side })
const anyLine: fc.Arbitrary<Shape> = fc.oneof(
  fc
    .tuple(anyBox, fc.array(point, { maxLength: 5 }))
    .map(([box, more]): Shape => ({ type: "polygon", rings: [[...cornersOfBox(box), ...more]] })),
  fc.tuple(anyBox, anyBox).map(([a, b]): Shape => ({ type: "polygon", rings: [cornersOfBox(a), cornersOfBox(b)] })),
  anyBox.map((box): Shape => ({ type: "rotatedBox", ...box, rotation: 30 })),
  anyBox.map((box): Shape => ({ type: "quad", points: cornersOfBox(box) })),
)
const anyShape = fc.oneof(anyLine, anyBox.map(boxShape))
const place = { image: fc.integer({ min: 0, max: 1 }), label: fc.integer({ min: 0, max: 1 }) }
const anyGold = (shape: fc.Arbitrary<Shape>) =>
  fc.array(fc.record({ ...place, shape, isCrowd: fc.boolean() }), { maxLength: 8 })
const anyFound = (shape: fc.Arbitrary<Shape>) =>
  fc.array(fc.record({ ...place, shape, score: fc.integer({ min: 1, max: 4 }).map((n) => n / 4) }), { maxLength: 8 })
type Placed<T> = T & { readonly shape: Shape }
const rows = <T extends object>(list: readonly Placed<T>[]) => list.map((one) => ({ ...one, ...rowOf(one.shape) }))

describe("whatever the shapes", () => {
  test("each pair overlaps as consensus has it: by lines where both have one, else by boxes", () => {
    fc.assert(
      fc.property(anyGold(anyShape), anyFound(anyShape), (g, f) => {
        const tables = detectionTables(2, 2, rows(g), rows(f))
        f.forEach((one, row) => {
          g.forEach((other, goldRow) => {
            if (other.isCrowd) return
            const areLines = one.shape.type !== "box" && other.shape.type !== "box"
            const [a, b] = areLines
              ? [one.shape, other.shape]
              : [boxShape(boundsOfShape(one.shape)), boxShape(boundsOfShape(other.shape))]
            expect(overlapWithGold(tables, row, goldRow)).toBeCloseTo(overlapOf(a, b), 9)
          })
          expect(overlapOfFound(tables, row, row)).toBeCloseTo(1, 9)
        })
      }),
    )
  })

  test("boxes drawn as outlines score as boxes do", () => {
    fc.assert(
      fc.property(anyGold(anyBox.map(boxShape)), anyFound(anyBox.map(boxShape)), (g, f) => {
        const asLines = <T extends object>(list: readonly Placed<T>[]) =>
          rows(
            list.map((one) => ({
              ...one,
              shape: { type: "polygon" as const, rings: [cornersOfBox(boundsOfShape(one.shape))] },
            })),
          )
        const boxes = matchDetections(detectionTables(2, 2, rows(g), rows(f)), RULES)
        const lines = matchDetections(detectionTables(2, 2, asLines(g), asLines(f)), RULES)
        expect([...lines.verdict]).toEqual([...boxes.verdict])
        expect([...lines.positives]).toEqual([...boxes.positives])
      }),
    )
  })

  test("what repeats the gold finds all of it", () => {
    const unlike = fc.uniqueArray(anyLine, { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one) })
    fc.assert(
      fc.property(unlike, (shapes) => {
        const some = shapes.filter((shape) => overlapOf(shape, shape) === 1)
        const tables = detectionTables(
          some.length,
          1,
          some.map((shape, image) => gold(shape, { image })),
          some.map((shape, image) => found(shape, { image })),
        )
        const { verdict } = matchDetections(tables, { ...RULES, thresholds: Float64Array.of(0.5, 0.95) })
        expect([...verdict].every((one) => one === VERDICT.right)).toBe(true)
      }),
    )
  })
})

test("lines are read once each where they lie apart, however many there are in a picture", () => {
  let reads = 0
  const at = (n: number, y: number): Shape => {
    const rings = [cornersOfBox({ x: 10 * n, y, width: 4, height: 4 })]
    const counted = () => (reads++, rings)
    return Object.defineProperty({ type: "polygon", rings }, "rings", { get: counted }) as Shape // the getter gives the rings
  }
  const each = <T>(row: (n: number) => T) => Array.from({ length: 60 }, (_, n) => row(n))
  const tables = detectionTables(
    ...([1, 1] as const),
    each((n) => gold(at(n, 0))),
    each((n) => found(at(n, 20))),
  )
  matchDetections(tables, RULES)
  detectionConfusion(tables, { iou: 0.5, score: 0.3 })
  likelyLabelErrors(tables)
  // For the rows of this test, their areas and their bounds.
  expect(reads).toBeLessThanOrEqual(4 * 120)
})

const RULES = {
  thresholds: Float64Array.of(0.51, 0.76),
  areas: [{ name: "all", from: 0, to: 1e10 }],
  most: 100,
}
