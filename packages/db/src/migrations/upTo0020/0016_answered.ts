/** Answers to gold that wait to be compared with the known one. History: never edited once released. */
export const ANSWERED: readonly string[] = [
  "create index task_state_answered on task_state(project_id, task_id) where dirty = 2",
]
