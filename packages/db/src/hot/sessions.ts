/** Statements of work sessions that both engines run as they stand. */

const COLUMNS = `w.id, w.project_id as "projectId", w.person_id as "personId", w.last_at_ms as "lastAtMs", w.active_ms as "activeMs",
    w.midnight_ms as "midnightMs"`

/** A session with the leases of it that are in hand. `index` names the index where an engine must be told. */
const WITH_LEASES = (index: string) => `select ${COLUMNS}, (select count(*) from assignment a ${index}
      where a.project_id = w.project_id and a.person_id = w.person_id and a.state = 0 and a.session_id = w.id) as "openLeases"
  from work_session w`

/** The last session of a person in a project that is not closed. */
export const SESSION_OF = (index = "") => `${WITH_LEASES(index)} where w.id = (
    select max(s.id) from work_session s where s.project_id = ? and s.person_id = ? and s.closed_at_ms is null)`

/** A session that is not closed, by its number. */
export const SESSION = (index = "") => `${WITH_LEASES(index)} where w.id = ? and w.closed_at_ms is null`

export const OPEN_SESSION = `insert into work_session (project_id, person_id, opened_at_ms, midnight_ms, last_at_ms, active_ms, unleased_ms)
  values (?, ?, ?, ?, ?, 0, 0) returning id`

/** Leases in hand that have no session are of the one that was opened. */
export const ADOPT_LEASES = (index = "") =>
  `update assignment ${index} set session_id = ? where project_id = ? and person_id = ? and state = 0 and session_id is null`

export const CLOSE_SESSION = "update work_session set closed_at_ms = ?, closed_why = ? where id = ?"

/** The last of a session's leases that is over ended at a moment; SQLite alone. */
export const TOUCH_SESSION = "update work_session set last_at_ms = max(last_at_ms, ?) where id = ?"
