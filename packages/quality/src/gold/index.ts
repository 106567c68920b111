export { doubtOfGold, type GoldDoubt, type GoldVoice } from "./doubt.ts"
export {
  addEvidence,
  COMPETENCES,
  type Competence,
  type GoldEvidence,
  goldRate,
  NO_EVIDENCE,
  SKILL_PRIOR,
  skillMean,
  type Tally,
} from "./evidence.ts"
export { errorOfPair, type GoldGrade, type GoldRule, gradeGold, isPlacedWell, signedEdges } from "./grade.ts"
