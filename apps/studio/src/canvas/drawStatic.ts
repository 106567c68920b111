import { type Bucket, boxAt, boxToScreen, type DrawPlan, type Scene, TINY_SCREEN_PX, type View } from "@justesse/editor"
import { CHIP_HEIGHT, chipFont, chipWidth, drawChip, OPEN_DASH } from "./ink.ts"

/** How regions of one style look: the colour of their label, and its name. */
export interface CanvasStyle {
  readonly name: string
  readonly color: string
}

/** What a region's chip says; `short`: without what is said besides its label. */
export type ChipText = (slot: number, short?: boolean) => string

/** What the static layer is told besides the plan. */
export interface StaticLook {
  readonly styles: readonly CanvasStyle[]
  /** `document`: thin faint lines and no labels, so that the ink stays readable. */
  readonly mode: "objects" | "document"
  /** Text of a region's chip; `short` where there is no room for all of it. */
  readonly chipText: ChipText
  readonly pixelRatio: number
  /** Labels outside this set are left out (a dirty-region redraw keeps the choice of the whole frame). */
  readonly onlyLabels?: ReadonlySet<number>
  readonly height: number
}

/** With more boxes than this in sight the halos are left out: they would be most of the picture. */
export const HALO_MAX = 400
const PRETTY_CHIPS_MAX = 60
const UNKNOWN: CanvasStyle = { name: "?", color: "#b0b4ba" }

/** The style of a slot, or a grey one for a label that the ontology does not have. */
export function styleOf(styles: readonly CanvasStyle[], scene: Scene, slot: number): CanvasStyle {
  return styles[scene.style[slot] ?? styles.length] ?? UNKNOWN
}

/** Draw a plan in screen pixels. Free of Konva and DOM nodes. Returns the number of labels drawn. */
export function drawStatic(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  plan: DrawPlan,
  view: View,
  look: StaticLook,
): number {
  if (look.mode === "document") {
    for (const bucket of plan.buckets) drawLines(ctx, scene, bucket, view)
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
  for (const bucket of plan.buckets) strokeSlots(ctx, scene, bucket.boxes, view, pixelRatio)
}

function drawBucket(ctx: CanvasRenderingContext2D, scene: Scene, bucket: Bucket, view: View, look: StaticLook): void {
  const { color } = look.styles[bucket.style] ?? UNKNOWN
  ctx.lineWidth = 1.5
  if (bucket.open) {
    ctx.strokeStyle = "#1c1d1f"
    strokeSlots(ctx, scene, bucket.boxes, view, look.pixelRatio)
    ctx.setLineDash([...OPEN_DASH])
  }
  ctx.strokeStyle = color
  strokeSlots(ctx, scene, bucket.boxes, view, look.pixelRatio)
  ctx.setLineDash([])
  if (bucket.tiny.length === 0) return
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
  const { boxes } = scene
  const { scale, x: ox, y: oy } = view
  for (const slot of slots) {
    const i = slot * 4
    // Rounded to device pixels: lines are equally sharp on all sides.
    const x = Math.round((ox + (boxes[i] ?? 0) * scale) * pixelRatio) / pixelRatio
    const y = Math.round((oy + (boxes[i + 1] ?? 0) * scale) * pixelRatio) / pixelRatio
    ctx.strokeRect(x, y, (boxes[i + 2] ?? 0) * scale, (boxes[i + 3] ?? 0) * scale)
  }
}

/** Lines of a document: read ones solid, open ones dashed, both faint. */
function drawLines(ctx: CanvasRenderingContext2D, scene: Scene, bucket: Bucket, view: View): void {
  for (const slot of bucket.boxes) {
    const box = boxToScreen(view, boxAt(scene, slot))
    const x = Math.round(box.x) + 0.5
    const y = Math.round(box.y) + 0.5
    const width = Math.round(box.width)
    const height = Math.round(box.height)
    ctx.setLineDash([])
    ctx.lineWidth = 2.5
    ctx.strokeStyle = "rgba(255, 255, 255, .35)"
    ctx.strokeRect(x, y, width, height)
    if (bucket.open) ctx.setLineDash([4, 4])
    ctx.lineWidth = 1
    ctx.strokeStyle = bucket.open ? "rgba(28, 29, 31, .34)" : "rgba(28, 29, 31, .3)"
    ctx.strokeRect(x, y, width, height)
  }
  ctx.setLineDash([])
}

function drawLabels(ctx: CanvasRenderingContext2D, scene: Scene, plan: DrawPlan, view: View, look: StaticLook): number {
  const plain = plan.labels.length > PRETTY_CHIPS_MAX
  const taken: ChipPlace[] = []
  let drawn = 0
  ctx.font = chipFont()
  for (const slot of plain ? plan.labels : [...plan.labels].sort((a, b) => a - b)) {
    if (look.onlyLabels && !look.onlyLabels.has(slot)) continue
    const box = boxToScreen(view, boxAt(scene, slot))
    const { text, width } = chipThatFits(ctx, look, slot, box.width + 2)
    if (width > box.width + 2) continue
    const place = plain
      ? { x: box.x - 1, y: Math.max(2, box.y - CHIP_HEIGHT - 2) }
      : chipPlace(box, width, look.height, taken)
    drawChip(ctx, place.x, place.y, width, text, styleOf(look.styles, scene, slot).color, { plain })
    drawn++
  }
  return drawn
}

/** All of a chip's text, or its short form where there is no room. */
function chipThatFits(ctx: CanvasRenderingContext2D, look: StaticLook, slot: number, room: number) {
  const whole = look.chipText(slot)
  const width = chipWidth(ctx, whole, false)
  if (width <= room) return { text: whole, width }
  const text = look.chipText(slot, true)
  return { text, width: text === whole ? width : chipWidth(ctx, text, false) }
}

/** Above the box; inside when the top is out of sight; at the lower right when another chip is there already. */
function chipPlace(
  box: { x: number; y: number; width: number; height: number },
  width: number,
  height: number,
  taken: ChipPlace[],
): { x: number; y: number } {
  const above = { x: box.x - 1, y: box.y - CHIP_HEIGHT - 2 }
  const inside = { x: box.x + 2, y: Math.max(2, box.y + 3) }
  const below = { x: box.x + box.width + 1 - width, y: box.y + box.height + 2 }
  const options = above.y < 0 ? [inside, below] : [above, below.y + CHIP_HEIGHT > height ? inside : below]
  const free = options.find((place) => isFree(place, width, taken)) ?? options[0] ?? above
  taken.push({ ...free, width })
  return free
}

interface ChipPlace {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** True when a chip would cover no other one's words; a few pixels of touching are no matter. */
function isFree({ x, y }: { x: number; y: number }, width: number, taken: readonly ChipPlace[]): boolean {
  return !taken.some((t) => x < t.x + t.width - 4 && t.x < x + width - 4 && Math.abs(t.y - y) < CHIP_HEIGHT - 2)
}
