import { z } from "zod"
import { DatasetManifest, FreezeFilter, ReportLine, SplitRule } from "../dataset.ts"
import { Point, Size } from "../geometry.ts"
import { AssetId, LabelId, ProjectSlug, Sha256 } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { LaborLabel } from "../pay/labor.ts"
import { TaskState } from "../project.ts"
import { storableText } from "../text.ts"
import { AssetTile } from "./asset.ts"
import { Cursor, Limit, Millis } from "./common.ts"
import { Figure } from "./quality.ts"

/** Names of formats as on the command line, those that most people take first: so they are offered where nothing else tells them apart. */
export const ExportFormat = z.enum([
  "justesse",
  "coco",
  "yolo",
  "voc",
  "cvat",
  "label-studio",
  "labelme",
  "via",
  "datumaro",
  "openimages",
  "createml",
  "supervisely",
  "yolo-obb",
  "darknet",
  "coco-results",
  "icdar",
  "paddleocr",
  "funsd",
  "page",
  "alto",
  "hocr",
  "coco-text",
  "huggingface",
  "parquet",
  "jsonl",
  "csv",
  "form",
  "comparisons",
  "vtt",
  "srt",
  "textgrid",
  "eaf",
  "mmocr",
])
export type ExportFormat = z.infer<typeof ExportFormat>

/** One frozen version in the list, with its counts and the SHA-256 that seals it. */
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
/** The frozen versions of a project, newest first, and what could be frozen now. */
export const VersionList = z.strictObject({
  versions: z.array(VersionRow),
  /** What freezing now would hold. */
  ready: z.strictObject({ pictures: z.int(), notInIt: z.record(TaskState, z.int()), changedSince: z.int() }),
  /** The freezing that runs, or the one that failed last and was not tried again since. */
  freezing: z
    .strictObject({
      id: z.int(),
      state: z.enum(["running", "failed"]),
      done: z.int(),
      total: z.int(),
      msLeft: z.int().nullable(),
      error: z.string().nullable(),
    })
    .nullable(),
  /** The format that is offered first for answers of this project. */
  format: ExportFormat,
  /** The newest version that has parts, with its rule: what the next one begins from. */
  split: z.strictObject({ version: z.int(), rule: SplitRule }).nullable(),
})
export type VersionList = z.infer<typeof VersionList>
/** `split` absent: no parts. `only` absent: everything that is settled. */
export const Freeze = z.strictObject({
  project: ProjectSlug,
  note: storableText(1_000),
  split: SplitRule.optional(),
  only: FreezeFilter.optional(),
})
export type Freeze = z.infer<typeof Freeze>
/** A rule of parts to try, on the pictures that a version frozen now would take. */
export const SplitPreview = z.strictObject({ project: ProjectSlug, split: SplitRule, only: FreezeFilter.optional() })
/** How many pictures each split would have. */
export const SplitShown = z.strictObject({
  pictures: z.int(),
  parts: z.array(z.strictObject({ name: z.string(), pictures: z.int() })),
})
export type SplitShown = z.infer<typeof SplitShown>
/** The number of the job that freezes what is final now. */
export const FreezeStarted = z.strictObject({ id: z.int() })
/** A frozen version and its seal: the SHA-256 over its records and splits. */
export const Frozen = z.strictObject({ version: z.int(), sha256: Sha256 })
/** Names one frozen version of a project. */
export const VersionGet = z.strictObject({ project: ProjectSlug, version: z.int() })
/** The note is what its owner says of a version, beside what is sealed: it may be changed afterwards. */
export const VersionNote = z.strictObject({ ...VersionGet.shape, note: storableText(1_000) })
/** Formats that are tables to open in a spreadsheet: no cell of theirs begins a formula unless exact ones are asked for. */
export const TABLE_FORMATS: readonly ExportFormat[] = ["csv", "form", "comparisons"]
/** What may be chosen beside the form. */
export const ExportChoices = z.strictObject({
  withPictures: z.boolean(),
  /** Of {@link TABLE_FORMATS}: no text begins a formula in a spreadsheet; importing takes the apostrophes off again. */
  spreadsheet: z.boolean(),
  /**
   * With pictures only: JPEG, PNG and WebP go out without EXIF, XMP, IPTC and comments, pixels to the byte; those that EXIF turns as
   * their upright copy. Records then name no hash of a picture.
   */
  withoutMetadata: z.boolean(),
})
export type ExportChoices = z.infer<typeof ExportChoices>
/** One export of a version: its format, file, state and what the format lost. */
export const ExportRow = z.strictObject({
  id: z.int(),
  format: ExportFormat,
  ...ExportChoices.shape,
  state: z.enum(["running", "done", "failed", "cancelled"]),
  /** How far it is, in units of work: only their ratio means something. */
  done: z.int(),
  total: z.int(),
  /** Milliseconds until it is made, by its pace so far; null before anything can be said. */
  msLeft: z.int().nullable(),
  /** The file's size; while it is being made, what is written so far. */
  bytes: z.int().nullable(),
  sha256: Sha256.nullable(),
  file: z.string(),
  href: z.string().nullable(),
  madeAtMs: Millis,
  keptUntilMs: Millis.nullable(),
  /** Code of the failure. */
  error: z.string().nullable(),
})
export type ExportRow = z.infer<typeof ExportRow>

