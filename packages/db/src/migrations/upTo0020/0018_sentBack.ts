/** Answers that wait to be corrected by a person: asked for by every page that they open. History: never edited once released. */
export const SENT_BACK: readonly string[] = [
  "create index assignment_sent_back on assignment(person_id, changed_at_ms) where sent_back is not null",
]
