import {
  type Bucket,
  boxAt,
  boxToScreen,
  type DrawPlan,
  FLAG_FAINT,
  FLAG_PROPOSED,
  type Scene,
  TINY_SCREEN_PX,
  type View,
} from "@justesse/editor"
import type { Ring } from "@justesse/types"
import { type CaptionBox, type CaptionSide, captionAt, chooseSide } from "./captions/side.ts"
import {
  captionFont,
  captionWidth,
  drawCaption,
  drawHollowTag,
  drawOpenCaption,
  drawTag,
  OPEN_DASH,
  TAG_SIZE,
  traceRings,
} from "./ink.ts"

/** How regions of one style look: the colour of their label, and its name. */
export interface CanvasStyle {
  readonly name: string
  readonly color: string
}

/** What a region's caption says; `short`: without what is said besides its label (of a line: its number alone). */
export type CaptionText = (slot: number, short?: boolean) => string

/** What stands at the ends of a line of a document: the sign of its label, and signs of its marks. */
export type TagText = (slot: number) => { readonly label: string; readonly marks: string }

/** What the static layer is given besides the plan. */
export interface StaticStyle {
  readonly styles: readonly CanvasStyle[]
  /** `document`: thin lines in the label's colour with small signs beside them, so that the ink stays readable. */
  readonly mode: "objects" | "document"
  /** Text of a region's caption; `short` where there is no room for all of it. */
  readonly captionText: CaptionText
  readonly tagText?: TagText
  /** Called with where each caption was put, or that it was left out. */
  readonly placed?: (slot: number, side: CaptionSide | null) => void
  /** Where a caption stands already, half of which may lie outside of what is drawn anew; undefined where its place is free to choose. */
  readonly sideOf?: (slot: number) => CaptionSide | undefined
  readonly pixelRatio: number
  /** Labels outside this set are left out (a dirty-region redraw keeps the choice of the whole frame). */
  readonly onlyLabels?: ReadonlySet<number>
  readonly height: number
}

/** With more boxes than this in sight the halos are left out: they would be most of the picture. */
const HALO_MAX = 400
const PRETTY_CAPTIONS_MAX = 60
const UNKNOWN: CanvasStyle = { name: "?", color: "#b0b4ba" }

/** The style of a slot, or a grey one for a label that the ontology does not have. */
export function styleOf(styles: readonly CanvasStyle[], scene: Scene, slot: number): CanvasStyle {
  return styles[scene.style[slot] ?? styles.length] ?? UNKNOWN
}

/** Draw a plan in screen pixels. Free of DOM nodes. Returns the number of labels drawn. */
export function drawStatic(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  plan: DrawPlan,
  view: View,
  look: StaticStyle,
): number {
  if (look.mode === "document") {
    for (const bucket of plan.buckets) drawLines(ctx, scene, bucket, view, look)
    if (look.tagText && plan.drawn <= HALO_MAX) drawTags(ctx, scene, plan, view, look, look.tagText)
    return 0
  }
  const haloed = plan.drawn <= HALO_MAX
  if (haloed) {
    strokeAll(ctx, scene, plan, view, look.pixelRatio, 4.5, "rgba(0, 0, 0, .5)")
    strokeAll(ctx, scene, plan, view, look.pixelRatio, 2.75, "rgba(255, 255, 255, .75)")
  }
  for (const bucket of plan.buckets) drawBucket(ctx, scene, bucket, view, look)
  return drawLabels(ctx, scene, plan, view, look)
}

function strokeAll(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  plan: DrawPlan,
  view: View,
  pixelRatio: number,
  width: number,
  color: string,
): void {
  ctx.lineWidth = width
  ctx.strokeStyle = color
  for (const bucket of plan.buckets) if (!bucket.faint) strokeSlots(ctx, scene, bucket.boxes, view, pixelRatio)
}

/** How much of a faint region is seen. */
const FAINT_ALPHA = 0.5

function drawBucket(ctx: CanvasRenderingContext2D, scene: Scene, bucket: Bucket, view: View, look: StaticStyle): void {
  const { color } = look.styles[bucket.style] ?? UNKNOWN
  ctx.lineWidth = 1.5
  if (bucket.faint) ctx.globalAlpha = FAINT_ALPHA
  if (bucket.open) {
    ctx.strokeStyle = "#1c1d1f"
    strokeSlots(ctx, scene, bucket.boxes, view, look.pixelRatio)
    ctx.setLineDash([...OPEN_DASH])
  }
  ctx.strokeStyle = color
  strokeSlots(ctx, scene, bucket.boxes, view, look.pixelRatio)
  ctx.setLineDash([])
  fillTiny(ctx, scene, bucket, view, color)
  ctx.globalAlpha = 1
}

function fillTiny(ctx: CanvasRenderingContext2D, scene: Scene, bucket: Bucket, view: View, color: string): void {
  ctx.fillStyle = color
  for (const slot of bucket.tiny) {
    const i = slot * 4
    const x = view.x + (scene.boxes[i] ?? 0) * view.scale
    const y = view.y + (scene.boxes[i + 1] ?? 0) * view.scale
    ctx.fillRect(x, y, TINY_SCREEN_PX, TINY_SCREEN_PX)
  }
}

