export {
  type AggregateInput,
  aggregateLabels,
  DEFAULT_SEED,
  LABEL_METHODS,
  LABELS_VERSION,
  type LabelMethod,
  type LabelResult,
  MOST_POSTERIOR,
  type VoteEvidence,
} from "./aggregate.ts"
export {
  type Choice,
  type Chosen,
  chooseMethod,
  FEWEST_LABELS,
  type GoldVerdict,
  MOST_CELLS,
  mcNemar,
} from "./choose.ts"
export { type AnswerReasons, answerReasons, type VoteReason } from "./contributions.ts"
export {
  type ConfusionPrior,
  type DawidSkeneForm,
  type DawidSkeneOptions,
  dawidSkene,
  defaultStrength,
  STOPPING_PRIOR,
} from "./dawidSkene.ts"
export { type Decisions, decide, TIE } from "./decide.ts"
export type { Counts, EmFit } from "./em.ts"
export { type GladFit, glad } from "./glad.ts"
export { CANDIDATES, type Candidate, type Evidence, predictiveEvidence } from "./heldOut.ts"
export { type LeaveOneOutInput, leaveOneOut } from "./leaveOneOut.ts"
export { type MaceFit, mace } from "./mace.ts"
export { type MajorityFit, majority } from "./majority.ts"
export { momentOf, TIME_COLUMNS } from "./moment.ts"
export { type FitOptions, oneCoin } from "./oneCoin.ts"
export { type NewVote, OnlineLabels, type OnlineOptions, type TaskBelief } from "./online.ts"
export { readVotesCsv, type VotesProblem } from "./readVotes.ts"
export {
  type Gold,
  goldFrom,
  keepVotes,
  type LooseVotes,
  type NamedVotes,
  sortVotes,
  type VoteRow,
  type Votes,
  votesFrom,
} from "./votes.ts"
export { type WawaFit, wawa } from "./wawa.ts"
