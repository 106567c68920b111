import { unlessForgotten } from "../work/forgotten.ts"
import { ACCESS_VERSION, type AssignmentRow, columnsOf } from "./rows.ts"
import { START_COLUMNS, START_JOINS } from "./start.ts"

/**
 * Statements that both engines run as they stand. `?` is a value in the order in which they are given; {@link numbered} writes it
 * as PostgreSQL wants it.
 */

/** `?, ?` as `$1, $2`. */
export function numbered(text: string): string {
  let n = 0
  return text.replaceAll("?", () => `$${++n}`)
}

/** Live leases of a person in a project that wait for nobody, with what they begin with: first those with an answer, then as they were made. */
export const LEASES = `select ${columnsOf("a")}, ${START_COLUMNS} from assignment a ${START_JOINS}
  where a.project_id = ? and a.person_id = ? and a.state = 0 and a.question <> 2
  order by case when a.question = 3 then 0 else 1 end, a.leased_at_ms, a.task_id`

/** One assignment with what it begins with. */
export const LEASE = `select ${columnsOf("a")}, ${START_COLUMNS} from assignment a ${START_JOINS} where a.public_id = ?`

/** The same, what a draw wants to know of them alone; in any order. `index` names the index where an engine must be told. */
export const held = (index = ""): string =>
  `select expires_at_ms, revision, drawn, question, session_id from assignment ${index} where project_id = ? and person_id = ? and state = 0`

/** Somebody's own assignment. */
export const OWN = `select ${columnsOf("a")}, ${ACCESS_VERSION} from assignment a where a.public_id = ? and a.person_id = ?`

/** An assignment with its task and the answer of an id that may be stored already. */
export const FOR_ANSWER = `select ${columnsOf("a")}, ${ACCESS_VERSION},
    t.tier, t.seq, t.is_open, t.open_slots, t.overlap, t.submitted, s.state as task_state,
    k.person_id as known_person, k.project_id as known_project, k.task_id as known_task, k.revision as known_revision,
    k.counted as known_counted, k.body_sha256 as known_sha256, k.stored_at_ms as known_at_ms
  from assignment a
    join task_state s on s.project_id = a.project_id and s.task_id = a.task_id
    join task t on t.project_id = a.project_id and t.id = a.task_id
    left join submission k on k.public_id = ?
  where a.public_id = ? and a.person_id = ?`

/** A row of {@link FOR_ANSWER}. */
export interface ForAnswerRow extends AssignmentRow {
  readonly access_version: number
  readonly tier: number
  readonly seq: number
  readonly is_open: number
  readonly open_slots: number
  readonly overlap: number
  readonly submitted: number
  readonly task_state: string
  readonly known_person: number | null
  readonly known_project: number
  readonly known_task: number
  readonly known_revision: number
  readonly known_counted: number
  readonly known_sha256: string
  readonly known_at_ms: number
}

/** How long a lease lasts, and where a person stands in the gold of a project that had some. */
export const DRAW_START = `select j.lease_ttl_ms as "leaseMs",
    coalesce((select v.version from access_version v where v.project_id = j.id), 0) as "accessVersion", q.gold_places as places, d.rate_ppm as rate, d.try_out_left as "left",
    coalesce(c.leased, 0) as drawn,
    case when exists (select 1 from assignment b where b.project_id = j.id and b.person_id = ? and b.question = 3
      and b.state in (2, 3, 4)) then 1 else 0 end as back,
    w.id as session, w.last_at_ms as "lastAtMs", w.active_ms as "activeMs", w.midnight_ms as "midnightMs"
  from project j left join quality_state q on q.project_id = j.id
    left join gold_draw d on d.project_id = j.id and d.person_id = ?
    left join person_counter c on c.project_id = j.id and c.person_id = ?
    left join work_session w on w.id = (
      select max(s.id) from work_session s where s.project_id = j.id and s.person_id = ? and s.closed_at_ms is null)
  where j.id = ?`

/** A row of {@link DRAW_START}. */
export interface DrawStartRow {
  readonly leaseMs: number
  readonly accessVersion: number
  readonly places: number | null
  readonly rate: number | null
  readonly left: number | null
  readonly drawn: number
  readonly back: number
  /** Number of the person's last session that is not closed; null, as are its columns, where there is none. */
  readonly session: number | null
  readonly lastAtMs: number
  readonly activeMs: number
  readonly midnightMs: number
}

export const PROJECT = `select lease_ttl_ms as "leaseMs", ontology_version as "ontologyVersion", guideline_version as "guidelineVersion"
  from project where id = ?`

/** How long a lease lasts, and what was kept of a person with their last heartbeat. */
export const TIME_START = `select j.lease_ttl_ms as "leaseMs", (select a.state from active_state a where a.person_id = ?) as "stateJson"
  from project j where j.id = ?`

/** Adds to a person's counters in a project: leased, submitted, skipped, milliseconds. */
export const COUNT = `insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values (?, ?, ?, ?, ?, ?)
  on conflict (project_id, person_id) do update set leased = person_counter.leased + excluded.leased,
    submitted = person_counter.submitted + excluded.submitted, skipped = person_counter.skipped + excluded.skipped,
    active_ms = person_counter.active_ms + excluded.active_ms`

