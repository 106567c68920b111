/** Columns of an asset that name its bytes: as it came in, and what was made of it. Whoever keeps or removes bytes reads all of them. */
export const BLOB_COLUMNS = [
  "sha256",
  "upright_sha256",
  "preview_sha256",
  "thumbnail_sha256",
  "pyramid_sha256",
  "peaks_sha256",
  "playable_sha256",
] as const
