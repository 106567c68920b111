import { findLengths } from "@justesse/db/assets"
import type { OwnAssignment } from "@justesse/db/hot/operations"
import { findAssetsOf } from "@justesse/db/work/taskAssets"
import type { Deps } from "../core/deps.ts"
import { NotInMemory } from "./memberships.ts"

/** Lengths of recordings by project and task: a file never gets another length. */
const kept = new WeakMap<object, Map<string, number | null>>()
const MOST_KEPT = 10_000

const taskName = ({ projectId, taskId }: OwnAssignment) => `${projectId}/${taskId}`

/**
 * How long the recording of a task is, in milliseconds, from memory; null where it is about none.
 * @throws NotInMemory
 */
export function recordingOf(deps: Pick<Deps, "storage">, own: OwnAssignment): number | null {
  const known = kept.get(deps.storage)?.get(taskName(own))
  if (known === undefined) throw new NotInMemory(own)
  return known
}

/** Reads how long the recording of a task is into memory. */
export async function readRecording(deps: Pick<Deps, "storage">, own: OwnAssignment): Promise<void> {
  const { db } = deps.storage
  const known = kept.get(deps.storage) ?? new Map<string, number | null>()
  kept.set(deps.storage, known)
  if (known.has(taskName(own))) return
  const assetId = (await findAssetsOf(db, own.projectId, [own.taskId])).get(own.taskId) ?? null
  const length = assetId === null ? undefined : (await findLengths(db, own.projectId, [assetId])).get(assetId)
  if (known.size >= MOST_KEPT) known.clear()
  known.set(taskName(own), length ?? null)
}
