import { betaBelow, betaQuantile } from "../numbers/beta.ts"

/** The four edges of a box, in the order in which they are listed. */
export const EDGES = ["left", "top", "right", "bottom"] as const
type Edge = (typeof EDGES)[number]

/** How far each edge of one graded box lies outside the right one (negative: inside), in pixels and as a share of its side. */
export interface EdgeOffsets {
  readonly px: Readonly<Record<Edge, number>>
  /** Left and right over the width of the right box, top and bottom over its height. */
  readonly ratio: Readonly<Record<Edge, number>>
}

/** A mean with its interval at 95 %. */
interface MeanInterval {
  readonly mean: number
  readonly interval: readonly [number, number]
}

/** What is known of one edge of one person. */
interface EdgeBias {
  readonly edge: Edge
  /** Too loose (positive) or too tight, in pixels, and as a share of the side. */
  readonly px: MeanInterval
  readonly ratio: MeanInterval
  /** Graded boxes at the first look that found a bias; null where none has. */
  readonly foundAt: number | null
}

/** Numbers of graded boxes at which a bias is looked for; nothing is shown before the first. */
const LOOKS: readonly number[] = [10, 15, 20, 30, 45]
/** Chance that an unbiased person is told of a bias on any edge at any look. */
const FALSE_ALARM = 0.05

/**
 * Bias of each edge from a person's graded boxes (gold, settled by a reviewer, or a mentor's), in the order in which they
 * were drawn. A bias is looked for at 10, 15, 20, 30 and 45 boxes, with t tests of the mean offset, corrected after Holm
 * over the four edges and evenly over the looks; so an unbiased person is warned in at most 5 % of the cases overall. A
 * bias of 4 px with a spread of 6 px is found by 45 boxes nine times in ten (COA-1). Boxes after the last look move the
 * means but are not tested: begin a new list to test again.
 *
 * @returns the edges in the order of `EDGES`, or null with fewer than 10 boxes, when nothing may be shown.
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure".
 */
export function edgeBias(boxes: readonly EdgeOffsets[], looks: readonly number[] = LOOKS): EdgeBias[] | null {
  if (boxes.length < (looks[0] ?? Infinity)) return null
  const found = new Map<Edge, number>()
  for (const look of looks) {
    if (look > boxes.length) break
    const seen = boxes.slice(0, look)
    const chances = EDGES.map((edge) => chanceOfMean(seen.map(({ px }) => px[edge])))
    holm(chances, FALSE_ALARM / looks.length).forEach((rejected, k) => {
      const edge = EDGES[k]
      if (rejected && edge && !found.has(edge)) found.set(edge, look)
    })
  }
  return EDGES.map((edge) => ({
    edge,
    px: meanInterval(boxes.map(({ px }) => px[edge])),
    ratio: meanInterval(boxes.map(({ ratio }) => ratio[edge])),
    foundAt: found.get(edge) ?? null,
  }))
}

/** Mean of at least two numbers with its 95 % interval by Student's t. */
export function meanInterval(numbers: readonly number[]): MeanInterval {
  const { mean, error, freedom } = momentsOf(numbers)
  const reach = freedom > 0 ? upperT(freedom) * error : Infinity
  return { mean, interval: [mean - reach, mean + reach] }
}

const UPPER_T = new Map<number, number>()

/** The 97.5 % quantile of Student's t; kept, since all four edges of everybody ask for few degrees of freedom. */
function upperT(freedom: number): number {
  const known = UPPER_T.get(freedom)
  if (known !== undefined) return known
  const found = tQuantile(0.975, freedom)
  UPPER_T.set(freedom, found)
  return found
}

/** Chance of a mean at least this far from 0 where the true one is 0 (two-sided t test). */
function chanceOfMean(numbers: readonly number[]): number {
  const { mean, error, freedom } = momentsOf(numbers)
  if (mean === 0) return 1
  if (error === 0) return 0
  const t = mean / error
  return betaBelow(freedom / (freedom + t * t), freedom / 2, 0.5)
}

function momentsOf(numbers: readonly number[]) {
  const n = numbers.length
  const mean = numbers.reduce((sum, x) => sum + x, 0) / n
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (n - 1) / n), freedom: n - 1 }
}

/** Quantile of Student's t for share above 1/2, from the beta quantile. */
export function tQuantile(share: number, freedom: number): number {
  const x = betaQuantile(2 * (1 - share), freedom / 2, 0.5)
  return Math.sqrt((freedom * (1 - x)) / x)
}

/** Which of several tests reject, with the chance of any false one at most `level`. */
function holm(chances: readonly number[], level: number): boolean[] {
  const order = chances.map((_, k) => k).sort((a, b) => (chances[a] ?? 1) - (chances[b] ?? 1))
  const rejected = chances.map(() => false)
  for (const [step, k] of order.entries()) {
    if ((chances[k] ?? 1) > level / (chances.length - step)) break
    rejected[k] = true
  }
  return rejected
}
