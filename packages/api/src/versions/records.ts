import { listFinalNow, listItems, listRecords, type VersionItem, type VersionRecord } from "@justesse/db/versions"
import { findChecked } from "@justesse/db/work/abouts"
import { findTasksOf } from "@justesse/db/work/taskAssets"
import {
  type AnnotationBody,
  type AssetNumber,
  type RegionProvenance,
  type ResolvedBy,
  type Sha256,
  upgradeBody,
} from "@justesse/types"
import type { Compared, DatasetRecord } from "@justesse/types/dataset"
import type { Deps } from "../core/deps.ts"
import { gatherChecked } from "./checkedPages.ts"

const PAGE = 200
/** Pages of records hold about this much of their answers, in UTF-16 units, and no more rows than {@link MOST_ROWS}. */
const PAGE_TEXT = 524_288
const MOST_ROWS = 500

/** Items of a version (or what is settled now) in order of picture, a page in memory at a time. */
export async function* itemsOf(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number | "now",
): AsyncGenerator<VersionItem> {
  const { db } = deps.storage
  for (let after = 0; ; ) {
    const rows =
      version === "now"
        ? await finalNow(deps, projectId, after, PAGE)
        : await listItems(db, projectId, version, after, PAGE)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.asset.id
  }
}

/** What is settled now, a picture a row; with what was checked on it where its tasks are about things on it. */
async function finalNow(
  { storage: { db } }: Pick<Deps, "storage">,
  projectId: number,
  after: AssetNumber,
  limit: number,
): Promise<VersionItem[]> {
  const rows = await listFinalNow(db, projectId, after, limit)
  const [first] = rows
  if (!first) return rows
  const tasks = await findTasksOf(
    db,
    projectId,
    rows.map(({ asset }) => asset.id),
  )
  // Either all tasks of a project are about things on pictures, or none is.
  const one = await findChecked(db, projectId, tasks.get(first.asset.id) ?? [])
  if (one.size === 0) return rows
  const checked = await findChecked(db, projectId, [...tasks.values()].flat())
  return rows.map((row) => {
    const own = tasks.get(row.asset.id)?.flatMap((task) => checked.get(task) ?? []) ?? []
    return { ...row, ...gatherChecked(own) }
  })
}

type StoredItem = VersionRecord | Omit<VersionItem, "bodySha256" | "recordSha256">

/** One picture with its answer as formats write it. What is stored was checked when it came in and is only read here. */
export function recordOf(item: StoredItem): DatasetRecord {
  const record = sealedRecordOf(item)
  const { compared, ...body } = upgradeBody(record.body) as StoredItemBody // of an answer that was checked
  return { ...record, body, ...(compared && { compared }) }
}

/** The answer in what a version holds of a picture. */
export function answerIn(stored: string): AnnotationBody {
  const { regions, nothingHere } = upgradeBody(JSON.parse(stored)) as AnnotationBody // checked when it was stored
  return { regions, nothingHere }
}

/** What a version holds of a picture: an answer, and where the picture stands if it was compared with others. */
type StoredItemBody = AnnotationBody & { readonly compared?: Compared }

/** {@link recordOf} with the answer in the very form in which it is stored: what seals are computed of. */
export function sealedRecordOf(item: StoredItem): DatasetRecord {
  const { asset } = item
  const { foreignId, foreign, source } = asset.extra
  return {
    name: asset.name,
    size: asset.size,
    sha256: asset.sha256 as Sha256,
    body: JSON.parse(item.body) as AnnotationBody,
    settledBy: item.settledBy as ResolvedBy,
    provenance: item.provenance === "[]" ? [] : (JSON.parse(item.provenance) as RegionProvenance[]),
    ...(foreignId === undefined ? {} : { foreignId }),
    ...(item.split === null ? {} : { split: item.split }),
    ...(asset.cells ? { cells: [...asset.cells] } : {}),
    ...(asset.document ? { document: asset.document } : {}),
    // Stored as JSON, so JSON it is.
    ...(foreign === undefined ? {} : { foreign: foreign as NonNullable<DatasetRecord["foreign"]> }),
    ...(source === undefined
      ? {}
      : { source: { file: source.file, ...(source.line === undefined ? {} : { line: source.line }) } }),
  }
}

/**
 * The records of a frozen version, or of what is settled now, in order of picture. Called again it begins again; memory
 * holds one page. People stand in it by pseudonym only in frozen versions. `onRecord` hears of which picture each one is.
 */
export async function* exportRecords(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number | "now",
  onRecord?: (record: DatasetRecord, assetId: AssetNumber) => void,
): AsyncGenerator<DatasetRecord> {
  const { db } = deps.storage
  for (let after = 0, limit = PAGE; ; ) {
    const rows =
      version === "now"
        ? await finalNow(deps, projectId, after, limit)
        : await listRecords(db, projectId, version, after, limit)
    for (const row of rows) {
      const record = recordOf(row)
      onRecord?.(record, row.asset.id)
      yield record
    }
    const last = rows.at(-1)
    if (!last || rows.length < limit) return
    after = last.asset.id
    limit = nextLimit(rows)
  }
}

/** How many rows the page after this one takes: few where answers are long, many where asking costs more than they do. */
function nextLimit(rows: readonly { readonly body: string }[]): number {
  const text = rows.reduce((sum, { body }) => sum + body.length, 0)
  return Math.max(1, Math.min(MOST_ROWS, Math.floor((PAGE_TEXT * rows.length) / Math.max(1, text))))
}
