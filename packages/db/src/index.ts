export * from "./account/index.ts"
export * from "./account/links.ts"
export * from "./account/tokens.ts"
export * from "./activity/index.ts"
export * from "./activity/undo.ts"
export { findTallies } from "./activity/undoParts.ts"
export * from "./assets/counts.ts"
export * from "./assets/index.ts"
export * from "./assets/list.ts"
export * from "./assets/mediaBlobs.ts"
export * from "./assets/tags.ts"
export * from "./blobs.ts"
export { type Keeping, keepSealed } from "./chain/keep.ts"
export { type ChainStatus, findChainStatus } from "./chain/tail.ts"
export * from "./gold/draw.ts"
export * from "./gold/index.ts"
export * from "./guidelines/index.ts"
export * from "./imports/index.ts"
export * from "./imports/proposals.ts"
export * from "./jobs/index.ts"
export * from "./labels/index.ts"
export { linkedBlobs } from "./linkedBlobs.ts"
export { makeFolder } from "./makeFolder.ts"
export * from "./models/predictions.ts"
export { openStorage } from "./openStorage.ts"
export { makeBackup } from "./operate/backup.ts"
export { readBackup } from "./operate/readBackup.ts"
export { restoreBackup } from "./operate/restore.ts"
export { verifyStorage } from "./operate/verify.ts"
export { collectPersonData } from "./people/data.ts"
export * from "./people/groups.ts"
export * from "./people/index.ts"
export { lostRace } from "./postgres/session.ts"
export * from "./projects/index.ts"
export * from "./projects/overview.ts"
export * from "./projects/settings.ts"
export * from "./quality/index.ts"
export * from "./review/acts.ts"
export {
  countSimilarElsewhere,
  findTasksWithKey,
  listSimilar,
  listSimilarGroups,
  type SimilarCount,
  type SimilarFilter,
  type SimilarPosition,
} from "./review/alike.ts"
export * from "./review/index.ts"
export * from "./review/queues.ts"
export {
  chooseAudit,
  countAudits,
  dropAudit,
  findHalfDecidedAudit,
  findNextAudit,
  isAuditFor,
  type ReviewAudit,
  readAudit,
  reserveAudit,
  storeAuditDecisions,
  storeAuditFiled,
  sumAudits,
  unreserveAudit,
} from "./review/secondLooks.ts"
export { isOfLearner } from "./review/where.ts"
export type { Storage } from "./storage.ts"
export { storageFailure } from "./storageFailure.ts"
export type { OpenTransaction } from "./transaction.ts"
export * from "./versions/index.ts"
export * from "./work/activeTime.ts"
export * from "./work/assignments.ts"
export { pruneTicks } from "./work/pruneTicks.ts"
export * from "./work/submissions.ts"
export * from "./work/tasks.ts"
export * from "./work/tiers.ts"
export { flushNames, isFull, writeTogether } from "./writeTogether.ts"
