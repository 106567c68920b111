import type { Size } from "./geometry.ts"

/** Side of a tile, in pixels of its level; those at the right and lower edge are as small as what is left. */
export const TILE_PX = 512
/** Pictures with a longer side, or with more pixels, are shown by tiles. */
const LONGEST_PX = 4_096
const MOST_PIXELS = 16_000_000

/** Whether a picture is so large that whoever works on it is shown tiles of what is in sight, instead of all of it. */
export function needsTiles({ width, height }: Size): boolean {
  return Math.max(width, height) > LONGEST_PX || width * height > MOST_PIXELS
}

/** One picture of the pyramid: the picture halved so many times as its place in the list says. */
export interface TileLevel extends Size {
  readonly columns: number
  readonly rows: number
  /** The number of its first tile; the others follow row by row. */
  readonly first: number
}

/** The pyramid of a picture, from its full size down to the level that is one tile. */
export function tileLevels({ width, height }: Size): readonly TileLevel[] {
  const levels: TileLevel[] = []
  let [across, down, first] = [width, height, 0]
  for (;;) {
    const [columns, rows] = [Math.ceil(across / TILE_PX), Math.ceil(down / TILE_PX)]
    levels.push({ width: across, height: down, columns, rows, first })
    if (columns === 1 && rows === 1) return levels
    first += columns * rows
    across = Math.ceil(across / 2)
    down = Math.ceil(down / 2)
  }
}

/** How many tiles the pyramid of a picture has. */
export function countTiles(size: Size): number {
  return tileLevels(size).reduce((sum, { columns, rows }) => sum + columns * rows, 0)
}

/** The number of a tile in the pyramid; null for one that it does not have. */
export function tileNumber(size: Size, level: number, column: number, row: number): number | null {
  const found = tileLevels(size)[level]
  if (!found || !(column >= 0 && column < found.columns) || !(row >= 0 && row < found.rows)) return null
  return found.first + row * found.columns + column
}
