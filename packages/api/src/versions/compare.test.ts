import { boxShape, LabelId, type Region, RegionId } from "@justesse/types"
import { expect, test } from "vitest"
import { pairsOf } from "./compare.ts"

const box = (id: string, x: number, change: Partial<Region> = {}): Region => ({
  id: RegionId.parse(id),
  geometry: boxShape({ x, y: 0, width: 10, height: 10 }),
  label: LabelId.parse("crate"),
  ...change,
})
const told = (was: readonly Region[], now: readonly Region[]) =>
  pairsOf(was, now).map((pair) => [pair.was?.id ?? null, pair.now?.id ?? null, ...pair.kinds])

test("a file that numbered its regions anew changed nothing", () => {
  const was = [box("1", 0), box("2", 20), box("3", 40)]
  const now = [box("2", 0), box("3", 20), box("1", 40)]
  expect(told(was, now)).toEqual([
    ["1", "2"],
    ["2", "3"],
    ["3", "1"],
  ])
})

test("numbered anew after one went, only that one is gone", () => {
  const was = [box("1", 0), box("2", 20), box("3", 40)]
  const now = [box("1", 20), box("2", 40)]
  expect(told(was, now)).toEqual([
    ["2", "1"],
    ["3", "2"],
    ["1", null, "gone"],
  ])
})

test("what overlaps by one half was moved, and the largest overlap is paired first", () => {
  const was = [box("a", 0), box("b", 3)]
  const now = [box("c", 2.5)]
  expect(told(was, now)).toEqual([
    ["b", "c", "moved"],
    ["a", null, "gone"],
  ])
  expect(told([box("a", 0)], [box("c", 3.4)])).toEqual([
    ["a", null, "gone"],
    [null, "c", "added"],
  ])
})

test("one id and label is one region, wherever it went; with another label it is another", () => {
  expect(told([box("a", 0)], [box("a", 500)])).toEqual([["a", "a", "moved"]])
  const sign = { label: LabelId.parse("sign") }
  expect(told([box("a", 0)], [box("a", 500, sign)])).toEqual([
    ["a", null, "gone"],
    [null, "a", "added"],
  ])
  expect(told([box("a", 0)], [box("a", 1, sign)])).toEqual([["a", "a", "moved", "relabelled"]])
})

test("texts are compared as they are, and a turn is a move", () => {
  const text = (value: string) => ({ transcript: { value } })
  expect(told([box("a", 0, text("TVA 18%"))], [box("a", 0, text("TVA 18 %"))])).toEqual([["a", "a", "retexted"]])
  expect(told([box("a", 0)], [box("a", 0, text(""))])).toEqual([["a", "a"]])
  const rotated = { geometry: { type: "rotatedBox", x: 0, y: 0, width: 10, height: 10, rotation: 90 } } as const
  expect(told([box("a", 0)], [box("a", 0, rotated)])).toEqual([["a", "a", "moved"]])
})

test("outlines are paired by what lies inside them, an outline and a box by their boxes", () => {
  const half = (...points: [number, number][]): Pick<Region, "geometry"> => ({
    geometry: { type: "polygon", rings: [points.map(([x, y]) => ({ x, y }))] },
  })
  const [lower, upper] = [half([0, 0], [10, 10], [0, 10]), half([0, 0], [10, 0], [10, 10])]
  expect(told([box("a", 0, lower)], [box("b", 0, upper)])).toEqual([
    ["a", null, "gone"],
    [null, "b", "added"],
  ])
  expect(told([box("a", 0, lower)], [box("b", 0, half([0, 0], [9, 10], [0, 10]))])).toEqual([["a", "b", "moved"]])
  expect(told([box("a", 0, lower)], [box("b", 0)])).toEqual([["a", "b", "moved"]])
  // What merely keeps its number is the same thing where its inside still is, and else by number and label.
  const two = told([box("a", 0, lower), box("b", 0, upper)], [box("a", 0, upper), box("b", 0, lower)])
  expect(two).toEqual([
    ["a", "b"],
    ["b", "a"],
  ])
})

test("boxes of no size are paired once each", () => {
  const dot = { geometry: boxShape({ x: 0, y: 0, width: 0, height: 0 }) }
  expect(told([box("a", 0, dot), box("b", 0, dot)], [box("c", 0, dot)])).toEqual([
    ["a", "c"],
    ["b", null, "gone"],
  ])
})
