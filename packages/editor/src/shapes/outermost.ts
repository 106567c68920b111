import type { Point } from "@justesse/types"
import { EDGES, type Edge } from "../box.ts"

/** How far out a point is towards an edge. */
const OUT: Readonly<Record<Edge, (at: Point) => number>> = {
  left: ({ x }) => -x,
  right: ({ x }) => x,
  top: ({ y }) => -y,
  bottom: ({ y }) => y,
}
/** By this share of what they measure a reading must be better than the next one, or nothing is said. */
const CLEARLY = 0.2

/**
 * Of which edges three of a thing's four outermost points are, in their order; null with fewer or more points, and where two readings
 * are as good as each other. The reading taken is the one in which the points stand out most over the others towards their edges.
 */
export function edgesOfThree(points: readonly Point[]): readonly Edge[] | null {
  const [a, b, c] = points
  if (!a || !b || !c || points.length > 3) return null
  const readings = EDGES.flatMap((first) =>
    EDGES.flatMap((second) =>
      EDGES.flatMap((third) => {
        const edges = [first, second, third] as const
        return new Set(edges).size < 3 ? [] : [{ edges, lead: sumOfLeads([a, b, c], edges) }]
      }),
    ),
  ).sort((one, other) => other.lead - one.lead)
  const [best, next] = readings
  if (!best || !next) return null
  const xs = [a, b, c].map(({ x }) => x)
  const ys = [a, b, c].map(({ y }) => y)
  const size = Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys)
  return best.lead - next.lead > CLEARLY * size ? best.edges : null
}

function sumOfLeads(points: readonly Point[], edges: readonly Edge[]): number {
  return points.reduce((sum, point, at) => {
    const out = OUT[edges[at] ?? "left"]
    const others = points.filter((other) => other !== point).map(out)
    return sum + out(point) - Math.max(...others)
  }, 0)
}

/** The edge whose point is missing still. */
export function missingEdge(edges: readonly Edge[]): Edge | null {
  return EDGES.find((edge) => !edges.includes(edge)) ?? null
}
