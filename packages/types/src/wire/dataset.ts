import { z } from "zod"
import { DatasetManifest, ReportLine } from "../dataset.ts"
import { ProjectSlug, Sha256 } from "../ids.ts"
import { TaskState } from "../project.ts"
import { storableText } from "../text.ts"
import { AssetTile } from "./asset.ts"
import { Cursor, Limit, Millis } from "./common.ts"

export const ExportFormat = z.enum(["coco", "justesse"])
export type ExportFormat = z.infer<typeof ExportFormat>

export const VersionRow = z.strictObject({
  version: z.int(),
  frozenAtMs: Millis,
  by: z.string(),
  pictures: z.int(),
  regions: z.int(),
  labels: z.int(),
  nothingHere: z.int(),
  sha256: Sha256,
  note: z.string(),
})
export const VersionList = z.strictObject({
  versions: z.array(VersionRow),
  /** What freezing now would hold. */
  ready: z.strictObject({ pictures: z.int(), notInIt: z.record(TaskState, z.int()), changedSince: z.int() }),
})
export const Freeze = z.strictObject({ project: ProjectSlug, note: storableText(1_000) })
export const Frozen = z.strictObject({ version: z.int(), sha256: Sha256 })
export const VersionGet = z.strictObject({ project: ProjectSlug, version: z.int() })
export const ExportRow = z.strictObject({
  id: z.int(),
  format: ExportFormat,
  withPictures: z.boolean(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  done: z.int(),
  total: z.int(),
  bytes: z.int().nullable(),
  file: z.string(),
  href: z.string().nullable(),
  madeAtMs: Millis,
  keptUntilMs: Millis.nullable(),
})
export const VersionShown = z.strictObject({
  row: VersionRow,
  manifest: DatasetManifest,
  byLabel: z.array(z.strictObject({ label: z.string(), regions: z.int(), pictures: z.int() })),
  against: z
    .strictObject({ version: z.int(), added: z.int(), gone: z.int(), moved: z.int(), relabelled: z.int() })
    .nullable(),
  exports: z.array(ExportRow),
  activeHours: z.number(),
})
export type VersionShown = z.infer<typeof VersionShown>
export const VersionPicturesInput = z.strictObject({
  project: ProjectSlug,
  version: z.int(),
  cursor: Cursor,
  limit: Limit,
})
export const VersionPictures = z.strictObject({ tiles: z.array(AssetTile), next: Cursor })
/** What a format would change or lose for this version, before the file is made. */
export const LossInput = z.strictObject({ project: ProjectSlug, version: z.int(), format: ExportFormat })
export const Loss = z.strictObject({ lines: z.array(ReportLine) })
export const ExportStart = z.strictObject({
  project: ProjectSlug,
  version: z.int(),
  format: ExportFormat,
  withPictures: z.boolean(),
})
export const ExportStarted = z.strictObject({ id: z.int() })
