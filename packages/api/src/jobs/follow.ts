import { findPerson } from "@justesse/db"
import { JustesseError, type ProjectSlug, type Role } from "@justesse/types"
import { JobChange, type JobChanges, type JobKindName } from "@justesse/types/wire/jobs"
import { memberAccess, personAccess, signedIn, whoNow } from "../core/access.ts"
import type { Context } from "../core/context.ts"
import { toTrpcError } from "../core/errors.ts"
import type { Who } from "../core/who.ts"
import { type Following, jobFeedOf } from "./feed.ts"

/** Who may follow the jobs of a project: annotators have no page that shows any, and learn nothing of what runs (I5). */
export const FOLLOWERS = ["owner", "reviewer"] as const satisfies readonly Role[]

/** Jobs behind pages that reviewers see too; the others are for owners. */
const FOR_REVIEWERS: ReadonlySet<JobKindName> = new Set([
  ...(["export", "freeze", "quality", "scores"] as const),
  ...(["predictions", "suspects", "order"] as const),
])

/** Looks whether somebody may still follow, with what was read last; says what they may hear of. */
type Check = (accessVersion: number) => Promise<(kind: JobKindName) => boolean>

/**
 * What happens to the jobs of a project, for as long as somebody may know of it: looked at before each word and with each
 * change of who may do what, in whichever process it was made. Ends with `signal`.
 * @throws TRPCError of not_signed_in | not_found | not_allowed once they may not | busy when the process stops
 */
export function followProject(
  ctx: Context,
  { projectId, slug }: { readonly projectId: number; readonly slug: ProjectSlug },
  who: Who,
  signal: AbortSignal | undefined,
): AsyncGenerator<JobChanges, void> {
  let known = { version: -1, roles: [] as readonly Role[] }
  return follow(ctx, { projectId, personId: who.personId }, signal, async (version) => {
    const now = signedIn(await whoNow(ctx), "read")
    if (known.version !== version) known = { version, roles: (await memberAccess(ctx, now, slug, FOLLOWERS)).roles }
    return (kind) => known.roles.includes("owner") || FOR_REVIEWERS.has(kind)
  })
}

/** What happens to the jobs of the whole installation, for as long as somebody is its operator; see {@link followProject}. */
export function followAll(ctx: Context, who: Who, signal: AbortSignal | undefined): AsyncGenerator<JobChanges, void> {
  return follow(ctx, { projectId: null, personId: who.personId }, signal, async () => {
    const now = personAccess(await whoNow(ctx), "operate")
    const person = now.holdsFolder ? now : await findPerson(ctx.deps.storage.db, now.personId)
    if (!person?.operator || ("active" in person && !person.active)) throw new JustesseError("not_allowed")
    return () => true
  })
}

async function* follow(
  ctx: Context,
  following: Following,
  signal: AbortSignal | undefined,
  check: Check,
): AsyncGenerator<JobChanges, void> {
  try {
    let all = true
    for await (const { changed, accessVersion } of jobFeedOf(ctx.deps).follow(following, signal)) {
      const mayHear = await check(accessVersion)
      // Kinds that only another version of the program knows are shown by no page of this one.
      const heard = changed.flatMap(({ kind, state, done, total }) => {
        const change = JobChange.safeParse({ kind, state, done, total })
        return change.success && mayHear(change.data.kind) ? [change.data] : []
      })
      if (all || heard.length > 0) yield { all, changed: heard }
      all = false
    }
  } catch (error) {
    throw error instanceof JustesseError ? toTrpcError(error) : error
  }
}
