import { createHash, randomBytes } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { mkdir, open, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { JustesseError, Sha256 } from "@justesse/types"

/** Bytes by their SHA-256. What S3 or a disk can do alike; nothing is ever changed in place. */
export interface Blobs {
  /** Stores bytes once, durable when it resolves. */
  put(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }>
  /** @throws JustesseError not_found */
  open(sha256: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>
  has(sha256: string): Promise<boolean>
  remove(sha256: string): Promise<void>
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** Blobs that lie in files. */
export interface DiskBlobs extends Blobs {
  /** Where a blob's file is, or would be. */
  path(sha256: string): string
}

/** Blobs in a folder: `<root>/ab/abcdef…`, written aside, fsynced, renamed. */
export function diskBlobs(root: string): DiskBlobs {
  const pathOf = (sha256: string) => {
    if (!Sha256.safeParse(sha256).success) throw new JustesseError("not_found", { blob: sha256.slice(0, 80) })
    return join(root, sha256.slice(0, 2), sha256)
  }
  return {
    path: pathOf,
    async put(body) {
      const aside = join(root, "incoming", randomBytes(12).toString("hex"))
      await mkdir(dirname(aside), { recursive: true, mode: 0o700 })
      const hash = createHash("sha256")
      const file = await open(aside, "wx", 0o600)
      let bytes = 0
      try {
        for await (const chunk of body instanceof Uint8Array ? once(body) : body) {
          hash.update(chunk)
          bytes += chunk.length
          await file.writeFile(chunk)
        }
        await file.sync()
      } catch (error) {
        await rm(aside, { force: true })
        if (error instanceof Error && "code" in error && error.code === "ENOSPC")
          throw new JustesseError("storage_full")
        throw error
      } finally {
        await file.close()
      }
      const sha256 = hash.digest("hex")
      const path = pathOf(sha256)
      if (existsSync(path)) await rm(aside, { force: true })
      else {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await rename(aside, path)
      }
      return { sha256, bytes }
    },
    async open(sha256, range) {
      const path = pathOf(sha256)
      if (!existsSync(path)) throw new JustesseError("not_found", { blob: sha256 })
      return createReadStream(path, range ?? {})
    },
    has: async (sha256) =>
      stat(pathOf(sha256)).then(
        () => true,
        () => false,
      ),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  }
}
