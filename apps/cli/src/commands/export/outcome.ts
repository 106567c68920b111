import { isRefusedStrictly } from "@justesse/formats"
import type { ProjectSlug } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { ExportChoices, ExportFormat, Loss } from "@justesse/types/wire/dataset"
import { Unusable } from "../../arguments.ts"

/** What somebody wants to take out. `version` null: what is settled now is frozen first. */
export interface WantedExport {
  readonly project: ProjectSlug
  readonly version: number | "latest" | null
  readonly format: ExportFormat
  readonly choices: ExportChoices
  readonly strict: boolean
  readonly out: string
}

/** What came of it. `isWritten` false: strict, and something would have been lost. */
export interface Exported {
  readonly version: number
  readonly pictures: number
  readonly regions: number
  readonly isWritten: boolean
  /** What the format cannot hold. */
  readonly report: readonly ReportLine[]
  /** A form that keeps some of what is lost. */
  readonly better: Loss["better"]
}

/** Whether a strict export refuses: something of pictures or labels is lost or changed. */
export function isLossy(report: readonly ReportLine[]): boolean {
  return report.some(isRefusedStrictly)
}

/** What is said where a project has no such version: which it has. */
export function unknownVersion(project: ProjectSlug, wanted: number | "latest", known: readonly number[]): Unusable {
  if (known.length === 0)
    return new Unusable("No version is frozen yet: leave --dataset-version out to freeze what is final now.")
  return new Unusable(`${project} has no version ${wanted}. Versions here: ${known.join(", ")}.`)
}
