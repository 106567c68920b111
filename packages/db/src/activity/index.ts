import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

export interface Event {
  readonly projectId: number | null
  readonly personId: number | null
  readonly atMs: number
  /** A code such as `task.submitted`; the page makes the sentence. */
  readonly what: string
  readonly taskId?: number | null
  readonly detail?: Record<string, string | number>
}

export interface StoredEvent {
  readonly id: number
  readonly atMs: number
  readonly personId: number | null
  readonly who: string | null
  readonly what: string
  readonly taskId: number | null
  readonly detail: Record<string, string | number>
}

function fromRow(row: {
  id: number
  at_ms: number
  person_id: number | null
  name: string | null
  what: string
  task_id: number | null
  detail: string
}): StoredEvent {
  // Written by `add` below, so the shape is known.
  const detail = JSON.parse(row.detail) as Record<string, string | number>
  return {
    id: row.id,
    atMs: row.at_ms,
    personId: row.person_id,
    who: row.name,
    what: row.what,
    taskId: row.task_id,
    detail,
  }
}

/** Who did what when. Append-only. */
export function activity(db: Kysely<Database>) {
  const base = () =>
    db
      .selectFrom("activity")
      .leftJoin("person", "person.id", "activity.person_id")
      .select([
        "activity.id",
        "activity.at_ms",
        "activity.person_id",
        "person.name",
        "activity.what",
        "activity.task_id",
        "activity.detail",
      ])
  return {
    async add(...events: readonly Event[]): Promise<void> {
      if (events.length === 0) return
      const rows = events.map((e) => ({
        project_id: e.projectId,
        person_id: e.personId,
        at_ms: e.atMs,
        what: e.what,
        task_id: e.taskId ?? null,
        detail: JSON.stringify(e.detail ?? {}),
      }))
      await db.insertInto("activity").values(rows).execute()
    },
    /** Newest first, below id `before` when given; `kinds` empty means all, `about` null everybody and everything. */
    async page(
      projectId: number,
      kinds: readonly string[],
      about: { readonly people: readonly number[]; readonly task: number | null } | null,
      before: number | null,
      limit: number,
    ): Promise<StoredEvent[]> {
      let query = base().where("activity.project_id", "=", projectId).orderBy("activity.id", "desc").limit(limit)
      if (kinds.length > 0) query = query.where("activity.what", "in", [...kinds])
      if (before !== null) query = query.where("activity.id", "<", before)
      if (about !== null) {
        const { people, task } = about
        query = query.where((eb) =>
          eb.or([
            ...(people.length > 0 ? [eb("activity.person_id", "in", [...people])] : []),
            ...(task === null ? [] : [eb("activity.task_id", "=", task)]),
          ]),
        )
      }
      return (await query.execute()).map(fromRow)
    },
    /** What happened to one task, oldest first. */
    async ofTask(projectId: number, taskId: number, limit: number): Promise<StoredEvent[]> {
      const rows = await base()
        .where("activity.project_id", "=", projectId)
        .where("activity.task_id", "=", taskId)
        .orderBy("activity.id")
        .limit(limit)
        .execute()
      return rows.map(fromRow)
    },
  }
}
