import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { JustesseError } from "@justesse/types"
import Database from "better-sqlite3"

/** Opens one connection with everything that durability needs, and reads it back (SQLite forgets `synchronous` on each open). */
export function openConnection(file: string, readonly: boolean): Database.Database {
  const db = new Database(file, { timeout: 5_000 })
  db.pragma("journal_mode = WAL")
  db.pragma("synchronous = FULL")
  db.pragma("foreign_keys = ON")
  db.pragma("cache_size = -65536")
  db.pragma("temp_store = MEMORY")
  db.pragma("wal_autocheckpoint = 10000")
  if (readonly) db.pragma("query_only = ON")
  const found = {
    journal: db.pragma("journal_mode", { simple: true }),
    synchronous: db.pragma("synchronous", { simple: true }),
    keys: db.pragma("foreign_keys", { simple: true }),
  }
  if (found.journal !== "wal" || found.synchronous !== 2 || found.keys !== 1) {
    db.close()
    throw new JustesseError("storage_unsafe", {
      journal: String(found.journal),
      synchronous: String(found.synchronous),
    })
  }
  return db
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/**
 * Takes `<file>.lock`, which names this process; one process serves one file. A lock of a process that is gone is taken over.
 *
 * @throws JustesseError storage_locked with the pid that holds it
 */
export function takeLock(file: string): { release(): void } {
  const path = `${file}.lock`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(path, "wx", 0o600)
      writeSync(handle, `${process.pid}\n`)
      closeSync(handle)
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST") || attempt > 3) throw error
      const pid = Number.parseInt(readLock(path), 10)
      if (pid > 0 && pid !== process.pid && alive(pid)) throw new JustesseError("storage_locked", { pid })
      if (pid === process.pid && heldHere.has(path)) throw new JustesseError("storage_locked", { pid })
      rmSync(path, { force: true })
    }
  }
}

/** Locks of this very process, so that opening a file twice in one process is noticed as well. */
const heldHere = new Set<string>()

function readLock(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

/** {@link takeLock}, remembered for this process. */
export function lockFile(file: string): { release(): void } {
  const lock = takeLock(file)
  const path = `${file}.lock`
  heldHere.add(path)
  return {
    release: () => {
      heldHere.delete(path)
      lock.release()
    },
  }
}
