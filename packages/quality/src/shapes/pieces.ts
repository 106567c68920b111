import { isInsideRings, type Ring } from "@justesse/types"
import { measureArea } from "./areas.ts"

/** The parts and holes that rings make. */
interface Pieces {
  readonly parts: number
  readonly holes: number
  /** The rings that were counted, in their order. */
  readonly kept: Ring[]
}

/**
 * How many parts and holes rings make, read even-odd: a ring that an odd number of others goes round is a hole. Rings with less than
 * `least` of the whole area are not counted. A ring that crosses itself counts as one.
 */
export function countPieces(rings: readonly Ring[], least: number): Pieces {
  const [only] = rings
  if (only && rings.length === 1) return { parts: 1, holes: 0, kept: [only] }
  const floor = least * measureArea(rings)
  const kept = rings.filter((ring) => measureArea([ring]) >= floor)
  const holes = kept.filter((ring) => {
    const [point] = ring
    const around = kept.filter((other) => other !== ring && point !== undefined && isInsideRings([other], point))
    return around.length % 2 === 1
  }).length
  return { parts: kept.length - holes, holes, kept }
}
