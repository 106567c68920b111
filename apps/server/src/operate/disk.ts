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

/** Room on the disk of the data folder, and what the data take. The walk is kept for a minute: folders can be large. */
export function diskOf(dataDir: string, nowMs: () => number) {
  let kept: { atMs: number; dataBytes: number } | null = null
  return async () => {
    if (!kept || nowMs() - kept.atMs > 60_000) kept = { atMs: nowMs(), dataBytes: await bytesUnder(dataDir) }
    const fs = await statfs(dataDir)
    return { freeBytes: fs.bavail * fs.bsize, totalBytes: fs.blocks * fs.bsize, dataBytes: kept.dataBytes }
  }
}
