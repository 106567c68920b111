import {
  type AssetNumber,
  assetKindOf,
  needsTiles,
  type ResolvedBy,
  type Size,
  type TaskNumber,
  type TaskState,
} from "@justesse/types"
import type { Insertable, Kysely } from "kysely"
import type { AssetTable, Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, MEDIUM, PYRAMID } from "../schema/states.ts"
import type { TaskStateTable } from "../schema/work.ts"
import { asOne } from "../transaction.ts"
import { ASSET_COLUMNS, type Asset, assetFrom, mediaColumns, soundColumns } from "./rows.ts"

/** Rows in one insert: bound values stay under every engine's limit. */
const SLICE = 500

/**
 * An answer that settles a task without anybody having worked on it, or the place it goes back to. `answer` and `provenance` are texts:
 * they come back as they were, to the hash.
 */
export interface StoredStatus {
  readonly taskId: TaskNumber
  readonly state: TaskState
  readonly settledBy: ResolvedBy | null
  readonly settledAtMs: number | null
  readonly answer: string | null
  readonly answerSha256: string | null
  readonly provenance: string | null
  readonly labels: string
  readonly texts: string
  readonly regions: number
  readonly nothingHere: boolean
}

/** Where a task stands, with what a bulk act must know to be taken back. */
export interface AssetTask {
  readonly id: TaskNumber
  /** The picture that it is about; null for none. */
  readonly assetId: AssetNumber | null
  readonly state: TaskState
  readonly settledBy: ResolvedBy | null
  readonly answerSha256: string | null
  readonly hasAnswer: boolean
  readonly tier: number
  readonly overlap: number
  readonly submitted: number
  readonly openSlots: number
  readonly live: number
}

function isPictureToTile({ problem, size, mediaType }: Asset): boolean {
  return problem === null && size !== null && assetKindOf(mediaType) === "image" && needsTiles(size)
}

function storedFrom(projectId: number, asset: Asset): Insertable<AssetTable> {
  const extra = JSON.stringify(asset.extra)
  return {
    project_id: projectId,
    id: asset.id,
    name: asset.name,
    search: asset.name.toLowerCase(),
    sha256: asset.sha256,
    media_type: asset.mediaType,
    bytes: asset.bytes,
    width: asset.size?.width ?? null,
    height: asset.size?.height ?? null,
    upright_sha256: asset.uprightSha256,
    preview_sha256: asset.previewSha256,
    thumbnail_sha256: asset.thumbnailSha256,
    pyramid: isPictureToTile(asset) ? PYRAMID.wanted : PYRAMID.needless,
    ...soundColumns(asset.sound ?? null),
    ...(asset.media ? mediaColumns(asset.media) : {}),
    medium: MEDIUM[asset.medium ?? assetKindOf(asset.mediaType)],
    problem: asset.problem === null ? null : JSON.stringify(asset.problem),
    foreign: extra === "{}" ? null : extra,
    import_id: asset.importId,
    made_at_ms: asset.madeAtMs,
    document: asset.document?.name ?? null,
    page: asset.document?.page ?? null,
  }
}

function statusColumns(status: StoredStatus, nowMs: number) {
  return {
    state: status.state,
    settled_by: status.settledBy,
    settled_at_ms: status.settledAtMs,
    answer: status.answer,
    answer_sha256: status.answerSha256,
    provenance: status.provenance,
    dirty: 0,
    differences: 0,
    labels: status.labels,
    texts: status.texts,
    regions: status.regions,
    nothing_here: status.nothingHere ? 1 : 0,
    changed_at_ms: nowMs,
  } satisfies Partial<TaskStateTable>
}

/** Takes `count` fresh numbers for pictures and tasks; they are never given again. Returns the first. */
export async function takeAssetNumbers(db: Kysely<Database>, projectId: number, count: number): Promise<number> {
  const row = await db
    .updateTable("project")
    .set((eb) => ({ next_asset: eb("next_asset", "+", count) }))
    .where("id", "=", projectId)
    .returning("next_asset")
    .executeTakeFirstOrThrow()
  return row.next_asset - count
}

