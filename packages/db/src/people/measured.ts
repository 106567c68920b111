import type { MeasureName } from "@justesse/types/records/register"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"

/** What is counted of a measure, as SQL over a person's number; those that are not counted are always there. */
const COUNTED = {
  ticks: (id: number) => sql`select count(*) from time_entry where person_id = ${id} and ticks is not null`,
  time: (id: number) => sql`select coalesce(sum(active_ms), 0) / 1000 from active_time where person_id = ${id}`,
  answers: (id: number) => sql`select count(*) from assignment where person_id = ${id} and revision > 0`,
  outcomes: (id: number) => sql`select count(*) from assignment where person_id = ${id} and fate is not null`,
  choices: (id: number) => sql`select count(*) from assignment where person_id = ${id} and why is not null`,
  skills: (id: number) => sql`select count(*) from person_quality where person_id = ${id}`,
  // What is still mixed in is counted for nobody (I5).
  gold: (
    id: number,
  ) => sql`select count(*) from gold_answer a where a.person_id = ${id} and (a.drawn = ${SOURCE.training} or exists
    (select 1 from gold g where g.project_id = a.project_id and g.task_id = a.task_id and g.state = 'retired'))`,
  practice: (id: number) => sql`select count(*) from practice_answer where person_id = ${id}`,
  mentors: (id: number) => sql`select (select count(*) from mentor_pair where ${id} in (learner_id, mentor_id)) +
    (select count(*) from mentor where person_id = ${id})`,
  audits: (id: number) => sql`select count(*) from second_look where first_by = ${id} and state = 'filed'`,
  reviews: (id: number) => sql`select count(*) from review where filed_by = ${id}`,
  money: (id: number) => sql`select count(*) from ledger_entry where account_id in
    (select id from ledger_account where kind = 'worker_payable' and owner = ${String(id)})`,
  messages: (id: number) => sql`select count(*) from message where person_id = ${id}`,
  records: (id: number) => sql`select count(*) from work_record where person_id = ${id}`,
  signIn: (id: number) =>
    sql`select count(*) from auth_session where "userId" = (select auth_user_id from person where id = ${id})`,
  acts: (id: number) => sql`select count(*) from activity where person_id = ${id}`,
} as const satisfies Partial<Record<MeasureName, unknown>>

/** How much of each measure there is about a person now: rows, and whole seconds of time. */
export async function countMeasured(
  db: Kysely<Database>,
  personId: number,
): Promise<Record<keyof typeof COUNTED, number>> {
  const columns = Object.entries(COUNTED).map(([name, count]) => sql`(${count(personId)}) as ${sql.ref(name)}`)
  const { rows } = await sql<Record<keyof typeof COUNTED, number>>`select ${sql.join(columns)}`.execute(db)
  const counted = Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Math.floor(Number(count))])
  return Object.fromEntries(counted) as Record<keyof typeof COUNTED, number> // the columns that were asked for
}
