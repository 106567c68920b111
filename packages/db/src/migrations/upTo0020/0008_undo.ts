/** What taking an import back needs to know. History: never edited once released. */
export const UNDO: readonly string[] = [
  // Labels that it added: JSON of them as they came in.
  "alter table import add column labels_added text",
  // The prediction set that people began with before this import's own; null: none.
  "alter table import add column proposed_before int null",
]
