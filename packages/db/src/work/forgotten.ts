import { canonicalJson, EMPTY_BODY, type TaskAbout } from "@justesse/types"

/** What stands where an answer stood to something that is forgotten: nothing was said. */
export const FORGOTTEN_BODY = canonicalJson(EMPTY_BODY)

/** What stands where a row stood that was erased. */
export const FORGOTTEN_ABOUT = canonicalJson({ type: "forgotten" } satisfies TaskAbout)

/**
 * Whether what a task is about is forgotten, its asset, the other one of a pair, or its row; `project` and `task` are SQL for their
 * numbers. Whoever writes asks it in the statement that writes, once the state of the task is locked.
 */
export const isForgotten = (project: string, task: string): string => `(
    coalesce((select fa.removed from asset fa where fa.project_id = ${project}
      and fa.id = (select ft.asset_id from task ft where ft.project_id = ${project} and ft.id = ${task})), 0) = 1
    or coalesce((select fb.removed from asset fb where fb.project_id = ${project}
      and fb.id = (select fx.second_id from task_about fx where fx.project_id = ${project} and fx.task_id = ${task})), 0) = 1
    or coalesce((select fy.body from task_about fy where fy.project_id = ${project} and fy.task_id = ${task}), '') = '${FORGOTTEN_ABOUT}')`

/** What is stored of a text that somebody sent: nothing of it where what it is about is forgotten. */
export const unlessForgotten = (project: string, task: string, text: string): string =>
  `case when ${isForgotten(project, task)} then '${FORGOTTEN_BODY}' else ${text} end`
