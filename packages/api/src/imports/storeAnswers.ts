import {
  type AssetTask,
  findAsset,
  findLengths,
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
  EMPTY_BODY,
  type LabelId,
  type RegionId,
  type Size,
  type TaskNumber,
} from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { goldFromFile } from "../gold/make.ts"
import { inRecording } from "../kinds/parts.ts"
import { lineAbout } from "./attribution.ts"
import type { Storing } from "./ingesting.ts"
import { inProjectLabels } from "./labels.ts"
import type { ReadItem } from "./ready.ts"
import { extraOf, type PictureStore } from "./storePictures.ts"

/** How the records of a group are to be understood. */
interface Reading {
  readonly labelOf: ReadonlyMap<string, LabelId | null>
  readonly native: boolean
}

/** How a task stands that nobody has answered. */
const OPEN: Omit<StoredStatus, "taskId"> = {
  ...{ state: "open", settledBy: null, settledAtMs: null, answer: null, answerSha256: null, provenance: null },
  ...{ labels: " ", texts: "", regions: 0, nothingHere: false },
}

/** Answers that are stored together: on SQLite they are one step of the thread that serves. */
const ANSWERS = 64

/** Stores the answers of an import, which settle tasks. */
export class AnswerStore {
  readonly #storing: Storing
  readonly #pictures: PictureStore
  /** Pictures that this import has answered: a second answer of the same files does not replace the first. */
  readonly #answered = new Set<AssetNumber>()
  /** Regions whose label somebody left out, by label. */
  readonly #byChoice = new Map<string, { file: string; count: number }>()

  constructor(storing: Storing, pictures: PictureStore) {
    this.#storing = storing
    this.#pictures = pictures
  }

  /** Says what was counted over all groups. */
  finish(): void {
    for (const [label, { file, count }] of this.#byChoice)
      this.#storing.findings.add([reportLine("lost", "label_left_out", { file, found: label, count })])
    this.#byChoice.clear()
  }

  /** Settles the tasks of a group whose pictures have numbers. */
  async store(items: readonly ReadItem[], reading: Reading): Promise<void> {
    for (let at = 0; at < items.length; at += ANSWERS) await this.#answer(items.slice(at, at + ANSWERS), reading)
  }

  /** Settles the tasks whose answers the files hold. */
  async #answer(items: readonly ReadItem[], reading: Reading): Promise<void> {
    const { deps, project, importId, as, counts, findings } = this.#storing
    const { db, hot } = deps.storage
    const nowMs = deps.nowMs()
    const ids = items.flatMap((item) => (item.id > 0 ? item.id : []))
    const targets = await this.#targets(ids)
    await this.#repair(items, targets)
    const sizes = await findSizes(db, project.id, ids)
    const lengths = await findLengths(db, project.id, ids)
    const extras = new Map<AssetNumber, AssetExtra>()
    const statuses: StoredStatus[] = []
    for (const item of items) {
      const { id, record: read, taken } = item
      if (id === 0 || !read?.body) continue
      const durationMs = taken ? (taken.sound?.durationMs ?? null) : (lengths.get(id) ?? null)
      const { record, lines } = inRecording(read, durationMs)
      findings.add(lines)
      if (!record.body) continue
      const target = targets.get(id)
      const status = this.#status(target?.id ?? 0, record, reading, nowMs)
      const how = taken?.problem ? "picture_not_readable" : attachmentOf(target, status.answerSha256 ?? "")
      const why = this.#answered.has(id) ? "answer_twice" : how
      if (why !== "attach" && why !== "same") findings.add([lineAbout(record, "lost", why, record.name)])
      else {
        this.#answered.add(id)
        counts.regions += status.regions
        if (why === "attach") statuses.push(status)
        const extra = extraOf(record)
        if (taken === null && Object.keys(extra).length > 0) extras.set(id, extra)
        this.#compareSize(record, taken ? taken.size : sizes.get(id))
      }
    }
    const fresh = new Set(items.flatMap((item) => (item.taken === null ? [] : item.id)))
    const older = [...targets.values()].filter(({ assetId }) => assetId !== null && !fresh.has(assetId))
    const before = await this.#before(statuses, new Map(older.map((target) => [target.id, target])))
    // Kept first, so that a crash between any two of these loses nothing of it.
    await keepBefore(db, project.id, importId, before)
    // Settled by a file: nobody is asked any more. The places are closed before the state says so.
    const closing = statuses.map((one) => one.taskId)
    if (closing.length > 0) await hot.setOverlap(project.id, closing, 0)
    await db.transaction().execute(async (tx) => {
      await setExtras(tx, project.id, extras)
      await putStatuses(tx, project.id, statuses, nowMs)
    })
    if (as === "gold") await goldFromFile(deps, project.id, statuses, nowMs)
  }

