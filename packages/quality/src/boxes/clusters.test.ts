import fc from "fast-check"
import { expect, test } from "vitest"
import { iou } from "../geometry/iou.ts"
import { clusterBoxes, iouOfEdges } from "./clusters.ts"
import { type BoxVotes, boxVotesFrom, type Xywh } from "./votes.ts"

const anyBox = fc
  .tuple(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map((box): Xywh => box)
const anyAnswers = fc.array(fc.array(anyBox, { maxLength: 4 }), { maxLength: 5 })
const votesOf = (answers: readonly (readonly Xywh[])[], name = (n: number) => `p${n}`) =>
  boxVotesFrom(answers.map((boxes, n) => ({ image: "i", person: name(n), boxes })))

/** The clusters as lists of boxes, however they are numbered. */
function listsOf({ count, start, member }: ReturnType<typeof clusterBoxes>): number[][] {
  return Array.from({ length: count }, (_, c) => [...member.subarray(start[c], start[c + 1])])
}

/**
 * Agglomeration by the book: all pairs of clusters looked at again for every joining, averages from scratch.
 * Null where two pairs are all but equal: which is joined first is a matter of rounding then.
 */
function byTheBook(votes: BoxVotes, gate: number): number[][] | null {
  const pair = (a: number, b: number) => iouOfEdges(votes.edges, 4 * a, votes.edges, 4 * b)
  const clusters = [...votes.boxPerson.keys()].map((box) => [box])
  for (;;) {
    let best: { a: number[]; b: number[]; average: number } | null = null
    let second = -1
    for (const a of clusters)
      for (const b of clusters) {
        if (a === b || (a[0] ?? 0) > (b[0] ?? 0)) continue
        if (a.some((x) => b.some((y) => votes.boxPerson[x] === votes.boxPerson[y]))) continue
        const average = a.flatMap((x) => b.map((y) => pair(x, y))).reduce((p, q) => p + q, 0) / (a.length * b.length)
        if (average < gate) continue
        if (best !== null) second = Math.max(second, Math.min(average, best.average))
        if (best === null || average > best.average) best = { a, b, average }
      }
    if (best === null)
      return clusters.map((cluster) => cluster.sort((p, q) => p - q)).sort((p, q) => (p[0] ?? 0) - (q[0] ?? 0))
    if (best.average - second < 1e-9) return null
    best.a.push(...best.b)
    clusters.splice(clusters.indexOf(best.b), 1)
  }
}

test("clusters hold every box once, and no person twice", () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const votes = votesOf(answers)
      const lists = listsOf(clusterBoxes(votes, 0.3))
      expect(lists.flat().sort((a, b) => a - b)).toEqual([...votes.boxPerson.keys()])
      for (const list of lists) {
        const owners = list.map((box) => votes.boxPerson[box])
        expect(new Set(owners).size).toBe(owners.length)
      }
    }),
  )
})

test("boxes of uneven size are clustered as by the book", () => {
  // Fractions make ties between averages all but impossible.
  const uneven = fc.array(
    fc.array(
      fc
        .tuple(...[0, 0, 3, 3].map((min) => fc.double({ min, max: min + 30, noNaN: true })))
        .map((box) => box as unknown as Xywh), // four numbers as drawn
      { maxLength: 5 },
    ),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(uneven, fc.constantFrom(0.2, 0.3, 0.5), (answers, gate) => {
      const votes = votesOf(answers)
      const book = byTheBook(votes, gate)
      fc.pre(book !== null)
      expect(listsOf(clusterBoxes(votes, gate))).toEqual(book)
    }),
  )
})

test("clusters do not depend on people's names", () => {
  const shape = (answers: readonly (readonly Xywh[])[], name: (n: number) => string) => {
    const votes = votesOf(answers, name)
    const text = (box: number) => [...votes.edges.subarray(4 * box, 4 * box + 4)].join()
    return listsOf(clusterBoxes(votes, 0.3))
      .map((list) => list.map(text).join(" "))
      .sort()
  }
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      expect(shape(answers, (n) => `z${9 - n}`)).toEqual(shape(answers, (n) => `a${n}`))
    }),
  )
})

test("clusters of several images are those of each image alone", () => {
  fc.assert(
    fc.property(anyAnswers, anyAnswers, (first, second) => {
      const together = boxVotesFrom(
        [first, second].flatMap((answers, image) =>
          answers.map((boxes, n) => ({ image: `i${image}`, person: `p${n}`, boxes })),
        ),
      )
      const whole = clusterBoxes(together, 0.3)
      const offset = together.images.length > 1 ? (together.boxStart[1] ?? 0) : 0
      const shifted = (answers: readonly (readonly Xywh[])[], by: number) =>
        listsOf(clusterBoxes(votesOf(answers), 0.3)).map((list) => list.map((box) => box + by))
      expect(listsOf(whole)).toEqual([...shifted(first, 0), ...shifted(second, offset)])
      expect([...whole.image].every((image, c) => c === 0 || image >= (whole.image[c - 1] ?? 0))).toBe(true)
    }),
  )
})

test.each([
  { name: "two alike", answers: [[[0, 0, 10, 10]], [[1, 0, 10, 10]]], clusters: 1 },
  { name: "two that hardly touch", answers: [[[0, 0, 10, 10]], [[9, 0, 10, 10]]], clusters: 2 },
  {
    name: "two of one person",
    answers: [
      [
        [0, 0, 10, 10],
        [1, 0, 10, 10],
      ],
    ],
    clusters: 2,
  },
  {
    name: "a chain whose ends are apart",
    answers: [[[0, 0, 10, 10]], [[4, 0, 10, 10]], [[8, 0, 10, 10]]],
    clusters: 2,
  },
  { name: "nothing", answers: [[], []], clusters: 0 },
] as { name: string; answers: Xywh[][]; clusters: number }[])("$name: $clusters clusters", ({ answers, clusters }) => {
  expect(clusterBoxes(votesOf(answers), 0.3).count).toBe(clusters)
})

test("a tie goes to the larger union: a third equal box joins the pair, not the twin", () => {
  const same: Xywh = [0, 0, 10, 10]
  const lists = listsOf(clusterBoxes(votesOf([[same, same], [same], [same]]), 0.3))
  expect(lists.map((list) => list.length).sort()).toEqual([1, 3])
})

test("more than 32 people are told apart", () => {
  const answers = Array.from({ length: 40 }, (_, n): Xywh[] => [
    [n * 0.01, 0, 10, 10],
    [100 + n * 0.01, 0, 10, 10],
  ])
  const lists = listsOf(clusterBoxes(votesOf(answers), 0.3))
  expect(lists.map((list) => list.length)).toEqual([40, 40])
})

test("IoU of edges is IoU of boxes", () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const flat = ([x, y, width, height]: Xywh) => Float64Array.of(x, y, x + width, y + height)
      const box = ([x, y, width, height]: Xywh) => ({ x, y, width, height })
      expect(iouOfEdges(flat(a), 0, flat(b), 0)).toBeCloseTo(iou(box(a), box(b)), 12)
    }),
  )
})
