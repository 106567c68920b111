import { missingToFloor, type SessionSum } from "@justesse/work/pay/underFloor"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { TIME_KIND } from "../schema/states.ts"

/**
 * Every closed session that is paid, with what its movements paid and what its time entries counted. Both only grow, and neither is what pay
 * was computed from. Time on tasks that were leased before the project paid belongs to no promise and is left out.
 */
export const CLOSED_SESSIONS = `with paid as (
    select case when t.ref like 'session:%' then cast(substr(t.ref, 9) as bigint) else l.session_id end as session_id,
      sum(e.amount_micros) as micros
    from ledger_tx t join ledger_entry e on e.tx_id = t.id
      join ledger_account a on a.id = e.account_id and a.kind = 'worker_payable'
      left join assignment_terms l on l.id = case when t.ref like 'lease:%' then cast(substr(t.ref, 7) as bigint) end
    where t.kind in ('earn', 'top_up') group by 1),
  counted as (
    select k.session_id, sum(k.credited_ms) as ms from time_entry k
    where k.session_id is not null and (k.kind <> ${TIME_KIND.lease} or exists (select 1 from assignment_terms l
      where l.session_id = k.session_id and l.task_id = k.task_id and l.person_id = k.person_id))
    group by k.session_id),
  promised as (select session_id, min(floor_micros) as floor from assignment_terms group by session_id)
  select s.session_id, s.project_id, coalesce(r.floor, s.floor_micros) as floor, coalesce(p.micros, 0) as micros,
    coalesce(c.ms, 0) as ms
  from session_pay s left join paid p on p.session_id = s.session_id
    left join counted c on c.session_id = s.session_id left join promised r on r.session_id = s.session_id
  where s.closed = 1`

/** A row of {@link CLOSED_SESSIONS}. */
export interface ClosedSessionRow {
  readonly session_id: number
  readonly project_id: number
  readonly floor: number
  readonly micros: number
  readonly ms: number
}

export function toSessionSum(row: ClosedSessionRow): SessionSum {
  return {
    ...{ sessionId: Number(row.session_id), projectId: Number(row.project_id), paidMicros: Number(row.micros) },
    ...{ floorMicrosPerHour: Number(row.floor), seconds: Math.floor(Number(row.ms) / 1_000) },
  }
}

/** Closed sessions of a project, or of all, that are under their floor by the entries. */
export async function listUnderFloor(db: Kysely<Database>, projectId: number | null): Promise<SessionSum[]> {
  const own = projectId === null ? sql`` : sql` and s.project_id = ${projectId}`
  const { rows } = await sql<ClosedSessionRow>`${sql.raw(CLOSED_SESSIONS)}${own} order by s.session_id`.execute(db)
  return rows.map(toSessionSum).filter((session) => missingToFloor(session) > 0)
}
