/** A part of a project's queue: whose it is and how soon it comes. */
export interface Tier {
  readonly id: number
  /** Higher comes first; 0 is the ordinary one. */
  readonly priority: number
  /** Reserved for this person; null for nobody in particular. */
  readonly personId: number | null
  /** Reserved for this group; null for everybody. A person's reservation goes before a group's. */
  readonly groupId: number | null
}

/** Somebody who asks for work: their number and the groups they are in. */
interface Asker {
  readonly id: number
  readonly groups: readonly number[]
}

/**
 * The tiers that a person may draw from, best first: what is reserved for them, then for a group of theirs, then what is
 * for everybody; inside each by priority, higher first, then by the tier's number. The order of `tiers` does not matter.
 */
export function tiersFor<T extends Tier>(asker: Asker, tiers: readonly T[]): T[] {
  return tiers
    .filter((tier) => mayDraw(asker, tier))
    .sort((a, b) => closeness(a) - closeness(b) || b.priority - a.priority || a.id - b.id)
}

/** Whether a person may be given tasks of a tier. */
export function mayDraw(asker: Asker, tier: Tier): boolean {
  if (tier.personId !== null) return tier.personId === asker.id
  return tier.groupId === null || asker.groups.includes(tier.groupId)
}

function closeness(tier: Tier): number {
  if (tier.personId !== null) return 0
  return tier.groupId !== null ? 1 : 2
}
