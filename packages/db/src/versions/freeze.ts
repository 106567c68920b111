import { type AssetNumber, canonicalJson, type ResolvedBy, type TaskNumber, type TaskState } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { ASSET_COLUMNS, type Asset, assetFrom } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import type { Storage } from "../storage.ts"
import { type CheckedThing, checkedFrom } from "../work/abouts.ts"
import { type BareRow, bareAsset, bareFacts, factsOfBare, listBare } from "./bare.ts"

// Writing of a version that is not shown yet.

/** Pictures that are read at a time. */
const PAGE = 200
/** Pictures that are stored with one sync of the disk, by the thread that serves: others are answered in between. */
const STORED = 100

/**
 * Where one task stands while a version is frozen; `settled` is null for those that no version takes. Of a picture with several
 * settled tasks it takes the first; a task that is about none stands for itself. `body` and `provenance` stay texts: the version stores
 * them as they are, and hashes are over them.
 */
export interface FrozenStatus {
  readonly state: TaskState
  readonly settled: {
    readonly taskId: TaskNumber
    readonly asset: Asset
    readonly bodySha256: string
    readonly body: string
    readonly settledBy: ResolvedBy
    readonly provenance: string
    /** The thing on its picture that the task was about, as those left it who checked it. Of a picture with such tasks all final ones are taken. */
    readonly checked: CheckedThing | null
  } | null
}

/** A picture as {@link storeItems} puts it into a version. `body` and `provenance` are the texts that hashes are over. */
export interface NewItem {
  readonly assetId: AssetNumber
  /** Whose answer it is. */
  readonly taskId: TaskNumber
  readonly bodySha256: string
  readonly body: string
  readonly settledBy: ResolvedBy
  readonly provenance: string
  /** SHA-256 of its canonical record without its part. */
  readonly recordSha256: string | null
  /** What its file said and the document that it is a page of, at the moment that is frozen. */
  readonly picture: Pick<Asset, "extra" | "document" | "cells">
}

const STATUS_COLUMNS = [
  "x.body as about",
  "t.id as task_id",
  "s.state",
  "s.answer_sha256",
  "s.answer",
  "s.settled_by",
  "s.provenance",
] as const

function selectStatuses(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .innerJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .leftJoin("task_about as x", (on) => on.onRef("x.project_id", "=", "t.project_id").onRef("x.task_id", "=", "t.id"))
    .select(ASSET_COLUMNS)
    .select(STATUS_COLUMNS)
    .where("t.project_id", "=", projectId)
    .orderBy("t.asset_id")
    .orderBy("t.id")
}

/** The same with the tasks that are about no picture, which come first: one statement, so that all stand at one moment. */
function selectWithBare(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .leftJoin("task_about as x", (on) => on.onRef("x.project_id", "=", "t.project_id").onRef("x.task_id", "=", "t.id"))
    .select(ASSET_COLUMNS)
    .select(STATUS_COLUMNS)
    .where("t.project_id", "=", projectId)
    .where((eb) => eb.or([eb("t.asset_id", "is", null), eb("a.id", "is not", null)]))
    .orderBy("t.asset_id")
    .orderBy("t.id")
}
type EitherRow = Awaited<ReturnType<ReturnType<typeof selectWithBare>["execute"]>>[number]

function bareStatus(row: BareRow): FrozenStatus {
  const { state, answer, answer_sha256: bodySha256 } = row
  if (state !== "settled" || answer === null || bodySha256 === null) return { state, settled: null }
  const asset = bareAsset(row.task_id, bareFacts(row.about))
  const by = { settledBy: row.settled_by ?? "rule", provenance: row.provenance ?? "[]" } as const
  return { state, settled: { taskId: row.task_id, asset, bodySha256, body: answer, ...by, checked: null } }
}

type Row = Awaited<ReturnType<ReturnType<typeof selectStatuses>["execute"]>>[number]

/** The picture whose answer was taken last: its further tasks come right after. */
interface Taken {
  assetId: AssetNumber | null
}

function toStatus(row: Row, taken: Taken): FrozenStatus {
  if (row.state !== "settled" || row.answer_sha256 === null || row.answer === null)
    return { state: row.state, settled: null }
  const checked = checkedFrom(row)
  if (checked === null && taken.assetId === row.id) return { state: row.state, settled: null }
  taken.assetId = row.id
  return {
    state: row.state,
    settled: {
      taskId: row.task_id,
      asset: assetFrom(row),
      bodySha256: row.answer_sha256,
      body: row.answer,
      settledBy: row.settled_by ?? "rule",
      provenance: row.provenance ?? "[]",
      checked,
    },
  }
}

