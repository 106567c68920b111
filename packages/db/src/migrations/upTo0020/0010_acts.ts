/** Acts on many pictures, done and remembered in parts. History: never edited once released. */
export const ACTS: readonly string[] = [
  `create table undo_part (project_id int not null, undo_id int not null, part int not null, state int not null, pictures int not null,
    changed int not null, in_hand int not null, ids text not null, body text null, primary key(project_id, undo_id, part))`,
]
