import { countAllAssets, countByState } from "@justesse/db/assets/counts"
import type { AssetFilter } from "@justesse/types/wire/asset"
import type { Deps } from "../core/deps.ts"

/** What the filter row says of a project: pictures by state under a filter, and all of them. */
interface Counts {
  readonly byState: Readonly<Record<string, number>>
  readonly all: number
}

interface Known {
  readonly atMs: number
  readonly counts: Promise<Counts>
}

/** A page further down says again what was counted so long ago at most. */
const KEPT_MS = 2_000
const MOST = 200

const knownOf = new WeakMap<object, Map<string, Known>>()

/**
 * Counts of a filter. The first page of a list counts (`isFirst`); those that follow it repeat what was counted in the last two
 * seconds, whoever asked: a list that is paged through by many would otherwise be counted by each of them for each page.
 */
export function countsOf(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  filter: AssetFilter,
  isFirst: boolean,
): Promise<Counts> {
  const known = knownOf.get(storage) ?? new Map<string, Known>()
  knownOf.set(storage, known)
  const key = `${projectId} ${JSON.stringify({ ...filter, states: [] })}`
  const now = nowMs()
  const earlier = known.get(key)
  if (!isFirst && earlier && now - earlier.atMs < KEPT_MS) return earlier.counts
  const counts = count({ storage }, projectId, filter, now)
  known.delete(key)
  known.set(key, { atMs: now, counts })
  // What failed is not repeated.
  counts.catch(() => {
    if (known.get(key)?.counts === counts) known.delete(key)
  })
  if (known.size > MOST) known.delete(known.keys().next().value ?? "")
  return counts
}

async function count(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  filter: AssetFilter,
  nowMs: number,
): Promise<Counts> {
  // Side by side: PostgreSQL has a connection for each.
  const [byState, all] = await Promise.all([
    countByState(storage.db, projectId, filter, nowMs),
    countAllAssets(storage.db, projectId),
  ])
  return { byState, all }
}