/** What became of pictures and regions between two versions. Regions of pictures that came or left count as added or gone. */
export const VersionChanges = z.strictObject({
  /** The version it is compared with. */
  version: z.int(),
  /** Pictures that are in this version and not in that one. */
  added: z.int(),
  /** Pictures that were in that one and are not in this. */
  left: z.int().default(0),
  /** Pictures in both, of which something changed. */
  changed: z.int().default(0),
  addedRegions: z.int().default(0),
  gone: z.int(),
  moved: z.int(),
  relabelled: z.int(),
  retexted: z.int().default(0),
  /** Of those that moved: outlines on both sides, compared as such; and an outline and a box alone, compared by their boxes. */
  movedBy: z.strictObject({ outline: z.int(), box: z.int() }).default({ outline: 0, box: 0 }),
})
export type VersionChanges = z.infer<typeof VersionChanges>

/** One frozen version with its figures, exports and what changed since the one before. */
export const VersionShown = z.strictObject({
  row: VersionRow,
  manifest: DatasetManifest,
  byLabel: z.array(z.strictObject({ label: z.string(), regions: z.int(), pictures: z.int() })),
  against: VersionChanges.nullable(),
  exports: z.array(ExportRow),
  activeHours: z.number(),
  /** Bytes of its pictures; null for versions of which nobody counted them. */
  pictureBytes: z.int().nullable(),
  /** How sure its labels were when it was frozen; null where nobody had measured. */
  sure: z
    .strictObject({
      agreement: Figure.nullable(),
      doubled: z.int(),
      /** Share of decisions that a second look did not share. */
      error: Figure.nullable(),
    })
    .nullable(),
  /** Other versions of the project, newest first: what it can be compared with. */
  others: z.array(z.int()),
})
export type VersionShown = z.infer<typeof VersionShown>
/** Which pictures of a version to list, one page at a time. */
export const VersionPicturesInput = z.strictObject({
  project: ProjectSlug,
  version: z.int(),
  cursor: Cursor,
  limit: Limit,
})
/** A page of a version's pictures; `next` is null on the last. */
export const VersionPictures = z.strictObject({ tiles: z.array(AssetTile), next: Cursor })

