import { type Box, boundsOf, type Ring } from "@justesse/types"
import { clamp } from "../boxes/numbers.ts"
import { boundsOfBoxes } from "../geometry/iou.ts"
import { lengthOf } from "./boundary.ts"
import { type Surface, traceContour } from "./contour.ts"
import { findCorners, snapCorners } from "./corners.ts"
import { FastMedian } from "./median.ts"
import { findMedoid } from "./medoid.ts"
import { Outline } from "./outline.ts"
import { overlapOfRings } from "./overlap.ts"
import { countPieces } from "./pieces.ts"
import type { MergeDoubt } from "./quality.ts"
import { simplifyRings } from "./simplify.ts"

/** One person's outline: rings read even-odd, weight above 0, bias as a share of the square root of the area. */
export interface OutlineVote {
  readonly rings: readonly Ring[]
  readonly weight: number
  readonly bias?: number
}

/** An outline out of several. With a doubt, it is one vote's own. */
interface MergedRings {
  readonly rings: readonly Ring[]
  readonly doubt: MergeDoubt | null
}

/** Parts and holes below this share of the area are not counted. */
const SMALL_PIECE = 0.02
/** Cells in a row over the square root of the area: pixels of a cell between a quarter and 4. */
const FINENESS = 256
/**
 * Lines longer than this many times the square root of the area are scribbles (a square's is 4 times, a comb's 30): there is
 * no line between two of them, and looking for it would take minutes.
 */
export const LONGEST_LINE = 60
/** Corners are looked for within this many cells. */
const CORNER_CELLS = 3

/**
 * The outline that several people's come to: where the weighted median of their signed distances is 0, each distance less the
 * person's bias (for an odd number of equals the majority of the area, for two the middle line). Drawn on a grid as fine as
 * the thing is small, corners that half of the weight set together put at their median, then simplified.
 *
 * The medoid, the vote with the greatest weighted IoU to all, stands in where two outlines overlap by less than 0.3, where nothing
 * is left, where a line is a scribble, or where the number of parts and holes is not the one that most of the weight drew.
 * Robust form of shape-based averaging (Rohlfing & Maurer, "Shape-based averaging", 2007).
 */
export function mergeOutlines(votes: readonly OutlineVote[]): MergedRings {
  const { medoid, isApart } = findMedoid(votes, (a, b) => overlapOfRings(a.rings, b.rings))
  if (isApart) return { rings: medoid.rings, doubt: "apart" }
  const outlines = votes.map(({ rings }) => new Outline(rings))
  const size = meanSize(outlines, votes)
  if (votes.some(({ rings }) => lengthOf(rings) > LONGEST_LINE * size)) return { rings: medoid.rings, doubt: "parts" }
  const step = clamp(size / FINENESS, 0.25, 4)
  const raw = withoutSpecks(traceMedian(outlines, votes, step))
  const reach = CORNER_CELLS * step
  const total = votes.reduce((sum, { weight }) => sum + weight, 0)
  const corners = findCorners(
    votes.map(({ rings, weight }) => ({ rings, weight: weight / total })),
    reach,
  )
  const rings = simplifyRings(snapCorners(raw, corners, reach), step / 4)
  return rings.length > 0 && isMajority(rings, votes) ? { rings, doubt: null } : { rings: medoid.rings, doubt: "parts" }
}

/** The line of the median of signed distances, as the grid of side `step` gives it. */
export function traceMedian(outlines: readonly Outline[], votes: readonly OutlineVote[], step: number): Ring[] {
  const size = meanSize(outlines, votes)
  const median = new FastMedian(votes.map(({ weight }) => weight))
  const surface: Surface = {
    outlines,
    offsets: votes.map(({ bias = 0 }) => bias * size),
    combine: (distances) => median.read(distances),
  }
  const most = Math.max(...votes.map(({ bias = 0 }) => Math.abs(bias * size)))
  const { x, y, width, height } = boundsOfBoxes(votes.flatMap(({ rings }) => boundsOf(rings.flat()) ?? [])) ?? NOWHERE
  return traceContour(surface, {
    bounds: { x: x - most, y: y - most, width: width + 2 * most, height: height + 2 * most },
    step,
  })
}

const NOWHERE: Box = { x: 0, y: 0, width: 1, height: 1 }

/** The square root of the mean area, pixels, weighted. */
export function meanSize(outlines: readonly Outline[], votes: readonly { readonly weight: number }[]): number {
  let [sum, weights] = [0, 0]
  outlines.forEach(({ area }, n) => {
    const weight = votes[n]?.weight ?? 0
    sum += weight * area
    weights += weight
  })
  return Math.sqrt(sum / weights)
}

/** Without parts and holes that are too small to count. */
function withoutSpecks(rings: readonly Ring[]): Ring[] {
  return countPieces(rings, SMALL_PIECE).kept
}

/** Whether more than half of the weight drew as many parts and as many holes. */
function isMajority(rings: readonly Ring[], votes: readonly OutlineVote[]): boolean {
  const mine = countPieces(rings, SMALL_PIECE)
  let [same, all] = [0, 0]
  for (const { rings: theirs, weight } of votes) {
    const { parts, holes } = countPieces(theirs, SMALL_PIECE)
    all += weight
    if (parts === mine.parts && holes === mine.holes) same += weight
  }
  return same > all / 2
}