/** Adds pictures under numbers that were taken for them. */
export async function insertAssets(db: Kysely<Database>, projectId: number, rows: readonly Asset[]): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    const slice = rows.slice(at, at + SLICE).map((asset) => storedFrom(projectId, asset))
    await db.insertInto("asset").values(slice).execute()
  }
}

/** A picture by its number, deleted ones too; undefined for an unknown one. */
export async function findAsset(db: Kysely<Database>, projectId: number, id: AssetNumber): Promise<Asset | null> {
  const row = await db
    .selectFrom("asset as a")
    .select(ASSET_COLUMNS)
    .where("a.project_id", "=", projectId)
    .where("a.id", "=", id)
    .executeTakeFirst()
  return row ? assetFrom(row) : null
}

/** Pictures with these hashes, without deleted ones: hash → the first picture that has it. */
export async function findAssetsByHash(
  db: Kysely<Database>,
  projectId: number,
  hashes: readonly string[],
): Promise<Map<string, AssetNumber>> {
  const found = new Map<string, AssetNumber>()
  for (let at = 0; at < hashes.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["sha256", "id"])
      .where("project_id", "=", projectId)
      .where("sha256", "in", hashes.slice(at, at + SLICE))
      .where("deleted_at_ms", "is", null)
      // In the order of its index: without it SQLite reads every picture of the project instead.
      .orderBy("sha256")
      .execute()
    for (const row of rows) found.set(row.sha256, Math.min(row.id, found.get(row.sha256) ?? row.id))
  }
  return found
}

/** Pictures with exactly these names, without deleted ones: name → number. */
export async function findAssetsByName(
  db: Kysely<Database>,
  projectId: number,
  names: readonly string[],
): Promise<Map<string, AssetNumber>> {
  const found = new Map<string, AssetNumber>()
  for (let at = 0; at < names.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["name", "id"])
      .where("project_id", "=", projectId)
      .where("name", "in", names.slice(at, at + SLICE))
      .where("deleted_at_ms", "is", null)
      // In the order of its index: without it SQLite reads every picture of the project instead.
      .orderBy("name")
      .execute()
    for (const row of rows) found.set(row.name, Math.min(row.id, found.get(row.name) ?? row.id))
  }
  return found
}

/** Numbers, names and hashes of a project's pictures, without deleted ones, by number, `limit` after `afterId`. */
export async function listAssetNames(db: Kysely<Database>, projectId: number, afterId: AssetNumber, limit: number) {
  return db
    .selectFrom("asset")
    .select(["id", "name", "sha256", "problem"])
    .where("project_id", "=", projectId)
    .where("deleted_at_ms", "is", null)
    .where("id", ">", afterId)
    .orderBy("id")
    .limit(limit)
    .execute()
}

/** Where tasks stand, with live leases at `nowMs`. Numbers without a task are left out. */
export async function findTargets(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly TaskNumber[],
  nowMs: number,
): Promise<AssetTask[]> {
  const places: AssetTask[] = []
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("task as t")
      .innerJoin("task_state as s", (on) =>
        on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"),
      )
      .select([
        "t.id",
        "t.asset_id",
        "t.tier",
        "t.overlap",
        "t.submitted",
        "t.open_slots",
        "s.state",
        "s.settled_by",
        "s.answer_sha256",
      ])
      .select((eb) =>
        eb
          .selectFrom("assignment as g")
          .select((inner) => inner.fn.countAll<number>().as("n"))
          .whereRef("g.project_id", "=", "t.project_id")
          .whereRef("g.task_id", "=", "t.id")
          .where("g.state", "=", ASSIGNMENT_STATE.leased)
          .where("g.expires_at_ms", ">", nowMs)
          .as("live"),
      )
      .where("t.project_id", "=", projectId)
      .where("t.id", "in", ids.slice(at, at + SLICE))
      .orderBy("t.id")
      .execute()
    for (const row of rows) {
      places.push({
        id: row.id,
        assetId: row.asset_id,
        state: row.state,
        settledBy: row.settled_by,
        answerSha256: row.answer_sha256,
        hasAnswer: row.answer_sha256 !== null,
        tier: row.tier,
        overlap: row.overlap,
        submitted: row.submitted,
        openSlots: row.open_slots,
        live: Number(row.live ?? 0),
      })
    }
  }
  return places
}

