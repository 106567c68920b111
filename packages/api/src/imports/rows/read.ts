import { endImport, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { countMadeTasks } from "@justesse/db/imports/undoTasks"
import type { Project } from "@justesse/db/projects"
import { findTasksMadeOf } from "@justesse/db/work/abouts"
import { type FileSet, listFiles } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { type RowEvent, readRows } from "@justesse/formats/rows/index"
import { JustesseError, type TasksAbout } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { ImportPreview } from "@justesse/types/wire/imports"
import { note } from "../../activity/index.ts"
import type { Deps } from "../../core/deps.ts"
import { inTransaction } from "../../core/transaction.ts"
import type { Who } from "../../core/who.ts"
import { Findings, STORED_LINES } from "../attribution.ts"
import type { IngestCounts } from "../ingesting.ts"
import { addRows, originOfRow } from "./add.ts"

/** As what such files are read; it stands where the name of a format does. */
const FORMAT = "rows"
/** Rows that are looked at or stored together, and those that a preview shows. */
const TOGETHER = 500
const SHOWN = 5

type Row = Extract<RowEvent, { kind: "row" }>

/** What files say to a project whose tasks are about no picture: rows where these are wanted, else nothing. */
async function* eventsOf(files: FileSet, about: TasksAbout): AsyncGenerator<RowEvent> {
  if (about === "row") return yield* readRows(files)
  for (const { name } of await listFiles(files))
    yield { kind: "report", line: reportLine("lost", "files_not_wanted", { file: name }) }
}

/** Rows of files some at a time; what could not be taken goes to the findings. */
async function* inGroups(files: FileSet, about: TasksAbout, findings: Findings): AsyncGenerator<Row[]> {
  let group: Row[] = []
  for await (const event of eventsOf(files, about)) {
    if (event.kind === "report") findings.add([event.line])
    else if (group.push(event) === TOGETHER) {
      yield group
      group = []
    }
  }
  yield group
}

/** Reads tables to their end and writes nothing: how many rows, which columns, the first of them, and every finding. */
export async function previewRows(
  { storage: { db } }: Pick<Deps, "storage">,
  { project, files, about }: { readonly project: Project; readonly files: FileSet; readonly about: TasksAbout },
  onProgress: (done: number, total: number) => void,
): Promise<{ recognised: Omit<ImportPreview, "samples"> & { samples: [] }; report: readonly ReportLine[] }> {
  const findings = new Findings()
  const columns = new Set<string>()
  const origins = new Set<string>()
  const shown: Row[] = []
  const counts = { rows: 0, twice: 0 }
  for await (const group of inGroups(files, about, findings)) {
    const made = await findTasksMadeOf(
      db,
      project.id,
      group.map(({ cells }) => originOfRow(cells)),
    )
    for (const row of group) {
      const origin = originOfRow(row.cells)
      for (const { column } of row.cells) columns.add(column)
      if (shown.length < SHOWN) shown.push(row)
      counts.rows++
      if (made.has(origin) || origins.has(origin)) counts.twice++
      origins.add(origin)
    }
    onProgress(counts.rows, counts.rows)
  }
  const entries = await listFiles(files)
  const { lost, changed, note: notes } = findings.counts
  const none = { pictures: 0, documents: 0, unreadable: 0, unreadAnswers: 0, unopened: 0, answers: 0, regions: 0 }
  return {
    recognised: {
      ...{ format: FORMAT, formats: [FORMAT], origin: 0, files: entries.length },
      bytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      ...{ ...none, twice: counts.twice, unmatched: 0, scored: false, labels: [], samples: [] },
      ...{ lost, changed, notes },
      rows: { count: counts.rows, columns: [...columns], first: shown.map(({ cells }) => cells) },
    },
    report: findings.lines,
  }
}

interface Storing {
  readonly project: Project
  readonly files: FileSet
  readonly about: TasksAbout
  readonly importId: number
  readonly who: Pick<Who, "personId">
  readonly strict: boolean
  readonly onProgress: ((now: IngestCounts) => void) | undefined
}

/**
 * Makes a task of each row of tables. Safe to run again after a crash: rows that are there are found and not doubled. Answers
 * whether it went to its end: false where it was cancelled.
 * @throws JustesseError import_refused (strict)
 */
export async function storeRows(
  deps: Pick<Deps, "storage" | "nowMs">,
  { project, files, about, importId, who, strict, onProgress }: Storing,
): Promise<{ isDone: boolean; counts: IngestCounts; report: readonly ReportLine[] }> {
  const { db } = deps.storage
  if (strict) await refuseLosses(deps, { project, files, about, importId })
  const findings = new Findings()
  const counts = { done: 0, total: 0, pictures: 0, twice: 0, regions: 0 }
  const now = (): IngestCounts => ({ ...counts, leftOut: findings.counts.lost, unmatched: 0 })
  const put = async () => {
    onProgress?.(now())
    const report = findings.lines.slice(0, STORED_LINES)
    return (
      (await putImportProgress(db, project.id, importId, { ...now(), format: FORMAT, as: "rows", report })) ===
      "running"
    )
  }
  // What it made before it was interrupted is its own, not what was there already.
  let before = await countMadeTasks(db, project.id, importId)
  let isDone = await put()
  for await (const group of inGroups(files, about, findings)) {
    if (!isDone) break
    const fresh = await addRows(
      deps,
      project,
      group.map(({ cells, file, line }) => ({ cells, source: { import: importId, file, line } })),
    )
    const again = Math.min(before, group.length - fresh)
    before -= again
    counts.pictures += fresh + again
    counts.twice += group.length - fresh - again
    counts.done += group.length
    counts.total = counts.done
    isDone = await put()
  }
  await keepReport(db, project.id, importId, findings.lines)
  if (isDone)
    await inTransaction(deps, async (inside) => {
      const detail = { import: importId, pictures: counts.pictures, regions: 0, leftOut: now().leftOut }
      if (await endImport(inside.storage.db, project.id, importId, "done", inside.nowMs()))
        await note(inside, project.id, who, { what: "import.done", detail })
    })
  return { isDone, counts: now(), report: findings.lines }
}

async function refuseLosses(
  deps: Pick<Deps, "storage">,
  { importId, ...source }: Pick<Storing, "project" | "files" | "about" | "importId">,
): Promise<void> {
  const { recognised, report } = await previewRows(deps, source, () => undefined)
  if (recognised.lost === 0) return
  await keepReport(deps.storage.db, source.project.id, importId, report)
  const first = report.find(({ level }) => level === "lost")
  const location = first ? { file: first.file, ...(first.line === undefined ? {} : { line: first.line }) } : {}
  throw new JustesseError("import_refused", { lost: recognised.lost, ...location })
}
