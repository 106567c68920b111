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
import { ALLOWANCE_SECONDS, type Funds } from "@justesse/work/pay/reserve"
import { reserveMicros, timeMicros } from "@justesse/work/pay/terms"
import { LOCK } from "../ledger/post.ts"
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
}

const EXPOSED_COLUMNS = `coalesce((select c.undecided_seconds from pay_counter c where c.project_id = ? and c.person_id = ?), 0) as sent,
    coalesce((select c.decided from pay_counter c where c.project_id = ? and c.person_id = ?), 0) as decided,
    coalesce((select sum(t.cap_seconds * (1 + t.extensions)) from assignment_terms t
      where t.project_id = ? and t.person_id = ? and t.state = 'leased'), 0) as held,
    coalesce((select sum(t.cap_seconds * (1 + t.extensions)) from assignment_terms t
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
    ${balanceOf("session_allowance")} as allowance
    from session_pay s join work_session w on w.id = s.session_id where s.session_id = ?`,
}
const OTHERS: SqlText = {
  name: "tranches_of",
  text: `select s.session_id, a.balance_micros from session_pay s join ledger_account a on a.kind = 'session_tranche'
      and a.owner = cast(s.session_id as text) and a.currency = s.currency
    where s.project_id = ? and s.closed = 0 and s.session_id <> ? and a.balance_micros > 0 order by a.owner`,
}
/** A refusal for want of money, counted since the first one. */
export const UNFUNDED: SqlText = {
  name: "project_unfunded",
  text: `insert into project_pay (project_id, unfunded_since_ms, asked) values (?, ?, 1)
    on conflict (project_id) do update set unfunded_since_ms = coalesce(project_pay.unfunded_since_ms, excluded.unfunded_since_ms),
      asked = project_pay.asked + 1`,
}
const FUNDED: SqlText = {
  name: "project_funded",
  text: "update project_pay set unfunded_since_ms = null, asked = 0 where project_id = ?",
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
 * What a session's leases can be reserved from. Where its tranche is enough, the project's row is neither written nor waited for; else
 * it is taken first, and tranches of others after it: whoever holds a tranche never waits for the project's row.
 */
export function* readFunds(of: Omit<FundAsk, "nowMs" | "personId">): SqlSteps<Omit<Funding, "exposed">> {
  const { projectId, sessionId, offer, most } = of
  const { currency } = offer
  const session = sessionId === null ? undefined : (yield* askRows<SessionRow>(SESSION, sessionId))[0]
  const floor = session?.floor_micros ?? offer.floorMicrosPerHour
  const dueMicros =
    timeMicros(floor, Math.ceil((session?.unleased_ms ?? 0) / 1_000)) - (session?.allowance_drawn_micros ?? 0)
  const about = {
    projectId,
    sessionId: String(sessionId ?? "next"),
    floorMicrosPerHour: floor,
    allowanceDueMicros: dueMicros,
  }
  const isOpened = session !== undefined
  const each = reserveMicros(termsOf(offer, { isJudged: true, capSeconds: offer.capSeconds }))
  const needMicros = (allowanceMicros: number) =>
    each * most + Math.max(0, dueMicros + timeMicros(floor, ALLOWANCE_SECONDS) - allowanceMicros)
  if (session && session.tranche >= needMicros(session.allowance)) {
    const held = yield* lockOwn(sessionId, currency)
    if (held.trancheMicros < needMicros(held.allowanceMicros)) throw lostRace()
    return { funds: { ...about, ...held, freeMicros: 0, others: [] }, isOpened }
  }
  const freeMicros = yield* readBalance("lock", "project_free", projectId, currency)
  const own = isOpened ? yield* lockOwn(sessionId, currency) : { trancheMicros: 0, allowanceMicros: 0 }
  const isEnough = freeMicros + own.trancheMicros >= needMicros(own.allowanceMicros)
  const others = isEnough ? [] : yield* lockOthers(projectId, sessionId, currency)
  return { funds: { ...about, ...own, freeMicros, others }, isOpened }
}

interface SessionRow {
  readonly floor_micros: number
  readonly allowance_drawn_micros: number
  readonly unleased_ms: number
  readonly tranche: number
  readonly allowance: number
}

/** What lies on a session's tranche and its allowance, which nobody else changes until the transaction ends. */
function* lockOwn(
  sessionId: number | null,
  currency: Currency,
): SqlSteps<Pick<Funds, "trancheMicros" | "allowanceMicros">> {
  const of = [String(sessionId ?? 0), currency]
  const [tranche, allowance] = yield* askAll([
    { statement: LOCK, values: ["session_tranche", ...of] },
    { statement: LOCK, values: ["session_allowance", ...of] },
  ])
  const balance = (rows: typeof tranche) => Number(rows?.[0]?.["balance_micros"] ?? 0)
  return { trancheMicros: balance(tranche), allowanceMicros: balance(allowance) }
}

/** Tranches of a project's other open sessions, held until the transaction ends. */
function* lockOthers(projectId: number, sessionId: number | null, currency: Currency): SqlSteps<Funds["others"]> {
  const found = yield* askRows<{ session_id: number }>(OTHERS, projectId, sessionId ?? -1)
  const others: { sessionId: string; trancheMicros: number }[] = []
  for (const { session_id } of found)
    others.push({
      sessionId: String(session_id),
      trancheMicros: yield* readBalance("lock", "session_tranche", session_id, currency),
    })
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
  if (isUnfunded) yield* askAll([{ statement: UNFUNDED, values: [projectId, nowMs] }])
  else if (leases > 0 && status.since !== null) yield* askAll([{ statement: FUNDED, values: [projectId] }])
  return { leases: isOwed ? 0 : leases, from }
}
