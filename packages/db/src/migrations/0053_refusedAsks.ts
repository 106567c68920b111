/**
 * Sentences of a project that seem to ask for a refused kind of work, once each, and whether an operator allowed them. History: never
 * edited once released.
 */
export const REFUSED_ASKS: readonly string[] = [
  `create table refused_ask (id id, project_id int not null, place text not null, kind text not null, sentence text not null,
    person_id int not null, asked_at_ms int not null, answer text, answered_by int, answered_at_ms int)`,
  "create unique index refused_ask_once on refused_ask(project_id, sentence)",
  "create index refused_ask_open on refused_ask(id) where answer is null",
]
