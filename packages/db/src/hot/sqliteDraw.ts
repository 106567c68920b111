import { endChoice, GOLD_SCAN, MOST_COUNTED } from "@justesse/work/allocation/choice"
import type { DrawStart, GoldLook, NewLease, Operations } from "@justesse/work/allocation/operations"
import { FIRST_GOLD_RATE_PPM } from "@justesse/work/goldDraw"
import type BetterSqlite3 from "better-sqlite3"
import { SOURCE } from "../schema/states.ts"
import { beginsSimilar, GOLD_STATES } from "./gold.ts"
import { type AssignmentRow, columnsOf, type InHandRow, toHeld, toInHand } from "./rows.ts"
import {
  AGAIN,
  BACK,
  COUNT,
  countOf,
  DRAW_START,
  type DrawStartRow,
  FREE_TRAINING,
  held,
  OWN_TRAINING,
} from "./statements.ts"

/**
 * The first open task above a person's cursor that they never met, among the next so many open ones: the inner select runs
 * as a co-routine, so the walk stops at the first hit. `EXPLAIN` of it is held by a test.
 */
export const SCAN_SQL = `select t.id, t.seq from (
    select id, seq from task indexed by task_queue where project_id = ? and tier = ? and is_open = 1 and seq > ? order by seq limit ?) t
  where not exists (select 1 from assignment a where a.project_id = ? and a.task_id = t.id and a.person_id = ?) limit 1`

/** How many tasks are open behind a place, counted so far as an explanation tells. */
const ahead = (project: string, tier: string) => `select count(*) from (select 1 from task o indexed by task_queue
    where o.project_id = ${project} and o.tier = ${tier} and o.is_open = 1 and o.seq > ? limit ${MOST_COUNTED})`

/**
 * The same among the next {@link NEAR} places alone, open or not: where nearly every draw ends, in a quarter of the time; with how many
 * are open there. `EXPLAIN` of it is held by a test.
 */
export const NEAR_SQL = `select t.id, t.seq, (${ahead("t.project_id", "t.tier")}) as ahead from task t indexed by task_queue
  where t.project_id = ? and t.tier = ? and t.is_open = 1 and t.seq > ? and t.seq <= ?
    and not exists (select 1 from assignment a where a.project_id = ? and a.task_id = t.id and a.person_id = ?)
  order by t.seq limit 1`
const NEAR = 256

/** The place of the last entry that such a look reads; absent when it reads the queue to its end. */
const BOUND_SQL =
  "select seq from task indexed by task_queue where project_id = ? and tier = ? and is_open = 1 and seq > ? order by seq limit 1 offset ?"

/** The first gold of a state from a place on that the person never met, in tiers they may draw from. */
const PICK = `select g.task_id as id from (
    select task_id, place from gold indexed by gold_place where project_id = @project and state = @state and place >= @place order by place limit ${GOLD_SCAN}) g
  where not exists (select 1 from assignment a where a.project_id = @project and a.task_id = g.task_id and a.person_id = @person)
    and exists (select 1 from task t where t.project_id = @project and t.id = g.task_id and t.tier in (select value from json_each(@tiers)))
    and exists (select 1 from task_state s where s.project_id = @project and s.task_id = g.task_id and s.state = 'settled' and s.settled_by = 'gold')
    and (@state <> 'active' or ${beginsSimilar("@project")})
  limit 1`

interface PickInput {
  readonly project: number
  readonly person: number
  readonly state: string
  readonly place: number
  readonly tiers: string
}

const IN_TIERS = " and t.tier in (select value from json_each(?))"

/** The index of live leases: untold, SQLite walks through all assignments of the project. */
export const LIVE = "indexed by assignment_live"

/** The next task of somebody in a tier; how many are open behind their place, where that is known already. */
interface Found {
  readonly id: number
  readonly seq: number
  readonly ahead?: number
}

