/** What bringing files in needs to remember. History: never edited once released. */
export const INGEST: readonly string[] = [
  // Pages of one document (PDF, multi-page TIFF): its name, and the place in it from 0.
  "alter table asset add column document text",
  "alter table asset add column page int null",
  "create index asset_document on asset(project_id, document, page) where document is not null",
  // An import is a row from the moment its files are looked at; `options` says what it was asked, `looked` what was found.
  "alter table import add column batch text",
  "alter table import add column options text",
  "alter table import add column looked text",
  "alter table import add column unmatched int not null default 0",
  "alter table import add column set_id int null",
  "alter table import add column run_at_ms int null",
  "alter table import add column undone text",
  // The whole report, a part of at most 1,000 lines a row.
  `create table import_line (project_id int not null, import_id int not null, part int not null, lines text not null,
    primary key(project_id, import_id, part))`,
  // Where a task stood before an import answered it: JSON of its standing, and the answers it wanted.
  `create table import_answer (project_id int not null, import_id int not null, task_id int not null, answer_sha256 text not null,
    overlap int not null, before text not null, primary key(project_id, import_id, task_id))`,
  // What a label's name in a file means in this project; null: left out.
  "create table label_memory (project_id int not null, name sorted not null, label text, key(project_id, name))",
  // Pictures that stay where they are: the file whose bytes have this hash.
  "create table linked_file (sha256 text not null, path text not null, bytes int not null, modified_ms int not null, primary key(sha256))",
  // Whether people begin with what the set found.
  "alter table prediction_set add column proposes flag not null default 0",
  "create index asset_import on asset(project_id, import_id)",
]
