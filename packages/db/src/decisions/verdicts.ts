import { asOf } from "@justesse/work/decisions/deadlines"
import type { CaseState } from "@justesse/work/decisions/judgement"
import { countOutcomes, type OutcomeCounts } from "@justesse/work/decisions/outcomes"
import { ACCEPTED_AFTER_MS } from "@justesse/work/decisions/silence"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"

/** Whose answers are counted: in one project, or in all. */
interface Of {
  readonly personId: number
  readonly projectId?: number
}

/**
 * What was decided about somebody's answers by a moment, training left out: each as its last judgement left it and silence since, and
 * those that nobody ever judged by silence alone. It is what pay goes by as well: accepted is what brings its bonus.
 */
export async function countVerdicts(
  db: Kysely<Database>,
  { personId, projectId }: Of,
  nowMs: number,
): Promise<OutcomeCounts> {
  const inProject = (table: string) =>
    projectId === undefined ? sql`` : sql` and ${sql.ref(`${table}.project_id`)} = ${projectId}`
  const [cases, silent] = await Promise.all([
    sql<{ state: string }>`select c.state from case_state c where c.person_id = ${personId}${inProject("c")}
      and not exists (select 1 from case_state d where d.project_id = c.project_id and d.task_id = c.task_id
        and d.person_id = c.person_id and d.revision > c.revision)`.execute(db),
    sql<{ sent: number; good: number }>`select count(*) as sent,
        coalesce(sum(case when s.stored_at_ms <= ${nowMs - ACCEPTED_AFTER_MS} then 1 else 0 end), 0) as good
      from assignment a join submission s on s.project_id = a.project_id and s.task_id = a.task_id
        and s.person_id = a.person_id and s.revision = 1
      where a.person_id = ${personId} and a.revision > 0 and a.drawn <> ${SOURCE.training}${inProject("a")}
        and not exists (select 1 from case_state c where c.project_id = a.project_id and c.task_id = a.task_id
          and c.person_id = a.person_id)`.execute(db),
  ])
  const judged = countOutcomes(cases.rows.map(({ state }) => asOf(JSON.parse(state) as CaseState, nowMs)))
  const good = Number(silent.rows[0]?.good ?? 0)
  const open = Number(silent.rows[0]?.sent ?? 0) - good
  return { good: judged.good + good, rejected: judged.rejected, open: judged.open + open }
}
