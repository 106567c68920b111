/** What of a session was reading, and what of its learning came from the fund for it. History: never edited once released. */
export const LEARNING_FUND: readonly string[] = [
  "alter table work_session add column reading_ms int not null default 0",
  `update work_session set reading_ms = (select sum(e.credited_ms) from time_entry e where e.session_id = work_session.id and e.kind = 1)
    where unleased_ms > 0 and exists (select 1 from time_entry e where e.session_id = work_session.id and e.kind = 1)`,
  "alter table session_pay add column learned_micros int not null default 0",
]