/** Statuses of tasks as {@link putStatuses} takes them, so that an act can be taken back. */
export async function findStoredStatuses(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly TaskNumber[],
): Promise<StoredStatus[]> {
  const found: StoredStatus[] = []
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("task_state")
      .select(["task_id", "state", "settled_by", "settled_at_ms", "answer", "answer_sha256", "provenance"])
      .select(["labels", "texts", "regions", "nothing_here"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", ids.slice(at, at + SLICE))
      .orderBy("task_id")
      .execute()
    for (const row of rows) {
      found.push({
        taskId: row.task_id,
        state: row.state,
        settledBy: row.settled_by,
        settledAtMs: row.settled_at_ms,
        answer: row.answer,
        answerSha256: row.answer_sha256,
        provenance: row.provenance,
        labels: row.labels,
        texts: row.texts,
        regions: row.regions,
        nothingHere: row.nothing_here === 1,
      })
    }
  }
  return found
}

/** Puts tasks into a standing with its answer, all in one transaction (the one that is open, if any). */
export async function putStatuses(
  db: Kysely<Database>,
  projectId: number,
  statuses: readonly StoredStatus[],
  nowMs: number,
): Promise<void> {
  if (statuses.length === 0) return
  await asOne(db, async (tx) => {
    for (const status of statuses) {
      await tx
        .updateTable("task_state")
        .set(statusColumns(status, nowMs))
        .where("project_id", "=", projectId)
        .where("task_id", "=", status.taskId)
        .execute()
    }
  })
}

/** Changes only the state; the kept answer stays where it is. `dirty` asks the settler to look again. */
export async function setTaskState(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly TaskNumber[],
  state: TaskState,
  dirty: boolean,
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < ids.length; at += SLICE) {
    await db
      .updateTable("task_state")
      .set({ state, dirty: dirty ? 1 : 0, changed_at_ms: nowMs })
      .where("project_id", "=", projectId)
      .where("task_id", "in", ids.slice(at, at + SLICE))
      .execute()
  }
}

/** Keeps what label files said about pictures beside their own rows, all in one transaction (the one that is open, if any). */
export async function setExtras(
  db: Kysely<Database>,
  projectId: number,
  extras: ReadonlyMap<AssetNumber, Asset["extra"]>,
): Promise<void> {
  if (extras.size === 0) return
  await asOne(db, async (tx) => {
    for (const [id, extra] of extras) {
      await tx
        .updateTable("asset")
        .set({ foreign: JSON.stringify(extra) })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .execute()
    }
  })
}

/** Upright sizes of pictures by number; those that could not be read are left out. */
export async function findSizes(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
): Promise<Map<AssetNumber, Size>> {
  const found = new Map<AssetNumber, Size>()
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["id", "width", "height"])
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .execute()
    for (const { id, width, height } of rows) if (width !== null && height !== null) found.set(id, { width, height })
  }
  return found
}

/** How long recordings are, in milliseconds; of what is no recording nothing is said. */
export async function findLengths(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
): Promise<Map<AssetNumber, number>> {
  const found = new Map<AssetNumber, number>()
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["id", "duration_ms"])
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .where("duration_ms", "is not", null)
      .execute()
    for (const { id, duration_ms } of rows) if (duration_ms !== null) found.set(id, duration_ms)
  }
  return found
}