function prepare(db: BetterSqlite3.Database) {
  return {
    held: db.prepare<[number, number], InHandRow>(held(LIVE)),
    start: db.prepare<[number, number, number, number, number], DrawStartRow>(DRAW_START),
    cursor: db
      .prepare<[number, number, number], number>(
        "select seq from queue_cursor where project_id = ? and person_id = ? and tier = ?",
      )
      .pluck(),
    setCursor: db.prepare(
      "insert into queue_cursor (project_id, person_id, tier, seq) values (?, ?, ?, ?) on conflict (project_id, person_id, tier) do update set seq = excluded.seq",
    ),
    near: db.prepare<[number, number, number, number, number, number, number], Found>(NEAR_SQL),
    scan: db.prepare<[number, number, number, number, number, number], { id: number; seq: number }>(SCAN_SQL),
    ahead: db.prepare<[number, number, number], number>(ahead("?", "?")).pluck(),
    bound: db.prepare<[number, number, number, number], number>(BOUND_SQL).pluck(),
    insert: db.prepare(
      `insert into assignment (project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms, active_ms, revision, counted, ontology_version, guideline_version, changed_at_ms, drawn, session_id, why)
       values (?, ?, ?, ?, 0, 1, ?, ?, 0, 0, 1, ?, ?, ?, ?, ?, ?)`,
    ),
    takeSlot: db.prepare(
      "update task set open_slots = open_slots - 1, is_open = case when open_slots - 1 > 0 and is_open = 1 then 1 else 0 end where project_id = ? and id = ?",
    ),
    makePlace: db.prepare("update task set overlap = overlap + 1 where project_id = ? and id = ?"),
    again: db.prepare<[number, number, string], AssignmentRow>(
      `${AGAIN}${IN_TIERS} order by a.changed_at_ms, a.task_id limit 1`,
    ),
    lateOwn: db.prepare<[number, number, number], AssignmentRow>(
      `select ${columnsOf("a")} from assignment a ${LIVE} where a.project_id = ? and a.person_id = ? and a.state = 0 and a.expires_at_ms <= ? order by a.task_id`,
    ),
    late: db.prepare<[number, number], AssignmentRow>(
      `select ${columnsOf("a")} from assignment a where state = 0 and expires_at_ms <= ? order by expires_at_ms limit ?`,
    ),
    count: db.prepare(COUNT),
    pick: db.prepare<[PickInput], number>(PICK).pluck(),
    training: db
      .prepare<[number, number], number>(
        "select count(*) from (select 1 from gold where project_id = ? and state = 'try_out' limit ?)",
      )
      .pluck(),
    begin: db.prepare(
      `insert into gold_draw (project_id, person_id, rate_ppm, try_out_left, try_out_passed) values (?, ?, ${FIRST_GOLD_RATE_PPM}, ?, 0)
       on conflict (project_id, person_id) do nothing`,
    ),
    ownTraining: db.prepare<[number, number], AssignmentRow>(OWN_TRAINING),
    countAgain: db.prepare<[number, number, string], number>(countOf(AGAIN + IN_TIERS)).pluck(),
    countFree: db.prepare<[number, number, string], number>(countOf(FREE_TRAINING + IN_TIERS)).pluck(),
    countAnswered: db.prepare<[number, number], number>(countOf(BACK.answered)).pluck(),
    countTraining: db.prepare<[number, number], number>(countOf(BACK.training_again)).pluck(),
  }
}

type DrawOperations = Pick<
  Operations,
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

