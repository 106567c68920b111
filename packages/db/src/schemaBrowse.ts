// Tables that looking for pictures needs, as stored: see schema.ts for the rules of all tables.

/** A word that somebody put on a picture; `search` is it in lower case. */
export interface AssetTagTable {
  project_id: number
  asset_id: number
  tag: string
  search: string
}

/** Filters under a name, for everybody who sees the pictures of the project. */
export interface SavedViewTable {
  project_id: number
  id: number
  name: string
  /** JSON of filter, order and size. */
  body: string
  made_by: number
  made_at_ms: number
}

/** Which prediction set the proposals of a picture come from. */
export interface ProposalTable {
  project_id: number
  task_id: number
  set_id: number
}
