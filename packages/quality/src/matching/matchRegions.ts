import { boxOf, type Region } from "@justesse/types"
import { matchBoxes } from "./matchBoxes.ts"

/** {@link matchBoxes} for regions, whatever their shape. */
export function matchRegions(
  a: readonly Region[],
  b: readonly Region[],
  minIou: number,
  tie?: (a: number, b: number) => number,
): ReturnType<typeof matchBoxes> {
  return matchBoxes(a.map(boxOf), b.map(boxOf), minIou, tie)
}
