export * from "./cases.ts"
export {
  type CaseKey,
  findJudgement,
  insertJudgement,
  listJudgements,
  listJudgementsUntil,
  type StoredJudgement,
} from "./judgements.ts"
export { type BareCase, hasProposals, listRejections, readStaff, type Staff } from "./staff.ts"
