import type { Currency } from "@justesse/types"
import type { AccountKind } from "@justesse/work/ledger/accounts"
import { LATE_MS } from "@justesse/work/pay/holds"
import {
  countFundable,
  type Exposed,
  type FundedLeases,
  type Funding,
  type PayOffer,
  termsOf,
} from "@justesse/work/pay/offer"
import { type Funds, isReserved, sessionMicros } from "@justesse/work/pay/reserve"
import { leastMicros, timeMicros } from "@justesse/work/pay/terms"
import { askAll, askRows, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import { readBalance } from "./posting.ts"

/** Whose leases are asked for, in which session. */
export interface FundAsk {
  readonly projectId: number
  readonly personId: number
  readonly nowMs: number
  readonly offer: PayOffer
  readonly sessionId: number | null
  readonly most: number
  /** Comes back to the session's reserve with the answer that the same act sends. */
  readonly returnedMicros?: number
  /** And so much lay on the reserve of that answer, which is still in hand. */
  readonly sentMicros?: number
}

const EXPOSED_COLUMNS = `coalesce((select c.undecided_seconds from pay_counter c where c.project_id = ? and c.person_id = ?), 0) as sent,
    coalesce((select c.decided from pay_counter c where c.project_id = ? and c.person_id = ?), 0) as decided,
    coalesce((select sum(t.cap_seconds) from assignment_terms t
      where t.project_id = ? and t.person_id = ? and t.state = 'leased'), 0) as held,
    coalesce((select sum(t.cap_seconds) from assignment_terms t
      where t.project_id = ? and t.person_id = ? and t.state = 'expired' and t.ended_at_ms > ?), 0) as late`
/** Undecided work of a person: of answers that were sent, and whole caps of what is in hand or may still be answered. */
const EXPOSED: SqlText = { name: "exposed", text: `select ${EXPOSED_COLUMNS}` }
/** The same, and whether somebody's session is owed something for want of money: nothing is leased before it is paid. */
const STATUS: SqlText = {
  name: "fund_status",
  text: `select (select count(*) from session_pay where project_id = ? and owed_micros > 0) as owed,
    (select unfunded_since_ms from project_pay where project_id = ?) as since, ${EXPOSED_COLUMNS}`,
}
const balanceOf = (
  kind: AccountKind,
) => `coalesce((select a.balance_micros from ledger_account a where a.kind = '${kind}'
      and a.owner = cast(s.session_id as text) and a.currency = s.currency), 0)`
const SESSION: SqlText = {
  name: "session_funds",
  text: `select s.floor_micros, s.allowance_drawn_micros, w.unleased_ms, ${balanceOf("session_tranche")} as tranche,
    ${balanceOf("session_allowance")} as allowance,
    coalesce((select sum(a.balance_micros) from assignment_terms t join ledger_account a on a.kind = 'assignment_reserve'
      and a.owner = cast(t.id as text) and a.currency = t.currency
      where t.session_id = s.session_id and t.state = 'leased'), 0) as held
    from session_pay s join work_session w on w.id = s.session_id where s.session_id = ?`,
}
/** Answers that a project still asks for, those in hand among them; no more tasks are looked at than can matter. */
const ANSWERS_LEFT: SqlText = {
  name: "answers_left",
  text: `select coalesce(sum(r.places), 0) as answers from (select t.overlap - t.submitted as places
      from task_state s join task t on t.project_id = s.project_id and t.id = s.task_id
      where s.project_id = ? and s.state in ('open', 'waiting') and t.overlap > t.submitted limit ?) r`,
}
const OTHERS: SqlText = {
  name: "tranches_of",
  text: `select s.session_id, s.floor_micros, s.allowance_drawn_micros, w.unleased_ms, a.balance_micros as tranche,
      ${balanceOf("session_allowance")} as allowance
    from session_pay s join work_session w on w.id = s.session_id join ledger_account a on a.kind = 'session_tranche'
      and a.owner = cast(s.session_id as text) and a.currency = s.currency
    where s.project_id = ? and s.closed = 0 and s.session_id <> ? and a.balance_micros > 0 order by a.owner`,
}
/** A refusal for want of money, counted since the first one. */
const UNFUNDED: SqlText = {
  name: "project_unfunded",
  text: `insert into project_pay (project_id, unfunded_since_ms, asked) values (?, ?, 1)
    on conflict (project_id) do update set unfunded_since_ms = coalesce(project_pay.unfunded_since_ms, excluded.unfunded_since_ms),
      asked = project_pay.asked + 1`,
}
const FUNDED: SqlText = {
  name: "project_funded",
  text: "update project_pay set unfunded_since_ms = null, asked = 0 where project_id = ?",
}
const KEEP_TOLD = `on conflict (person_id, concern) do update set kind = excluded.kind, times = 1,
      at_ms = case when notice.kind = excluded.kind then notice.at_ms else excluded.at_ms end,
      seen_at_ms = case when notice.kind = excluded.kind then notice.seen_at_ms else null end`
/** Whoever was refused is told that the project waits for money; once, until it has some. */
const TELL_REFUSED: SqlText = {
  name: "notice_money_waits",
  text: `insert into notice (person_id, project_id, kind, concern, detail, times, at_ms, seen_at_ms)
    values (?, ?, 'money_waits', ?, '{}', 1, ?, null) ${KEEP_TOLD}`,
}
/** Owners are told that the project has no money for another task. */
const TELL_OWNERS: SqlText = {
  name: "notice_money_out",
  text: `insert into notice (person_id, project_id, kind, concern, detail, times, at_ms, seen_at_ms)
    select m.person_id, m.project_id, 'money_out', cast(? as text), '{}', 1, cast(? as bigint), null from member m
    where m.project_id = ? and m.is_owner = 1 ${KEEP_TOLD}`,
}
const TELL_LOW: SqlText = { name: "notice_money_low", text: TELL_OWNERS.text.replace("money_out", "money_low") }
const TELL_CAME: SqlText = {
  name: "notice_money_came",
  text: "update notice set kind = 'money_came', at_ms = ?, seen_at_ms = null where concern = ? and kind = 'money_waits'",
}
const OWNERS_SEEN: SqlText = {
  name: "notice_money_there",
  text: "update notice set kind = 'money_there', seen_at_ms = ? where concern = ? and kind <> 'money_there'",
}

const waitsFor = (projectId: number) => `money:${projectId}`
/** Under which concern owners are told of a project's money. */
const moneyConcern = (projectId: number) => `budget:${projectId}`

/** Whether there is a task that somebody could take: without one nothing is refused to them. */
const HAS_TASK: SqlText = {
  name: "has_task",
  text: `select t.id from task t where t.project_id = ? and t.is_open = 1 and t.open_slots > 0 and not exists (select 1
    from assignment a where a.project_id = t.project_id and a.task_id = t.id and a.person_id = ?) limit 1`,
}

/** Somebody was refused a task for want of money: counted, and told to them and to the owners. */
function* refuse(projectId: number, personId: number, nowMs: number): SqlSteps<void> {
  if ((yield* askRows(HAS_TASK, projectId, personId)).length === 0) return
  yield* askAll([
    { statement: UNFUNDED, values: [projectId, nowMs] },
    { statement: TELL_REFUSED, values: [personId, projectId, waitsFor(projectId), nowMs] },
    { statement: TELL_OWNERS, values: [moneyConcern(projectId), nowMs, projectId] },
  ])
}

/** Owners are told, once until money comes, that it runs out. */
export function* tellMoneyLow(projectId: number, nowMs: number): SqlSteps<void> {
  yield* askAll([{ statement: TELL_LOW, values: [moneyConcern(projectId), nowMs, projectId] }])
}

/** There is money for tasks again: the stop ends, and whoever was refused is told. */
export function* resumeWork(projectId: number, nowMs: number): SqlSteps<void> {
  yield* askAll([
    { statement: FUNDED, values: [projectId] },
    { statement: TELL_CAME, values: [nowMs, waitsFor(projectId)] },
    { statement: OWNERS_SEEN, values: [nowMs, moneyConcern(projectId)] },
  ])
}

interface ExposedRow {
  readonly sent: number
  readonly decided: number
  readonly held: number
  readonly late: number
}

const exposedOf = (projectId: number, personId: number, nowMs: number) => {
  const of = [projectId, personId]
  return [...of, ...of, ...of, ...of, nowMs - LATE_MS]
}

function toExposed({ sent, decided, held, late }: ExposedRow): Exposed {
  return { undecidedSeconds: Number(sent) + Number(held) + Number(late), decidedAnswers: Number(decided) }
}

/** Undecided work of a person in a project. */
export function* readExposed(projectId: number, personId: number, nowMs: number): SqlSteps<Exposed> {
  const [row] = yield* askRows<ExposedRow>(EXPOSED, ...exposedOf(projectId, personId, nowMs))
  return toExposed(row ?? { sent: 0, decided: 0, held: 0, late: 0 })
}

/** Another transaction took from a tranche what was read there: PostgreSQL's code for a lost race has the act done again. */
const lostRace = () => Object.assign(new Error("a tranche was called back"), { code: "40001" })

/**
 * What a session's leases can be reserved from. Where its reserve is enough, the project's row is neither written nor waited for; else
 * it is taken first, and reserves of others after it: whoever holds a session's never waits for the project's row.
 */
export function* readFunds(of: Omit<FundAsk, "nowMs" | "personId">): SqlSteps<Omit<Funding, "exposed">> {
  const { projectId, sessionId, offer, most, returnedMicros = 0, sentMicros = 0 } = of
  const { currency } = offer
  const terms = termsOf(offer, { isJudged: true, capSeconds: offer.capSeconds })
  const each = leastMicros(terms, offer.quotedMicros)
  // So many answers cost more than any session reserves.
  const enough = Math.ceil(sessionMicros(terms) / each) + most
  const [left, sessions] = yield* askAll([
    { statement: ANSWERS_LEFT, values: [projectId, enough] },
    ...(sessionId === null ? [] : [{ statement: SESSION, values: [sessionId] }]),
  ])
  const answers = Number(left?.[0]?.["answers"] ?? 0)
  const session = sessions?.[0] as unknown as SessionRow | undefined
  const isOpened = session !== undefined
  const about = {
    projectId,
    sessionId: String(sessionId ?? "next"),
    heldMicros: Number(session?.held ?? 0) - sentMicros,
    dueMicros: session ? dueOf(session) : 0,
    restMicros: answers >= enough ? null : answers * each,
    ...{ freeMicros: 0, others: [] },
  }
  const isEnough = (trancheMicros: number) =>
    isReserved({ ...about, trancheMicros: trancheMicros + returnedMicros }, terms, most, offer.quotedMicros)
  if (session && isEnough(Number(session.tranche))) {
    const trancheMicros = yield* readBalance("lock", "session_tranche", sessionId ?? 0, currency)
    if (!isEnough(trancheMicros)) throw lostRace()
    return { funds: { ...about, trancheMicros: trancheMicros + returnedMicros }, isOpened }
  }
  const freeMicros = yield* readBalance("lock", "project_free", projectId, currency)
  const own = isOpened ? yield* readBalance("lock", "session_tranche", sessionId ?? 0, currency) : 0
  const trancheMicros = own + returnedMicros
  const others =
    freeMicros + trancheMicros >= each * most + about.dueMicros ? [] : yield* lockOthers(projectId, sessionId, currency)
  return { funds: { ...about, trancheMicros, freeMicros, others }, isOpened }
}

interface SessionRow {
  readonly floor_micros: number
  readonly allowance_drawn_micros: number
  readonly unleased_ms: number
  readonly tranche: number
  readonly allowance: number
  readonly held: number
}

/** Worth of a session's time without a lease that nothing but its reserve pays. */
function dueOf(session: Omit<SessionRow, "tranche" | "held">): number {
  const { floor_micros: floor, unleased_ms, allowance_drawn_micros: drawn, allowance } = session
  return Math.max(0, timeMicros(floor, Math.ceil(unleased_ms / 1_000)) - drawn - allowance)
}

/** Reserves of a project's other open sessions without what is due from them, held until the transaction ends. */
function* lockOthers(projectId: number, sessionId: number | null, currency: Currency): SqlSteps<Funds["others"]> {
  const found = yield* askRows<SessionRow & { session_id: number }>(OTHERS, projectId, sessionId ?? -1)
  const others: { sessionId: string; trancheMicros: number }[] = []
  for (const row of found) {
    const balance = yield* readBalance("lock", "session_tranche", row.session_id, currency)
    others.push({ sessionId: String(row.session_id), trancheMicros: Math.max(0, balance - dueOf(row)) })
  }
  return others
}

/** How many leases can be paid for now, and from what; the first refusal for want of money is remembered with its moment. */
export function* fundLeases(of: FundAsk): SqlSteps<FundedLeases> {
  const { projectId, personId, nowMs, offer, most } = of
  const [status] = yield* askRows<ExposedRow & { owed: number; since: number | null }>(
    STATUS,
    ...[projectId, projectId, ...exposedOf(projectId, personId, nowMs)],
  )
  if (!status) throw new Error("A select without a table gives one row.")
  const from = { ...(yield* readFunds(of)), exposed: toExposed(status) }
  const isOwed = Number(status.owed) > 0
  const { leases, why } = countFundable(offer, from.funds, from.exposed, most)
  const isUnfunded = isOwed || (leases === 0 && why === "unfunded")
  if (isUnfunded) yield* refuse(projectId, personId, nowMs)
  else if (leases > 0 && status.since !== null) yield* resumeWork(projectId, nowMs)
  return { leases: isOwed ? 0 : leases, from }
}
