import { listLinks } from "@justesse/db/account/links"
import { numbered } from "@justesse/db/assets/numbered"
import { deleteGroup, listGroups, listReservedTasks, storeGroup } from "@justesse/db/people/groups"
import { lockPerson } from "@justesse/db/people/lock"
import { listMembers, type Member, type ProjectAccess, setPaused, storeRoles } from "@justesse/db/projects"
import { lockOwners } from "@justesse/db/projects/members"
import { countHeldByPerson, endLeasesOf } from "@justesse/db/work/leases"
import { JustesseError, PersonId, type Role } from "@justesse/types"
import type { GroupSave, PeopleShown } from "@justesse/types/wire/people"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { isOwner, requireActive, requireThere } from "../projects/guard.ts"
import { invitationState } from "./invitations.ts"

type Keeping = Pick<Deps, "storage" | "nowMs">
const DAY_MS = 86_400_000

/** Members, invitations and groups. In an open project members are pseudonyms without a day, save oneself; no figure of anybody. */
export async function listPeople(deps: Keeping, project: ProjectAccess, who: Who): Promise<PeopleShown> {
  requireThere(project)
  const { db } = deps.storage
  const all = await listGroups(db, project.id)
  const heldByPerson = await countHeldByPerson(db, project.id, deps.nowMs())
  const members = (await listMembers(db, project.id)).filter((member) => member.roles.length > 0)
  const invitations = isOwner(project) ? await listLinks(db, project.id, "join") : []
  return {
    members: members.map((member) => shown(project, who, member, all, heldByPerson.get(member.personId) ?? 0)),
    invitations: invitations.map((link) => ({
      id: link.id,
      name: link.name,
      email: link.email,
      roles: [...link.roles],
      madeAtMs: link.madeAtMs,
      endsAtMs: link.endsAtMs,
      state: invitationState(link, deps.nowMs()),
      uses: link.uses,
      maxUses: link.maxUses,
    })),
    groups: all.map((group) => ({ ...group, members: group.members.map((id) => PersonId.parse(id)) })),
  }
}

function shown(
  project: ProjectAccess,
  who: Who,
  member: Member,
  all: readonly { id: number; members: readonly number[] }[],
  reserved: number,
): PeopleShown["members"][number] {
  const you = member.personId === who.personId
  const hidden = project.names === "open" && !you
  return {
    person: PersonId.parse(member.personId),
    name: hidden ? member.pseudonym : member.name,
    email: hidden || !(isOwner(project) || you) ? null : member.email,
    roles: [...member.roles],
    groups: all.filter((group) => group.members.includes(member.personId)).map((group) => group.id),
    paused: member.paused,
    pausedReason: member.pausedReason,
    lastSeenDay:
      hidden || member.lastSeenMs === null
        ? null
        : new Date(member.lastSeenMs - (member.lastSeenMs % DAY_MS)).toISOString().slice(0, 10),
    reserved,
    you,
  }
}

async function memberOf(
  deps: Keeping,
  project: ProjectAccess,
  personId: number,
): Promise<{ member: Member; owners: number }> {
  const members = await listMembers(deps.storage.db, project.id)
  const member = members.find((one) => one.personId === personId && one.roles.length > 0)
  if (!member) throw new JustesseError("not_found", { person: personId })
  return { member, owners: members.filter((one) => one.roles.includes("owner")).length }
}

function keepAnOwner(member: Member, owners: number, roles: readonly Role[]): void {
  if (member.roles.includes("owner") && !roles.includes("owner") && owners === 1) {
    throw new JustesseError("last_owner", { person: member.personId })
  }
}

/** @throws JustesseError not_found | last_owner */
export async function setRoles(
  deps: Keeping,
  project: ProjectAccess,
  who: Who,
  personId: number,
  roles: readonly Role[],
): Promise<void> {
  requireActive(project)
  const { member, owners } = await memberOf(deps, project, personId)
  keepAnOwner(member, owners, roles)
  await inTransaction(deps, (inside) => giveRoles(inside, project, who, personId, roles))
}

/** Gives a member these roles in the place of those of before, and notes who did, in an open transaction. */
export async function giveRoles(
  inside: Inside<Keeping>,
  project: Pick<ProjectAccess, "id">,
  who: Who,
  personId: number,
  roles: readonly Role[],
): Promise<void> {
  await storeRoles(inside.storage.db, project.id, personId, roles)
  const detail = { person: personId, roles: roles.join(" ") }
  await note(inside, project.id, who, { what: "people.roles", detail })
}

/** A paused member keeps what is in hand and gets nothing new; they read the reason. */
export async function pauseMember(
  deps: Keeping,
  project: ProjectAccess,
  who: Who,
  input: { person: number; paused: boolean; reason: string },
): Promise<void> {
  requireActive(project)
  await memberOf(deps, project, input.person)
  const { person, paused, reason } = input
  await inTransaction(deps, async (inside) => {
    await setPaused(inside.storage.db, project.id, person, paused, paused ? reason : "")
    await note(inside, project.id, who, { what: paused ? "people.paused" : "people.resumed", detail: { person } })
  })
}

