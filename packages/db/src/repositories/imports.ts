import { ReportLine } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema.ts"
import { numbered } from "./numbered.ts"

export type ImportState = "running" | "done" | "failed" | "cancelled"
export type ImportAs = "pictures" | "settled" | "gold"

/** How far an import is and what it brought. */
export interface ImportCounts {
  readonly done: number
  readonly total: number
  readonly pictures: number
  readonly twice: number
  readonly regions: number
  readonly leftOut: number
}

export interface ImportEntry extends ImportCounts {
  readonly id: number
  readonly name: string
  readonly as: ImportAs
  readonly format: string
  readonly state: ImportState
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly who: number
}

const COLUMNS = [
  "id",
  "name",
  "as_kind",
  "format",
  "state",
  "started_at_ms",
  "ended_at_ms",
  "done",
  "total",
  "pictures",
  "twice",
  "regions",
  "left_out",
  "who",
] as const

/** Imports of projects with their reports. */
export function imports(db: Kysely<Database>) {
  const of = (projectId: number) => db.selectFrom("import").select(COLUMNS).where("project_id", "=", projectId)
  return {
    async add(
      projectId: number,
      entry: { name: string; as: ImportAs; who: number; startedAtMs: number },
    ): Promise<number> {
      return numbered(() =>
        db.transaction().execute(async (tx) => {
          const last = await tx
            .selectFrom("import")
            .select((eb) => eb.fn.max("id").as("id"))
            .where("project_id", "=", projectId)
            .executeTakeFirst()
          const id = Number(last?.id ?? 0) + 1
          await tx
            .insertInto("import")
            .values({
              project_id: projectId,
              id,
              name: entry.name,
              as_kind: entry.as,
              format: "",
              state: "running",
              started_at_ms: entry.startedAtMs,
              ended_at_ms: null,
              done: 0,
              total: 0,
              pictures: 0,
              twice: 0,
              regions: 0,
              left_out: 0,
              report: "[]",
              who: entry.who,
            })
            .execute()
          return id
        }),
      )
    },

    /** Newest first, at most 200. */
    async list(projectId: number): Promise<ImportEntry[]> {
      return (await of(projectId).orderBy("id", "desc").limit(200).execute()).map(entryFrom)
    },

    async find(projectId: number, id: number): Promise<ImportEntry | null> {
      const row = await of(projectId).where("id", "=", id).executeTakeFirst()
      return row ? entryFrom(row) : null
    },

    async report(projectId: number, id: number): Promise<ReportLine[]> {
      const row = await db
        .selectFrom("import")
        .select("report")
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .executeTakeFirst()
      return ReportLine.array().parse(JSON.parse(row?.report ?? "[]"))
    },

    /** Stores progress and report; answers the state that stands, so that a cancelled import stops. */
    async progress(
      projectId: number,
      id: number,
      now: ImportCounts & { format: string; as: ImportAs; report: readonly ReportLine[] },
    ): Promise<ImportState> {
      const row = await db
        .updateTable("import")
        .set({
          done: now.done,
          total: now.total,
          pictures: now.pictures,
          twice: now.twice,
          regions: now.regions,
          left_out: now.leftOut,
          format: now.format,
          as_kind: now.as,
          report: JSON.stringify(now.report),
        })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .returning("state")
        .executeTakeFirstOrThrow()
      return row.state as ImportState // written by this repository alone
    },

    /** Ends a running import; one that has ended keeps its state. True for the call that ended it. */
    async end(
      projectId: number,
      id: number,
      state: Exclude<ImportState, "running">,
      endedAtMs: number,
    ): Promise<boolean> {
      const result = await db
        .updateTable("import")
        .set({ state, ended_at_ms: endedAtMs })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("state", "=", "running")
        .executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },

    /** Pictures seen twice, all imports together. */
    async twice(projectId: number): Promise<number> {
      const row = await db
        .selectFrom("import")
        .select((eb) => eb.fn.sum<number>("twice").as("n"))
        .where("project_id", "=", projectId)
        .executeTakeFirst()
      return Number(row?.n ?? 0)
    },
  }
}

function entryFrom(row: {
  id: number
  name: string
  as_kind: string
  format: string
  state: string
  started_at_ms: number
  ended_at_ms: number | null
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
  left_out: number
  who: number
}): ImportEntry {
  return {
    id: row.id,
    name: row.name,
    as: row.as_kind as ImportAs, // written by this repository alone
    format: row.format,
    state: row.state as ImportState, // likewise
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    done: row.done,
    total: row.total,
    pictures: row.pictures,
    twice: row.twice,
    regions: row.regions,
    leftOut: row.left_out,
    who: row.who,
  }
}
