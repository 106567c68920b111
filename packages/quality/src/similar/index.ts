export { clauseAbout, type Topic } from "./clause.ts"
export { expectedGain, gainOfTask } from "./gain.ts"
export { type SideHere, type Similarity, similarityOf } from "./similarity.ts"
