/** What mentors' notes are about, and which answers they read whole. History: never edited once released. */
export const MENTOR_READINGS: readonly string[] = [
  "alter table mentor_note add column about text",
  "alter table mentor_note add column said text",
  "alter table mentor_note add column contested_at_ms int null",
  "alter table mentor_note add column taken_back_at_ms int null",
  `create table mentor_reading (project_id int not null, task_id int not null, person_id int not null, revision int not null,
    pair_id int not null, mentor_id int not null, at_ms int not null, key(project_id, task_id, person_id, revision, pair_id))`,
  "create index mentor_reading_person on mentor_reading(person_id, project_id)",
  "create index mentor_reading_mentor on mentor_reading(mentor_id, project_id)",
]
