import { findRoles, membershipChanges } from "@justesse/db/projects"
import type { Role, TokenScope } from "@justesse/types"
import type { Deps } from "./deps.ts"
import type { Who } from "./who.ts"

/** Other servers on the same database may change who belongs to a project: what is remembered is asked again after this. */
const KEPT_MS = 5_000
const MOST = 20_000

interface Known {
  readonly roles: readonly Role[]
  readonly changes: number
  readonly untilMs: number
}

const known = new WeakMap<object, Map<string, Known>>()

/**
 * The roles by which somebody may see pictures of a project; none for strangers, members who left, and deleted projects. Pages
 * ask for hundreds of pictures: the answer is remembered until this program changes who belongs to a project, at most
 * {@link KEPT_MS}.
 */
export async function viewingRoles(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  who: Who,
  projectId: number,
): Promise<readonly Role[]> {
  if (who.projectId !== undefined && who.projectId !== projectId) return []
  const kept = known.get(storage) ?? new Map<string, Known>()
  known.set(storage, kept)
  const key = `${who.personId}:${projectId}`
  const found = kept.get(key)
  // Taken before the look-up: what changes meanwhile makes it old.
  const changes = membershipChanges()
  if (found && found.changes === changes && found.untilMs > nowMs()) return found.roles
  const roles = await findRoles(storage.db, projectId, who.personId)
  if (kept.size >= MOST) kept.clear()
  kept.set(key, { roles, changes, untilMs: nowMs() + KEPT_MS })
  return roles
}

/** Whether a session or a token with one of these scopes asks. */
export function hasScope({ scopes }: Who, allowed: readonly TokenScope[]): boolean {
  return scopes === null || allowed.some((scope) => scopes.includes(scope))
}
