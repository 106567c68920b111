import { changedShape, drawnPreview, toImage } from "@justesse/editor"
import { type Point, ringsOf } from "@justesse/types"
import { useEffect, useRef } from "react"
import { drawFound } from "../magnet/drawFound.ts"
import { besidePointer } from "../seeing/besidePointer.ts"
import { drawPicture } from "./drawPicture.ts"
import type { CanvasEngine } from "./engine.ts"
import { drawCross, strokeLine, strokeOutline } from "./ink.ts"
import { sizeInHand } from "./sizeInHand.ts"
import styles from "./surface.module.css"

const SIDE = 158
const WIDTH = 160
const HEIGHT = 184
/** Times the screen. */
const TIMES = 4

interface LoupeProps {
  readonly engine: CanvasEngine
  readonly format: (width: number, height: number) => string
  readonly found: (away: number, isCorner: boolean) => string
}

/**
 * Four times the screen beside the pointer while an edge is being placed. It is moved and drawn with each frame of the
 * top layer, outside React; `format` writes a size in image pixels in the reader's language, `found` how far the edge is
 * that the magnet took the pointer to.
 */
export function Loupe({ engine, format, found }: LoupeProps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const caption = useRef<HTMLElement>(null)
  useEffect(() => {
    let said = ""
    const follow = () => {
      const element = frame.current
      const at = engine.pointer
      if (!element) return
      const inHand = at !== null && movesAnEdge(engine) ? sizeInHand(engine) : null
      const isShown = inHand !== null
      if (element.hidden === isShown) element.hidden = !isShown
      const ctx = isShown ? canvas.current?.getContext("2d") : null
      if (!inHand || !at || !ctx) return
      const edge = engine.magnet?.found
      // A hand covers what it draws: the loupe stands above a finger or a pen.
      const byHand = engine.painter.layers?.surface.dataset.hand !== undefined
      const { x, y } = besidePointer(at, { width: WIDTH, height: HEIGHT }, engine.screen, byHand)
      element.style.transform = `translate(${x}px, ${y}px)`
      const size = () => format(Math.round(inHand.width), Math.round(inHand.height))
      const text = edge ? found(edge.away, edge.corner) : size()
      if (caption.current && text !== said) caption.current.textContent = text
      said = text
      draw(ctx, engine, at)
    }
    follow()
    return engine.onFrame(follow)
  }, [engine, format, found])
  const ratio = window.devicePixelRatio || 1
  return (
    <div aria-hidden="true" className={styles.loupe} hidden ref={frame}>
      <canvas height={SIDE * ratio} ref={canvas} width={SIDE * ratio} />
      <div className={styles.loupeCap}>
        <b ref={caption} />
        <span className="dim">4×</span>
      </div>
    </div>
  )
}

/** Moving a whole box sets no edge. */
function movesAnEdge(engine: CanvasEngine): boolean {
  const { gesture } = engine
  return gesture.by === "draw" || (gesture.by === "select" && gesture.state.name === "pulling")
}

function draw(ctx: CanvasRenderingContext2D, engine: CanvasEngine, at: Point): void {
  const ratio = window.devicePixelRatio || 1
  const { view, picture, size } = engine
  const scale = view.scale * TIMES
  const edge = engine.magnet?.found
  const middle = edge?.at ?? toImage(view, at)
  const x = SIDE / 2 - middle.x * scale
  const y = SIDE / 2 - middle.y * scale
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.clearRect(0, 0, SIDE, SIDE)
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
}
