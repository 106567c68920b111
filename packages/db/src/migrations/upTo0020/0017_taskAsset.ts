import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** A task names the picture that it is about. History: never edited once released. */
const TASK_ASSET: readonly string[] = [
  "alter table task add column asset_id int null",
  // Until now a picture had one task, of its own number.
  "update task set asset_id = id",
  "create index task_asset on task(project_id, asset_id, id)",
  // Whose answer a version holds, where a picture has several tasks.
  "alter table version_item add column task_id int null",
  "update version_item set task_id = asset_id",
  "drop index version_item_asset",
  "create index version_item_asset on version_item(project_id, asset_id, task_id)",
]

/** A picture's place in the index of texts. */
const place = (project: string, asset: string) => `${project} * 4294967296 + ${asset}`
/** What is written in the answers of all tasks of a picture. */
const texts = (project: string, asset: string) => `coalesce((select group_concat(s.texts, char(10)) from task t
  join task_state s on s.project_id = t.project_id and s.task_id = t.id
  where t.project_id = ${project} and t.asset_id = ${asset} and s.texts <> ''), '')`
const ASSET_OF_NEW = "(select t.asset_id from task t where t.project_id = new.project_id and t.id = new.task_id)"
const REWRITE = `update asset_text set texts = ${texts("new.project_id", ASSET_OF_NEW)}
  where rowid = ${place("new.project_id", ASSET_OF_NEW)}`

/** The index of texts finds a picture by what was said in any of its tasks. */
const SQLITE: readonly string[] = [
  "drop trigger asset_text_added",
  `create trigger asset_text_added after insert on asset begin
    insert into asset_text (rowid, name, texts, tags) values (${place("new.project_id", "new.id")}, new.search,
      ${texts("new.project_id", "new.id")}, ''); end`,
  "drop trigger asset_text_settled",
  `create trigger asset_text_settled after update of texts on task_state when new.texts <> old.texts begin
    ${REWRITE}; end`,
  "drop trigger asset_text_brought",
  `create trigger asset_text_brought after insert on task_state when new.texts <> '' begin
    ${REWRITE}; end`,
]

export async function taskAsset(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TASK_ASSET)
  // The chain covers which picture a task is about.
  for (const statement of engine === "sqlite" ? SQLITE : postgresNotes(17)) await sql.raw(statement).execute(db)
}
