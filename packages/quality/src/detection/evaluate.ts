import { type AreaRange, type Matched, matchDetections, VERDICT } from "./match.ts"
import type { DetectionTables } from "./tables.ts"

/** The ten overlaps 0.50, 0.55 … 0.95 at which the reference matches. */
export const COCO_THRESHOLDS = Float64Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : i * (0.45 / 9) + 0.5))

/** The reference's ranges of areas in square pixels: all, below 32², to 96², above. */
export const COCO_AREAS: readonly AreaRange[] = [
  { name: "all", from: 0, to: 1e10 },
  { name: "small", from: 0, to: 32 ** 2 },
  { name: "medium", from: 32 ** 2, to: 96 ** 2 },
  { name: "large", from: 96 ** 2, to: 1e10 },
]

/** How many found boxes of a label in a picture count, for the three recalls. */
export const COCO_MOST: readonly [number, number, number] = [1, 10, 100]

/** Recall is cut at 0, 0.01 … 1. */
export const RECALL_POINTS = 101

/** Precision and recall of a set of found boxes against gold; -1 where there is no gold that counts. */
export interface DetectionEvaluation {
  readonly labels: number
  readonly thresholds: Float64Array
  readonly areas: readonly AreaRange[]
  readonly most: readonly number[]
  /** Precision at 101 recalls with the last of `most`: `((threshold * labels + label) * areas + area) * 101 + recall`. */
  readonly precision: Float64Array
  /** Score of the box that reaches that recall, in the same places; 0 where none does. */
  readonly score: Float64Array
  /** Greatest recall: `((threshold * labels + label) * areas + area) * most + place in most`. */
  readonly recall: Float64Array
  /** Gold that counts: `label * areas + area`. */
  readonly positives: Int32Array
}

/**
 * COCO's evaluation with the semantics of pycocotools 2.0, of boxes to the bit of its matching and ties; of lines (its `segm`) with
 * exact areas where that counts pixels.
 *
 * Gold marked crowd does not count and swallows what lies in it; the file's own `ignore` marks are not used, as there. One
 * difference on purpose: an object whose id is 0 counts like any other (there it can never be found).
 *
 * @returns precision and recall in [0, 1], or -1 where a label has no gold in that range of areas.
 * @see Lin et al. 2014, "Microsoft COCO: Common Objects in Context".
 */
export function evaluateDetections(tables: DetectionTables): DetectionEvaluation {
  const [thresholds, areas, most] = [COCO_THRESHOLDS, COCO_AREAS, COCO_MOST]
  const matched = matchDetections(tables, { thresholds, areas, most: most[2] })
  const cells = thresholds.length * tables.labels * areas.length
  const evaluation: DetectionEvaluation = {
    labels: tables.labels,
    thresholds,
    areas,
    most,
    precision: new Float64Array(cells * RECALL_POINTS).fill(-1),
    score: new Float64Array(cells * RECALL_POINTS).fill(-1),
    recall: new Float64Array(cells * most.length).fill(-1),
    positives: matched.positives,
  }
  for (let label = 0; label < tables.labels; label++) accumulate(tables, matched, evaluation, label)
  return evaluation
}

function accumulate(tables: DetectionTables, matched: Matched, into: DetectionEvaluation, label: number): void {
  const { byLabel, rank, positives } = matched
  const limit = into.most.at(-1) ?? 0
  const rows = byLabel.rows
    .subarray(byLabel.start[label] ?? 0, byLabel.start[label + 1] ?? 0)
    .filter((row) => (rank[row] ?? 0) < limit)
  const precision = new Float64Array(rows.length)
  const recall = new Float64Array(rows.length)
  for (let a = 0; a < into.areas.length; a++) {
    const positive = positives[label * into.areas.length + a] ?? 0
    if (positive === 0) continue
    for (let t = 0; t < into.thresholds.length; t++) {
      const offset = (a * into.thresholds.length + t) * tables.found.score.length
      const cell = (t * into.labels + label) * into.areas.length + a
      writeRecalls(rows, matched, offset, positive, into, cell)
      fillCurve(rows, matched.verdict, offset, positive, precision, recall)
      sampleCurve(rows, tables.found.score, precision, recall, into, cell)
    }
  }
}

/** The greatest recall with the first 1, 10 and 100 of each picture. */
function writeRecalls(
  rows: Int32Array,
  { verdict, rank }: Matched,
  offset: number,
  positive: number,
  into: DetectionEvaluation,
  cell: number,
): void {
  for (const [m, most] of into.most.entries()) {
    let right = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      if ((rank[row] ?? 0) < most && verdict[offset + row] === VERDICT.right) right++
    }
    into.recall[cell * into.most.length + m] = right / positive
  }
}

/** Precision made non-increasing from the right, and recall, after each found box. */
function fillCurve(
  rows: Int32Array,
  verdict: Uint8Array,
  offset: number,
  positive: number,
  precision: Float64Array,
  recall: Float64Array,
): void {
  let right = 0
  let wrong = 0
  for (let i = 0; i < rows.length; i++) {
    const was = verdict[offset + (rows[i] ?? 0)]
    if (was === VERDICT.right) right++
    else if (was === VERDICT.wrong) wrong++
    recall[i] = right / positive
    precision[i] = right / (wrong + right + Number.EPSILON)
  }
  for (let i = rows.length - 1; i > 0; i--)
    if ((precision[i] ?? 0) > (precision[i - 1] ?? 0)) precision[i - 1] = precision[i] ?? 0
}

function sampleCurve(
  rows: Int32Array,
  scores: Float64Array,
  precision: Float64Array,
  recall: Float64Array,
  into: DetectionEvaluation,
  cell: number,
): void {
  let i = 0
  for (let r = 0; r < RECALL_POINTS; r++) {
    const wanted = r === RECALL_POINTS - 1 ? 1 : r * 0.01
    while (i < rows.length && (recall[i] ?? 0) < wanted) i++
    const reached = i < rows.length
    into.precision[cell * RECALL_POINTS + r] = reached ? (precision[i] ?? 0) : 0
    into.score[cell * RECALL_POINTS + r] = reached ? (scores[rows[i] ?? 0] ?? 0) : 0
  }
}
