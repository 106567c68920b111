import { columnsOf, type Levels, levelFor } from "@justesse/editor/sound/levels"
import type { Border, Span } from "@justesse/editor/sound/segments"
import { rulerOf, type TimeView, xOf } from "@justesse/editor/sound/view"

/** What one answer, or the proposed one, has in a stretch of a recording. */
interface DrawnLane {
  readonly sign: string
  readonly color: string
  readonly dash: readonly number[]
  /** One segment, or those that it cuts the stretch into; none. */
  readonly pieces: readonly { readonly span: Span; readonly text: string }[]
}

/** All that the picture of a difference is drawn from. */
interface Scene {
  readonly view: TimeView
  readonly levels: readonly Levels[] | null
  /** The place that differs. */
  readonly place: Span
  readonly lanes: readonly DrawnLane[]
  /** Starts or ends that lie apart. */
  readonly apart: readonly { readonly fromMs: number; readonly toMs: number; readonly text: string }[]
  readonly timeText: (ms: number, stepMs: number) => string
  /** What the reviewer makes of it, with the border that arrows move. */
  readonly own: { readonly span: Span; readonly border: Border } | null
}

export const RULER_PX = 18
export const WAVE_PX = 132
export const LANE_PX = 33

/** Draws the wave about a difference, darker outside of it, a lane for each answer, and what lies apart hatched with its seconds. */
export function drawDifference(ctx: CanvasRenderingContext2D, scene: Scene, width: number): void {
  const { view, lanes, place } = scene
  const height = RULER_PX + WAVE_PX + LANE_PX * lanes.length + 8
  ctx.clearRect(0, 0, width, height)
  ctx.font = `11px ${getComputedStyle(ctx.canvas).fontFamily}`
  drawRuler(ctx, scene, width)
  drawBars(ctx, scene, width)
  for (const [i, lane] of lanes.entries()) drawLane(ctx, lane, RULER_PX + WAVE_PX + 4 + i * LANE_PX, view, width)
  ctx.fillStyle = "rgba(23, 24, 26, 0.55)"
  const [left, right] = [xOf(view, place.startMs, width), xOf(view, place.endMs, width)]
  ctx.fillRect(0, RULER_PX, Math.max(0, left), height)
  ctx.fillRect(Math.min(width, right), RULER_PX, width, height)
  if (scene.own) drawOwn(ctx, scene.own, view, { width, height })
  for (const apart of scene.apart) drawApart(ctx, apart, view, { width, height })
}

function drawRuler(ctx: CanvasRenderingContext2D, { view, timeText }: Scene, width: number): void {
  const { stepMs, marks } = rulerOf(view, width)
  ctx.textAlign = "left"
  ctx.textBaseline = "alphabetic"
  for (const { ms, isNumbered } of marks) {
    const x = xOf(view, ms, width)
    ctx.fillStyle = isNumbered ? "rgba(255, 255, 255, 0.5)" : "rgba(255, 255, 255, 0.25)"
    ctx.fillRect(Math.round(x), RULER_PX - (isNumbered ? 7 : 4), 1, isNumbered ? 7 : 4)
    if (!isNumbered || x > width - 40) continue
    ctx.fillStyle = "#a9adb3"
    ctx.fillText(timeText(ms, stepMs), x + 4, 11)
  }
}

function drawBars(ctx: CanvasRenderingContext2D, { view, levels, place }: Scene, width: number): void {
  const count = Math.max(1, Math.floor(width / 3))
  const list = levels && levelFor(levels, view, count)
  const columns = list && columnsOf(list, view, count)
  const middle = RULER_PX + WAVE_PX / 2
  for (let i = 0; columns && i < count; i++) {
    const level = columns[i] ?? Number.NaN
    if (Number.isNaN(level)) continue
    const ms = view.fromMs + ((i + 0.5) / count) * (view.toMs - view.fromMs)
    const half = Math.max(0.5, (level * (WAVE_PX - 12)) / 2)
    ctx.fillStyle = place.startMs <= ms && ms < place.endMs ? "#3bc9db" : "#aeb4ba"
    ctx.fillRect(i * 3, middle - half, 2, 2 * half)
  }
}

