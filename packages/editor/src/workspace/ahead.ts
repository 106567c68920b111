import { AHEAD, KINDS, type ProjectKind } from "@justesse/types"

/** What a share of the open tasks one person may keep at most, so that others find tasks too. */
const SHARE = 1 / 4

/** What is known of a project before more of its tasks are kept. */
interface Keeping {
  readonly kind: ProjectKind
  /** Open tasks that this person could do. */
  readonly available: number
  /** Each kept task has money reserved. */
  readonly pays: boolean
  /** How many tasks this person chose to keep on their computer. */
  readonly chosen: number
}

/**
 * How many tasks a page keeps on its computer. Where answers take seconds (a class, a grade, the better of two, a check) a few tasks are
 * over in no time without a network: up to 100 are kept, at most a quarter of those that are open, and in a project that pays no more
 * than chosen.
 */
export function tasksToKeep({ kind, available, pays, chosen }: Keeping): number {
  const isStream = KINDS[kind].parts === "whole" && !KINDS[kind].asksFields
  return pays || !isStream ? chosen : Math.max(chosen, Math.min(AHEAD.most, Math.floor(available * SHARE)))
}
