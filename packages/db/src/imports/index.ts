import { Label } from "@justesse/types"
import { ReportLine } from "@justesse/types/dataset"
import { ImportOptions, ImportUndone } from "@justesse/types/wire/imports"
import type { Kysely } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { Database } from "../schema/index.ts"
import type { ImportAs, ImportState } from "../schema/states.ts"
import { asOne } from "../transaction.ts"

/** How far an import is and what it brought. */
interface ImportCounts {
  readonly done: number
  readonly total: number
  readonly pictures: number
  readonly twice: number
  readonly regions: number
  readonly leftOut: number
  /** Records whose picture is not here. */
  readonly unmatched: number
}

/** One import as it stands, from its preview on, with its counts. */
export interface ImportEntry extends ImportCounts {
  readonly id: number
  readonly name: string
  readonly as: ImportAs
  readonly format: string
  readonly state: ImportState
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly who: number
  /** When it began to write; null before. */
  readonly runAtMs: number | null
  /** Where its files lie, as far as they are kept. */
  readonly batch: string | null
  /** The prediction set that it became. */
  readonly setId: number | null
  /** What stayed when it was taken back; null when it was not. */
  readonly undone: ImportUndone | null
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
  "unmatched",
  "who",
  "run_at_ms",
  "batch",
  "set_id",
  "undone",
] as const

function selectImports(db: Kysely<Database>, projectId: number) {
  return db.selectFrom("import").select(COLUMNS).where("project_id", "=", projectId)
}

