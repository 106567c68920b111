/** Requests to review in a project, and what was answered. History: never edited once released. */
export const PROGRESS: readonly string[] = [
  `create table progress_request (id id, public_id text not null unique, project_id int not null, person_id int not null, facts text not null,
    words text not null, asked_at_ms int not null, answer text, reason text not null, answered_by int, answered_at_ms int)`,
  "create unique index progress_request_open on progress_request(project_id, person_id) where answer is null",
  "create index progress_request_person on progress_request(person_id, project_id, id)",
]
