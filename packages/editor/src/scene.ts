import {
  type Box,
  boxOf,
  boxShape,
  isInsideRings,
  isPlaced,
  type LabelId,
  type Point,
  type Region,
  type RegionId,
  type Ring,
  ringsOf,
  type Shape,
} from "@justesse/types"
import Flatbush from "flatbush"
import { type Change, type EditorDocument, regionsInOrder } from "./document.ts"
import { distanceToRings } from "./shapes/hit.ts"

/** Changed regions that are searched one by one before the big index is worth rebuilding. */
export const OVERLAY_LIMIT = 200

/** What a region is drawn as, beside its class. */
export const FLAG_HIDDEN = 1
/** Visible, and not to be changed by pointer or key. */
export const FLAG_LOCKED = 2
/** Not a finished answer yet: dashed (an open line of a document, a proposal). */
export const FLAG_OPEN = 4
/** A proposal that nobody answered yet. */
export const FLAG_PROPOSED = 8
/** A proposal that is less sure than what is drawn solid. */
export const FLAG_FAINT = 16

/**
 * The regions as typed arrays, one slot each, with a spatial index: what drawing and hit testing read at every frame.
 * It follows the document through {@link applyToScene} and is never the truth itself. Boxes are in image pixels.
 */
export interface Scene {
  count: number
  ids: RegionId[]
  /** x, y, width, height of slot i at 4 i. */
  boxes: Float64Array
  /** Index of the label in the list given at the start; 65,535 for a label that is not in it. */
  style: Uint16Array
  flags: Uint8Array
  /** The number shown with a region: given in document order; given again only when the last ones are gone. */
  numbers: Uint32Array
  /** 0 where a slot's region was deleted. */
  alive: Uint8Array
  slotOf: Map<RegionId, number>
  styleOf: Map<LabelId, number>
  nextNumber: number
  /** The place of each slot in the list where that is another than the order in which they came; null where it is the same. */
  ranks: Uint32Array | null
  /** Lines of the slots that are more than upright boxes, in image pixels, read even-odd. */
  outlines: Map<number, readonly Ring[]>
  /** The shapes of those slots. */
  shapes: Map<number, Shape>
  index: Flatbush | null
  /** Slots moved or added since the index was built. */
  overlay: Set<number>
  /** How often the index was built: a counter that tests assert. */
  indexBuilds: number
  /** Rises with every change: drawings that cache can compare it. */
  version: number
}

/** A scene for a document. `labels` gives each label its style number, in order. */
export function sceneOf(document: EditorDocument, labels: readonly LabelId[]): Scene {
  const room = Math.max(64, document.order.length + 64)
  const scene: Scene = {
    count: 0,
    ids: [],
    boxes: new Float64Array(room * 4),
    style: new Uint16Array(room),
    flags: new Uint8Array(room),
    numbers: new Uint32Array(room),
    alive: new Uint8Array(room),
    slotOf: new Map(),
    styleOf: new Map(labels.map((label, i) => [label, i])),
    nextNumber: 1,
    ranks: null,
    outlines: new Map(),
    shapes: new Map(),
    index: null,
    overlay: new Set(),
    indexBuilds: 0,
    version: 0,
  }
  for (const region of regionsInOrder(document)) if (isPlaced(region.geometry)) addSlot(scene, region)
  rebuildIndex(scene)
  return scene
}

/** Follow a change that was committed (or its inverse, when it was undone). Returns the slots that look different. */
export function applyToScene(scene: Scene, change: Change): number[] {
  const touched: number[] = []
  for (const { id, after } of change.edits) {
    const slot = scene.slotOf.get(id)
    // What is said of a whole asset lies nowhere on its picture.
    if (after && !isPlaced(after.geometry)) continue
    if (after) touched.push(slot === undefined ? addSlot(scene, after) : writeSlot(scene, slot, after))
    else if (slot !== undefined) {
      scene.alive[slot] = 0
      touched.push(slot)
      if (scene.numbers[slot] === scene.nextNumber - 1) freeLastNumbers(scene)
    }
  }
  scene.version++
  return touched
}

/** The box of a slot, in image pixels. */
export function boxAt(scene: Scene, slot: number): Box {
  const { boxes } = scene
  const i = slot * 4
  // Slots below `count` always have four numbers.
  return { x: boxes[i] ?? 0, y: boxes[i + 1] ?? 0, width: boxes[i + 2] ?? 0, height: boxes[i + 3] ?? 0 }
}

