export { type CocoTables, cocoTables } from "./coco.ts"
export {
  COCO_AREAS,
  COCO_MOST,
  COCO_THRESHOLDS,
  type DetectionEvaluation,
  evaluateDetections,
  RECALL_POINTS,
} from "./evaluate.ts"
export type { AreaRange } from "./match.ts"
export {
  ALONE,
  type DetectionConfusion,
  detectionConfusion,
  IN_CROWD,
  type PairRules,
  type Pairs,
  type PictureLoss,
  pairAcrossLabels,
  TOO_UNSURE,
  worstPictures,
} from "./pairs.ts"
export {
  COCO_NUMBERS,
  type CocoNumbers,
  type CurvePoint,
  cocoNumbers,
  type LabelPrecision,
  precisionByLabel,
  precisionRecallCurve,
} from "./summary.ts"
export { likelyLabelErrors, type Suspect, type SuspectKind, type SuspectRules } from "./suspects.ts"
export {
  type DetectionTables,
  detectionTables,
  type FoundRow,
  type FoundTable,
  type GoldRow,
  type GoldTable,
} from "./tables.ts"
