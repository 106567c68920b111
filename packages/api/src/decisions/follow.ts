import { clearSentBackOf, findAssignmentOf, markDirty, setGoldDirty } from "@justesse/db"
import { type Case, listCasesOf, listRejectedBy, type Staff } from "@justesse/db/decisions"
import { listMentorsOf } from "@justesse/db/mentors/pairs"
import { putNotices } from "@justesse/db/questions"
import { AssignmentId, DecisionId } from "@justesse/types"
import type { NoticeDetail, NoticeKind } from "@justesse/types/inbox/notices"
import { drawAdjudicator, listEligible } from "@justesse/work/appeals/adjudicators"
import { listToAssign } from "@justesse/work/appeals/queue"
import { findRepairs } from "@justesse/work/appeals/repairs"
import { listSiblings, reopen, SIBLING_MS } from "@justesse/work/appeals/siblings"
import type { Judgement } from "@justesse/work/decisions/judgement"
import type { Inside } from "../core/transaction.ts"
import { type DecisionDeps, staffOf } from "./context.ts"
import { appendRow, lockCase, type More } from "./rows.ts"

/**
 * Appends one judgement to a case with all that follows from it, in its transaction: who is told, who is drawn, what is put right.
 * Returns the case as it stands then.
 */
export async function append(
  inside: Inside<DecisionDeps>,
  before: Case,
  judgement: Judgement,
  more: More = {},
): Promise<Case> {
  const after = await appendRow(inside, before, judgement, more)
  await tellOf(inside, before, after, judgement)
  const repairs = findRepairs(before.state, after.state)
  if (repairs?.reopens) await reopenSiblings(inside, after, judgement.atMs)
  if (repairs?.recomputes) await computeAnew(inside, after)
  if (judgement.act.kind === "keep") {
    await clearSentBackOf(inside.storage.db, after)
    // It waited last in the queue for its author.
    await markDirty(inside.storage.db, after.projectId, [after.taskId])
  }
  return judgement.act.kind === "appeal" ? drawThird(inside, after, judgement.atMs) : after
}

/**
 * Has everything that rests on an answer computed again: what became of it, and the known answer that it was held against. No figure
 * counts rejections by itself, so that none has to be repaired.
 */
async function computeAnew(
  { storage: { db } }: Inside<DecisionDeps>,
  { projectId, taskId, state }: Case,
): Promise<void> {
  await markDirty(db, projectId, [taskId])
  if (state.proposal?.evidence.some(({ type }) => type === "gold")) await setGoldDirty(db, { projectId, taskId }, true)
}

/** Who is told what of a step; acceptance alone is no event. */
async function tellOf(
  inside: Inside<DecisionDeps>,
  before: Case,
  after: Case,
  { act, by, atMs }: Judgement,
): Promise<void> {
  const tell = (people: readonly number[], kind: NoticeKind, more: NoticeDetail = {}) => {
    const detail = { decision: DecisionId.parse(after.publicId), ...more }
    const concern = `decision/${after.publicId}`
    return putNotices(inside.storage.db, people, { projectId: after.projectId, kind, concern, detail, atMs })
  }
  const own = await findAssignmentOf(inside.storage.db, after, after.personId)
  const tellAuthor = (kind: NoticeKind, more: NoticeDetail = {}) =>
    tell([after.personId], kind, { ...(own ? { assignmentId: AssignmentId.parse(own.publicId) } : {}), ...more })
  switch (act.kind) {
    case "propose":
      await tellAuthor("rejection_proposed")
      return tellSeconds(inside, after, atMs)
    case "reopen":
      await tellAuthor("rejection_reopened")
      return tellSeconds(inside, after, atMs)
    case "concur":
      return tellAuthor("rejected")
    case "disagree":
      return tellAuthor("proposal_dropped")
    case "withdraw":
      return before.state.status === "proposed" ? tellAuthor("proposal_dropped") : undefined
    case "keep":
      return by.kind === "silence" ? tellAuthor("repair_ended") : undefined
    case "assign":
      return tell([act.adjudicatorId], "appeal_waits")
    case "answer":
    case "unanswered": {
      const ended = after.state.status === "overturned" ? "overturned" : "stands"
      await tellAuthor("appeal_answered", { ended })
      const proposer = after.state.proposal?.byId
      return ended === "overturned" && proposer ? tell([proposer], "own_overturned") : undefined
    }
    default:
      return undefined
  }
}