function drawLane(ctx: CanvasRenderingContext2D, lane: DrawnLane, top: number, view: TimeView, width: number): void {
  ctx.fillStyle = "rgba(255, 255, 255, 0.1)"
  ctx.fillRect(0, top, width, 1)
  for (const { span, text } of lane.pieces) {
    const left = xOf(view, span.startMs, width)
    // Pieces that touch are told apart.
    const length = Math.max(2, xOf(view, span.endMs, width) - left - (lane.pieces.length > 1 ? 2 : 0))
    ctx.globalAlpha = 0.4
    ctx.fillStyle = lane.color
    ctx.beginPath()
    ctx.roundRect(left, top + 4, length, LANE_PX - 8, 3)
    ctx.fill()
    ctx.globalAlpha = 1
    ctx.strokeStyle = lane.color
    ctx.lineWidth = 2
    ctx.setLineDash([...lane.dash])
    ctx.stroke()
    ctx.setLineDash([])
    ctx.lineWidth = 1
    ctx.save()
    ctx.beginPath()
    ctx.rect(Math.max(left, 26), top, Math.max(0, left + length - 4 - Math.max(left, 26)), LANE_PX)
    ctx.clip()
    ctx.fillStyle = "#f1f1ef"
    ctx.textBaseline = "middle"
    ctx.fillText(text, Math.max(left + 8, 30), top + LANE_PX / 2)
    ctx.restore()
  }
  ctx.fillStyle = lane.sign === "∑" ? "#3bc9db" : "#fff"
  ctx.beginPath()
  ctx.roundRect(4, top + 7, 18, 18, 4)
  ctx.fill()
  ctx.fillStyle = "#101112"
  ctx.textAlign = "center"
  ctx.textBaseline = "middle"
  ctx.fillText(lane.sign, 13, top + 16.5)
  ctx.textAlign = "left"
}

/** Both borders of the reviewer's own stretch over all of the picture; the one that arrows move is bold. */
function drawOwn(
  ctx: CanvasRenderingContext2D,
  { span, border }: NonNullable<Scene["own"]>,
  view: TimeView,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  for (const one of ["start", "end"] as const) {
    const x = xOf(view, one === "start" ? span.startMs : span.endMs, width)
    ctx.fillStyle = "rgba(28, 29, 31, 0.6)"
    ctx.fillRect(x - 2, RULER_PX, 4, height)
    ctx.fillStyle = one === border ? "#fff" : "#3bc9db"
    ctx.fillRect(x - (one === border ? 1 : 0.75), RULER_PX, one === border ? 2 : 1.5, height)
    ctx.fillStyle = "#fff"
    ctx.strokeStyle = "#1c1d1f"
    ctx.beginPath()
    ctx.roundRect(x - 4, RULER_PX + WAVE_PX - 12, 8, 16, 2)
    ctx.fill()
    ctx.stroke()
  }
}

/** The stretch between the borders of two answers: yellow, with what it measures. */
function drawApart(
  ctx: CanvasRenderingContext2D,
  { fromMs, toMs, text }: Scene["apart"][number],
  view: TimeView,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const [left, right] = [xOf(view, fromMs, width), xOf(view, toMs, width)]
  ctx.fillStyle = "rgba(242, 193, 78, 0.18)"
  ctx.fillRect(left, RULER_PX, right - left, height - RULER_PX)
  ctx.strokeStyle = "#f2c14e"
  ctx.lineWidth = 1.5
  ctx.strokeRect(left, RULER_PX + 0.75, right - left, WAVE_PX - 2)
  ctx.lineWidth = 1
  const wide = ctx.measureText(text).width + 12
  const x = Math.min(width - wide - 4, Math.max(4, (left + right) / 2 - wide / 2))
  ctx.fillStyle = "rgba(28, 29, 31, 0.92)"
  ctx.beginPath()
  ctx.roundRect(x, RULER_PX + 14, wide, 18, 3)
  ctx.fill()
  ctx.fillStyle = "#f2c14e"
  ctx.textBaseline = "middle"
  ctx.fillText(text, x + 6, RULER_PX + 23.5)
}
