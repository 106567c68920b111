export { doubtOfGold, type GoldDoubt, type GoldVote } from "./doubt.ts"
export {
  addGoldEvidence,
  GOLD_PRIOR,
  type GoldEvidence,
  goldRate,
  goldSkill,
  NO_GOLD_EVIDENCE,
  type Tally,
} from "./evidence.ts"
export { errorOfPair, type GoldGrade, type GoldRule, gradeGold, isDrawnWell, signedEdges } from "./grade.ts"
