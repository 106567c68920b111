import type { Shape, Size } from "@justesse/types"
import { edgesOf } from "../geometry/iou.ts"

/** Room in which a whole image is looked at, in CSS pixels: what a window of 1280 x 720 leaves between the bars. */
const VIEW: Size = { width: 1_000, height: 640 }

/**
 * Two edges nearer than this on the screen are one line to the eye, in CSS pixels: the line between them lies within 2 px of both,
 * which is as thick as an edge is drawn.
 */
const LINE_PX = 4

/**
 * Two edges further apart than this share of the shorter side are never the same. People whom nobody knows yet spread by a tenth
 * of the side each (`EDGE_SETTINGS.priorSpread`), so 92 % of the edges of two people lie nearer than this by chance alone.
 */
const SPREAD = 0.25

/**
 * Whether two upright boxes differ by less than an eye can tell: each edge by no more than {@link LINE_PX} on the screen while the
 * whole image is in view, and by no more than {@link SPREAD} of the shorter side. False for other shapes, and where the image has
 * no size.
 *
 * @example areSameToEye(boxA, boxB, { width: 1000, height: 1280 }) // edges up to 6 image pixels apart, in boxes of 24 and higher
 */
export function areSameToEye(a: Shape, b: Shape, size: Size | undefined): boolean {
  if (a.type !== "box" || b.type !== "box" || !size || !(size.width > 0 && size.height > 0)) return false
  const imagePx = Math.max(size.width / VIEW.width, size.height / VIEW.height)
  const side = Math.min(a.width, a.height, b.width, b.height)
  const limit = Math.min(LINE_PX * imagePx, SPREAD * side)
  const [p, q] = [edgesOf(a), edgesOf(b)]
  return (["left", "top", "right", "bottom"] as const).every((edge) => Math.abs(p[edge] - q[edge]) <= limit)
}
