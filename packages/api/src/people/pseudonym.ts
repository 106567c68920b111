import { listMembers } from "@justesse/db"
import { pseudonym } from "@justesse/work/pseudonyms"
import type { Deps } from "../core/deps.ts"

/** A person's name in one project: the one they have there already, otherwise a fresh one that nobody has. */
export async function pseudonymFor(
  deps: Pick<Deps, "storage" | "hmac">,
  projectId: number,
  personId: number,
): Promise<string> {
  const members = await listMembers(deps.storage.db, projectId)
  const own = members.find((member) => member.personId === personId)
  if (own) return own.pseudonym
  const taken = new Set(members.map((member) => member.pseudonym))
  return pseudonym(deps.hmac(`pseudonym:${projectId}:${personId}`), taken)
}
