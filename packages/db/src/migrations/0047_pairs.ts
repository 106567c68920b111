/**
 * The second asset of tasks about two, as `body` of what they are about says it: found by it when it goes. History: never edited once
 * released.
 */
export const PAIRS: readonly string[] = [
  "alter table task_about add column second_id int",
  "create index task_about_second on task_about(project_id, second_id) where second_id is not null",
]
