import { createHash, randomBytes } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { mkdir, open, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { JustesseError, Sha256 } from "@justesse/types"
import { flushNames, isFull, writeTogether } from "./writeTogether.ts"

/** Bytes to be stored under their SHA-256. */
export interface NewBlob {
  readonly body: Uint8Array
  /** Where the same bytes lie in a file of this program that nobody changes in place; it may get a second name instead of a copy. */
  readonly same?: string | null
}

/** Bytes by their SHA-256. What S3 or a disk can do alike; nothing is ever changed in place. */
export interface Blobs {
  /** Stores bytes once, durable when it resolves. */
  put(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }>
  /** Stores several together, which costs much less than one by one; all are durable when it resolves. Their hashes, in order. */
  putAll(bodies: readonly NewBlob[]): Promise<readonly string[]>
  /** @throws JustesseError not_found */
  open(sha256: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>
  has(sha256: string): Promise<boolean>
  remove(sha256: string): Promise<void>
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** Blobs that lie in files. */
interface DiskBlobs extends Blobs {
  /** Where a blob's file is, or would be. */
  path(sha256: string): string
}

/** Where the file of a blob is, or would be. @throws JustesseError not_found for what is no hash */
function pathIn(root: string, sha256: string): string {
  if (!Sha256.safeParse(sha256).success) throw new JustesseError("not_found", { blob: sha256.slice(0, 80) })
  return join(root, sha256.slice(0, 2), sha256)
}

/** Names for files that are still written, in a folder that is there. */
async function asideIn(root: string): Promise<() => string> {
  const folder = join(root, "incoming")
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return () => join(folder, randomBytes(12).toString("hex"))
}

/** Makes several blobs be there. It remembers which are on their way: whoever has the same bytes waits for them. */
function writeOnce(root: string): (wanted: ReadonlyMap<string, NewBlob>) => Promise<void> {
  const inHand = new Map<string, Promise<void>>()
  const writeFresh = async (fresh: ReadonlyMap<string, NewBlob>): Promise<void> => {
    const writing = asideIn(root).then((aside) =>
      writeTogether([...fresh].map(([sha256, blob]) => ({ ...blob, path: pathIn(root, sha256), aside: aside() }))),
    )
    for (const sha256 of fresh.keys()) inHand.set(sha256, writing)
    try {
      await writing
    } finally {
      for (const sha256 of fresh.keys()) if (inHand.get(sha256) === writing) inHand.delete(sha256)
    }
  }
  return async function ensure(wanted) {
    const others: [string, NewBlob][] = []
    const fresh = new Map<string, NewBlob>()
    const waits: Promise<void>[] = []
    for (const [sha256, blob] of wanted) {
      const before = inHand.get(sha256)
      if (before) {
        others.push([sha256, blob])
        waits.push(before)
      } else if (!existsSync(pathIn(root, sha256))) fresh.set(sha256, blob)
    }
    if (fresh.size > 0) await writeFresh(fresh)
    if (others.length === 0) return
    await Promise.allSettled(waits)
    // Where it failed for others it is tried again, and fails for us.
    await ensure(new Map(others))
  }
}

/** Writes what comes into a file of its own, on the disk when it resolves. */
async function writeAside(aside: string, body: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256")
  const file = await open(aside, "wx", 0o600)
  let bytes = 0
  try {
    for await (const chunk of body) {
      hash.update(chunk)
      bytes += chunk.length
      await file.writeFile(chunk)
    }
    await file.sync()
  } catch (error) {
    await rm(aside, { force: true })
    throw isFull(error) ? new JustesseError("storage_full") : error
  } finally {
    await file.close()
  }
  return { sha256: hash.digest("hex"), bytes }
}

/** Blobs in a folder: `<root>/ab/abcdef…`, written aside, flushed, renamed, and their names flushed. */
export function diskBlobs(root: string): DiskBlobs {
  const ensure = writeOnce(root)
  return {
    path: (sha256) => pathIn(root, sha256),
    async putAll(bodies) {
      const hashes = bodies.map(({ body }) => createHash("sha256").update(body).digest("hex"))
      const wanted = new Map<string, NewBlob>()
      for (const [i, blob] of bodies.entries()) wanted.set(hashes[i] ?? "", blob)
      await ensure(wanted)
      return hashes
    },
    async put(body) {
      const aside = (await asideIn(root))()
      const written = await writeAside(aside, body instanceof Uint8Array ? once(body) : body)
      const path = pathIn(root, written.sha256)
      if (existsSync(path)) await rm(aside, { force: true })
      else {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await rename(aside, path)
      }
      await flushNames(dirname(path))
      return written
    },
    async open(sha256, range) {
      const path = pathIn(root, sha256)
      if (!existsSync(path)) throw new JustesseError("not_found", { blob: sha256 })
      return createReadStream(path, range ?? {})
    },
    has: async (sha256) =>
      stat(pathIn(root, sha256)).then(
        () => true,
        () => false,
      ),
    remove: (sha256) => rm(pathIn(root, sha256), { force: true }),
  }
}
