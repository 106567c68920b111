import { countPyramidsWanted, findPyramidWanted, type PyramidWanted, setPyramid } from "@justesse/db/assets/pyramids"
import { insertJob, listJobs } from "@justesse/db/jobs"
import { JustesseError } from "@justesse/types"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { FILES } from "../core/locks.ts"
import type { Progress } from "../jobs/define.ts"

/** What the job `tiles` is told: nothing; it takes the pictures that wait. */
export const PyramidsJob = z.strictObject({})

const KIND = "tiles"

/** What is wrong with one picture; everything else (a full disk) ends the job, which is tried again. */
const OWN_PROBLEMS: readonly string[] = [
  "picture_broken",
  "picture_too_large",
  "picture_kind",
  "file_unreadable",
  "not_found",
]

/** Queues the job that cuts large pictures into tiles, where some wait and none is queued or running. Returns how many it queued. */
export async function queuePyramids({
  storage,
  wake,
  nowMs,
}: Pick<Deps, "storage" | "wake" | "nowMs">): Promise<number> {
  const { db } = storage
  if ((await findPyramidWanted(db)) === null) return 0
  const live = await listJobs(db, { kinds: [KIND], states: ["queued", "running"], limit: 1 })
  if (live.length > 0) return 0
  await insertJob(db, { projectId: null, kind: KIND, input: {}, madeBy: null, nowMs: nowMs() })
  wake("jobs")
  return 1
}

/**
 * Cuts every picture that waits into tiles, one after the other; each is done when its row says so, so that a run that is cut
 * short goes on with the picture it had in hand.
 */
export async function makePyramids(
  deps: Pick<Deps, "storage" | "blobs" | "tiler" | "log">,
  progress: Progress,
): Promise<{ made: number; failed: number }> {
  const { db } = deps.storage
  let [made, failed] = [0, 0]
  for (let next = await findPyramidWanted(db); next !== null; next = await findPyramidWanted(db)) {
    await progress(made + failed, made + failed + (await countPyramidsWanted(db)))
    if (await makeOne(deps, next)) made++
    else failed++
  }
  return { made, failed }
}

async function makeOne(
  deps: Pick<Deps, "storage" | "blobs" | "tiler" | "log">,
  wanted: PyramidWanted,
): Promise<boolean> {
  const { storage, blobs, tiler, log } = deps
  try {
    const picture = await blobs.open(wanted.sha256)
    await tiler.tile(picture, wanted.size, (pack) =>
      storage.locks.shared(FILES, async () => {
        const { sha256 } = await blobs.put(pack)
        await setPyramid(storage.db, wanted, sha256)
      }),
    )
    return true
  } catch (error) {
    if (!(error instanceof JustesseError) || !OWN_PROBLEMS.includes(error.code)) throw error
    log("warn", "picture_not_tiled", { project: wanted.projectId, asset: wanted.id, code: error.code })
    await setPyramid(storage.db, wanted, null)
    return false
  }
}
