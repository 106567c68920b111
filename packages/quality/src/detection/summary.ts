import { type DetectionEvaluation, RECALL_POINTS } from "./evaluate.ts"

/** The names of the twelve numbers, in the reference's order. */
export const COCO_NUMBERS = [
  "AP",
  "AP50",
  "AP75",
  "APs",
  "APm",
  "APl",
  "AR1",
  "AR10",
  "AR100",
  "ARs",
  "ARm",
  "ARl",
] as const

/** COCO's twelve numbers, each in [0, 1], or -1 where no label has gold that counts. */
type CocoNumbers = Record<(typeof COCO_NUMBERS)[number], number>

/** Average precision of one label: over all thresholds, at 0.5 and at 0.75; null where it has no gold. */
interface LabelPrecision {
  readonly ap: number | null
  readonly ap50: number | null
  readonly ap75: number | null
  /** Greatest mean recall with 100 boxes a picture. */
  readonly ar: number | null
  /** Gold that counts. */
  readonly gold: number
}

const [AT_50, AT_75] = [0, 5]

/** COCO's twelve numbers of an evaluation, as pycocotools prints them; -1 where nothing counts. */
export function cocoNumbers(evaluation: DetectionEvaluation): CocoNumbers {
  const everyLabel = { from: 0, to: evaluation.labels }
  const ap = (area: number, threshold?: number) => meanPrecision(evaluation, everyLabel, area, threshold) ?? -1
  const ar = (area: number, most: number) => meanRecall(evaluation, everyLabel, area, most) ?? -1
  return {
    AP: ap(0),
    AP50: ap(0, AT_50),
    AP75: ap(0, AT_75),
    APs: ap(1),
    APm: ap(2),
    APl: ap(3),
    AR1: ar(0, 0),
    AR10: ar(0, 1),
    AR100: ar(0, 2),
    ARs: ar(1, 2),
    ARm: ar(2, 2),
    ARl: ar(3, 2),
  }
}

/** Average precision of every label, in the order of the labels. */
export function precisionByLabel(evaluation: DetectionEvaluation): LabelPrecision[] {
  return Array.from({ length: evaluation.labels }, (_, label) => {
    const one = { from: label, to: label + 1 }
    return {
      ap: meanPrecision(evaluation, one, 0),
      ap50: meanPrecision(evaluation, one, 0, AT_50),
      ap75: meanPrecision(evaluation, one, 0, AT_75),
      ar: meanRecall(evaluation, one, 0, 2),
      gold: evaluation.positives[label * evaluation.areas.length] ?? 0,
    }
  })
}

interface Labels {
  readonly from: number
  readonly to: number
}

function curveAt(evaluation: DetectionEvaluation, threshold: number, label: number, area: number): number {
  return (threshold * evaluation.labels + label) * evaluation.areas.length + area
}

function meanPrecision(evaluation: DetectionEvaluation, labels: Labels, area: number, only?: number): number | null {
  let sum = 0
  let n = 0
  for (let t = only ?? 0; t < (only === undefined ? evaluation.thresholds.length : only + 1); t++) {
    for (let label = labels.from; label < labels.to; label++) {
      const start = curveAt(evaluation, t, label, area) * RECALL_POINTS
      for (let r = 0; r < RECALL_POINTS; r++) {
        const precision = evaluation.precision[start + r] ?? -1
        if (precision < 0) continue
        sum += precision
        n++
      }
    }
  }
  return n === 0 ? null : sum / n
}

function meanRecall(evaluation: DetectionEvaluation, labels: Labels, area: number, most: number): number | null {
  let sum = 0
  let n = 0
  for (let t = 0; t < evaluation.thresholds.length; t++) {
    for (let label = labels.from; label < labels.to; label++) {
      const recall = evaluation.recall[curveAt(evaluation, t, label, area) * evaluation.most.length + most] ?? -1
      if (recall < 0) continue
      sum += recall
      n++
    }
  }
  return n === 0 ? null : sum / n
}
