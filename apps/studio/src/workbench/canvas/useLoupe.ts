import { changedShape, drawnPreview, toImage } from "@justesse/editor"
import { type Point, ringsOf } from "@justesse/types"
import { useEffect } from "react"
import { drawFound } from "../magnet/drawFound.ts"
import { besidePointer } from "../seeing/besidePointer.ts"
import { drawPicture } from "./drawPicture.ts"
import type { CanvasEngine } from "./engine.ts"
import { drawCross, strokeLine, strokeOutline } from "./ink.ts"
import { sizeInHand } from "./sizeInHand.ts"

const SIDE = 158
/** Below the picture: what is being set, in words. */
const CAPTION = 24
/** With its border. */
const WIDTH = SIDE + 2
const HEIGHT = SIDE + CAPTION + 2
/** Of its corners: so small that the picture needs no round clip, which would cost more than all else in it. */
const RADIUS = 3
/** Times the screen. */
const TIMES = 4

interface LoupeProps {
  readonly engine: CanvasEngine
  readonly format: (width: number, height: number) => string
  readonly found: (away: number, isCorner: boolean) => string
}

/**
 * Four times the screen beside the pointer while an edge is being placed. It is drawn on the top layer with each of its frames:
 * a canvas of its own is one more to copy, to clip and to put over the page at each move. `format` writes a size in image
 * pixels in the reader's language, `found` how far the edge is that the magnet took the pointer to.
 */
export function useLoupe({ engine, format, found }: LoupeProps, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    let look: Look | null = null
    const stop = engine.onFrame(() => {
      const at = engine.pointer
      const { layers } = engine.painter
      const inHand = at !== null && movesAnEdge(engine) ? sizeInHand(engine) : null
      // The theme may be another one the next time.
      if (!inHand) look = null
      const ctx = layers?.active.ctx
      if (!inHand || !at || !layers || !ctx) return
      look ??= lookOf(layers.surface)
      // A hand covers what it draws: the loupe stands above a finger or a pen.
      const byHand = layers.surface.dataset.hand !== undefined
      const place = besidePointer(at, { width: WIDTH, height: HEIGHT }, engine.screen, byHand)
      const edge = engine.magnet?.found
      const said = edge ? found(edge.away, edge.corner) : format(Math.round(inHand.width), Math.round(inHand.height))
      ctx.save()
      ctx.translate(place.x, place.y)
      drawPanel(ctx, look, said)
      drawEnlarged(ctx, engine, at, look.canvas)
      drawRim(ctx, look.line)
      ctx.restore()
    })
    // Shown or put away by a key while the pointer rests.
    engine.painter.redraw("active")
    return () => {
      stop()
      engine.painter.redraw("active")
    }
  }, [engine, format, found, isOn])
}

/** The colours and letters of the page as it is now. */
interface Look {
  readonly panel: string
  readonly line: string
  readonly canvas: string
  readonly text: string
  readonly dim: string
  readonly family: string
}

function lookOf(element: HTMLElement): Look {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name)
  return {
    panel: token("--panel"),
    line: token("--line-strong"),
    canvas: token("--canvas"),
    text: token("--text"),
    dim: token("--dim"),
    family: style.fontFamily,
  }
}

function drawRim(ctx: CanvasRenderingContext2D, line: string): void {
  ctx.beginPath()
  ctx.roundRect(0.5, 0.5, WIDTH - 1, HEIGHT - 1, RADIUS)
  ctx.lineWidth = 1
  ctx.strokeStyle = line
  ctx.stroke()
}

/** The panel, and the words under the picture. */
function drawPanel(ctx: CanvasRenderingContext2D, { panel, text, dim, family }: Look, said: string): void {
  ctx.fillStyle = panel
  ctx.fillRect(1, 1, WIDTH - 2, HEIGHT - 2)
  ctx.textBaseline = "middle"
  const middle = 1 + SIDE + CAPTION / 2
  ctx.fillStyle = text
  ctx.font = `600 12px ${family}`
  ctx.textAlign = "left"
  ctx.fillText(said, 8, middle, SIDE - 40)
  ctx.fillStyle = dim
  ctx.font = `12px ${family}`
  ctx.textAlign = "right"
  ctx.fillText("4×", WIDTH - 8, middle)
}

/** Moving a whole box sets no edge. */
function movesAnEdge(engine: CanvasEngine): boolean {
  const { gesture } = engine
  return gesture.by === "draw" || (gesture.by === "select" && gesture.state.name === "pulling")
}

function drawEnlarged(ctx: CanvasRenderingContext2D, engine: CanvasEngine, at: Point, ground: string): void {
  const ratio = engine.painter.layers?.active.pixelRatio ?? 1
  const { view, picture, size } = engine
  const scale = view.scale * TIMES
  const edge = engine.magnet?.found
  const middle = edge?.at ?? toImage(view, at)
  const x = SIDE / 2 - middle.x * scale
  const y = SIDE / 2 - middle.y * scale
  ctx.save()
  ctx.translate(1, 1)
  ctx.beginPath()
  ctx.rect(0, 0, SIDE, SIDE)
  ctx.clip()
  ctx.fillStyle = ground
  ctx.fillRect(0, 0, SIDE, SIDE)
  ctx.imageSmoothingEnabled = engine.smoothPixels || scale * ratio < 4
  ctx.filter = engine.filter || "none"
  const screen = { width: SIDE, height: SIDE }
  if (picture) drawPicture(ctx, picture, { size, view: { scale, x, y }, screen, pixelRatio: ratio, asker: "loupe" })
  ctx.filter = "none"
  const shape = changedShape(engine.gesture)?.shape
  const preview = drawnPreview(engine.gesture, engine.limits)
  const inLoupe = { scale, x, y }
  if (shape) strokeOutline(ctx, ringsOf(shape), inLoupe, engine.drawColor, { width: 2 })
  else if (preview?.isClosed) strokeOutline(ctx, [preview.line], inLoupe, engine.drawColor, { width: 2 })
  else if (preview) strokeLine(ctx, preview.line, inLoupe, engine.drawColor, { width: 2 })
  if (edge) drawFound(ctx, edge, inLoupe, false)
  drawCross(ctx, SIDE / 2, SIDE / 2, { left: 0, top: 0, right: SIDE, bottom: SIDE }, ratio, 6)
  ctx.restore()
}
