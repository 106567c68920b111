import type { Deps } from "../core/deps.ts"

/** What an import needs of the process that runs it. */
export type Ingesting = Pick<
  Deps,
  "storage" | "blobs" | "pictures" | "nowMs" | "sha256" | "wake" | "uploads" | "compute"
>

/** How far an import is. `total` is the number of pictures in the set, or of records where only labels came. */
export interface IngestCounts {
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
  leftOut: number
  unmatched: number
}
