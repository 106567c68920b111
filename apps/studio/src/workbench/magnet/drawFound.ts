import { toScreen, type View } from "@justesse/editor"
import type { Found } from "../canvas/state.ts"

/** What the magnet found, in both themes: it reads on any picture by its dark rim. */
const YELLOW = "#f0e442"
const RIM = "rgba(16, 17, 18, .6)"
const RING = 7

/** The stretch of the edge that was found, and a ring where the pointer was taken to. */
export function drawFound(ctx: CanvasRenderingContext2D, found: Found, view: View, hasRing = true): void {
  for (const [width, color] of [
    [5, RIM],
    [3, YELLOW],
  ] as const) {
    ctx.lineWidth = width
    ctx.strokeStyle = color
    for (const { stretch } of found.edges) {
      const [a, b] = [toScreen(view, stretch.from), toScreen(view, stretch.to)]
      ctx.beginPath()
      ctx.moveTo(a.x, a.y)
      ctx.lineTo(b.x, b.y)
      ctx.stroke()
    }
    if (!hasRing) continue
    const { x, y } = toScreen(view, found.at)
    ctx.beginPath()
    ctx.arc(x, y, RING, 0, Math.PI * 2)
    if (found.corner) ctx.rect(x - RING / 2, y - RING / 2, RING, RING)
    ctx.stroke()
  }
}
