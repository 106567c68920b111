import {
  type AssetTask,
  findAsset,
  findAssetsByHash,
  findAssetsByName,
  findSizes,
  findStoredStatuses,
  findTargets,
  insertAssets,
  listAssetNames,
  putStatuses,
  type StoredStatus,
  setExtras,
  takeAssetNumbers,
} from "@justesse/db/assets"
import type { Asset, AssetExtra, AssetProblem } from "@justesse/db/assets/rows"
import { type AnsweredBefore, keepBefore } from "@justesse/db/imports/undo"
import type { Project } from "@justesse/db/projects"
import { findTasksOf } from "@justesse/db/work/taskAssets"
import { extensionOf, type FileSet, withoutExtension } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import {
  type AnnotationBody,
  type AssetNumber,
  canonicalJson,
  type DatasetRecord,
  EMPTY_BODY,
  type LabelId,
  overlapOf,
  type ReportLine,
  type Size,
  type TaskNumber,
} from "@justesse/types"
import { FILES } from "../core/locks.ts"
import { goldFromFile } from "../gold/make.ts"
import { attachmentOf, finishedAnswer, toImportedStatus } from "./answers.ts"
import { documentPage } from "./documents.ts"
import { PictureFinder } from "./find.ts"
import type { IngestCounts, Ingesting } from "./ingesting.ts"
import { inProjectLabels } from "./labels.ts"
import { findLocation, keepPictures, preparePicture, type ReadyPicture } from "./pictures.ts"
import { type Batch, type Item, prepareBatch, type Readied } from "./ready.ts"

interface Setting {
  readonly project: Project
  readonly importId: number
  readonly files: FileSet
  /** `pictures`: what the files say about pictures is not taken. */
  readonly as: "settled" | "gold" | "pictures"
  /** Where a file of the set lies, when its bytes stay there; null: they are copied. */
  readonly pathOf: ((name: string) => string | null) | null
  /** Where a file of the set lies that is the studio's own and that nobody changes. */
  readonly ownPathOf: ((name: string) => string | null) | null
  /** How much memory a picture of the set is expected to take, bytes. */
  readonly weightOf: (name: string) => number
}

/** How the records of a batch are to be understood. */
export interface Reading {
  readonly labelOf: ReadonlyMap<string, LabelId | null>
  readonly native: boolean
}

/** How a task stands that nobody has answered. */
const OPEN: Omit<StoredStatus, "taskId"> = {
  state: "open",
  settledBy: null,
  settledAtMs: null,
  answer: null,
  answerSha256: null,
  provenance: null,
  labels: " ",
  texts: "",
  regions: 0,
  nothingHere: false,
}

/** Answers that are stored together: on SQLite they are one step of the thread that serves. */
const ANSWERS = 64

/** Stores batches of an import: pictures, their tasks, and the answers that settle them. */
export class ImportBatches {
  readonly #deps: Ingesting
  readonly #setting: Setting
  readonly #counts: IngestCounts
  readonly #addLine: (line: ReportLine) => void
  readonly #finder: PictureFinder
  /** Pictures that this import has answered: a second answer of the same files does not replace the first. */
  readonly #answered = new Set<AssetNumber>()
  /** Regions whose label somebody left out, by label. */
  readonly #byChoice = new Map<string, { file: string; count: number }>()

  constructor(deps: Ingesting, setting: Setting, counts: IngestCounts, addLine: (line: ReportLine) => void) {
    this.#deps = deps
    this.#setting = setting
    this.#counts = counts
    this.#addLine = addLine
    this.#finder = new PictureFinder(deps, setting.project.id)
  }

