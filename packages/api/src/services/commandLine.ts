import { people } from "@justesse/db/repositories/people"
import { type ProjectAccess, projects } from "@justesse/db/repositories/projects"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { pseudonymFor } from "./pseudonym.ts"

const NAME = "Command line"
const EMAIL = "command-line@localhost.invalid"

type Keeping = Pick<Deps, "storage" | "nowMs" | "hmac">

/**
 * For whom commands on the data folder act: the first operator, or, until there is one, a person without an account whose
 * projects become the operator's as soon as one exists.
 */
export async function commandLinePerson(deps: Keeping): Promise<number> {
  const repo = people(deps.storage.db)
  const operator = await repo.firstOperator()
  if (operator) {
    await adoptCommandLineProjects(deps, operator.id)
    return operator.id
  }
  const known = await repo.byEmail(EMAIL)
  return (
    known?.id ??
    repo.add({
      authUserId: null,
      name: NAME,
      email: EMAIL,
      operator: false,
      preferences: DEFAULT_PREFERENCES,
      madeAtMs: deps.nowMs(),
    })
  )
}

/**
 * Projects that commands made while there was no operator become this one's, so that somebody sees them. Those that another
 * person with an account owns already stay theirs.
 */
export async function adoptCommandLineProjects(deps: Keeping, operatorId: number): Promise<void> {
  const nobody = await people(deps.storage.db).byEmail(EMAIL)
  if (!nobody || nobody.id === operatorId) return
  const repo = projects(deps.storage.db)
  for (const project of await repo.ofPerson(nobody.id)) {
    if (!(await isOwnedBesides(deps, project, nobody.id))) {
      const pseudonym = await pseudonymFor(deps, project.id, operatorId)
      await repo.addMember(project.id, operatorId, ["owner", "reviewer", "annotator"], pseudonym, deps.nowMs())
    }
    // The row stays without roles: who made the project and its imports is still known.
    await repo.setRoles(project.id, nobody.id, [])
  }
}

async function isOwnedBesides(deps: Keeping, project: ProjectAccess, personId: number): Promise<boolean> {
  const members = await projects(deps.storage.db).members(project.id)
  const others = members.filter((member) => member.personId !== personId && member.roles.includes("owner"))
  const known = await people(deps.storage.db).byIds(others.map((member) => member.personId))
  return known.some((person) => person.active && person.authUserId !== null)
}
