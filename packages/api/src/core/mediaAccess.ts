import { findAccess, membershipChanges } from "@justesse/db/projects"
import type { Role, TokenScope } from "@justesse/types"
import { unansweredClasses } from "@justesse/work/content/ask"
import { standOf } from "../content/stand.ts"
import type { Deps } from "./deps.ts"
import type { Who } from "./who.ts"

/** Other servers on the same database may change who belongs to a project: what is remembered is asked again after this. */
const KEPT_MS = 5_000
const MOST = 20_000

interface Known extends Seeing {
  readonly changes: number
  readonly untilMs: number
}

/** By which roles somebody may see pictures of a project. */
interface Seeing {
  readonly roles: readonly Role[]
  /** Pictures that are worked on too: owners, and whoever said yes to what they may hold. */
  readonly isAsked: boolean
}

const NOTHING: Seeing = { roles: [], isAsked: false }

const known = new WeakMap<object, Map<string, Known>>()

/**
 * The roles by which somebody may see pictures of a project; none for strangers, members who left, and deleted projects. Pages
 * ask for hundreds of pictures: the answer is remembered until this program changes who belongs to a project, at most
 * {@link KEPT_MS}.
 */
export async function viewingRights(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  who: Who,
  projectId: number,
): Promise<Seeing> {
  if (who.projectId !== undefined && who.projectId !== projectId) return NOTHING
  const kept = known.get(storage) ?? new Map<string, Known>()
  known.set(storage, kept)
  const key = `${who.personId}:${projectId}`
  const found = kept.get(key)
  // Taken before the look-up: what changes meanwhile makes it old.
  const changes = membershipChanges()
  if (found && found.changes === changes && found.untilMs > nowMs()) return found
  const seeing = await readRights(storage, projectId, who.personId)
  if (kept.size >= MOST) kept.clear()
  kept.set(key, { ...seeing, changes, untilMs: nowMs() + KEPT_MS })
  return seeing
}

async function readRights({ db }: Deps["storage"], projectId: number, personId: number): Promise<Seeing> {
  const access = await findAccess(db, projectId, personId)
  if (!access || access.state === "deleted") return NOTHING
  const { roles, member } = access
  return { roles, isAsked: roles.includes("owner") || unansweredClasses(standOf(access), member.yes).length === 0 }
}

/** Whether a session or a token with one of these scopes asks. */
export function hasScope({ scopes }: Who, allowed: readonly TokenScope[]): boolean {
  return scopes === null || allowed.some((scope) => scopes.includes(scope))
}
