import { findAccessAsOwner, findAccessBySlug, noteMemberSeen, type ProjectAccess } from "@justesse/db"
import { JustesseError, type ProjectSlug, type Role, type TokenScope } from "@justesse/types"
import { cannotWrite } from "./beside.ts"
import type { Context } from "./context.ts"
import type { Who } from "./who.ts"

/**
 * Whoever asks, when their session or token allows `scope` (undefined: sessions alone).
 * @throws JustesseError not_signed_in | not_allowed with the scope that is wanting
 */
export function signedIn(who: Who | null, scope: TokenScope | undefined): Who {
  if (!who) throw new JustesseError("not_signed_in")
  if (who.scopes && (!scope || !who.scopes.includes(scope)))
    throw new JustesseError("not_allowed", { scope: scope ?? "session" })
  return who
}

/**
 * Who asks, looked up once more for what stays open: nobody once the session ended or the token was taken back. A call within
 * this process carries neither and brings its person itself.
 */
export async function whoNow({ deps, who, headers }: Context): Promise<Who | null> {
  const [authorization, cookie] = ["authorization", "cookie"].map((name) => headers.get(name) ?? undefined)
  if (authorization === undefined && cookie === undefined) return who
  return deps.sessions.who({ authorization, cookie, all: () => headers })
}

/**
 * {@link signedIn} for what concerns no single project: a token of one project is refused.
 * @throws JustesseError not_signed_in | not_allowed
 */
export function personAccess(who: Who | null, scope: TokenScope | undefined): Who {
  const known = signedIn(who, scope)
  if (known.projectId !== undefined) throw new JustesseError("not_allowed", { scope: "project" })
  return known
}

/**
 * The project for a member who holds one of `roles`.
 * @param deleted whether a deleted project is known here: only to bring it back
 * @throws JustesseError not_found for a stranger | not_allowed for a member without the role
 */
export async function memberAccess(
  ctx: Pick<Context, "deps">,
  who: Who,
  slug: ProjectSlug,
  roles: readonly Role[],
  deleted: "unknown" | "known" = "unknown",
): Promise<ProjectAccess> {
  const { db } = ctx.deps.storage
  const project = who.holdsFolder
    ? await findAccessAsOwner(db, slug, who.personId)
    : await findAccessBySlug(db, slug, who.personId)
  // A token of another project is a stranger here, and so is everybody in a project that was deleted.
  if (
    !project ||
    (project.state === "deleted" && deleted === "unknown") ||
    (who.projectId !== undefined && who.projectId !== project.id)
  )
    throw new JustesseError("not_found", { project: slug })
  if (!roles.some((role) => project.roles.includes(role))) throw new JustesseError("not_allowed", { project: slug })
  noteSeen(ctx, project.id, who.personId)
  return project
}

const SEEN_EVERY_MS = 60_000
const seenBy = new WeakMap<object, Map<string, number>>()

/** Notes that a member was here, at most once a minute; a failure of that stops nobody. */
function noteSeen({ deps }: Pick<Context, "deps">, projectId: number, personId: number): void {
  const key = `${projectId}:${personId}`
  const nowMs = deps.nowMs()
  const seen = seenBy.get(deps.storage) ?? new Map<string, number>()
  seenBy.set(deps.storage, seen)
  if (nowMs - (seen.get(key) ?? 0) < SEEN_EVERY_MS) return
  if (seen.size > 100_000) seen.clear()
  seen.set(key, nowMs)
  noteMemberSeen(deps.storage.db, projectId, personId, nowMs).catch((error: unknown) =>
    deps.log(cannotWrite(error) ? "info" : "warn", "member not noted as seen", { error: String(error) }),
  )
}
