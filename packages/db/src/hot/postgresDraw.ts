import { GOLD_SCAN, MOST_COUNTED } from "@justesse/work/allocation/choice"
import type { GoldLook, NewLease } from "@justesse/work/allocation/operations"
import { FIRST_GOLD_RATE_PPM } from "@justesse/work/goldDraw"
import type { Session, Statement } from "../postgres/session.ts"
import { SOURCE } from "../schema/states.ts"
import type { AsyncOperations } from "./driver.ts"
import { beginsSimilar, GOLD_STATES } from "./gold.ts"
import { ASSIGNMENT_COLUMNS, type AssignmentRow, columnsOf, type InHandRow, toHeld } from "./rows.ts"
import { toDrawStart } from "./sqliteDraw.ts"
import {
  AGAIN,
  BACK,
  COUNT,
  countOf,
  DRAW_START,
  type DrawStartRow,
  FREE_TRAINING,
  held,
  numbered,
  OWN_TRAINING,
} from "./statements.ts"

const LIVE: Statement = { name: "draw_held", text: numbered(held()) }
const START: Statement = { name: "draw_start", text: numbered(DRAW_START) }

/** The person's open tasks of a tier above the cursor; a scalar probe cannot be planned as a join over all assignments. */
const UNMET = `t.project_id = $1 and t.tier = $3 and t.is_open = 1
    and t.seq > (select coalesce(max(c.seq), 0) from queue_cursor c where c.project_id = $1 and c.person_id = $2 and c.tier = $3)
    and (select 1 from assignment a where a.project_id = $1 and a.task_id = t.id and a.person_id = $2) is null`

/** Whether a draw of a tier would find anything; takes nothing. */
const OPEN: Statement = { name: "draw_open", text: `select 1 from task t where ${UNMET} order by t.seq limit 1` }

/**
 * Draws at most `want` tasks of a tier: takes a slot of each, leases it (a millisecond apart: leases in hand come in the order
 * in which they were drawn), moves the cursor. Tasks that another transaction
 * holds are passed over, and the cursor stays below them; `missed` tells that there was one. The limit is written into the
 * text, for a planner that knows it stays on the queue's index. `EXPLAIN` of it is held by a test.
 */
export function drawStatement(want: number): Statement {
  return {
    name: `draw_${want}`,
    text: `with pick as (
        select t.id, t.seq from task t where ${UNMET} order by t.seq limit ${want} for update of t skip locked),
      numbered as (
        select id, row_number() over (order by seq) as n,
          coalesce(lag(seq) over (order by seq), (select coalesce(max(c.seq), 0) from queue_cursor c
            where c.project_id = $1 and c.person_id = $2 and c.tier = $3)) as behind from pick),
      took as (
        update task t set open_slots = t.open_slots - 1, is_open = case when t.open_slots > 1 then 1 else 0 end
        from pick p where t.project_id = $1 and t.id = p.id),
      made as (
        insert into assignment (${ASSIGNMENT_COLUMNS}, changed_at_ms, why)
        select $1, id, $2, ($4::text[])[n::int], 0, 1, $5::bigint + $9::bigint + n - 1, $5::bigint + $6::bigint, 0, 0, 1, $7::bigint, $8::bigint, 0, 0, $10::bigint, $5::bigint,
          $11::text || ',' || behind || ',' || (select count(*) from (select 1 from task o where o.project_id = $1 and o.tier = $3 and o.is_open = 1
            and o.seq > behind order by o.seq limit ${MOST_COUNTED}) ahead) from numbered),
      missed as (
        select t.seq from task t where ${UNMET} and not exists (select 1 from pick p where p.id = t.id)
        order by t.seq limit 1),
      place as (
        select least((select max(seq) from pick), (select seq - 1 from missed), (select next_seq - 1 from project where id = $1)) as seq
        where exists (select 1 from pick)),
      counted as (
        insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms)
        select $1, $2, count(*), 0, 0, 0 from pick having count(*) > 0
        on conflict (project_id, person_id) do update set leased = person_counter.leased + excluded.leased),
      moved as (
        insert into queue_cursor (project_id, person_id, tier, seq) select $1, $2, $3, seq from place where seq > 0
        on conflict (project_id, person_id, tier) do update set seq = greatest(queue_cursor.seq, excluded.seq))
      select (select count(*) from pick) as drawn, (select count(*) from missed) as missed`,
  }
}

