/**
 * Models that are asked while people work: where each is and how it stands (`model_server`; `kind` says how it is talked to), and which
 * tasks somebody asked one about (`model_ask`), also where the lot says that the task is done without. `set_id` of an answer's proposals
 * names what proposed them. History: never edited once released.
 */
export const MODEL_SERVERS: readonly string[] = [
  `create table model_server (project_id int not null, id int not null, kind text not null, name text not null, address text not null,
    sends text not null, shown text not null, words text not null, learns flag not null, version text not null, set_id int not null,
    took_ms int, answered_at_ms int, failed_since_ms int, tries int not null, next_try_ms int not null, error text,
    learnt_at_ms int not null, learnt_key text not null, made_by int not null, made_at_ms int not null, key(project_id, id))`,
  `create table model_ask (project_id int not null, task_id int not null, person_id int not null, set_id int not null,
    withheld flag not null, asked_at_ms int not null, key(project_id, task_id, person_id))`,
  "alter table answer_proposals add column set_id int",
]
