import { columnsOf, type Levels, levelFor } from "@justesse/editor/sound/levels"
import { overlapsOf, type Segment, type Span } from "@justesse/editor/sound/segments"
import { rulerOf, type TimeView, xOf } from "@justesse/editor/sound/view"
import type { RegionId } from "@justesse/types"

/** Heights of the picture of the sound, in pixels of the page. */
export interface WaveSizes {
  readonly ruler: number
  readonly wave: number
  readonly lane: number
  readonly width: number
}

/** All that the picture of the sound is drawn from. */
interface WaveScene {
  readonly view: TimeView
  readonly levels: readonly Levels[] | null
  readonly durationMs: number
  readonly segments: readonly Segment[]
  readonly selected: RegionId | null
  /** The border that arrows move. */
  readonly border: "start" | "end"
  /** A stretch that is being drawn, or that was begun and plays. */
  readonly drawing: Span | null
  readonly speakers: readonly string[]
  readonly colorOf: (speaker: string) => string
  readonly numberOf: (segment: Segment) => number
  /** A moment of the ruler, as it is read. */
  readonly timeText: (ms: number, stepMs: number) => string
  readonly twoSpeak: string
}

const BAR_PX = 3
const GREY = "#aeb4ba"
const CYAN = "#3bc9db"
const YELLOW = "#f2c14e"
const DARK = "#101112"
const LIGHT = "#f1f1ef"

/** Draws ruler, wave, lanes and borders; `moment` is what the pointer or the sound is at, for nothing here. */
export function drawWave(ctx: CanvasRenderingContext2D, scene: WaveScene, sizes: WaveSizes): void {
  const { width, ruler, wave, lane } = sizes
  const height = ruler + wave + lane * scene.speakers.length + 10
  ctx.clearRect(0, 0, width, height)
  drawRuler(ctx, scene, sizes)
  const chosen = scene.segments.find(({ id }) => id === scene.selected) ?? null
  for (const stretch of [chosen, scene.drawing]) {
    if (!stretch) continue
    const [left, right] = [xOf(scene.view, stretch.startMs, width), xOf(scene.view, stretch.endMs, width)]
    ctx.fillStyle = "rgba(59, 201, 219, 0.12)"
    ctx.fillRect(left, ruler, right - left, height - ruler)
  }
  drawBars(ctx, scene, sizes, chosen)
  drawLanes(ctx, scene, sizes)
  drawOverlaps(ctx, scene, sizes)
  if (chosen) drawBorders(ctx, scene, sizes, chosen)
  if (scene.drawing) drawDrawing(ctx, scene, sizes)
}

function font(ctx: CanvasRenderingContext2D, isBold = false): void {
  ctx.font = `${isBold ? "600 " : ""}11px ${getComputedStyle(ctx.canvas).fontFamily}`
}

function drawRuler(ctx: CanvasRenderingContext2D, { view, timeText }: WaveScene, { width, ruler }: WaveSizes): void {
  const { stepMs, marks } = rulerOf(view, width)
  font(ctx)
  ctx.textAlign = "left"
  ctx.textBaseline = "alphabetic"
  for (const { ms, isNumbered } of marks) {
    const x = Math.round(xOf(view, ms, width)) + 0.5
    ctx.strokeStyle = isNumbered ? "rgba(255, 255, 255, 0.5)" : "rgba(255, 255, 255, 0.25)"
    ctx.beginPath()
    ctx.moveTo(x, ruler - (isNumbered ? 7 : 4))
    ctx.lineTo(x, ruler)
    ctx.stroke()
    if (!isNumbered || x > width - 36) continue
    ctx.fillStyle = "#a9adb3"
    ctx.fillText(timeText(ms, stepMs), x + 4, 11)
  }
}

