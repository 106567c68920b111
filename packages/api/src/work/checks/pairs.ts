import { findProjectBySlug, type Project } from "@justesse/db"
import { listCheckingProjects } from "@justesse/db/projects"
import { findOwnerOfBoth } from "@justesse/db/work/checks"
import type { Deps } from "../../core/deps.ts"

/** A project in which things are drawn, the one in which these are checked, and somebody who owns both. */
export interface Pair {
  readonly from: Project
  readonly to: Project
  readonly owner: number
}

/** Every pair that is to be worked on now: both are there, and somebody owns both, as of this moment. */
export async function findPairs({ storage: { db } }: Pick<Deps, "storage">): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const to of await listCheckingProjects(db)) {
    const from = await findProjectBySlug(db, to.settings.checks?.of ?? "")
    if (!from || from.id === to.id || from.state === "deleted") continue
    const owner = await findOwnerOfBoth(db, from.id, to.id)
    if (owner !== null) pairs.push({ from, to, owner })
  }
  return pairs
}