  async hasPictures(): Promise<boolean> {
    return (await listAssetNames(this.#deps.storage.db, this.#setting.project.id, 0, 1)).length > 0
  }

  /** Says what was counted over all batches. */
  finish(): void {
    for (const [label, { file, count }] of this.#byChoice)
      this.#addLine(reportLine("lost", "label_left_out", { file, found: label, count }))
    this.#byChoice.clear()
  }

  /** Reads and prepares the pictures of a batch, and stores nothing: while the batch before it is being stored. */
  ready(batch: readonly Batch[]): Promise<Readied> {
    return prepareBatch(this.#deps, this.#setting, batch)
  }

  /** Stores a batch and gives back its share of memory. Batches of an import are stored in the order of their pictures. */
  async store({ items, release }: Readied, reading: Reading): Promise<void> {
    try {
      for (const { trouble } of items) if (trouble) this.#addLine(trouble)
      const read = items.filter((item) => item.read !== null)
      const { locks } = this.#deps.storage
      const ingest = () => locks.exclusive(`new ${this.#setting.project.id}`, () => this.#ingest(read))
      if (read.length > 0) await locks.shared(FILES, ingest)
    } finally {
      release()
    }
    if (this.#setting.as === "pictures") return
    await this.#findAll(items.filter((item) => item.picture === null && item.record !== null))
    for (let at = 0; at < items.length; at += ANSWERS) await this.#answer(items.slice(at, at + ANSWERS), reading)
  }

  /** Pictures that are here get their numbers; new ones are stored with their tasks. The same one twice in a batch is one. */
  async #ingest(read: readonly Item[]): Promise<void> {
    const { project } = this.#setting
    // Somebody else may have brought one meanwhile; then it is that one.
    const hashes = read.flatMap((item) => item.read?.sha256 ?? [])
    const here = await findAssetsByHash(this.#deps.storage.db, project.id, hashes)
    const firsts = new Map<string, Item>()
    for (const item of read) {
      const sha256 = item.read?.sha256 ?? ""
      const known = here.get(sha256)
      const first = firsts.get(sha256)
      if (known !== undefined) await this.#isHere(item, known)
      else if (first) this.#twice(item.picture ?? "", first.name)
      else firsts.set(sha256, item)
    }
    await this.#add([...firsts.values()])
    for (const item of read) {
      if (item.id === 0) item.id = firsts.get(item.read?.sha256 ?? "")?.id ?? 0
      item.read = null
    }
  }

  async #isHere(item: Item, known: number): Promise<void> {
    item.id = known
    const asset = await findAsset(this.#deps.storage.db, this.#setting.project.id, known)
    // Brought by this very import before it was interrupted: not a second one.
    if (asset?.importId !== this.#setting.importId || asset.name !== item.name)
      this.#twice(item.picture ?? "", asset?.name ?? "")
    else if (asset.problem === null) this.#counts.pictures++
    else this.#reportProblem(item, asset.problem)
  }

  #reportProblem(item: Item, { code, detail }: AssetProblem): void {
    this.#addLine(reportLine("lost", code, { file: item.picture ?? item.name, found: findLocation(detail) }))
  }

  #twice(file: string, first: string): void {
    this.#counts.twice++
    this.#addLine(reportLine("note", "picture_twice", { file, found: first }))
  }

  /** Gives new pictures numbers and stores them with their tasks. */
  async #add(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return
    const { project } = this.#setting
    const { db } = this.#deps.storage
    const ready: ReadyPicture[] = []
    for (const { read } of items) {
      if (!read) throw new TypeError("a picture that was not read has no row")
      // It was here when its batch was read, and has been taken out since.
      const outcome = read.outcome ?? (await preparePicture(this.#deps, read.body))
      ready.push({ ...read, outcome })
    }
    const taken = await keepPictures(this.#deps, ready)
    for (const [i, item] of items.entries()) item.taken = taken[i] ?? null
    let id = await takeAssetNumbers(db, project.id, items.length)
    const named = await this.#freeNames(items)
    const rows: Asset[] = []
    for (const item of items) {
      item.id = id++
      rows.push(this.#row(item, named.get(item) ?? item.name))
    }
    await insertAssets(db, project.id, rows)
    const readable = rows.filter((row) => row.problem === null)
    await this.#addTasks(readable.map((row) => row.id))
    for (const row of rows) this.#finder.add(row.name, row.id)
    this.#counts.pictures += readable.length
    for (const item of items) if (item.taken?.problem) this.#reportProblem(item, item.taken.problem)
  }

  /** A picture's first task gets its number: both come from one counter. */
  async #addTasks(ids: readonly AssetNumber[]): Promise<void> {
    if (ids.length === 0) return
    const { project } = this.#setting
    const tasks = ids.map((id) => ({
      id: Number(id),
      assetId: id,
      tier: 1,
      overlap: overlapOf(project.settings.overlap, id),
    }))
    await this.#deps.storage.hot.addTasks(project.id, tasks, this.#deps.nowMs())
  }

  /** A name that another picture has gets a number, so that every picture of an export has a file of its own. */
  async #freeNames(items: readonly Item[]): Promise<Map<Item, string>> {
    const taken = new Set(
      (
        await findAssetsByName(
          this.#deps.storage.db,
          this.#setting.project.id,
          items.map((item) => item.name),
        )
      ).keys(),
    )
    const names = new Map<Item, string>()
    for (const item of items) {
      let name = item.name
      for (let n = 2; taken.has(name) || (name !== item.name && (await this.#isTaken(name))); n++)
        name = numbered(item.name, n)
      if (name !== item.name)
        this.#addLine(reportLine("changed", "name_taken", { file: item.picture ?? item.name, found: name }))
      taken.add(name)
      names.set(item, name)
    }
    return names
  }

  async #isTaken(name: string): Promise<boolean> {
    return (await findAssetsByName(this.#deps.storage.db, this.#setting.project.id, [name])).size > 0
  }

  #row(item: Item, name: string): Asset {
    const { taken } = item
    if (!taken) throw new TypeError("a picture that was not taken has no row")
    return {
      id: item.id,
      name,
      sha256: taken.sha256,
      mediaType: taken.mediaType,
      bytes: taken.bytes,
      size: taken.size,
      uprightSha256: taken.uprightSha256,
      previewSha256: taken.previewSha256,
      thumbnailSha256: taken.thumbnailSha256,
      problem: taken.problem,
      extra: extraOf(item.record),
      importId: this.#setting.importId,
      document: documentPage(item.record, item.picture ?? ""),
      madeAtMs: this.#deps.nowMs(),
    }
  }

  /** Labels alone: their pictures are here already, by hash or name. */
  async #findAll(items: readonly Item[]): Promise<void> {
    const wanted = items.flatMap((item) => (item.record?.body ? [{ item, record: item.record }] : []))
    const found = await this.#finder.findAll(wanted.map(({ record }) => record))
    for (const [index, { item, record }] of wanted.entries()) {
      const id = found[index] ?? null
      if (id !== null) item.id = id
      else {
        this.#counts.unmatched++
        this.#addLine(lineAbout(record, "lost", "picture_unknown", record.name))
      }
    }
    for (const { record } of items) {
      if (record?.body === null)
        this.#addLine(
          reportLine("note", "picture_missing", { file: record.source?.file ?? record.name, found: record.name }),
        )
    }
  }

  /** Settles the tasks whose answers the files hold. */
  async #answer(items: readonly Item[], reading: Reading): Promise<void> {
    const { project, as } = this.#setting
    const nowMs = this.#deps.nowMs()
    const ids = items.flatMap((item) => (item.id > 0 ? item.id : []))
    const targets = await this.#targets(ids)
    await this.#repair(items, targets)
    const sizes = await findSizes(this.#deps.storage.db, project.id, ids)
    const extras = new Map<AssetNumber, AssetExtra>()
    const statuses: StoredStatus[] = []
    for (const item of items) {
      const { id, record, taken } = item
      if (id === 0 || !record?.body) continue
      const target = targets.get(id)
      const status = this.#status(target?.id ?? 0, record, reading, nowMs)
      const how = taken?.problem ? "gone" : attachmentOf(target, status.answerSha256 ?? "")
      if (this.#answered.has(id)) this.#addLine(lineAbout(record, "lost", "answer_twice", record.name))
      else if (how === "answered") this.#addLine(lineAbout(record, "lost", "answered_already", record.name))
      else if (how === "gone") this.#addLine(lineAbout(record, "lost", "picture_not_readable", record.name))
      else {
        this.#answered.add(id)
        this.#counts.regions += status.regions
        if (how === "attach") statuses.push(status)
        const extra = extraOf(record)
        if (taken === null && Object.keys(extra).length > 0) extras.set(id, extra)
        this.#compareSize(record, taken ? taken.size : sizes.get(id))
      }
    }
    const fresh = new Set(items.flatMap((item) => (item.taken === null ? [] : item.id)))
    const older = [...targets.values()].filter(({ assetId }) => assetId !== null && !fresh.has(assetId))
    const before = await this.#before(statuses, new Map(older.map((target) => [target.id, target])))
    // Kept first, so that a crash between any two of these loses nothing of it.
    await keepBefore(this.#deps.storage.db, project.id, this.#setting.importId, before)
    // Settled by a file: nobody is asked any more. The places are closed before the state says so.
    const closing = statuses.map((one) => one.taskId)
    if (closing.length > 0) await this.#deps.storage.hot.setOverlap(project.id, closing, 0)
    await this.#deps.storage.db.transaction().execute(async (tx) => {
      await setExtras(tx, project.id, extras)
      await putStatuses(tx, project.id, statuses, nowMs)
    })
    if (as === "gold") await goldFromFile(this.#deps, project.id, statuses, nowMs)
  }

  #status(taskId: TaskNumber, record: DatasetRecord, { labelOf, native }: Reading, nowMs: number): StoredStatus {
    const said = inProjectLabels(record.body ?? EMPTY_BODY, labelOf)
    for (const label of said.leftOut) {
      const file = record.source?.file ?? record.name
      const before = this.#byChoice.get(label) ?? { file, count: 0 }
      this.#byChoice.set(label, { ...before, count: before.count + 1 })
    }
    const as = this.#setting.as === "gold" ? "gold" : "settled"
    const provenance = native ? provenanceOf(record, said.body) : undefined
    return toImportedStatus(this.#deps, taskId, finishedAnswer(said.body, native), { as, nowMs, provenance })
  }

  /** Of each picture where its first task stands: the one that files answer. */
  async #targets(ids: readonly AssetNumber[]): Promise<Map<AssetNumber, AssetTask>> {
    const { db } = this.#deps.storage
    const { project } = this.#setting
    const firsts = [...(await findTasksOf(db, project.id, ids)).values()].flatMap(([first]) => first ?? [])
    const targets = await findTargets(db, project.id, firsts, this.#deps.nowMs())
    return new Map(targets.flatMap((target) => (target.assetId === null ? [] : [[target.assetId, target]])))
  }

  /** Where tasks that were there already stand, so that the import can be taken back. `places`: theirs alone. */
  async #before(
    statuses: readonly StoredStatus[],
    targets: ReadonlyMap<TaskNumber, AssetTask>,
  ): Promise<AnsweredBefore[]> {
    const older = statuses.filter((one) => targets.has(one.taskId))
    // Most are open and hold nothing yet: what they were needs no look.
    const isEmpty = (id: TaskNumber) => targets.get(id)?.state === "open" && !targets.get(id)?.hasAnswer
    const answered = older.map(({ taskId }) => taskId).filter((id) => !isEmpty(id))
    const found = await findStoredStatuses(this.#deps.storage.db, this.#setting.project.id, answered)
    const known = new Map(found.map((status) => [status.taskId, status]))
    return older.map(({ taskId, answerSha256 }) => ({
      taskId,
      answerSha256: answerSha256 ?? "",
      overlap: targets.get(taskId)?.overlap ?? 0,
      before: known.get(taskId) ?? { ...OPEN, taskId },
    }))
  }

  /** A crash may have come between a picture and its task: the task is made now. */
  async #repair(items: readonly Item[], targets: Map<AssetNumber, AssetTask>): Promise<void> {
    const missing: AssetNumber[] = []
    for (const item of items) {
      if (item.id === 0 || item.taken !== null || targets.has(item.id)) continue
      const asset = await findAsset(this.#deps.storage.db, this.#setting.project.id, item.id)
      if (asset && asset.problem === null) missing.push(item.id)
    }
    if (missing.length === 0) return
    await this.#addTasks([...new Set(missing)])
    for (const [id, target] of await this.#targets(missing)) targets.set(id, target)
  }

  /** Says when the file means a picture of another size: its places may not fit. Nothing is moved. */
  #compareSize(record: DatasetRecord, size: Size | null | undefined): void {
    if (!record.size || !size || canonicalJson(size) === canonicalJson(record.size)) return
    const said = `${record.size.width}x${record.size.height}, is ${size.width}x${size.height}`
    this.#addLine(lineAbout(record, "note", "size_differs", said))
  }
}

/** What the native form says of the regions that came in. */
function provenanceOf(record: DatasetRecord, body: AnnotationBody) {
  const ids = new Set<string>(body.regions.map((region) => region.id))
  return record.provenance?.filter(({ region }) => ids.has(region))
}

function numbered(name: string, n: number): string {
  const extension = extensionOf(name)
  const stem = withoutExtension(name)
  return extension === "" ? `${stem} (${n})` : `${stem} (${n})${name.slice(stem.length)}`
}

function extraOf(record: DatasetRecord | null): AssetExtra {
  if (!record) return {}
  const { foreignId, foreign, source } = record
  return {
    ...(foreignId === undefined ? {} : { foreignId }),
    ...(foreign === undefined ? {} : { foreign }),
    ...(source === undefined
      ? {}
      : { source: { file: source.file, ...(source.line === undefined ? {} : { line: source.line }) } }),
  }
}

function lineAbout(record: DatasetRecord, level: ReportLine["level"], code: string, found: string): ReportLine {
  const line = reportLine(level, code, { file: record.source?.file ?? record.name, line: record.source?.line, found })
  return { ...line, picture: record.name }
}
