import fc from "fast-check"
import { expect, test } from "vitest"
import { findPieces, joinRoots, rootOf } from "./pieces.ts"

/** Ink from rows of signs: # is ink, a digit is ink so dark. */
const inkOf = (...rows: readonly string[]) =>
  Uint8Array.from([...rows.join("")].map((sign) => (sign === "#" ? 1 : sign === "." ? 0 : Number(sign))))

test("pixels that touch at a side or a corner are one piece, and others are not", () => {
  const ink = inkOf("#.#..", ".#..#", "....#", "##...")
  expect(findPieces(ink, 5, 4)).toEqual([
    { left: 0, top: 0, right: 3, bottom: 2, area: 3, depth: 1 },
    { left: 4, top: 1, right: 5, bottom: 3, area: 2, depth: 1 },
    { left: 0, top: 3, right: 2, bottom: 4, area: 2, depth: 1 },
  ])
})

test("a piece is as dark as its darkest pixel", () => {
  const [light, dark] = findPieces(inkOf("2.14", "3..9"), 4, 2)
  expect([light?.depth, dark?.depth]).toEqual([3, 9])
})

test("arms that meet only further down are one piece", () => {
  const ink = inkOf("#.#.#.#", "#.#.#.#", "#######")
  expect(findPieces(ink, 7, 3)).toEqual([{ left: 0, top: 0, right: 7, bottom: 3, area: 15, depth: 1 }])
  const spiral = inkOf("#####", "#...#", "#.#.#", "#.###", "#....")
  expect(findPieces(spiral, 5, 5)).toHaveLength(1)
})

test("there is none without ink, and the ink at the end of a row does not touch the beginning of the next", () => {
  expect(findPieces(new Uint8Array(12), 4, 3)).toEqual([])
  expect(findPieces(inkOf("...#", "#...", "...."), 4, 3)).toHaveLength(2)
})

test("any picture falls into the pieces that flooding gives", () => {
  const width = 9
  const picture = fc.array(fc.boolean(), { minLength: width * 7, maxLength: width * 7 })
  fc.assert(
    fc.property(picture, (pixels) => {
      const ink = Uint8Array.from(pixels, Number)
      const places = (list: readonly { left: number; top: number; right: number; bottom: number; area: number }[]) =>
        list.map((p) => [p.left, p.top, p.right, p.bottom, p.area].join(" ")).sort()
      expect(places(findPieces(ink, width, 7))).toEqual(places(flood(ink, width, 7)))
    }),
  )
})

/** Pieces the plain way: from each pixel to all around it. */
function flood(ink: Uint8Array, width: number, height: number) {
  const seen = new Set<number>()
  return [...ink.keys()].flatMap((start) => {
    if (ink[start] !== 1 || seen.has(start)) return []
    const piece: number[] = []
    const open = [start]
    seen.add(start)
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      piece.push(pixel)
      const [x, y] = [pixel % width, Math.floor(pixel / width)]
      for (const [right, down] of [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b] as const))) {
        const near = (y + down) * width + x + right
        const isInside = x + right >= 0 && x + right < width && y + down >= 0 && y + down < height
        if (!isInside || ink[near] !== 1 || seen.has(near)) continue
        seen.add(near)
        open.push(near)
      }
    }
    const [xs, ys] = [piece.map((p) => p % width), piece.map((p) => Math.floor(p / width))]
    const [right, bottom] = [Math.max(...xs) + 1, Math.max(...ys) + 1]
    return [{ left: Math.min(...xs), top: Math.min(...ys), right, bottom, area: piece.length, depth: 1 }]
  })
}

test("numbers that are joined have one root, the smallest of them", () => {
  const parents = Int32Array.from([0, 1, 2, 3, 4, 5])
  joinRoots(parents, 4, 5)
  joinRoots(parents, 1, 2)
  joinRoots(parents, 5, 2)
  expect(Array.from(parents.keys(), (one) => rootOf(parents, one))).toEqual([0, 1, 1, 3, 1, 1])
})
