import { listMembers, type ProjectAccess } from "@justesse/db"
import { countNotes } from "@justesse/db/mentors/notes"
import { listMentors, putNamed } from "@justesse/db/mentors/offers"
import { countPairs } from "@justesse/db/mentors/pairs"
import { JustesseError, PersonId } from "@justesse/types"
import type { MentorsOfProject } from "@justesse/types/wire/mentor"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"

/** `mentor.project`: whom an owner named, and counts of the rest: never who is with whom, nor anything that is written. */
export async function readMentors(
  { storage: { db } }: Pick<Deps, "storage">,
  { id }: Pick<ProjectAccess, "id">,
): Promise<MentorsOfProject> {
  const [{ named, offering }, pairs, notes] = await Promise.all([
    listMentors(db, id),
    countPairs(db, id),
    countNotes(db, { projectId: id }),
  ])
  return { named: named.map((person) => PersonId.parse(person)), offering: offering.length, pairs, notes }
}

/** `mentor.name`: an owner names somebody who labels in the project as a mentor, or no longer does. @throws JustesseError not_found */
export async function nameMentor(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { person, named }: { readonly person: number; readonly named: boolean },
): Promise<void> {
  requireActive(project)
  const member = (await listMembers(deps.storage.db, project.id)).find(({ personId }) => personId === person)
  if (!member?.roles.includes("annotator") || member.roles.includes("owner"))
    throw new JustesseError("not_found", { person })
  await inTransaction(deps, async (inside) => {
    const by = named ? who.personId : null
    await putNamed(inside.storage.db, { projectId: project.id, personId: person, by, atMs: inside.nowMs() })
    await note(inside, project.id, who, { what: named ? "people.mentor" : "people.noMentor", detail: { person } })
  })
}
