import {
  type Box,
  boundsOf,
  boundsOfShape,
  boxShape,
  cornersOf,
  cornersOfBox,
  outlineShape,
  type Point,
  type Region,
  type RotatedBox,
  ringsOf,
  type Shape,
  sineAndCosine,
} from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { type ReportLocation, report } from "../report/lines.ts"
import { joinRings, splitRing } from "./rings.ts"

/**
 * Where a file says that a region is: the upright box, and with it a rotated box, an outline of one ring, or several rings.
 * {@link toShape} makes the region's geometry of it.
 */
export interface ShapeParts {
  readonly box: Box
  readonly outline?: readonly Point[] | undefined
  readonly rings?: readonly (readonly Point[])[] | undefined
  readonly rotated?: RotatedBox | undefined
}

/** `degrees` without whole turns, in (-360, 360), its sign kept; `-0` becomes 0. */
export function dropWholeRotations(degrees: number): number {
  return (degrees % 360) + 0
}

/**
 * A box of a file with its rotation, as the parts of a region. The file's convention must be rotation in degrees clockwise
 * about the box's **centre** (CVAT, Datumaro and our own); for Label Studio's see {@link rotateAboutTopLeft}. A rotation of
 * whole turns gives the box alone. Exact to 1e-9 px, and without any rounding at quarter turns of whole pixels.
 *
 * @param box the unturned box, finite with positive sides, pixels
 * @example
 * rotateRegion({ x: 0, y: 0, width: 4, height: 2 }, 90).box // { x: 1, y: -1, width: 2, height: 4 }
 */
export function rotateRegion(box: Box, rotation: number): ShapeParts {
  const degrees = dropWholeRotations(rotation)
  const { x, y, width, height } = box
  if (degrees === 0 || !Number.isFinite(degrees)) return { box: { x, y, width, height } }
  const rotated: RotatedBox = { type: "rotatedBox", x, y, width, height, rotation: degrees }
  return { box: boundsOfShape(rotated), rotated }
}

/**
 * {@link rotateRegion} for files that turn a box clockwise about its **top left** corner (Label Studio, after its percent
 * were made pixels): the same box, moved so that it is turned about its centre.
 *
 * @example
 * rotateAboutTopLeft({ x: 200, y: 100, width: 300, height: 100 }, 90).box // { x: 100, y: 100, width: 100, height: 300 }
 */
export function rotateAboutTopLeft(box: Box, rotation: number): ShapeParts {
  const [sine, cosine] = sineAndCosine(rotation)
  const { x, y, width, height } = box
  const centreX = x + (width * cosine - height * sine) / 2
  const centreY = y + (width * sine + height * cosine) / 2
  return rotateRegion({ x: centreX - width / 2, y: centreY - height / 2, width, height }, rotation)
}

/** Where the top left corner of a turned box has gone: what a file that turns about it calls the box's place. */
export function topLeftOf(rotated: RotatedBox): Point {
  return cornersOf(rotated)[0]
}

/**
 * Four corners as the turned box they are, or null where they are no rectangle. The first corner counts as the one that was
 * top left; corners that run the other way round (anticlockwise on the screen) are read backwards from it. The rotation is
 * in [-180, 180].
 *
 * @param tolerancePx how far a corner may lie from the rectangle's own, in pixels; files round
 */
export function fitRotatedBox(corners: readonly Point[], tolerancePx = 1e-6): RotatedBox | null {
  const [a, second, c, fourth] = corners
  if (corners.length !== 4 || !a || !second || !c || !fourth) return null
  const clockwise = (second.x - a.x) * (c.y - second.y) - (second.y - a.y) * (c.x - second.x) > 0
  const [b, d] = clockwise ? [second, fourth] : [fourth, second]
  const width = Math.hypot(b.x - a.x, b.y - a.y)
  const height = Math.hypot(d.x - a.x, d.y - a.y)
  if (!(width > 0) || !(height > 0)) return null
  const centreX = (a.x + b.x + c.x + d.x) / 4
  const centreY = (a.y + b.y + c.y + d.y) / 4
  // The longer side tells the direction: at the shorter one rounding of the coordinates weighs more.
  const radians = width >= height ? Math.atan2(b.y - a.y, b.x - a.x) : Math.atan2(a.x - d.x, d.y - a.y)
  const rotation = dropWholeRotations((radians * 180) / Math.PI)
  const rotated: RotatedBox = {
    ...{ type: "rotatedBox", x: centreX - width / 2, y: centreY - height / 2, width, height, rotation },
  }
  const near = cornersOf(rotated).every((corner, i) => {
    const given = [a, b, c, d][i] ?? a
    return Math.abs(corner.x - given.x) <= tolerancePx && Math.abs(corner.y - given.y) <= tolerancePx
  })
  return near ? rotated : null
}

