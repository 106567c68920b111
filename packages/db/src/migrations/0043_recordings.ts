/**
 * Recordings: how long one is, how it sounds, where its peaks and the copy that is played lie, and what else is known of it as JSON.
 * All of it is null for pictures. History: never edited once released.
 */
export const RECORDINGS: readonly string[] = [
  "alter table asset add column duration_ms int",
  "alter table asset add column sample_rate int",
  "alter table asset add column channels int",
  "alter table asset add column peaks_sha256 text",
  "alter table asset add column playable_sha256 text",
  "alter table asset add column sound text",
]
