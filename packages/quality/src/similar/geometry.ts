import { boxOf, type Region } from "@justesse/types"
import { edgesOf } from "../geometry/iou.ts"

/** An edge of a box. */
export type Edge = "left" | "top" | "right" | "bottom"

const EDGES: readonly Edge[] = ["left", "top", "right", "bottom"]
/** The edge in question moves at least this much more than any other … */
const TIMES = 2
/** … and the two sides lie at least this share of its whole spread apart: two camps, not a crowd. */
const APART = 0.5
/** A box belongs to a side when its edge is within this share of the gap from that side. */
const NEAR = 0.25

/** Two camps over one edge: where each ends, in image pixels. */
interface EdgeCamps {
  readonly edge: Edge
  /** The edge of those who drew wider, and of those who drew narrower: the nearest of each camp to the other. */
  readonly wide: number
  readonly narrow: number
}

/** The one edge over which boxes fall into two camps; null when several edges differ or there are no two camps. */
export function edgeCamps(regions: readonly Region[]): EdgeCamps | null {
  const boxes = regions.map((region) => edgesOf(boxOf(region)))
  const spreads = EDGES.map((edge) => {
    const values = boxes.map((box) => box[edge]).sort((p, q) => p - q)
    return { edge, values, spread: (values[values.length - 1] ?? 0) - (values[0] ?? 0) }
  })
  spreads.sort((p, q) => q.spread - p.spread)
  const [most, next] = spreads
  if (!most || !next || most.spread <= 0 || next.spread * TIMES > most.spread) return null
  const { low, high } = widestGap(most.values)
  if (high - low < most.spread * APART) return null
  const isOutwardLess = most.edge === "left" || most.edge === "top"
  return isOutwardLess ? { edge: most.edge, wide: low, narrow: high } : { edge: most.edge, wide: high, narrow: low }
}

function widestGap(sorted: readonly number[]): { low: number; high: number } {
  let gap = { low: sorted[0] ?? 0, high: sorted[0] ?? 0 }
  sorted.forEach((high, i) => {
    const low = sorted[i - 1] ?? high
    if (high - low > gap.high - gap.low) gap = { low, high }
  })
  return gap
}

/** The camp a box is in; null where it lies between them. */
export function campOf(region: Region, { edge, wide, narrow }: EdgeCamps): "wide" | "narrow" | null {
  const along = (edgesOf(boxOf(region))[edge] - narrow) / (wide - narrow)
  if (along >= 1 - NEAR) return "wide"
  return along <= NEAR ? "narrow" : null
}
