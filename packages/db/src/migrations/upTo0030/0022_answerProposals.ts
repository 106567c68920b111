/**
 * What became of a model's proposals in each answer: `withheld` for one whose task was handed out without those that it has.
 * History: never edited once released.
 */
export const ANSWER_PROPOSALS: readonly string[] = [
  `create table answer_proposals (project_id int not null, task_id int not null, person_id int not null, revision int not null,
    withheld flag not null, taken int not null, changed int not null, refused int not null, untouched int not null,
    regions text not null, primary key(project_id, task_id, person_id, revision))`,
]