function drawBars(ctx: CanvasRenderingContext2D, scene: WaveScene, sizes: WaveSizes, chosen: Span | null): void {
  const { view, levels } = scene
  const { width, ruler, wave } = sizes
  const count = Math.max(1, Math.floor(width / BAR_PX))
  const list = levels && levelFor(levels, view, count)
  const middle = ruler + wave / 2
  if (!list) {
    ctx.strokeStyle = "rgba(174, 180, 186, 0.5)"
    ctx.setLineDash([2, 4])
    ctx.beginPath()
    ctx.moveTo(0, middle)
    ctx.lineTo(width, middle)
    ctx.stroke()
    ctx.setLineDash([])
    return
  }
  const columns = columnsOf(list, view, count)
  const most = (wave - 12) / 2
  const msPerBar = (view.toMs - view.fromMs) / count
  ctx.lineWidth = 2
  ctx.lineCap = "round"
  for (const isChosen of [false, true]) {
    ctx.strokeStyle = isChosen ? CYAN : GREY
    ctx.beginPath()
    for (let i = 0; i < count; i++) {
      const level = columns[i] ?? Number.NaN
      const ms = view.fromMs + (i + 0.5) * msPerBar
      const isIn = chosen !== null && chosen.startMs <= ms && ms < chosen.endMs
      if (Number.isNaN(level) || isIn !== isChosen) continue
      const half = Math.max(0.5, level * most)
      const x = i * BAR_PX + 1.5
      ctx.moveTo(x, middle - half)
      ctx.lineTo(x, middle + half)
    }
    ctx.stroke()
  }
  ctx.lineWidth = 1
}

function drawLanes(ctx: CanvasRenderingContext2D, scene: WaveScene, sizes: WaveSizes): void {
  const { view, speakers, segments, selected } = scene
  const { width, ruler, wave, lane } = sizes
  const top = ruler + wave + 4
  for (const i of speakers.keys()) {
    ctx.fillStyle = "rgba(255, 255, 255, 0.1)"
    ctx.fillRect(0, top + i * lane, width, 1)
  }
  ctx.textBaseline = "middle"
  for (const segment of segments) {
    if (segment.endMs < view.fromMs || segment.startMs > view.toMs) continue
    const at = speakers.indexOf(segment.speaker)
    const box = laneBox(segment, at, view, sizes)
    const color = scene.colorOf(segment.speaker)
    const isChosen = segment.id === selected
    const isOpen = segment.region.proposed === true
    ctx.globalAlpha = isChosen ? 0.95 : isOpen ? 0.16 : 0.42
    ctx.fillStyle = color
    rounded(ctx, box)
    ctx.fill()
    ctx.globalAlpha = 1
    ctx.strokeStyle = color
    ctx.setLineDash(isOpen ? [4, 3] : [])
    ctx.stroke()
    ctx.setLineDash([])
    font(ctx, isChosen)
    ctx.fillStyle = isChosen ? DARK : LIGHT
    const left = Math.max(box.x, 20) + 6
    const text = fitted(ctx, `${scene.numberOf(segment)}  ${segment.text}`, box.x + box.width - left - 6)
    if (text !== "") ctx.fillText(text, left, box.y + box.height / 2 + 0.5)
  }
  ctx.textAlign = "center"
  for (const [i, speaker] of speakers.entries()) {
    const y = top + 2 + i * lane
    ctx.fillStyle = "#1c1d1f"
    rounded(ctx, { x: 2, y: y + 1, width: 16, height: lane - 7 })
    ctx.fill()
    font(ctx, true)
    ctx.fillStyle = scene.colorOf(speaker)
    ctx.fillText(String(i + 1), 10, y + (lane - 5) / 2 + 0.5)
  }
  ctx.textAlign = "left"
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a segment is drawn in its lane. */
export function laneBox({ startMs, endMs }: Span, at: number, view: TimeView, sizes: WaveSizes): Rectangle {
  const x = xOf(view, startMs, sizes.width)
  const width = Math.max(2, xOf(view, endMs, sizes.width) - x)
  return { x, y: sizes.ruler + sizes.wave + 6 + Math.max(0, at) * sizes.lane, width, height: sizes.lane - 5 }
}

function rounded(ctx: CanvasRenderingContext2D, { x, y, width, height }: Rectangle): void {
  ctx.beginPath()
  ctx.roundRect(x, y, width, height, 3)
}

function drawOverlaps(ctx: CanvasRenderingContext2D, scene: WaveScene, { width, ruler }: WaveSizes): void {
  font(ctx)
  ctx.textAlign = "center"
  ctx.textBaseline = "alphabetic"
  for (const { startMs, endMs } of overlapsOf(scene.segments)) {
    if (endMs < scene.view.fromMs || startMs > scene.view.toMs) continue
    const [left, right] = [xOf(scene.view, startMs, width), xOf(scene.view, endMs, width)]
    ctx.strokeStyle = YELLOW
    ctx.lineWidth = 1.5
    ctx.beginPath()
    ctx.moveTo(left, ruler + 10)
    ctx.lineTo(left, ruler + 4)
    ctx.lineTo(right, ruler + 4)
    ctx.lineTo(right, ruler + 10)
    ctx.stroke()
    ctx.lineWidth = 1
    ctx.fillStyle = YELLOW
    if (right - left > ctx.measureText(scene.twoSpeak).width - 24)
      ctx.fillText(scene.twoSpeak, (left + right) / 2, ruler + 25)
  }
  ctx.textAlign = "left"
}

function drawBorders(ctx: CanvasRenderingContext2D, scene: WaveScene, sizes: WaveSizes, chosen: Span): void {
  const { width, ruler, wave, lane } = sizes
  const bottom = ruler + wave + lane * scene.speakers.length + 10
  for (const border of ["start", "end"] as const) {
    const x = xOf(scene.view, border === "start" ? chosen.startMs : chosen.endMs, width)
    if (x < -8 || x > width + 8) continue
    const isInHand = scene.border === border
    line(ctx, x, ruler, bottom, { color: "rgba(28, 29, 31, 0.6)", width: 4 })
    line(ctx, x, ruler, bottom, { color: isInHand ? "#fff" : CYAN, width: isInHand ? 2 : 1.5 })
    ctx.fillStyle = "#fff"
    ctx.strokeStyle = "#1c1d1f"
    ctx.beginPath()
    ctx.roundRect(x - 4, ruler + wave - 12, 8, 16, 2)
    ctx.fill()
    ctx.stroke()
  }
}

function drawDrawing(ctx: CanvasRenderingContext2D, scene: WaveScene, sizes: WaveSizes): void {
  const { drawing, view } = scene
  if (!drawing) return
  const { width, ruler, wave } = sizes
  for (const ms of [drawing.startMs, drawing.endMs])
    line(ctx, xOf(view, ms, width), ruler, ruler + wave, { color: "#fff", width: 1 })
}

function line(
  ctx: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
  { color, width }: { readonly color: string; readonly width: number },
): void {
  ctx.strokeStyle = color
  ctx.lineWidth = width
  ctx.beginPath()
  ctx.moveTo(x, top)
  ctx.lineTo(x, bottom)
  ctx.stroke()
  ctx.lineWidth = 1
}

/** As much of a text as has room, with three dots where it does not end; nothing where there is no room for one letter. */
function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (width < 8) return ""
  if (ctx.measureText(text).width <= width) return text
  let [least, most] = [0, text.length]
  while (least < most) {
    const half = Math.ceil((least + most) / 2)
    if (ctx.measureText(`${text.slice(0, half)}…`).width <= width) least = half
    else most = half - 1
  }
  return least > 0 ? `${text.slice(0, least)}…` : ""
}

