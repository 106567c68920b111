import type { Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { overlapOfRegions } from "../geometry/regions.ts"
import { region } from "../testing/regions.ts"
import { clusterRegions } from "./clusters.ts"
import { matchRegions } from "./matchRegions.ts"

const idsOf = (people: Region[][], minIou = 0.5) =>
  clusterRegions(people, minIou).map((cluster) =>
    cluster
      .map((member) => member.region.id)
      .sort()
      .join(" "),
  )

test.each([
  { name: "nobody", people: [], expected: [] },
  { name: "people with nothing", people: [[], []], expected: [] },
  {
    name: "one person, two things",
    people: [[region("a", [0, 0, 9, 9]), region("b", [0, 0, 9, 9])]],
    expected: ["a", "b"],
  },
  {
    name: "three people on one thing, one with a second box on it",
    people: [
      [region("a", [0, 0, 10, 10]), region("a2", [2, 0, 10, 10])],
      [region("b", [0, 0, 10, 10])],
      [region("c", [0, 1, 10, 10])],
    ],
    expected: ["a b c", "a2"],
  },
  {
    name: "equal boxes of different labels go to the same label",
    people: [
      [region("a1", [0, 0, 10, 10], { label: "car" }), region("a2", [0, 0, 10, 10], { label: "bus" })],
      [region("b2", [0, 0, 10, 10], { label: "bus" }), region("b1", [0, 0, 10, 10], { label: "car" })],
    ],
    expected: ["a2 b2", "a1 b1"],
  },
  {
    name: "another label is the same thing",
    people: [[region("a", [0, 0, 10, 10], { label: "car" })], [region("b", [0, 0, 10, 10], { label: "bus" })]],
    expected: ["a b"],
  },
  {
    name: "a chain of overlaps is not one thing",
    people: [[region("a", [0, 0, 10, 10])], [region("b", [3, 0, 10, 10])], [region("c", [6, 0, 10, 10])]],
    expected: ["a b", "c"],
  },
])("clusterRegions: $name", ({ people, expected }) => {
  expect(idsOf(people)).toEqual(expected)
})

const crowded = fc.record({
  x: fc.integer({ min: 0, max: 12 }),
  y: fc.integer({ min: 0, max: 6 }),
  size: fc.integer({ min: 4, max: 12 }),
  label: fc.constantFrom("car", "bus"),
})
const people = fc
  .array(fc.array(crowded, { maxLength: 6 }), { maxLength: 5 })
  .map((answers) =>
    answers.map((boxes, p) =>
      boxes.map((box, i) => region(`${p}.${i}`, [box.x, box.y, box.size, box.size], { label: box.label })),
    ),
  )

test("every region is in one cluster, a person once in each, and members overlap on average", () => {
  fc.assert(
    fc.property(people, (answers) => {
      const clusters = clusterRegions(answers, 0.5)
      const all = answers.flat().map(({ id }) => id)
      expect(
        clusters
          .flat()
          .map((member) => member.region.id)
          .sort(),
      ).toEqual(all.sort())
      for (const cluster of clusters) {
        expect(new Set(cluster.map((member) => member.person)).size).toBe(cluster.length)
        for (const member of cluster) {
          const overlaps = cluster
            .filter((other) => other !== member)
            .map((other) => overlapOfRegions(member.region, other.region))
          expect(overlaps.length === 0 || Math.max(...overlaps) >= 0.5 - 1e-6).toBe(true)
        }
      }
    }),
  )
})

test("for two people the clusters are the optimal matching", () => {
  fc.assert(
    fc.property(people, ([first = [], second = []]) => {
      const pairs = clusterRegions([first, second], 0.5).filter((cluster) => cluster.length === 2)
      const total = pairs.reduce((sum, [a, b]) => sum + (a && b ? overlapOfRegions(a.region, b.region) : 0), 0)
      const best = matchRegions(first, second, 0.5).reduce((sum, match) => sum + match.iou, 0)
      expect(total).toBeCloseTo(best, 5)
    }),
  )
})

test("the order of people and of regions does not change who is grouped with whom", () => {
  const sayings = (answers: Region[][]) =>
    clusterRegions(answers, 0.5).map((cluster) =>
      JSON.stringify(cluster.map(({ region: { geometry, label } }) => [geometry, label])),
    )
  fc.assert(
    fc.property(people, (answers) => {
      const rotated = answers.map((regions) => regions.toReversed()).toReversed()
      expect(sayings(rotated)).toEqual(sayings(answers))
    }),
    { numRuns: 300 },
  )
})
