import { blockOf, type CalibrationCurve, calibrationCurve } from "./calibration.ts"
import { COCO_AREAS, COCO_MOST } from "./evaluate.ts"
import { matchDetections, VERDICT } from "./match.ts"
import { type DetectionTables, everyRow, groupBy, overlapOfFound, overlapWithGold } from "./tables.ts"

/**
 * Why a label of the gold is doubted: `missing` a sure box where the gold has nothing; `place` a sure box of the same label
 * beside gold that nothing else fits; `label` a sure box of another label on the gold; `unfound` gold that no box fits.
 */
type SuspectKind = "missing" | "place" | "label" | "unfound"

/** A place where the gold is likely wrong. */
export interface Suspect {
  readonly kind: SuspectKind
  readonly image: number
  /** The box to look at: the model's, for `unfound` the gold's. Left, top, width, height in image pixels. */
  readonly box: readonly [number, number, number, number]
  /** The model's label; null for `unfound`. */
  readonly label: number | null
  /** The gold's row and label; null for `missing`. */
  readonly gold: number | null
  readonly goldLabel: number | null
  /** Row of the found box; null for `unfound`. */
  readonly found: number | null
  /** The model's own score; null for `unfound`. */
  readonly score: number | null
  /** Probability that the gold is wrong here, in [0, 1]: comparable over labels and kinds, for the order of work. */
  readonly likelihood: number
}

/** How suspects are looked for; none of the numbers was fitted to data. */
interface SuspectRules {
  /** Overlap from which a box fits gold. */
  readonly iou: number
  /** Overlap from which a box of the same label may be the same object badly placed. */
  readonly near: number
  /** Share of the gold thought wrong beforehand: moves all likelihoods, not their order within a kind. */
  readonly errorRatio: number
  /** Least likelihood of a suspect. */
  readonly least: number
  /** At most so many. */
  readonly most: number
}

const RULES: SuspectRules = { iou: 0.5, near: 0.2, errorRatio: 0.02, least: 0.05, most: 1_000 }

/** So many items' worth of the curve over all labels go into the curve of one label. */
const POOLED_STRENGTH = 10

/** More than this a model cannot say against the gold. */
const SUREST = 0.99

/**
 * Places where the gold is likely wrong, the likeliest first (then the surer, then by picture and row).
 *
 * A score is turned into the probability that such a box is right: isotonic over all labels, then by label with ten items'
 * worth of the whole, leaving out the box itself. Of boxes like one that the gold does not confirm, `1 - p`, those that are
 * right all the same are `p·e / (1 - e)`, with `e` the share of wrong gold: the likelihood of an error is their ratio. Gold
 * that nothing fits, of a label and size found with probability `r`, is wrong with `e / (1 - r)`. Both end at 0.99. Of boxes
 * on one object only the surest is listed.
 */
export function likelyLabelErrors(tables: DetectionTables, rules: Partial<SuspectRules> = {}): Suspect[] {
  const using = { ...RULES, ...rules }
  const { gold, found, images } = tables
  const chances = rightChances(tables, using.iou)
  const founds = groupBy(found.image, images, everyRow(found.score.length))
  const golds = groupBy(gold.image, images, everyRow(gold.image.length))
  const isFound = new Uint8Array(gold.image.length)
  const suspects: Suspect[] = []
  for (let image = 0; image < images; image++) {
    const goldHere = golds.rows.subarray(golds.start[image] ?? 0, golds.start[image + 1] ?? 0)
    const here = founds.rows
      .slice(founds.start[image] ?? 0, founds.start[image + 1] ?? 0)
      .sort((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0) || (found.score[b] ?? 0) - (found.score[a] ?? 0) || a - b)
    for (const suspect of suspectsIn(tables, using, here, goldHere, chances, isFound)) suspects.push(suspect)
  }
  return [...suspects, ...unfound(tables, using, isFound, suspects)]
    .filter((suspect) => suspect.likelihood >= using.least)
    .sort(
      (a, b) =>
        b.likelihood - a.likelihood || (b.score ?? 0) - (a.score ?? 0) || a.image - b.image || rowOf(a) - rowOf(b),
    )
    .slice(0, using.most)
    .map((suspect) => ({ ...suspect, likelihood: Math.min(SUREST, suspect.likelihood) }))
}

const rowOf = (suspect: Suspect) => suspect.found ?? suspect.gold ?? 0

/** Probability that each found box is right, itself left out of what the curves learn from. */
function rightChances(tables: DetectionTables, iou: number): Float64Array {
  const { found, labels } = tables
  const all = COCO_AREAS.slice(0, 1)
  const { verdict, byLabel } = matchDetections(tables, {
    thresholds: Float64Array.of(iou),
    areas: all,
    most: COCO_MOST[2],
  })
  const right = verdict.map((was) => (was === VERDICT.right ? 1 : 0))
  const judged = (rows: Int32Array): CalibrationCurve => {
    const counting = rows.filter((row) => verdict[row] !== VERDICT.neither)
    return calibrationCurve({
      score: Float64Array.from(counting, (row) => found.score[row] ?? 0),
      right: Uint8Array.from(counting, (row) => right[row] ?? 0),
    })
  }
  const whole = judged(everyRow(found.score.length))
  const chances = new Float64Array(found.score.length)
  for (let label = 0; label < labels; label++) {
    const rows = byLabel.rows.subarray(byLabel.start[label] ?? 0, byLabel.start[label + 1] ?? 0)
    const own = judged(rows)
    for (const row of rows) {
      const counts = verdict[row] === VERDICT.neither ? 0 : 1
      const score = found.score[row] ?? 0
      const pooled = share(whole, score, counts, (right[row] ?? 0) * counts, 0.5, 1)
      chances[row] = share(own, score, counts, (right[row] ?? 0) * counts, pooled, POOLED_STRENGTH)
    }
  }
  return chances
}

