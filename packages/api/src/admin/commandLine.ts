import { findFirstOperator, findPeople, findPersonByEmail, insertPerson } from "@justesse/db/people"
import { insertMember, listMembers, listProjectsOf, type ProjectAccess, storeRoles } from "@justesse/db/projects"
import { DEFAULT_PREFERENCES, JustesseError } from "@justesse/types"
import type { TokenFor } from "@justesse/types/wire/admin"
import type { z } from "zod"
import { createToken } from "../account/index.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { pseudonymFor } from "../people/pseudonym.ts"

const NAME = "Command line"
const EMAIL = "command-line@localhost.invalid"

type Keeping = Pick<Deps, "storage" | "nowMs" | "hmac">

/**
 * For whom commands on the data folder act: the first operator, or, until there is one, a person without an account whose
 * projects become the operator's as soon as one exists.
 */
export async function commandLinePerson(deps: Keeping): Promise<number> {
  const { db } = deps.storage
  const operator = await findFirstOperator(db)
  if (operator) {
    await adoptCommandLineProjects(deps, operator.id)
    return operator.id
  }
  const known = await findPersonByEmail(db, EMAIL)
  return (
    known?.id ??
    insertPerson(db, {
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
  const nobody = await findPersonByEmail(deps.storage.db, EMAIL)
  if (!nobody || nobody.id === operatorId) return
  const { db } = deps.storage
  for (const project of await listProjectsOf(db, nobody.id)) {
    if (!(await isOwnedBesides(deps, project, nobody.id))) {
      const pseudonym = await pseudonymFor(deps, project.id, operatorId)
      await insertMember(db, project.id, operatorId, ["owner", "reviewer", "annotator"], pseudonym, deps.nowMs())
    }
    // The row stays without roles: who made the project and its imports is still known.
    await storeRoles(db, project.id, nobody.id, [])
  }
}

async function isOwnedBesides(deps: Keeping, project: ProjectAccess, personId: number): Promise<boolean> {
  const members = await listMembers(deps.storage.db, project.id)
  const others = members.filter((member) => member.personId !== personId && member.roles.includes("owner"))
  const known = await findPeople(
    deps.storage.db,
    others.map((member) => member.personId),
  )
  return known.some((person) => person.active && person.authUserId !== null)
}

/** @throws JustesseError not_allowed for everybody but a command in the data folder, an operator's session too */
function requireFolder(who: Who): void {
  if (!who.holdsFolder) throw new JustesseError("not_allowed", { scope: "data folder" })
}

/** An API token for the person of this address. @throws JustesseError not_allowed | not_found */
export async function tokenFor(deps: Deps, who: Who, { email, ...wanted }: z.infer<typeof TokenFor>) {
  requireFolder(who)
  const person = await findPersonByEmail(deps.storage.db, email)
  if (!person?.active || person.authUserId === null) throw new JustesseError("not_found", { email })
  return createToken(deps, person.id, person.operator, wanted)
}

/** Where rows are stored. @throws JustesseError not_allowed */
export function storageFor(deps: Pick<Deps, "host">, who: Who): { databaseUrl: string | null } {
  requireFolder(who)
  return { databaseUrl: deps.host.databaseUrl }
}
