import { expect, test } from "vitest"
import { nextUnseen, readCoverage, seeMore, seenRatio, startCoverage, writeCoverage } from "./coverage.ts"
import { fitView } from "./viewport.ts"

const SIZE = { width: 5_000, height: 3_000 }
const SCREEN = { width: 1_100, height: 800 }
const at = (x: number, y: number, scale = 1) => ({
  scale,
  x: SCREEN.width / 2 - x * scale,
  y: SCREEN.height / 2 - y * scale,
})

test("nothing is seen closely from far away", () => {
  const start = startCoverage(SIZE)
  expect([start.columns, start.rows, seenRatio(start)]).toEqual([10, 6, 0])
  expect(seeMore(start, SIZE, fitView(SIZE, SCREEN), SCREEN)).toBe(start)
})

test("what is in sight at 100 % is seen from then on, also when one goes away", () => {
  const once = seeMore(startCoverage(SIZE), SIZE, at(550, 400), SCREEN)
  expect([...once.seen.entries()].filter(([, seen]) => seen === 1).map(([part]) => part)).toEqual([0, 1, 10, 11])
  expect(seeMore(once, SIZE, at(550, 400), SCREEN)).toBe(once)
  const twice = seeMore(once, SIZE, at(4_700, 2_800), SCREEN)
  expect(twice.seen[0]).toBe(1)
  expect(twice.seen[59]).toBe(1)
  expect(once.seen[59]).toBe(0)
})

test("a small picture is seen whole as soon as it is seen closely", () => {
  const size = { width: 640, height: 480 }
  expect(seenRatio(seeMore(startCoverage(size), size, at(320, 240), SCREEN))).toBe(1)
})

test("going from one unseen place to the next comes by all of them and then says so", () => {
  let coverage = startCoverage(SIZE)
  let view = at(100, 100)
  coverage = seeMore(coverage, SIZE, view, SCREEN)
  let steps = 0
  for (let next = nextUnseen(coverage, SIZE, view, SCREEN); next; next = nextUnseen(coverage, SIZE, view, SCREEN)) {
    view = at(next.x, next.y)
    const before = seenRatio(coverage)
    coverage = seeMore(coverage, SIZE, view, SCREEN)
    expect(seenRatio(coverage)).toBeGreaterThan(before)
    if (++steps > 60) break
  }
  expect(seenRatio(coverage)).toBe(1)
  expect(steps).toBeLessThanOrEqual(40)
})

test("what was seen is read back as it was; of a picture of another size, or of something else, nothing is taken", () => {
  const start = startCoverage(SIZE)
  const once = seeMore(start, SIZE, at(550, 400), SCREEN)
  const text = writeCoverage(once)
  expect(text).toHaveLength(60)
  expect(readCoverage(text, start)).toEqual(once)
  expect(seeMore(readCoverage(text, start), SIZE, at(550, 400), SCREEN).seen).toEqual(once.seen)
  for (const other of ["", text.slice(1), `${text}0`, text.replace("1", "2"), "x".repeat(60)])
    expect(readCoverage(other, start)).toBe(start)
})