/** Notes an import that begins. Its number. */
export async function insertImport(
  db: Kysely<Database>,
  projectId: number,
  entry: {
    name: string
    as: ImportAs
    who: number
    startedAtMs: number
    state?: "looking" | "running"
    batch?: string
  },
): Promise<number> {
  return numbered(() =>
    asOne(db, async (tx) => {
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
          state: entry.state ?? "running",
          batch: entry.batch ?? null,
          started_at_ms: entry.startedAtMs,
          run_at_ms: entry.state === "looking" ? null : entry.startedAtMs,
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
}

/** Newest first, at most 200. */
export async function readImports(db: Kysely<Database>, projectId: number): Promise<ImportEntry[]> {
  return (await selectImports(db, projectId).orderBy("id", "desc").limit(200).execute()).map(entryFrom)
}

/** An import by its number; null for an unknown one. */
export async function findImport(db: Kysely<Database>, projectId: number, id: number): Promise<ImportEntry | null> {
  const row = await selectImports(db, projectId).where("id", "=", id).executeTakeFirst()
  return row ? entryFrom(row) : null
}

/** The first lines of an import's report. */
export async function readImportReport(db: Kysely<Database>, projectId: number, id: number): Promise<ReportLine[]> {
  const row = await db
    .selectFrom("import")
    .select("report")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return ReportLine.array().parse(JSON.parse(row?.report ?? "[]"))
}

/** Stores progress and report; answers the state that stands, so that a cancelled import stops. */
export async function putImportProgress(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  now: ImportCounts & { format: string; as: ImportAs; report?: readonly ReportLine[] },
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
      unmatched: now.unmatched,
      format: now.format,
      as_kind: now.as,
      ...(now.report === undefined ? {} : { report: JSON.stringify(now.report) }),
    })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returning("state")
    .executeTakeFirstOrThrow()
  return row.state
}

/** Moves an import from one of these states to another; false when it is in none of them. */
export async function moveImport(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  from: readonly ImportState[],
  to: ImportState,
  more: { runAtMs?: number; endedAtMs?: number | null; options?: string; looked?: string; undone?: string } = {},
): Promise<boolean> {
  const result = await db
    .updateTable("import")
    .set({
      state: to,
      ...(more.runAtMs === undefined ? {} : { run_at_ms: more.runAtMs }),
      ...(more.endedAtMs === undefined ? {} : { ended_at_ms: more.endedAtMs }),
      ...(more.options === undefined ? {} : { options: more.options }),
      ...(more.looked === undefined ? {} : { looked: more.looked }),
      ...(more.undone === undefined ? {} : { undone: more.undone }),
    })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("state", "in", [...from])
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Gives an import another name; false when there is none of that number. */
export async function storeImportName(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  name: string,
): Promise<boolean> {
  const result = await db
    .updateTable("import")
    .set({ name })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** What an import was asked to do and what was recognised in its files, as its preview stored that; null where it was not. */
export async function findImportRequest(
  db: Kysely<Database>,
  projectId: number,
  id: number,
): Promise<{ options: ImportOptions | null; looked: unknown }> {
  const row = await db
    .selectFrom("import")
    .select(["options", "looked"])
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  const { options = null, looked = null } = row ?? {}
  return {
    options: options === null ? null : ImportOptions.parse(JSON.parse(options)),
    looked: looked === null ? null : JSON.parse(looked),
  }
}

/** The prediction set that an import became; null: none any more. */
export async function setImportSet(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  setId: number | null,
): Promise<void> {
  await db
    .updateTable("import")
    .set({ set_id: setId })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** Labels that an import added, as they came in; of one name the first counts. */
export async function findLabelsAdded(db: Kysely<Database>, projectId: number, id: number): Promise<Label[]> {
  const row = await db
    .selectFrom("import")
    .select("labels_added")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return Label.array().parse(JSON.parse(row?.labels_added ?? "[]"))
}

/** Remembers labels that an import is about to add, beside those that it added before. */
export async function noteLabelsAdded(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  labels: readonly Label[],
): Promise<void> {
  const before = await findLabelsAdded(db, projectId, id)
  const fresh = labels.filter((label) => !before.some((one) => one.id === label.id))
  if (fresh.length === 0) return
  await db
    .updateTable("import")
    .set({ labels_added: JSON.stringify([...before, ...fresh]) })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** Imports that wait for a word since before `beforeMs`: their files are not kept any longer. */
export async function listWaitingImports(
  db: Kysely<Database>,
  beforeMs: number,
): Promise<{ projectId: number; slug: string; id: number; batch: string }[]> {
  const rows = await db
    .selectFrom("import as i")
    .innerJoin("project as p", "p.id", "i.project_id")
    .select(["i.project_id", "p.slug", "i.id", "i.batch"])
    .where("i.state", "in", ["waiting", "looking"])
    .where("i.started_at_ms", "<", beforeMs)
    .orderBy("i.started_at_ms")
    .limit(1_000)
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, slug: row.slug, id: row.id, batch: row.batch ?? "" }))
}

/** Batches whose files an import of any project still needs. */
export async function findBatchesWanted(db: Kysely<Database>): Promise<{ slug: string; batch: string }[]> {
  const rows = await db
    .selectFrom("import as i")
    .innerJoin("project as p", "p.id", "i.project_id")
    .select(["p.slug", "i.batch"])
    .where("i.state", "in", ["looking", "waiting", "running"])
    .where("i.batch", "is not", null)
    .execute()
  return rows.map((row) => ({ slug: row.slug, batch: row.batch ?? "" }))
}

/** Ends a running import; one that has ended keeps its state. True for the call that ended it. */
export async function endImport(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  state: "done" | "failed" | "cancelled",
  endedAtMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable("import")
    .set({ state, ended_at_ms: endedAtMs })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("state", "in", ["running", "looking", "waiting"])
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Imports of a project that are storing what they bring. */
export async function countRunningImports(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("import")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", "running")
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Pictures seen twice by the imports that wrote and were not taken back. */
export async function countSeenTwice(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("import")
    .select((eb) => eb.fn.sum<number>("twice").as("n"))
    .where("project_id", "=", projectId)
    .where("run_at_ms", "is not", null)
    .where("state", "!=", "undone")
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

function entryFrom(row: {
  id: number
  name: string
  as_kind: ImportAs
  format: string
  state: ImportState
  started_at_ms: number
  ended_at_ms: number | null
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
  left_out: number
  unmatched: number
  who: number
  run_at_ms: number | null
  batch: string | null
  set_id: number | null
  undone: string | null
}): ImportEntry {
  return {
    id: row.id,
    name: row.name,
    as: row.as_kind,
    format: row.format,
    state: row.state,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    done: row.done,
    total: row.total,
    pictures: row.pictures,
    twice: row.twice,
    regions: row.regions,
    leftOut: row.left_out,
    unmatched: row.unmatched,
    who: row.who,
    runAtMs: row.run_at_ms,
    batch: row.batch,
    setId: row.set_id,
    undone: row.undone === null ? null : ImportUndone.parse(JSON.parse(row.undone)),
  }
}
