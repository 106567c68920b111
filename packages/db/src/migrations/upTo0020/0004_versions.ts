/** What versions with parts and exports with sizes need to remember. History: never edited once released. */
export const VERSIONS: readonly string[] = [
  // Train, val, test …; null in a version without parts.
  "alter table version_item add column split text",
  // What was found out about a frozen version and can be found out again: losses by format, differences between two versions.
  `create table version_fact (project_id int not null, version int not null, name sorted not null, body text not null,
    primary key(project_id, version, name))`,
  // Bytes written so far by a job that makes a file.
  "alter table job add column bytes int not null default 0",
]
