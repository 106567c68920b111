import { WON_APPEAL_SECONDS } from "@justesse/work/appeals/repairs"
import { listDue } from "@justesse/work/decisions/deadlines"
import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { stepCase, verdictOf } from "@justesse/work/decisions/machine"
import { accountOf } from "@justesse/work/ledger/accounts"
import { measureExposure } from "@justesse/work/pay/exposure"
import { appealReserveMicros, verdictMoves } from "@justesse/work/pay/verdicts"
import { askAll, askRows, type SqlSteps, type SqlText, stepsIn } from "../ledger/steps.ts"
import type { OpenTransaction } from "../transaction.ts"
import { postMoves, readBalance } from "./posting.ts"
import { caseOf, ONE_TERMS, type TermsRow, toJudgedPay, toTerms } from "./rows.ts"
import { releasable } from "./sessions.ts"

const JUDGED: SqlText = {
  name: "terms_judged",
  text: `update assignment_terms set case_state = ?, decided = ?, bonus_given = ?, live = 1, owed_micros = owed_micros + ?, appeal_micros = appeal_micros - ?
    where id = ?`,
}
const DECIDED: SqlText = {
  name: "pay_counter_decided",
  text: `update pay_counter set undecided_seconds = undecided_seconds - ?, decided = decided + 1 where project_id = ? and person_id = ?`,
}
const APPEAL: SqlText = {
  name: "terms_appeal",
  text: "update assignment_terms set appeal_micros = appeal_micros + ? where id = ?",
}
const OVER: SqlText = { name: "terms_over", text: "update assignment_terms set live = 0 where id = ?" }

/** A judgement that was just appended about a lease's answer: with which revision its case began, which one it is, and what it changes. */
interface Judged {
  readonly revision: number
  readonly number: number
  readonly judgement: Judgement
  readonly before: CaseState
  readonly after: CaseState
  readonly nowMs: number
}

/** Whether somebody or silence has decided about an answer, as exposure counts it. */
const isDecided = (state: CaseState) =>
  measureExposure([{ isOpen: false, capSeconds: 0, sentSeconds: 0, case: state }]).decidedAnswers > 0

/** What of a case is kept beside its money: nothing that is shown of a picture, which may be forgotten. */
const withoutEvidence = (state: CaseState): CaseState => ({
  ...state,
  proposal: state.proposal && { ...state.proposal, evidence: [] },
})

/** A lease read again with what lies on its reserve by now; nobody else changes what is free in its project meanwhile. */
function* lockTerms(id: number): SqlSteps<{ readonly row: TermsRow; readonly freeMicros: number } | null> {
  const [seen] = yield* askRows<TermsRow>(ONE_TERMS, id)
  if (!seen) return null
  const freeMicros = yield* readBalance("lock", "project_free", seen.project_id, seen.currency)
  yield* readBalance("lock", "assignment_reserve", id, seen.currency)
  const [row] = yield* askRows<TermsRow>(ONE_TERMS, id)
  return row ? { row, freeMicros } : null
}

/**
 * The money of a judgement: an appeal is paid for before there is a rejection, the bonus moves when the answer ends well, the minutes of
 * an appeal that was won with it, and what nobody can claim any more is given back. Nothing ever takes pay back.
 * @throws JustesseError project_unfunded: without the money for an appeal there is no rejection
 */
export function* payVerdict(id: number, judged: Judged): SqlSteps<void> {
  const found = yield* lockTerms(id)
  if (!found) return
  const { row } = found
  const { revision, judgement, before, after, nowMs } = judged
  const number = `${revision}.${judged.number}`
  const { kind } = judgement.act
  const reserved = kind === "propose" || kind === "concur" ? yield* reserveAppeal(row, number, nowMs) : 0
  const pay = verdictMoves(toJudgedPay(row, found.freeMicros - reserved), before, after)
  const about = { currency: row.currency, projectId: row.project_id, atMs: nowMs, ref: `lease:${id}` }
  yield* postMoves({ ...about, key: `bonus:${id}:${number}`, kind: "bonus" }, pay.bonus)
  yield* postMoves({ ...about, key: `won:${id}:${number}`, kind: "compensation" }, pay.compensation)
  const won = pay.compensation.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  const isNew = row.decided === 0 && isDecided(after)
  const decided = row.decided === 1 || isNew ? 1 : 0
  const given = row.bonus_given === 1 || verdictOf(after.status) === "good" ? 1 : 0
  yield* askAll([
    { statement: JUDGED, values: [JSON.stringify(withoutEvidence(after)), decided, given, pay.owedMicros, won, id] },
    ...(isNew ? [{ statement: DECIDED, values: [row.sent_seconds, row.project_id, row.person_id] }] : []),
  ])
  if (verdictOf(after.status) !== "open") yield* releaseTerms(id, `release:${id}:${number}`, nowMs)
}

