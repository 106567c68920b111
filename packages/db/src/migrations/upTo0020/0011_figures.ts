/** Numbers that exports call pictures by, and what figures of models rest on. History: never edited once released. */
export const FIGURES: readonly string[] = [
  // Given once, by the first export or file of results that needs it, and never changed.
  "create table picture_number (project_id int not null, asset_id int not null, number int not null, key(project_id, asset_id))",
  "create unique index picture_number_taken on picture_number(project_id, number)",
  // JSON: by what pictures of the file were found, and what was not found, why, with examples.
  "alter table prediction_set add column matching text",
  // When the answers that the scores rest on began to be read, and which pictures they are: JSON.
  "alter table prediction_set add column scored_from_ms int null",
  "alter table prediction_set add column scored_on text",
  // JSON of the pictures that models are scored on, where somebody chose them.
  "alter table quality_state add column score_on text",
  // What changed since figures were computed.
  "create index task_state_changed on task_state(project_id, changed_at_ms)",
]
