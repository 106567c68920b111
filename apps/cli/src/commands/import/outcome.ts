import type { OpenFileSet } from "@justesse/server"
import type { ProjectKind, ProjectSlug } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { ImportAs } from "@justesse/types/wire/imports"
import type { PredictionSet } from "@justesse/types/wire/quality"

/** What somebody wants to bring in, and how. */
export interface Wanted {
  readonly project: ProjectSlug
  readonly files: OpenFileSet
  /** What the import is called. */
  readonly name: string
  readonly as: ImportAs
  /** By name, or `auto`. */
  readonly format: string
  readonly origin: 0 | 1
  readonly strict: boolean
  /** Pictures stay where they are. */
  readonly link: boolean
  /** Of the project that is made when it is absent; null: none is made. */
  readonly kind: ProjectKind | null
  /** The files say which are to be compared. */
  readonly hasPairs: boolean
}

/** Figures of a prediction set against what is settled. */
export type Figures = Pick<
  PredictionSet,
  "pictures" | "unmatched" | "regions" | "suspects" | "ap" | "ap50" | "ap75"
> & {
  readonly set: number
}

/** What came of it. `refused`: strict, and something would have been lost. */
export interface Imported {
  readonly state: "done" | "cancelled" | "refused"
  readonly pictures: number
  readonly twice: number
  readonly regions: number
  readonly leftOut: number
  readonly unmatched: number
  readonly format: string
  readonly set: number | null
  readonly figures: Figures | null
  readonly report: readonly ReportLine[]
}
