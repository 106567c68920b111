export { type Comparison, compareAll } from "./compare.ts"
export type { PairAnswer, PairRow } from "./rows.ts"
export { type KnownPair, pairsOfOrder, type StrongItem, scorePairs } from "./score.ts"
