import { type Box, type Size, TILE_PX, type TileLevel, tileLevels } from "@justesse/types"
import type { ScreenSize, View } from "./viewport.ts"

/** A tile and where it lies on the picture, in image pixels. */
export interface PlacedTile {
  readonly level: number
  readonly column: number
  readonly row: number
  readonly place: Box
}

/** A word for a tile that no other tile of the picture has. */
export function tileKey({ level, column, row }: Pick<PlacedTile, "level" | "column" | "row">): string {
  return `${level}/${column}_${row}`
}

/**
 * The level whose pixels are nearest to those of the screen and still sharp at `scale` (device pixels per image pixel);
 * the full size from 100 % on.
 */
export function sharpLevel(levels: readonly TileLevel[], scale: number): number {
  const halvings = Math.floor(Math.log2(1 / scale) + 0.03)
  return Math.max(0, Math.min(levels.length - 1, halvings))
}

/** What a tile covers, in image pixels: a pixel of its level is 2 to the power of its level of them. */
function boundsOf(levels: readonly TileLevel[], level: number, column: number, row: number): Box {
  const per = 2 ** level
  const { width = 0, height = 0 } = levels[level] ?? {}
  const [x, y] = [column * TILE_PX, row * TILE_PX]
  return {
    x: x * per,
    y: y * per,
    width: Math.min(TILE_PX, width - x) * per,
    height: Math.min(TILE_PX, height - y) * per,
  }
}

/**
 * The tiles that show what is in sight sharply, nearest to the middle first: at most as many as cover the screen, whatever
 * the picture's size is. `pixelRatio` is device pixels per screen pixel.
 */
export function tilesInSight(size: Size, view: View, screen: ScreenSize, pixelRatio: number): readonly PlacedTile[] {
  const levels = tileLevels(size)
  const level = sharpLevel(levels, view.scale * pixelRatio)
  const { columns = 0, rows = 0 } = levels[level] ?? {}
  const side = TILE_PX * 2 ** level * view.scale
  const from = (origin: number) => Math.max(0, Math.floor(-origin / side))
  const to = (origin: number, room: number, most: number) => Math.min(most - 1, Math.ceil((room - origin) / side) - 1)
  const tiles: PlacedTile[] = []
  for (let row = from(view.y); row <= to(view.y, screen.height, rows); row++)
    for (let column = from(view.x); column <= to(view.x, screen.width, columns); column++)
      tiles.push({ level, column, row, place: boundsOf(levels, level, column, row) })
  const middle = { x: (screen.width / 2 - view.x) / view.scale, y: (screen.height / 2 - view.y) / view.scale }
  const far = ({ place }: PlacedTile) =>
    Math.hypot(place.x + place.width / 2 - middle.x, place.y + place.height / 2 - middle.y)
  return tiles.sort((a, b) => far(a) - far(b))
}

/** The tiles that show the same place less sharply, from the next level on: drawn while a tile is on its way. */
export function tilesAbove(
  size: Size,
  { level, column, row }: Pick<PlacedTile, "level" | "column" | "row">,
): PlacedTile[] {
  const levels = tileLevels(size)
  return levels.slice(level + 1).map((_, i) => {
    const above = level + 1 + i
    const by = 2 ** (above - level)
    const at = { column: Math.floor(column / by), row: Math.floor(row / by) }
    return { level: above, ...at, place: boundsOf(levels, above, at.column, at.row) }
  })
}
