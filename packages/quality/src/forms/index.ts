export { type FormProblem, findFormProblem } from "./conditions.ts"
export { type DecidedField, decideForms, type FieldSummary } from "./decide.ts"
export { FIELD_KINDS, type FieldKind, type FormAnswer, type FormField, readValue } from "./fields.ts"
export { guessFields } from "./guess.ts"