/** Whoever may be the second person of a proposal; nobody who mentors its author. */
export function secondsOf({ state, personId }: Case, { members }: Staff, mentorIds: readonly number[]): number[] {
  const involved = new Set([personId, ...mentorIds, state.proposal?.byId, ...state.seconds, ...state.adjudicators])
  return members
    .filter(({ id, isReviewer, isOwner, isAway }) => isReviewer && !isOwner && !isAway && !involved.has(id))
    .map(({ id }) => id)
}

async function tellSeconds(inside: Inside<DecisionDeps>, one: Case, atMs: number): Promise<void> {
  const { projectId } = one
  const mentors = await listMentorsOf(inside.storage.db, one)
  const seconds = secondsOf(one, await staffOf(inside, projectId), mentors)
  await putNotices(inside.storage.db, seconds, {
    ...{ projectId, kind: "second_wanted", concern: `seconds/${projectId}`, detail: {}, atMs },
  })
}

/** Takes up again what the same reviewer had rejected by the same clause, each for a new second person. */
async function reopenSiblings(inside: Inside<DecisionDeps>, overturned: Case, atMs: number): Promise<void> {
  const { proposal } = overturned.state
  if (!proposal) return
  const { projectId } = overturned
  const reviewerId = proposal.byId
  const about = { projectId, reviewerId, clause: proposal.clause, sinceMs: atMs - SIBLING_MS }
  const held = await listRejectedBy(inside.storage.db, about)
  const asRejected = (one: Case) => ({ ...one, id: one.publicId })
  for (const { id } of listSiblings(asRejected(overturned), held.map(asRejected), atMs)) {
    const sibling = await lockCase(inside, id)
    // Somebody acted on it while it was waited for.
    if (sibling.state.status !== "rejected" && sibling.state.status !== "stands") continue
    await append(inside, sibling, reopen(overturned.publicId, Math.max(atMs, sibling.state.sinceMs)))
  }
}

/** Whether an open appeal is among those that get their third person now. */
async function isItsTurn(inside: Inside<DecisionDeps>, one: Case): Promise<boolean> {
  const open = (await listCasesOf(inside.storage.db, one.personId)).filter(({ state }) => state.status === "appealed")
  const appeals = open.map(({ publicId, personId, state }) => ({ id: publicId, authorId: personId, state }))
  return listToAssign(appeals).some(({ id }) => id === one.publicId)
}

/**
 * Draws the third person of an open appeal, unless its author has many others open: then it waits in line. Where nobody may decide,
 * its author is right.
 */
export async function drawThird(inside: Inside<DecisionDeps>, one: Case, atMs: number): Promise<Case> {
  if (one.state.status !== "appealed") return one
  const isHandedOn = one.state.assigned !== null
  if (!isHandedOn && !(await isItsTurn(inside, one))) return one
  const staff = await staffOf(inside, one.projectId)
  const eligible = eligibleFor(one, staff, await listMentorsOf(inside.storage.db, one))
  const act = drawAdjudicator(eligible, [diceOf(inside, one, "who"), diceOf(inside, one, "order")])
  const by = { kind: "rule" } as const
  return append(inside, one, { act: act ?? { kind: "unanswered" }, by, atMs })
}

/** Who may be drawn for an appeal. */
export function eligibleFor(one: Case, { members, organisation }: Staff, mentorIds: readonly number[]) {
  const ownerIds = members.filter(({ isOwner }) => isOwner).map(({ id }) => id)
  const adjudicators = members.map((member) => ({ ...member, isQualified: member.isReviewer, isService: false }))
  return listEligible(one.state, { authorId: one.personId, mentorIds, ownerIds, organisation }, adjudicators)
}

/** A number in [0, 1) that nobody chose, and that every program draws alike. */
function diceOf(deps: Pick<DecisionDeps, "hmac">, { publicId, rows }: Case, what: string): number {
  return Number.parseInt(deps.hmac(`appeal:${publicId}:${rows}:${what}`).slice(0, 12), 16) / 16 ** 12
}
