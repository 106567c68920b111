import type { AnswerWrites } from "@justesse/work/allocation/operations"

const COLUMNS =
  "project_id, task_id, person_id, revision, withheld, taken, changed, refused, untouched, regions, set_id"

/** Over an assignment `a`: the set of predictions that its person asked for, else the one that people begin with; null where neither is. */
const SET = `coalesce((select m.set_id from model_ask m
    where m.project_id = a.project_id and m.task_id = a.task_id and m.person_id = a.person_id),
  (select q.id from prediction_set q cross join prediction p
      left join proposal o on o.project_id = p.project_id and o.task_id = p.task_id
    where q.project_id = a.project_id and p.project_id = q.project_id and p.set_id = q.id and p.task_id = a.task_id
      and (o.set_id = p.set_id or (o.set_id is null and q.proposes = 1))
    order by q.id desc limit 1))`
const OWN = "a.project_id = ? and a.task_id = ? and a.person_id = ?"

/** What became of an answer's proposals. */
const ANSWERED = `insert into answer_proposals (${COLUMNS})
  select a.project_id, a.task_id, a.person_id, cast(? as integer), 0, cast(? as integer), cast(? as integer), cast(? as integer),
    cast(? as integer), cast(? as text), ${SET} from assignment a where ${OWN}`

/** That an answer was made without the proposals that its task has, or that were asked for; nothing where a model says nothing about the task. */
const WITHHELD = `insert into answer_proposals (${COLUMNS})
  select w.project_id, w.task_id, w.person_id, cast(? as integer), 1, 0, 0, 0, 0, '', w.set_id
  from (select a.project_id, a.task_id, a.person_id, ${SET} as set_id from assignment a where ${OWN}) w
  where w.set_id is not null`

export const PROPOSAL_RECORDS = { answered: ANSWERED, withheld: WITHHELD } as const

/** Which statement stores what is known of proposals in an answer, and its values; null where there is nothing to say. */
export function toProposalRecord({ own, revision, proposals }: AnswerWrites): {
  readonly statement: keyof typeof PROPOSAL_RECORDS
  readonly values: readonly (number | string)[]
} | null {
  if (!proposals) return null
  const { projectId, taskId, personId } = own
  if (proposals.withheld) return { statement: "withheld", values: [revision, projectId, taskId, personId] }
  const { taken, changed, refused, untouched, regions } = proposals
  return {
    statement: "answered",
    values: [revision, taken, changed, refused, untouched, regions, projectId, taskId, personId],
  }
}