/** One statement sees one moment, however long its rows are being drawn. */
async function* sqlitePages(db: Kysely<Database>, projectId: number): AsyncGenerator<FrozenStatus[]> {
  let page: FrozenStatus[] = []
  const taken: Taken = { assetId: null }
  for await (const row of selectWithBare(db, projectId).stream()) {
    page.push(isOfPicture(row) ? toStatus(row, taken) : bareStatus(row))
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  yield page
}

const isOfPicture = (row: EitherRow): row is EitherRow & Row => row.id !== null

async function* pages(db: Kysely<Database>, projectId: number): AsyncGenerator<FrozenStatus[]> {
  for (let after = 0; ; ) {
    const rows = await listBare(db, projectId, after, PAGE)
    yield rows.map(bareStatus)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.task_id
  }
  const taken: Taken = { assetId: null }
  for (let after = { asset: 0, task: 0 }; ; ) {
    const rows = await selectStatuses(db, projectId)
      .where(sql<boolean>`(t.asset_id, t.id) > (${after.asset}, ${after.task})`)
      .limit(PAGE)
      .execute()
    yield rows.map((row) => toStatus(row, taken))
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = { asset: last.id, task: last.task_id }
  }
}

/** Calls `work` with all tasks of a project as they stood at one moment, in order of picture, while people go on working. */
export function withStatuses<T>(
  { engine, db }: Pick<Storage, "engine" | "db">,
  projectId: number,
  work: (pages: AsyncIterable<FrozenStatus[]>) => Promise<T>,
): Promise<T> {
  if (engine === "sqlite") return work(sqlitePages(db, projectId))
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((tx) => work(pages(tx, projectId)))
}

function extraText(extra: Asset["extra"]): string | null {
  return Object.keys(extra).length === 0 ? null : JSON.stringify(extra)
}

/** Removes bodies that no version holds: what an unsealed one had stored, of one project or of all. */
export async function removeLooseBodies(db: Kysely<Database>, projectId: number | null): Promise<void> {
  let loose = db
    .deleteFrom("version_body")
    .where((eb) =>
      eb(
        eb.refTuple("project_id", "body_sha256"),
        "not in",
        eb
          .selectFrom("version_item as i")
          .select(["i.project_id", "i.body_sha256"])
          .$asTuple("project_id", "body_sha256"),
      ),
    )
  if (projectId !== null) loose = loose.where("project_id", "=", projectId)
  await loose.execute()
}

/** The next number of a version; given back by {@link abandon} where nothing came of it. */
export async function takeVersionNumber(db: Kysely<Database>, projectId: number): Promise<number> {
  const project = await db
    .updateTable("project")
    .set((eb) => ({ next_version: eb("next_version", "+", 1) }))
    .where("id", "=", projectId)
    .returning("next_version")
    .executeTakeFirstOrThrow()
  return project.next_version - 1
}

/** Stores pictures of a version and the bodies that no version holds yet. */
export async function storeItems(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  items: readonly NewItem[],
): Promise<void> {
  for (let at = 0; at < items.length; at += STORED) {
    const slice = items.slice(at, at + STORED)
    const bodies = new Map(slice.map(({ bodySha256, body }) => [bodySha256, body]))
    const rows = slice.map((item) => ({
      project_id: projectId,
      version,
      item_id: item.assetId,
      task_id: item.taskId,
      body_sha256: item.bodySha256,
      settled_by: item.settledBy,
      provenance: item.provenance,
      split: null,
      record_sha256: item.recordSha256,
      foreign: extraText(item.picture.extra),
      document: item.picture.document?.name ?? null,
      page: item.picture.document?.page ?? null,
      about: item.picture.cells ? canonicalJson(factsOfBare(item.picture)) : null,
    }))
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto("version_body")
        .values([...bodies].map(([sha256, body]) => ({ project_id: projectId, body_sha256: sha256, body })))
        .onConflict((conflict) => conflict.columns(["project_id", "body_sha256"]).doNothing())
        .execute()
      await tx.insertInto("version_item").values(rows).execute()
    })
  }
}

/** Says to which part pictures of a version belong. */
export async function storeSplit(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  name: string,
  assetIds: readonly AssetNumber[],
): Promise<void> {
  for (let at = 0; at < assetIds.length; at += PAGE)
    await db
      .updateTable("version_item")
      .set({ split: name })
      .where("project_id", "=", projectId)
      .where("version", "=", version)
      .where("item_id", "in", assetIds.slice(at, at + PAGE))
      .execute()
}

/** Takes back a version that was never sealed, with its number where that is still the last. */
export async function abandonVersion(db: Kysely<Database>, projectId: number, version: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const sealed = await tx
      .selectFrom("version")
      .select("version")
      .where("project_id", "=", projectId)
      .where("version", "=", version)
      .executeTakeFirst()
    if (sealed) return
    await tx.deleteFrom("version_item").where("project_id", "=", projectId).where("version", "=", version).execute()
    await removeLooseBodies(tx, projectId)
    await tx
      .updateTable("project")
      .set({ next_version: version })
      .where("id", "=", projectId)
      .where("next_version", "=", version + 1)
      .execute()
  })
}

/** Pictures of one part of a version. */
export async function countInSplit(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  name: string,
): Promise<number[]> {
  const rows = await db
    .selectFrom("version_item")
    .select("item_id")
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .where("split", "=", name)
    .execute()
  return rows.map((row) => row.item_id)
}
