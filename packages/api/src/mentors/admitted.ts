import type { ProjectAccess } from "@justesse/db"
import { countNotes } from "@justesse/db/mentors/notes"
import { findMentor } from "@justesse/db/mentors/offers"
import { findActiveMs } from "@justesse/db/mentors/progress"
import { findOwnOutcomes } from "@justesse/db/records/knownWork"
import type { WouldMentor } from "@justesse/work/mentors/pair"
import { criteriaOf, type ProgressFacts, reaches } from "@justesse/work/progression/criteria"
import type { Deps } from "../core/deps.ts"

type Reading = Pick<Deps, "storage" | "nowMs">

/** What the tables hold of somebody's work in a project, as the published criteria read it. */
export async function progressOf({ storage: { db }, nowMs }: Reading, of: { projectId: number; personId: number }) {
  const [outcomes, activeMs, usefulNotes] = await Promise.all([
    findOwnOutcomes(db, of, nowMs()),
    findActiveMs(db, of),
    countNotes(db, { projectId: of.projectId, mentorId: of.personId }),
  ])
  const facts: ProgressFacts = { ...outcomes, activeSeconds: Math.floor(activeMs / 1_000), usefulNotes }
  return facts
}

/** Whether somebody may mentor in a project, by what they reached or as its owner named them, and whether they offer to. */
export async function wouldMentor(
  deps: Reading,
  project: Pick<ProjectAccess, "id" | "roles">,
  personId: number,
): Promise<WouldMentor & { readonly isNamed: boolean; readonly criteria: ReturnType<typeof criteriaOf> }> {
  const of = { projectId: project.id, personId }
  const [{ isNamed, offers }, facts] = await Promise.all([findMentor(deps.storage.db, of), progressOf(deps, of)])
  return {
    ...{ id: personId, isOwner: project.roles.includes("owner"), isNamed, offers },
    isAdmitted: isNamed || reaches("mentor", facts),
    criteria: criteriaOf("mentor", facts),
  }
}
