import { isInsideRings, type Ring } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { areaOfRings } from "../regions/rings.ts"
import { ringsOfMask } from "./mask.ts"

/** Rows of a picture, `#` inside, as COCO's list of counts: column by column, what is outside first. */
function runs(rows: readonly string[]): { size: [number, number]; counts: number[] } {
  const [height, width] = [rows.length, rows[0]?.length ?? 0]
  const counts = [0]
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const isInside = rows[y]?.[x] === "#"
      if (isInside !== (counts.length % 2 === 0)) counts.push(0)
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
    }
  return { size: [height, width], counts }
}

/** Counts as COCO's programs write them in a text (`rleToString`). */
function compressed(counts: readonly number[]): string {
  let text = ""
  for (const [i, count] of counts.entries()) {
    let left = i > 2 ? count - (counts[i - 2] ?? 0) : count
    for (let isMore = true; isMore; ) {
      const bits = left & 31
      left >>= 5
      isMore = (bits & 16) !== 0 ? left !== -1 : left !== 0
      text += String.fromCharCode(bits + (isMore ? 32 : 0) + 48)
    }
  }
  return text
}

/** The pixels whose middles lie inside, as rows. */
const drawn = (rings: readonly Ring[], [height, width]: readonly [number, number]) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (isInsideRings(rings, { x: x + 0.5, y: y + 0.5 }) ? "#" : ".")).join(""),
  )
const corners = (ring: Ring | undefined) => ring?.map(({ x, y }) => [x, y])

describe("a mask of runs", () => {
  test("is the line around its pixels, holes among its rings", () => {
    const rings = ringsOfMask(runs(["......", ".###..", ".#.#..", ".###.#", "......"]))
    const around = [1, 4].flatMap((x) => [1, 4].map((y) => [x, y]))
    expect(corners(rings?.[0])?.sort()).toEqual(around.sort())
    expect(corners(rings?.[0])?.[0]).toEqual([1, 1])
    expect(rings?.map((ring) => corners(ring)?.[0])).toEqual([
      [1, 1],
      [2, 2],
      [5, 3],
    ])
  })

  test("whose parts meet in a corner is two parts", () => {
    const rings = ringsOfMask(runs(["#..", ".#.", "..."])) ?? []
    expect(rings.map((ring) => ring.length)).toEqual([4, 4])
  })

  test("as COCO's programs compress it is the same", () => {
    // The counts are 6 3 2 3 2 3 6: from the fourth on each is told by how much it differs from the one two before it.
    expect(ringsOfMask({ size: [5, 5], counts: "6320004" })).toEqual(
      ringsOfMask(runs([".....", ".###.", ".###.", ".###.", "....."])),
    )
  })

  test("drawn again is the mask, in area and pixel by pixel, however it is written (property)", () => {
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([height, width]) =>
        fc.array(fc.array(fc.constantFrom("#", "."), { minLength: width, maxLength: width }), {
          minLength: height,
          maxLength: height,
        }),
      )
      .map((rows) => rows.map((row) => row.join("")))
      .filter((rows) => rows.some((row) => row.includes("#")))
    fc.assert(
      fc.property(picture, (rows) => {
        const { size, counts } = runs(rows)
        const rings = ringsOfMask({ size, counts }) ?? []
        expect(drawn(rings, size)).toEqual(rows)
        expect(areaOfRings(rings)).toBe(rows.join("").split("#").length - 1)
        expect(ringsOfMask({ size, counts: compressed(counts) })).toEqual(rings)
      }),
      { numRuns: 2_000 },
    )
  })

  test("of a large picture costs what its border does", () => {
    const [height, width] = [50_000, 60_000]
    const rings = ringsOfMask({ size: [height, width], counts: [height * 59_990 + 7, 3, height * 10 - 10] })
    expect(rings?.map(corners)).toEqual([
      [
        [59_990, 7],
        [59_991, 7],
        [59_991, 10],
        [59_990, 10],
      ],
    ])
  })

  test.each([
    { name: "no counts", mask: { size: [2, 2] } },
    { name: "no size", mask: { counts: [0, 4] } },
    { name: "counts that are no numbers", mask: { size: [2, 2], counts: [0, "4"] } },
    { name: "counts that are not those of its size", mask: { size: [2, 2], counts: [1, 2] } },
    { name: "a text that is none of runs", mask: { size: [9, 9], counts: "~~ é" } },
    { name: "a text that ends within a number", mask: { size: [2, 2], counts: "0P" } },
    { name: "nothing inside", mask: { size: [2, 2], counts: [4] } },
    { name: "no pixels", mask: { size: [0, 0], counts: [] } },
    { name: "too long a border", mask: runs(Array.from({ length: 150 }, (_, y) => (y % 2 ? "#." : ".#").repeat(75))) },
    { name: "columns beyond all files", mask: { size: [3, 2 ** 50], counts: [1, 3 * 2 ** 50 - 1] } },
  ])("is none: $name", ({ mask }) => expect(ringsOfMask(mask)).toBeNull())
})
