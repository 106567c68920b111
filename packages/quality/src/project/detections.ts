import { type Box, boxOf, boxShape, type LabelId, type Region, RegionId, type Shape } from "@justesse/types"
import { evaluateDetections } from "../detection/evaluate.ts"
import type { Compared } from "../detection/outlines.ts"
import { detectionConfusion, pairAcrossLabels, worstPictures } from "../detection/pairs.ts"
import { COCO_NUMBERS, cocoNumbers, precisionByLabel } from "../detection/summary.ts"
import { likelyLabelErrors, type Suspect } from "../detection/suspects.ts"
import { type DetectionTables, detectionTables } from "../detection/tables.ts"
import { fourOf } from "../geometry/iou.ts"

/** What a model found: the box around it, its line where it is more than that, and how sure the model is in [0, 1]. */
export interface FoundRegion extends Box {
  readonly outline?: Shape
  readonly label: string
  readonly score: number
  /** What is said there, and by whom, in a stretch of a recording. */
  readonly text?: string
  readonly speaker?: string
}

/** One picture with what was kept and what a model found. */
export interface DetectionPicture {
  readonly task: number
  readonly final: readonly Region[]
  readonly found: readonly FoundRegion[]
}

interface DetectionInput {
  /** Labels in the project's order; others are left out. */
  readonly labels: readonly string[]
  readonly pictures: readonly DetectionPicture[]
}

/** A place where the kept answer is likely wrong. */
export interface DetectionSuspect {
  readonly task: number
  readonly kind: "missing" | "extra" | "label" | "place"
  readonly place: Box
  readonly settled: Region | null
  readonly predicted: Region | null
  /** The model's own score; of `extra` ones (kept, and nothing found there) the likelihood. */
  readonly score: number
  /** Probability that the kept answer is wrong here, for the order of work. */
  readonly likelihood: number
}

/** A model against the kept answers, as plain JSON. */
export interface DetectionScores {
  readonly pictures: number
  readonly compared: Compared
  /** COCO's twelve numbers in its order; -1 where undefined. */
  readonly numbers: readonly number[]
  /** Labels that were kept somewhere. */
  readonly byLabel: readonly {
    readonly label: string
    readonly ap: number
    readonly ap50: number
    readonly settled: number
  }[]
  /** Scores from here up count in confusion and worst pictures: the one with the best F1 at IoU 0.5. */
  readonly threshold: number
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] }
  /** Found where nothing was kept, by label. */
  readonly extras: readonly number[]
  readonly worst: readonly { readonly task: number; readonly missed: number; readonly extra: number }[]
}

/** IoU from which a found box is the kept thing. */
const SAME_THING = 0.5
const MOST_WORST = 30

/** The figures of a model and the places where it doubts the kept answers, likeliest errors first. */
export function scoreDetections({ labels, pictures }: DetectionInput): {
  scores: DetectionScores
  suspects: DetectionSuspect[]
} {
  const sorted = [...pictures].sort((a, b) => a.task - b.task)
  const rows = rowsOf(labels, sorted)
  const tables = detectionTables(sorted.length, labels.length, rows.gold, rows.found)
  const evaluation = evaluateDetections(tables)
  const numbers = cocoNumbers(evaluation)
  const threshold = bestThreshold(tables)
  const rules = { iou: SAME_THING, score: threshold }
  const confusion = detectionConfusion(tables, rules)
  const width = labels.length + 1
  const row = (at: number) => Array.from(confusion.counts.subarray(at * width, (at + 1) * width))
  const scores: DetectionScores = {
    pictures: sorted.length,
    compared: tables.compared,
    numbers: COCO_NUMBERS.map((name) => numbers[name]),
    byLabel: precisionByLabel(evaluation).flatMap(({ ap, ap50, gold }, i) =>
      gold > 0 && ap !== null && ap50 !== null ? [{ label: labels[i] ?? "", ap, ap50, settled: gold }] : [],
    ),
    threshold,
    confusion: { labels, counts: labels.map((_, i) => row(i)) },
    extras: row(labels.length).slice(0, labels.length),
    worst: worstPictures(tables, rules, MOST_WORST).map(({ image, missed, extra, otherLabel }) => ({
      task: sorted[image]?.task ?? 0,
      missed: missed + otherLabel,
      extra,
    })),
  }
  const suspects = likelyLabelErrors(tables).map((suspect) => shownSuspect(suspect, labels, sorted, rows))
  return { scores, suspects }
}

