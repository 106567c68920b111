import { boxToScreen, type ScreenSize, type View } from "@justesse/editor"
import { boxOf, type Region, ringsOf } from "@justesse/types"
import type { CanvasEngine } from "../canvas/engine.ts"
import { CAPTION_HEIGHT, captionWidth, drawOpenCaption, traceRings } from "../canvas/ink.ts"

/** What is said beside a thing that is asked about, and its colour. */
interface AskedLook {
  readonly text: string
  readonly color: string
  /** All around it lies in the dark. */
  readonly isAlone: boolean
}

const DARK = "rgba(20, 21, 23, .45)"
const DASH = 6

/** The thing that is asked about: nobody's answer yet, so its line is broken; all around it is a little darker. Screen pixels. */
export function drawAsked(
  ctx: CanvasRenderingContext2D,
  region: Region,
  { text, color, isAlone }: AskedLook,
  view: View,
  screen: ScreenSize,
): void {
  const rings = ringsOf(region.geometry)
  ctx.save()
  if (isAlone) {
    ctx.beginPath()
    ctx.rect(0, 0, screen.width, screen.height)
    traceRings(ctx, rings, view)
    ctx.fillStyle = DARK
    ctx.fill("evenodd")
  }
  ctx.beginPath()
  traceRings(ctx, rings, view)
  // Dark and light pieces in turn are seen on any picture.
  ctx.lineWidth = 3.5
  ctx.strokeStyle = "rgba(20, 21, 23, .9)"
  ctx.stroke()
  ctx.lineWidth = 2.5
  ctx.setLineDash([DASH, DASH])
  ctx.strokeStyle = color
  ctx.stroke()
  ctx.restore()
  const box = boxToScreen(view, boxOf(region))
  const width = captionWidth(ctx, text, false)
  const x = Math.max(2, Math.min(box.x, screen.width - width - 2))
  const above = box.y - CAPTION_HEIGHT - 4
  drawOpenCaption(
    ctx,
    x,
    above < 2 ? Math.max(2, Math.min(box.y + 4, screen.height - CAPTION_HEIGHT - 2)) : above,
    width,
    text,
    color,
  )
}

/** Draws this between picture and regions from now on; returns the function that ends it. */
export function showUnder(engine: CanvasEngine, draw: NonNullable<CanvasEngine["drawUnder"]>): () => void {
  const set = (drawn: CanvasEngine["drawUnder"]) => {
    engine.drawUnder = drawn
    engine.painter.redraw("static", "active")
  }
  set(draw)
  return () => set(null)
}
