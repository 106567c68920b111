import {
  boundsOfShape,
  isPlaced,
  type Label,
  movedShape,
  type Ontology,
  type Point,
  Region,
  type RegionId,
  type Shape,
  type ShapeName,
  type WorkRegion,
} from "@justesse/types"
import { keptAttributes } from "../attributes.ts"
import type { BoxLimits } from "../box.ts"
import { asRegion, type Change, type EditorDocument } from "../document.ts"
import { shiftedShape } from "../shapes/shifted.ts"

/** What begins a text that holds regions, so that any other text on the clipboard is known as none. */
const BEGINS = "justesse/regions/1 "

/** The most copies that are laid one beside the other before two may coincide. */
const STEPS_MAX = 200

/** Where regions are put: labels, shapes that may be drawn, and what a shape may be. */
export interface Place {
  readonly ontology: Ontology
  readonly shapes: readonly ShapeName[]
  readonly limits: BoxLimits
}

/**
 * A region as a copy of it begins, in the picture it comes from or in another: where it is and what it is called. The text belongs
 * to the picture where it was read, and what a file said to the region that it said it of.
 */
function copyOf(region: WorkRegion): Region {
  const { transcript: _text, foreign: _foreign, ...rest } = asRegion(region)
  return rest
}

/** Regions as a text, which a clipboard or a browser keeps. */
export function copiedText(regions: readonly WorkRegion[]): string {
  return BEGINS + JSON.stringify(regions.map(copyOf))
}

/** The regions of such a text; null for any other text, and for one that was changed. */
export function readCopied(text: string): readonly Region[] | null {
  if (!text.startsWith(BEGINS)) return null
  try {
    return (
      Region.array()
        .max(20_000)
        .safeParse(JSON.parse(text.slice(BEGINS.length))).data ?? null
    )
  } catch {
    return null
  }
}

/**
 * Of copied regions those that have a place here, under ids of their own, inside the picture. Left out is what has no label that is
 * in use here, a shape that is not drawn here, or no room in the picture. Attributes are kept as far as the label here has them.
 */
export function fitCopies(copied: readonly Region[], ids: readonly RegionId[], place: Place): Region[] {
  const { ontology, shapes, limits } = place
  const labels = new Map(ontology.labels.filter(({ retired }) => !retired).map((label) => [label.id, label]))
  const idOf = new Map(copied.map(({ id }, at) => [id, ids[at]]))
  return copied.flatMap((region) => {
    const label = labels.get(region.label)
    const id = idOf.get(region.id)
    const { geometry: drawn } = region
    const isDrawnHere = isPlaced(drawn) && shapes.includes(drawn.type)
    if (!label || id === undefined || !isDrawnHere || !hasRoom(region, limits)) return []
    const geometry = broughtInside(drawn, limits)
    return [{ ...ofLabel(copyOf(region), label, idOf), id, geometry }]
  })
}

function ofLabel(region: Region, label: Label, idOf: ReadonlyMap<RegionId, RegionId | undefined>): Region {
  const { attributes, parent, ...rest } = region
  const kept = keptAttributes(attributes, label)
  const above = parent === undefined ? undefined : idOf.get(parent)
  return { ...rest, ...(kept && { attributes: kept }), ...(above !== undefined && { parent: above }) }
}

/** The shape moved as little as it takes to lie inside the picture, which has room for it. */
function broughtInside(shape: Shape, { picture }: BoxLimits): Shape {
  const { x, y, width, height } = boundsOfShape(shape)
  const inside = (from: number, room: number) => Math.min(Math.max(0, from), room) - from
  return movedShape(shape, inside(x, picture.width - width), inside(y, picture.height - height))
}

function hasRoom({ geometry }: Region, { picture }: BoxLimits): boolean {
  const { width, height } = boundsOfShape(geometry)
  return width <= picture.width && height <= picture.height
}

/** Regions moved together so that their middle lies at a point, as far as the picture has room for them. Unplaced ones stay as they are. */
export function movedTo(regions: readonly Region[], at: Point, { picture }: BoxLimits): readonly Region[] {
  const boxes = regions.flatMap(({ geometry }) => (isPlaced(geometry) ? [boundsOfShape(geometry)] : []))
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top
  const within = (from: number, room: number) => Math.min(Math.max(0, from), Math.max(0, room))
  const dx = within(at.x - width / 2, picture.width - width) - left
  const dy = within(at.y - height / 2, picture.height - height) - top
  return regions.map((region) =>
    isPlaced(region.geometry) ? { ...region, geometry: movedShape(region.geometry, dx, dy) } : region,
  )
}

/**
 * Regions put on the picture as one step, at the end of the list: where they were, and moved together by `byPx` image pixels to the
 * lower right as often as one of them would lie exactly where another region lies. Null when there is none.
 */
export function pasteRegions(
  document: EditorDocument,
  regions: readonly Region[],
  byPx: number,
  limits: BoxLimits,
): Change | null {
  if (regions.length === 0) return null
  const there = new Set(Array.from(document.regions.values(), ({ geometry }) => boundsWord(geometry)))
  const shapesAt = (step: number) => {
    return regions.map(({ geometry }) => shiftedShape(geometry, step * byPx, step * byPx, limits))
  }
  const coincides = (step: number) => shapesAt(step).some((shape) => there.has(boundsWord(shape)))
  let step = 0
  while (step < STEPS_MAX && byPx > 0 && coincides(step)) step++
  const shapes = shapesAt(step)
  const edits = regions.flatMap((region, at) => {
    const geometry = shapes[at]
    return geometry
      ? [{ id: region.id, before: null, after: { ...region, geometry }, at: document.order.length + at }]
      : []
  })
  const label = { key: "change.paste", params: { count: edits.length } }
  return document.nothingHere ? { label, edits, nothingHere: { before: true, after: false } } : { label, edits }
}

/** Where a shape lies, as a word: shapes that are alike have the same. */
function boundsWord(shape: Shape): string {
  const { x, y, width, height } = boundsOfShape(shape)
  return `${x} ${y} ${width} ${height}`
}
