/**
 * SQL: whether a task `g` begins as ordinary tasks do. Where people begin with a model's proposals, gold without any would be
 * told by its empty beginning (I5), so it is drawn only when it has some. `project` is how the statement names the project.
 */
export const beginsSimilar = (project: string): string => `(
    not exists (select 1 from prediction_set s where s.project_id = ${project} and s.proposes = 1)
      and coalesce((select max(o.set_id) from proposal o where o.project_id = ${project}), 0) = 0
    or exists (select 1 from prediction_set s cross join prediction p
      left join proposal o on o.project_id = p.project_id and o.task_id = p.task_id
      where s.project_id = ${project} and p.project_id = s.project_id and p.set_id = s.id and p.task_id = g.task_id and (o.set_id = s.id or (o.set_id is null and s.proposes = 1))))`

/** What gold is called where it is stored. */
export const GOLD_STATES = { active: "active", training: "try_out" } as const
