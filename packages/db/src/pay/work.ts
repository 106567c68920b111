import { JustesseError } from "@justesse/types"
import { accountOf } from "@justesse/work/ledger/accounts"
import { payDue } from "@justesse/work/pay/dues"
import { exposedCap } from "@justesse/work/pay/exposure"
import { type FundedLeases, type Funding, type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { fundsAfter, planReserve, spareMicros } from "@justesse/work/pay/reserve"
import { accrualMicros, type LeaseTerms } from "@justesse/work/pay/terms"
import { planLateBonus } from "@justesse/work/pay/verdicts"
import { askAll, askRows, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import { ASSIGNMENT_STATE, SOURCE } from "../schema/states.ts"
import { type FundAsk, fundLeases, readExposed, readFunds } from "./fund.ts"
import { postMoves, readBalance } from "./posting.ts"
import { LAST_TERMS, leaseSecondsOf, OPEN_TERMS, type TermsRow, toAssignmentPay, toJudgedPay, toTerms } from "./rows.ts"
import { openSessionPay, paySession } from "./sessions.ts"

/** An act of somebody in a project that pays: what was sent, and what new leases are offered (null: there are none). */
interface WorkAsk {
  readonly projectId: number
  readonly personId: number
  readonly nowMs: number
  readonly offer: PayOffer | null
  readonly sentTaskId: number | null
  /** What the act read before it drew; null: it is read when it is needed. */
  readonly from: Funding | null
}

/** Leases in hand that have no terms yet. */
const BARE: SqlText = {
  name: "leases_bare",
  text: `select a.task_id, a.leased_at_ms, a.active_ms, a.revision, a.drawn, a.fence, a.session_id from assignment a
    where a.project_id = ? and a.person_id = ? and a.state = ${ASSIGNMENT_STATE.leased} and not exists (select 1 from assignment_terms t
      where t.project_id = a.project_id and t.task_id = a.task_id and t.person_id = a.person_id and t.leased_at_ms = a.leased_at_ms)
    order by a.leased_at_ms, a.task_id`,
}

interface BareRow {
  readonly task_id: number
  readonly leased_at_ms: number
  readonly active_ms: number
  readonly revision: number
  readonly drawn: number
  readonly fence: number
  readonly session_id: number
}

const END: SqlText = {
  name: "terms_end",
  text: "update assignment_terms set state = ?, ended_at_ms = ? where id = ?",
}
const SENT: SqlText = {
  name: "terms_sent",
  text: `update assignment_terms set state = 'submitted', live = 1, ended_at_ms = ?, sent_seconds = ?, accrued_micros = ?,
    drawn_micros = drawn_micros + ? where id = ?`,
}
const COUNT_SENT: SqlText = {
  name: "pay_counter_sent",
  text: `insert into pay_counter (project_id, person_id, undecided_seconds, decided) values (?, ?, ?, 0)
    on conflict (project_id, person_id) do update set undecided_seconds = pay_counter.undecided_seconds + excluded.undecided_seconds`,
}
const PASS_ON: SqlText = {
  name: "terms_pass_on",
  text: `update assignment_terms set until_ms = ? where project_id = ? and task_id = ? and person_id = ? and until_ms is null`,
}
const ADD: SqlText = {
  name: "terms_add",
  text: `insert into assignment_terms (project_id, task_id, person_id, session_id, leased_at_ms, currency, mode, price_micros, bonus_micros,
      floor_micros, cap_seconds, review_micros, judged, base_ms, state, extensions, sent_seconds, accrued_micros, drawn_micros,
      appeal_micros, owed_micros)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'leased', 0, 0, 0, 0, 0, 0) returning id`,
}

/** Whether a lease is the one that its assignment is held by now. */
const isInHand = (row: TermsRow) =>
  row.assignment_state === ASSIGNMENT_STATE.leased && row.assignment_leased_ms === row.leased_at_ms

/**
 * Pays what an act sent, ends what it gave back or what ran out, and reserves what it leased. How many leases were reserved. What they are
 * reserved from is taken before anything is paid: whoever takes what a project has free takes it first.
 */
export function* payWork(of: WorkAsk): SqlSteps<number> {
  const { projectId, personId, nowMs, offer, sentTaskId } = of
  let open = yield* askRows<TermsRow>(OPEN_TERMS, projectId, personId)
  const long = open.find((row) => row.task_id === sentTaskId && !isCovered(row))
  if (long) {
    // It is paid from what is free, which is taken first.
    yield* paySent(long, nowMs)
    open = open.filter((row) => row !== long)
  }
  const bare = offer ? yield* askRows<BareRow>(BARE, projectId, personId) : []
  const [first] = bare
  const isRead = first === undefined || isOfSession(first, of.from)
  const given = isRead || !offer ? of.from : yield* readFor(of, offer, bare)
  let sent = open.find((row) => row.task_id === sentTaskId)
  // What was undecided before is known still where nothing but that answer has changed.
  let from = sentTaskId === null ? given : sent && given && exposedAfter(given, sent)
  for (const row of open) {
    if (row === sent || isInHand(row)) continue
    const isExpired = row.assignment_state === ASSIGNMENT_STATE.expired
    const endedMs = isExpired ? Math.min(row.expires_at_ms, nowMs) : nowMs
    yield* askAll([{ statement: END, values: [isExpired ? "expired" : "released", endedMs, row.id] }])
    yield* giveBackSpare(row, isExpired, nowMs)
    from = null
  }
  if (sentTaskId !== null && !sent) [sent] = yield* askRows<TermsRow>(LAST_TERMS, projectId, sentTaskId, personId)
  if (sent && sent.state !== "submitted") yield* paySent(sent, nowMs)
  if (!offer || !given || bare.length === 0) return 0
  const exposed = from?.exposed ?? (yield* readExposed(projectId, personId, nowMs))
  return yield* reserveBare(of, offer, { bare, from: { ...given, exposed } })
}

/** What leases that no draw of this act made are reserved from. */
function* readFor(of: WorkAsk, offer: PayOffer, bare: readonly BareRow[]): SqlSteps<Funding> {
  const { projectId, personId, nowMs } = of
  const sessionId = bare[0]?.session_id ?? null
  const funds = yield* readFunds({ projectId, sessionId, offer, most: bare.length })
  return { ...funds, exposed: yield* readExposed(projectId, personId, nowMs) }
}

/** What leases are reserved from once an answer in hand is sent: its cap is no longer undecided, its paid time is. */
function exposedAfter(from: Funding, sent: TermsRow): Funding {
  const paid = sent.judged === 1 ? leaseSecondsOf(sent) : 0
  const undecidedSeconds = from.exposed.undecidedSeconds - sent.cap_seconds + paid
  return { ...from, exposed: { ...from.exposed, undecidedSeconds } }
}

/** A lease as its answer would be paid now: what that accrues, and what its own reserve pays of it. */
function toSent(row: TermsRow) {
  const paidSeconds = leaseSecondsOf(row)
  const accruedMicros = accrualMicros(toTerms(row), paidSeconds)
  const { availableMicros } = toAssignmentPay({ ...row, state: "submitted" }, 0)
  return { paidSeconds, accruedMicros, ownMicros: Math.min(accruedMicros - row.drawn_micros, availableMicros) }
}

/** Whether the own reserve of a lease pays its answer. */
function isCovered(row: TermsRow): boolean {
  const { accruedMicros, ownMicros } = toSent(row)
  return accruedMicros - row.drawn_micros <= ownMicros
}

/** What of a lease's reserve its session can use again once its answer is sent and paid. */
function spareOf(row: TermsRow, isJudged: boolean): number {
  const { paidSeconds, accruedMicros, ownMicros } = toSent(row)
  return spareMicros({
    ...{ terms: toTerms(row), paidSeconds, accruedMicros, isJudged },
    drawnMicros: row.drawn_micros + ownMicros,
    balanceMicros: (row.reserve_micros ?? 0) - ownMicros,
  })
}

const toSession = (row: TermsRow, amountMicros: number) => ({
  from: accountOf("assignment_reserve", row.id),
  to: accountOf("session_tranche", row.session_id),
  amountMicros,
})

/** What a lease that ended without an answer does not need goes back to its session's reserve; a late answer may still come to one that ran out. */
function* giveBackSpare(row: TermsRow, isExpired: boolean, nowMs: number): SqlSteps<void> {
  if (row.session_closed === 1) return
  const { id, project_id: projectId, currency, reserve_micros: reserve } = row
  const terms = toTerms(row)
  const paidSeconds = leaseSecondsOf(row)
  const accruedMicros = isExpired ? accrualMicros(terms, paidSeconds) : 0
  const isJudged = isExpired && row.judged === 1
  const lease = { terms, paidSeconds, accruedMicros, isJudged, drawnMicros: row.drawn_micros }
  const amountMicros = spareMicros({ ...lease, balanceMicros: reserve ?? 0 })
  const about = { key: `spare:${id}`, kind: "release", currency, projectId, atMs: nowMs, ref: `lease:${id}` } as const
  yield* postMoves(about, [toSession(row, amountMicros)])
}

/**
 * Pays an answer at once, its piece or its time: from its own reserve while its session is open, and what its time took beyond that from
 * the session's and from what is free. What it did not need goes back to the session's.
 */
function* paySent(row: TermsRow, nowMs: number): SqlSteps<void> {
  const { id, project_id: projectId, person_id: personId, session_id: sessionId, currency } = row
  const { paidSeconds, accruedMicros } = toSent(row)
  const endedMs = row.state === "leased" ? nowMs : (row.ended_at_ms ?? nowMs)
  const isClosed = row.session_closed === 1
  const sent = { ...row, accrued_micros: accruedMicros, state: "submitted" as const, ended_at_ms: endedMs }
  const isOwn = row.state === "leased" && isCovered(row)
  // Before its row is written: whoever takes what is free takes it first.
  const freeMicros = isOwn ? 0 : yield* readBalance("lock", "project_free", projectId, currency)
  let drawnMicros = 0
  if (!isClosed) {
    const trancheMicros = isOwn ? 0 : yield* readBalance("lock", "session_tranche", sessionId, currency)
    const due = payDue({
      ...{ id: String(sessionId), projectId, personId, isClosed: false, assignments: [toAssignmentPay(sent, nowMs)] },
      ...{ unleasedSeconds: 0, floorMicrosPerHour: row.floor_micros, allowanceMicros: 0, allowanceDrawnMicros: 0 },
      ...{ paidMicros: row.drawn_micros, trancheMicros, freeMicros },
    })
    const about = { key: `earn:${id}`, kind: "earn", currency, projectId, atMs: nowMs, ref: `lease:${id}` } as const
    const spare = isOwn ? [toSession(row, spareOf(row, row.judged === 1))] : []
    yield* postMoves(about, [...due.moves, ...spare])
    drawnMicros = due.paidMicros
  }
  yield* askAll([
    { statement: SENT, values: [endedMs, paidSeconds, accruedMicros, drawnMicros, id] },
    ...(row.judged === 1 ? [{ statement: COUNT_SENT, values: [projectId, personId, paidSeconds] }] : []),
  ])
  if (isClosed) yield* paySession(sessionId, nowMs)
  if (row.state !== "leased" && row.judged === 1) yield* keepLateBonus(row, nowMs)
}

/** Puts bonus and review of a late answer back on its reserve, where it was given back and there is money; else the bonus is owed later. */
function* keepLateBonus(row: TermsRow, nowMs: number): SqlSteps<void> {
  const { id, project_id: projectId, currency } = row
  const freeMicros = yield* readBalance("lock", "project_free", projectId, currency)
  const reserveMicros = yield* readBalance("lock", "assignment_reserve", id, currency)
  const moves = planLateBonus({ ...toJudgedPay(row, freeMicros), reserveMicros })
  if (!moves) return
  const about = { key: `late:${id}`, kind: "reserve", currency, projectId, atMs: nowMs, ref: `lease:${id}` } as const
  yield* postMoves(about, moves)
}

/** Leases that were not reserved yet, and what they are reserved from. */
interface Bare {
  readonly bare: readonly BareRow[]
  readonly from: Funding
}

/**
 * How many leases can be paid for now, and from what. An answer that came late, or whose time is more than its reserve, is paid first:
 * from what the project has free, which is no longer there for a lease. What another one does not need is there for the next.
 */
export function* fundAct(of: FundAsk & { readonly sentTaskId: number | null }): SqlSteps<FundedLeases> {
  const { projectId, personId, sentTaskId, nowMs } = of
  if (sentTaskId === null) return yield* fundLeases(of)
  const [sent] = yield* askRows<TermsRow>(LAST_TERMS, projectId, sentTaskId, personId)
  if (!sent || sent.state === "submitted") return yield* fundLeases(of)
  if (sent.state === "leased" && sent.session_closed !== 1 && isCovered(sent)) {
    const isOwn = sent.session_id === of.sessionId
    const returned = { returnedMicros: spareOf(sent, sent.judged === 1), sentMicros: sent.reserve_micros ?? 0 }
    return yield* fundLeases({ ...of, ...(isOwn && returned) })
  }
  yield* paySent(sent, nowMs)
  return yield* fundLeases(of)
}

/** Reserves each of them under the offer of now. */
function* reserveBare(of: WorkAsk, offer: PayOffer, { bare, from: first }: Bare): SqlSteps<number> {
  const { projectId, nowMs } = of
  let [from, { undecidedSeconds }] = [first, first.exposed]
  for (const [n, lease] of bare.entries()) {
    const capSeconds = exposedCap(offer.capSeconds, undecidedSeconds, first.exposed.decidedAnswers)
    if (capSeconds === null) throw new JustesseError("conflict", { why: "exposed" })
    const isJudged = lease.revision === 0 && lease.drawn !== SOURCE.training
    const terms = termsOf(offer, { isJudged, capSeconds })
    const isOwn = isOfSession(lease, from)
    const id = yield* addTerms(of, { lease, offer, terms, isJudged, isOpened: isOwn && from.isOpened })
    const sessionId = String(lease.session_id)
    const most = bare.length - n
    const funds = isOwn
      ? { ...from.funds, sessionId }
      : (yield* readFunds({ projectId, sessionId: lease.session_id, offer, most })).funds
    const moves = planReserve(funds, String(id), terms, offer.quotedMicros)
    if (!moves) throw new JustesseError("project_unfunded", { project: projectId })
    const about = { key: `lease:${id}`, kind: "reserve", currency: offer.currency, projectId, atMs: nowMs } as const
    yield* postMoves({ ...about, ref: `lease:${id}` }, moves)
    from = { ...first, funds: fundsAfter(funds, moves), isOpened: true }
    undecidedSeconds += capSeconds
  }
  return bare.length
}

/** Whether what was read is of a lease's session: of that one, or of one that was yet to begin. */
function isOfSession({ session_id }: BareRow, from: Funding | null): from is Funding {
  return from !== null && (from.funds.sessionId === "next" || from.funds.sessionId === String(session_id))
}

interface Reserving {
  readonly lease: BareRow
  readonly offer: PayOffer
  readonly terms: LeaseTerms
  readonly isJudged: boolean
  /** Whether the lease's session is known to be one that is paid. */
  readonly isOpened: boolean
}

/** Fixes what a lease is promised; gives the number of its terms. */
function* addTerms({ projectId, personId }: WorkAsk, reserving: Reserving): SqlSteps<number> {
  const { lease, offer, terms, isJudged, isOpened } = reserving
  const { task_id: taskId, session_id: sessionId } = lease
  const { currency } = offer
  const floor = terms.floorMicrosPerHour
  yield* askAll([
    ...(isOpened ? [] : [openSessionPay({ sessionId, projectId, personId, currency, floorMicrosPerHour: floor })]),
    ...(lease.fence > 1 ? [{ statement: PASS_ON, values: [lease.active_ms, projectId, taskId, personId] }] : []),
  ])
  const [made] = yield* askRows<{ id: number }>(
    ADD,
    ...[projectId, taskId, personId, sessionId, lease.leased_at_ms, currency, terms.mode, terms.priceMicros],
    ...[terms.bonusMicros, floor, terms.capSeconds, terms.reviewMicros, isJudged ? 1 : 0, lease.active_ms],
  )
  return made?.id ?? 0
}
