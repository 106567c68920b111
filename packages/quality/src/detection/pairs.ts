import { type DetectionTables, everyRow, groupBy, overlapWithGold } from "./tables.ts"

/** Which found boxes count, and how near to gold they must lie. */
interface PairRules {
  /** Least overlap of a pair, in (0, 1]. */
  readonly iou: number
  /** Found boxes with a lower score are left out. */
  readonly score: number
}

/** What a row is paired with, where it has no partner. */
export const ALONE = -1
/** A found box that lies in a crowd region, or a crowd region itself: neither right nor wrong. */
export const IN_CROWD = -2
/** A found box whose score is too low to count. */
export const TOO_UNSURE = -3

/** One partner for each row at most. */
interface Pairs {
  /** For each found box its row of the gold, or a negative reason. */
  readonly goldOf: Int32Array
  /** For each gold its row of the found boxes, or a negative reason. */
  readonly foundOf: Int32Array
}

interface Candidate {
  readonly found: number
  readonly gold: number
  readonly iou: number
  readonly sameLabel: boolean
}

/**
 * Pairs found boxes with gold of any label, each at most once, picture by picture: first pairs of one label, then the rest,
 * each from the greatest overlap on (equal overlaps: the surer box). So a box that has gold of its own label is never
 * counted as taken for another.
 */
export function pairAcrossLabels(tables: DetectionTables, rules: PairRules): Pairs {
  const { gold, found, images } = tables
  const goldOf = new Int32Array(found.score.length).fill(TOO_UNSURE)
  const foundOf = new Int32Array(gold.image.length).fill(ALONE)
  for (let row = 0; row < foundOf.length; row++) if (gold.crowd[row] === 1) foundOf[row] = IN_CROWD
  const sure = everyRow(found.score.length).filter((row) => (found.score[row] ?? 0) >= rules.score)
  const founds = groupBy(found.image, images, sure)
  const golds = groupBy(gold.image, images, everyRow(gold.image.length))
  for (let image = 0; image < images; image++) {
    const here = founds.rows.subarray(founds.start[image] ?? 0, founds.start[image + 1] ?? 0)
    const goldHere = golds.rows.subarray(golds.start[image] ?? 0, golds.start[image + 1] ?? 0)
    for (const row of here) goldOf[row] = ALONE
    for (const { found: f, gold: g } of candidatesIn(tables, here, goldHere, rules.iou)) {
      if (goldOf[f] !== ALONE || foundOf[g] !== ALONE) continue
      goldOf[f] = g
      foundOf[g] = f
    }
    for (const row of here)
      if (goldOf[row] === ALONE && liesInCrowd(tables, row, goldHere, rules.iou)) goldOf[row] = IN_CROWD
  }
  return { goldOf, foundOf }
}

function candidatesIn(tables: DetectionTables, here: Int32Array, goldHere: Int32Array, least: number) {
  const { gold, found } = tables
  const candidates: Candidate[] = []
  for (const f of here) {
    for (const g of goldHere) {
      if (gold.crowd[g] === 1) continue
      const iou = overlapWithGold(tables, f, g)
      if (iou >= least) candidates.push({ found: f, gold: g, iou, sameLabel: found.label[f] === gold.label[g] })
    }
  }
  return candidates.sort(
    (a, b) =>
      Number(b.sameLabel) - Number(a.sameLabel) ||
      b.iou - a.iou ||
      (found.score[b.found] ?? 0) - (found.score[a.found] ?? 0) ||
      a.found - b.found ||
      a.gold - b.gold,
  )
}

function liesInCrowd(tables: DetectionTables, row: number, goldHere: Int32Array, least: number): boolean {
  const { gold, found } = tables
  return goldHere.some(
    (g) => gold.crowd[g] === 1 && gold.label[g] === found.label[row] && overlapWithGold(tables, row, g) >= least,
  )
}

/** Counts of labels taken for one another. */
interface DetectionConfusion {
  readonly labels: number
  /**
   * `counts[gold * (labels + 1) + found]`; position `labels` stands for "nothing there": in a row what was missed, in a
   * column what was found where nothing is. Crowd regions and what lies in them are not counted.
   */
  readonly counts: Int32Array
}

/** The confusion between labels, "nothing" among them, of boxes with at least `rules.score` ({@link pairAcrossLabels}). */
export function detectionConfusion(tables: DetectionTables, rules: PairRules): DetectionConfusion {
  const { labels, gold, found } = tables
  const pairs = pairAcrossLabels(tables, rules)
  const counts = new Int32Array((labels + 1) ** 2)
  const count = (goldLabel: number, foundLabel: number) => {
    const at = goldLabel * (labels + 1) + foundLabel
    counts[at] = (counts[at] ?? 0) + 1
  }
  for (let row = 0; row < pairs.foundOf.length; row++) {
    const partner = pairs.foundOf[row] ?? IN_CROWD
    if (partner >= 0) count(gold.label[row] ?? 0, found.label[partner] ?? 0)
    else if (partner === ALONE) count(gold.label[row] ?? 0, labels)
  }
  for (let row = 0; row < pairs.goldOf.length; row++)
    if (pairs.goldOf[row] === ALONE) count(labels, found.label[row] ?? 0)
  return { labels, counts }
}

/** What went wrong in one picture. */
interface PictureLoss {
  readonly image: number
  /** Missed gold + gold under another label + scores of what was found where nothing is. */
  readonly loss: number
  readonly right: number
  readonly missed: number
  readonly extra: number
  readonly otherLabel: number
}

/**
 * Pictures with the greatest loss first (equal losses: more objects in error, then the order of the pictures). A missed or
 * mislabelled object costs 1, an extra box its score clipped to [0, 1]: what a model is sure of weighs more.
 */
export function worstPictures(tables: DetectionTables, rules: PairRules, most = 100): PictureLoss[] {
  const { images, gold, found } = tables
  const pairs = pairAcrossLabels(tables, rules)
  const [right, missed, extra, other] = [0, 0, 0, 0].map(() => new Int32Array(images))
  const loss = new Float64Array(images)
  const add = (to: Int32Array | undefined, image: number, cost: number) => {
    if (to) to[image] = (to[image] ?? 0) + 1
    loss[image] = (loss[image] ?? 0) + cost
  }
  for (let row = 0; row < pairs.foundOf.length; row++) {
    const partner = pairs.foundOf[row] ?? IN_CROWD
    const image = gold.image[row] ?? 0
    if (partner === ALONE) add(missed, image, 1)
    else if (partner >= 0 && gold.label[row] === found.label[partner]) add(right, image, 0)
    else if (partner >= 0) add(other, image, 1)
  }
  for (let row = 0; row < pairs.goldOf.length; row++)
    if (pairs.goldOf[row] === ALONE) add(extra, found.image[row] ?? 0, Math.min(1, Math.max(0, found.score[row] ?? 0)))
  const errors = (image: number) => (missed?.[image] ?? 0) + (extra?.[image] ?? 0) + (other?.[image] ?? 0)
  return [...everyRow(images)]
    .filter((image) => errors(image) > 0)
    .sort((a, b) => (loss[b] ?? 0) - (loss[a] ?? 0) || errors(b) - errors(a) || a - b)
    .slice(0, most)
    .map((image) => ({
      image,
      loss: loss[image] ?? 0,
      right: right?.[image] ?? 0,
      missed: missed?.[image] ?? 0,
      extra: extra?.[image] ?? 0,
      otherLabel: other?.[image] ?? 0,
    }))
}
