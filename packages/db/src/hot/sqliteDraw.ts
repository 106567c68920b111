import { JustesseError } from "@justesse/types"
import type BetterSqlite3 from "better-sqlite3"
import { type GoldDraws, goldDraws, MIXED_IN, TRY_OUT, tryOutsLeft } from "./gold.ts"
import type { LeaseRow, NextInput } from "./operations.ts"
import {
  ASSIGNMENT_COLUMNS,
  type AssignmentRow,
  EXPIRED,
  LEASED,
  OWN_SQL,
  type OwnRow,
  SUBMITTED,
  type TaskRow,
  toLease,
} from "./rows.ts"
import { sqliteGold } from "./sqliteGold.ts"
import { type StartRow, startSql } from "./start.ts"

/**
 * The first open task above a person's cursor that they never met, among the next so many open ones: the inner select runs
 * as a co-routine, so the walk stops at the first hit. `EXPLAIN` of it is held by a test.
 */
export const SCAN_SQL = `select t.id, t.seq from (
    select id, seq from task indexed by task_queue where project_id = ? and tier = ? and is_open = 1 and seq > ? order by seq limit ?) t
  where not exists (select 1 from assignment a where a.project_id = ? and a.task_id = t.id and a.person_id = ?) limit 1`

/** The place of the last entry that such a look reads; absent when it reads the queue to its end. */
export const BOUND_SQL =
  "select seq from task indexed by task_queue where project_id = ? and tier = ? and is_open = 1 and seq > ? order by seq limit 1 offset ?"

/** What a look into the queue gave. `more`: it ended before the queue did; with no lease in hand, look again. */
export interface Drawn {
  readonly leases: LeaseRow[]
  readonly more: boolean
}

