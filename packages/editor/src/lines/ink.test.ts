import { expect, test } from "vitest"
import { findInk, findUsualDepth, toGrey } from "./ink.ts"

const sheet = (width: number, height: number, greyAt: (x: number, y: number) => number) => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height }, (_, i) => greyAt(i % width, Math.floor(i / width))),
})
const places = (ink: Uint8Array) => [...ink.keys()].filter((i) => ink[i] !== 0)

test("grey is what an eye sees of a colour, and what is transparent is paper", () => {
  const rgba = [
    255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0, 0, 0, 0, 51,
  ]
  expect([...toGrey(Uint8Array.from(rgba), 7, 1).pixels]).toEqual([255, 0, 76, 150, 29, 255, 204])
})

test("ink is what is darker than the paper around it, whether the paper is light or in the shadow", () => {
  // The paper gets darker to the right, from 250 to 130; the dots are a quarter darker than where they are.
  const paper = (x: number) => 250 - x
  const isDot = (x: number, y: number) => x % 20 === 10 && y % 20 === 10
  const picture = sheet(120, 60, (x, y) => Math.round(paper(x) * (isDot(x, y) ? 0.75 : 1)))
  expect(places(findInk(picture))).toEqual(
    places(Uint8Array.from(picture.pixels, (_, i) => Number(isDot(i % 120, Math.floor(i / 120))))),
  )
})

test("paper without ink has none, a little noise included", () => {
  expect(places(findInk(sheet(50, 40, () => 200)))).toEqual([])
  expect(places(findInk(sheet(50, 40, (x, y) => 200 + ((x * 7 + y * 13) % 5))))).toEqual([])
})

test("on a dark page what is light is ink", () => {
  const picture = sheet(60, 60, (x, y) => (x === 30 && y === 30 ? 220 : 20))
  expect(places(findInk(picture))).toEqual([30 * 60 + 30])
})

test("ink is as dark as it differs from what is around it, and what is usual is what most of the print is", () => {
  const picture = sheet(60, 60, (x, y) => (y === 30 && x % 10 === 5 ? (x === 25 ? 190 : 40) : 240))
  const ink = findInk(picture)
  const depthAt = (x: number) => ink[30 * 60 + x] ?? 0
  expect(depthAt(25)).toBeGreaterThan(40)
  expect(depthAt(25)).toBeLessThan(51)
  expect(depthAt(35)).toBeGreaterThan(190)
  expect(findUsualDepth(ink)).toBe(depthAt(35))
  // Much that is faint does not make it the usual.
  expect(findUsualDepth(Uint8Array.from({ length: 100 }, (_, i) => (i < 10 ? 200 : 20)))).toBe(200)
  expect(findUsualDepth(new Uint8Array(9))).toBe(0)
})
