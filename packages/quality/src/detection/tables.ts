import { ringsOf, type Shape } from "@justesse/types"
import { measureArea } from "../shapes/areas.ts"
import { type Compared, comparedBy, OutlineOverlaps } from "./outlines.ts"

/** Boxes of the gold, one row each. Pictures and labels are positions, not ids. */
interface GoldTable {
  readonly image: Int32Array
  readonly label: Int32Array
  /** Left, top, width, height of each row in image pixels: four numbers a row. */
  readonly box: Float64Array
  /** Pixels that the object covers (its outline where known, else its box): decides small, medium, large. */
  readonly area: Float64Array
  /** 1 where the row is a crowd region: what is found in it is neither right nor wrong. */
  readonly crowd: Uint8Array
}

/** Boxes that a model found, one row each, in the order of its file (ties of the score keep it). */
interface FoundTable {
  readonly image: Int32Array
  readonly label: Int32Array
  /** Left, top, width, height of each row in image pixels: four numbers a row. */
  readonly box: Float64Array
  /** Pixels that each row covers: its line where rows are compared by these, else its box. */
  readonly area: Float64Array
  /** How sure the model is; any range, greater is surer, never NaN. */
  readonly score: Float64Array
}

/**
 * What is evaluated. A picture is its position among all pictures sorted by id, a label its position among all labels:
 * equal scores in different pictures are taken in the order of the pictures, as the reference does.
 */
export interface DetectionTables {
  readonly images: number
  readonly labels: number
  readonly gold: GoldTable
  readonly found: FoundTable
  /** By what the rows are compared. */
  readonly compared: Compared
  /** Null where all are compared by their boxes. */
  readonly outlines: OutlineOverlaps | null
}

/** A region of the gold as a caller has it. Without `area` that of its line counts, or that of its box. */
export interface GoldRow {
  readonly image: number
  readonly label: number
  readonly box: readonly [number, number, number, number]
  /** Its line where it is more than the box. */
  readonly outline?: Shape | null
  readonly area?: number
  readonly isCrowd?: boolean
}

/** What was found as a caller has it. */
export interface FoundRow {
  readonly image: number
  readonly label: number
  readonly box: readonly [number, number, number, number]
  /** Its line where it is more than the box. */
  readonly outline?: Shape | null
  readonly score: number
}

/**
 * The typed columns of `gold` and `found`; `image` and `label` of each row are positions below `images`, `labels`. Where both sides
 * have lines these are compared, pair by pair: with lines everywhere that is COCO's `segm`, without them on either side its `bbox`.
 */
export function detectionTables(
  images: number,
  labels: number,
  gold: readonly GoldRow[],
  found: readonly FoundRow[],
): DetectionTables {
  const lines = { gold: gold.map((row) => row.outline ?? null), found: found.map((row) => row.outline ?? null) }
  const compared = comparedBy(
    lines,
    gold.map((row) => row.isCrowd === true),
  )
  const areaOf = (box: GoldRow["box"], line: Shape | null | undefined) =>
    line ? measureArea(ringsOf(line)) : box[2] * box[3]
  return {
    images,
    labels,
    compared,
    outlines: compared.by === "box" ? null : new OutlineOverlaps(lines),
    gold: {
      image: Int32Array.from(gold, (row) => row.image),
      label: Int32Array.from(gold, (row) => row.label),
      box: boxColumn(gold),
      area: Float64Array.from(gold, (row) => row.area ?? areaOf(row.box, row.outline)),
      crowd: Uint8Array.from(gold, (row) => (row.isCrowd ? 1 : 0)),
    },
    found: {
      image: Int32Array.from(found, (row) => row.image),
      label: Int32Array.from(found, (row) => row.label),
      box: boxColumn(found),
      area: Float64Array.from(found, (row) => areaOf(row.box, compared.by === "box" ? null : row.outline)),
      score: Float64Array.from(found, (row) => row.score),
    },
  }
}

function boxColumn(rows: readonly { readonly box: readonly [number, number, number, number] }[]): Float64Array {
  const column = new Float64Array(rows.length * 4)
  for (const [i, row] of rows.entries()) column.set(row.box, i * 4)
  return column
}

/** Rows in the order of a key: `rows[start[k]]` to before `rows[start[k + 1]]` have key `k`, in the order they came. */
interface Groups {
  readonly rows: Int32Array
  readonly start: Int32Array
}

/** Counting sort of `rows` by `key` (below `keys`), which keeps the order of rows with one key. */
export function groupBy(key: Int32Array, keys: number, rows: Int32Array): Groups {
  const start = new Int32Array(keys + 1)
  for (const row of rows) {
    const at = (key[row] ?? 0) + 1
    start[at] = (start[at] ?? 0) + 1
  }
  for (let k = 1; k <= keys; k++) start[k] = (start[k] ?? 0) + (start[k - 1] ?? 0)
  const next = start.slice()
  const sorted = new Int32Array(rows.length)
  for (const row of rows) {
    const at = next[key[row] ?? 0] ?? 0
    sorted[at] = row
    next[key[row] ?? 0] = at + 1
  }
  return { rows: sorted, start }
}

/** 0 to n - 1. */
export function everyRow(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i)
}

/** Rows of `found` from the surest on; equal scores by picture, then as they came (the reference's stable sort). */
export function bySureness({ image, score }: FoundTable): Int32Array {
  return everyRow(score.length).sort(
    (a, b) => (score[b] ?? 0) - (score[a] ?? 0) || (image[a] ?? 0) - (image[b] ?? 0) || a - b,
  )
}

/**
 * Overlap of row `a` of `boxes` with row `b` of `others`: intersection over union, in [0, 1]; over a crowd region the
 * part of `a` that lies in it. In the reference's order of operations, so that thresholds fall the same way.
 */
export function overlap(boxes: Float64Array, a: number, others: Float64Array, b: number, isCrowd: boolean): number {
  const [ax, ay, aw, ah] = [boxes[a * 4] ?? 0, boxes[a * 4 + 1] ?? 0, boxes[a * 4 + 2] ?? 0, boxes[a * 4 + 3] ?? 0]
  const [bx, by, bw, bh] = [others[b * 4] ?? 0, others[b * 4 + 1] ?? 0, others[b * 4 + 2] ?? 0, others[b * 4 + 3] ?? 0]
  const width = Math.min(aw + ax, bw + bx) - Math.max(ax, bx)
  if (!(width > 0)) return 0
  const height = Math.min(ah + ay, bh + by) - Math.max(ay, by)
  if (!(height > 0)) return 0
  const shared = width * height
  const union = isCrowd ? aw * ah : aw * ah + bw * bh - shared
  return union > 0 ? shared / union : 0
}

/** {@link overlap} of a found row with one of the gold, by their lines where both have one. */
export function overlapWithGold({ gold, found, outlines }: DetectionTables, row: number, goldRow: number): number {
  const isCrowd = gold.crowd[goldRow] === 1
  return outlines?.withGold(row, goldRow, isCrowd) ?? overlap(found.box, row, gold.box, goldRow, isCrowd)
}

/** {@link overlap} of two found rows, by their lines where both have one. */
export function overlapOfFound({ found, outlines }: DetectionTables, row: number, other: number): number {
  return outlines?.betweenFound(row, other) ?? overlap(found.box, row, found.box, other, false)
}
