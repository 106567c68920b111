import { boxToScreen, type Edge, type Preview, type ScreenSize, toScreen, type View } from "@justesse/editor"
import type { Box, Point, Ring, Size } from "@justesse/types"
import { drawFound } from "../magnet/drawFound.ts"
import { type CaptionSide, captionAt } from "./captions/side.ts"
import { drawHandles, type ShownHandles } from "./drawHandles.ts"
import {
  CAPTION_HEIGHT,
  captionWidth,
  drawCaption,
  drawCorner,
  drawCross,
  OPEN_DASH,
  type StrokeLook,
  strokeHaloed,
  strokeLine,
  strokeOutline,
  traceRings,
} from "./ink.ts"
import type { Found } from "./state.ts"

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

/** What is being drawn. `closing`: the point whose press closes it. */
interface DrawnNow extends Preview {
  readonly closing: Point | null
  readonly color: string
  /** What the edge of a point that was set is called. */
  readonly edgeName: (edge: Edge) => string
}

/** Everything on the top layer of one frame. Boxes and points in image pixels, the pointer in screen pixels. */
export interface ActiveFrame {
  readonly selected: ActiveRegion | null
  /** Selected beside it. */
  readonly others: readonly ActiveRegion[]
  /** Drawn over nothing: what lies in it will be selected; image pixels. */
  readonly frame: Box | null
  readonly handles: ShownHandles | null
  /** The side that arrows move, image pixels. */
  readonly side: readonly [Point, Point] | null
  readonly hovered: ActiveRegion | null
  readonly drawn: DrawnNow | null
  readonly pointer: Point | null
  /** What the magnet found. */
  readonly found: Found | null
  /** What a key did, beside the pointer. */
  readonly told: { readonly text: string; readonly color: string; readonly at: Point } | null
  readonly mode: "objects" | "document"
  readonly picture: Size
  readonly pixelRatio: number
}

const DOTS: readonly number[] = [2, 5]

/** Draw the top layer, in screen pixels. */
export function drawActive(ctx: CanvasRenderingContext2D, frame: ActiveFrame, view: View, screen: ScreenSize): void {
  const within = pictureOnScreen(frame.picture, view, screen)
  if (frame.pointer) drawCross(ctx, frame.pointer.x, frame.pointer.y, within, frame.pixelRatio)
  if (frame.hovered) drawHovered(ctx, frame.hovered, frame.mode, view)
  for (const other of frame.others) drawSelected(ctx, other, { ...frame, handles: null, side: null }, view)
  if (frame.frame) drawFrame(ctx, frame.frame, view)
  if (frame.selected) drawSelected(ctx, frame.selected, frame, view)
  if (frame.drawn) drawDrawn(ctx, frame.drawn, view)
  if (frame.found) drawFound(ctx, frame.found, view)
  if (frame.told) drawTold(ctx, frame.told, screen)
}

/** To the upper left of the pointer, where the magnifier is not. */
function drawTold(
  ctx: CanvasRenderingContext2D,
  { text, color, at }: NonNullable<ActiveFrame["told"]>,
  screen: ScreenSize,
) {
  const wide = captionWidth(ctx, text, false)
  const x = Math.min(screen.width - wide - 2, Math.max(2, at.x - wide - 12))
  drawCaption(ctx, x, Math.max(2, at.y - CAPTION_HEIGHT - 12), wide, text, color, {})
}

/** What is being drawn: its line up to the pointer, dotted back to where it will close, and the points that were set. */
function drawDrawn(ctx: CanvasRenderingContext2D, drawn: DrawnNow, view: View): void {
  const { line, isClosed, set, closing, color } = drawn
  const look = { width: 2, fill: `${color}1a` }
  const end = line.at(-1)
  if (isClosed) strokeOutline(ctx, [line], view, color, look)
  else {
    strokeLine(ctx, line, view, color, look)
    if (closing && end) strokeLine(ctx, [end, closing], view, color, { width: 1, dash: DOTS })
  }
  for (const point of set) {
    const { x, y } = toScreen(view, point)
    drawCorner(ctx, x, y, color)
  }
  for (const [at, edge] of (drawn.edges ?? []).entries()) {
    const point = set[at]
    if (point) drawEdgeName(ctx, toScreen(view, point), edge, drawn)
  }
  if (!closing) return
  const { x, y } = toScreen(view, closing)
  ctx.beginPath()
  ctx.arc(x, y, 9, 0, Math.PI * 2)
  ctx.lineWidth = 2
  ctx.strokeStyle = "#ffffff"
  ctx.stroke()
  ctx.lineWidth = 1
  ctx.strokeStyle = color
  ctx.stroke()
}

/** Outside of what is being drawn, beside the point. */
function drawEdgeName(ctx: CanvasRenderingContext2D, at: Point, edge: Edge, { edgeName, color }: DrawnNow): void {
  const name = edgeName(edge)
  const wide = captionWidth(ctx, name, false)
  const x = edge === "left" ? at.x - wide - 10 : edge === "right" ? at.x + 10 : at.x + 6
  const y = edge === "top" ? at.y - CAPTION_HEIGHT - 6 : edge === "bottom" ? at.y + 6 : at.y - CAPTION_HEIGHT / 2
  drawCaption(ctx, x, y, wide, name, color, {})
}

/** A dotted frame in which everything will be selected. */
function drawFrame(ctx: CanvasRenderingContext2D, box: Box, view: View): void {
  const { x, y, width, height } = boxToScreen(view, box)
  strokeHaloed(ctx, x, y, width, height, "#ffffff", { width: 1, dash: DOTS })
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
  if (frame.side) drawSide(ctx, frame.side, view)
  if (frame.handles) drawHandles(ctx, frame.handles, view, color)
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

/** The side that arrows move: thick, white in black. */
function drawSide(ctx: CanvasRenderingContext2D, side: readonly [Point, Point], view: View): void {
  const [a, b] = [toScreen(view, side[0]), toScreen(view, side[1])]
  ctx.beginPath()
  ctx.moveTo(a.x, a.y)
  ctx.lineTo(b.x, b.y)
  ctx.lineWidth = 6
  ctx.strokeStyle = "#101112"
  ctx.stroke()
  ctx.lineWidth = 3
  ctx.strokeStyle = "#ffffff"
  ctx.stroke()
}
