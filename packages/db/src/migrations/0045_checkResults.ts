/**
 * What became of things of other projects that were checked, and answers by when they became final. History: never edited once released.
 */
export const CHECK_RESULTS: readonly string[] = [
  // The last final answer of a check that its source has heard of.
  `create table check_result (project_id int not null, task_id int not null, answer_sha256 text not null, at_ms int not null,
    key(project_id, task_id))`,
  "create index task_state_final on task_state(project_id, settled_at_ms, task_id) where settled_at_ms is not null",
]
