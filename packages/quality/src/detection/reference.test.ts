import fc from "fast-check"
import { expect, test } from "vitest"
import { evaluateDetections } from "./evaluate.ts"
import { COCO_NUMBERS, cocoNumbers } from "./summary.ts"
import { type DetectionTables, detectionTables } from "./tables.ts"

/** A plain port of pycocotools' `COCOeval` for boxes, line by line and slow: what the fast one is compared with. */
interface Evaluated {
  readonly scores: readonly number[]
  /** By threshold, by found box. */
  readonly matched: readonly boolean[][]
  readonly ignored: readonly boolean[][]
  readonly goldIgnored: readonly boolean[]
}

const THRESHOLDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => (i === 9 ? 0.95 : 0.5 + i * (0.45 / 9)))
const AREAS = [
  [0, 1e10],
  [0, 32 ** 2],
  [32 ** 2, 96 ** 2],
  [96 ** 2, 1e10],
] as const

const at = <T>(list: ArrayLike<T>, i: number): T => {
  const value = list[i]
  if (value === undefined) throw new Error(`nothing at ${i}`)
  return value
}

function stable<T>(list: readonly T[], key: (value: T) => number): T[] {
  return list
    .map((value, i) => ({ value, i }))
    .sort((a, b) => key(a.value) - key(b.value) || a.i - b.i)
    .map((x) => x.value)
}

function bbIou(d: readonly number[], g: readonly number[], crowd: boolean): number {
  const [dx = 0, dy = 0, dw = 0, dh = 0] = d
  const [gx = 0, gy = 0, gw = 0, gh = 0] = g
  const w = Math.min(dw + dx, gw + gx) - Math.max(dx, gx)
  if (w <= 0) return 0
  const h = Math.min(dh + dy, gh + gy) - Math.max(dy, gy)
  if (h <= 0) return 0
  return (w * h) / (crowd ? dw * dh : dw * dh + gw * gh - w * h)
}

function rowsOf(tables: DetectionTables, image: number, label: number) {
  const gold = Array.from(tables.gold.image.keys())
    .filter((i) => tables.gold.image[i] === image && tables.gold.label[i] === label)
    .map((i) => ({
      box: [...tables.gold.box.subarray(i * 4, i * 4 + 4)],
      area: at(tables.gold.area, i),
      crowd: tables.gold.crowd[i] === 1,
    }))
  const found = Array.from(tables.found.image.keys())
    .filter((i) => tables.found.image[i] === image && tables.found.label[i] === label)
    .map((i) => ({ box: [...tables.found.box.subarray(i * 4, i * 4 + 4)], score: at(tables.found.score, i) }))
  return { gold, found }
}

function evaluateImage(tables: DetectionTables, image: number, label: number, area: number): Evaluated | null {
  const rows = rowsOf(tables, image, label)
  if (rows.gold.length === 0 && rows.found.length === 0) return null
  const [from, to] = at(AREAS, area)
  const gold = stable(
    rows.gold.map((g) => ({ ...g, ignore: g.crowd || g.area < from || g.area > to })),
    (g) => Number(g.ignore),
  )
  const found = stable(rows.found, (d) => -d.score).slice(0, 100)
  const matched = THRESHOLDS.map(() => found.map(() => false))
  const ignored = THRESHOLDS.map(() => found.map(() => false))
  for (const [t, threshold] of THRESHOLDS.entries()) {
    const taken = gold.map(() => false)
    for (const [d, box] of found.entries()) {
      let iou = Math.min(threshold, 1 - 1e-10)
      let m = -1
      for (const [g, other] of gold.entries()) {
        if (at(taken, g) && !other.crowd) continue
        if (m > -1 && !at(gold, m).ignore && other.ignore) break
        const now = bbIou(box.box, other.box, other.crowd)
        if (now < iou) continue
        iou = now
        m = g
      }
      if (m === -1) continue
      at(ignored, t)[d] = at(gold, m).ignore
      at(matched, t)[d] = true
      taken[m] = true
    }
    for (const [d, { box }] of found.entries()) {
      const size = at(box, 2) * at(box, 3)
      if (!at(at(matched, t), d) && (size < from || size > to)) at(ignored, t)[d] = true
    }
  }
  return { scores: found.map((d) => d.score), matched, ignored, goldIgnored: gold.map((g) => g.ignore) }
}