/** Share that was right in the block of `score` without one item, with `strength` items of share `prior` beside. */
function share(
  curve: CalibrationCurve,
  score: number,
  without: number,
  rightWithout: number,
  prior: number,
  strength: number,
): number {
  const block = blockOf(curve, score)
  const total = Math.max(0, (curve.total[block] ?? 0) - without)
  const right = Math.max(0, (curve.right[block] ?? 0) - rightWithout)
  return (right + strength * prior) / (total + strength)
}

/** The best gold for a found box among that of its own label and among all. */
function nearestGold(tables: DetectionTables, row: number, goldHere: Int32Array) {
  const { gold, found } = tables
  const best = { own: -1, ownIou: 0, any: -1, anyIou: 0 }
  for (const g of goldHere) {
    const iou = overlapWithGold(tables, row, g)
    if (iou > best.anyIou) Object.assign(best, { any: g, anyIou: iou })
    if (iou > best.ownIou && gold.label[g] === found.label[row]) Object.assign(best, { own: g, ownIou: iou })
  }
  return best
}

function suspectsIn(
  tables: DetectionTables,
  rules: SuspectRules,
  here: Int32Array,
  goldHere: Int32Array,
  chances: Float64Array,
  isFound: Uint8Array,
): Suspect[] {
  const { gold, found } = tables
  const nearest = Array.from(here, (row) => nearestGold(tables, row, goldHere))
  for (const { own, ownIou } of nearest) if (ownIou >= rules.iou) isFound[own] = 1
  const suspects: Suspect[] = []
  const shown: number[] = []
  const marked = new Set<number>()
  for (const [i, row] of here.entries()) {
    const near = nearest[i]
    if (!near || near.ownIou >= rules.iou) continue
    if (near.any >= 0 && gold.crowd[near.any] === 1 && near.anyIou >= rules.iou) continue
    if (shown.some((other) => overlapOfFound(tables, row, other) >= rules.iou)) continue
    const onOther = near.anyIou >= rules.iou
    const beside = !onOther && near.ownIou >= rules.near && gold.crowd[near.own] !== 1
    const target = onOther ? near.any : beside ? near.own : -1
    // Gold that some box of its own label fits, or that is listed already, is not doubted once more.
    if (target >= 0 && (isFound[target] === 1 || marked.has(target))) continue
    if (target >= 0) marked.add(target)
    shown.push(row)
    const p = chances[row] ?? 0
    const e = rules.errorRatio
    suspects.push({
      kind: onOther ? "label" : beside ? "place" : "missing",
      image: found.image[row] ?? 0,
      box: boxAt(found.box, row),
      label: found.label[row] ?? 0,
      gold: target >= 0 ? target : null,
      goldLabel: target >= 0 ? (gold.label[target] ?? 0) : null,
      found: row,
      score: found.score[row] ?? 0,
      likelihood: (p * e) / ((1 - e) * (1 - p)),
    })
  }
  return suspects
}

/** Gold that no box of its label fits and that is not listed for another reason above the least likelihood. */
function unfound(
  tables: DetectionTables,
  rules: SuspectRules,
  isFound: Uint8Array,
  listed: readonly Suspect[],
): Suspect[] {
  const { gold, labels } = tables
  const taken = new Set(listed.filter((s) => s.likelihood >= rules.least).map((s) => s.gold))
  const seen = new Float64Array(labels * 3)
  const total = new Float64Array(labels * 3)
  const allSeen = new Float64Array(3)
  const all = new Float64Array(3)
  const sizeOf = (row: number) => ((gold.area[row] ?? 0) <= 32 ** 2 ? 0 : (gold.area[row] ?? 0) <= 96 ** 2 ? 1 : 2)
  for (let row = 0; row < isFound.length; row++) {
    if (gold.crowd[row] === 1) continue
    const size = sizeOf(row)
    const at = (gold.label[row] ?? 0) * 3 + size
    seen[at] = (seen[at] ?? 0) + (isFound[row] ?? 0)
    total[at] = (total[at] ?? 0) + 1
    allSeen[size] = (allSeen[size] ?? 0) + (isFound[row] ?? 0)
    all[size] = (all[size] ?? 0) + 1
  }
  return [...everyRow(isFound.length)]
    .filter((row) => isFound[row] !== 1 && gold.crowd[row] !== 1 && !taken.has(row))
    .map((row) => {
      const size = sizeOf(row)
      const at = (gold.label[row] ?? 0) * 3 + size
      const pooled = ((allSeen[size] ?? 0) + 0.5) / (all[size] ?? 1)
      const found = ((seen[at] ?? 0) + POOLED_STRENGTH * pooled) / ((total[at] ?? 0) - 1 + POOLED_STRENGTH)
      const e = rules.errorRatio
      return {
        kind: "unfound",
        image: gold.image[row] ?? 0,
        box: boxAt(gold.box, row),
        label: null,
        gold: row,
        goldLabel: gold.label[row] ?? 0,
        found: null,
        score: null,
        likelihood: e / (1 - found),
      } satisfies Suspect
    })
}

function boxAt(column: Float64Array, row: number): readonly [number, number, number, number] {
  return [column[row * 4] ?? 0, column[row * 4 + 1] ?? 0, column[row * 4 + 2] ?? 0, column[row * 4 + 3] ?? 0]
}
