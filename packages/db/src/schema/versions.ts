import type { ResolvedBy, TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"

// Frozen versions as stored, what they hold and what was found out about them: see schema.ts for the rules of all tables.

export interface VersionTable {
  project_id: number
  version: number
  frozen_at_ms: number
  frozen_by: number
  note: string
  content_sha256: string
  /** JSON DatasetManifest. */
  manifest: string
  pictures: number
  regions: number
  labels: number
  nothing_here: number
}
/** What a version holds: the answer as it was. Bodies are shared by hash. */
export interface VersionItemTable {
  project_id: number
  version: number
  /** Its picture's number, or its task's where that is about none: numbers of both are of one count. */
  item_id: number
  /** The task whose answer it is; null where a picture was put in without one. */
  task_id: TaskNumber | null
  body_sha256: string
  settled_by: ResolvedBy
  /** JSON RegionProvenance[] with pseudonyms. */
  provenance: string
  /** The part of the dataset it belongs to; null in a version without parts. */
  split: string | null
  /** SHA-256 of its canonical record without its part; null in versions frozen before records had one. */
  record_sha256: Generated<string | null>
  /** As in `asset`, as it was when the version was frozen. */
  foreign: Generated<string | null>
  document: Generated<string | null>
  page: Generated<number | null>
  /** JSON BareFacts of a task without a picture; null for all others. */
  about: Generated<string | null>
}
export interface VersionBodyTable {
  project_id: number
  body_sha256: string
  body: string
}

/** Something that was found out about a frozen version and stays true, since the version never changes. */
export interface VersionFactTable {
  project_id: number
  version: number
  /** What it is about: `losses/<program version>`, `changes/<other version>/<how compared>`. */
  name: string
  /** JSON. */
  body: string
}
