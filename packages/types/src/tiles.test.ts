import { describe, expect, test } from "vitest"
import { countTiles, needsTiles, TILE_PX, tileLevels, tileNumber } from "./tiles.ts"

describe("tiles", () => {
  test.each([
    [{ width: 4_096, height: 3_000 }, false],
    [{ width: 4_097, height: 10 }, true],
    [{ width: 10, height: 4_097 }, true],
    [{ width: 4_000, height: 4_000 }, false],
    [{ width: 4_000, height: 4_001 }, true],
  ])("%o is shown by tiles: %s", (size, wanted) => expect(needsTiles(size)).toBe(wanted))

  test("a pyramid halves until one tile is left, and no pixel is lost on the way", () => {
    const levels = tileLevels({ width: 30_000, height: 20_001 })
    expect(levels[0]).toMatchObject({ width: 30_000, height: 20_001, columns: 59, rows: 40, first: 0 })
    expect(levels.at(-1)).toMatchObject({ columns: 1, rows: 1 })
    for (const [i, level] of levels.entries()) {
      const below = levels[i + 1]
      expect(level.columns * TILE_PX).toBeGreaterThanOrEqual(level.width)
      if (!below) continue
      expect(below.width * 2 - level.width).toBeLessThanOrEqual(1)
      expect(below.first).toBe(level.first + level.columns * level.rows)
    }
  })

  test("each tile has its own number, and what lies outside has none", () => {
    for (const size of [
      { width: 1, height: 1 },
      { width: 513, height: 512 },
      { width: 5_000, height: 700 },
    ]) {
      const numbers = tileLevels(size).flatMap(({ columns, rows }, level) =>
        Array.from({ length: columns * rows }, (_, i) => tileNumber(size, level, i % columns, Math.floor(i / columns))),
      )
      expect(numbers).toEqual(numbers.map((_, i) => i))
      expect(numbers).toHaveLength(countTiles(size))
      expect(tileNumber(size, 0, -1, 0)).toBeNull()
      expect(tileNumber(size, 0, 99, 0)).toBeNull()
      expect(tileNumber(size, 40, 0, 0)).toBeNull()
      expect(tileNumber(size, 0.5, 0, 0)).toBeNull()
    }
  })
})