/** Corners of an upright box, whichever of them comes first and whichever way they run: they state no direction. */
function areUpright(corners: readonly Point[], tolerancePx = 1e-6): boolean {
  const box = boundsOf(corners)
  if (box === null || corners.length !== 4) return false
  // Corners of a box that is smaller than files spell are told apart all the same.
  const most = Math.min(tolerancePx, Math.min(box.width, box.height) / 4)
  const isNear = (a: Point, b: Point) => Math.abs(a.x - b.x) <= most && Math.abs(a.y - b.y) <= most
  return cornersOfBox(box).every((own) => corners.some((corner) => isNear(own, corner)))
}

/** True for a turned box whose four corners alone are those of an upright one: they do not say by which quarter it is turned. */
export function isQuarterRotated(rotated: RotatedBox): boolean {
  return areUpright(cornersOf(rotated), CORNERS_PX)
}

/** Files spell corners to about this, and readers take corners that are nearer as the same. */
const CORNERS_PX = 0.01

/**
 * The parts of a region from a file's quad: a plain box where the corners are those of an upright box in any order (only what
 * states a direction turns it), otherwise the corners exactly as outline, with the turned box where they are a rectangle.
 * Null without area.
 */
export function quadRegion(corners: readonly Point[], tolerancePx = 1e-6): ShapeParts | null {
  const box = boundsOf(corners)
  if (box === null) return null
  return areUpright(corners, tolerancePx) ? { box } : statedQuad(corners, tolerancePx)
}

/** {@link quadRegion} for a form whose first corner states which one was top left before the box was turned: of a text, where reading begins. */
export function statedQuad(corners: readonly Point[], tolerancePx = 1e-6): ShapeParts | null {
  const box = boundsOf(corners)
  if (box === null) return null
  const [a, , c] = corners
  if (a && c && a.x < c.x && a.y < c.y && areUpright(corners, tolerancePx)) return { box }
  const rotated = fitRotatedBox(corners, tolerancePx)
  return rotated && rotated.rotation !== 0 ? { box, rotated } : { box, outline: [...corners] }
}

/** Nearer than this the bounds of an outline are the box beside it. */
const SAME_PX = 1e-6

/** True when a box that a file states is not the one around the outline beside it: the box of a region always is. */
export function isOtherBox(stated: Box, around: Box): boolean {
  const isOther = (a: number, b: number) => Math.abs(a - b) > SAME_PX
  if (isOther(around.x, stated.x) || isOther(around.y, stated.y)) return true
  return isOther(around.width, stated.width) || isOther(around.height, stated.height)
}

/** The box around what a file states beside a box: its points, or the rotated box; the box itself where there is neither. */
export function statedBounds({ box, outline, rotated }: ShapeParts): Box {
  return (outline && boundsOf(outline)) ?? (rotated ? boundsOfShape(rotated) : box)
}

/**
 * The parts of a region from a file that gives a box and, beside it, points. Points that are only the corners of that box say
 * nothing more; others are the region's outline, a rectangle is a rotated box. Tells a box that is not the one around them
 * (`box_of_outline`), and points that go round nothing (`outline_unreadable`): then the box is what there is.
 */
export function* outlinedBox(
  box: Box,
  points: readonly Point[],
  location: ReportLocation,
  quadOf: typeof quadRegion = quadRegion,
): Generator<ReadEvent, ShapeParts> {
  const quad = quadOf(points)
  if (quad === null) yield report("lost", "outline_unreadable", location)
  if (quad === null) return { box }
  if (!isOtherBox(box, quad.box)) return { ...quad, box }
  yield report("changed", "box_of_outline", { ...location, found: box })
  return quad
}

/** The rotated box that a region is; null for all others, and where it is rotated by nothing. */
export function findRotation({ geometry }: Pick<Region, "geometry">): RotatedBox | null {
  return geometry.type === "rotatedBox" && dropWholeRotations(geometry.rotation) !== 0 ? geometry : null
}

/** True for a region that is an upright box. */
export function isUpright({ geometry }: Pick<Region, "geometry">): boolean {
  return geometry.type === "box" || (geometry.type === "rotatedBox" && findRotation({ geometry }) === null)
}

/**
 * The line of a region that is more than an upright box, or null: the corners of a rotated box, an outline, several rings as
 * one line (see {@link joinRings}).
 */
export function findLine(region: Pick<Region, "geometry">): readonly Point[] | null {
  return isUpright(region) ? null : joinRings(ringsOf(region.geometry))
}

/**
 * A region's geometry from what its file says. Lines that go to another part and back the same way are taken apart. What has
 * no area is the box.
 *
 * @param isText whether the region holds text: four corners around one are a quad, around anything else a polygon
 */
export function toShape({ box, outline, rings, rotated }: ShapeParts, isText: boolean): Shape {
  if (rotated) return rotated
  const found = rings ?? (outline && splitRing(outline))
  return (found && outlineShape(found, isText)) ?? boxShape(box)
}