function strokeSlots(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  slots: readonly number[],
  view: View,
  pixelRatio: number,
): void {
  const { boxes, outlines } = scene
  const { scale, x: ox, y: oy } = view
  for (const slot of slots) {
    const rings = outlines.size > 0 ? outlines.get(slot) : undefined
    if (rings) {
      strokeRings(ctx, rings, view)
      continue
    }
    const i = slot * 4
    // Rounded to device pixels: lines are equally sharp on all sides.
    const x = Math.round((ox + (boxes[i] ?? 0) * scale) * pixelRatio) / pixelRatio
    const y = Math.round((oy + (boxes[i + 1] ?? 0) * scale) * pixelRatio) / pixelRatio
    ctx.strokeRect(x, y, (boxes[i + 2] ?? 0) * scale, (boxes[i + 3] ?? 0) * scale)
  }
}

function strokeRings(ctx: CanvasRenderingContext2D, rings: readonly Ring[], view: View): void {
  ctx.beginPath()
  traceRings(ctx, rings, view)
  ctx.stroke()
}

/** Lines of a document in the colour of their label: read ones solid, open ones dashed, proposals dotted, all of them thin. */
function drawLines(ctx: CanvasRenderingContext2D, scene: Scene, bucket: Bucket, view: View, look: StaticStyle): void {
  const { color } = look.styles[bucket.style] ?? UNKNOWN
  for (const slot of bucket.boxes) {
    const stroke = lineStroke(ctx, scene, slot, view)
    ctx.setLineDash([])
    ctx.lineWidth = 2.5
    ctx.strokeStyle = "rgba(255, 255, 255, .35)"
    stroke()
    if (isProposed(scene, slot)) ctx.setLineDash([1.5, 3])
    else if (bucket.open) ctx.setLineDash([4, 4])
    ctx.lineWidth = 1
    ctx.strokeStyle = color
    stroke()
  }
  ctx.setLineDash([])
}

function isProposed(scene: Scene, slot: number): boolean {
  return ((scene.flags[slot] ?? 0) & FLAG_PROPOSED) !== 0
}

/** Strokes a line of a document: its outline, or its box on whole pixels. */
function lineStroke(ctx: CanvasRenderingContext2D, scene: Scene, slot: number, view: View): () => void {
  const rings = scene.outlines.get(slot)
  if (rings) return () => strokeRings(ctx, rings, view)
  const { x, y, width, height } = boxToScreen(view, boxAt(scene, slot))
  return () => ctx.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width), Math.round(height))
}

/** The sign of the label before a line, as in the list of labels, and the signs of its marks behind it. */
function drawTags(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  plan: DrawPlan,
  view: View,
  look: StaticStyle,
  tagText: TagText,
): void {
  for (const { boxes, style } of plan.buckets) {
    const { color } = look.styles[style] ?? UNKNOWN
    for (const slot of boxes) {
      const box = boxToScreen(view, boxAt(scene, slot))
      if (box.height < TAG_SIZE - 4) continue
      const { label, marks } = tagText(slot)
      const y = box.y + box.height / 2
      const left = Math.max(0, box.x - TAG_SIZE - 1)
      if (isProposed(scene, slot)) drawHollowTag(ctx, left, y, label, color)
      else drawTag(ctx, left, y, label, color)
      if (marks !== "") drawTag(ctx, box.x + box.width + 2, y, marks, "#ffd43b")
    }
  }
}

function drawLabels(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  plan: DrawPlan,
  view: View,
  look: StaticStyle,
): number {
  const plain = plan.labels.length > PRETTY_CAPTIONS_MAX
  const taken: CaptionBox[] = []
  let drawn = 0
  ctx.font = captionFont()
  for (const slot of plain ? plan.labels : [...plan.labels].sort((a, b) => a - b)) {
    if (look.onlyLabels && !look.onlyLabels.has(slot)) continue
    const box = boxToScreen(view, boxAt(scene, slot))
    const { text, width } = captionThatFits(ctx, look, slot, box.width + 2)
    const fits = width <= box.width + 2
    if (!fits) {
      look.placed?.(slot, null)
      continue
    }
    const choose = () => look.sideOf?.(slot) ?? chooseSide({ scene, slot, view, width, height: look.height, taken })
    const name = plain ? "above" : choose()
    look.placed?.(slot, name)
    const side = captionAt(name, box, width)
    taken.push({ ...side, width })
    const { color } = styleOf(look.styles, scene, slot)
    if (((scene.flags[slot] ?? 0) & FLAG_FAINT) !== 0) ctx.globalAlpha = FAINT_ALPHA
    if (isProposed(scene, slot)) drawOpenCaption(ctx, side.x, side.y, width, text, color)
    else drawCaption(ctx, side.x, side.y, width, text, color, { plain })
    ctx.globalAlpha = 1
    drawn++
  }
  return drawn
}

/** All of a caption's text, or its short form where there is no room. */
function captionThatFits(ctx: CanvasRenderingContext2D, look: StaticStyle, slot: number, room: number) {
  const whole = look.captionText(slot)
  const width = captionWidth(ctx, whole, false)
  if (width <= room) return { text: whole, width }
  const text = look.captionText(slot, true)
  return { text, width: text === whole ? width : captionWidth(ctx, text, false) }
}
