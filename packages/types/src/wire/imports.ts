import { z } from "zod"
import { ReportLine } from "../dataset.ts"
import { Size } from "../geometry.ts"
import { LabelId, ProjectSlug } from "../ids.ts"
import { RowCells } from "../kinds/about.ts"
import { storableText } from "../text.ts"
import { Millis } from "./common.ts"

/** What the labels in files are: finished answers, proposals to check, known truth, or a model's predictions with scores. */
export const ImportAs = z.enum(["settled", "proposals", "gold", "scores"])
export type ImportAs = z.infer<typeof ImportAs>

/** What a label's name in files means: a label of the project, a new one, or nothing (its regions are left out). */
export const LabelChoice = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("existing"), label: LabelId }),
  z.strictObject({ to: z.literal("new") }),
  z.strictObject({ to: z.literal("out") }),
])
export type LabelChoice = z.infer<typeof LabelChoice>
/** What becomes of each label name of the files; a name that is not here is matched by its text. */
export const LabelMapping = z.array(z.strictObject({ name: storableText(1_000), choice: LabelChoice })).max(2_000)
export type LabelMapping = z.infer<typeof LabelMapping>

/** How files are read. `origin` is for Pascal VOC: 1 where the first pixel is 1. */
export const ReadChoice = { format: storableText(40), origin: z.union([z.literal(0), z.literal(1)]) }
/** `strict` writes nothing when anything would be left out. */
export const ImportOptions = z.strictObject({
  ...ReadChoice,
  as: ImportAs,
  strict: z.boolean(),
  labels: LabelMapping,
})
export type ImportOptions = z.infer<typeof ImportOptions>

/** One picture of the files with the regions that they give it, as upright boxes in image pixels with the label's name. */
export const PreviewSample = z.strictObject({
  name: z.string(),
  size: Size.nullable(),
  /** A `data:` address, or that of a picture that is here already; empty where there is none to show. */
  thumbnail: z.string(),
  regions: z.int(),
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.string()])).max(60),
  nothingHere: z.boolean(),
})
export type PreviewSample = z.infer<typeof PreviewSample>

