import { boxOf, type Region } from "@justesse/types"
import { overlapOfRegions } from "../geometry/regions.ts"
import { type Match, matchBoxes, matchShapes, type TieBreak } from "./matchBoxes.ts"

/** {@link matchBoxes} for regions, whatever their shape: those that are no plain boxes overlap by what lies inside their lines. */
export function matchRegions(a: readonly Region[], b: readonly Region[], minIou: number, tie?: TieBreak): Match[] {
  const [first, second] = [a.map(boxOf), b.map(boxOf)]
  if (a.every(isBox) && b.every(isBox)) return matchBoxes(first, second, minIou, tie)
  const overlap = (i: number, j: number) => {
    const [p, q] = [a[i], b[j]]
    return p && q ? overlapOfRegions(p, q) : 0
  }
  return matchShapes(first, second, { minIou, overlap, ...(tie && { tie }) })
}

function isBox({ geometry }: Region): boolean {
  return geometry.type === "box"
}
