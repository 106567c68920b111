import { JustesseError } from "@justesse/types"
import type { Session, Statement } from "../postgres/session.ts"
import { type GoldDraws, goldDraws, MIXED_IN, TRY_OUT, tryOutsLeft } from "./gold.ts"
import type { LeaseRow, NextInput } from "./operations.ts"
import { beginTryOuts, goldStand, leaseGold, movePlace, ownTryOut, pickGold } from "./postgresGold.ts"
import { lockTasks, writeTasks } from "./postgresTasks.ts"
import {
  ASSIGNMENT_COLUMNS,
  type AssignmentRow,
  EXPIRED,
  LEASED,
  OWN_SQL,
  type OwnRow,
  SUBMITTED,
  toLease,
} from "./rows.ts"
import { type StartRow, startSql } from "./start.ts"

const OF_A = ASSIGNMENT_COLUMNS.split(", ")
  .map((column) => `a.${column}`)
  .join(", ")

const LIVE: Statement = {
  name: "draw_live",
  text: `select ${ASSIGNMENT_COLUMNS} from assignment where project_id = $1 and person_id = $2 and state = 0
    order by leased_at_ms, task_id`,
}
const TTL: Statement = { name: "draw_ttl", text: "select lease_ttl_ms from project where id = $1" }

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
      numbered as (select id, row_number() over (order by seq) as n from pick),
      took as (
        update task t set open_slots = t.open_slots - 1, is_open = case when t.open_slots > 1 then 1 else 0 end
        from pick p where t.project_id = $1 and t.id = p.id),
      made as (
        insert into assignment (${ASSIGNMENT_COLUMNS}, changed_at_ms)
        select $1, id, $2, ($4::text[])[n::int], 0, 1, $5::bigint + $9::bigint + n - 1, $5::bigint + $6::bigint, 0, 0, 1, $7::bigint, $8::bigint, 0, $5::bigint from numbered),
      missed as (
        select t.seq from task t where ${UNMET} and not exists (select 1 from pick p where p.id = t.id)
        order by t.seq limit 1),
      place as (
        select least((select max(seq) from pick), (select seq - 1 from missed), (select next_seq - 1 from project where id = $1)) as seq
        where exists (select 1 from pick)),
      moved as (
        insert into queue_cursor (project_id, person_id, tier, seq) select $1, $2, $3, seq from place where seq > 0
        on conflict (project_id, person_id, tier) do update set seq = greatest(queue_cursor.seq, excluded.seq))
      select (select count(*) from pick) as drawn, (select count(*) from missed) as missed`,
  }
}

const COUNT: Statement = {
  name: "draw_count",
  text: `insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values ($1, $2, $3, $4, $5, 0)
    on conflict (project_id, person_id) do update set leased = person_counter.leased + excluded.leased,
      submitted = person_counter.submitted + excluded.submitted, skipped = person_counter.skipped + excluded.skipped`,
}
const AGAIN: Statement = {
  name: "draw_again",
  text: `select ${OF_A} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
    where a.project_id = $1 and a.person_id = $2 and a.state in (2, 3, 4) and a.revision = 0
      and (t.is_open = 1 or (a.drawn = 1
        and exists (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'active')))
      and t.tier = any($3::bigint[])
    order by a.changed_at_ms, a.task_id limit 1 for update of a, t skip locked`,
}
const BY_PUBLIC: Statement = {
  name: "assignment_by_public",
  text: `${OWN_SQL} $1`,
}
const BY_PUBLIC_HELD: Statement = { name: "assignment_held", text: `${BY_PUBLIC.text} for update of a` }
/** What leases begin with, one row a lease. */
const START: Statement = {
  name: "lease_start",
  text: `select n.task_id, f.* from unnest($3::bigint[], $4::bigint[]) as n(task_id, revision),
    lateral (${startSql({ project: "$1", task: "n.task_id", person: "$2", revision: "n.revision" })}) f`,
}
const SET: Statement = {
  name: "assignment_again",
  text: `update assignment set state = 0, fence = fence + 1, leased_at_ms = case when state = 0 then leased_at_ms else $4 end, expires_at_ms = $5, changed_at_ms = $4,
      ontology_version = $6, guideline_version = $7, counted = $8 where project_id = $1 and task_id = $2 and person_id = $3`,
}
const END: Statement = {
  name: "assignment_end",
  text: `update assignment set state = $4::bigint, counted = case when $4::bigint = 1 then counted else 0 end, skip_reason = $5, skip_note = $6,
      changed_at_ms = $7
    where project_id = $1 and task_id = $2 and person_id = $3`,
}
const VERSIONS: Statement = {
  name: "project_versions",
  text: `select lease_ttl_ms, ontology_version as "ontologyVersion", guideline_version as "guidelineVersion" from project where id = $1`,
}
const LATE_OWN: Statement = {
  name: "draw_late_own",
  text: `select ${OF_A} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
    where a.project_id = $1 and a.person_id = $2 and a.state = 0 and a.expires_at_ms <= $3
    order by a.task_id for update of a, t skip locked`,
}
const LATE: Statement = {
  name: "sweep_late",
  text: `select ${OF_A} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
    where a.state = 0 and a.expires_at_ms <= $1 order by a.expires_at_ms limit $2 for update of a, t skip locked`,
}

/** Versions that an assignment taken in hand again is worked under. */
interface Versions {
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

/** Whether ending this turn opens a slot; a revision in hand keeps the one that its submission counted in. */
function freesSlot(row: AssignmentRow): boolean {
  return row.counted === 1 && row.revision === 0
}

/** Adds to a person's counters in a project. */
export async function count(
  session: Session,
  row: Pick<AssignmentRow, "project_id" | "person_id">,
  by: { leased?: number; submitted?: number; skipped?: number },
): Promise<void> {
  await session.rows(COUNT, [row.project_id, row.person_id, by.leased ?? 0, by.submitted ?? 0, by.skipped ?? 0])
}

/** Ends turns that are locked: each one's slot opens again. */
export async function endTurns(
  session: Session,
  rows: readonly AssignmentRow[],
  how: { state: number; nowMs: number; reason?: string; note?: string },
): Promise<void> {
  for (const row of rows) {
    // A revision left lying goes back to "submitted": the answer that was sent stands.
    const state = row.revision > 0 ? SUBMITTED : how.state
    const key = [row.project_id, row.task_id, row.person_id]
    await session.rows(END, [...key, state, how.reason ?? null, how.note ?? null, how.nowMs])
  }
  // A place that was made for a gold turn goes with it; the task is in nobody's queue.
  const gold = rows.filter((row) => row.drawn > 0 && freesSlot(row)).sort((a, b) => a.task_id - b.task_id)
  for (const row of gold) await movePlace(session, row, -1)
  const freeing = rows.filter((row) => row.drawn === 0 && freesSlot(row))
  for (const projectId of [...new Set(freeing.map((row) => row.project_id))].sort((a, b) => a - b)) {
    const turns = freeing.filter((row) => row.project_id === projectId)
    const freed = new Map<number, number>()
    for (const { task_id } of turns) freed.set(task_id, (freed.get(task_id) ?? 0) + 1)
    const tasks = await lockTasks(session, projectId, [...freed.keys()])
    const changes = tasks.map((task) => ({ task, slots: task.open_slots + (freed.get(task.id) ?? 0) }))
    await writeTasks(session, projectId, changes)
  }
}

/** The assignment of this person, or not_found. `held` locks it until the transaction ends. */
export async function mine(
  session: Session,
  input: { publicId: string; personId: number },
  held: boolean,
): Promise<OwnRow> {
  const row = await session.row<OwnRow>(held ? BY_PUBLIC_HELD : BY_PUBLIC, [input.publicId])
  if (row?.person_id !== input.personId) throw new JustesseError("not_found", { assignment: input.publicId })
  return row
}

/** {@link mine}, locked, unless a newer window took it over. */
export async function fenced(
  session: Session,
  input: { publicId: string; personId: number; fence: number },
): Promise<OwnRow> {
  const row = await mine(session, input, true)
  if (input.fence < row.fence) throw new JustesseError("taken_over", { assignment: input.publicId, fence: row.fence })
  return row
}

/** Opens an assignment anew under the next fence; a first answer takes a slot when one is free (I3). */
async function again(session: Session, row: AssignmentRow, nowMs: number, ttl: number, to: Versions): Promise<void> {
  const needsSlot = row.state !== LEASED && row.state !== SUBMITTED && row.revision === 0
  let counted = row.counted
  if (needsSlot && row.drawn > 0) {
    await movePlace(session, row, 1)
    counted = 1
  } else if (needsSlot) {
    const [task] = await lockTasks(session, row.project_id, [row.task_id])
    const gets = task !== undefined && task.is_open === 1 && task.open_slots > 0
    if (gets) await writeTasks(session, row.project_id, [{ task, slots: task.open_slots - 1 }])
    counted = gets ? 1 : 0
  }
  const key = [row.project_id, row.task_id, row.person_id]
  await session.rows(SET, [...key, nowMs, nowMs + ttl, to.ontologyVersion, to.guidelineVersion, counted])
}

/** What a draw gave. `missed`: a task was open, but another transaction held it just then. */
export interface Drawn {
  readonly leases: LeaseRow[]
  readonly missed: boolean
}

/** What one call draws with. */
interface Drawing {
  readonly session: Session
  readonly input: NextInput
  readonly ttl: number
  /** Null where no gold is mixed in. */
  readonly gold: GoldDraws | null
  /** Milliseconds after now at which the first lease begins: those in hand come in the order in which they were drawn. */
  readonly first: number
}

/** `most` ordinary tasks of a tier after `made` others of this call. */
async function drawFrom(
  { session, input, ttl, first }: Drawing,
  tier: number,
  most: number,
  made: number,
): Promise<{ drawn: number; missed: boolean }> {
  const { projectId, personId, nowMs, ontologyVersion, guidelineVersion } = input
  const ids = input.freshIds.slice(made)
  const values = [projectId, personId, tier, ids, nowMs, ttl, ontologyVersion, guidelineVersion, first + made]
  const row = await session.row<{ drawn: number; missed: number }>(drawStatement(most), values)
  return { drawn: row?.drawn ?? 0, missed: (row?.missed ?? 0) > 0 }
}

/** Gold in the place of the next draw, when an ordinary task could be drawn too: whether it was. */
async function goldInstead(
  { session, input, ttl, gold, first }: Drawing,
  tier: number,
  made: number,
): Promise<boolean> {
  const publicId = input.freshIds[made]
  if (!gold?.isGold(made) || publicId === undefined) return false
  if (!(await session.row(OPEN, [input.projectId, input.personId, tier]))) return false
  const taskId = await pickGold(session, input, "active", gold.placeOf(made))
  if (taskId === null) return false
  await leaseGold(session, input, taskId, publicId, { ttl, n: first + made, drawn: MIXED_IN })
  return true
}

/** Draws from the tiers, best first, until `missing` leases are made. */
async function drawTiers(drawing: Drawing, missing: number): Promise<[number, boolean]> {
  const { input, gold } = drawing
  const most = Math.min(missing, input.freshIds.length)
  let made = 0
  let missed = false
  for (const tier of input.tiers) {
    while (made < most) {
      if (await goldInstead(drawing, tier, made)) {
        made++
        continue
      }
      // Ordinary tasks up to the next draw that is gold come in one statement.
      let run = 1
      while (made + run < most && !gold?.isGold(made + run)) run++
      const found = await drawFrom(drawing, tier, run, made)
      made += found.drawn
      if (found.drawn === run) continue
      // A task above the last one taken is simply the next one; only a draw that fell short missed something.
      if (found.missed) missed = true
      break
    }
  }
  return [made, missed && made < most]
}

/** What somebody new tries first: how many such turns are in hand afterwards. Own ones given back come last. */
async function drawTryOuts(
  { session, input, ttl, first }: Drawing,
  held: readonly AssignmentRow[],
  left: number,
): Promise<number> {
  let inHand = held.filter((row) => row.drawn === TRY_OUT && row.revision === 0).length
  const before = inHand
  const missing = Math.min(input.want, left) - inHand
  for (const [n, publicId] of input.freshIds.slice(0, Math.max(0, missing)).entries()) {
    const taskId = await pickGold(session, input, "try_out", 0)
    if (taskId === null) break
    await leaseGold(session, input, taskId, publicId, { ttl, n: first + n, drawn: TRY_OUT })
    inHand++
  }
  if (inHand > before) {
    await count(session, { project_id: input.projectId, person_id: input.personId }, { leased: inHand - before })
  }
  const own = inHand === 0 ? await ownTryOut(session, input) : undefined
  if (own) await again(session, own, input.nowMs, ttl, input)
  return own ? 1 : inHand
}

/** Live leases of a person, topped up to `want`: see `Hot.next`. Runs under the person's lock. */
export async function topUp(session: Session, input: NextInput): Promise<Drawn> {
  const { projectId, personId, nowMs } = input
  const project = await session.row<{ lease_ttl_ms: number }>(TTL, [projectId])
  if (!project) throw new JustesseError("not_found", { project: projectId })
  const ttl = project.lease_ttl_ms
  const live = async () => session.rows<AssignmentRow>(LIVE, [projectId, personId])
  let held = await live()
  if (held.some((row) => row.expires_at_ms <= nowMs)) {
    const late = await session.rows<AssignmentRow>(LATE_OWN, [projectId, personId, nowMs])
    await endTurns(session, late, { state: EXPIRED, nowMs })
    held = held.filter((row) => row.expires_at_ms > nowMs)
  }
  const missing = input.want - held.filter((row) => row.revision === 0).length
  const stand = missing > 0 ? await goldStand(session, input) : undefined
  const first = Math.max(0, input.freshIds.length - missing)
  const drawing = { session, input, ttl, gold: goldDraws(input, stand), first }
  const left = tryOutsLeft(input.gold, stand) ?? (await beginTryOuts(session, input))
  const leases = async (rows: readonly AssignmentRow[]) => toLeases(session, rows.filter(isLive(nowMs)))
  if (left > 0 && (await drawTryOuts(drawing, held, left)) > 0)
    return { leases: await leases(await live()), missed: false }
  const [drawn, missed] = missing > 0 ? await drawTiers(drawing, missing) : [0, false]
  if (drawn > 0) await count(session, { project_id: projectId, person_id: personId }, { leased: drawn })
  if (held.length + drawn > 0) return { leases: await leases(drawn > 0 ? await live() : held), missed: false }
  if (missing <= 0 || missed) return { leases: [], missed }
  // Their own skipped or expired ones, once nothing else is left: so that one person alone can finish a project.
  const own = await session.row<AssignmentRow>(AGAIN, [projectId, personId, input.tiers])
  if (own) await again(session, own, nowMs, ttl, input)
  return { leases: own ? await leases(await live()) : [], missed: false }
}

/** Leases of one person in one project with what they begin with: one read for all. */
async function toLeases(session: Session, rows: readonly AssignmentRow[]): Promise<LeaseRow[]> {
  const [first] = rows
  if (!first) return []
  const tasks = rows.map((row) => row.task_id)
  const revisions = rows.map((row) => row.revision)
  const key = [first.project_id, first.person_id]
  const starts = await session.rows<StartRow & { task_id: number }>(START, [...key, tasks, revisions])
  const byTask = new Map(starts.map((start) => [start.task_id, start]))
  return rows.map((row) => toLease(row, byTask.get(row.task_id)))
}

function isLive(nowMs: number): (row: AssignmentRow) => boolean {
  return (row) => row.expires_at_ms > nowMs
}

/** See `Hot.takeUp`. Runs under the person's lock. */
export async function takeUp(
  session: Session,
  input: { publicId: string; personId: number; nowMs: number },
): Promise<LeaseRow> {
  const row = await mine(session, input, true)
  const project = await session.row<Versions & { lease_ttl_ms: number }>(VERSIONS, [row.project_id])
  if (!project) throw new JustesseError("not_found", { project: row.project_id })
  const isLiveNow = row.state === LEASED && row.expires_at_ms > input.nowMs
  const to = isLiveNow ? { ontologyVersion: row.ontology_version, guidelineVersion: row.guideline_version } : project
  await again(session, row, input.nowMs, project.lease_ttl_ms, to)
  const [lease] = await toLeases(session, [await mine(session, input, false)])
  if (!lease) throw new JustesseError("not_found", { assignment: input.publicId })
  return lease
}

/** See `Hot.sweepExpired`. */
export async function sweep(session: Session, nowMs: number, limit: number): Promise<number> {
  const rows = await session.rows<AssignmentRow>(LATE, [nowMs, limit])
  await endTurns(session, rows, { state: EXPIRED, nowMs })
  return rows.length
}
