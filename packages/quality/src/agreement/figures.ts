export { type Alpha, type AlphaOptions, krippendorffAlpha, quantile } from "./alpha.ts"
export { type BoxAgreement, boxAgreement, type PictureAnswers, panopticQuality } from "./boxUnits.ts"
export { cohenKappa, fleissKappa, type Kappa, type KappaWeights, rawAgreement } from "./kappa.ts"
export { type CategoryAgreement, categoryAgreement, type PairAgreement, pairwiseAgreement } from "./parts.ts"
export { type Seeded, seeded } from "./seeded.ts"
export {
  type MeasurementLevel,
  type TableOptions,
  type Undefined,
  type UnitTable,
  type UnitVote,
  unitTable,
} from "./units.ts"
