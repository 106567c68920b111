import { type Box, boundsOf, type Point, type Region, type RotatedBox } from "@justesse/types"

/** What a turned box gives a region: the upright box around it, its corners as outline, and the turned box itself. */
export interface RotatedParts {
  readonly box: Box
  readonly outline?: Point[]
  readonly turned?: RotatedBox
}

/** Sine and cosine, exact at whole quarter turns, so that a box turned by 90° keeps whole pixels whole. */
function sineAndCosine(degrees: number): readonly [sine: number, cosine: number] {
  const quarter = (((degrees / 90) % 4) + 4) % 4
  if (Number.isInteger(quarter)) return [[0, 1, 0, -1][quarter] ?? 0, [1, 0, -1, 0][quarter] ?? 1]
  const radians = (degrees * Math.PI) / 180
  return [Math.sin(radians), Math.cos(radians)]
}

/** `degrees` without whole turns, in (-360, 360), its sign kept; `-0` becomes 0. */
export function dropWholeRotations(degrees: number): number {
  return (degrees % 360) + 0
}

/**
 * A box of a file with its rotation, as the parts of a region. The file's convention must be rotation in degrees clockwise
 * about the box's **centre** (CVAT, Datumaro and our own); for Label Studio's see {@link turnedAboutTopLeft}. A rotation of
 * whole turns gives the box alone. Exact to 1e-9 px, and without any rounding at quarter turns of whole pixels.
 *
 * @param box the unturned box, finite with positive sides, pixels
 * @example
 * turnedRegion({ x: 0, y: 0, width: 4, height: 2 }, 90).box // { x: 1, y: -1, width: 2, height: 4 }
 */
export function rotateRegion(box: Box, rotation: number): RotatedParts {
  const degrees = dropWholeRotations(rotation)
  const { x, y, width, height } = box
  if (degrees === 0 || !Number.isFinite(degrees)) return { box: { x, y, width, height } }
  const rotated = { x, y, width, height, rotation: degrees }
  const outline = cornersOf(rotated)
  // Boxes of positive sides have bounds unless rounding swallows them, far outside any picture.
  return { box: boundsOf(outline) ?? { x, y, width, height }, outline, turned: rotated }
}

/**
 * {@link turnedRegion} for files that turn a box clockwise about its **top left** corner (Label Studio, after its percent
 * were made pixels): the same box, moved so that it is turned about its centre.
 *
 * @example
 * turnedAboutTopLeft({ x: 200, y: 100, width: 300, height: 100 }, 90).box // { x: 100, y: 100, width: 100, height: 300 }
 */
export function rotateAboutTopLeft(box: Box, rotation: number): RotatedParts {
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

/** The corners of a turned box: those that were top left, top right, bottom right and bottom left before it was turned. */
export function cornersOf(rotated: RotatedBox): [Point, Point, Point, Point] {
  const [sine, cosine] = sineAndCosine(rotated.rotation)
  const centreX = rotated.x + rotated.width / 2
  const centreY = rotated.y + rotated.height / 2
  const corner = (right: number, down: number): Point => {
    const x = right * (rotated.width / 2)
    const y = down * (rotated.height / 2)
    return { x: centreX + x * cosine - y * sine, y: centreY + x * sine + y * cosine }
  }
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

/** The corners of an upright box in the order of {@link cornersOf}. */
export function cornersOfBox({ x, y, width, height }: Box): [Point, Point, Point, Point] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
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
  const rotated = { x: centreX - width / 2, y: centreY - height / 2, width, height, rotation }
  const near = cornersOf(rotated).every((corner, i) => {
    const given = [a, b, c, d][i] ?? a
    return Math.abs(corner.x - given.x) <= tolerancePx && Math.abs(corner.y - given.y) <= tolerancePx
  })
  return near ? rotated : null
}

/** Corners of an upright box, whichever of them comes first and whichever way they run: they state no direction. */
export function areUpright(corners: readonly Point[], tolerancePx = 1e-6): boolean {
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
export function quadRegion(corners: readonly Point[], tolerancePx = 1e-6): RotatedParts | null {
  const box = boundsOf(corners)
  if (box === null) return null
  return areUpright(corners, tolerancePx) ? { box } : statedQuad(corners, tolerancePx)
}

/** {@link quadRegion} for a form whose first corner states which one was top left before the box was turned. */
export function statedQuad(corners: readonly Point[], tolerancePx = 1e-6): RotatedParts | null {
  const box = boundsOf(corners)
  if (box === null) return null
  const [a, , c] = corners
  if (a && c && a.x < c.x && a.y < c.y && areUpright(corners)) return { box }
  const rotated = fitRotatedBox(corners, tolerancePx)
  return { box, outline: [...corners], ...(rotated && rotated.rotation !== 0 ? { turned: rotated } : {}) }
}

/** Nearer than this the bounds of an outline are the box beside it. */
const SAME_PX = 1e-6

/**
 * The parts of a region from a file that gives a box and, beside it, points. Points that are only the corners of that box say
 * nothing more; others are kept as outline, a rectangle also as turned box, and the box stays as the file has it.
 */
export function outlinedBox(box: Box, points: readonly Point[]): RotatedParts {
  const quad = quadRegion(points)
  const same =
    quad && (["x", "y", "width", "height"] as const).every((key) => Math.abs(quad.box[key] - box[key]) <= SAME_PX)
  return same ? { ...quad, box } : { box, outline: [...points] }
}

/** The turned box of a region while it still says something: null where there is none or the box was moved since. */
export function findRotation(region: Region): RotatedBox | null {
  return region.turned && !region.outlineStale ? region.turned : null
}

/** The outline of a region while it fits its box: null where there is none or the box was moved since. */
export function liveOutline(region: Region): Point[] | null {
  return region.outline && !region.outlineStale ? region.outline : null
}
