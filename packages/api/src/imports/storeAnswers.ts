import {
  type AssetTask,
  findAsset,
  findSizes,
  findStoredStatuses,
  findTargets,
  putStatuses,
  type StoredStatus,
  setExtras,
} from "@justesse/db/assets"
import { type AssetExtra, labelsText } from "@justesse/db/assets/rows"
import { type AnsweredBefore, keepBefore } from "@justesse/db/imports/undo"
import { findTasksOf } from "@justesse/db/work/taskAssets"
import { reportLine } from "@justesse/formats/report/lines"
import {
  type AnnotationBody,
  type AssetNumber,
  canonicalJson,
  type DatasetRecord,
  EMPTY_BODY,
  type LabelId,
  type RegionProvenance,
  type Size,
  type TaskNumber,
} from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { goldFromFile } from "../gold/make.ts"
import { type Findings, lineAbout } from "./attribution.ts"
import type { ImportSetting, Ingesting, StoredCounts } from "./ingesting.ts"
import { inProjectLabels } from "./labels.ts"
import type { StoredItem } from "./ready.ts"
import { extraOf, type PictureStore } from "./storePictures.ts"

/** How the records of a group are to be understood. */
interface Reading {
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

/** Stores the answers of an import, which settle tasks. */
export class AnswerStore {
  readonly #deps: Ingesting
  readonly #setting: ImportSetting
  readonly #counts: StoredCounts
  readonly #findings: Findings
  readonly #pictures: PictureStore
  /** Pictures that this import has answered: a second answer of the same files does not replace the first. */
  readonly #answered = new Set<AssetNumber>()
  /** Regions whose label somebody left out, by label. */
  readonly #byChoice = new Map<string, { file: string; count: number }>()

  constructor(
    deps: Ingesting,
    setting: ImportSetting,
    counts: StoredCounts,
    findings: Findings,
    pictures: PictureStore,
  ) {
    this.#deps = deps
    this.#setting = setting
    this.#counts = counts
    this.#findings = findings
    this.#pictures = pictures
  }

  /** Says what was counted over all groups. */
  finish(): void {
    for (const [label, { file, count }] of this.#byChoice)
      this.#findings.add([reportLine("lost", "label_left_out", { file, found: label, count })])
    this.#byChoice.clear()
  }

  /** Settles the tasks of a group whose pictures have numbers. */
  async store(items: readonly StoredItem[], reading: Reading): Promise<void> {
    for (let at = 0; at < items.length; at += ANSWERS) await this.#answer(items.slice(at, at + ANSWERS), reading)
  }

  /** Settles the tasks whose answers the files hold. */
  async #answer(items: readonly StoredItem[], reading: Reading): Promise<void> {
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
      if (this.#answered.has(id)) this.#findings.add([lineAbout(record, "lost", "answer_twice", record.name)])
      else if (how === "answered") this.#findings.add([lineAbout(record, "lost", "answered_already", record.name)])
      else if (how === "gone") this.#findings.add([lineAbout(record, "lost", "picture_not_readable", record.name)])
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
  async #repair(items: readonly StoredItem[], targets: Map<AssetNumber, AssetTask>): Promise<void> {
    const missing: AssetNumber[] = []
    for (const item of items) {
      if (item.id === 0 || item.taken !== null || targets.has(item.id)) continue
      const asset = await findAsset(this.#deps.storage.db, this.#setting.project.id, item.id)
      if (asset && asset.problem === null) missing.push(item.id)
    }
    if (missing.length === 0) return
    await this.#pictures.addTasks([...new Set(missing)])
    for (const [id, target] of await this.#targets(missing)) targets.set(id, target)
  }

  /** Says when the file means a picture of another size: its places may not fit. Nothing is moved. */
  #compareSize(record: DatasetRecord, size: Size | null | undefined): void {
    if (!record.size || !size || canonicalJson(size) === canonicalJson(record.size)) return
    const said = `${record.size.width}x${record.size.height}, is ${size.width}x${size.height}`
    this.#findings.add([lineAbout(record, "note", "size_differs", said)])
  }
}

/** What the native form says of the regions that came in. */
function provenanceOf(record: DatasetRecord, body: AnnotationBody) {
  const ids = new Set<string>(body.regions.map((region) => region.id))
  return record.provenance?.filter(({ region }) => ids.has(region))
}

/** How an answer of a file stands toward what a task holds already. */
type Attachment = "attach" | "same" | "answered" | "gone"

/**
 * Whether an imported answer may settle a task. Work of people is never replaced by a file: a task that somebody answered
 * or holds right now keeps that (`answered`). An earlier import's answer gives way to a later import's.
 */
function attachmentOf(target: AssetTask | undefined, answerSha256: string): Attachment {
  if (!target || target.state === "excluded") return "gone"
  if (target.state === "settled" && target.answerSha256 === answerSha256) return "same"
  const imported = target.settledBy === "import" || target.settledBy === "gold"
  if (target.submitted > 0 || target.live > 0) return "answered"
  return target.state === "open" || imported ? "attach" : "answered"
}

/** The answer as it is stored: an empty one says on purpose that nothing is there, unless the file is in the native form. */
function finishedAnswer(body: AnnotationBody, native: boolean): AnnotationBody {
  return native || body.regions.length > 0 ? body : { regions: [], nothingHere: true }
}

/** A task settled by a file: the author of each region is the import itself, not a person. */
function toImportedStatus(
  deps: Pick<Deps, "sha256">,
  taskId: TaskNumber,
  answer: AnnotationBody,
  how: {
    readonly as: "settled" | "gold"
    readonly nowMs: number
    /** What the native form says of each region; it is kept as it is. */
    readonly provenance?: readonly RegionProvenance[] | undefined
  },
): StoredStatus {
  const text = canonicalJson(answer)
  const provenance =
    how.provenance ??
    answer.regions.map(
      (region): RegionProvenance => ({ region: region.id, method: "import", confidence: null, submissions: [] }),
    )
  return {
    taskId,
    state: "settled",
    settledBy: how.as === "gold" ? "gold" : "import",
    settledAtMs: how.nowMs,
    answer: text,
    answerSha256: deps.sha256(text),
    provenance: canonicalJson(provenance),
    labels: labelsText(answer.regions.map((region) => region.label)),
    texts: answer.regions.flatMap((region) => region.transcript?.value.toLowerCase() ?? []).join("\n"),
    regions: answer.regions.length,
    nothingHere: answer.nothingHere,
  }
}
