import { boxToScreen, type ScreenSize, type View } from "@justesse/editor"
import { type Box, boxOf, type Region, ringsOf } from "@justesse/types"
import {
  CAPTION,
  CAPTION_HEIGHT,
  captionWidth,
  drawCaption,
  strokeHaloed,
  strokeOutline,
  traceRings,
} from "../../canvas/ink.ts"
import type { AnswerRow } from "../model/answers.ts"
import { type EdgeName, type EdgeSpread, edgeAt, isPlain, spreadOf } from "../model/edges.ts"
import { hatch, hatchOnInk } from "./hatch.ts"
import { inkOf, type PersonInk, PROPOSED_INK, signOf } from "./people.ts"

/** An answer with a region, as it is drawn. */
interface DrawnAnswer {
  readonly row: AnswerRow
  readonly region: Region
  /** What stands on its caption: the sign, and what differs in words. */
  readonly text: string
}

/** One difference on the picture. Boxes in image pixels. */
export interface DrawnDifference {
  readonly answers: readonly DrawnAnswer[]
  readonly proposal: Box | null
  /** `place`: edges and hatch. `text`: the line once, differing characters hatched. `thing`: each box with its words. */
  readonly look: "place" | "text" | "thing"
  /** Share of the box's width from and to which characters differ, in [0, 1]. */
  readonly characters: readonly (readonly [number, number])[]
  readonly number: string
  readonly document: boolean
  /** The distance of an edge in words: "left, 9 px". */
  readonly edgeText: (spread: EdgeSpread) => string
  readonly faint: boolean
  /** Said in the corner where one answer is shown alone. */
  readonly caption: { readonly text: string; readonly color: string } | null
}

const THICK = 4
const THIN = 2

/** Draw what people answered over the picture, in screen pixels. */
export function drawAnswers(
  ctx: CanvasRenderingContext2D,
  shown: DrawnDifference,
  view: View,
  screen: ScreenSize,
): void {
  ctx.save()
  if (shown.faint) ctx.globalAlpha = 0.35
  if (shown.look === "text") drawLine(ctx, shown, view)
  else if (shown.look === "place") drawGeometry(ctx, shown, view, screen)
  else drawThings(ctx, shown, view, screen)
  if (shown.caption) {
    const { text, color } = shown.caption
    drawCaption(ctx, 12, 32, captionWidth(ctx, text, true), text, color, { selected: true })
  }
  ctx.restore()
}

function drawLine(ctx: CanvasRenderingContext2D, shown: DrawnDifference, view: View): void {
  const first = shown.answers[0]
  if (!first) return
  const box = boxToScreen(view, boxOf(first.region))
  ctx.fillStyle = hatchOnInk(ctx)
  for (const [from, to] of shown.characters) {
    const inset = Math.min(2, ((to - from) * box.width) / 6)
    ctx.fillRect(box.x + from * box.width + inset, box.y, (to - from) * box.width - 2 * inset, box.height)
  }
  const { color } = inkOf(first.row)
  const around = 3
  strokeHaloed(ctx, box.x - around, box.y - around, box.width + 2 * around, box.height + 2 * around, color, {
    width: THIN,
  })
  const wide = captionWidth(ctx, shown.number, true)
  const x = Math.max(2, box.x - 8 - wide)
  drawCaption(ctx, x, box.y + box.height / 2 - CAPTION_HEIGHT / 2, wide, shown.number, color, { selected: true })
}

function drawGeometry(ctx: CanvasRenderingContext2D, shown: DrawnDifference, view: View, screen: ScreenSize): void {
  if (!isPlain(shown.answers.map(({ region }) => region))) return drawOutlines(ctx, shown, view, screen)
  const boxes = shown.answers.map(({ region }) => boxOf(region))
  const spreads = spreadOf(boxes).slice(0, 2)
  if (boxes.length > 1) hatchBetween(ctx, boxes, view)
  for (const { row, region } of shown.answers) strokeShape(ctx, region, view, inkOf(row))
  if (shown.faint) return
  for (const { row, region } of shown.answers) {
    for (const { edge } of spreads) strokeEdge(ctx, boxToScreen(view, boxOf(region)), edge, inkOf(row))
  }
  const { proposal } = shown
  if (proposal) markProposal(ctx, proposal, boxes, spreads, view)
  const taken = drawSigns(ctx, shown.answers, view, screen)
  for (const spread of spreads) drawDistance(ctx, spread, { boxes, texts: shown.edgeText(spread), taken }, view)
}

/** Outlines: hatched is what the first covers and another does not, or the other way round; each by its own line. */
function drawOutlines(ctx: CanvasRenderingContext2D, shown: DrawnDifference, view: View, screen: ScreenSize): void {
  const [first, ...others] = shown.answers.map(({ region }) => ringsOf(region.geometry))
  ctx.fillStyle = hatch(ctx)
  for (const other of first ? others : []) {
    ctx.beginPath()
    traceRings(ctx, [...(first ?? []), ...other], view)
    ctx.fill("evenodd")
  }
  for (const { row, region } of shown.answers) strokeShape(ctx, region, view, inkOf(row))
  if (!shown.faint) drawSigns(ctx, shown.answers, view, screen)
}

