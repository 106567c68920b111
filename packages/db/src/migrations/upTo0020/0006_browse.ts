import { type Kysely, sql } from "kysely"
import { type Engine, runDdl } from "../ddl.ts"

/** What looking for pictures needs: tags, views by name, proposals, pictures that were deleted. History: never edited once released. */
const BROWSE: readonly string[] = [
  "alter table asset add column deleted_at_ms int null",
  // 1 when the bytes of a deleted picture are gone; its row stays for the people who worked on it.
  "alter table asset add column removed flag not null default 0",
  "create index asset_deleted on asset(project_id, id, deleted_at_ms) where deleted_at_ms is not null",
  "create index asset_size on asset(project_id, id, width, height)",
  "create index asset_unread on asset(project_id, id, problem) where problem is not null",
  // Narrow beside the long rows of task_state: filters read this and nothing else.
  "create index task_state_browse on task_state(project_id, task_id, state, regions, labels)",
  // How far people agree, in millionths: F1 of boxes at half overlap, else one less the share of signs that differ.
  "alter table task_state add column agreement_ppm int null",
  "create index task_state_agreement on task_state(project_id, agreement_ppm, task_id) where agreement_ppm is not null",
  "create index prediction_browse on prediction(project_id, set_id, task_id, doubt_ppm)",
  `create table asset_tag (project_id int not null, asset_id int not null, tag sorted not null, search sorted not null,
    key(project_id, asset_id, tag))`,
  "create index asset_tag_name on asset_tag(project_id, tag, asset_id)",
  `create table saved_view (project_id int not null, id int not null, name text not null, body text not null, made_by int not null,
    made_at_ms int not null, key(project_id, id))`,
  // Which prediction set the proposals of a picture come from.
  "create table proposal (project_id int not null, task_id int not null, set_id int not null, key(project_id, task_id))",
  "create index proposal_set on proposal(project_id, set_id, task_id)",
]

/** A row's place in the search index: the project above, the picture below. */
const ROW = (row: string, id: string) => `${row}.project_id * 4294967296 + ${row}.${id}`

/** Substrings of three signs and more are found by index; kept in step by the database itself, whoever writes. */
const SQLITE: readonly string[] = [
  `update task_state set agreement_ppm = cast(round(1000000 * coalesce(json_extract(agreement, '$.f1At50'),
    1.0 - min(1.0, json_extract(agreement, '$.cer')))) as integer) where agreement is not null`,
  "create virtual table asset_text using fts5(name, texts, tags, tokenize = 'trigram case_sensitive 1')",
  `insert into asset_text (rowid, name, texts, tags)
    select ${ROW("a", "id")}, a.search, coalesce(s.texts, ''), '' from asset a
    left join task_state s on s.project_id = a.project_id and s.task_id = a.id`,
  `create trigger asset_text_added after insert on asset begin
    insert into asset_text (rowid, name, texts, tags) select ${ROW("new", "id")}, new.search,
      coalesce((select s.texts from task_state s where s.project_id = new.project_id and s.task_id = new.id), ''), ''; end`,
  `create trigger asset_text_named after update of search on asset when new.search <> old.search begin
    update asset_text set name = new.search where rowid = ${ROW("new", "id")}; end`,
  `create trigger asset_text_gone after delete on asset begin
    delete from asset_text where rowid = ${ROW("old", "id")}; end`,
  `create trigger asset_text_settled after update of texts on task_state when new.texts <> old.texts begin
    update asset_text set texts = new.texts where rowid = ${ROW("new", "task_id")}; end`,
  `create trigger asset_text_brought after insert on task_state when new.texts <> '' begin
    update asset_text set texts = new.texts where rowid = ${ROW("new", "task_id")}; end`,
  `create trigger asset_text_tagged after insert on asset_tag begin
    update asset_text set tags = tags || char(10) || new.search where rowid = ${ROW("new", "asset_id")}; end`,
  `create trigger asset_text_untagged after delete on asset_tag begin
    update asset_text set tags = coalesce((select group_concat(t.search, char(10)) from asset_tag t
      where t.project_id = old.project_id and t.asset_id = old.asset_id), '') where rowid = ${ROW("old", "asset_id")}; end`,
]

/** Trigrams where the server has them; where it has not, or may not, searching reads the rows. */
const POSTGRES: readonly string[] = [
  `update task_state set agreement_ppm = round(1000000 * coalesce((agreement::jsonb->>'f1At50')::float8,
    1 - least(1, (agreement::jsonb->>'cer')::float8)))::bigint where agreement is not null`,
  `do $$ begin
    begin
      create extension if not exists pg_trgm;
      create index asset_search on asset using gin (search gin_trgm_ops);
      create index task_state_texts on task_state using gin (texts gin_trgm_ops) where texts <> '';
      create index asset_tag_search on asset_tag using gin (search gin_trgm_ops);
    exception when others then raise notice 'no trigram index: %', sqlerrm;
    end;
  end $$`,
]

/** The whole step, the same on both engines but for the index that searches text. */
export async function browse(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, BROWSE)
  for (const statement of engine === "sqlite" ? SQLITE : POSTGRES) await sql.raw(statement).execute(db)
}
