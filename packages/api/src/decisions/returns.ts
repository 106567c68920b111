import type { Assignment } from "@justesse/db"
import { findSubmission } from "@justesse/db"
import { type Case, findLatestCase, lockAnswer, type Staff } from "@justesse/db/decisions"
import { DecisionId, JustesseError } from "@justesse/types"
import { type JudgementAct } from "@justesse/types/decisions/judgement"
import { deadlineOf } from "@justesse/work/decisions/deadlines"
import type { CaseState } from "@justesse/work/decisions/judgement"
import { beginCase } from "@justesse/work/decisions/machine"
import type { Judge } from "@justesse/work/decisions/refusal"
import type { Inside } from "../core/transaction.ts"
import { clausesIn, type DecisionDeps, staffOf } from "./context.ts"
import { factsOf, requireMay } from "./facts.ts"
import { append } from "./follow.ts"
import { catchUp } from "./live.ts"
import { begin, type Unjudged } from "./rows.ts"

/** The answer that a reviewer has before them: its case, or what its case would begin from. */
type Found = { readonly case: Case; readonly unjudged: null } | { readonly case: null; readonly unjudged: Unjudged }

const OPEN_DISPUTE: readonly CaseState["status"][] = ["proposed", "rejected", "appealed"]
const WELL_ENDED: readonly CaseState["status"][] = ["accepted", "auto_accepted", "overturned", "withdrawn"]

/**
 * The case of somebody's latest answer to a task, as it stands now; its answer is held. An answer that was sent after the last case had
 * ended begins one of its own, and so does one that nobody judged yet.
 * @throws JustesseError not_found
 */
export async function caseOfAnswer(inside: Inside<DecisionDeps>, own: Assignment, nowMs: number): Promise<Found> {
  const tx = inside.storage.db
  if (!(await lockAnswer(tx, inside.storage.engine, own)) || own.revision === 0)
    throw new JustesseError("not_found", { revision: own.revision })
  const stored = await findLatestCase(tx, own)
  const latest = stored && (await catchUp(inside, stored, nowMs))
  if (latest && !isOver(latest, own)) {
    // What its author corrected of their own accord is what it is about from now on.
    const isWaiting = latest.state.status === "submitted"
    return { case: isWaiting ? { ...latest, about: own.revision } : latest, unjudged: null }
  }
  const submission = await findSubmission(tx, own, own.revision)
  if (!submission) throw new JustesseError("not_found", { revision: own.revision })
  const { projectId, taskId, personId, revision, guidelineVersion, storedAtMs } = submission
  return { case: null, unjudged: { projectId, taskId, personId, revision, guidelineVersion, storedAtMs } }
}

function isOver({ about, state }: Case, own: Assignment): boolean {
  if (own.revision <= about || OPEN_DISPUTE.includes(state.status)) return false
  return WELL_ENDED.includes(state.status) || state.status === "stands"
}

/** Where an answer stands, whether a case was begun or not. */
export const stateOf = (found: Found): CaseState =>
  found.case ? found.case.state : beginCase(found.unjudged.storedAtMs)

/** When silence accepted an answer that nobody had judged by then; null while it has not. */
export function acceptedAtMs(found: Found, nowMs: number): number | null {
  if (found.case) return found.case.state.status === "auto_accepted" ? found.case.state.sinceMs : null
  const due = deadlineOf(stateOf(found))
  return due && due.atMs <= nowMs ? due.atMs : null
}

/** The case, begun where it is not yet. */
export const begun = (inside: Inside<DecisionDeps>, found: Found): Promise<Case> =>
  found.case ? Promise.resolve(found.case) : begin(inside, found.unjudged)

export const guidelineOf = (found: Found): number => (found.case ?? found.unjudged).guidelineVersion

/**
 * Appends that an answer goes back to its author for repair. Where it is accepted already (silence, a decision before), or a program
 * asks, a correction is asked for as a favour, and nothing is decided by it.
 * Answers the decision's name, null where nothing is decided.
 *
 * @throws JustesseError judgement_refused (sent back twice already, a rejection is open)
 */
export async function appendReturn(
  inside: Inside<DecisionDeps>,
  own: Assignment,
  by: Judge,
  said: { readonly clause: string | null; readonly note: string; readonly code: string },
): Promise<DecisionId | null> {
  const nowMs = inside.nowMs()
  const found = await caseOfAnswer(inside, own, nowMs)
  const { status } = stateOf(found)
  const isAccepted = acceptedAtMs(found, nowMs) !== null || WELL_ENDED.includes(status) || status === "stands"
  if (by.isService || isAccepted) return null
  // It waits for its repair: one thing more to look at, in the same time.
  if (found.case && status === "returned") return DecisionId.parse(found.case.publicId)
  const clauses = await clausesIn(inside, own.projectId, guidelineOf(found))
  const staff: Staff = await staffOf(inside, own.projectId)
  const clause = clauses.some(({ number }) => number === said.clause) ? said.clause : null
  const act: JudgementAct = { kind: "return", clause, note: said.note === "" ? said.code : said.note }
  requireMay({ state: stateOf(found) }, act, by, nowMs, await factsOf(inside, own, staff, { clauses }))
  const one = await begun(inside, found)
  await append(inside, one, { act, by: { kind: "person", id: by.id }, atMs: nowMs }, { about: one.about })
  return DecisionId.parse(one.publicId)
}
