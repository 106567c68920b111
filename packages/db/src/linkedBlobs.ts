import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import { JustesseError } from "@justesse/types"
import type { Kysely } from "kysely"
import { findLinkedFile, type LinkedFile, linkFile } from "./assets/linkedFiles.ts"
import type { Blobs } from "./blobs.ts"
import type { Database } from "./schema/index.ts"

/** How a linked file stands: as it was when it was linked, no longer there, or with other bytes. */
type LinkState = "same" | "missing" | "changed"

/**
 * Whether a linked file still holds the bytes of its hash. One whose length and time of change are as they were is believed; any
 * other is hashed again, and one that was only touched is believed from then on.
 */
export async function checkLink(db: Kysely<Database>, sha256: string, file: LinkedFile): Promise<LinkState> {
  const now = await stat(file.path).catch(() => null)
  if (!now?.isFile()) return "missing"
  const modifiedMs = Math.floor(now.mtimeMs)
  if (now.size === file.bytes && modifiedMs === file.modifiedMs) return "same"
  if (now.size !== file.bytes) return "changed"
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(file.path)) hash.update(chunk as Uint8Array)
  if (hash.digest("hex") !== sha256) return "changed"
  // A reader that may not write hashes it the next time too.
  await linkFile(db, sha256, { ...file, modifiedMs }).catch(() => undefined)
  return "same"
}

/** Blobs of which some lie in files outside of the data folder: those are read where they are, and never written or removed. */
export function linkedBlobs(own: Blobs, db: Kysely<Database>): Blobs {
  return {
    put: (body) => own.put(body),
    putAll: (bodies) => own.putAll(bodies),
    remove: (sha256) => own.remove(sha256),
    async has(sha256) {
      if (await own.has(sha256)) return true
      const file = await findLinkedFile(db, sha256)
      return file !== null && (await checkLink(db, sha256, file)) !== "missing"
    },
    /**
     * @throws JustesseError not_found; file_unreadable (detail.why: missing | changed) for a link that no longer holds. Whoever
     * may look at a picture may read this, so that it never says where the file lies or what it is called.
     */
    async open(sha256, range) {
      const file = (await own.has(sha256)) ? null : await findLinkedFile(db, sha256)
      if (file === null) return own.open(sha256, range)
      const state = await checkLink(db, sha256, file)
      if (state !== "same") throw new JustesseError("file_unreadable", { why: state })
      return createReadStream(file.path, range ?? {})
    },
  }
}
