import type { View } from "@justesse/editor"
import type { Ring } from "@justesse/types"

/** Drawing constants of the picture: the same in both themes (look.md, README-work.md). Screen pixels. */
const INK = "#101112"
export const CAPTION = "#1c1d1f"
const HALO_DARK = "rgba(0, 0, 0, .5)"
const HALO_LIGHT = "rgba(255, 255, 255, .75)"

/** Dashes of what is nobody's yet. */
export const OPEN_DASH: readonly number[] = [8, 6]

/** Height of a label caption. */
export const CAPTION_HEIGHT = 16

/** How a rectangle is stroked. */
export interface StrokeLook {
  readonly width: number
  readonly dash?: readonly number[]
  readonly fill?: string
}

/** The family of the page, read once: canvas text follows the chrome. */
let family = ""
export function captionFont(bold = false): string {
  family ||= getComputedStyle(document.documentElement).getPropertyValue("--font").trim() || "sans-serif"
  return `${bold ? "600 " : ""}11px ${family}`
}

/** One rectangle with its dark and light halo, so that it reads on any picture. */
export function strokeHaloed(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
  look: StrokeLook,
): void {
  if (look.fill) {
    ctx.fillStyle = look.fill
    ctx.fillRect(x, y, width, height)
  }
  strokeWithHalo(ctx, () => ctx.strokeRect(x, y, width, height), color, look)
}

/** {@link strokeHaloed} for an outline, its rings in image pixels. */
export function strokeOutline(
  ctx: CanvasRenderingContext2D,
  rings: readonly Ring[],
  view: View,
  color: string,
  look: StrokeLook,
): void {
  ctx.beginPath()
  traceRings(ctx, rings, view)
  if (look.fill) {
    ctx.fillStyle = look.fill
    ctx.fill("evenodd")
  }
  strokeWithHalo(ctx, () => ctx.stroke(), color, look)
}

/** {@link strokeOutline} for a line that is not closed yet. */
export function strokeLine(
  ctx: CanvasRenderingContext2D,
  points: Ring,
  view: View,
  color: string,
  look: StrokeLook,
): void {
  ctx.beginPath()
  traceLine(ctx, points, view)
  strokeWithHalo(ctx, () => ctx.stroke(), color, look)
}

function traceLine(ctx: CanvasRenderingContext2D, points: Ring, { scale, x, y }: View): void {
  points.forEach((point, i) => {
    if (i === 0) ctx.moveTo(x + point.x * scale, y + point.y * scale)
    else ctx.lineTo(x + point.x * scale, y + point.y * scale)
  })
}

/** Adds rings (image pixels) to the path in hand. */
export function traceRings(ctx: CanvasRenderingContext2D, rings: readonly Ring[], view: View): void {
  for (const ring of rings) {
    traceLine(ctx, ring, view)
    ctx.closePath()
  }
}

function strokeWithHalo(ctx: CanvasRenderingContext2D, stroke: () => void, color: string, look: StrokeLook): void {
  ctx.setLineDash([])
  ctx.lineWidth = look.width + 3
  ctx.strokeStyle = HALO_DARK
  stroke()
  ctx.lineWidth = look.width + 1.25
  ctx.strokeStyle = HALO_LIGHT
  stroke()
  ctx.lineWidth = look.width
  if (look.dash) {
    ctx.strokeStyle = CAPTION
    stroke()
    ctx.setLineDash([...look.dash])
  }
  ctx.strokeStyle = color
  stroke()
  ctx.setLineDash([])
}

const widths = new Map<string, number>()

/** Width of a caption for a text, in screen pixels. */
export function captionWidth(ctx: CanvasRenderingContext2D, text: string, bold: boolean): number {
  const key = bold ? `b${text}` : text
  let width = widths.get(key)
  if (width === undefined) {
    ctx.font = captionFont(bold)
    width = Math.ceil(ctx.measureText(text).width) + 13
    if (widths.size > 20_000) widths.clear()
    widths.set(key, width)
  }
  return width
}

/** A caption; `plain` leaves out the round corners and the rim, for frames with many of them. */
export function drawCaption(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  text: string,
  color: string,
  look: { readonly selected?: boolean; readonly plain?: boolean },
): void {
  const left = Math.round(x)
  const top = Math.round(y)
  const selected = look.selected === true
  ctx.fillStyle = selected ? color : "rgba(28, 29, 31, .9)"
  if (look.plain) ctx.fillRect(left, top, width, CAPTION_HEIGHT)
  else {
    ctx.beginPath()
    ctx.roundRect(left, top, width, CAPTION_HEIGHT, 3)
    ctx.fill()
    ctx.lineWidth = 1
    ctx.strokeStyle = "rgba(255, 255, 255, .28)"
    ctx.stroke()
  }
  if (!selected) {
    ctx.fillStyle = color
    ctx.fillRect(left + 2, top + 3, 3, 10)
  }
  ctx.font = captionFont(selected)
  ctx.textBaseline = "alphabetic"
  ctx.fillStyle = selected ? INK : "#ffffff"
  ctx.fillText(text, left + (selected ? 6 : 8), top + 12)
}

