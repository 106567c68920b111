import { forgetIndex, forgetPictures, forgetSent, sentSince } from "@justesse/db/assets/forget"
import { forgetLinkedFiles } from "@justesse/db/assets/linkedFiles"
import { findUnusedBlobs, type GoneAsset, listLeftBehind, listOverdue, setBytesGone } from "@justesse/db/assets/marks"
import type { Deps } from "../core/deps.ts"
import { FILES } from "../core/locks.ts"

/** Deleted pictures can be put back for this long. */
export const TRASH_MS = 30 * 86_400_000

/** Pictures that are forgotten in one go: what acts and imports remember of them is read once for all of these. */
const MOST = 5_000
/** Of those, pictures whose bytes are removed together: nothing may be brought in meanwhile. */
const BATCH = 500

/**
 * Removes pictures whose 30 days in the bin are over: first every copy of what was written on them, then each blob that no
 * other picture and no guideline uses. A picture in a frozen version stays in the bin, whole: versions never change. Answers
 * that reached a picture after it was gone are emptied, too. Returns how many are gone; fewer than were asked for means that
 * no more are due.
 */
export async function emptyTrash(deps: Pick<Deps, "storage" | "blobs" | "nowMs">, most = MOST): Promise<number> {
  const { db } = deps.storage
  const beforeMs = deps.nowMs() - TRASH_MS
  await forgetSent(db, await sentSince(db, MOST))
  const gone = await forgetPictures(db, await listOverdue(db, beforeMs, most), beforeMs)
  if (gone.length > 0) await forgetIndex(db)
  // Those of a run that was cut short are among them.
  for (let left = await listLeftBehind(db, BATCH); left.length > 0; left = await listLeftBehind(db, BATCH))
    await removeBytes(deps, left)
  return gone.length
}

async function removeBytes(
  { storage, blobs }: Pick<Deps, "storage" | "blobs">,
  gone: readonly GoneAsset[],
): Promise<void> {
  const { db } = storage
  await storage.locks.exclusive(FILES, async () => {
    const unused = await findUnusedBlobs(db, new Set(gone.flatMap((asset) => asset.hashes)))
    for (const sha256 of unused) await blobs.remove(sha256)
    await forgetLinkedFiles(storage.db, [...unused])
    await setBytesGone(db, gone)
  })
}
