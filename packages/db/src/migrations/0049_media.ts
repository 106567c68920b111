/**
 * Videos and texts: what an asset is to whoever works on it (0 a picture, 1 a recording, 2 a video, 3 a text), and what is known of a
 * video or a text as JSON. History: never edited once released.
 */
export const MEDIA: readonly string[] = [
  "alter table asset add column medium int not null default 0",
  "alter table asset add column media text",
  "update asset set medium = 1 where playable_sha256 is not null",
  "create index asset_medium on asset(project_id, medium, id)",
]