/** The shape of a region that is there, or null. */
export function shapeOf(scene: Scene, id: RegionId): Shape | null {
  const slot = scene.slotOf.get(id)
  if (slot === undefined || scene.alive[slot] !== 1) return null
  return scene.shapes.get(slot) ?? boxShape(boxAt(scene, slot))
}

/** The number shown with a region, or 0 when the scene does not know it. */
export function numberOf(scene: Scene, id: RegionId): number {
  const slot = scene.slotOf.get(id)
  return slot === undefined ? 0 : (scene.numbers[slot] ?? 0)
}

/**
 * Follow the order of the list, after a change that the scene follows already: of regions that lie on each other the lower one is pressed
 * first, whether it was drawn later, put there by hand, or came back there.
 */
export function rankScene(scene: Scene, { edits }: Pick<Change, "edits">, order: readonly RegionId[]): void {
  if (isDrawing(scene, edits, order) || isInOrder(scene, order)) return
  const ranks = Uint32Array.from({ length: scene.count }, (_, slot) => slot)
  for (const [rank, id] of order.entries()) {
    const slot = scene.slotOf.get(id)
    if (slot !== undefined) ranks[slot] = rank
  }
  scene.ranks = ranks
}

/** Most changes leave every region where it is in the list, or put a new one at its end: then nothing is looked through. */
function isDrawing({ slotOf, count, ranks }: Scene, edits: Change["edits"], order: readonly RegionId[]): boolean {
  const added = edits.filter(({ before, after }) => before === null && after !== null)
  const [one] = added
  if (added.length > 1) return false
  if (!one) return true
  const isNew = ranks === null || ranks.length < count
  return isNew && slotOf.get(one.id) === count - 1 && order.at(-1) === one.id
}

function isInOrder(scene: Scene, order: readonly RegionId[]): boolean {
  let last = -1
  for (const id of order) {
    const slot = scene.slotOf.get(id)
    if (slot === undefined) continue
    const rank = rankOf(scene, slot)
    if (rank <= last) return false
    last = rank
  }
  return true
}

function rankOf({ ranks }: Scene, slot: number): number {
  // What was drawn since lies on top.
  return ranks?.[slot] ?? slot
}

/** Set or clear a drawing flag of a region. */
export function setFlag(scene: Scene, id: RegionId, flag: number, on: boolean): void {
  const slot = scene.slotOf.get(id)
  if (slot === undefined) return
  const flags = scene.flags[slot] ?? 0
  scene.flags[slot] = on ? flags | flag : flags & ~flag
  scene.version++
}

/** True when a region carries a drawing flag. */
export function hasFlag(scene: Scene, id: RegionId, flag: number): boolean {
  const slot = scene.slotOf.get(id)
  return slot !== undefined && ((scene.flags[slot] ?? 0) & flag) !== 0
}

/** Slots of live regions whose box meets `area` (image pixels), in no order. */
export function searchScene(scene: Scene, area: Box): number[] {
  const right = area.x + area.width
  const bottom = area.y + area.height
  const { overlay, alive } = scene
  const found = scene.index ? scene.index.search(area.x, area.y, right, bottom) : []
  const kept = overlay.size === 0 ? found : found.filter((slot) => !overlay.has(slot))
  const live = kept.filter((slot) => alive[slot] === 1)
  for (const slot of overlay)
    if (alive[slot] === 1 && meets(scene, slot, area.x, area.y, right, bottom)) live.push(slot)
  return live
}

/**
 * Regions under a point, smallest area first, then the one that is lower in the list. Boxes and outlines that the point only misses by `reachPx`
 * (image pixels) come after all that it lies in.
 */
export function regionsAt(scene: Scene, at: Point, reachPx: number): RegionId[] {
  const area = { x: at.x - reachPx, y: at.y - reachPx, width: 2 * reachPx, height: 2 * reachPx }
  const slots = searchScene(scene, area).filter(
    (slot) => ((scene.flags[slot] ?? 0) & FLAG_HIDDEN) === 0 && isNear(scene, slot, at, reachPx),
  )
  const inside = new Set(slots.filter((slot) => isIn(scene, slot, at)))
  const outside = (slot: number) => Number(!inside.has(slot))
  slots.sort(
    (a, b) => outside(a) - outside(b) || areaAt(scene, a) - areaAt(scene, b) || rankOf(scene, b) - rankOf(scene, a),
  )
  return slots.map((slot) => scene.ids[slot]).filter((id): id is RegionId => id !== undefined)
}

