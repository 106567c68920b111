import { findAccess, listMembers, type ProjectAccess } from "@justesse/db"
import { noteMembershipChange } from "@justesse/db/projects/members"
import type { ContentClass } from "@justesse/types/content/classes"
import { mayBeGiven } from "@justesse/work/content/ask"
import type { Deps } from "../core/deps.ts"
import { isPaidFor } from "../pay/offer.ts"
import { isGiven, standOf } from "./stand.ts"

type YesDeps = Pick<Deps, "storage" | "nowMs">

/**
 * A member says to what declared content they say yes in a project. What is left out is taken back, at any time: what they hold is given
 * back with it, what they did of it is paid, and nothing counts it against them.
 */
export async function sayYes(
  { storage, nowMs }: YesDeps,
  project: ProjectAccess,
  personId: number,
  yes: readonly ContentClass[],
): Promise<void> {
  await storage.hot.sayYes({
    ...{ projectId: project.id, personId, yes: JSON.stringify([...new Set(yes)].sort()) },
    ...{ givesBack: !mayBeGiven(standOf(project), yes), isPaid: isPaidFor(project), nowMs: nowMs() },
  })
  noteMembershipChange()
}

/**
 * Takes back what members hold of a project who are asked about something there that they have not said yes to. A draw that is under way
 * meanwhile either ended before, and is found, or finds that the project changed.
 */
export async function giveBackUnasked({ storage, nowMs }: YesDeps, projectId: number): Promise<void> {
  noteMembershipChange()
  for (const { personId, roles } of await listMembers(storage.db, projectId)) {
    const access = roles.length > 0 ? await findAccess(storage.db, projectId, personId) : null
    if (!access || isGiven(access)) continue
    const of = { projectId, personId, yes: null, givesBack: true }
    await storage.hot.sayYes({ ...of, isPaid: isPaidFor(access), nowMs: nowMs() })
  }
}
