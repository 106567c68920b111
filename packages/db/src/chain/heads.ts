import { randomUUID } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import type { ChainHeadAt } from "./store.ts"

/** A head as it lies beside the database. */
export interface KeptHead extends ChainHeadAt {
  readonly file: string
}

const NAME = /^chain-\d+\.head$/
const Kept = z.object({ chain: z.int(), seq: z.int(), hash: z.string(), atMs: z.int() })

/**
 * Keeps the head of a chain: written aside, synced, renamed, so that under its name it is whole. Two processes may do so at
 * once, where one took over the chain of the other; the file is the head of either, and both are in the database.
 */
export async function writeHead(folder: string, { chainId, seq, hash, atMs }: ChainHeadAt): Promise<void> {
  const to = join(folder, `chain-${chainId}.head`)
  await mkdir(folder, { recursive: true })
  const aside = `${to}.${randomUUID()}.part`
  const file = await open(aside, "wx", 0o600)
  try {
    await file.writeFile(`${JSON.stringify({ chain: chainId, seq, hash, atMs })}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, to)
  await syncFolder(folder)
}

/** A new name is on the disk once its folder is; some systems cannot sync one, and keep names by themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

/** The heads that lie in a folder, and the names of those that cannot be read. */
export async function readHeads(folder: string): Promise<{ heads: KeptHead[]; unreadable: string[] }> {
  const heads: KeptHead[] = []
  const unreadable: string[] = []
  const names = await readdir(folder).catch(() => [])
  for (const file of names.filter((name) => NAME.test(name)).sort()) {
    const kept = await readKept(join(folder, file))
    if (kept) heads.push({ file, chainId: kept.chain, seq: kept.seq, hash: kept.hash, atMs: kept.atMs })
    else unreadable.push(file)
  }
  return { heads, unreadable }
}

async function readKept(path: string): Promise<z.infer<typeof Kept> | null> {
  const text = await readFile(path, "utf8").catch(() => "")
  try {
    return Kept.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Removes all heads: the database beside them is another one from now on. */
export async function removeHeads(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (NAME.test(name)) await rm(join(folder, name), { force: true })
}