/** Hatched: what one box covers and another does not. */
function hatchBetween(ctx: CanvasRenderingContext2D, boxes: readonly Box[], view: View): void {
  const on = boxes.map((box) => boxToScreen(view, box))
  ctx.beginPath()
  for (const box of on) ctx.rect(box.x, box.y, box.width, box.height)
  ctx.fillStyle = hatch(ctx)
  ctx.fill()
  const left = Math.max(...on.map((box) => box.x))
  const top = Math.max(...on.map((box) => box.y))
  const right = Math.min(...on.map((box) => box.x + box.width))
  const bottom = Math.min(...on.map((box) => box.y + box.height))
  // This layer holds nothing else here: clearing it shows the picture.
  if (right > left && bottom > top) ctx.clearRect(left, top, right - left, bottom - top)
}

/** Somebody's region as its shape: an outline by its line, anything else by its box. */
function strokeShape(ctx: CanvasRenderingContext2D, region: Region, view: View, ink: PersonInk): void {
  if (region.geometry.type === "box") return strokeAs(ctx, boxToScreen(view, boxOf(region)), ink, THIN)
  const look = ink.dash.length > 0 ? { width: THIN, dash: ink.dash } : { width: THIN }
  strokeOutline(ctx, ringsOf(region.geometry), view, ink.color, look)
}

function strokeAs(ctx: CanvasRenderingContext2D, box: Box, ink: PersonInk, width: number): void {
  const look = ink.dash.length > 0 ? { width, dash: ink.dash } : { width }
  strokeHaloed(ctx, box.x, box.y, box.width, box.height, ink.color, look)
}

function strokeEdge(ctx: CanvasRenderingContext2D, box: Box, edge: EdgeName, ink: PersonInk): void {
  const [x1, y1, x2, y2] = endsOf(box, edge)
  const line = (width: number, color: string, dash: readonly number[] = []) => {
    ctx.setLineDash([...dash])
    ctx.lineWidth = width
    ctx.strokeStyle = color
    ctx.beginPath()
    ctx.moveTo(x1, y1)
    ctx.lineTo(x2, y2)
    ctx.stroke()
  }
  line(THICK + 4, "rgba(0, 0, 0, .55)")
  line(THICK + 2, "#ffffff")
  if (ink.dash.length > 0) line(THICK, CAPTION)
  line(THICK, ink.color, ink.dash)
  ctx.setLineDash([])
}

function endsOf({ x, y, width, height }: Box, edge: EdgeName): [number, number, number, number] {
  if (edge === "left") return [x, y, x, y + height]
  if (edge === "right") return [x + width, y, x + width, y + height]
  return edge === "top" ? [x, y, x + width, y] : [x, y + height, x + width, y + height]
}

/** The merged box where it is nobody's, and ∑ on the edges in which people differ. */
function markProposal(
  ctx: CanvasRenderingContext2D,
  proposal: Box,
  boxes: readonly Box[],
  spreads: readonly EdgeSpread[],
  view: View,
): void {
  const on = boxToScreen(view, proposal)
  const isOwn = spreads.some(({ edge }) =>
    boxes.every((box) => Math.abs(edgeAt(box, edge) - edgeAt(proposal, edge)) > 0.5),
  )
  if (isOwn) strokeAs(ctx, on, PROPOSED_INK, 1.5)
  // On a line of writing the signs would cover the ink; the column says the same.
  if (on.height < 64) return
  const wide = captionWidth(ctx, "∑", true)
  for (const { edge } of spreads) {
    const [x1, y1, x2, y2] = endsOf(on, edge)
    const across = edge === "top" || edge === "bottom"
    const x = across ? x1 + 12 : x1 - wide / 2
    const y = across ? y1 - CAPTION_HEIGHT / 2 : Math.max(y1, y2 - 28)
    drawCaption(ctx, Math.min(x, Math.max(x1, x2)), y, wide, "∑", PROPOSED_INK.color, { selected: true })
  }
}

