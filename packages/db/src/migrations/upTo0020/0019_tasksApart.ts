/** Tasks that are not the one task of the picture of their number: hardly any, and counting asks for them first. History: never edited once released. */
export const TASKS_APART: readonly string[] = [
  "create index task_apart on task(project_id) where (asset_id is null or asset_id <> id)",
]
