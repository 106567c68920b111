import type { Asset } from "@justesse/db/assets/rows"
import type { AssetNumber, Region, ResolvedBy, ShapeName, TaskNumber } from "@justesse/types"
import type { Compared, DatasetManifest, FreezeFilter, ReportLine, SplitRule } from "@justesse/types/dataset"
import type {
  ExportChoices,
  ExportFormat,
  SplitShown,
  VersionChanges,
  VersionShown,
} from "@justesse/types/wire/dataset"
import type { ProposalGains } from "@justesse/types/wire/quality"

/** A file of an export that is to be made in the outbox. */
export interface MakeFile {
  readonly projectId: number
  readonly version: number
  readonly format: ExportFormat
  readonly choices: ExportChoices
  /** Its name in the outbox. */
  readonly stored: string
}

export interface MadeFile {
  readonly bytes: number
  readonly sha256: string
}

/** A version that is to be frozen under a number taken for it. */
export interface FreezeWork {
  readonly projectId: number
  readonly version: number
  readonly split: SplitRule | null
  readonly only: FreezeFilter | null
  /** Where assets stand that were compared with each other; null where nothing is compared. */
  readonly compared: readonly ComparedAsset[] | null
}

/** An asset that people compared with others, as a version will hold it. */
export interface ComparedAsset {
  readonly assetId: AssetNumber
  /** Of a pair that it is in. */
  readonly taskId: TaskNumber
  readonly settledBy: ResolvedBy
  readonly compared: Compared
}

/** A rule that is tried before anything is frozen under it. */
export interface SplitWork extends Omit<FreezeWork, "version" | "compared"> {
  readonly split: SplitRule
}

/** One picture as a version will hold it. `body` and `provenance` are JSON. */
export interface FrozenItem {
  readonly assetId: AssetNumber
  readonly taskId: TaskNumber
  readonly bodySha256: string
  readonly body: string
  readonly settledBy: ResolvedBy
  readonly provenance: string
  readonly recordSha256: string
  readonly picture: Pick<Asset, "extra" | "document">
}

/** What was counted of a version that is being frozen. */
export interface FrozenFigures {
  readonly contentSha256: string
  readonly counts: DatasetManifest["counts"]
  readonly pictureBytes: number
  readonly byLabel: VersionShown["byLabel"]
  readonly people: DatasetManifest["people"]
  readonly parts: { name: string; pictures: number }[]
  readonly against: VersionChanges | null
}

/** What long work tells whoever asked for it, who may refuse: it ends then. */
export type BackgroundNews =
  /** Units of work done of all; `bytes` written so far. */
  | { readonly kind: "progress"; readonly done: number; readonly total: number; readonly bytes: number }
  /** Pictures to store in the version that is being frozen; the work waits until they are stored. */
  | { readonly kind: "items"; readonly items: readonly FrozenItem[] }
  /** The part that these pictures belong to. */
  | { readonly kind: "part"; readonly name: string; readonly assetIds: readonly AssetNumber[] }

/** What each format that is written would lose of a version, and the first picture with turned boxes, to show it by. */
export interface FoundLosses {
  readonly byFormat: Partial<Record<ExportFormat, ReportLine[]>>
  readonly rotated: { readonly name: string; readonly regions: readonly Region[] } | null
}

/** Whose answers are read, and how what was proposed in them is looked at: as what shapes, and from which overlap as the same thing. */
export interface GainsOf {
  readonly projectId: number
  readonly matchIou: number
  readonly drawn: readonly ShapeName[]
  /** One set of predictions alone; null: all that proposed. */
  readonly set: number | null
}

/** Long readings of a project: they write nothing but files, so that another thread can do them beside the one that serves. */
export interface BackgroundTasks {
  export: { input: MakeFile; output: MadeFile }
  freeze: { input: FreezeWork; output: FrozenFigures }
  split: { input: SplitWork; output: SplitShown }
  changes: { input: { projectId: number; version: number; other: number }; output: VersionChanges }
  losses: { input: { projectId: number; version: number }; output: FoundLosses }
  gains: { input: GainsOf; output: Omit<ProposalGains, "without" | "solidFrom" | "ontology" | "model"> }
}

/** Carries news of a running task to whoever asked for it. When it rejects, the work ends with that error. */
export type Notify = (news: BackgroundNews) => Promise<void>

/** Long readings in a thread of their own, so that they keep nobody waiting. */
export interface Background {
  /** Runs one task to its end. A rejection of `tell` ends the work with that very error. */
  run<Name extends keyof BackgroundTasks>(
    name: Name,
    input: BackgroundTasks[Name]["input"],
    notify?: Notify,
  ): Promise<BackgroundTasks[Name]["output"]>
}

/** A task as it is handed to another thread. */
export type BackgroundCall = {
  [Name in keyof BackgroundTasks]: { readonly name: Name; readonly input: BackgroundTasks[Name]["input"] }
}[keyof BackgroundTasks]
