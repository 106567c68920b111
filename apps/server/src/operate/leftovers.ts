import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"

/** A folder of the data, and which names in it or below it a whole file never has. */
const HALF: readonly { readonly folder: readonly string[]; readonly name: RegExp }[] = [
  { folder: ["backups"], name: /\.jbackup\.part$/ },
  { folder: ["blobs", "incoming"], name: /^[0-9a-f]{24}$/ },
  { folder: ["exports"], name: /\.(part|spool)$/ },
  // Uploads in the resumable protocol go on where they were; its own road sweeps them.
  { folder: ["uploads"], name: /\.part-\d+-\w+$/ },
]

/**
 * Removes what a program that was killed left half written: a backup, a picture, an export with what was put aside for it, an
 * upload, pages drawn for an import and pictures in hand. Called by whoever serves, before anything of it writes. Returns how many.
 */
export async function collectLeftovers(dataDir: string): Promise<number> {
  let removed = 0
  for (const { folder, name } of HALF) {
    const root = join(dataDir, ...folder)
    const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile() || !name.test(entry.name)) continue
      await rm(join(entry.parentPath, entry.name), { force: true })
      removed++
    }
  }
  removed += await collectHeads(dataDir)
  for (const scratch of [".pages", ".pictures", ".sounds", ".videos"])
    await rm(join(dataDir, "uploads", scratch), { recursive: true, force: true })
  return removed
}

/** A head of the chain is written in a moment; one that is older was never finished, whoever wrote it. */
const WRITTEN_MS = 60_000

async function collectHeads(dataDir: string): Promise<number> {
  let removed = 0
  for (const name of await readdir(dataDir).catch(() => [])) {
    const path = join(dataDir, name)
    if (!/^chain-\d+\.head\..*\.part$/.test(name)) continue
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (Date.now() - mtimeMs < WRITTEN_MS) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}
