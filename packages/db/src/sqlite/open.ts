import { randomBytes } from "node:crypto"
import {
  chmodSync,
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import { JustesseError } from "@justesse/types"
import Database from "better-sqlite3"
import { makeFolder } from "../makeFolder.ts"
import { isHeld, markOf } from "./holder.ts"

/** Opens one connection with everything that durability needs, and reads it back (SQLite forgets `synchronous` on each open). */
export function openConnection(file: string, readonly: boolean): Database.Database {
  if (!readonly && file !== ":memory:") keepPrivate(file)
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

/** Lets this user alone read a database, which is made where it is not there, and its log, which takes the mode of the database. */
function keepPrivate(file: string): void {
  try {
    closeSync(openSync(file, "a", 0o600))
    for (const path of [file, `${file}-wal`, `${file}-shm`]) {
      const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
      if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
    }
  } catch {
    // A file of another user, or a file system without modes: whoever set it up so decides who reads it. What cannot be opened at
    // all is said by the database itself.
  }
}

/**
 * Takes `<file>.lock`, which names this process and when it began; one process serves one file. A lock of a process that is gone
 * is taken over, also where another process has its number by now.
 *
 * @throws JustesseError storage_locked with the pid that holds it
 */
function takeLock(file: string): { release(): void } {
  const path = `${file}.lock`
  makeFolder(dirname(file), 0o700)
  for (let attempt = 0; ; attempt++) {
    try {
      createWhole(path, `${process.pid}\n${markOf(process.pid) ?? ""}\n`)
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST") || attempt > 3) throw error
      const text = readLock(path)
      const [first = "", mark = ""] = text.split("\n")
      const pid = Number.parseInt(first, 10)
      const isOwn = pid === process.pid && (mark === "" || mark === markOf(pid))
      if (isOwn ? heldHere.has(path) : isHeld(pid, mark || null, file))
        throw new JustesseError("storage_locked", { pid })
      takeAway(path, text)
    }
  }
}

/** Makes a file with its content at once: nobody reads it half written. @throws EEXIST where there is one */
function createWhole(path: string, content: string): void {
  const aside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`
  writeFileSync(aside, content, { mode: 0o600, flag: "wx" })
  try {
    linkSync(aside, path)
  } catch (error) {
    // Disks without hard links refuse them in their own words.
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw error
    writeFileSync(path, content, { mode: 0o600, flag: "wx" })
  } finally {
    rmSync(aside, { force: true })
  }
}

/** Removes the lock that was read, and gives back one that somebody else has made since. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${process.pid}.old`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readLock(aside) === text) rmSync(aside, { force: true })
  else renameSync(aside, path)
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
