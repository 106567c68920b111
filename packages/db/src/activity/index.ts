import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

// Who did what when. Rows are added by `appendEvent` and by the hot operations, and never changed.

/** One thing that somebody did (or, without a person, the studio itself), as it is appended to the activity. */
export interface Event {
  readonly projectId: number | null
  readonly personId: number | null
  readonly atMs: number
  /** A code such as `task.submitted`; the page makes the sentence. */
  readonly what: string
  readonly taskId?: TaskNumber | null
  readonly detail?: Record<string, string | number>
}

/** One line of the activity: who did what at which time, about which task; `detail` holds ids and numbers. */
export interface StoredEvent {
  readonly id: number
  readonly atMs: number
  readonly personId: number | null
  readonly who: string | null
  readonly what: string
  readonly taskId: TaskNumber | null
  /** The picture that the task is about; null for none. */
  readonly assetId: AssetNumber | null
  readonly detail: Record<string, string | number>
}

function fromRow(row: {
  id: number
  at_ms: number
  person_id: number | null
  name: string | null
  what: string
  task_id: TaskNumber | null
  asset_id: AssetNumber | null
  detail: string
}): StoredEvent {
  // Written by `appendEvent` below, so the shape is known.
  const detail = JSON.parse(row.detail) as Record<string, string | number>
  return {
    id: row.id,
    atMs: row.at_ms,
    personId: row.person_id,
    who: row.name,
    what: row.what,
    taskId: row.task_id,
    assetId: row.asset_id,
    detail,
  }
}

/** Stores what happened, in the transaction of what happened: neither is ever there without the other. */
export async function appendEvent(tx: OpenTransaction, event: Event): Promise<void> {
  await tx
    .insertInto("activity")
    .values({
      project_id: event.projectId,
      person_id: event.personId,
      at_ms: event.atMs,
      what: event.what,
      task_id: event.taskId ?? null,
      detail: JSON.stringify(event.detail ?? {}),
    })
    .execute()
}

function selectEvents(db: Kysely<Database>) {
  return db
    .selectFrom("activity")
    .leftJoin("person", "person.id", "activity.person_id")
    .leftJoin("task", (on) =>
      on.onRef("task.project_id", "=", "activity.project_id").onRef("task.id", "=", "activity.task_id"),
    )
    .select([
      "activity.id",
      "activity.at_ms",
      "activity.person_id",
      "person.name",
      "activity.what",
      "activity.task_id",
      "task.asset_id",
      "activity.detail",
    ])
}

/** Newest first, below id `before` when given; `kinds` empty means all, `about` null everybody and everything. */
export async function listEvents(
  db: Kysely<Database>,
  projectId: number,
  kinds: readonly string[],
  about: { readonly people: readonly number[]; readonly asset: AssetNumber | null } | null,
  before: number | null,
  limit: number,
): Promise<StoredEvent[]> {
  let query = selectEvents(db).where("activity.project_id", "=", projectId).orderBy("activity.id", "desc").limit(limit)
  if (kinds.length > 0) query = query.where("activity.what", "in", [...kinds])
  if (before !== null) query = query.where("activity.id", "<", before)
  if (about !== null) {
    const { people, asset } = about
    query = query.where((eb) =>
      eb.or([
        ...(people.length > 0 ? [eb("activity.person_id", "in", [...people])] : []),
        ...(asset === null ? [] : [eb("task.asset_id", "=", asset)]),
      ]),
    )
  }
  return (await query.execute()).map(fromRow)
}

/** What happened to one task, oldest first. */
export async function listTaskEvents(
  db: Kysely<Database>,
  projectId: number,
  taskId: TaskNumber,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await selectEvents(db)
    .where("activity.project_id", "=", projectId)
    .where("activity.task_id", "=", taskId)
    .orderBy("activity.id")
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}
