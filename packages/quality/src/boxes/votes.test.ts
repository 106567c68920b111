import fc from "fast-check"
import { expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

const rows: BoxRow[] = [
  {
    image: "b",
    person: "zoe",
    boxes: [
      [5, 5, 10, 10],
      [0, 0, 4, 4],
    ],
    classes: ["van", "car"],
  },
  { image: "a", person: "zoe", boxes: [] },
  { image: "a", person: "ann", boxes: [[1, 2, 3, 4]], classes: ["car"] },
]

test("names are numbered in order, boxes lie image by image in the order of their geometry", () => {
  const votes = boxVotesFrom(rows)
  expect([votes.images, votes.people, votes.classes]).toEqual([
    ["a", "b"],
    ["ann", "zoe"],
    ["car", "van"],
  ])
  expect([...votes.seenStart]).toEqual([0, 2, 3])
  expect([...votes.seenBy]).toEqual([0, 1, 1])
  expect([...votes.boxStart]).toEqual([0, 1, 3])
  expect([...votes.edges]).toEqual([1, 2, 4, 6, 0, 0, 4, 4, 5, 5, 15, 15])
  expect([...votes.boxPerson]).toEqual([0, 1, 1])
  expect([...votes.boxClass]).toEqual([0, 0, 1])
  expect([...votes.boxIndex]).toEqual([0, 1, 0])
  expect(votes.remarks).toEqual([])
})

test("an empty answer counts as seen", () => {
  const votes = boxVotesFrom([{ image: "a", person: "p", boxes: [] }])
  expect([votes.seenBy.length, votes.boxPerson.length, votes.classes]).toEqual([1, 0, []])
})

test("no rows are no images", () => {
  const votes = boxVotesFrom([])
  expect([votes.images, [...votes.boxStart], [...votes.seenStart]]).toEqual([[], [0], [0]])
})

test.each([
  { box: [0, 0, 0, 5], name: "no width" },
  { box: [0, 0, 5, 0], name: "no height" },
  { box: [5, 5, -3, 4], name: "a negative width" },
  { box: [Number.NaN, 0, 5, 5], name: "a left edge that is no number" },
  { box: [0, 0, Infinity, 5], name: "an endless width" },
] as { box: Xywh; name: string }[])("a box with $name is left out and remarked", ({ box }) => {
  const votes = boxVotesFrom([{ image: "a", person: "p", boxes: [[1, 1, 2, 2], box] }])
  expect([...votes.edges]).toEqual([1, 1, 3, 3])
  expect(votes.remarks).toEqual([{ image: "a", person: "p", box: 1, why: "degenerate" }])
})

test("a box over the rim is cut at it; one wholly outside is left out", () => {
  const sizes = new Map([["a", [100, 80] as const]])
  const boxes: Xywh[] = [
    [-5, 10, 20, 20],
    [90, 70, 20, 20],
    [120, 10, 10, 10],
  ]
  const votes = boxVotesFrom([{ image: "a", person: "p", boxes }], sizes)
  expect([...votes.edges]).toEqual([0, 10, 15, 30, 90, 70, 100, 80])
  expect(votes.remarks.map((remark) => [remark.box, remark.why])).toEqual([
    [0, "clipped"],
    [1, "clipped"],
    [2, "degenerate"],
  ])
})

test("an answer given twice counts once, whichever comes first", () => {
  const once: BoxRow = { image: "i", person: "p", boxes: [[0, 0, 5, 5]] }
  const fuller: BoxRow = {
    ...once,
    boxes: [
      [0, 0, 5, 5],
      [9, 9, 5, 5],
    ],
  }
  for (const both of [
    [once, fuller],
    [fuller, once],
  ]) {
    const votes = boxVotesFrom(both)
    expect([votes.boxPerson.length, votes.seenBy.length]).toEqual([2, 1])
    expect(votes.remarks).toEqual([{ image: "i", person: "p", box: -1, why: "answered_twice" }])
  }
})

test("of several answers of a person to an image the latest counts, though another be fuller", () => {
  const full: BoxRow = {
    image: "i",
    person: "p",
    boxes: [
      [0, 0, 5, 5],
      [9, 9, 5, 5],
    ],
    time: 1,
  }
  const later: BoxRow = { image: "i", person: "p", boxes: [[7, 0, 5, 5]], time: 2 }
  const untimed: BoxRow = { ...full, boxes: [...full.boxes, [20, 0, 5, 5]], time: Number.NaN }
  for (const rows of [
    [full, later, untimed],
    [untimed, later, full],
    [later, untimed, full],
  ]) {
    const votes = boxVotesFrom(rows)
    expect([...votes.edges]).toEqual([7, 0, 12, 5])
    expect(votes.remarks.map(({ why }) => why)).toEqual(["answered_twice", "answered_twice"])
  }
})

test("two answers of one person that are as full are told apart by their geometry, not by their order", () => {
  const left: BoxRow = { image: "i", person: "p", boxes: [[0, 0, 5, 5]] }
  const right: BoxRow = { image: "i", person: "p", boxes: [[7, 0, 5, 5]] }
  expect(boxVotesFrom([left, right])).toEqual(boxVotesFrom([right, left]))
})

test("the pause before a box is the time since the latest one made before it", () => {
  const boxes: Xywh[] = [
    [0, 0, 1, 1],
    [1, 0, 1, 1],
    [2, 0, 1, 1],
  ]
  const votes = boxVotesFrom([
    { image: "i", person: "p", boxes, madeAtMs: [4_000, 1_000, 9_000] },
    { image: "i", person: "q", boxes },
  ])
  expect([...votes.boxPause]).toEqual([3_000, Number.NaN, Number.NaN, Number.NaN, 5_000, Number.NaN])
})

test("any order of rows gives the same arrays to the bit", () => {
  const box = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(3), fc.nat(3)).map((one): Xywh => one)
  const row = fc.record({
    image: fc.constantFrom("a", "b"),
    person: fc.constantFrom("p", "q", "r"),
    boxes: fc.array(box, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.integer(), (list, seed) => {
      const { remarks, ...votes } = boxVotesFrom(list)
      const { remarks: others, ...again } = boxVotesFrom(shuffle([...list], seeded(seed)))
      expect(again).toEqual(votes)
      expect(others).toHaveLength(remarks.length)
    }),
  )
})
