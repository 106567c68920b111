import { findPeople } from "@justesse/db/people"
import { listMembers, type ProjectAccess } from "@justesse/db/projects"
import type { Deps } from "../core/deps.ts"

/** Says a person's name as the viewer may read it. */
export type Namer = (personId: number | null) => string

/**
 * Names in an in-house project, pseudonyms in an open one; everybody reads their own name. People who act on a project
 * without being members (the import's author, an operator) read by name in-house and as nobody in open projects.
 */
export async function namer(
  deps: Pick<Deps, "storage">,
  project: Pick<ProjectAccess, "id" | "names">,
  viewerId: number,
): Promise<Namer> {
  const members = await listMembers(deps.storage.db, project.id)
  const known = new Map<number, string>()
  for (const member of members) {
    const open = project.names === "open" && member.personId !== viewerId
    known.set(member.personId, open ? member.pseudonym : member.name)
  }
  return (personId) => (personId === null ? "" : (known.get(personId) ?? ""))
}

/** Says when somebody did something, as the viewer may read it. */
export type Timer = (personId: number | null, atMs: number) => number

const DAY_MS = 86_400_000

/**
 * To the millisecond where names are shown, and of oneself; where they are hidden the day alone, as noon in UTC: fine times tell
 * in which part of the world somebody works, and from when to when (PRI-3).
 */
export function timer(project: Pick<ProjectAccess, "names">, viewerId: number): Timer {
  return (personId, atMs) =>
    project.names === "open" && personId !== null && personId !== viewerId ? atMs - (atMs % DAY_MS) + DAY_MS / 2 : atMs
}

/** {@link namer} that also knows the people of `ids` who are no members any more. */
export async function namerWith(
  deps: Pick<Deps, "storage">,
  project: Pick<ProjectAccess, "id" | "names">,
  viewerId: number,
  ids: readonly number[],
): Promise<Namer> {
  const inside = await namer(deps, project, viewerId)
  if (project.names === "open") return inside
  const missing = [...new Set(ids)].filter((id) => inside(id) === "")
  const others = new Map((await findPeople(deps.storage.db, missing)).map((person) => [person.id, person.name]))
  return (personId) => inside(personId) || (personId === null ? "" : (others.get(personId) ?? ""))
}