/** All of a recording in one strip: what is written down already in the colour of the page, and the window that the wave shows. */
export function drawOverview(
  ctx: CanvasRenderingContext2D,
  { levels, durationMs, view, doneMs }: Pick<WaveScene, "levels" | "durationMs" | "view"> & { readonly doneMs: number },
  { width, height }: { readonly width: number; readonly height: number },
): void {
  ctx.clearRect(0, 0, width, height)
  const all = { fromMs: 0, toMs: durationMs }
  const count = Math.max(1, Math.floor(width / 2))
  const list = levels && levelFor(levels, all, count)
  const columns = list && columnsOf(list, all, count)
  const middle = height / 2
  for (const isDone of [true, false]) {
    ctx.strokeStyle = isDone ? "rgba(59, 201, 219, 0.8)" : "#8f959b"
    ctx.lineWidth = 1.25
    ctx.beginPath()
    for (let i = 0; columns && i < count; i++) {
      const level = columns[i] ?? Number.NaN
      const isThere = (i / count) * durationMs < doneMs
      if (Number.isNaN(level) || isThere !== isDone) continue
      const half = Math.max(0.75, (level * (height - 12)) / 2)
      ctx.moveTo(i * 2 + 1, middle - half)
      ctx.lineTo(i * 2 + 1, middle + half)
    }
    ctx.stroke()
  }
  const left = (view.fromMs / durationMs) * width
  const right = Math.max(left + 6, (view.toMs / durationMs) * width)
  ctx.fillStyle = "rgba(255, 255, 255, 0.2)"
  ctx.strokeStyle = "#fff"
  ctx.lineWidth = 1.5
  ctx.beginPath()
  ctx.roundRect(Math.max(1, left), 1.5, Math.min(width - 1, right) - Math.max(1, left), height - 3, 2)
  ctx.fill()
  ctx.stroke()
}
