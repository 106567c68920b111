export type { ReviewerFigure } from "./audits.ts"
export { type ProjectCalibration } from "./calibration.ts"
export type { Slot } from "./days.ts"
export {
  type DetectionInput,
  type DetectionPicture,
  type DetectionScores,
  type DetectionSuspect,
  doubtOf,
  type FoundRegion,
  scoreDetections,
} from "./detections.ts"
export type { PersonEvidence } from "./evidence.ts"
export { PERSON_FROM, type PersonFigures, type ProjectFigures, projectFigures, sharesByDay } from "./figures.ts"
export {
  COMPARED,
  fitProject,
  MODEL_VERSION,
  NEEDED,
  type ProjectMethod,
  type ProjectModel,
  type ProjectPerson,
} from "./fit.ts"
export type {
  ProjectAnswer,
  ProjectAudit,
  ProjectInput,
  ProjectReason,
  ProjectReviewAudit,
  ProjectTask,
} from "./input.ts"
export type { ShareFigure } from "./ratio.ts"
export { type ReliableConsensus, reliableConsensus } from "./reliable.ts"
export type { PersonSkills } from "./skills.ts"
