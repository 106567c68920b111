// What belongs to frozen versions besides what they hold: see schema.ts for the rules of all tables.

/** Something that was found out about a frozen version and stays true, since the version never changes. */
export interface VersionFactTable {
  project_id: number
  version: number
  /** What it is about: `losses/<program version>`, `changes/<other version>`. */
  name: string
  /** JSON. */
  body: string
}