/** What was recognised in files before anything was written. */
export const ImportPreview = z.strictObject({
  /** As on the command line; empty where no format knows them. */
  format: z.string(),
  /** Formats that they may be read as instead. */
  formats: z.array(z.string()),
  origin: ReadChoice.origin,
  files: z.int(),
  bytes: z.int(),
  /** Picture files, pages of documents among them. */
  pictures: z.int(),
  documents: z.int(),
  /** Of the pictures that were opened: those that are here already (or twice in the files), and those that cannot be read. */
  twice: z.int().default(0),
  unreadable: z.int().default(0),
  /** Answers of those that cannot be read. */
  unreadAnswers: z.int().default(0),
  /** Picture files beyond the first ones, which are opened only as they come in. */
  unopened: z.int().default(0),
  /** Pictures about which the files say something. */
  answers: z.int(),
  /** Regions of those whose picture is here or in the files. */
  regions: z.int(),
  /** Answers whose picture is neither in the files nor here. */
  unmatched: z.int(),
  /** Whether regions carry scores of a model. */
  scored: z.boolean(),
  labels: z.array(z.strictObject({ name: z.string(), regions: z.int(), choice: LabelChoice })),
  samples: z.array(PreviewSample).max(10),
  /** Rows of tables, where tasks are about these; null where they are about something else. */
  rows: z
    .strictObject({ count: z.int(), columns: z.array(z.string()), first: z.array(RowCells).max(5) })
    .nullable()
    .default(null),
  lost: z.int(),
  changed: z.int(),
  notes: z.int(),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** A label that an import added and that stays: some region carries it (`used`), or somebody changed it since (`changed`). */
export const KeptLabel = z.strictObject({ label: LabelId, name: z.string(), why: z.enum(["used", "changed"]) })
export type KeptLabel = z.infer<typeof KeptLabel>

/** What taking an import back did, and what stayed because somebody has worked on it since. */
export const ImportUndone = z.strictObject({
  atMs: Millis,
  pictures: z.int(),
  answers: z.int(),
  predictions: z.int(),
  keptPictures: z.int(),
  keptAnswers: z.int(),
  /** Labels that it had added and that nobody uses: they went, in a new version of the labels. */
  labels: z.int().default(0),
  keptLabels: z.array(KeptLabel).max(1_000).default([]),
  /** The prediction set that people begin with again; null where it was not this import's that they began with. */
  proposes: z.strictObject({ set: z.int(), name: z.string() }).nullable().default(null),
})
export type ImportUndone = z.infer<typeof ImportUndone>

/**
 * An import or upload in its states. `looking`: its files are read, nothing is written; `waiting`: for a word of the owner;
 * `undoing`, `undone`: taken back.
 */
export const ImportRow = z.strictObject({
  id: z.int(),
  name: z.string(),
  state: z.enum(["looking", "waiting", "running", "done", "failed", "cancelled", "undoing", "undone"]),
  as: z.enum(["pictures", "rows", ...ImportAs.options]),
  format: z.string(),
  startedAtMs: Millis,
  /** When it began to write; null before. */
  runAtMs: Millis.nullable(),
  endedAtMs: Millis.nullable(),
  /** How long it will take at the pace so far; null before a pace can be told. */
  msLeft: z.int().nullable(),
  done: z.int(),
  total: z.int(),
  /** Pictures that came in; rows of a table where tasks are about these. */
  pictures: z.int(),
  twice: z.int(),
  regions: z.int(),
  leftOut: z.int(),
  unmatched: z.int(),
  /** The prediction set that it became. */
  set: z.int().nullable(),
  undone: ImportUndone.nullable(),
  who: z.string(),
})
export type ImportRow = z.infer<typeof ImportRow>
/** The imports of a project, newest first. */
export const ImportList = z.strictObject({ imports: z.array(ImportRow) })
/** Longest name that an owner may give to an import. */
export const MAX_IMPORT_NAME = 120
/** Gives an import another name. */
export const ImportRename = z.strictObject({
  project: ProjectSlug,
  id: z.int(),
  name: storableText(MAX_IMPORT_NAME).trim().min(1),
})
/** Names one import by its number within a project. */
export const ImportGet = z.strictObject({ project: ProjectSlug, id: z.int() })
/** `report` holds the first 500 lines. `keptUntilMs`: how long files wait for a word; null where none wait. */
export const ImportShown = z.strictObject({
  row: ImportRow,
  report: z.array(ReportLine),
  looked: ImportPreview.nullable(),
  options: ImportOptions.nullable(),
  keptUntilMs: Millis.nullable(),
  /** Where its files lie while they wait: more can be sent there. Null for folders that are linked. */
  batch: z.string().nullable(),
  /** Whether its pictures stay where they were found. */
  linked: z.boolean(),
})
export type ImportShown = z.infer<typeof ImportShown>
/** A part of the whole report, from 0; null beyond its end. */
export const ImportReportInput = z.strictObject({ project: ProjectSlug, id: z.int(), part: z.int().min(0) })
/** A part of an import's report; null beyond its end. */
export const ImportReport = z.strictObject({ lines: z.array(ReportLine).nullable() })
/** Linked pictures of an import against the files they came from; at most 200 names of each kind. */
export const ImportLinks = z.strictObject({
  linked: z.int(),
  missing: z.array(z.string()),
  changed: z.array(z.string()),
})
/** Lines of a text file of a waiting import around one of them, each cut at 400 characters. */
export const ImportExcerptInput = z.strictObject({
  project: ProjectSlug,
  id: z.int(),
  file: z.string().max(1_024),
  line: z.int().min(1),
})
/** Lines of an imported file around one that the report names. */
export const ImportExcerpt = z.strictObject({ lines: z.array(z.strictObject({ line: z.int(), text: z.string() })) })

/**
 * Files are uploaded first (`PUT /upload/<project>/<batch>?name=<path>`, one file a request, raw body; large ones resumable at
 * `/upload/tus`), then the batch is looked at, and run once its owner says what it is. `ImportStart` runs it at once.
 */
export const PreviewInput = z.strictObject({
  project: ProjectSlug,
  batch: z.uuid(),
  name: storableText(200),
  ...ReadChoice,
  /** Tables of which every row can come in as a task are imported without asking. */
  runsRows: z.boolean().optional(),
})
/** Looks at waiting files again, read in another way. */
export const PreviewAgainInput = z.strictObject({ project: ProjectSlug, id: z.int(), ...ReadChoice })
/** A folder of the computer that serves, for its operator: pictures stay where they are. */
export const ImportLink = z.strictObject({
  project: ProjectSlug,
  folder: storableText(2_000).min(1),
  ...ReadChoice,
})
/** Writes what was previewed, by the options that the person chose. */
export const ImportRun = z.strictObject({ project: ProjectSlug, id: z.int(), options: ImportOptions })
/** Imports an uploaded batch without a preview; what is absent is recognised from the files. */
export const ImportStart = z.strictObject({
  project: ProjectSlug,
  batch: z.uuid(),
  name: storableText(200),
  as: ImportAs,
  format: ReadChoice.format.optional(),
  origin: ReadChoice.origin.optional(),
  strict: z.boolean().optional(),
  labels: LabelMapping.optional(),
})
/** The number by which the new import is asked for. */
export const ImportStarted = z.strictObject({ id: z.int() })