function rowsOf(labels: readonly string[], pictures: readonly DetectionPicture[]) {
  const index = new Map(labels.map((label, i) => [label, i]))
  const final: Region[] = []
  const regions: FoundRegion[] = []
  const gold = pictures.flatMap((picture, image) =>
    picture.final.flatMap((region) => {
      const label = index.get(region.label)
      if (label === undefined) return []
      final.push(region)
      return [{ image, label, box: fourOf(boxOf(region)), outline: lineOf(region.geometry), isCrowd: isCrowd(region) }]
    }),
  )
  const found = pictures.flatMap((picture, image) =>
    picture.found.flatMap((region) => {
      const label = index.get(region.label)
      if (label === undefined) return []
      regions.push(region)
      return [{ image, label, box: fourOf(region), outline: region.outline ?? null, score: region.score }]
    }),
  )
  return { gold, found, final, regions }
}

/** A shape that is more than a box. */
function lineOf(shape: Shape): Shape | null {
  return shape.type === "box" ? null : shape
}

/** What a file marked as a crowd stays one: what is found in it is neither right nor wrong. */
function isCrowd(region: Region): boolean {
  if (region.flags?.crowd !== undefined) return region.flags.crowd
  const coco = region.foreign?.["coco"]
  return typeof coco === "object" && coco !== null && !Array.isArray(coco) && coco["iscrowd"] === 1
}

/** The score with the greatest F1 at IoU 0.5, labels included; the lowest such; 0 without anything right. */
function bestThreshold(tables: DetectionTables): number {
  const { goldOf } = pairAcrossLabels(tables, { iou: SAME_THING, score: Number.NEGATIVE_INFINITY })
  const { found, gold } = tables
  const order = Array.from(goldOf.keys()).sort((a, b) => (found.score[b] ?? 0) - (found.score[a] ?? 0))
  let [right, best, threshold] = [0, 0, 0]
  order.forEach((row, i) => {
    const partner = goldOf[row] ?? -1
    if (partner >= 0 && gold.label[partner] === found.label[row]) right++
    const f1 = (2 * right) / (i + 1 + gold.label.length)
    if (f1 < best || right === 0) return
    best = f1
    threshold = found.score[row] ?? 0
  })
  return threshold
}

function shownSuspect(
  suspect: Suspect,
  labels: readonly string[],
  pictures: readonly DetectionPicture[],
  rows: { readonly final: readonly Region[]; readonly regions: readonly FoundRegion[] },
): DetectionSuspect {
  const [x, y, width, height] = suspect.box
  const final = suspect.gold === null ? null : (rows.final[suspect.gold] ?? null)
  const found = suspect.found === null ? undefined : rows.regions[suspect.found]
  const label = suspect.label === null ? undefined : labels[suspect.label]
  const predicted: Region | null =
    label === undefined || found === undefined
      ? null
      : { id: RegionId.parse("model"), geometry: found.outline ?? boxShape(found), label: label as LabelId } // one of the project's
  return {
    task: pictures[suspect.image]?.task ?? 0,
    kind: suspect.kind === "unfound" ? "extra" : suspect.kind,
    place: around({ x, y, width, height }, final && boxOf(final)),
    settled: final,
    predicted,
    score: Math.min(1, Math.max(0, suspect.score ?? suspect.likelihood)),
    likelihood: suspect.likelihood,
  }
}

/** The box around both. */
function around(box: Box, other: Box | null): Box {
  if (!other) return box
  const x = Math.min(box.x, other.x)
  const y = Math.min(box.y, other.y)
  const right = Math.max(box.x + box.width, other.x + other.width)
  const bottom = Math.max(box.y + box.height, other.y + other.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** Boxes less sure than this say nothing of how sure the model is of a picture. */
const NOISE = 0.05

/**
 * How unsure a model is of a picture, in [0, 1): 1 - exp(-Σ min(s, 1 - s)) over its boxes with a score of 0.05 or more, the
 * expected number of boxes that a threshold of 0.5 decides wrongly, brought into [0, 1).
 */
export function doubtOf(found: readonly { readonly score: number }[]): number {
  const wrong = found.reduce(
    (sum, { score }) => (score < NOISE ? sum : sum + Math.min(score, Math.max(0, 1 - score))),
    0,
  )
  return 1 - Math.exp(-wrong)
}
