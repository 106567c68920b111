export { CHECK_ANSWERS, type CheckAnswer, type CheckRow, type KnownCheck } from "./votes.ts"
export { type CheckedThing, type Checker, weighChecks } from "./weigh.ts"