/** Drawing tasks, giving them back, taking them up again. Synchronous: runs inside the writer's transaction. */
export function sqliteDraw(db: BetterSqlite3.Database, maxScan: number) {
  const sql = {
    project: db.prepare<[number], { lease_ttl_ms: number }>("select lease_ttl_ms from project where id = ?"),
    live: db.prepare<[number, number], AssignmentRow>(
      `select ${ASSIGNMENT_COLUMNS} from assignment where project_id = ? and person_id = ? and state = 0 order by leased_at_ms, task_id`,
    ),
    cursor: db.prepare<[number, number, number], { seq: number }>(
      "select seq from queue_cursor where project_id = ? and person_id = ? and tier = ?",
    ),
    setCursor: db.prepare(
      "insert into queue_cursor (project_id, person_id, tier, seq) values (?, ?, ?, ?) on conflict (project_id, person_id, tier) do update set seq = excluded.seq",
    ),
    scan: db.prepare<[number, number, number, number, number, number], { id: number; seq: number }>(SCAN_SQL),
    bound: db.prepare<[number, number, number, number], { seq: number }>(BOUND_SQL),
    insert: db.prepare(
      `insert into assignment (project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms, active_ms, revision, counted, ontology_version, guideline_version, changed_at_ms)
       values (?, ?, ?, ?, 0, 1, ?, ?, 0, 0, 1, ?, ?, ?)`,
    ),
    takeSlot: db.prepare(
      "update task set open_slots = open_slots - 1, is_open = case when open_slots - 1 > 0 and is_open = 1 then 1 else 0 end where project_id = ? and id = ?",
    ),
    task: db.prepare<[number, number], TaskRow>(
      "select id, tier, seq, is_open, open_slots, overlap, submitted from task where project_id = ? and id = ?",
    ),
    freshSeq: db.prepare<[number, number], { seq: number }>(
      "update project set next_seq = next_seq + ? where id = ? returning next_seq as seq",
    ),
    setQueue: db.prepare("update task set seq = ?, is_open = ?, open_slots = ? where project_id = ? and id = ?"),
    excluded: db.prepare<[number, number], { state: string }>(
      "select state from task_state where project_id = ? and task_id = ?",
    ),
    again: db.prepare<[number, number, string], AssignmentRow>(
      `select ${ASSIGNMENT_COLUMNS.split(", ")
        .map((c) => `a.${c}`)
        .join(", ")} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
       where a.project_id = ? and a.person_id = ? and a.state in (2, 3, 4)
         and (t.is_open = 1 or (a.drawn = 1 and a.revision = 0
           and exists (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'active')))
         and t.tier in (select value from json_each(?)) order by a.changed_at_ms, a.task_id limit 1`,
    ),
    byPublic: db.prepare<[string], OwnRow>(`${OWN_SQL} ?`),
    start: db.prepare<[{ project: number; task: number; person: number; revision: number }], StartRow>(
      startSql({ project: "@project", task: "@task", person: "@person", revision: "@revision" }),
    ),
    setAssignment: db.prepare(
      "update assignment set state = ?, fence = ?, leased_at_ms = ?, expires_at_ms = ?, changed_at_ms = ?, ontology_version = ?, guideline_version = ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    endLease: db.prepare(
      "update assignment set state = ?, skip_reason = ?, skip_note = ?, changed_at_ms = ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    late: db.prepare<[number, number], AssignmentRow>(
      `select ${ASSIGNMENT_COLUMNS} from assignment where state = 0 and expires_at_ms <= ? order by expires_at_ms limit ?`,
    ),
    count: db.prepare(
      `insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values (?, ?, ?, ?, ?, 0)
       on conflict (project_id, person_id) do update set leased = leased + excluded.leased, submitted = submitted + excluded.submitted, skipped = skipped + excluded.skipped`,
    ),
  }

  const golds = sqliteGold(db)
  const markSlot = db.prepare(
    "update assignment set counted = ? where project_id = ? and task_id = ? and person_id = ?",
  )

  function leaseOf(row: AssignmentRow): LeaseRow {
    const { project_id: project, task_id: task, person_id: person, revision } = row
    return toLease(row, sql.start.get({ project, task, person, revision }))
  }

  function ttlOf(projectId: number): number {
    const project = sql.project.get(projectId)
    if (!project) throw new JustesseError("not_found", { project: projectId })
    return project.lease_ttl_ms
  }

  /** Places ahead of every cursor: `count` of them, the first one answered. */
  function freshPlaces(projectId: number, count: number): number {
    const row = sql.freshSeq.get(count, projectId)
    if (!row) throw new JustesseError("not_found", { project: projectId })
    return row.seq - count
  }

  /** Sets a task's free slots; one that opens anew gets a fresh place, so that no cursor has passed it. */
  function setSlots(projectId: number, task: TaskRow, slots: number): void {
    const open = slots > 0 && sql.excluded.get(projectId, task.id)?.state !== "excluded"
    const seq = open && task.is_open === 0 ? freshPlaces(projectId, 1) : task.seq
    sql.setQueue.run(seq, open ? 1 : 0, slots, projectId, task.id)
  }

  function taskOf(projectId: number, taskId: number): TaskRow {
    const task = sql.task.get(projectId, taskId)
    if (!task) throw new JustesseError("not_found", { task: taskId })
    return task
  }

  /**
   * The next task of one tier for a person, its cursor moved; null when nothing is left there. "more": everything open that
   * this look read was met already, and the queue goes on: the next look begins where this one ended.
   */
  function drawFrom({ projectId, personId }: NextInput, tier: number): number | null | "more" {
    const cursor = sql.cursor.get(projectId, personId, tier)?.seq ?? 0
    const found = sql.scan.get(projectId, tier, cursor, maxScan, projectId, personId)
    // Everything open at or below the cursor was met by this person, the found one included: it is leased to them now.
    const seq = found?.seq ?? sql.bound.get(projectId, tier, cursor, maxScan - 1)?.seq
    if (seq !== undefined) sql.setCursor.run(projectId, personId, tier, seq)
    return found?.id ?? (seq === undefined ? null : "more")
  }

  /** Ends a turn that was not sent; its slot opens again. A revision left lying falls back to the answer that was sent. */
  function giveBack(row: AssignmentRow, state: number, nowMs: number, why?: { reason: string; note: string }): void {
    const to = row.revision > 0 ? SUBMITTED : state
    sql.endLease.run(to, why?.reason ?? null, why?.note ?? null, nowMs, row.project_id, row.task_id, row.person_id)
    if (to === SUBMITTED) return
    if (why) sql.count.run(row.project_id, row.person_id, 0, 0, 1)
    if (row.counted === 0) return
    markSlot.run(0, row.project_id, row.task_id, row.person_id)
    // A place that was made for this turn goes with it; the task is in nobody's queue.
    if (row.drawn > 0) return golds.movePlace(row, -1)
    const task = taskOf(row.project_id, row.task_id)
    setSlots(row.project_id, task, task.open_slots + 1)
  }

  function expireOwn(input: NextInput): AssignmentRow[] {
    const held = sql.live.all(input.projectId, input.personId)
    for (const row of held) if (row.expires_at_ms <= input.nowMs) giveBack(row, EXPIRED, input.nowMs)
    return held.filter((row) => row.expires_at_ms > input.nowMs)
  }

  function lease(input: NextInput, taskId: number, publicId: string, place: { ttl: number; n: number }): void {
    sql.insert.run(
      input.projectId,
      taskId,
      input.personId,
      publicId,
      input.nowMs + place.n,
      input.nowMs + place.ttl,
      input.ontologyVersion,
      input.guidelineVersion,
      input.nowMs,
    )
    sql.takeSlot.run(input.projectId, taskId)
    sql.count.run(input.projectId, input.personId, 1, 0, 0)
  }

  /** Gold in the place of a draw that could have been an ordinary one; null otherwise. */
  function goldInstead(input: NextInput, tier: number, draws: GoldDraws, made: number): number | null {
    if (!draws.isGold(made)) return null
    const { projectId, personId } = input
    const cursor = sql.cursor.get(projectId, personId, tier)?.seq ?? 0
    const couldDraw = sql.scan.get(projectId, tier, cursor, maxScan, projectId, personId) !== undefined
    return couldDraw ? golds.pick(input, "active", draws.placeOf(made)) : null
  }

  function leaseGold(
    input: NextInput,
    taskId: number,
    publicId: string,
    place: { ttl: number; n: number; drawn: number },
  ): void {
    golds.lease(input, taskId, publicId, place)
    sql.count.run(input.projectId, input.personId, 1, 0, 0)
  }

  /** Leases from the tiers, best first, until `missing` are made; true when a look ended before the queue did. */
  function drawTiers(input: NextInput, missing: number, ttl: number, draws: GoldDraws | null): boolean {
    const ids = input.freshIds.slice(0, Math.max(0, missing))
    for (const tier of input.tiers) {
      while (ids[0] !== undefined) {
        // A millisecond apart: leases in hand come in the order in which they were drawn.
        const n = input.freshIds.length - ids.length
        const made = Math.min(missing, input.freshIds.length) - ids.length
        const gold = draws && goldInstead(input, tier, draws, made)
        if (gold !== null) leaseGold(input, gold, ids[0], { ttl, n, drawn: MIXED_IN })
        else {
          const taskId = drawFrom(input, tier)
          if (taskId === "more") return true
          if (taskId === null) break
          lease(input, taskId, ids[0], { ttl, n })
        }
        ids.shift()
      }
    }
    return false
  }

  /** What somebody new tries first: how many such turns are in hand afterwards. Own ones given back come last. */
  function drawTryOuts(input: NextInput, held: readonly AssignmentRow[], left: number, ttl: number): number {
    let inHand = held.filter((row) => row.drawn === TRY_OUT && row.revision === 0).length
    const missing = Math.min(input.want, left) - inHand
    for (const [n, publicId] of input.freshIds.slice(0, Math.max(0, missing)).entries()) {
      const taskId = golds.pick(input, "try_out", 0)
      if (taskId === null) break
      leaseGold(input, taskId, publicId, { ttl, n, drawn: TRY_OUT })
      inHand++
    }
    const own = inHand === 0 ? golds.ownTryOut(input) : undefined
    if (own) again(own, input.nowMs, ttl, input)
    return own ? 1 : inHand
  }

  function topUp(input: NextInput): Drawn {
    const ttl = ttlOf(input.projectId)
    const inHand = expireOwn(input)
    const missing = input.want - inHand.filter((row) => row.revision === 0).length
    const held = () => sql.live.all(input.projectId, input.personId)
    const stand = missing > 0 ? golds.stand(input) : undefined
    const left = tryOutsLeft(input.gold, stand) ?? golds.begin(input, input.gold?.tryOut ?? 0)
    if (left > 0 && drawTryOuts(input, inHand, left, ttl) > 0) return { leases: held().map(leaseOf), more: false }
    const more = drawTiers(input, missing, ttl, goldDraws(input, stand))
    const leases = held()
    if (leases.length > 0 || missing <= 0 || more) return { leases: leases.map(leaseOf), more }
    // Their own skipped or expired ones, once nothing else is left: so that one person alone can finish a project.
    const own = sql.again.get(input.projectId, input.personId, JSON.stringify(input.tiers))
    if (own) again(own, input.nowMs, ttl, input)
    return { leases: own ? held().map(leaseOf) : [], more }
  }

  /** Opens an assignment anew under the next fence; a first answer takes a slot when one is free. */
  function again(
    row: AssignmentRow,
    nowMs: number,
    ttl: number,
    versions: { ontologyVersion: number; guidelineVersion: number },
  ): void {
    const task = taskOf(row.project_id, row.task_id)
    const needsSlot = row.state !== LEASED && row.state !== SUBMITTED && row.revision === 0
    const makesPlace = needsSlot && row.drawn > 0
    const gets = makesPlace || (needsSlot && task.open_slots > 0 && task.is_open === 1)
    if (makesPlace) golds.movePlace(row, 1)
    else if (gets) sql.takeSlot.run(row.project_id, row.task_id)
    if (needsSlot) markSlot.run(gets ? 1 : 0, row.project_id, row.task_id, row.person_id)
    const { ontologyVersion, guidelineVersion } = versions
    sql.setAssignment.run(
      LEASED,
      row.fence + 1,
      // One in hand keeps its place among those in hand.
      row.state === LEASED ? row.leased_at_ms : nowMs,
      nowMs + ttl,
      nowMs,
      ontologyVersion,
      guidelineVersion,
      row.project_id,
      row.task_id,
      row.person_id,
    )
  }

  function mine(publicId: string, personId: number): OwnRow {
    const row = sql.byPublic.get(publicId)
    if (!row || row.person_id !== personId) throw new JustesseError("not_found", { assignment: publicId })
    return row
  }

  const versionsOf = db.prepare<[number], { ontologyVersion: number; guidelineVersion: number }>(
    'select ontology_version as "ontologyVersion", guideline_version as "guidelineVersion" from project where id = ?',
  )

  return {
    golds,
    topUp,
    mine,
    giveBack,
    setSlots,
    freshPlaces,
    taskOf,
    count(projectId: number, personId: number, leased: number, submitted: number, skipped: number): void {
      sql.count.run(projectId, personId, leased, submitted, skipped)
    },
    ttlOf,
    takeUp(input: { publicId: string; personId: number; nowMs: number }): LeaseRow {
      const row = mine(input.publicId, input.personId)
      const live = row.state === LEASED && row.expires_at_ms > input.nowMs
      const current = versionsOf.get(row.project_id)
      again(
        row,
        input.nowMs,
        ttlOf(row.project_id),
        live || !current ? { ontologyVersion: row.ontology_version, guidelineVersion: row.guideline_version } : current,
      )
      return leaseOf(mine(input.publicId, input.personId))
    },
    sweep(nowMs: number, limit: number): number {
      const rows = sql.late.all(nowMs, limit)
      for (const row of rows) giveBack(row, EXPIRED, nowMs)
      return rows.length
    },
  }
}
export type SqliteDraw = ReturnType<typeof sqliteDraw>
