import { findLengths } from "@justesse/db/assets"
import type { OwnAssignment } from "@justesse/db/hot/operations"
import { findAssetsOf } from "@justesse/db/work/taskAssets"
import type { Ontology } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { NotInMemory } from "./memberships.ts"

/** Lengths of recordings by project and task: a file never gets another length. */
const kept = new WeakMap<object, Map<string, number | null>>()
const MOST_KEPT = 10_000

type OfTask = Pick<OwnAssignment, "projectId" | "taskId">

const taskName = ({ projectId, taskId }: OfTask) => `${projectId}/${taskId}`

/**
 * How long the recording of a task is, in milliseconds, from memory; null where it is about none.
 * @throws NotInMemory
 */
export function recordingOf(deps: Pick<Deps, "storage">, own: OwnAssignment): number | null {
  const known = kept.get(deps.storage)?.get(taskName(own))
  if (known === undefined) throw new NotInMemory(own)
  return known
}

/** Reads how long the recording of a task is into memory; null where it is about none. */
export async function readRecording(deps: Pick<Deps, "storage">, own: OfTask): Promise<number | null> {
  const { db } = deps.storage
  const known = kept.get(deps.storage) ?? new Map<string, number | null>()
  kept.set(deps.storage, known)
  const earlier = known.get(taskName(own))
  if (earlier !== undefined) return earlier
  const assetId = (await findAssetsOf(db, own.projectId, [own.taskId])).get(own.taskId) ?? null
  const length = assetId === null ? undefined : (await findLengths(db, own.projectId, [assetId])).get(assetId)
  if (known.size >= MOST_KEPT) known.clear()
  known.set(taskName(own), length ?? null)
  return length ?? null
}

/** How long the recording of a task is where answers are stretches of it, in milliseconds; null elsewhere. */
export async function lengthFor(
  deps: Pick<Deps, "storage">,
  { answers }: Pick<Ontology, "answers">,
  task: OfTask,
): Promise<number | null> {
  return answers?.of === "span" ? readRecording(deps, task) : null
}
