import { FIRST_GOLD_RATE_PPM } from "@justesse/work/goldDraw"
import type { Session, Statement } from "../postgres/session.ts"
import { beginsAlike, GOLD_SCAN, type GoldStand } from "./gold.ts"
import type { NextInput } from "./operations.ts"
import { ASSIGNMENT_COLUMNS, type AssignmentRow } from "./rows.ts"

const STAND: Statement = {
  name: "gold_stand",
  text: `select q.gold_places as places, d.rate_ppm as rate, d.try_out_left as "left", coalesce(c.leased, 0) as drawn
    from quality_state q left join gold_draw d on d.project_id = q.project_id and d.person_id = $2
      left join person_counter c on c.project_id = q.project_id and c.person_id = $2
    where q.project_id = $1`,
}
/**
 * The first gold of a state from a place on that the person never met, in tiers they may draw from. One that another
 * transaction holds is passed over: there is other gold, and nobody waits while they hold tasks.
 */
const PICK: Statement = {
  name: "gold_pick",
  text: `select t.id from (
      select task_id, place from gold where project_id = $1 and state = $3 and place >= $4::bigint order by place limit ${GOLD_SCAN}) g
    join task t on t.project_id = $1 and t.id = g.task_id
    where t.tier = any($5::bigint[])
      and (select 1 from assignment a where a.project_id = $1 and a.task_id = g.task_id and a.person_id = $2) is null
      and (select 1 from task_state s where s.project_id = $1 and s.task_id = g.task_id and s.state = 'settled' and s.settled_by = 'gold') = 1
      and ($3 <> 'active' or ${beginsAlike("$1")})
    order by g.place limit 1 for update of t skip locked`,
}
const LEASE: Statement = {
  name: "gold_lease",
  text: `with made as (update task set overlap = overlap + 1 where project_id = $1 and id = $2)
    insert into assignment (${ASSIGNMENT_COLUMNS}, changed_at_ms)
    values ($1, $2, $3, $4, 0, 1, $5, $6, 0, 0, 1, $7, $8, $9, $10)`,
}
const PLACE: Statement = {
  name: "gold_place",
  text: "update task set overlap = overlap + $3::bigint where project_id = $1 and id = $2",
}
const BEGIN: Statement = {
  name: "try_out_begin",
  text: `with there as (select count(*) as n from (select 1 from gold where project_id = $1 and state = 'try_out' limit $3::bigint) g),
    begun as (
      insert into gold_draw (project_id, person_id, rate_ppm, try_out_left, try_out_passed)
      select $1, $2, ${FIRST_GOLD_RATE_PPM}, n, 0 from there where n > 0 on conflict (project_id, person_id) do nothing)
    select n from there`,
}
const SENT: Statement = {
  name: "try_out_sent",
  text: "update gold_draw set try_out_left = greatest(0, try_out_left - 1) where project_id = $1 and person_id = $2",
}
const OWN: Statement = {
  name: "try_out_own",
  text: `select ${ASSIGNMENT_COLUMNS} from assignment a
    where project_id = $1 and person_id = $2 and state in (2, 3, 4) and revision = 0 and drawn = 2
      and exists (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'try_out')
    order by changed_at_ms, task_id limit 1 for update of a`,
}

/** One read by key; nothing where the project has no gold or wants none. */
export async function goldStand(session: Session, input: NextInput): Promise<GoldStand | undefined> {
  return input.gold ? session.row<GoldStand>(STAND, [input.projectId, input.personId]) : undefined
}

/** An unmet gold task from `place` on, round the end, its row locked; null when a look finds none. */
export async function pickGold(
  session: Session,
  input: NextInput,
  state: "active" | "try_out",
  place: number,
): Promise<number | null> {
  const from = async (first: number) => {
    const { projectId, personId, tiers } = input
    return (await session.row<{ id: number }>(PICK, [projectId, personId, state, first, tiers]))?.id
  }
  return (await from(place)) ?? (place > 0 ? await from(0) : undefined) ?? null
}

/** Leases a gold task with a place of its own (I3). */
export async function leaseGold(
  session: Session,
  input: NextInput,
  taskId: number,
  publicId: string,
  place: { ttl: number; n: number; drawn: number },
): Promise<void> {
  const { projectId, personId, nowMs, ontologyVersion, guidelineVersion } = input
  await session.rows(LEASE, [
    ...[projectId, taskId, personId, publicId, nowMs + place.n, nowMs + place.ttl],
    ...[ontologyVersion, guidelineVersion, place.drawn, nowMs],
  ])
}

/** Makes (1) or takes away (-1) the place of one turn. */
export async function movePlace(
  session: Session,
  row: Pick<AssignmentRow, "project_id" | "task_id">,
  by: 1 | -1,
): Promise<void> {
  await session.rows(PLACE, [row.project_id, row.task_id, by])
}

/** Says how many try-outs somebody begins with: as many as there are, at most as the project wants. */
export async function beginTryOuts(session: Session, input: NextInput): Promise<number> {
  const row = await session.row<{ n: number }>(BEGIN, [input.projectId, input.personId, input.gold?.tryOut ?? 0])
  return row?.n ?? 0
}

export async function tryOutSent(
  session: Session,
  row: Pick<AssignmentRow, "project_id" | "person_id">,
): Promise<void> {
  await session.rows(SENT, [row.project_id, row.person_id])
}

/** An own try-out that was given back, its row locked. */
export async function ownTryOut(session: Session, input: NextInput): Promise<AssignmentRow | undefined> {
  return session.row<AssignmentRow>(OWN, [input.projectId, input.personId])
}
