import { z } from "zod"
import { Region } from "../annotation.ts"
import { ReportLine } from "../dataset.ts"
import { ErrorCode } from "../errors.ts"
import { Box } from "../geometry.ts"
import { ProjectSlug } from "../ids.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Order, PairsAdded } from "../kinds/order.ts"
import { Label, Ontology } from "../ontology.ts"
import { ProjectSettings, TaskState, TasksAbout } from "../project.ts"
import { storableText } from "../text.ts"
import { ProjectCard } from "./account.ts"
import { AssetFilter, AssetListInput, AssetShown, AssetTile, RowsAdd, RowsAdded, RowsPage } from "./asset.ts"
import { Cursor, Limit, Millis } from "./common.ts"
import { ExportFormat, ExportStart, Freeze, VersionRow, VersionShown } from "./dataset.ts"
import { ImportAs, ImportRow, ImportStart } from "./imports.ts"
import { Overview, ProjectDraft, TaskCounts } from "./project.ts"
import { PredictionSet } from "./quality.ts"

/**
 * The public part of the API as machines see it (`/api/v1`): made of the same schemas as the calls of the pages, with what
 * only a page needs left out. Objects let keys that are not named fall away, so that nothing else can leave.
 */

/** What every refused request answers, with the status that fits. */
export const RestFailure = z.object({
  code: z.union([ErrorCode, z.literal("internal")]),
  /** Ids, numbers, file names and places; never prose. */
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** A value that may stand once or several times in a query: `?state=open&state=waiting`. */
function several<T extends z.ZodType>(one: T, most: number) {
  const list = (value: unknown) => (value === undefined ? [] : Array.isArray(value) ? value : [value])
  return z.preprocess(list, z.array(one).max(most))
}

/** `true` or `false` in a query; absent is false. */
const YesNo = z.enum(["true", "false"]).default("false")

const RestProject = z.object({ ...ProjectCard.shape, pictures: z.int(), counts: TaskCounts })
/** Every project that the caller's token opens. */
export const RestProjects = z.object({ projects: z.array(RestProject) })
/** A new project, in the shortest words: what is not said is as the kind's template has it. */
export const RestProjectNew = z.strictObject({
  name: ProjectDraft.shape.name.min(1),
  /** Its name in addresses; made of `name` where it is left out. */
  project: ProjectSlug.optional(),
  kind: ProjectKind,
  /** Names of labels, in their order; those of the kind's template where it is left out. */
  labels: z.array(storableText(80).min(1)).min(1).max(1_000).optional(),
  /** Several labels may hold for one asset; of kinds that are about all of it. */
  several: z.boolean().default(false),
  /** What is asked, above the answers; of kinds that are about all of it. */
  question: storableText(200).default(""),
  /** Labels with colours, keys and attributes, as `/labels` shows them: instead of `labels`, `several` and `question`. */
  ontology: Ontology.optional(),
  /** What the answers are for, told to whoever gives them. */
  purpose: ProjectDraft.shape.settings.shape.purpose.default(""),
  guideline: ProjectDraft.shape.guideline.default(""),
  /** How many people answer each task. */
  answers: z.int().min(1).max(20).default(1),
  /** How many comparisons each asset is in, where two are compared: 0 for those alone that are named. */
  pairs: ProjectSettings.shape.pairs.unwrap().shape.each.optional(),
  /** What each task is about where that is no asset: rows, which are added later, or nothing. Of forms alone. */
  about: TasksAbout.optional(),
})
/** Narrows the list by state, and by a text in cells or answers; `cursor` is the `next` of the page before. */
export const RestRowsQuery = z.strictObject({
  state: TaskState.optional(),
  search: storableText(200).default(""),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().pipe(Limit).default(100),
})
/** Up to `limit` tasks with their cells and final answers; `next` is null on the last page. */
export const RestRows = RowsPage
/** Rows as a program sends them. */
export const RestRowsAdd = RowsAdd
/** How many became tasks. */
export const RestRowsAdded = RowsAdded
export type RestProjectNew = z.infer<typeof RestProjectNew>
/** Under which name a project was made. */
export const RestProjectMade = z.object({ project: ProjectSlug })
/** Other labels of a project: all of them, by the version that they change. */
export const RestLabelsNew = z.strictObject({ baseVersion: z.int(), ontology: Ontology })
/** The answer to what has nothing to tell but that it happened. */
export const RestDone = z.object({ done: z.literal(true) })
/** The number under which new answers name the labels they were given with. */
export const RestLabelsSaved = z.object({ version: z.int() })
/** Pairs of names of pictures; without them those that are missing are made as the project asks for. */
export const RestPairsNew = z.strictObject({
  pairs: z
    .array(z.tuple([storableText(1_000).min(1), storableText(1_000).min(1)]))
    .min(1)
    .max(100_000)
    .optional(),
})
export type RestPairsNew = z.infer<typeof RestPairsNew>
/** How many pairs were new, and which named no picture. */
export const RestPairsAdded = z.object(PairsAdded.shape)
/** The order that comparisons make, the best first. */
export const RestOrder = z.object({
  ...Order.shape,
  rows: z.array(z.object(Order.shape.rows.element.omit({ thumbnail: true }).shape)),
})
/** How far a project is: tasks by state and what waits. */
export const RestProgress = z.object({
  ...RestProject.shape,
  answers: Overview.shape.answers,
  answersLeft: Overview.shape.answersLeft,
  disputedDifferences: Overview.shape.disputedDifferences,
  lastVersion: Overview.shape.lastVersion,
  jobs: Overview.shape.runningJobs,
})
/** The project's labels in force, with their version. */
export const RestLabels = z.object({ version: z.int(), labels: z.array(Label) })

const RestPicture = z.object({
  id: AssetTile.shape.asset,
  name: AssetTile.shape.name,
  state: AssetTile.shape.state,
  size: AssetTile.shape.size,
  workedOn: AssetTile.shape.workedOn,
  waitsFor: AssetTile.shape.waitsFor,
  differences: AssetTile.shape.differences,
  regions: AssetTile.shape.regions,
  nothingHere: AssetTile.shape.nothingHere,
  problem: AssetTile.shape.problem,
})
/** A page of pictures; `next` is null on the last. */
export const RestPictures = z.object({ pictures: z.array(RestPicture), next: Cursor, total: z.int() })
/** Which pictures to list, one page at a time. */
export const RestPicturesQuery = z.strictObject({
  state: several(AssetFilter.shape.states.element, 8),
  label: several(AssetFilter.shape.labels.element, 100),
  search: AssetFilter.shape.search.default(""),
  sort: AssetListInput.shape.sort.default("number"),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().pipe(Limit).default(100),
})
/** A region with the upright box around it beside its geometry, for programs that read boxes. */
const RestRegion = z.object({ ...Region.shape, ...Box.shape })
const RestAnswer = z.object({ regions: z.array(RestRegion), nothingHere: z.boolean() })
/** One picture with its settled answer, and the address of its bytes. */
export const RestPictureShown = z.object({
  id: AssetShown.shape.asset,
  name: AssetShown.shape.name,
  state: AssetShown.shape.state,
  size: AssetShown.shape.size,
  sha256: AssetShown.shape.sha256,
  workedOn: AssetShown.shape.workedOn,
  problem: AssetShown.shape.problem,
  answer: RestAnswer.nullable(),
  settledBy: AssetShown.shape.settledBy,
  href: z.string(),
})

/** Where a file goes: its path, as it will be called. */
export const RestFileQuery = z.strictObject({ name: z.string().min(1).max(1_024) })
/** The picture that was stored, or the one that was there already. */
export const RestAdded = z.object({
  id: AssetTile.shape.asset,
  name: AssetTile.shape.name,
  /** It was here before, under this number and name. */
  twice: z.boolean(),
  problem: AssetTile.shape.problem,
})
/** How many bytes of a file are stored. */
export const RestUploaded = z.object({ bytes: z.int() })

/** Begins to read an uploaded batch into the project of the address. */
export const RestImportStart = ImportStart.omit({ project: true })
/** The numbers of the import and of the job that runs it. */
export const RestImportStarted = z.object({ import: z.int(), job: z.int() })
/** An import as it stands, with the first lines of what its report says. */
export const RestImport = z.object({ ...ImportRow.shape, report: z.array(ReportLine) })
/** The imports of a project, newest first. */
export const RestImports = z.object({ imports: z.array(ImportRow) })

/** How an uploaded file of predictions is read and what it is for. */
export const RestPredictionsQuery = z.strictObject({
  /** The model's name. */
  name: PredictionSet.shape.name.min(1).max(120),
  /** Scores to compare with what is settled, or proposals that people begin with. */
  as: ImportAs.extract(["scores", "proposals"]).default("scores"),
  /** What the file is called: its ending says what it is. */
  file: z.string().min(1).max(200).default("predictions.json"),
})
/** The sets of predictions of a project, each with its scores where it has any. */
export const RestPredictionSets = z.object({ sets: z.array(PredictionSet) })

/** Which frozen version is meant: its number, or `latest` for the newest. */
export const RestVersionName = z.union([z.literal("latest"), z.coerce.number().pipe(z.int().positive())])
/** The frozen versions of a project, and what could be frozen now. */
export const RestVersions = z.object({ versions: z.array(VersionRow), ready: z.object({ pictures: z.int() }) })
/** One frozen version with its regions by label. */
export const RestVersion = z.object({ ...VersionRow.shape, byLabel: VersionShown.shape.byLabel })
/** Freezes what is final now as the next version. */
export const RestFreeze = Freeze.omit({ project: true }).extend({ note: Freeze.shape.note.default("") })
/** Starts an export of a frozen version; pictures stay out unless they are asked for. */
export const RestExportStart = ExportStart.omit({ project: true, version: true }).extend({
  withPictures: ExportStart.shape.withPictures.default(false),
})
/** Which form of an export to download; it is made first where it is not there. */
export const RestDownloadQuery = z.strictObject({
  pictures: YesNo,
  /** Without what picture files say of place, person and camera; with pictures only. */
  withoutMetadata: YesNo,
  /** Tables only: no text begins a formula, unless `false` asks for exact texts. */
  spreadsheet: z.enum(["true", "false"]).optional(),
})
/** The name of a format that can be written. */
export const RestFormat = ExportFormat

/** The number of the job that does what was asked. */
export const RestJobStarted = z.object({ job: z.int() })
/** How long the answer may wait for the job to end. */
export const RestJobQuery = z.strictObject({
  /** Seconds to wait for its end; it answers at once when the job has ended. */
  wait: z.coerce.number().pipe(z.number().min(0).max(60)).default(0),
})
/** How far a job is: `done` of `total` units of its own, and the address of what it makes. */
export const RestJob = z.object({
  job: z.int(),
  kind: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  done: z.int(),
  total: z.int(),
  madeAtMs: Millis,
  endedAtMs: Millis.nullable(),
  error: z.string().nullable(),
  /** Address of what it makes or made: an import, a prediction set, a version or a file. */
  href: z.string().nullable(),
})
export type RestJob = z.infer<typeof RestJob>
