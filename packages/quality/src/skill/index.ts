export { betaBelow, betaQuantile } from "../numbers/beta.ts"
export {
  ANSWERS_TO_SHOW,
  type Competence,
  CROWD_WORTH,
  isBelow,
  probabilityBelow,
  projectPrior,
  type Skill,
  type SkillPrior,
  skillOf,
} from "./beta.ts"
export {
  EDGES,
  type Edge,
  type EdgeBias,
  type EdgeOffsets,
  edgeBias,
  edgeOffsets,
  LOOKS,
  type MeanInterval,
  meanInterval,
} from "./edgeBias.ts"
export {
  chancesRight,
  type DayEvidence,
  type Evidence as SkillEvidence,
  evidenceOfPeople,
  fadeEvidence,
  KEPT_A_DAY,
  NO_EVIDENCE,
} from "./evidence.ts"
