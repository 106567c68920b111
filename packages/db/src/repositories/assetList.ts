import type { TaskState } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema.ts"
import { ASSET_COLUMNS, type AssetStanding, assetFrom, labelsText, type StoredAsset } from "./assetRows.ts"

/** What a list of pictures is narrowed to; empty parts narrow nothing. */
export interface AssetWanted {
  readonly search: string
  readonly states: readonly (TaskState | "worked_on" | "not_read")[]
  readonly labels: readonly string[]
}

export type AssetSort = "newest" | "name" | "number"

/** Where a page of a sorted list ended. */
export interface AssetCursor {
  readonly id: number
  readonly name: string
}

/** `text` inside a LIKE pattern, its wildcards taken literally (escape character `!`). */
export function likeInside(text: string): string {
  return `%${text.replace(/[!%_]/g, (sign) => `!${sign}`)}%`
}

function narrowed(db: Kysely<Database>, projectId: number, wanted: AssetWanted, nowMs: number) {
  let query = db
    .selectFrom("asset as a")
    .leftJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "a.project_id").onRef("s.task_id", "=", "a.id"))
    .where("a.project_id", "=", projectId)
  const search = wanted.search.trim().toLowerCase()
  if (search !== "") {
    const pattern = likeInside(search)
    query = query.where((eb) =>
      eb.or([
        sql<boolean>`${eb.ref("a.search")} like ${pattern} escape '!'`,
        sql<boolean>`${eb.ref("s.texts")} like ${pattern} escape '!'`,
        ...(/^\d{1,15}$/.test(search) ? [eb("a.id", "=", Number(search))] : []),
      ]),
    )
  }
  if (wanted.states.length > 0) {
    const plain = wanted.states.filter((state) => state !== "worked_on" && state !== "not_read")
    query = query.where((eb) =>
      eb.or([
        ...(plain.length > 0 ? [eb("s.state", "in", plain)] : []),
        ...(wanted.states.includes("not_read") ? [eb("a.problem", "is not", null)] : []),
        ...(wanted.states.includes("worked_on")
          ? [
              eb.exists(
                eb
                  .selectFrom("assignment as g")
                  .select("g.person_id")
                  .whereRef("g.project_id", "=", "a.project_id")
                  .whereRef("g.task_id", "=", "a.id")
                  .where("g.state", "=", 0)
                  .where("g.expires_at_ms", ">", nowMs),
              ),
            ]
          : []),
      ]),
    )
  }
  if (wanted.labels.length > 0) {
    query = query.where((eb) =>
      eb.or(
        wanted.labels.map((id) => sql<boolean>`${eb.ref("s.labels")} like ${likeInside(labelsText([id]))} escape '!'`),
      ),
    )
  }
  return query
}