  /** A task settled by a file. Unless the native form says more, the author of each region is the import itself, not a person. */
  #status(taskId: TaskNumber, record: DatasetRecord, { labelOf, native }: Reading, nowMs: number): StoredStatus {
    const { body, leftOut } = inProjectLabels(record.body ?? EMPTY_BODY, labelOf)
    for (const label of leftOut) {
      const file = record.source?.file ?? record.name
      const before = this.#byChoice.get(label) ?? { file, count: 0 }
      this.#byChoice.set(label, { ...before, count: before.count + 1 })
    }
    // An empty answer says on purpose that nothing is there, unless the file is in the native form.
    const isOnPurpose = !native && body.regions.length === 0
    const answer: AnnotationBody = isOnPurpose ? { regions: [], nothingHere: true } : body
    const text = canonicalJson(answer)
    const byImport = (region: RegionId) => ({ region, method: "import", confidence: null, submissions: [] })
    const provenance = (native && provenanceOf(record, body)) || answer.regions.map(({ id }) => byImport(id))
    return {
      ...{ taskId, state: "settled", settledBy: this.#storing.as === "gold" ? "gold" : "import", settledAtMs: nowMs },
      ...{ answer: text, answerSha256: this.#storing.deps.sha256(text), provenance: canonicalJson(provenance) },
      labels: labelsText(answer.regions.map((region) => region.label)),
      texts: answer.regions.flatMap((region) => region.transcript?.value.toLowerCase() ?? []).join("\n"),
      regions: answer.regions.length,
      nothingHere: answer.nothingHere,
    }
  }

  /** Of each picture where its first task stands: the one that files answer. */
  async #targets(ids: readonly AssetNumber[]): Promise<Map<AssetNumber, AssetTask>> {
    const { db } = this.#storing.deps.storage
    const { project } = this.#storing
    const firsts = [...(await findTasksOf(db, project.id, ids)).values()].flatMap(([first]) => first ?? [])
    const targets = await findTargets(db, project.id, firsts, this.#storing.deps.nowMs())
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
    const found = await findStoredStatuses(this.#storing.deps.storage.db, this.#storing.project.id, answered)
    const known = new Map(found.map((status) => [status.taskId, status]))
    return older.map(({ taskId, answerSha256 }) => ({
      taskId,
      answerSha256: answerSha256 ?? "",
      overlap: targets.get(taskId)?.overlap ?? 0,
      before: known.get(taskId) ?? { ...OPEN, taskId },
    }))
  }

  /** A crash may have come between a picture and its task: the task is made now. */
  async #repair(items: readonly ReadItem[], targets: Map<AssetNumber, AssetTask>): Promise<void> {
    const missing: AssetNumber[] = []
    for (const item of items) {
      if (item.id === 0 || item.taken !== null || targets.has(item.id)) continue
      const asset = await findAsset(this.#storing.deps.storage.db, this.#storing.project.id, item.id)
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
    this.#storing.findings.add([lineAbout(record, "note", "size_differs", said)])
  }
}

/** What the native form says of the regions that came in. */
function provenanceOf(record: DatasetRecord, body: AnnotationBody) {
  const ids = new Set<string>(body.regions.map((region) => region.id))
  return record.provenance?.filter(({ region }) => ids.has(region))
}

/**
 * Whether an imported answer may settle a task, or why not. Work of people is never replaced by a file: a task that somebody
 * answered or holds right now keeps that. An earlier import's answer gives way to a later import's.
 */
function attachmentOf(target: AssetTask | undefined, answerSha256: string) {
  if (!target || target.state === "excluded") return "picture_not_readable"
  if (target.state === "settled" && target.answerSha256 === answerSha256) return "same"
  const imported = target.settledBy === "import" || target.settledBy === "gold"
  if (target.submitted > 0 || target.live > 0) return "answered_already"
  return target.state === "open" || imported ? "attach" : "answered_already"
}
