import { assign } from "../matching/assign.ts"
import { iouOfEdges } from "./clusters.ts"
import { at, idAt } from "./numbers.ts"

/** IoU from which a pair counts, for the two figures everybody quotes. */
const AT = [0.5, 0.75] as const

/** Counts of one image or many, against a reference; they may be added up. This many numbers an image. */
export const SCORE_FIELDS = 5

/** F1 and IoU of a set of boxes against a reference, all in [0, 1]; null where nothing was matched. */
export interface BoxScore {
  readonly f1At50: number
  readonly f1At75: number
  /** Mean IoU of pairs with IoU >= 0.5. */
  readonly meanIou: number | null
  /** Panoptic quality: F1@0.5 × mean IoU. */
  readonly pq: number
}

/** Boxes of many images: four edges a box in pixels, and where each image's boxes begin. */
export interface BoxSet {
  readonly start: Int32Array
  readonly edges: Float64Array
}

/**
 * Counts of each image by optimal one-to-one matching: pairs at 0.5, the sum of their IoU, pairs at 0.75, boxes found,
 * boxes of the reference. Both sets must speak of the same images in the same order.
 */
export function countImages(found: BoxSet, reference: BoxSet): Float64Array {
  const images = reference.start.length - 1
  const counts = new Float64Array(SCORE_FIELDS * images)
  for (let image = 0; image < images; image++) {
    const a = idAt(found.start, image)
    const b = idAt(reference.start, image)
    const rows = idAt(found.start, image + 1) - a
    const columns = idAt(reference.start, image + 1) - b
    const base = SCORE_FIELDS * image
    const half = matched(found.edges, a, rows, reference.edges, b, columns, AT[0])
    counts[base] = half.pairs
    counts[base + 1] = half.iou
    counts[base + 2] = matched(found.edges, a, rows, reference.edges, b, columns, AT[1]).pairs
    counts[base + 3] = rows
    counts[base + 4] = columns
  }
  return counts
}

function matched(
  a: Float64Array,
  fromA: number,
  rows: number,
  b: Float64Array,
  fromB: number,
  columns: number,
  least: number,
): { pairs: number; iou: number } {
  const value = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const iou = iouOfEdges(a, 4 * (fromA + row), b, 4 * (fromB + column))
      value[row * columns + column] = iou >= least ? iou : 0
    }
  let pairs = 0
  let sum = 0
  assign(rows, columns, value).forEach((column, row) => {
    const iou = column < 0 ? 0 : at(value, row * columns + column)
    if (iou > 0) pairs++
    sum += iou
  })
  return { pairs, iou: sum }
}

/** The figures of the images whose numbers are in `images` (repeats count again), or of all. */
export function scoreOfCounts(counts: Float64Array, images?: Int32Array): BoxScore {
  const sums = new Float64Array(SCORE_FIELDS)
  const add = (image: number) => {
    for (let f = 0; f < SCORE_FIELDS; f++) sums[f] = at(sums, f) + at(counts, SCORE_FIELDS * image + f)
  }
  if (images) for (const image of images) add(image)
  else for (let image = 0; image < counts.length / SCORE_FIELDS; image++) add(image)
  const boxes = at(sums, 3) + at(sums, 4)
  const f1 = (pairs: number) => (boxes === 0 ? 1 : (2 * pairs) / boxes)
  const meanIou = at(sums, 0) === 0 ? null : at(sums, 1) / at(sums, 0)
  return { f1At50: f1(at(sums, 0)), f1At75: f1(at(sums, 2)), meanIou, pq: boxes === 0 ? 1 : (2 * at(sums, 1)) / boxes }
}
