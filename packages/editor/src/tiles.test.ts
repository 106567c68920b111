import { TILE_PX, tileLevels } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { sharpLevel, tileKey, tilesAbove, tilesInSight } from "./tiles.ts"
import { fitView, zoomAt } from "./viewport.ts"

const SIZE = { width: 30_000, height: 20_000 }
const SCREEN = { width: 1_100, height: 800 }
const levels = tileLevels(SIZE)

describe("tiles in sight", () => {
  test("cover everything of the picture that is on the screen, at any zoom and place", () => {
    for (let i = 0; i < 60; i++) {
      const scale = 0.03 * 1.13 ** i
      const view = { scale, x: 300 - 7_003 * scale * (i % 5), y: 200 - 3_001 * scale * (i % 7) }
      const tiles = tilesInSight(SIZE, view, SCREEN, 1)
      for (let k = 0; k < 60; k++) {
        const at = { x: (((k * 37) % 60) / 60) * SCREEN.width, y: (((k * 17) % 60) / 60) * SCREEN.height }
        const image = { x: (at.x - view.x) / scale, y: (at.y - view.y) / scale }
        const inside = image.x >= 0 && image.y >= 0 && image.x < SIZE.width && image.y < SIZE.height
        const over = tiles.filter(
          ({ place: p }) => image.x >= p.x && image.y >= p.y && image.x < p.x + p.width && image.y < p.y + p.height,
        )
        expect(over).toHaveLength(inside ? 1 : 0)
      }
    }
  })

  test("are never many, however large the picture is", () => {
    for (let scale = 0.02; scale < 32; scale *= 1.1) {
      const view = { scale, x: -5_000 * scale, y: -4_000 * scale }
      expect(tilesInSight(SIZE, view, SCREEN, 1).length).toBeLessThanOrEqual(30)
    }
  })

  test("begin in the middle, and none is there twice", () => {
    const view = zoomAt(fitView(SIZE, SCREEN), { x: 550, y: 400 }, 30)
    const tiles = tilesInSight(SIZE, view, SCREEN, 1)
    expect(new Set(tiles.map(tileKey)).size).toBe(tiles.length)
    const { place } = tiles[0] ?? { place: { x: 0, y: 0, width: 0, height: 0 } }
    expect(Math.abs(place.x + place.width / 2 - 15_000)).toBeLessThanOrEqual(TILE_PX)
  })

  test("lie on their pixels exactly from 100 % on", () => {
    const [tile] = tilesInSight(SIZE, { scale: 4, x: -4 * 5_120, y: -4 * 1_024 }, { width: 10, height: 10 }, 1)
    expect(tile).toEqual({ level: 0, column: 10, row: 2, place: { x: 5_120, y: 1_024, width: 512, height: 512 } })
  })
})

describe("the level", () => {
  test.each([
    [1, 0],
    [4, 0],
    [0.99, 0],
    [0.52, 0],
    [0.5, 1],
    [0.25, 2],
    [0.26, 1],
    [0.0001, levels.length - 1],
  ])("at %f device pixels a pixel is %i", (scale, level) => expect(sharpLevel(levels, scale)).toBe(level))
})

test("above a tile is the same place on each level up to the one that is one tile", () => {
  const tile = { level: 0, column: 37, row: 21 }
  const above = tilesAbove(SIZE, tile)
  expect(above.map(({ level }) => level)).toEqual(levels.map((_, i) => i).slice(1))
  for (const { place } of above) {
    expect(place.x).toBeLessThanOrEqual(37 * TILE_PX)
    expect(place.x + place.width).toBeGreaterThanOrEqual(38 * TILE_PX)
    expect(place.y).toBeLessThanOrEqual(21 * TILE_PX)
  }
})
