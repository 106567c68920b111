import { type AssetNumber, type ResolvedBy, StoredBody, type TaskNumber, type TaskState } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, toAssignmentState } from "../schema/states.ts"
import { ASSET_COLUMNS, type AssetStatus, assetFrom, type StoredAsset } from "./rows.ts"
import { type AssetWanted, selectMatching } from "./where.ts"

export { type AssetWanted, likeInside } from "./where.ts"

type AssetSort = "newest" | "name" | "number"

/** Where a page of a sorted list ended. */
export interface AssetCursor {
  readonly id: AssetNumber
  readonly name: string
}

function selectStatuses(db: Kysely<Database>, projectId: number, ids: readonly AssetNumber[], nowMs: number) {
  return db
    .selectFrom("asset as a")
    .leftJoin("task as t", (on) =>
      on.onRef("t.project_id", "=", "a.project_id").on("t.id", "=", (eb) =>
        eb
          .selectFrom("task as f")
          .select((inner) => inner.fn.min("f.id").as("id"))
          .whereRef("f.project_id", "=", "a.project_id")
          .whereRef("f.asset_id", "=", "a.id"),
      ),
    )
    .leftJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .select(ASSET_COLUMNS)
    .select("t.id as task_id")
    .select(["s.state", "s.settled_by", "s.answer", "s.provenance", "s.agreement", "s.differences", "s.regions"])
    .select(["s.nothing_here", "t.open_slots", "t.overlap", "t.submitted", "t.tier", "a.deleted_at_ms"])
    .select((eb) =>
      eb
        .selectFrom("assignment as g")
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("g.project_id", "=", "a.project_id")
        .whereRef("g.task_id", "=", "t.id")
        .where("g.state", "=", ASSIGNMENT_STATE.leased)
        .where("g.expires_at_ms", ">", nowMs)
        .as("live"),
    )
    .where("a.project_id", "=", projectId)
    .where("a.id", "in", ids)
}