const COUNT_ONE: Statement = { name: "person_count", text: numbered(COUNT) }
const LATE_OWN: Statement = {
  name: "draw_late_own",
  text: `select ${columnsOf("a")} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
    where a.project_id = $1 and a.person_id = $2 and a.state = 0 and a.expires_at_ms <= $3
    order by a.task_id for update of a, t skip locked`,
}
const LATE: Statement = {
  name: "sweep_late",
  text: `select ${columnsOf("a")} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
    where a.state = 0 and a.expires_at_ms <= $1 order by a.expires_at_ms limit $2 for update of a, t skip locked`,
}
const FIND_AGAIN: Statement = {
  name: "draw_again",
  text: `${numbered(AGAIN)} and t.tier = any($3::bigint[])
    order by a.changed_at_ms, a.task_id limit 1 for update of a, t skip locked`,
}
/** The first gold of a state from a place on that the person never met, in tiers they may draw from; nothing is locked. */
const LOOK: Statement = {
  name: "gold_look",
  text: `select t.id from (
      select task_id, place from gold where project_id = $1 and state = $3 and place >= $4::bigint order by place limit ${GOLD_SCAN}) g
    join task t on t.project_id = $1 and t.id = g.task_id
    where t.tier = any($5::bigint[])
      and (select 1 from assignment a where a.project_id = $1 and a.task_id = g.task_id and a.person_id = $2) is null
      and (select 1 from task_state s where s.project_id = $1 and s.task_id = g.task_id and s.state = 'settled' and s.settled_by = 'gold') = 1
      and ($3 <> 'active' or ${beginsSimilar("$1")})
    order by g.place limit 1`,
}
/** The same to be leased. One that another transaction holds is passed over: there is other gold, and nobody waits while they hold tasks. */
const PICK: Statement = { name: "gold_pick", text: `${LOOK.text} for update of t skip locked` }

const lookValues = ({ projectId, personId, tiers, state }: GoldLook, from: number) => [
  ...[projectId, personId, GOLD_STATES[state]],
  ...[from, tiers],
]

const LEASE_GOLD: Statement = {
  name: "gold_lease",
  text: `with made as (update task set overlap = overlap + 1 where project_id = $1 and id = $2)
    insert into assignment (${ASSIGNMENT_COLUMNS}, changed_at_ms, why)
    values ($1, $2, $3, $4, 0, 1, $5, $6, 0, 0, 1, $7, $8, $9, 0, $10, $11, $12)`,
}
const BEGIN_TRAINING: Statement = {
  name: "training_begin",
  text: `with there as (select count(*) as n from (select 1 from gold where project_id = $1 and state = 'try_out' limit $3::bigint) g),
    begun as (
      insert into gold_draw (project_id, person_id, rate_ppm, try_out_left, try_out_passed)
      select $1, $2, ${FIRST_GOLD_RATE_PPM}, n, 0 from there where n > 0 on conflict (project_id, person_id) do nothing)
    select n from there`,
}
const FIND_TRAINING: Statement = { name: "training_own", text: `${numbered(OWN_TRAINING)} for update of a` }

const IN_TIERS = " and t.tier = any($3::bigint[])"
const COUNT_CHOICES = {
  again: { name: "back_again", text: countOf(numbered(AGAIN) + IN_TIERS) },
  training: { name: "training_free", text: countOf(numbered(FREE_TRAINING) + IN_TIERS) },
  answered: { name: "back_answered", text: countOf(numbered(BACK.answered)) },
  training_again: { name: "back_training", text: countOf(numbered(BACK.training_again)) },
} as const satisfies Record<string, Statement>

