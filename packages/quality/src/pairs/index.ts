export { type Comparison, compareAll } from "./compare.ts"
export type { PairAnswer, PairRow } from "./rows.ts"
