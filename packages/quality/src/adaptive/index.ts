export {
  atTemperature,
  CROWDS,
  calibrationError,
  fitTemperature as fitCrowdTemperature,
  type TemperaturePrior,
} from "./calibrate.ts"
export {
  AUDIT_SHARE,
  EVIDENCE_ON_PEOPLE,
  evidenceOnTasks,
  LEAST_LABELS,
  type NextLabels,
  nextLabels,
  type OverlapMode,
  type OverlapState,
  stoppingPosterior,
} from "./nextLabels.ts"
export { type OneMore, type OneMoreInput, type OneMoreReason, shouldAskOneMore } from "./oneMore.ts"
export { auditSample, type Replay, type ReplayOptions, replayFixed, replayOverlap } from "./replay.ts"
export { type Shown, shownConfidence } from "./shown.ts"
