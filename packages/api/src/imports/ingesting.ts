import type { Project } from "@justesse/db/projects"
import type { ImportAs } from "@justesse/types/wire/imports"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import type { Findings } from "./attribution.ts"
import type { PictureFinder } from "./find.ts"
import type { LabelChoices } from "./labels.ts"
import type { OpenedFiles } from "./pipeline.ts"

/** What an import needs of the process that runs it. */
export type Ingesting = Pick<
  Deps,
  "storage" | "blobs" | "pictures" | "sounds" | "videos" | "nowMs" | "sha256" | "wake" | "uploads" | "compute"
>

/** What an import has stored so far. `total` is the number of pictures in the set, or of records where only labels came. */
interface StoredCounts {
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

/** Where the files of a set lie; null for files inside zips and documents. */
export interface FileLocations {
  /** When pictures are to stay there. */
  readonly pathOf?: ((name: string) => string | null) | undefined
  /** When it is a file of the studio's own: nobody changes it in place. */
  readonly ownPathOf?: ((name: string) => string | null) | undefined
}

/** What an import stores with: what it was told, and what it shares with the pipeline. */
export interface Storing {
  readonly deps: Ingesting
  readonly project: Project
  readonly importId: number
  readonly as: ImportAs
  readonly who: Pick<Who, "personId">
  readonly choices: LabelChoices
  readonly opened: OpenedFiles
  readonly locations: FileLocations
  readonly finder: PictureFinder
  readonly findings: Findings
  readonly counts: StoredCounts
  readonly onProgress: ((now: IngestCounts) => void) | undefined
}
