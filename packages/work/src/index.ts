export {
  type ActiveTimeState,
  type Beat,
  type Credit,
  creditTime,
  type EvidenceRun,
  type HeartbeatInputs,
  IDLE_RULES,
  NO_ACTIVE_TIME,
  packBeats,
  type TabState,
} from "./activeTime.ts"
export { answersWanted, type Forecast, forecastFinish, forecastProject, type WizardForecast } from "./forecast.ts"
export { FIRST_GOLD_RATE_PPM, type GoldLot, goldPlace, isGoldLease } from "./goldDraw.ts"
export {
  type AnswerPlace,
  ASSIGNMENT_STATES,
  type AssignmentState,
  mayTakeUpAgain,
  type NotRevisable,
  placeFor,
  whyNotRevisable,
} from "./lease.ts"
export { PSEUDONYMS, pseudonym } from "./pseudonyms.ts"
export { type Asker, mayDraw, type Tier, tiersFor } from "./queuePolicy.ts"
export { type Decided, type Held, whyNotNow, withDecision, withoutLatest } from "./review.ts"
