import { assetMarks } from "@justesse/db/repositories/assetMarks"
import { linkedFiles } from "@justesse/db/repositories/linkedFiles"
import type { Deps } from "../core/deps.ts"
import { sweeping } from "./turns.ts"

/** Deleted pictures can be put back for this long. */
export const BIN_MS = 30 * 86_400_000

/** Pictures whose bytes are removed in one go. */
const MOST = 500

/**
 * Removes pictures whose 30 days in the bin are over: first what is known of them, then each blob that no other picture
 * and no guideline uses. A picture in a frozen version stays in the bin, whole. Returns how many are gone; fewer than were
 * asked for means that no more are due.
 */
export async function emptyBin(deps: Pick<Deps, "storage" | "blobs" | "nowMs">, most = MOST): Promise<number> {
  const marks = assetMarks(deps.storage.db)
  const gone = await marks.over(deps.nowMs() - BIN_MS, most)
  if (gone.length === 0) return 0
  await marks.forget(gone)
  const hashes = new Set(gone.flatMap((asset) => asset.hashes))
  await sweeping(async () => {
    const unused = await marks.unused(hashes)
    for (const sha256 of unused) await deps.blobs.remove(sha256)
    await linkedFiles(deps.storage.db).forget([...unused])
  })
  return gone.length
}
