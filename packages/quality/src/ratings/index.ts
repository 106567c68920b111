export { aggregateRatings, type Rated, type RatingMethod, type RatingOptions, type RatingResult } from "./aggregate.ts"
export { offsetsOf, type PersonOffsets } from "./offsets.ts"
export { inRankOrder, type OrdinalResult, ordinalDawidSkene } from "./ordinal.ts"
