import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { findSetting, makeBackup, putSetting, readBackup, type Storage } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { z } from "zod"

type BackupReason = "hand" | "nightly" | "migration"

/** Steps done of all; it may refuse, and then the work ends there. */
type OnProgress = (done: number, total: number) => Promise<void>

const NAME = /^justesse-(\d{8}T\d{6}Z)-(hand|nightly|migration)\.jbackup$/
const Verified = z.record(z.string(), z.int())

function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "")
}

function timeOf(stamp: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(stamp) ?? []
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
}

/** Backups of an installation, in `<data>/backups`: made by hand, each night, and before a migration. */
export function backupsIn(dataDir: string, storage: Storage, nowMs: () => number) {
  const folder = join(dataDir, "backups")
  const { db } = storage
  const verified = async () => Verified.catch({}).parse((await findSetting(db, "backups.verified")) ?? {})

  async function list() {
    const names = await readdir(folder).catch(() => [])
    const checked = await verified()
    const rows = await Promise.all(
      names.map(async (file) => {
        const match = NAME.exec(file)
        if (!match) return null
        const reason = match[2] as BackupReason // the pattern allows these three alone
        return {
          file,
          bytes: (await stat(join(folder, file))).size,
          madeAtMs: timeOf(match[1] ?? ""),
          reason,
          verifiedAtMs: checked[file] ?? null,
        }
      }),
    )
    return rows.filter((row) => row !== null).sort((a, b) => b.madeAtMs - a.madeAtMs)
  }

  async function check(file: string, onFile?: (read: number) => Promise<void>) {
    if (!NAME.test(file)) throw new JustesseError("name_unsafe", { name: file.slice(0, 100) })
    const result = await readBackup(join(folder, file), onFile)
    if (result.problems.length === 0)
      await putSetting(db, "backups.verified", { ...(await verified()), [file]: nowMs() })
    return { ok: result.problems.length === 0, rows: result.rows, problems: result.problems }
  }

  return {
    list,
    check: (file: string) => check(file),
    /** Makes a backup, reads it back, and answers its name. */
    async make(reason: BackupReason, onProgress: OnProgress = () => Promise.resolve()): Promise<string> {
      const file = `justesse-${stampOf(nowMs())}-${reason}.jbackup`
      // Writing is the first half of the work, reading back the second.
      let files = 0
      const writing = (done: number, total: number) => {
        files = total
        return onProgress(done, 2 * total)
      }
      const wanted = { blobsDir: join(dataDir, "blobs"), to: join(folder, file), madeAtMs: nowMs() }
      await makeBackup(storage, { ...wanted, onProgress: writing })
      await check(file, (read) => onProgress(Math.min(files + read, 2 * files), 2 * files))
      return file
    },
    /** Removes nightly backups beyond the newest `keep`. */
    async prune(keep: number): Promise<void> {
      const nightly = (await list()).filter((row) => row.reason === "nightly")
      for (const row of nightly.slice(keep)) await rm(join(folder, row.file), { force: true })
    },
  }
}
