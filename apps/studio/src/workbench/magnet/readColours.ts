import type { ReadColours } from "@justesse/editor/edges/map"
import { drawPicture } from "../canvas/drawPicture.ts"
import type { Picture } from "../canvas/picture.ts"

/** Reads squares of a picture from what is in memory of it; of a large one from its tiles, which are asked for. Null before any of it came. */
export function readerOf(picture: Picture): ReadColours {
  let ctx: OffscreenCanvasRenderingContext2D | null = null
  return (x, y, side, step) => {
    ctx ??= new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true })
    if (!ctx || picture.closed) return null
    ctx.clearRect(0, 0, side, side)
    const view = { scale: 1 / step, x: -x, y: -y }
    const screen = { width: side, height: side }
    const isThere = drawPicture(ctx, picture, { size: picture.size, view, screen, pixelRatio: 1, asker: "magnet" })
    return isThere ? ctx.getImageData(0, 0, side, side).data : null
  }
}
