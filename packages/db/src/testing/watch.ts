import { sql } from "kysely"
import type { Storage } from "../index.ts"

const HOLDERS =
  "(select count(*) from assignment where project_id = new.project_id and task_id = new.task_id and counted = 1)"
const OVERLAP = "(select overlap from task where project_id = new.project_id and id = new.task_id)"

const SQLITE = [
  "create table breach (project_id integer, task_id integer, held integer)",
  ...(["insert on", "update of counted on"] as const).map(
    (act, n) => `create trigger watch_${n} after ${act} assignment when new.counted = 1
      ${n === 1 ? "and old.counted = 0" : ""} and ${HOLDERS} > ${OVERLAP}
      begin insert into breach values (new.project_id, new.task_id, ${HOLDERS}); end`,
  ),
]

const POSTGRES = [
  "create table breach (project_id bigint, task_id bigint, held bigint)",
  `create function watch() returns trigger language plpgsql as $$ begin
     if new.counted = 1 and (tg_op = 'INSERT' or old.counted = 0) and ${HOLDERS} > ${OVERLAP} then
       insert into breach values (new.project_id, new.task_id, ${HOLDERS});
     end if;
     return new; end $$`,
  "create trigger watch after insert or update of counted on assignment for each row execute function watch()",
]

/**
 * Lets the database itself watch I3: whenever a turn comes to hold a slot, its task's holders are counted against the
 * overlap of that moment, inside the same transaction. Lowering an overlap revokes nothing and is no breach.
 */
export async function watchSlots({ db, engine }: Storage): Promise<void> {
  for (const statement of engine === "sqlite" ? SQLITE : POSTGRES) await sql.raw(statement).execute(db)
}

/** What the watch wrote down since it was last asked. */
export async function watched({ db }: Storage): Promise<string[]> {
  const { rows } = await sql<{
    project_id: number
    task_id: number
    held: number
  }>`select * from breach limit 20`.execute(db)
  await sql`delete from breach`.execute(db)
  return rows.map((row) => `project ${row.project_id}: task ${row.task_id} held ${row.held} times, beyond its overlap`)
}