/** Pictures by number, in the order of `ids`, deleted ones too. */
export async function findAssetStatuses(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
  nowMs: number,
): Promise<AssetStatus[]> {
  if (ids.length === 0) return []
  const rows = await selectStatuses(db, projectId, ids, nowMs).execute()
  const byId = new Map(rows.map((row) => [row.id, toStatus(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** One page of the pictures that match, in the order asked for. */
export async function readAssetPage(
  db: Kysely<Database>,
  projectId: number,
  wanted: AssetWanted,
  at: {
    readonly sort: AssetSort
    /** Reads the list from its last picture backwards. */
    readonly fromEnd?: boolean
    readonly after: AssetCursor | null
    readonly limit: number
    readonly nowMs: number
  },
): Promise<AssetStatus[]> {
  let query = selectMatching(db, projectId, wanted, at.nowMs).select("a.id")
  const { after, fromEnd = false } = at
  const isFalling = (at.sort === "newest") !== fromEnd
  const [further, way] = isFalling ? (["<", "desc"] as const) : ([">", "asc"] as const)
  if (at.sort === "name") {
    if (after) {
      // The first condition alone leads to the place in the index of names; an "or" would be walked to from the beginning.
      query = query
        .where("a.name", isFalling ? "<=" : ">=", after.name)
        .where((eb) => eb.or([eb("a.name", further, after.name), eb("a.id", further, after.id)]))
    }
    query = query.orderBy("a.name", way).orderBy("a.id", way)
  } else {
    if (after) query = query.where("a.id", further, after.id)
    query = query.orderBy("a.id", way)
  }
  const rows = await query.limit(at.limit).execute()
  return findAssetStatuses(
    db,
    projectId,
    rows.map((row) => row.id),
    at.nowMs,
  )
}

/** One picture with the status of its first task; undefined for an unknown one. */
export async function findAssetStatus(
  db: Kysely<Database>,
  projectId: number,
  id: AssetNumber,
  nowMs: number,
): Promise<AssetStatus | null> {
  return (await findAssetStatuses(db, projectId, [id], nowMs))[0] ?? null
}

/** Numbers of those that match, rising, `limit` after `afterId`. */
export async function listAssetIds(
  db: Kysely<Database>,
  projectId: number,
  wanted: AssetWanted,
  at: { afterId: number; limit: number; nowMs: number },
): Promise<AssetNumber[]> {
  const rows = await selectMatching(db, projectId, wanted, at.nowMs)
    .select("a.id")
    .where("a.id", ">", at.afterId)
    .orderBy("a.id")
    .limit(at.limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Number before and after one by number, null at the ends. */
export async function findNeighbours(
  db: Kysely<Database>,
  projectId: number,
  id: AssetNumber,
): Promise<{ previous: AssetNumber | null; next: AssetNumber | null }> {
  const near = db
    .selectFrom("asset")
    .select("id")
    .where("project_id", "=", projectId)
    .where("deleted_at_ms", "is", null)
  const before = await near.where("id", "<", id).orderBy("id", "desc").limit(1).executeTakeFirst()
  const after = await near.where("id", ">", id).orderBy("id").limit(1).executeTakeFirst()
  return { previous: before?.id ?? null, next: after?.id ?? null }
}

/** The latest revision of everybody's answer to one task, oldest first. */
export async function listTaskAnswers(db: Kysely<Database>, projectId: number, taskId: TaskNumber) {
  const rows = await db
    .selectFrom("submission as b")
    .innerJoin("assignment as g", (on) =>
      on
        .onRef("g.project_id", "=", "b.project_id")
        .onRef("g.task_id", "=", "b.task_id")
        .onRef("g.person_id", "=", "b.person_id")
        .onRef("g.revision", "=", "b.revision"),
    )
    .select(["b.person_id", "b.body", "b.stored_at_ms", "b.revision", "g.counted", "b.public_id"])
    .where("b.project_id", "=", projectId)
    .where("b.task_id", "=", taskId)
    // Without the plus SQLite takes the index of times for the order, and walks through all answers of the project.
    .orderBy(sql`+b.stored_at_ms`)
    .orderBy("b.person_id")
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    body: StoredBody.parse(JSON.parse(row.body)),
    sentAtMs: row.stored_at_ms,
    revision: row.revision,
    counted: row.counted === 1,
    submissionId: row.public_id,
  }))
}

/** Everybody's turns at one task that left a trace: sent, skipped, expired or in hand. */
export async function listTaskAssignments(db: Kysely<Database>, projectId: number, taskId: TaskNumber) {
  const rows = await db
    .selectFrom("assignment")
    .select(["person_id", "state", "leased_at_ms", "changed_at_ms", "skip_reason", "revision"])
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .orderBy("leased_at_ms")
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    state: toAssignmentState(row.state),
    leasedAtMs: row.leased_at_ms,
    changedAtMs: row.changed_at_ms,
    skipReason: row.skip_reason,
    revision: row.revision,
  }))
}

type Joined = StoredAsset & {
  task_id: TaskNumber | null
  state: TaskState | null
  settled_by: ResolvedBy | null
  answer: string | null
  provenance: string | null
  agreement: string | null
  differences: number | null
  regions: number | null
  nothing_here: number | null
  open_slots: number | null
  overlap: number | null
  submitted: number | null
  tier: number | null
  live: number | null
  deleted_at_ms: number | null
}

function toStatus(row: Joined): AssetStatus {
  return {
    ...assetFrom(row),
    taskId: row.task_id,
    state: row.state,
    settledBy: row.settled_by,
    answer: row.answer,
    provenance: row.provenance,
    agreement: row.agreement,
    differences: row.differences ?? 0,
    regions: row.regions ?? 0,
    nothingHere: row.nothing_here === 1,
    openSlots: Math.max(0, row.open_slots ?? 0),
    overlap: row.overlap ?? 0,
    submitted: row.submitted ?? 0,
    live: Number(row.live ?? 0),
    tier: row.tier ?? 1,
    deletedAtMs: row.deleted_at_ms,
  }
}
