/**
 * Known answers that were found to be wrong, as they were, and what people drew to practise on pictures of their own. Of a practice
 * nothing is judged, and nothing goes into a dataset. History: never edited once released.
 */
export const LEARNING: readonly string[] = [
  `create table gold_correction (id id, project_id int not null, task_id int not null, answer text not null, corrected_by int not null,
    found_by int, at_ms int not null)`,
  "create index gold_correction_task on gold_correction(project_id, task_id)",
  `create table practice_answer (id id, public_id text not null unique, person_id int not null, round text not null, project_id int not null,
    task_id int not null, body text not null, at_ms int not null)`,
  "create index practice_answer_person on practice_answer(person_id, id)",
  "create index practice_answer_task on practice_answer(project_id, task_id)",
]
