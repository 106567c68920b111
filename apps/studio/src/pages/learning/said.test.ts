import type { Language } from "@justesse/types"
import { expect, test } from "vitest"
import { formatNumber } from "../../locale/numbers.ts"
import { isBetter, writeEnds, writePx } from "./said.ts"

const of = (language: Language) => ({ number: (value: number, digits = 0) => formatNumber(value, language, digits) })

test("pixels have one digit behind the point, always, and a sign of their own", () => {
  expect([4, 4.05, -0.04, -7.26, 12_410].map((px) => writePx(of("en"), px))).toEqual([
    ...["4.0", "4.1", "0.0", "−7.3", "12,410.0"],
  ])
  expect([4, -7.26].map((px) => writePx(of("fr"), px))).toEqual(["4,0", "−7,3"])
})

test("an interval is written with both of its ends", () => {
  expect(writeEnds(of("en"), [-1.7, 0.5], ",")).toBe("[−1.7, 0.5]")
  expect(writeEnds(of("fr"), [3, 5.2], " ;")).toBe("[3,0 ; 5,2]")
})

const week = (weekMs: number, mean: number, half: number) => ({
  ...{ weekMs, boxes: 12 },
  edges: [
    {
      ...{ edge: "left" as const, ratio: { mean: 0, interval: [0, 0] as [number, number] }, found: true },
      px: { mean, interval: [mean - half, mean + half] as [number, number] },
    },
  ],
})

test("it gets better where the last week is nearer to right, beyond chance", () => {
  expect(isBetter([week(0, 6, 1), week(1, 3, 1)], "left")).toBe(true)
  expect(isBetter([week(0, -6, 1), week(1, -3, 1)], "left")).toBe(true)
  // Nearer, but the first week's mean is still in the interval; farther; one week alone; another edge.
  expect(isBetter([week(0, 4, 1), week(1, 3, 2)], "left")).toBe(false)
  expect(isBetter([week(0, 3, 1), week(1, 6, 1)], "left")).toBe(false)
  expect(isBetter([week(0, 6, 1)], "left")).toBe(false)
  expect(isBetter([week(0, 6, 1), week(1, 3, 1)], "top")).toBe(false)
})
