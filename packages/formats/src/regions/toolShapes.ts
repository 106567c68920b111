import { boxOf, cornersOf, type Point, type Region } from "@justesse/types"
import { isList, type JsonValue } from "../io/jsonParse.ts"
import { isFiniteNumber } from "./parts.ts"
import { findLine, findRotation, isUpright, type ShapeParts } from "./rotated.ts"

/** The line by which a region goes out where a format has boxes, rotated ones too, and polygons; null for those boxes. */
export function findOutline(region: Region): readonly Point[] | null {
  return findRotation(region) ? null : findLine(region)
}

/** True while a region is the upright box for which a file's other shape (a circle, a mask) is carried. */
export function isStillBox(region: Region, bbox: JsonValue | undefined): boolean {
  const { x, y, width, height } = boxOf(region)
  return isUpright(region) && isList(bbox) && [x, y, width, height].every((number, i) => number === bbox[i])
}

/** False where a file's numbers are so large that sums of them are none: nothing of such a place can be kept. */
export function isFiniteGeometry({ box, outline, rings, rotated }: ShapeParts): boolean {
  const numbers = [
    ...Object.values(box),
    ...[...(outline ?? []), ...(rings ?? []).flat(), ...(rotated ? cornersOf(rotated) : [])].flatMap(({ x, y }) => [
      x,
      y,
    ]),
  ]
  return numbers.every(isFiniteNumber)
}