export const EVENT =
  "insert into activity (project_id, person_id, at_ms, what, task_id, detail) values (?, ?, ?, ?, ?, ?)"

export const DRAFT = "select revision from draft where project_id = ? and task_id = ? and person_id = ?"

export const PUT_DRAFT = `insert into draft (project_id, task_id, person_id, revision, body, saved_at_ms)
  select k.project_id, k.id, cast(? as bigint), cast(? as bigint), ${unlessForgotten("k.project_id", "k.id", "?")}, cast(? as bigint)
  from task k where k.project_id = ? and k.id = ?
  on conflict (project_id, task_id, person_id) do update
    set revision = excluded.revision, body = excluded.body, saved_at_ms = excluded.saved_at_ms`

/** Whether an own assignment is in hand again: its task has a place, or it is gold in force. Tiers follow. */
export const AGAIN = `select ${columnsOf("a")} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
  where a.project_id = ? and a.person_id = ? and a.state in (2, 3, 4) and a.revision = 0
    and (t.is_open = 1 or (a.drawn = 1
      and exists (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'active')))`

/**
 * Own tasks that come back: training that was given back, and what ran out while its question waited and was answered since, where its
 * task has a place, or it is gold in force.
 */
export const BACK = {
  training_again: `select ${columnsOf("a")} from assignment a
  where a.project_id = ? and a.person_id = ? and a.state in (2, 3, 4) and a.revision = 0 and a.drawn = 2
    and exists (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'try_out')`,
  answered: `select ${columnsOf("a")} from assignment a join task t on t.project_id = a.project_id and t.id = a.task_id
  where a.project_id = ? and a.person_id = ? and a.question = 3 and a.state in (2, 3, 4) and a.revision = 0
    and (t.is_open = 1 or (a.drawn <> 0 and exists (select 1 from gold g
      where g.project_id = a.project_id and g.task_id = a.task_id and g.state in ('active', 'try_out'))))`,
} as const

const FIRST = "order by a.changed_at_ms, a.task_id limit 1"

/** The first of them. */
export const OWN_TRAINING = `${BACK.training_again} ${FIRST}`
/** The first of them. */
export const ANSWERED = `${BACK.answered} ${FIRST}`

/** Training that somebody never had. Tiers follow. */
export const FREE_TRAINING = `select g.task_id from gold g join task t on t.project_id = g.project_id and t.id = g.task_id
  where g.project_id = ? and g.state = 'try_out'
    and not exists (select 1 from assignment a where a.project_id = g.project_id and a.task_id = g.task_id and a.person_id = ?)
    and exists (select 1 from task_state s where s.project_id = g.project_id and s.task_id = g.task_id and s.state = 'settled'
      and s.settled_by = 'gold')`

/** How many rows a statement gives. */
export const countOf = (text: string): string => `select count(*) as n from (${text}) o`

/** The mark after an answer: one that says "look" stays, and nothing takes a mark off. First value and second are the mark. */
export const MARK = "case when dirty = 1 or ? = 0 then dirty else ? end"

/** A thread, and whether a message of an id is stored in it. */
export const THREAD = `select h.project_id, h.task_id, h.person_id,
    (select count(*) from message m where m.thread_id = h.id and m.public_id = ?) as stored
  from thread h where h.public_id = ?`

/** A row of {@link THREAD}. */
export interface ThreadRow {
  readonly project_id: number
  readonly task_id: number
  readonly person_id: number
  readonly stored: number
}

export const ASIDE = `select count(*) as n from assignment
  where project_id = ? and person_id = ? and question = 2 and state = 0`

export const SET_QUESTION = `update assignment set question = ?, expires_at_ms = ?, changed_at_ms = ?
  where project_id = ? and task_id = ? and person_id = ?`

export const ADD_THREAD = `insert into thread (project_id, public_id, kind, state, task_id, person_id, about_id, region_id, spot, clause,
    asked_at_ms, changed_at_ms)
  values (?, ?, 'question', 'open', ?, ?, ?, ?, ?, ?, ?, ?)`

export const OPEN_THREAD = "update thread set state = 'open', changed_at_ms = ? where public_id = ?"

export const ADD_MESSAGE = `insert into message (project_id, thread_id, public_id, person_id, role, body, at_ms)
  select h.project_id, h.id, ?, ?, 'annotator', ?, ? from thread h where h.public_id = ?`

/** Tells each owner but the one who asks that questions wait: one notice a project, counted until it is seen. */
export const TELL_OWNERS = `insert into notice (person_id, project_id, kind, concern, detail, times, at_ms)
  select m.person_id, m.project_id, 'question_waits', ?, '{}', 1, ? from member m
  where m.project_id = ? and m.is_owner = 1 and m.person_id <> ?
  on conflict (person_id, concern) do update set at_ms = excluded.at_ms, seen_at_ms = null,
    times = case when notice.seen_at_ms is null then notice.times + 1 else 1 end`

/** Until when a live lease is kept that is renewed until `$5`; one that is kept for a question is not shortened (`leaseUntil`). */
export const RENEWED = "case when question >= 2 and expires_at_ms > $5 then expires_at_ms else $5 end"
