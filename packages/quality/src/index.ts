export * from "./adaptive/index.ts"
export { alignText, type Column } from "./agreement/align.ts"
export { addCounts, type BoxCounts, countBoxes, f1, meanIou } from "./agreement/boxes.ts"
export * from "./agreement/figures.ts"
export { normaliseText } from "./agreement/normalise.ts"
export { agreementOfAnswers } from "./agreement/task.ts"
export { cer, characterEdits, codePoints, editDistance, wer, wordsOf } from "./agreement/text.ts"
export * from "./boxes/index.ts"
export {
  type Answer,
  type Consensus,
  type ConsensusInput,
  consensus,
  type FinalRegion,
} from "./consensus/index.ts"
export { lettersFor, MOST_ANSWERS } from "./consensus/letters.ts"
export { attributesKey, isSameAnswer, textKey } from "./consensus/likeness.ts"
export { medianBox, type Weighted, weightedMedian } from "./consensus/median.ts"
export * from "./detection/index.ts"
export { boundsOfBoxes, type Edges, edgesOf, iou } from "./geometry/iou.ts"
export * from "./gold/index.ts"
export * from "./labels/index.ts"
export { assign } from "./matching/assign.ts"
export { type Cluster, type ClusterMember, clusterRegions } from "./matching/clusters.ts"
export { type Match, matchBoxes, type TieBreak } from "./matching/matchBoxes.ts"
export * from "./project/index.ts"
export * from "./ratings/index.ts"
export { applyDecisions, type Decidable, type DecidedAnswer, type LeftOut, mergeCandidates } from "./review/apply.ts"
export {
  countOutcomes,
  findAnswerOutcome,
  findOutcomes,
  type OutcomeRule,
  type OutcomeTally,
  type RegionOutcome,
} from "./review/outcomes.ts"
export * from "./similar/index.ts"
export * from "./skill/index.ts"
export * from "./text/index.ts"
