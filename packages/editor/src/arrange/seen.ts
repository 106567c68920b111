import type { LabelId, RegionId } from "@justesse/types"
import type { EditorDocument } from "../document.ts"

/**
 * How somebody looks at a task, beside the answer: what they hid, and what they locked against their own hand. None of it is
 * part of the answer.
 */
export interface Seen {
  readonly hidden: ReadonlySet<RegionId>
  readonly locked: ReadonlySet<RegionId>
}

/** These regions hidden or locked, or (`on` false) not any more. The same set where nothing changes. */
export function withEach(set: ReadonlySet<RegionId>, ids: readonly RegionId[], on: boolean): ReadonlySet<RegionId> {
  const changed = ids.filter((id) => set.has(id) !== on)
  if (changed.length === 0) return set
  const next = new Set(set)
  for (const id of changed) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}

/** True when all of these are in the set, of which there is one at least: the key takes it back then. */
export function areAll(set: ReadonlySet<RegionId>, ids: readonly RegionId[]): boolean {
  return ids.length > 0 && ids.every((id) => set.has(id))
}

/** All regions of a label, in the order of the list. */
export function regionsOfLabel({ order, regions }: EditorDocument, label: LabelId): RegionId[] {
  return order.filter((id) => regions.get(id)?.label === label)
}

/** What is left of it in a document: regions that are there. */
export function seenHere({ regions }: EditorDocument, { hidden, locked }: Seen): Seen {
  const here = (set: ReadonlySet<RegionId>) => new Set([...set].filter((id) => regions.has(id)))
  return { hidden: here(hidden), locked: here(locked) }
}
