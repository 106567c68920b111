import { findTargets } from "@justesse/db/assets"
import { listTaskNumbers, markDirty } from "@justesse/db/work/tasks"
import { canonicalJson, type OverlapRule, overlapOf } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

const PAGE = 500

/**
 * Applies a changed rule of answers wanted to tasks that still wait for answers. Settled, disputed and excluded tasks stay
 * as they are, and so do tasks whose number somebody chose by hand (it differs from what the old rule drew).
 */
export async function reapplyOverlap(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  projectId: number,
  before: OverlapRule,
  after: OverlapRule,
): Promise<number> {
  if (canonicalJson(before) === canonicalJson(after)) return 0
  let changed = 0
  for (let from = 0; ; ) {
    const named = await listTaskNumbers(deps.storage.db, projectId, from, PAGE)
    const targets = await findTargets(deps.storage.db, projectId, named, deps.nowMs())
    const byOverlap = new Map<number, number[]>()
    for (const target of targets) {
      const wanted = overlapOf(after, target.id)
      const waits = target.state === "open" || target.state === "waiting"
      if (!waits || target.overlap !== overlapOf(before, target.id) || wanted === target.overlap) continue
      byOverlap.set(wanted, [...(byOverlap.get(wanted) ?? []), target.id])
    }
    for (const [overlap, ids] of byOverlap) {
      await deps.storage.hot.setOverlap(projectId, ids, overlap)
      await markDirty(deps.storage.db, projectId, ids)
      changed += ids.length
    }
    const last = named.at(-1)
    if (!last || named.length < PAGE) break
    from = last
  }
  if (changed > 0) deps.wake("settle")
  return changed
}
