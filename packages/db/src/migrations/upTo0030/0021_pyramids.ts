/**
 * Tiles of large pictures: `pyramid` says whether a picture needs some (0), waits for them (1), has them (2) or cannot have
 * them (3). History: never edited once released.
 */
export const PYRAMIDS: readonly string[] = [
  "alter table asset add column pyramid_sha256 text",
  "alter table asset add column pyramid flag not null default 0",
  `update asset set pyramid = 1
    where removed = 0 and problem is null
      and (width > 4096 or height > 4096 or width * height > 16000000)`,
  "create index asset_pyramid_wanted on asset(project_id, id) where pyramid = 1",
]
