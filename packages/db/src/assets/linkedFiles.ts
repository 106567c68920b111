import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** A file outside the data folder, as it was when its bytes were last hashed. */
export interface LinkedFile {
  readonly path: string
  readonly bytes: number
  /** Milliseconds; whole. */
  readonly modifiedMs: number
}

/** Pictures whose bytes stay where they were found, by their SHA-256. */
export function linkedFiles(db: Kysely<Database>) {
  return {
    /** Remembers where these bytes lie; the last place named counts. */
    async link(sha256: string, file: LinkedFile): Promise<void> {
      const where = { path: file.path, bytes: file.bytes, modified_ms: Math.floor(file.modifiedMs) }
      await db
        .insertInto("linked_file")
        .values({ sha256, ...where })
        .onConflict((conflict) => conflict.column("sha256").doUpdateSet(where))
        .execute()
    },

    /** Remembers where many lie, in one transaction. */
    async linkAll(files: ReadonlyMap<string, LinkedFile>): Promise<void> {
      if (files.size === 0) return
      await db.transaction().execute(async (tx) => {
        for (const [sha256, file] of files) await linkedFiles(tx).link(sha256, file)
      })
    },

    async find(sha256: string): Promise<LinkedFile | null> {
      const row = await db
        .selectFrom("linked_file")
        .select(["path", "bytes", "modified_ms"])
        .where("sha256", "=", sha256)
        .executeTakeFirst()
      return row ? { path: row.path, bytes: row.bytes, modifiedMs: row.modified_ms } : null
    },

    /** Linked pictures of an import, by number after `after`. */
    async ofImport(projectId: number, importId: number, after: number, limit: number) {
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
    },

    async forget(hashes: readonly string[]): Promise<void> {
      if (hashes.length > 0)
        await db
          .deleteFrom("linked_file")
          .where("sha256", "in", [...hashes])
          .execute()
    },
  }
}