/** The last lease of an answer that is judged. */
export const PAID_FOR: SqlText = {
  name: "terms_paid_for",
  text: `select id from assignment_terms where project_id = ? and task_id = ? and person_id = ? and judged = 1 and state = 'submitted'
    order by id desc limit 1`,
}

/** Whose answer to which task. */
export interface Answered {
  readonly projectId: number
  readonly taskId: number
  readonly personId: number
}

/**
 * The money of a judgement that was just appended, in its transaction: see {@link payVerdict}. Nothing where the answer was not paid for
 * by its project.
 * @throws JustesseError project_unfunded: without the money for an appeal there is no rejection
 */
export async function payJudgement(tx: OpenTransaction, of: Answered, judged: Judged): Promise<void> {
  const { projectId, taskId, personId } = of
  const [lease] = await stepsIn(tx, askRows<{ id: number }>(PAID_FOR, projectId, taskId, personId))
  if (lease) await stepsIn(tx, payVerdict(lease.id, judged))
}

/** Reserves the minutes of an appeal that is won, and its third person's time. How much was reserved. */
function* reserveAppeal(row: TermsRow, number: string, nowMs: number): SqlSteps<number> {
  const amountMicros = Math.max(0, appealReserveMicros(toTerms(row), WON_APPEAL_SECONDS) - row.appeal_micros)
  const from = accountOf("project_free", row.project_id)
  const to = accountOf("assignment_reserve", row.id)
  const { currency, project_id: projectId } = row
  const key = `appeal:${row.id}:${number}`
  const about = { key, kind: "reserve_appeal", currency, projectId, atMs: nowMs, ref: `lease:${row.id}` } as const
  yield* postMoves(about, [{ from, to, amountMicros }])
  yield* askAll([{ statement: APPEAL, values: [amountMicros, row.id] }])
  return amountMicros
}

const CLOSED: SqlText = {
  name: "session_is_closed",
  text: "select s.closed from session_pay s join assignment_terms t on t.session_id = s.session_id where t.id = ?",
}

/** Whether nothing of a lease lies anywhere any more once so much of its reserve is given back, and nobody has to decide about it. */
function isOver(row: TermsRow, releasedMicros: number): boolean {
  const isJudged = row.state !== "submitted" || row.judged === 0 || row.decided === 1
  return (row.reserve_micros ?? 0) === releasedMicros && row.owed_micros === 0 && row.state !== "leased" && isJudged
}

/** Whether time alone changes anything about a lease whose session is closed: {@link stepTerms} is for those. */
export function isStepDue(row: TermsRow, nowMs: number): boolean {
  const state = row.case_state === null ? caseOf(row) : null
  const releasedMicros = releasable(row, true, nowMs)
  return (state !== null && listDue(state, nowMs).length > 0) || releasedMicros > 0 || isOver(row, releasedMicros)
}

/** Gives back what need not stay on a lease's reserve; once nothing lies there it is over. */
function* releaseTerms(id: number, key: string, nowMs: number): SqlSteps<number> {
  const found = yield* lockTerms(id)
  const [session] = yield* askRows<{ closed: number }>(CLOSED, id)
  if (!found || session?.closed !== 1) return 0
  const { row } = found
  const amountMicros = releasable(row, true, nowMs)
  const to = accountOf("project_free", row.project_id)
  const about = {
    key,
    kind: "release",
    currency: row.currency,
    projectId: row.project_id,
    atMs: nowMs,
    ref: `lease:${id}`,
  } as const
  yield* postMoves(about, [{ from: accountOf("assignment_reserve", id), to, amountMicros }])
  if (isOver(row, amountMicros)) yield* askAll([{ statement: OVER, values: [id] }])
  return amountMicros
}

/**
 * What time alone does to a lease whose session is closed: silence accepts an answer that nobody judged, and money that nobody can claim
 * any more goes back. A second time nothing is due.
 */
export function* stepTerms(id: number, nowMs: number): SqlSteps<void> {
  const found = yield* lockTerms(id)
  if (!found) return
  const { row } = found
  const state = row.case_state === null ? caseOf(row) : null
  const due = state ? listDue(state, nowMs)[0] : undefined
  if (state && due) {
    const after = stepCase(state, due)
    yield* payVerdict(id, { revision: 0, number: 0, judgement: due, before: state, after, nowMs })
  }
  // Twice in one moment another amount may be free: what lay there tells the two apart.
  const [now] = yield* askRows<TermsRow>(ONE_TERMS, id)
  yield* releaseTerms(id, `release:${id}:at:${nowMs}:${now?.reserve_micros ?? 0}`, nowMs)
}
