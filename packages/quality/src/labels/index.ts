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
export { type LeaveOneOutInput, leaveOneOut } from "./leaveOneOut.ts"
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
