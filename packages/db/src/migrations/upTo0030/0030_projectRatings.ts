/** What people say of working in a project; rows are added, the last of a person counts. History: never edited once released. */
export const PROJECT_RATINGS: readonly string[] = [
  `create table project_rating (id id, project_id int not null, person_id int not null, clarity flag not null, respect flag not null,
    promptness flag not null, at_ms int not null)`,
  "create index project_rating_of on project_rating(project_id, id)",
]