function curve(images: readonly Evaluated[], t: number, most: number) {
  const positive = images.flatMap((e) => e.goldIgnored).filter((ignored) => !ignored).length
  if (positive === 0) return null
  const all = images.flatMap((e) =>
    e.scores.slice(0, most).map((score, d) => ({
      score,
      matched: at(at(e.matched, t), d),
      ignored: at(at(e.ignored, t), d),
    })),
  )
  let [tp, fp] = [0, 0]
  const recall: number[] = []
  const precision: number[] = []
  for (const one of stable(all, (x) => -x.score)) {
    if (!one.ignored && one.matched) tp++
    if (!one.ignored && !one.matched) fp++
    recall.push(tp / positive)
    precision.push(tp / (fp + tp + 2 ** -52))
  }
  for (let i = precision.length - 1; i > 0; i--) precision[i - 1] = Math.max(at(precision, i - 1), at(precision, i))
  const sampled = Array.from({ length: 101 }, (_, r) => {
    const first = recall.findIndex((value) => value >= (r === 100 ? 1 : r * 0.01))
    return first < 0 ? 0 : at(precision, first)
  })
  return { sampled, recall: recall.at(-1) ?? 0 }
}

/** The twelve numbers, as pycocotools computes them. */
function referenceNumbers(tables: DetectionTables): number[] {
  const evaluated = AREAS.map((_, area) =>
    Array.from({ length: tables.labels }, (_, label) =>
      Array.from({ length: tables.images }, (_, image) => evaluateImage(tables, image, label, area)).filter(
        (e) => e !== null,
      ),
    ),
  )
  const curves = (area: number, most: number, thresholds: readonly number[]) =>
    thresholds.flatMap((t) =>
      at(evaluated, area)
        .map((images) => curve(images, t, most))
        .filter((c) => c !== null),
    )
  const mean = (values: readonly number[]) =>
    values.length === 0 ? -1 : values.reduce((a, b) => a + b, 0) / values.length
  const ten = [...THRESHOLDS.keys()]
  const ap = (area: number, thresholds = ten) => mean(curves(area, 100, thresholds).flatMap((c) => c.sampled))
  const ar = (area: number, most: number) => mean(curves(area, most, ten).map((c) => c.recall))
  return [
    ap(0),
    ap(0, [0]),
    ap(0, [5]),
    ap(1),
    ap(2),
    ap(3),
    ar(0, 1),
    ar(0, 10),
    ar(0, 100),
    ar(1, 100),
    ar(2, 100),
    ar(3, 100),
  ]
}

const side = fc.integer({ min: 1, max: 130 })
const box = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), side, side)
const place = { image: fc.integer({ min: 0, max: 2 }), label: fc.integer({ min: 0, max: 1 }), box }
const goldRow = fc.record({ ...place, isCrowd: fc.boolean(), area: fc.integer({ min: 1, max: 12_000 }) })
const foundRow = fc.record({ ...place, score: fc.constantFrom(0.1, 0.3, 0.5, 0.5, 0.9) })

test("all twelve numbers equal those of a line-by-line port of the reference, on any boxes", () => {
  fc.assert(
    fc.property(fc.array(goldRow, { maxLength: 12 }), fc.array(foundRow, { maxLength: 25 }), (golds, founds) => {
      const tables = detectionTables(3, 2, golds, founds)
      const numbers = cocoNumbers(evaluateDetections(tables))
      for (const [i, wanted] of referenceNumbers(tables).entries())
        expect(numbers[COCO_NUMBERS[i] ?? "AP"]).toBeCloseTo(wanted, 10)
    }),
    { numRuns: 300, seed: 3 },
  )
})

test("renumbering the labels changes none of the twelve numbers", () => {
  fc.assert(
    fc.property(fc.array(goldRow, { maxLength: 12 }), fc.array(foundRow, { maxLength: 25 }), (golds, founds) => {
      const swap = <T extends { label: number }>(rows: readonly T[]) => rows.map((r) => ({ ...r, label: 1 - r.label }))
      const numbers = (g: typeof golds, f: typeof founds) =>
        cocoNumbers(evaluateDetections(detectionTables(3, 2, g, f)))
      const [before, after] = [numbers(golds, founds), numbers(swap(golds), swap(founds))]
      for (const name of COCO_NUMBERS) expect(after[name]).toBeCloseTo(before[name], 9)
    }),
    { numRuns: 60, seed: 4 },
  )
})
