import { openPostgres } from "./postgres/open.ts"
import { openSqlite } from "./sqlite/storage.ts"
import type { Storage, StorageSettings } from "./storage.ts"

/**
 * Opens a storage, durable or not at all, and brings its schema up to date.
 *
 * @throws JustesseError storage_locked | storage_unsafe | storage_newer | storage_rewound
 */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  return settings.url ? openPostgres(settings.url, settings) : openSqlite(settings.file ?? "justesse.db", settings)
}
