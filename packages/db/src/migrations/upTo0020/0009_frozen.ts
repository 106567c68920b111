/** What a version holds of each picture. History: never edited once released. */
export const FROZEN: readonly string[] = [
  // SHA-256 of the picture's canonical record without its part: says which picture is not as it was frozen. Null before this step.
  "alter table version_item add column record_sha256 text",
  // What its file said and the document that it was a page of, as they were: both may change after a version was frozen.
  'alter table version_item add column "foreign" text',
  "alter table version_item add column document text",
  "alter table version_item add column page int null",
  `update version_item set ("foreign", document, page) = (select a."foreign", a.document, a.page from asset a
    where a.project_id = version_item.project_id and a.id = version_item.asset_id)`,
]