/**
 * Takes a member out. Their work stays under their pseudonym; what they hold is free for others at once.
 * @throws JustesseError not_found | last_owner
 */
export async function removeMember(deps: Keeping, project: ProjectAccess, who: Who, personId: number): Promise<void> {
  requireActive(project)
  const { member, owners } = await memberOf(deps, project, personId)
  keepAnOwner(member, owners, [])
  // The row stays without roles: pseudonyms of finished work are looked up there (I10).
  const nowMs = deps.nowMs()
  const freed = await inTransaction(deps, async (inside) => {
    await lockPerson(inside.storage.db, deps.storage.engine, personId)
    await storeRoles(inside.storage.db, project.id, personId, [])
    await note(inside, project.id, who, { what: "people.removed", detail: { person: personId } })
    return endLeasesOf(inside.storage.db, project.id, personId, nowMs)
  })
  await freePlaces(deps, freed, nowMs)
}

/** Frees the tasks that a member holds. Their drafts stay; a late submission is still taken (I3). */
export async function releaseReserved(
  deps: Keeping,
  project: ProjectAccess,
  who: Who,
  personId: number,
): Promise<void> {
  requireActive(project)
  await memberOf(deps, project, personId)
  const nowMs = deps.nowMs()
  const freed = await inTransaction(deps, async (inside) => {
    const tasks = await endLeasesOf(inside.storage.db, project.id, personId, nowMs)
    await note(inside, project.id, who, { what: "people.released", detail: { person: personId, tasks } })
    return tasks
  })
  await freePlaces(deps, freed, nowMs)
}

/**
 * Leaves a project. Finished work stays under the pseudonym, credited pay stays payable, leases are returned.
 * @throws JustesseError last_owner for its only owner
 */
export async function leaveProject(
  deps: Keeping,
  project: Pick<ProjectAccess, "id" | "slug" | "roles">,
  who: Who,
): Promise<void> {
  const [nowMs, { engine }] = [deps.nowMs(), deps.storage]
  const freed = await inTransaction(deps, (inside) => leaveInside(inside, project, who, { nowMs, engine }))
  await freePlaces(deps, freed, nowMs)
}

/** {@link leaveProject} in an open transaction; the number of leases that ended. @throws JustesseError last_owner */
export async function leaveInside(
  inside: Inside<Keeping>,
  project: Pick<ProjectAccess, "id" | "slug" | "roles">,
  who: Who,
  { nowMs, engine }: { readonly nowMs: number; readonly engine: Deps["storage"]["engine"] },
): Promise<number> {
  const { db } = inside.storage
  await lockPerson(db, engine, who.personId)
  const owners = await lockOwners(db, project.id)
  if (owners.length === 1 && owners[0] === who.personId)
    throw new JustesseError("last_owner", { project: project.slug })
  await storeRoles(db, project.id, who.personId, [])
  await note(inside, project.id, who, { what: "person.left", detail: { roles: project.roles.join(" ") } })
  return endLeasesOf(db, project.id, who.personId, nowMs)
}

/** The sweeper frees the places of leases that have ended; other people's ended ones go along. */
export async function freePlaces(deps: Keeping, ended: number, nowMs: number): Promise<void> {
  if (ended > 0) await deps.storage.hot.endExpired(nowMs, 1_000)
}

/** @throws JustesseError not_found for a group that is not there, or a person who is no member */
export async function saveGroup(
  deps: Keeping,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GroupSave>,
): Promise<{ id: number }> {
  requireActive(project)
  const members = new Set((await listMembers(deps.storage.db, project.id)).map((member) => member.personId))
  const stranger = input.members.find((id) => !members.has(id))
  if (stranger !== undefined) throw new JustesseError("not_found", { person: stranger })
  return numbered(() =>
    inTransaction(deps, async (inside) => {
      const id = await storeGroup(inside.storage.db, project.id, input)
      if (id === null) throw new JustesseError("not_found", { group: input.id ?? 0 })
      await note(inside, project.id, who, { what: "group.saved", detail: { group: id } })
      return { id }
    }),
  )
}

/** Removes a group; pictures kept for it are for everybody again. */
export async function removeGroup(deps: Keeping, project: ProjectAccess, who: Who, id: number): Promise<void> {
  requireActive(project)
  for (;;) {
    const kept = await listReservedTasks(deps.storage.db, project.id, { groupId: id }, 200)
    if (kept.length === 0) break
    await deps.storage.hot.setTier(project.id, kept, 1)
  }
  await inTransaction(deps, async (inside) => {
    if (!(await deleteGroup(inside.storage.db, project.id, id))) throw new JustesseError("not_found", { group: id })
    await note(inside, project.id, who, { what: "group.removed", detail: { group: id } })
  })
}