/** An arrow between the positions of an edge with its length in image pixels. */
function drawDistance(
  ctx: CanvasRenderingContext2D,
  spread: EdgeSpread,
  among: { readonly boxes: readonly Box[]; readonly texts: string; readonly taken: Box[] },
  view: View,
): void {
  const { boxes, texts, taken } = among
  const captionText = (x: number, y: number) => {
    const captionBox = freeBox({ x, y: Math.max(4, y), width: wide, height: CAPTION_HEIGHT }, taken)
    taken.push(captionBox)
    drawCaption(ctx, captionBox.x, captionBox.y, wide, texts, "#ffd65c", {})
  }
  const across = spread.edge === "left" || spread.edge === "right"
  const left = Math.max(...boxes.map((box) => box.x))
  const right = Math.min(...boxes.map((box) => box.x + box.width))
  const top = Math.max(...boxes.map((box) => box.y))
  const bottom = Math.min(...boxes.map((box) => box.y + box.height))
  const wide = captionWidth(ctx, texts, false)
  if (across) {
    const y = Math.round(view.y + (top + (bottom - top) * 0.55) * view.scale)
    const from = view.x + spread.fromPx * view.scale
    const to = view.x + spread.toPx * view.scale
    arrow(ctx, from, y, to, y)
    const beside = spread.edge === "left" ? from - wide - 12 : to + 12
    captionText(Math.max(4, beside), y - CAPTION_HEIGHT / 2)
  } else {
    const x = Math.round(view.x + (left + (right - left) * 0.62) * view.scale)
    const from = view.y + spread.fromPx * view.scale
    const to = view.y + spread.toPx * view.scale
    arrow(ctx, x, from, x, to)
    const room = to - from >= CAPTION_HEIGHT + 4
    const beside = room
      ? (from + to) / 2 - CAPTION_HEIGHT / 2
      : spread.edge === "top"
        ? from - CAPTION_HEIGHT - 8
        : to + 8
    captionText(x + 12, beside)
  }
}

function arrow(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1)
  // Shorter ones would hide what they measure.
  if (length < 28) return
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const [fromX, fromY, toX, toY] = [x1 + ux * 6, y1 + uy * 6, x2 - ux * 6, y2 - uy * 6]
  ctx.beginPath()
  ctx.moveTo(fromX, fromY)
  ctx.lineTo(toX, toY)
  for (const [x, y, way] of [
    [fromX, fromY, 1],
    [toX, toY, -1],
  ] as const) {
    ctx.moveTo(x + way * ux * 5 - uy * 5, y + way * uy * 5 + ux * 5)
    ctx.lineTo(x, y)
    ctx.lineTo(x + way * ux * 5 + uy * 5, y + way * uy * 5 - ux * 5)
  }
  ctx.lineWidth = 5
  ctx.strokeStyle = "#ffffff"
  ctx.stroke()
  ctx.lineWidth = 2
  ctx.strokeStyle = CAPTION
  ctx.stroke()
}

/** Letters at the upper right of their boxes, never over each other. */
function drawSigns(
  ctx: CanvasRenderingContext2D,
  answers: readonly DrawnAnswer[],
  view: View,
  screen: ScreenSize,
): Box[] {
  const taken: Box[] = []
  for (const { row, region, text } of answers) {
    const box = boxToScreen(view, boxOf(region))
    const width = captionWidth(ctx, text, true)
    const x = Math.min(screen.width - width - 4, Math.max(4, box.x + box.width + 8))
    const y = Math.min(screen.height - CAPTION_HEIGHT - 4, Math.max(4, box.y - CAPTION_HEIGHT / 2))
    const captionBox = freeBox({ x, y, width, height: CAPTION_HEIGHT }, taken)
    taken.push(captionBox)
    drawCaption(ctx, captionBox.x, captionBox.y, width, text, inkOf(row).color, { selected: true })
  }
  return taken
}

function freeBox(wanted: Box, taken: readonly Box[]): Box {
  let captionBox = wanted
  for (let i = 0; i < taken.length + 1; i++) {
    const over = taken.find(
      (box) =>
        box.x < captionBox.x + captionBox.width &&
        captionBox.x < box.x + box.width &&
        Math.abs(box.y - captionBox.y) < CAPTION_HEIGHT + 2,
    )
    if (!over) return captionBox
    captionBox = { ...captionBox, y: over.y + CAPTION_HEIGHT + 3 }
  }
  return captionBox
}

/** Boxes that are not about their edges: each as it is, with a hatched frame around where only some have one. */
function drawThings(ctx: CanvasRenderingContext2D, shown: DrawnDifference, view: View, screen: ScreenSize): void {
  for (const { row, region } of shown.answers) {
    const box = boxToScreen(view, boxOf(region))
    if (shown.answers.length === 1) frameAround(ctx, box)
    strokeShape(ctx, region, view, inkOf(row))
  }
  if (!shown.faint) drawSigns(ctx, shown.answers, view, screen)
}

function frameAround(ctx: CanvasRenderingContext2D, box: Box): void {
  const by = 9
  ctx.beginPath()
  ctx.rect(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)
  ctx.rect(box.x, box.y, box.width, box.height)
  ctx.fillStyle = hatch(ctx)
  ctx.fill("evenodd")
}

/** What stands on a caption besides the sign. */
export function captionOf(row: AnswerRow, texts: string): string {
  return texts === "" ? signOf(row) : `${signOf(row)} ${texts}`
}
