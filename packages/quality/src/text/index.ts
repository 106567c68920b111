export { DOUBTFUL, spellByLetters, type WeighedWord } from "./characters.ts"
export type { TextAnswer } from "./corpus.ts"
export { graphemesOf } from "./graphemes.ts"
export { differencePattern } from "./pattern.ts"
export {
  EXACT_PROFILE,
  NORMALISER_RULES,
  type NormaliserProfile,
  type NormaliserRule,
  normaliseWith,
  ruleBetween,
  rulesBetween,
  SCORE_PROFILE,
  TEXT_RULES,
} from "./profile.ts"
export { countEdits, type EditCounts, type ErrorRate, type ErrorRates, errorRates, type TextPair } from "./rates.ts"
export {
  POSTERIOR,
  type PosteriorSettings,
  posteriorOf,
  type TaskText,
  type TextAlternative,
  type TextDissent,
  type TextSlot,
} from "./slots.ts"
export { comparedWords, type Tokens, tokenise } from "./tokens.ts"
export { type TextPerson, type TranscribeSettings, type Transcription, transcribe } from "./transcribe.ts"
