/** Acts of reviewers by the id under which they were sent, with what was answered. History: never edited once released. */
export const REVIEW_ACTS: readonly string[] = [
  `create table review_act (project_id int not null, act_id sorted not null, person_id int not null, asked_sha256 text not null,
    answer text not null, at_ms int not null, key(project_id, act_id))`,
]

/** Step 24: by when they arrived, as old ones are taken away. History: never edited once released. */
export const REVIEW_ACTS_BY_TIME: readonly string[] = ["create index review_act_at on review_act(at_ms)"]