/** One kind of change between two answers to the same picture. */
export const ChangeKind = z.enum(["added", "gone", "moved", "relabelled", "retexted"])
export type ChangeKind = z.infer<typeof ChangeKind>
/** Two versions to compare: `version` against `other`. */
export const DiffInput = z.strictObject({ project: ProjectSlug, version: z.int(), other: z.int() })
/** Which page of the pictures that differ between two versions, at most `limit` of them. */
export const DiffPicturesInput = z.strictObject({ ...DiffInput.shape, cursor: Cursor, limit: Limit })
/** A region as it is drawn over a thumbnail: x, y, width, height in image pixels, its label, and what happened to it. */
export const DiffBox = z.strictObject({
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Its line where it is more than the box. */
  rings: z.array(z.array(Point)).nullable(),
  label: LabelId,
  kinds: z.array(ChangeKind),
  text: z.string().nullable(),
})
/** One picture that differs between two versions, with what changed in it. */
export const DiffPicture = z.strictObject({
  asset: AssetId,
  name: z.string(),
  thumbnail: z.string(),
  size: Size.nullable(),
  /** Null where the picture is not in that version. At most 200 regions each. */
  was: z.array(DiffBox).nullable(),
  now: z.array(DiffBox).nullable(),
  counts: z.record(ChangeKind, z.int()),
})
export type DiffPicture = z.infer<typeof DiffPicture>
/** A page of pictures that differ; `next` is null on the last. */
export const DiffPictures = z.strictObject({ pictures: z.array(DiffPicture), next: Cursor })
/** What differs between two versions in all, with the labels that the differences name. */
export const Diff = z.strictObject({ changes: VersionChanges, ontology: Ontology })

/** A version's labor label as every export of it carries it, in words and as data, and what it was checked against. */
export const LaborShown = z.strictObject({
  label: LaborLabel,
  text: z.strictObject({
    title: z.string(),
    lead: z.string(),
    inEvery: z.string(),
    sections: z.array(
      z.strictObject({
        heading: z.string(),
        rows: z.array(z.tuple([z.string(), z.string()])),
        text: z.array(z.string()),
      }),
    ),
    foot: z.string(),
  }),
  json: z.string(),
  /** What the label rests on and what the studio's books say, in milliseconds or micro-units: an export goes out when they agree. */
  checks: z.array(z.strictObject({ what: z.enum(["hours", "money"]), label: z.number(), storage: z.number() })),
  /** Figures that are left out because too few people are behind them. */
  leftOut: z.int(),
})
export type LaborShown = z.infer<typeof LaborShown>

/** What a format would change or lose for this version, before the file is made. Without `format`: the one offered first. */
export const LossInput = z.strictObject({ project: ProjectSlug, version: z.int(), format: ExportFormat.optional() })
/** What a format would lose of a version, by kind, with an example for turned boxes. */
export const Loss = z.strictObject({
  format: ExportFormat,
  lines: z.array(ReportLine),
  /** Every format, in the order in which they are offered for this version: the first one loses least. */
  order: z.array(ExportFormat),
  /** The nearest form that loses nothing more than this one and keeps some of what it loses, and the lines that it keeps. */
  better: z.strictObject({ format: ExportFormat, keeps: z.array(ReportLine) }).nullable(),
  /** A picture with turned boxes, where the format makes them upright: with the corners of each box, where it is turned. */
  example: z
    .strictObject({
      asset: AssetId,
      name: z.string(),
      picture: z.string(),
      size: Size,
      regions: z.array(
        z.strictObject({
          box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          corners: z.array(z.tuple([z.number(), z.number()])).nullable(),
          label: LabelId,
        }),
      ),
    })
    .nullable(),
  /** Formats that lose nothing of this version. */
  lossless: z.array(ExportFormat),
})
export type Loss = z.infer<typeof Loss>
/** `strict` refuses with `would_lose` where the format loses or changes anything. */
export const ExportStart = z.strictObject({
  project: ProjectSlug,
  version: z.int(),
  format: ExportFormat,
  withPictures: z.boolean(),
  /** Absent: so it is for every table; false: its texts are exact. */
  spreadsheet: z.boolean().optional(),
  withoutMetadata: z.boolean().optional(),
  strict: z.boolean().optional(),
})
export type ExportStart = z.infer<typeof ExportStart>
/** The number of the export whose job began. */
export const ExportStarted = z.strictObject({ id: z.int() })
/** What accompanies a version besides its labels. */
export const CompanionInput = z.strictObject({
  project: ProjectSlug,
  version: z.int(),
  what: z.enum(["card", "croissant"]),
})
/** A file beside an export (its data card, its manifest) as text. */
export const Companion = z.strictObject({ name: z.string(), text: z.string() })
