import { draws, toImage, toScreen } from "@justesse/editor"
import type { Point } from "@justesse/types"
import type { CanvasEngine } from "./engine.ts"

/** By how much an arrow moves the crosshair at least, in screen pixels, so that it is seen to move. */
const LEAST_SCREEN_PX = { 1: 1, 10: 16 } as const
const NO_KEYS = { alt: false, shift: false }

/**
 * Arrows move the crosshair while a drawing tool is in hand, by as many image pixels as they move a region: `dx`, `dy` are 1 for an
 * arrow and 10 with Shift. In a small view the steps are larger.
 */
export function moveCrosshair(engine: CanvasEngine, dx: number, dy: number): void {
  const { view, screen, size } = engine
  const from = engine.pointer ?? middleInSight(engine)
  const pixels = Math.abs(dx + dy) >= 10 ? 10 : 1
  const by = Math.max(pixels * view.scale, LEAST_SCREEN_PX[pixels])
  const to = toImage(view, { x: from.x + Math.sign(dx) * by, y: from.y + Math.sign(dy) * by })
  const at = toScreen(view, { x: within(to.x, size.width), y: within(to.y, size.height) })
  engine.byKeys = true
  // The picture follows a crosshair that would leave the canvas.
  const [out, down] = [outside(at.x, screen.width), outside(at.y, screen.height)]
  if (out !== 0 || down !== 0) engine.pan(-out, -down)
  engine.pointerEvent("pointerMove", { x: at.x - out, y: at.y - down }, NO_KEYS)
}

/** A corner or point set where the crosshair is. True when a tool that draws is in hand. */
export function setPoint(engine: CanvasEngine): boolean {
  if (!draws(engine.tool) || !engine.options.editable) return false
  const at = engine.pointer ?? middleInSight(engine)
  engine.reach = { isFree: false, grown: null }
  engine.byKeys = true
  engine.pointerEvent("pointerDown", at, NO_KEYS)
  engine.pointerEvent("pointerUp", at, NO_KEYS)
  return true
}

function middleInSight({ screen }: CanvasEngine): Point {
  return { x: screen.width / 2, y: screen.height / 2 }
}

function within(value: number, length: number): number {
  return Math.min(length, Math.max(0, value))
}

function outside(value: number, length: number): number {
  return value < 0 ? value : Math.max(0, value - length)
}
