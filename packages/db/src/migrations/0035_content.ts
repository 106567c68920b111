import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/**
 * To which declared content members said yes, and what people reported that was not declared. Who is given what is kept in memory by the
 * version of a project's access: a yes, one that is taken back and a report raise it. History: never edited once released.
 */
const TABLES: readonly string[] = [
  "alter table member add column content_yes text",
  "alter table project add column content_reported text",
  `create table content_report (id id, project_id int not null, task_id int not null, person_id int not null, class text not null,
    note text not null, at_ms int not null, answer text, answered_by int, answered_at_ms int)`,
  "create unique index content_report_once on content_report(project_id, task_id, person_id, class)",
  "create index content_report_open on content_report(project_id, id) where answer is null",
]

const rise = (project: string) =>
  `insert into access_version (project_id, version) values (${project}, 1)
    on conflict (project_id) do update set version = access_version.version + 1`

function raises(engine: Engine): string[] {
  const each = [
    { name: "content_yes", on: "update of content_yes on member", project: "new.project_id" },
    { name: "content_reported", on: "update of content_reported on project", project: "new.id" },
  ]
  return each.flatMap(({ name, on, project }) =>
    engine === "sqlite"
      ? [`create trigger access_${name} after ${on} begin ${rise(project)}; end`]
      : [
          `create function access_${name}() returns trigger language plpgsql as $$ begin ${rise(project)}; return null; end $$`,
          `create trigger access_${name} after ${on} for each row execute function access_${name}()`,
        ],
  )
}

export async function content(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const statement of raises(engine)) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(35)) await sql.raw(statement).execute(db)
}