type DrawOperations = Pick<
  AsyncOperations,
  | "startDraw"
  | "lockLate"
  | "findLate"
  | "leaseFrom"
  | "pickGold"
  | "lookForGold"
  | "leaseGold"
  | "beginTraining"
  | "findOwnTraining"
  | "findAgain"
  | "countChoices"
>

/** Leases of one tier in one statement; they were made by one call, so they differ by their ids and beginnings alone. */
async function leaseFrom(session: Session, tier: number, leases: readonly NewLease[], why: string) {
  const [first] = leases
  if (!first) return { made: 0, rest: "end" } as const
  const { projectId, personId, nowMs, expiresAtMs, ontologyVersion, guidelineVersion, leasedAtMs, sessionId } = first
  const ids = leases.map(({ publicId }) => publicId)
  const rest = [ontologyVersion, guidelineVersion, leasedAtMs - nowMs, sessionId, why]
  const values = [projectId, personId, tier, ids, nowMs, expiresAtMs - nowMs, ...rest]
  const row = await session.row<{ drawn: number; missed: number }>(drawStatement(ids.length), values)
  return { made: row?.drawn ?? 0, rest: (row?.missed ?? 0) > 0 ? "busy" : "end" } as const
}

/** What a draw asks for, in one transaction. Runs under the person's lock. */
export function drawOperations(session: Session): DrawOperations {
  const held = async (statement: Statement, values: readonly unknown[]) => {
    const row = await session.row<AssignmentRow>(statement, values)
    return row && toHeld(row)
  }
  return {
    async startDraw({ projectId, personId, gold }) {
      const [rows, row] = await Promise.all([
        session.rows<InHandRow>(LIVE, [projectId, personId]),
        session.row<DrawStartRow>(START, [personId, personId, personId, personId, projectId]),
      ])
      return row && toDrawStart(row, rows, gold)
    },
    async lockLate({ projectId, personId, nowMs }) {
      return (await session.rows<AssignmentRow>(LATE_OWN, [projectId, personId, nowMs])).map(toHeld)
    },
    findLate: async (nowMs, most) => (await session.rows<AssignmentRow>(LATE, [nowMs, most])).map(toHeld),
    leaseFrom: (tier, leases, why) => leaseFrom(session, tier, leases, why),
    async pickGold({ ordinaryTier, ...look }) {
      const { projectId, personId, from } = look
      const pick = (first: number) => session.row<{ id: number }>(PICK, lookValues(look, first))
      const open = ordinaryTier === null || session.row(OPEN, [projectId, personId, ordinaryTier])
      const [found, ordinary] = await Promise.all([pick(from), open])
      if (!ordinary) return null
      return (found ?? (from > 0 ? await pick(0) : undefined))?.id ?? null
    },
    lookForGold: (look) => session.send(LOOK, lookValues(look, look.from)),
    leaseGold(lease) {
      const { projectId, personId, publicId, leasedAtMs, expiresAtMs, ontologyVersion, guidelineVersion, nowMs } = lease
      session.send(LEASE_GOLD, [
        ...[projectId, lease.taskId, personId, publicId, leasedAtMs, expiresAtMs],
        ...[ontologyVersion, guidelineVersion, SOURCE[lease.source], lease.sessionId, nowMs, lease.why],
      ])
      session.send(COUNT_ONE, [projectId, personId, 1, 0, 0, 0])
    },
    async beginTraining({ projectId, personId, most }) {
      return (await session.row<{ n: number }>(BEGIN_TRAINING, [projectId, personId, most]))?.n ?? 0
    },
    findOwnTraining: ({ projectId, personId }) => held(FIND_TRAINING, [projectId, personId]),
    findAgain: ({ projectId, personId, tiers }) => held(FIND_AGAIN, [projectId, personId, tiers]),
    async countChoices({ projectId, personId, tiers, way }) {
      const values = way === "again" || way === "training" ? [projectId, personId, tiers] : [projectId, personId]
      return (await session.row<{ n: number }>(COUNT_CHOICES[way], values))?.n ?? 0
    },
  }
}
