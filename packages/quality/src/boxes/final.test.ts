import fc from "fast-check"
import { expect, test } from "vitest"
import { assign } from "../matching/assign.ts"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { iouOfEdges } from "./clusters.ts"
import { boxSetOf, clusterFactors, findFinalBoxes, matchedPairs, movedEdges } from "./final.ts"
import { fitBoxes } from "./fit.ts"
import { boxVotesFrom, type Xywh } from "./votes.ts"

const { rows, gold } = madeCrowd(madePeople(5), 80, 17)
const fit = fitBoxes(boxVotesFrom(rows))
const images = gold.map((one) => one.image)

test("kept are the clusters of enough probability, image by image in the order asked for", () => {
  const all = findFinalBoxes(fit, images)
  const wanted = fit.existence.probability.filter((p) => p >= fit.settings.keep).length
  expect(all.edges).toHaveLength(4 * wanted)
  const rotated = findFinalBoxes(fit, images.toReversed())
  images.forEach((_, n) => {
    const of = (set: typeof all, image: number) => [
      ...set.edges.subarray(4 * (set.start[image] ?? 0), 4 * (set.start[image + 1] ?? 0)),
    ]
    expect(of(rotated, images.length - 1 - n)).toEqual(of(all, n))
  })
})

test("an image nobody answered has no boxes", () => {
  const set = findFinalBoxes(fit, ["elsewhere", images[1] ?? ""])
  expect(set.start[1]).toBe(0)
  expect(set.start[2]).toBe(findFinalBoxes(fit, [images[1] ?? ""]).start[1])
})

test("gold of several images lies in the order asked for, those without any are empty", () => {
  const set = boxSetOf(
    ["b", "c", "a"],
    [
      { image: "a", boxes: [[1, 2, 3, 4]] },
      {
        image: "b",
        boxes: [
          [0, 0, 1, 1],
          [5, 5, 1, 1],
        ],
      },
    ],
  )
  expect([...set.start]).toEqual([0, 2, 2, 3])
  expect([...set.edges.slice(-4)]).toEqual([1, 2, 4, 6])
})

test("no offset moves nothing; an offset there and back is nearly nothing", () => {
  const factors = clusterFactors(fit.votes, fit.clusters, fit.geometry)
  const { edges } = fit.geometry
  expect(movedEdges(edges, new Float64Array(4), factors)).toEqual(edges)
  const offset = Float64Array.of(0.01, -0.01, 0.02, 0)
  const back = movedEdges(
    movedEdges(edges, offset, factors),
    offset.map((one) => -one),
    factors,
  )
  back.forEach((edge, e) => expect(Math.abs(edge - (edges[e] ?? 0))).toBeLessThan(0.6))
})

test("the factor of a cluster is that of its size", () => {
  const factors = clusterFactors(fit.votes, fit.clusters, fit.geometry)
  expect(factors).toHaveLength(4 * fit.clusters.count)
  const known = new Set(fit.geometry.sizeFactor)
  for (const factor of factors) expect(known.has(factor)).toBe(true)
})

test("matches are as good as the best assignment and never below 0.5", () => {
  const box = fc
    .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 8, max: 25 }), fc.integer({ min: 8, max: 25 }))
    .map((one): Xywh => one)
  fc.assert(
    fc.property(fc.array(box, { maxLength: 5 }), fc.array(box, { maxLength: 5 }), (first, second) => {
      const [a, b] = [first, second].map((boxes) => boxSetOf(["i"], [{ image: "i", boxes }])) as [
        ReturnType<typeof boxSetOf>,
        ReturnType<typeof boxSetOf>,
      ] // two lists give two sets
      const pairs = matchedPairs(a, b, 0)
      const iou = (i: number, j: number) => iouOfEdges(a.edges, 4 * i, b.edges, 4 * j)
      for (const [i, j] of pairs) expect(iou(i, j)).toBeGreaterThanOrEqual(0.5)
      expect(new Set(pairs.map(([i]) => i)).size).toBe(pairs.length)
      expect(new Set(pairs.map(([, j]) => j)).size).toBe(pairs.length)
      const value = first.flatMap((_, i) => second.map((__, j) => (iou(i, j) >= 0.5 ? iou(i, j) : 0)))
      const best = [...assign(first.length, second.length, value)].reduce(
        (sum, j, i) => sum + (j < 0 ? 0 : (value[i * second.length + j] ?? 0)),
        0,
      )
      expect(pairs.reduce((sum, [i, j]) => sum + iou(i, j), 0)).toBeCloseTo(best, 9)
    }),
  )
})
