import { FLAG_FAINT, FLAG_HIDDEN, FLAG_OPEN, type Scene, searchScene } from "./scene.ts"
import type { ScreenSize, View } from "./viewport.ts"

/** A label is drawn only where its box is at least this large on the screen. */
const LABEL_MIN_WIDTH_SCREEN_PX = 36
const LABEL_MIN_HEIGHT_SCREEN_PX = 12
/** Labels of one frame; the largest boxes get them. */
export const LABELS_MAX = 400
/** Below this a box is one filled pixel-rectangle. */
export const TINY_SCREEN_PX = 3
/** While zooming, the labels of the last settled zoom are kept inside this factor. */
const LABEL_BAND = 1.25

/** Boxes that are stroked alike: one style of line for all of them. */
export interface Bucket {
  readonly style: number
  /** Not finished: dashed. */
  readonly open: boolean
  /** Drawn so that what is under it and beside it comes first. */
  readonly faint: boolean
  /** Slots to stroke. */
  readonly boxes: number[]
  /** Slots to fill as a pixel-rectangle. */
  readonly tiny: number[]
}

/** What a frame of the static layer draws, in order: buckets, then labels over them. */
export interface DrawPlan {
  readonly buckets: readonly Bucket[]
  readonly labels: readonly number[]
  /** Boxes in the plan. */
  readonly drawn: number
  /** Zoom at which the labels were chosen. */
  readonly labelScale: number
}

/** What is left out and kept. */
interface PlanOptions {
  /** Slots not drawn here: the region that is being changed is on the layer above. */
  readonly skip?: ReadonlySet<number>
  /** Only what meets this part of the canvas (screen pixels), for a dirty-region redraw. */
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** No labels at all (other boxes while drawing; documents). */
  readonly labels?: boolean
  /** The plan of the frame before, while a zoom is under way: its labels stay inside {@link LABEL_BAND}. */
  readonly zoomingFrom?: DrawPlan
}

/** What to draw for a view: an index search, buckets by style, labels by size. Free of canvas and DOM. */
export function planStatic(scene: Scene, view: View, screen: ScreenSize, options: PlanOptions = {}): DrawPlan {
  const { scale } = view
  const clip = options.clip ?? { x: 0, y: 0, width: screen.width, height: screen.height }
  const slots = searchScene(scene, {
    x: (clip.x - view.x) / scale,
    y: (clip.y - view.y) / scale,
    width: clip.width / scale,
    height: clip.height / scale,
  })
  const buckets = new Map<number, Bucket>()
  const candidates: number[] = []
  const wantLabels = options.labels !== false
  let drawn = 0
  for (const slot of slots) {
    const flags = scene.flags[slot] ?? 0
    if ((flags & FLAG_HIDDEN) !== 0 || options.skip?.has(slot)) continue
    const width = (scene.boxes[slot * 4 + 2] ?? 0) * scale
    const height = (scene.boxes[slot * 4 + 3] ?? 0) * scale
    const bucket = bucketOf(buckets, scene.style[slot] ?? 65_535, flags)
    if (width < TINY_SCREEN_PX && height < TINY_SCREEN_PX) bucket.tiny.push(slot)
    else bucket.boxes.push(slot)
    drawn++
    if (wantLabels && width >= LABEL_MIN_WIDTH_SCREEN_PX && height >= LABEL_MIN_HEIGHT_SCREEN_PX) candidates.push(slot)
  }
  const ordered = [...buckets.values()].sort(
    (a, b) => a.style - b.style || Number(a.faint) - Number(b.faint) || Number(a.open) - Number(b.open),
  )
  const kept = keptLabels(candidates, scale, options.zoomingFrom)
  if (kept) return { buckets: ordered, labels: kept.labels, drawn, labelScale: kept.labelScale }
  return { buckets: ordered, labels: largest(scene, candidates, LABELS_MAX), drawn, labelScale: scale }
}

function bucketOf(buckets: Map<number, Bucket>, style: number, flags: number): Bucket {
  const open = (flags & FLAG_OPEN) !== 0
  const faint = (flags & FLAG_FAINT) !== 0
  const key = style * 4 + (faint ? 2 : 0) + (open ? 1 : 0)
  let bucket = buckets.get(key)
  if (!bucket) {
    bucket = { style, open, faint, boxes: [], tiny: [] }
    buckets.set(key, bucket)
  }
  return bucket
}

/** Labels of the plan before that are still in sight, while the zoom stays inside the band; null outside it. */
function keptLabels(candidates: readonly number[], scale: number, before: DrawPlan | undefined) {
  if (!before || before.labels.length === 0) return null
  const factor = scale / before.labelScale
  if (factor > LABEL_BAND || factor < 1 / LABEL_BAND) return null
  const old = new Set(before.labels)
  return { labels: candidates.filter((slot) => old.has(slot)), labelScale: before.labelScale }
}

function largest(scene: Scene, slots: number[], most: number): number[] {
  if (slots.length <= most) return slots
  const area = (slot: number) => (scene.boxes[slot * 4 + 2] ?? 0) * (scene.boxes[slot * 4 + 3] ?? 0)
  return slots.sort((a, b) => area(b) - area(a) || a - b).slice(0, most)
}
