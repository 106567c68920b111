/**
 * A version holds tasks that are about no picture: an item's number is its picture's, or else its task's (both are of one count), and
 * `about` says what such a task was about. Renamed and not made null, the key needs no table written anew. History: never edited once
 * released.
 */
export const BARE_ITEMS: readonly string[] = [
  "alter table version_item rename column asset_id to item_id",
  "alter table version_item add column about text",
]
