export { bootstrapScores, type Interval, type ScoreIntervals } from "./bootstrap.ts"
export {
  type BoxVote,
  type ConsensusBox,
  type ConsensusOptions,
  consensusOfImage,
  consensusOfVotes,
  type ImageConsensus,
  taskRisk,
} from "./consensus.ts"
export { boxSetOf, findFinalBoxes, type GoldImage } from "./final.ts"
export { BOX_SETTINGS, type BoxFit, type BoxSettings, fitBoxes, modelOf } from "./fit.ts"
export { goldOffsetOf, withGold } from "./gold.ts"
export {
  type BoxCalibration,
  type BoxKnowledge,
  type BoxModel,
  type BoxPerson,
  type FourEdges,
  knowledgeFor,
  type SizeBin,
} from "./model.ts"
export { type Rate, rateOf } from "./rates.ts"
export { type BoxPersonReport, missesBySize, reportPeople, type SizeRate } from "./report.ts"
export type { BoxRisk } from "./risk.ts"
export { type BoxScore, type BoxSet, countImages, scoreOfCounts } from "./score.ts"
export {
  type BoxRemark,
  type BoxRow,
  type BoxVotes,
  boxVotesFrom,
  type ImageSize,
  oneAnswerEach,
  type Xywh,
} from "./votes.ts"
