import { endImport, findImport, insertImport, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { findProject, type Project } from "@justesse/db/projects"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { hasPairTasks } from "@justesse/formats/pairList/final"
import { JustesseError, KINDS } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { ImportAs, LabelMapping } from "@justesse/types/wire/imports"
import type { Who } from "../core/who.ts"
import { wantedParts } from "../kinds/parts.ts"
import { comparesTwo } from "../work/pairs/make.ts"
import { Findings, STORED_LINES } from "./attribution.ts"
import { PictureFinder } from "./find.ts"
import type { FileLocations, IngestCounts, Ingesting } from "./ingesting.ts"
import { choicesOf } from "./labels.ts"
import { findFormat, openFiles, readSteps, runPipeline, toPictureSteps } from "./pipeline.ts"
import { becomePredictions } from "./predictions.ts"
import { previewFiles } from "./preview.ts"
import { storeRows } from "./rows/read.ts"
import { StoreSink } from "./storeSink.ts"

/** What an import is made of. `importId`: the row that a job made; without it one is made. */
export interface IngestInput extends FileLocations {
  readonly project: { readonly id: number }
  readonly files: FileSet
  readonly as: ImportAs
  readonly name: string
  readonly who: Pick<Who, "personId">
  readonly importId?: number
  /** A format by name; `auto` (the default) looks at the content. */
  readonly format?: string
  /** Pascal VOC: 1 for the devkit's rule, 0 (default) takes coordinates as they are. */
  readonly origin?: 0 | 1
  /** Writes nothing when anything would be left out. */
  readonly strict?: boolean
  /** What names of labels mean; those not named are found by name, or new. */
  readonly labels?: LabelMapping
  readonly onProgress?: (now: IngestCounts) => void
}

interface IngestResult extends Readonly<IngestCounts> {
  readonly id: number
  readonly format: string
  readonly state: "done" | "cancelled"
  /** The prediction set that it became; null for pictures and answers. */
  readonly set: number | null
  /** Every line, also beyond the 500 that are stored with the row. */
  readonly report: readonly ReportLine[]
}

/**
 * Takes a set of files into a project: pictures, labels, or both. Labelling may begin while it runs. Safe to run again
 * after a crash or a cancel: what is in already (by hash) is found and not doubled. As `proposals` or `scores` the labels
 * become a prediction set for pictures that are here, by content, path or name; new pictures among the files come in first.
 *
 * Bad files never end it: each becomes a report line (and, for pictures, a picture with its reason) and the rest goes in.
 * @throws JustesseError format_unknown | project_archived | not_found | storage_full | import_refused (strict) and what the
 *   set itself throws; label_unknown when no predicted box has a label of the project
 */
export async function ingest(deps: Ingesting, input: IngestInput): Promise<IngestResult> {
  const { db } = deps.storage
  const project = await findProject(db, input.project.id)
  if (!project || project.state === "deleted") throw new JustesseError("not_found", { project: input.project.id })
  if (project.state === "archived") throw new JustesseError("project_archived", { project: project.slug })
  const row = { name: input.name, as: "pictures", who: input.who.personId, startedAtMs: deps.nowMs() } as const
  const id = input.importId ?? (await insertImport(db, project.id, row))
  try {
    const { about } = project.settings
    if (about) {
      const { files, strict = false, who, onProgress } = input
      const stored = await storeRows(deps, { project, files, about, importId: id, who, strict, onProgress })
      const state = stored.isDone ? "done" : "cancelled"
      return { id, format: "rows", state, set: null, ...stored.counts, report: stored.report }
    }
    if (input.strict) await refuseLosses(deps, project, id, input)
    return await store(deps, project, id, input)
  } catch (error) {
    // A job is tried again; then its last failure ends the import (see jobs).
    if (input.importId === undefined) await endImport(db, project.id, id, "failed", deps.nowMs())
    throw error
  }
}

/** Reads everything once beforehand; one thing that would be left out is enough to write nothing. */
async function refuseLosses(deps: Ingesting, project: Project, id: number, input: IngestInput): Promise<void> {
  const { files, format = "auto", origin = 0 } = input
  const { recognised: preview, report } = await previewFiles(deps, { project, files, format, origin })
  if (preview.lost === 0) return
  const { db } = deps.storage
  await keepReport(db, project.id, id, report)
  const entry = await findImport(db, project.id, id)
  const kept = { format: preview.format, leftOut: preview.lost, report: report.slice(0, STORED_LINES) }
  if (entry) await putImportProgress(db, project.id, id, { ...entry, ...kept })
  const first = report.find((line) => line.level === "lost")
  const location = first ? { file: first.file, ...(first.line === undefined ? {} : { line: first.line }) } : {}
  throw new JustesseError("import_refused", { lost: preview.lost, ...location })
}

/** Reads files into the project; as proposals or scores pictures alone, and then what the files say of all as predictions. */
async function store(deps: Ingesting, project: Project, id: number, input: IngestInput): Promise<IngestResult> {
  const { as, who, labels, format: asked = "auto", onProgress } = input
  const takes = KINDS[project.kind].assets
  const opened = await openFiles(input.files, project.kind)
  const { files, pictures, recordings, drawings } = opened
  const texts = takes.includes("text") ? opened.texts : []
  const findings = new Findings()
  findings.add(opened.report)
  const finder = new PictureFinder(deps, project.id)
  const context = { opened, finder, findings }
  const choices = choicesOf(labels)
  const isPredictions = as === "proposals" || as === "scores"
  const total = pictures.length + recordings.length + texts.length + (isPredictions ? 0 : drawings.length)
  const counts = { done: 0, total, pictures: 0, twice: 0, regions: 0 }
  const told = { deps, project, importId: id, as, who, choices, locations: input, onProgress }
  const sink = new StoreSink({ ...told, ...context, counts })
  if (!isPredictions) sink.format = await findFormat(files, asked)
  if (
    !isPredictions &&
    asked === "auto" &&
    sink.format === "" &&
    drawings.length + recordings.length + texts.length === 0
  )
    throw new JustesseError("format_unknown", { format: "auto", file: opened.entries[0]?.name ?? input.name })
  const { format } = sink
  const parts = await wantedParts(deps, project)
  // Tasks of two are no records of their assets.
  const isOfPairs = comparesTwo(project) && (await hasPairTasks(files, format))
  const steps = isPredictions
    ? toPictureSteps([...pictures, ...recordings, ...texts])
    : readSteps(context, { format: isOfPairs ? "pictures" : format, origin: input.origin, parts, takes })
  let isGoing = (await sink.putProgress()) && (await runPipeline(steps, sink, context))
  let set: number | null = null
  if (isGoing && isPredictions) {
    const { setId, report, ...found } = await becomePredictions(deps, project.id, { id, ...input, files, choices })
    set = setId
    sink.addPredictions(found.counts)
    findings.add(report)
  }
  isGoing = await sink.end(isGoing)
  const state = isGoing ? "done" : "cancelled"
  return { id, format: sink.format || "pictures", state, set, ...sink.now(), report: findings.lines }
}
