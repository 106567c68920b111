import type { Project } from "@justesse/db/projects"
import type { FileSet } from "@justesse/formats/io/fileSet"
import type { Deps } from "../core/deps.ts"

/** What an import needs of the process that runs it. */
export type Ingesting = Pick<
  Deps,
  "storage" | "blobs" | "pictures" | "nowMs" | "sha256" | "wake" | "uploads" | "compute"
>

/** What an import has stored so far. `total` is the number of pictures in the set, or of records where only labels came. */
export interface StoredCounts {
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
}

/** How far an import is, with what it found and could not take. */
export interface IngestCounts extends StoredCounts {
  leftOut: number
  unmatched: number
}

/** What is stored, and where. */
export interface ImportSetting {
  readonly project: Project
  readonly importId: number
  readonly files: FileSet
  /** `pictures`: what the files say about pictures is not taken. */
  readonly as: "settled" | "gold" | "pictures"
  /** Where a file of the set lies, when its bytes stay there; null: they are copied. */
  readonly pathOf: ((name: string) => string | null) | null
  /** Where a file of the set lies that is the studio's own and that nobody changes. */
  readonly ownPathOf: ((name: string) => string | null) | null
  /** How much memory a picture of the set is expected to take, bytes. */
  readonly weightOf: (name: string) => number
}