/** A caption of what nobody answered yet: white, with a broken ring in the colour of its label. */
export function drawOpenCaption(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  text: string,
  color: string,
): void {
  const left = Math.round(x)
  const top = Math.round(y)
  ctx.beginPath()
  ctx.roundRect(left, top, width + OPEN_CAPTION_MORE, CAPTION_HEIGHT, CAPTION_HEIGHT / 2)
  ctx.fillStyle = "#ffffff"
  ctx.fill()
  ctx.lineWidth = 1
  ctx.strokeStyle = "rgba(28, 29, 31, .55)"
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(left + 8, top + CAPTION_HEIGHT / 2, 3.5, 0, 2 * Math.PI)
  ctx.lineWidth = 2
  ctx.strokeStyle = color
  ctx.setLineDash([3.7, 1.8])
  ctx.stroke()
  ctx.setLineDash([])
  ctx.font = captionFont()
  ctx.textBaseline = "alphabetic"
  ctx.fillStyle = INK
  ctx.fillText(text, left + 15, top + 12)
}

/** By how much the caption of what is open is wider than another one, for its ring. */
const OPEN_CAPTION_MORE = 8

/** Side of the sign beside a line. */
export const TAG_SIZE = 14

/** A sign in a small square of a colour; `y` is its middle. */
export function drawTag(ctx: CanvasRenderingContext2D, x: number, y: number, text: string, color: string): void {
  const left = Math.round(x)
  const top = Math.round(y - TAG_SIZE / 2)
  const width = Math.max(TAG_SIZE, 6 + 7 * text.length)
  ctx.fillStyle = "rgba(255, 255, 255, .85)"
  ctx.fillRect(left - 1, top - 1, width + 2, TAG_SIZE + 2)
  ctx.fillStyle = color
  ctx.fillRect(left, top, width, TAG_SIZE)
  ctx.font = captionFont(true)
  ctx.textBaseline = "alphabetic"
  ctx.textAlign = "center"
  ctx.fillStyle = INK
  ctx.fillText(text, left + width / 2, top + 11)
  ctx.textAlign = "start"
}

/** The sign of a proposal: white, with a broken ring in the colour of its label. It needs no colour to be told apart. */
export function drawHollowTag(ctx: CanvasRenderingContext2D, x: number, y: number, text: string, color: string): void {
  drawTag(ctx, x, y, text, "#fff")
  ctx.strokeStyle = color
  ctx.lineWidth = 1
  ctx.setLineDash([2, 2])
  ctx.strokeRect(
    Math.round(x) + 0.5,
    Math.round(y - TAG_SIZE / 2) + 0.5,
    Math.max(TAG_SIZE, 6 + 7 * text.length) - 1,
    TAG_SIZE - 1,
  )
  ctx.setLineDash([])
}

/** A round mark at a point that was set of what is being drawn. */
export function drawCorner(ctx: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  ctx.beginPath()
  ctx.arc(x, y, 4.5, 0, Math.PI * 2)
  ctx.fillStyle = "#ffffff"
  ctx.fill()
  ctx.lineWidth = 1
  ctx.strokeStyle = CAPTION
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(x, y, 2, 0, Math.PI * 2)
  ctx.fillStyle = color
  ctx.fill()
}

/** A part of the canvas in screen pixels. */
interface ScreenRect {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The crosshair: one white and one black device pixel side by side, across `within`; `gap` leaves the middle free. */
export function drawCross(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  within: ScreenRect,
  pixelRatio: number,
  gap = 0,
): void {
  const one = 1 / pixelRatio
  const px = Math.round(x * pixelRatio) / pixelRatio
  const py = Math.round(y * pixelRatio) / pixelRatio
  const { left, top, right, bottom } = within
  const line = (offset: number, color: string) => {
    ctx.fillStyle = color
    for (const [from, to] of gap > 0
      ? [
          [top, py - gap],
          [py + gap, bottom],
        ]
      : [[top, bottom]]) {
      if (from !== undefined && to !== undefined) ctx.fillRect(px + offset, from, one, to - from)
    }
    for (const [from, to] of gap > 0
      ? [
          [left, px - gap],
          [px + gap, right],
        ]
      : [[left, right]]) {
      if (from !== undefined && to !== undefined) ctx.fillRect(from, py + offset, to - from, one)
    }
  }
  line(one, "rgba(0, 0, 0, .7)")
  line(0, "rgba(255, 255, 255, .95)")
}
