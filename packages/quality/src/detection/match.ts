import { bySureness, type DetectionTables, everyRow, groupBy, overlapWithGold } from "./tables.ts"

/** What a found box is at one threshold, within one range of areas: `neither` is matched to, or is, what does not count. */
export const VERDICT = { wrong: 0, right: 1, neither: 2 } as const

/** Areas from `from` to `to` in square pixels, both included. */
export interface AreaRange {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** How found boxes are matched with gold. */
export interface MatchRules {
  /** Least overlap of a match, ascending. */
  readonly thresholds: Float64Array
  readonly areas: readonly AreaRange[]
  /** So many of the surest boxes of a label in a picture count. */
  readonly most: number
}

/** What became of every found box. */
export interface Matched {
  /** `VERDICT` at `(area * thresholds + threshold) * rows + row`; rows of a rank from `most` on stay `wrong`. */
  readonly verdict: Uint8Array
  /** Place of a row among the found boxes of its label in its picture, 0 for the surest. */
  readonly rank: Int32Array
  /** Gold that counts, at `label * areas + area`. */
  readonly positives: Int32Array
  /** Rows by label, the surest first within a label, over all pictures. */
  readonly byLabel: { readonly rows: Int32Array; readonly start: Int32Array }
}

/** Lends its memory to every picture in turn. */
class Buffers {
  overlaps = new Float64Array(256)
  order = new Int32Array(64)
  ignored = new Uint8Array(64)
  taken = new Uint8Array(64)
  room(gold: number, found: number): void {
    if (this.overlaps.length < gold * found) this.overlaps = new Float64Array(gold * found * 2)
    if (this.order.length >= gold) return
    this.order = new Int32Array(gold * 2)
    this.ignored = new Uint8Array(gold * 2)
    this.taken = new Uint8Array(gold * 2)
  }
}

/** Gold and found boxes of one label in one picture: `goldRows[goldFrom]` to before `goldRows[goldTo]`, likewise found. */
interface Cell {
  readonly goldRows: Int32Array
  readonly goldFrom: number
  readonly goldTo: number
  readonly foundRows: Int32Array
  readonly foundFrom: number
  readonly foundTo: number
}

/**
 * Matches the found boxes of each label in each picture with its gold as pycocotools 2.0 does: the surest box takes the
 * gold with the greatest overlap that is still free (the later of equals); a gold that does not count (a crowd, or outside
 * the range of areas) only when none that counts is free, and a crowd may be taken again.
 *
 * @see Lin et al. 2014, "Microsoft COCO: Common Objects in Context", and `COCOeval.evaluateImg`.
 */
export function matchDetections(tables: DetectionTables, rules: MatchRules): Matched {
  const { images, labels, gold, found } = tables
  const n = found.score.length
  const sure = bySureness(found)
  const matched: Matched = {
    verdict: new Uint8Array(n * rules.areas.length * rules.thresholds.length),
    rank: new Int32Array(n),
    positives: new Int32Array(labels * rules.areas.length),
    byLabel: groupBy(found.label, labels, sure),
  }
  const foundCells = groupBy(found.label, labels, groupBy(found.image, images, sure).rows)
  const goldCells = groupBy(gold.label, labels, groupBy(gold.image, images, everyRow(gold.image.length)).rows)
  const buffers = new Buffers()
  for (let label = 0; label < labels; label++) {
    const goldEnd = goldCells.start[label + 1] ?? 0
    const foundEnd = foundCells.start[label + 1] ?? 0
    let goldFrom = goldCells.start[label] ?? 0
    let foundFrom = foundCells.start[label] ?? 0
    while (goldFrom < goldEnd || foundFrom < foundEnd) {
      const image = Math.min(
        goldFrom < goldEnd ? (gold.image[goldCells.rows[goldFrom] ?? 0] ?? 0) : images,
        foundFrom < foundEnd ? (found.image[foundCells.rows[foundFrom] ?? 0] ?? 0) : images,
      )
      let goldTo = goldFrom
      while (goldTo < goldEnd && gold.image[goldCells.rows[goldTo] ?? 0] === image) goldTo++
      let foundTo = foundFrom
      while (foundTo < foundEnd && found.image[foundCells.rows[foundTo] ?? 0] === image) foundTo++
      const cell = { goldRows: goldCells.rows, goldFrom, goldTo, foundRows: foundCells.rows, foundFrom, foundTo }
      matchCell(tables, rules, cell, label, matched, buffers)
      goldFrom = goldTo
      foundFrom = foundTo
    }
  }
  return matched
}

function matchCell(
  tables: DetectionTables,
  rules: MatchRules,
  cell: Cell,
  label: number,
  matched: Matched,
  buffers: Buffers,
): void {
  const { gold, found } = tables
  const { goldRows, goldFrom, foundRows, foundFrom } = cell
  const golds = cell.goldTo - goldFrom
  for (let d = foundFrom; d < cell.foundTo; d++) matched.rank[foundRows[d] ?? 0] = d - foundFrom
  const founds = Math.min(rules.most, cell.foundTo - foundFrom)
  buffers.room(golds, founds)
  const least = Math.min(rules.thresholds[0] ?? 1, 1 - 1e-10)
  let anyNear = false
  for (let d = 0; d < founds; d++) {
    for (let g = 0; g < golds; g++) {
      const goldRow = goldRows[goldFrom + g] ?? 0
      const near = overlapWithGold(tables, foundRows[foundFrom + d] ?? 0, goldRow)
      buffers.overlaps[d * golds + g] = near
      if (near >= least) anyNear = true
    }
  }
  for (const [a, range] of rules.areas.entries()) {
    const counting = orderGold(gold, cell, range, buffers)
    const at = label * rules.areas.length + a
    matched.positives[at] = (matched.positives[at] ?? 0) + counting
    for (let t = 0; t < rules.thresholds.length; t++) {
      const offset = (a * rules.thresholds.length + t) * found.score.length
      if (anyNear)
        takeGold(cell, founds, golds, counting, rules.thresholds[t] ?? 1, gold.crowd, buffers, matched, offset)
      for (let d = 0; d < founds; d++) {
        const row = foundRows[foundFrom + d] ?? 0
        if (matched.verdict[offset + row] !== VERDICT.wrong) continue
        const area = found.area[row] ?? 0
        if (area < range.from || area > range.to) matched.verdict[offset + row] = VERDICT.neither
      }
    }
  }
}

/** Puts the gold that counts first, else in the order of the file; answers how many count. */
function orderGold(gold: DetectionTables["gold"], cell: Cell, range: AreaRange, buffers: Buffers): number {
  const golds = cell.goldTo - cell.goldFrom
  let counting = 0
  for (let g = 0; g < golds; g++) {
    const row = cell.goldRows[cell.goldFrom + g] ?? 0
    const area = gold.area[row] ?? 0
    buffers.ignored[g] = gold.crowd[row] === 1 || area < range.from || area > range.to ? 1 : 0
    if (buffers.ignored[g] === 0) buffers.order[counting++] = g
  }
  let at = counting
  for (let g = 0; g < golds; g++) if (buffers.ignored[g] === 1) buffers.order[at++] = g
  return counting
}

function takeGold(
  cell: Cell,
  founds: number,
  golds: number,
  counting: number,
  threshold: number,
  crowd: Uint8Array,
  buffers: Buffers,
  matched: Matched,
  offset: number,
): void {
  buffers.taken.fill(0, 0, golds)
  for (let d = 0; d < founds; d++) {
    let best = Math.min(threshold, 1 - 1e-10)
    let chosen = -1
    for (let index = 0; index < golds; index++) {
      if (index >= counting && chosen >= 0 && buffers.ignored[chosen] === 0) break
      const g = buffers.order[index] ?? 0
      if (buffers.taken[g] === 1 && crowd[cell.goldRows[cell.goldFrom + g] ?? 0] !== 1) continue
      const near = buffers.overlaps[d * golds + g] ?? 0
      if (near < best) continue
      best = near
      chosen = g
    }
    if (chosen < 0) continue
    buffers.taken[chosen] = 1
    matched.verdict[offset + (cell.foundRows[cell.foundFrom + d] ?? 0)] =
      buffers.ignored[chosen] === 1 ? VERDICT.neither : VERDICT.right
  }
}