/** Regions that lie in an area as a whole, in the order in which they came; none that is hidden or locked. */
export function regionsWithin(scene: Scene, area: Box): RegionId[] {
  const isIn = (slot: number) => {
    const { x, y, width, height } = boxAt(scene, slot)
    const isFree = ((scene.flags[slot] ?? 0) & (FLAG_HIDDEN | FLAG_LOCKED)) === 0
    return (
      isFree && x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height
    )
  }
  const slots = searchScene(scene, area).filter(isIn)
  return slots.sort((a, b) => a - b).flatMap((slot) => scene.ids[slot] ?? [])
}

/** Inside the line of an outline, or the box of anything else. */
function isIn(scene: Scene, slot: number, at: Point): boolean {
  const rings = scene.outlines.get(slot)
  return rings ? isInsideRings(rings, at) : meets(scene, slot, at.x, at.y, at.x, at.y)
}

/** Of what the search found: an outline only counts where its line or what it goes round is within reach. */
function isNear(scene: Scene, slot: number, at: Point, reachPx: number): boolean {
  const rings = scene.outlines.get(slot)
  return !rings || isInsideRings(rings, at) || distanceToRings(rings, at) <= reachPx
}

/** True when so many regions changed that rebuilding the index pays; do it in idle time, never during a gesture. */
export function indexIsStale(scene: Scene): boolean {
  return scene.overlay.size > OVERLAY_LIMIT
}

/** Build the spatial index anew over all slots. */
export function rebuildIndex(scene: Scene): void {
  scene.overlay.clear()
  scene.indexBuilds++
  scene.index = null
  if (scene.count === 0) return
  const index = new Flatbush(scene.count)
  for (let slot = 0; slot < scene.count; slot++) {
    const { x, y, width, height } = boxAt(scene, slot)
    index.add(x, y, x + width, y + height)
  }
  index.finish()
  scene.index = index
}

function addSlot(scene: Scene, region: Region): number {
  const slot = scene.count
  if (slot * 4 >= scene.boxes.length) grow(scene)
  scene.count++
  scene.ids[slot] = region.id
  scene.numbers[slot] = scene.nextNumber++
  scene.slotOf.set(region.id, slot)
  return writeSlot(scene, slot, region)
}

function writeSlot(scene: Scene, slot: number, region: Region): number {
  const { boxes } = scene
  const i = slot * 4
  const { x, y, width, height } = boxOf(region)
  const moved =
    scene.alive[slot] !== 1 || boxes[i] !== x || boxes[i + 1] !== y || boxes[i + 2] !== width || boxes[i + 3] !== height
  scene.nextNumber = Math.max(scene.nextNumber, (scene.numbers[slot] ?? 0) + 1)
  boxes[i] = x
  boxes[i + 1] = y
  boxes[i + 2] = width
  boxes[i + 3] = height
  if (region.geometry.type !== "box") {
    scene.outlines.set(slot, ringsOf(region.geometry))
    scene.shapes.set(slot, region.geometry)
  } else if (scene.outlines.size > 0) {
    scene.outlines.delete(slot)
    scene.shapes.delete(slot)
  }
  scene.alive[slot] = 1
  scene.style[slot] = scene.styleOf.get(region.label) ?? 65_535
  if (moved) scene.overlay.add(slot)
  return slot
}

/** After the last region went (undo, delete), the next one follows those that are left: 13, then 14. */
function freeLastNumbers(scene: Scene): void {
  let last = 0
  for (let slot = 0; slot < scene.count; slot++)
    if (scene.alive[slot] === 1) last = Math.max(last, scene.numbers[slot] ?? 0)
  scene.nextNumber = last + 1
}

function grow(scene: Scene): void {
  const room = scene.count * 2
  const wider = <A extends Float64Array | Uint16Array | Uint8Array | Uint32Array>(to: A, from: A): A => {
    to.set(from)
    return to
  }
  scene.boxes = wider(new Float64Array(room * 4), scene.boxes)
  scene.style = wider(new Uint16Array(room), scene.style)
  scene.flags = wider(new Uint8Array(room), scene.flags)
  scene.numbers = wider(new Uint32Array(room), scene.numbers)
  scene.alive = wider(new Uint8Array(room), scene.alive)
}

function areaAt(scene: Scene, slot: number): number {
  const { width, height } = boxAt(scene, slot)
  return width * height
}

function meets(scene: Scene, slot: number, left: number, top: number, right: number, bottom: number): boolean {
  const { x, y, width, height } = boxAt(scene, slot)
  return x <= right && y <= bottom && x + width >= left && y + height >= top
}
