export { aggregateRatings, type Rated, type RatingResult } from "./aggregate.ts"
export { inRankOrder, type OrdinalResult, ordinalDawidSkene } from "./ordinal.ts"
