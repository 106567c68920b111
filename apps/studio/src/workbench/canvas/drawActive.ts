import { boxToScreen, type Edge, type ScreenSize, toScreen, type View } from "@justesse/editor"
import type { Box, Point, Ring, Size } from "@justesse/types"
import { type CaptionSide, captionAt } from "./drawStatic.ts"
import {
  CAPTION_HEIGHT,
  captionWidth,
  drawCaption,
  drawCorner,
  drawCross,
  drawHandles,
  OPEN_DASH,
  type StrokeLook,
  strokeHaloed,
  strokeOutline,
  traceRings,
} from "./ink.ts"

/** A region that is drawn above the others: the selected or the hovered one. */
export interface ActiveRegion {
  readonly box: Box
  /** The line of what is more than an upright box, image pixels. */
  readonly rings: readonly Ring[] | null
  readonly color: string
  readonly text: string
  /** The same where there is little room. */
  readonly short: string
  /** Where its caption is. */
  readonly caption: CaptionSide
  /** Not anybody's yet: dashed. */
  readonly open: boolean
}

/** Everything on the top layer of one frame. Boxes and points in image pixels, the pointer in screen pixels. */
export interface ActiveFrame {
  readonly selected: ActiveRegion | null
  readonly handles: boolean
  readonly edge: Edge | null
  readonly hovered: ActiveRegion | null
  readonly drawn: { readonly from: Point; readonly to: Point; readonly color: string } | null
  readonly pointer: Point | null
  readonly mode: "objects" | "document"
  readonly picture: Size
  readonly pixelRatio: number
}

/** Draw the top layer, in screen pixels. */
export function drawActive(ctx: CanvasRenderingContext2D, frame: ActiveFrame, view: View, screen: ScreenSize): void {
  const within = pictureOnScreen(frame.picture, view, screen)
  if (frame.pointer) drawCross(ctx, frame.pointer.x, frame.pointer.y, within, frame.pixelRatio)
  if (frame.hovered) drawHovered(ctx, frame.hovered, frame.mode, view)
  if (frame.selected) drawSelected(ctx, frame.selected, frame, view)
  if (!frame.drawn) return
  const a = toScreen(view, frame.drawn.from)
  const b = toScreen(view, frame.drawn.to)
  const { color } = frame.drawn
  strokeHaloed(ctx, Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(b.x - a.x), Math.abs(b.y - a.y), color, {
    width: 2,
    fill: `${color}1a`,
  })
  drawCorner(ctx, a.x, a.y, color)
}

/** The part of the canvas that the picture covers. */
function pictureOnScreen(picture: Size, view: View, screen: ScreenSize) {
  const on = boxToScreen(view, { x: 0, y: 0, ...picture })
  return {
    left: Math.max(0, on.x),
    top: Math.max(0, on.y),
    right: Math.min(screen.width, on.x + on.width),
    bottom: Math.min(screen.height, on.y + on.height),
  }
}

function lineOf(region: ActiveRegion): StrokeLook {
  return region.open ? { width: 2, dash: OPEN_DASH } : { width: 2 }
}

function strokeRegion(ctx: CanvasRenderingContext2D, region: ActiveRegion, view: View, look: StrokeLook): void {
  if (region.rings) return strokeOutline(ctx, region.rings, view, region.color, look)
  const { x, y, width, height } = boxToScreen(view, region.box)
  strokeHaloed(ctx, x, y, width, height, region.color, look)
}

function drawHovered(
  ctx: CanvasRenderingContext2D,
  region: ActiveRegion,
  mode: "objects" | "document",
  view: View,
): void {
  const { x, y, width, height } = boxToScreen(view, region.box)
  if (mode === "document") {
    ctx.lineWidth = 1
    ctx.strokeStyle = region.color
    if (region.rings) {
      ctx.beginPath()
      traceRings(ctx, region.rings, view)
      ctx.stroke()
    } else ctx.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width), Math.round(height))
    drawBeside(ctx, region, view, false)
    return
  }
  strokeRegion(ctx, region, view, lineOf(region))
  drawCaption(
    ctx,
    x - 1,
    Math.max(2, y - CAPTION_HEIGHT - 2),
    captionWidth(ctx, region.text, false),
    region.text,
    region.color,
    {},
  )
}

function drawSelected(ctx: CanvasRenderingContext2D, region: ActiveRegion, frame: ActiveFrame, view: View): void {
  const { x, y, width, height } = boxToScreen(view, region.box)
  const { color, text } = region
  strokeRegion(ctx, region, view, frame.mode === "objects" ? lineOf(region) : { width: 2 })
  if (frame.mode === "document") drawBeside(ctx, region, view, true)
  else {
    // Where the ordinary caption is, which stays on the layer below: selecting draws nothing there.
    const wide = captionWidth(ctx, text, true)
    const at = captionAt(region.caption, { x, y, width, height }, wide)
    drawCaption(ctx, at.x, at.y, wide, text, color, { selected: true })
  }
  if (frame.edge) drawEdge(ctx, frame.edge, x, y, width, height)
  if (frame.handles) drawHandles(ctx, x, y, width, height, color)
}

/** The caption of a line: before it, where its label's sign is; only the number where there is no room for its text. */
function drawBeside(ctx: CanvasRenderingContext2D, region: ActiveRegion, view: View, selected: boolean): void {
  const { x, y, height } = boxToScreen(view, region.box)
  const whole = captionWidth(ctx, region.text, selected)
  const text = x - 6 - whole >= 2 ? region.text : region.short
  const wide = captionWidth(ctx, text, selected)
  drawCaption(ctx, Math.max(2, x - 6 - wide), y + height / 2 - CAPTION_HEIGHT / 2, wide, text, region.color, {
    selected,
  })
}

/** The edge that arrows move: thick, white in black. */
function drawEdge(
  ctx: CanvasRenderingContext2D,
  edge: Edge,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const upright = edge === "left" || edge === "right"
  const at = edge === "left" ? x : edge === "right" ? x + width : edge === "top" ? y : y + height
  ctx.beginPath()
  if (upright) {
    ctx.moveTo(at, y)
    ctx.lineTo(at, y + height)
  } else {
    ctx.moveTo(x, at)
    ctx.lineTo(x + width, at)
  }
  ctx.lineWidth = 6
  ctx.strokeStyle = "#101112"
  ctx.stroke()
  ctx.lineWidth = 3
  ctx.strokeStyle = "#ffffff"
  ctx.stroke()
}