/** Lists of pictures with where they stand: searched, narrowed, sorted, paged by key. */
export function assetList(db: Kysely<Database>) {
  const withStanding = (query: ReturnType<typeof narrowed>, nowMs: number) =>
    query
      .leftJoin("task as t", (on) => on.onRef("t.project_id", "=", "a.project_id").onRef("t.id", "=", "a.id"))
      .select(ASSET_COLUMNS)
      .select(["s.state", "s.settled_by", "s.answer", "s.provenance", "s.agreement", "s.differences", "s.regions"])
      .select(["s.nothing_here", "t.open_slots", "t.overlap", "t.submitted", "t.tier"])
      .select((eb) =>
        eb
          .selectFrom("assignment as g")
          .select((inner) => inner.fn.countAll<number>().as("n"))
          .whereRef("g.project_id", "=", "a.project_id")
          .whereRef("g.task_id", "=", "a.id")
          .where("g.state", "=", 0)
          .where("g.expires_at_ms", ">", nowMs)
          .as("live"),
      )

  return {
    async page(
      projectId: number,
      wanted: AssetWanted,
      at: { sort: AssetSort; after: AssetCursor | null; limit: number; nowMs: number },
    ): Promise<AssetStanding[]> {
      let query = withStanding(narrowed(db, projectId, wanted, at.nowMs), at.nowMs)
      const { after } = at
      if (at.sort === "name") {
        if (after) {
          query = query.where((eb) =>
            eb.or([eb("a.name", ">", after.name), eb.and([eb("a.name", "=", after.name), eb("a.id", ">", after.id)])]),
          )
        }
        query = query.orderBy("a.name").orderBy("a.id")
      } else if (at.sort === "number") {
        if (after) query = query.where("a.id", ">", after.id)
        query = query.orderBy("a.id")
      } else {
        if (after) query = query.where("a.id", "<", after.id)
        query = query.orderBy("a.id", "desc")
      }
      return (await query.limit(at.limit).execute()).map(standingFrom)
    },

    async one(projectId: number, id: number, nowMs: number): Promise<AssetStanding | null> {
      const everything: AssetWanted = { search: "", states: [], labels: [] }
      const row = await withStanding(narrowed(db, projectId, everything, nowMs), nowMs)
        .where("a.id", "=", id)
        .executeTakeFirst()
      return row ? standingFrom(row) : null
    },

    /** Pictures by number, in the order of `ids`. */
    async some(projectId: number, ids: readonly number[], nowMs: number): Promise<AssetStanding[]> {
      if (ids.length === 0) return []
      const everything: AssetWanted = { search: "", states: [], labels: [] }
      const rows = await withStanding(narrowed(db, projectId, everything, nowMs), nowMs)
        .where("a.id", "in", ids)
        .execute()
      const byId = new Map(rows.map((row) => [row.id, standingFrom(row)]))
      return ids.flatMap((id) => byId.get(id) ?? [])
    },

    /** Numbers of those that match, rising, `limit` after `afterId`. */
    async ids(
      projectId: number,
      wanted: AssetWanted,
      at: { afterId: number; limit: number; nowMs: number },
    ): Promise<number[]> {
      const rows = await narrowed(db, projectId, wanted, at.nowMs)
        .select("a.id")
        .where("a.id", ">", at.afterId)
        .orderBy("a.id")
        .limit(at.limit)
        .execute()
      return rows.map((row) => row.id)
    },

    async count(projectId: number, wanted: AssetWanted, nowMs: number): Promise<number> {
      const row = await narrowed(db, projectId, wanted, nowMs)
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .executeTakeFirst()
      return Number(row?.n ?? 0)
    },

    /** Number before and after one by number, null at the ends. */
    async neighbours(projectId: number, id: number): Promise<{ previous: number | null; next: number | null }> {
      const near = db.selectFrom("asset").select("id").where("project_id", "=", projectId)
      const before = await near.where("id", "<", id).orderBy("id", "desc").limit(1).executeTakeFirst()
      const after = await near.where("id", ">", id).orderBy("id").limit(1).executeTakeFirst()
      return { previous: before?.id ?? null, next: after?.id ?? null }
    },

    /** The latest revision of everybody's answer to one task, oldest first. */
    async answers(projectId: number, taskId: number) {
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
        .orderBy("b.stored_at_ms")
        .orderBy("b.person_id")
        .execute()
      return rows.map((row) => ({
        personId: row.person_id,
        body: row.body,
        sentAtMs: row.stored_at_ms,
        revision: row.revision,
        counted: row.counted === 1,
        submissionId: row.public_id,
      }))
    },

    /** Everybody's turns at one task that left a trace: sent, skipped, expired or in hand. */
    async turns(projectId: number, taskId: number) {
      return db
        .selectFrom("assignment")
        .select(["person_id", "state", "leased_at_ms", "changed_at_ms", "skip_reason", "revision"])
        .where("project_id", "=", projectId)
        .where("task_id", "=", taskId)
        .orderBy("leased_at_ms")
        .execute()
    },
  }
}

type Joined = StoredAsset & {
  state: string | null
  settled_by: string | null
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
}

function standingFrom(row: Joined): AssetStanding {
  return {
    ...assetFrom(row),
    state: row.state as TaskState | null, // written by this program from TaskState alone
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
  }
}
