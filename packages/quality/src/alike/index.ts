export { type Alike, alikeOf, type SideHere } from "./alike.ts"
export { clauseAbout, type Topic } from "./clause.ts"
export { expectedGain, gainOfTask } from "./gain.ts"
