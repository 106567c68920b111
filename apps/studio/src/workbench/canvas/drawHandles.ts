import { type Handle, type HandlePlace, isSameHandle, toScreen, type View } from "@justesse/editor"
import { CAPTION } from "./ink.ts"

/** Half the side of a handle, and of one that is seen enlarged under the pointer; screen pixels. */
const HALF = 4
const GROWN_HALF = 8

/** What of a shape can be taken hold of. `grown`: enlarged under the pointer; `part`: the one that arrows move. */
export interface ShownHandles {
  readonly places: readonly HandlePlace[]
  readonly grown: Handle | null
  readonly part: Handle | null
}

/** The handles of the selected region: squares to pull, a ring where a point would be added, a circle that rotates. */
export function drawHandles(ctx: CanvasRenderingContext2D, shown: ShownHandles, view: View, color: string): void {
  drawStem(ctx, shown, view)
  for (const { handle, at, pull } of shown.places) {
    const { x, y } = toScreen(view, at)
    const half = isSameHandle(handle, shown.grown) ? GROWN_HALF : isSameHandle(handle, shown.part) ? HALF + 2 : HALF
    if (pull === "rotates") drawCircle(ctx, x, y, half + 1, color)
    else if (pull === "adds") drawRing(ctx, x, y, half)
    else drawSquare(ctx, Math.round(x), Math.round(y), half, color)
  }
}

function drawSquare(ctx: CanvasRenderingContext2D, x: number, y: number, half: number, color: string): void {
  ctx.beginPath()
  ctx.roundRect(x - half, y - half, 2 * half, 2 * half, 1.5)
  rim(ctx)
  ctx.fillStyle = color
  ctx.fillRect(x - half / 2, y - half / 2, half, half)
}

function drawCircle(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  rim(ctx)
  ctx.beginPath()
  ctx.arc(x, y, radius / 2, 0, Math.PI * 2)
  ctx.fillStyle = color
  ctx.fill()
}

/** Dark in light: nothing is there yet. */
function drawRing(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.lineWidth = 4
  ctx.strokeStyle = "rgba(255, 255, 255, .9)"
  ctx.stroke()
  ctx.lineWidth = 2
  ctx.strokeStyle = CAPTION
  ctx.stroke()
}

/** From the middle of the upper side to what rotates the box. */
function drawStem(ctx: CanvasRenderingContext2D, { places }: ShownHandles, view: View): void {
  const end = places.find(({ handle }) => handle.part === "rotation")
  const top = places.find(({ handle }) => handle.part === "side" && handle.index === 0)
  if (!end || !top) return
  const [a, b] = [toScreen(view, top.at), toScreen(view, end.at)]
  ctx.beginPath()
  ctx.moveTo(a.x, a.y)
  ctx.lineTo(b.x, b.y)
  for (const [width, color] of [
    [3, "rgba(255, 255, 255, .9)"],
    [1, CAPTION],
  ] as const) {
    ctx.lineWidth = width
    ctx.strokeStyle = color
    ctx.stroke()
  }
}

function rim(ctx: CanvasRenderingContext2D): void {
  ctx.fillStyle = "#ffffff"
  ctx.fill()
  ctx.lineWidth = 1
  ctx.strokeStyle = CAPTION
  ctx.stroke()
}
