import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** A file outside the data folder, as it was when its bytes were last hashed. */
export interface LinkedFile {
  readonly path: string
  readonly bytes: number
  /** Milliseconds; whole. */
  readonly modifiedMs: number
}

/** Remembers where these bytes lie; the last place named counts. */
export async function linkFile(db: Kysely<Database>, sha256: string, file: LinkedFile): Promise<void> {
  const where = { path: file.path, bytes: file.bytes, modified_ms: Math.floor(file.modifiedMs) }
  await db
    .insertInto("linked_file")
    .values({ sha256, ...where })
    .onConflict((conflict) => conflict.column("sha256").doUpdateSet(where))
    .execute()
}

/** Remembers where many lie, in one transaction. */
export async function linkFiles(db: Kysely<Database>, files: ReadonlyMap<string, LinkedFile>): Promise<void> {
  if (files.size === 0) return
  await db.transaction().execute(async (tx) => {
    for (const [sha256, file] of files) await linkFile(tx, sha256, file)
  })
}

/** Where the bytes of this hash lie outside the data folder; null when they do not. */
export async function findLinkedFile(db: Kysely<Database>, sha256: string): Promise<LinkedFile | null> {
  const row = await db
    .selectFrom("linked_file")
    .select(["path", "bytes", "modified_ms"])
    .where("sha256", "=", sha256)
    .executeTakeFirst()
  return row ? { path: row.path, bytes: row.bytes, modifiedMs: row.modified_ms } : null
}

/** Linked pictures of an import, by number after `after`. */
export async function listLinkedFiles(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  after: number,
  limit: number,
) {
  const rows = await db
    .selectFrom("asset as a")
    .innerJoin("linked_file as f", "f.sha256", "a.sha256")
    .select(["a.id", "a.name", "a.sha256", "f.path"])
    .where("a.project_id", "=", projectId)
    .where("a.import_id", "=", importId)
    .where("a.id", ">", after)
    .orderBy("a.id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ id: row.id, name: row.name, sha256: row.sha256, path: row.path }))
}

/** Forgets where the bytes of these hashes lie. */
export async function forgetLinkedFiles(db: Kysely<Database>, hashes: readonly string[]): Promise<void> {
  if (hashes.length > 0)
    await db
      .deleteFrom("linked_file")
      .where("sha256", "in", [...hashes])
      .execute()
}
