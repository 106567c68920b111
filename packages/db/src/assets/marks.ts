import type { AssetNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { BLOB_COLUMNS } from "./blobColumns.ts"

/** Where a picture belongs and whether it is there: what bulk acts change of its own row. */
interface AssetMarks {
  readonly id: AssetNumber
  readonly document: string | null
  readonly page: number | null
  readonly deletedAtMs: number | null
}

/** Hashes of a picture whose time is over. */
export interface GoneAsset {
  readonly projectId: number
  readonly id: AssetNumber
  readonly hashes: readonly string[]
}

const SLICE = 500
/** Pictures read at a time while looking for other users of a blob. */
const PAGE = 2_000

/** The original's hash stays, so that `verify` knows what it was. */
const DERIVED_GONE = {
  upright_sha256: null,
  preview_sha256: null,
  thumbnail_sha256: null,
  pyramid_sha256: null,
  peaks_sha256: null,
  playable_sha256: null,
} as const satisfies Record<Exclude<(typeof BLOB_COLUMNS)[number], "sha256">, null>

function goneFrom(
  row: Readonly<Record<(typeof BLOB_COLUMNS)[number], string | null>> & { project_id: number; id: AssetNumber },
): GoneAsset {
  return { projectId: row.project_id, id: row.id, hashes: BLOB_COLUMNS.flatMap((column) => row[column] ?? []) }
}

/** Hashes of the pictures that guidelines show, of all projects and versions. */
export async function inGuidelines(db: Kysely<Database>): Promise<Set<string>> {
  const rows = await db
    .selectFrom("guideline_version")
    .select("markdown")
    .where("markdown", "like", "%blob:%")
    .execute()
  return new Set(rows.flatMap(({ markdown }) => [...markdown.matchAll(/blob:([0-9a-f]{64})/g)].map((m) => m[1] ?? "")))
}

/** Marks of these pictures by number; numbers that are not there are left out. */
export async function findMarks(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
): Promise<AssetMarks[]> {
  const found: AssetMarks[] = []
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["id", "document", "page", "deleted_at_ms"])
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .where("removed", "=", 0)
      .orderBy("id")
      .execute()
    for (const { id, document, page, deleted_at_ms } of rows)
      found.push({ id, document, page, deletedAtMs: deleted_at_ms })
  }
  return found
}

/** Names of these pictures by number, deleted ones too. */
export async function findAssetNames(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
): Promise<Map<AssetNumber, string>> {
  const found = new Map<AssetNumber, string>()
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select(["id", "name"])
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .execute()
    for (const { id, name } of rows) found.set(id, name)
  }
  return found
}

/** Makes pictures pages, all in one transaction; null takes them out of their document. */
export async function setPages(
  db: Kysely<Database>,
  projectId: number,
  pages: readonly { id: AssetNumber; document: string | null; page: number | null }[],
): Promise<void> {
  if (pages.length === 0) return
  await db.transaction().execute(async (tx) => {
    for (const { id, document, page } of pages) {
      await tx
        .updateTable("asset")
        .set({ document, page })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .execute()
    }
  })
}

/** Deletes pictures, or (null) puts them back; those whose bytes are gone stay gone. */
export async function setDeleted(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
  atMs: number | null,
): Promise<void> {
  for (let at = 0; at < ids.length; at += SLICE) {
    await db
      .updateTable("asset")
      .set({ deleted_at_ms: atMs })
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .where("removed", "=", 0)
      .execute()
  }
}

/** Pictures deleted before `beforeMs` that no frozen version holds, at most `limit`. */
export async function listOverdue(db: Kysely<Database>, beforeMs: number, limit: number): Promise<GoneAsset[]> {
  const rows = await db
    .selectFrom("asset as a")
    .select(["a.project_id", "a.id", ...BLOB_COLUMNS.map((column) => `a.${column}` as const)])
    .where("a.deleted_at_ms", "is not", null)
    .where("a.deleted_at_ms", "<", beforeMs)
    .where("a.removed", "=", 0)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("version_item as v")
            .select("v.item_id")
            .whereRef("v.project_id", "=", "a.project_id")
            .whereRef("v.item_id", "=", "a.id"),
        ),
      ),
    )
    .limit(limit)
    .execute()
  return rows.map(goneFrom)
}

/** Forgotten pictures whose bytes may still be there, at most `limit`: the program ended before it removed them. */
export async function listLeftBehind(db: Kysely<Database>, limit: number): Promise<GoneAsset[]> {
  const rows = await db
    .selectFrom("asset")
    .select(["project_id", "id", ...BLOB_COLUMNS])
    .where("deleted_at_ms", "is not", null)
    .where("removed", "=", 1)
    .where("bytes", ">", 0)
    .limit(limit)
    .execute()
  return rows.map(goneFrom)
}

/** Says of forgotten pictures that their bytes are gone, too. */
export async function setBytesGone(db: Kysely<Database>, gone: readonly GoneAsset[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const { projectId, id } of gone)
      await tx
        .updateTable("asset")
        .set({ bytes: 0, ...DERIVED_GONE })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("removed", "=", 1)
        .execute()
  })
}

/** Those of `hashes` that no picture and no guideline uses; the database is read a page at a time. */
export async function findUnusedBlobs(db: Kysely<Database>, hashes: ReadonlySet<string>): Promise<Set<string>> {
  const left = new Set(hashes)
  let after = { project: 0, id: 0 }
  for (;;) {
    const rows = await db
      .selectFrom("asset")
      .select(["project_id", "id", ...BLOB_COLUMNS])
      .where("removed", "=", 0)
      .where((eb) =>
        eb.or([
          eb("project_id", ">", after.project),
          eb.and([eb("project_id", "=", after.project), eb("id", ">", after.id)]),
        ]),
      )
      .orderBy("project_id")
      .orderBy("id")
      .limit(PAGE)
      .execute()
    for (const row of rows) for (const column of BLOB_COLUMNS) left.delete(row[column] ?? "")
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = { project: last.project_id, id: last.id }
    await new Promise<void>((go) => setImmediate(go)) // others are served between two pages
  }
  for (const sha of await inGuidelines(db)) left.delete(sha)
  return left
}
