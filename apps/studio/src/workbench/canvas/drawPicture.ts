import { type PlacedTile, type ScreenSize, tilesAbove, tilesInSight, type View } from "@justesse/editor"
import type { Size } from "@justesse/types"
import { levelFor, type Picture } from "./picture.ts"
import type { TileStore } from "./tiles.ts"

/** A canvas of the page, or one that is not shown. */
type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

interface Drawn {
  readonly size: Size
  readonly view: View
  /** The part of the canvas that shows it, from its upper left corner, in screen pixels. */
  readonly screen: ScreenSize
  readonly pixelRatio: number
  readonly asker: Parameters<TileStore["want"]>[0]
}

/**
 * Draws what is in sight of a picture, in screen pixels: the smallest copy that is sharp, and of a large picture its tiles
 * over it. Tiles that are missing are asked for. False when there is nothing of the picture yet.
 */
export function drawPicture(ctx: Brush, picture: Picture, drawn: Drawn): boolean {
  const { size, view, screen, pixelRatio, asker } = drawn
  const scale = view.scale * pixelRatio
  const level = levelFor(picture, scale)
  if (level) drawLevel(ctx, level.bitmap, drawn)
  const { tiles } = picture
  if (!tiles) return level !== null
  const isSharp = level !== null && level.scale >= scale * 0.98
  const wanted = isSharp ? [] : tilesInSight(size, view, screen, pixelRatio)
  for (const tile of wanted) drawTile(ctx, tiles, tile, drawn)
  tiles.want(asker, wanted)
  return level !== null || wanted.length > 0
}

/** Only the part that is seen: the browser need not look at the rest of a large picture. */
function drawLevel(ctx: Brush, bitmap: ImageBitmap, { size, view, screen }: Drawn): void {
  const left = Math.max(0, -view.x / view.scale)
  const top = Math.max(0, -view.y / view.scale)
  const right = Math.min(size.width, (screen.width - view.x) / view.scale)
  const bottom = Math.min(size.height, (screen.height - view.y) / view.scale)
  if (right <= left || bottom <= top) return
  const per = bitmap.width / size.width
  const down = bitmap.height / size.height
  ctx.drawImage(
    bitmap,
    ...([left * per, top * down, (right - left) * per, (bottom - top) * down] as const),
    ...([view.x + left * view.scale, view.y + top * view.scale] as const),
    ...([(right - left) * view.scale, (bottom - top) * view.scale] as const),
  )
}

/** The tile itself, or what a level above has of its place. */
function drawTile(ctx: Brush, tiles: TileStore, tile: PlacedTile, { size, view, pixelRatio }: Drawn) {
  const there = tiles.get(tile)
  const above = there ? null : tilesAbove(size, tile).find((one) => tiles.get(one))
  const bitmap = there ?? (above && tiles.get(above))
  if (!bitmap) return
  const from = there ? tile.place : (above?.place ?? tile.place)
  const perX = bitmap.width / from.width
  const perY = bitmap.height / from.height
  // Below full size edges are put on whole device pixels, so that no seam shows; from 100 % on a pixel is where it is.
  const put = (at: number) => (tile.level > 0 ? Math.round(at * pixelRatio) / pixelRatio : at)
  const x = put(view.x + tile.place.x * view.scale)
  const y = put(view.y + tile.place.y * view.scale)
  const right = put(view.x + (tile.place.x + tile.place.width) * view.scale)
  const bottom = put(view.y + (tile.place.y + tile.place.height) * view.scale)
  ctx.drawImage(
    bitmap,
    ...([(tile.place.x - from.x) * perX, (tile.place.y - from.y) * perY] as const),
    ...([tile.place.width * perX, tile.place.height * perY] as const),
    ...([x, y, right - x, bottom - y] as const),
  )
}
