import { readdir, stat, statfs } from "node:fs/promises"
import { join } from "node:path"

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  let total = 0
  for (const entry of entries) {
    if (entry.isFile())
      total += await stat(join(entry.parentPath, entry.name)).then(
        (s) => s.size,
        () => 0,
      )
  }
  return total
}

/** Below either of these the studio is not ready: PostgreSQL and SQLite need room for what is in hand, people for a backup. */
const LEAST_RATIO = 0.05
const LEAST_BYTES = 500e6

export interface Room {
  readonly freeBytes: number
  readonly totalBytes: number
}

/** Room on the disk of a folder, for whoever is no superuser. */
export async function roomOn(dataDir: string): Promise<Room> {
  const fs = await statfs(dataDir)
  return { freeBytes: fs.bavail * fs.bsize, totalBytes: fs.blocks * fs.bsize }
}

/** Whether a disk has less room than the studio should work with: less than 5 %, or than 500 MB. */
export function isTooFull({ freeBytes, totalBytes }: Room): boolean {
  return freeBytes < LEAST_BYTES || freeBytes < LEAST_RATIO * totalBytes
}

/** Room on the disk of the data folder, and what the data take. The walk is kept for a minute: folders can be large. */
export function diskOf(dataDir: string, nowMs: () => number) {
  let kept: { atMs: number; dataBytes: number } | null = null
  return async () => {
    if (!kept || nowMs() - kept.atMs > 60_000) kept = { atMs: nowMs(), dataBytes: await bytesUnder(dataDir) }
    return { ...(await roomOn(dataDir)), dataBytes: kept.dataBytes }
  }
}
