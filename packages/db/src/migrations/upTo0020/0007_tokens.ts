/** API tokens for one project alone; null: for all of a person's. History: never edited once released. */
export const TOKENS: readonly string[] = ["alter table token add column project_id int null references project(id)"]