/** What a draw asks for, on prepared statements. One look reads at most `maxScan` open tasks. */
export function prepareDraw(db: BetterSqlite3.Database, maxScan: number): DrawOperations {
  const sql = prepare(db)

  function insert(taskId: number, lease: NewLease, drawn: number, why: string): void {
    const {
      projectId,
      personId,
      publicId,
      leasedAtMs,
      expiresAtMs,
      ontologyVersion,
      guidelineVersion,
      nowMs,
      sessionId,
    } = lease
    const versions = [ontologyVersion, guidelineVersion]
    const rest = [...versions, nowMs, drawn, sessionId, why]
    sql.insert.run(projectId, taskId, personId, publicId, leasedAtMs, expiresAtMs, ...rest)
  }

  const findOpen = (projectId: number, tier: number, cursor: number, personId: number): Found | undefined =>
    sql.near.get(cursor, projectId, tier, cursor, cursor + Math.min(NEAR, maxScan), projectId, personId) ??
    sql.scan.get(projectId, tier, cursor, maxScan, projectId, personId)

  /** Leases the next task of a tier, the cursor moved; what is left when there is none. */
  function leaseNext(lease: NewLease, tier: number, why: string): "made" | "end" | "more" {
    const { projectId, personId } = lease
    const cursor = sql.cursor.get(projectId, personId, tier) ?? 0
    const found = findOpen(projectId, tier, cursor, personId)
    // Everything open at or below the cursor was met by this person, the found one included: it is leased to them now.
    const seq = found?.seq ?? sql.bound.get(projectId, tier, cursor, maxScan - 1)
    if (seq !== undefined) sql.setCursor.run(projectId, personId, tier, seq)
    if (!found) return seq === undefined ? "end" : "more"
    const size = found.ahead ?? sql.ahead.get(projectId, tier, cursor) ?? 0
    insert(found.id, lease, 0, endChoice(why, cursor, size))
    sql.takeSlot.run(projectId, found.id)
    return "made"
  }

  function hasOpen({ projectId, personId }: GoldLook, tier: number): boolean {
    const cursor = sql.cursor.get(projectId, personId, tier) ?? 0
    return findOpen(projectId, tier, cursor, personId) !== undefined
  }

  function pick({ projectId, personId, tiers, state, from }: GoldLook): number | null {
    const asked = { project: projectId, person: personId, state: GOLD_STATES[state], tiers: JSON.stringify(tiers) }
    return sql.pick.get({ ...asked, place: from }) ?? (from > 0 ? sql.pick.get({ ...asked, place: 0 }) : null) ?? null
  }

  return {
    startDraw({ projectId, personId, gold }) {
      const row = sql.start.get(personId, personId, personId, personId, projectId)
      return row && toDrawStart(row, sql.held.all(projectId, personId), gold)
    },
    lockLate: ({ projectId, personId, nowMs }) => sql.lateOwn.all(projectId, personId, nowMs).map(toHeld),
    findLate: (nowMs, most) => sql.late.all(nowMs, most).map(toHeld),
    leaseFrom(tier, leases, why) {
      let made = 0
      let rest: "end" | "more" = "end"
      for (const lease of leases) {
        const how = leaseNext(lease, tier, why)
        if (how !== "made") {
          rest = how
          break
        }
        made++
      }
      const [first] = leases
      if (first && made > 0) sql.count.run(first.projectId, first.personId, made, 0, 0, 0)
      return { made, rest }
    },
    pickGold: (look) => (look.ordinaryTier === null || hasOpen(look, look.ordinaryTier) ? pick(look) : null),
    lookForGold: pick,
    leaseGold({ taskId, source, why, ...lease }) {
      // The place is made first, so that holders never exceed the overlap (I3).
      sql.makePlace.run(lease.projectId, taskId)
      insert(taskId, lease, SOURCE[source], why)
      sql.count.run(lease.projectId, lease.personId, 1, 0, 0, 0)
    },
    beginTraining({ projectId, personId, most }) {
      const left = sql.training.get(projectId, most) ?? 0
      if (left > 0) sql.begin.run(projectId, personId, left)
      return left
    },
    findOwnTraining({ projectId, personId }) {
      const row = sql.ownTraining.get(projectId, personId)
      return row && toHeld(row)
    },
    findAgain({ projectId, personId, tiers }) {
      const row = sql.again.get(projectId, personId, JSON.stringify(tiers))
      return row && toHeld(row)
    },
    countChoices({ projectId, personId, tiers, way }) {
      if (way === "again") return sql.countAgain.get(projectId, personId, JSON.stringify(tiers)) ?? 0
      if (way === "training") return sql.countFree.get(projectId, personId, JSON.stringify(tiers)) ?? 0
      const count = way === "answered" ? sql.countAnswered : sql.countTraining
      return count.get(projectId, personId) ?? 0
    },
  }
}

/** What a draw begins with, as both engines read it. */
export function toDrawStart(row: DrawStartRow, held: readonly InHandRow[], gold: boolean): DrawStart {
  const { leaseMs, accessVersion, places, rate, left, drawn, back, session, lastAtMs, activeMs, midnightMs } = row
  return {
    leaseMs,
    accessVersion,
    held: held.map(toInHand),
    comesBack: back === 1,
    stand: gold && places !== null ? { places, rate, left, drawn } : undefined,
    session: session === null ? undefined : { id: session, lastAtMs, activeMs, midnightMs },
  }
}
