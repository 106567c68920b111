import { type Kysely, sql } from "kysely"
import { type Engine, runDdl } from "../ddl.ts"

/** A number a project that rises with each change of who may do what in it. History: never edited once released. */
const TABLES: readonly string[] = [
  "create table access_version (project_id int not null, version int not null, key(project_id))",
]

/** What decides who may do what and who draws from where, by table; columns that change all day are left out. */
const WATCHED: Readonly<Record<string, { readonly project: string; readonly columns: readonly string[] | null }>> = {
  project: {
    project: "id",
    columns: [
      ...["slug", "name", "kind", "names", "state", "settings", "paused", "lease_ttl_ms"],
      ...["ontology_version", "guideline_version"],
    ],
  },
  member: {
    project: "project_id",
    columns: ["is_owner", "is_reviewer", "is_annotator", "pseudonym", "paused", "paused_reason", "accepted_version"],
  },
  tier: { project: "project_id", columns: null },
  person_group_member: { project: "project_id", columns: null },
}

const rise = (project: string) =>
  `insert into access_version (project_id, version) values (${project}, 1)
    on conflict (project_id) do update set version = access_version.version + 1`

function sqlite(): string[] {
  return Object.entries(WATCHED).flatMap(([table, { project, columns }]) => {
    const update = columns ? `update of ${columns.join(", ")}` : "update"
    return [
      `create trigger access_${table}_added after insert on ${table} begin ${rise(`new.${project}`)}; end`,
      `create trigger access_${table}_changed after ${update} on ${table} begin ${rise(`new.${project}`)}; end`,
      `create trigger access_${table}_gone after delete on ${table} begin ${rise(`old.${project}`)}; end`,
    ]
  })
}

function postgres(): string[] {
  return Object.entries(WATCHED).flatMap(([table, { project, columns }]) => {
    const update = columns ? `update of ${columns.join(", ")}` : "update"
    const row = `(case when tg_op = 'DELETE' then old.${project} else new.${project} end)`
    return [
      `create function access_${table}() returns trigger language plpgsql as $$ begin ${rise(row)}; return null; end $$`,
      `create trigger access_${table} after insert or delete or ${update} on ${table}
        for each row execute function access_${table}()`,
    ]
  })
}

/** Kept by triggers, so that nothing that changes a role or a setting has to know of it. */
export async function access(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const statement of engine === "sqlite" ? sqlite() : postgres()) await sql.raw(statement).execute(db)
}
