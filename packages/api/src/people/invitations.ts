import { insertLink, type Link, listLinks, withdrawLink } from "@justesse/db/account/links"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { Invite, Invited } from "@justesse/types/wire/people"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"

type Inviting = Pick<Deps, "storage" | "nowMs" | "sha256" | "randomToken" | "settings">
type Links = z.infer<typeof Invited>["links"]

/** An invitation can be accepted for this long. */
export const INVITATION_MS = 14 * 86_400_000

export function invitationState(link: Link, nowMs: number): "waiting" | "used" | "withdrawn" | "over" {
  if (link.withdrawn) return "withdrawn"
  if (link.uses >= link.maxUses) return "used"
  return link.endsAtMs <= nowMs ? "over" : "waiting"
}

type Wanted = z.infer<typeof Invite>["people"][number]

/**
 * Invites people by link, no mail needed: one link each, or one that several may use. Nobody is a member before they
 * accept, and nothing here tells whether an address has an account (T16). Secrets are shown this once; only their hashes are stored.
 */
export async function invite(
  deps: Inviting,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof Invite>,
): Promise<z.infer<typeof Invited>> {
  requireActive(project)
  return inTransaction(deps, async (inside) => {
    const made: Links = []
    for (const wanted of input.people)
      made.push(await makeLink(inside, project, who, { ...wanted, maxUses: input.maxUses }))
    await note(inside, project.id, who, { what: "people.invited", detail: { people: made.length } })
    return { links: made }
  })
}

async function makeLink(
  deps: Inviting,
  project: ProjectAccess,
  who: Who,
  wanted: Wanted & { maxUses: number },
): Promise<Links[number]> {
  const token = deps.randomToken()
  const madeAtMs = deps.nowMs()
  const id = await insertLink(deps.storage.db, {
    kind: "join",
    secretSha256: deps.sha256(token),
    projectId: project.id,
    name: wanted.name,
    email: wanted.email,
    roles: wanted.roles,
    madeBy: who.personId,
    madeAtMs,
    endsAtMs: madeAtMs + INVITATION_MS,
    maxUses: wanted.maxUses,
  })
  return { id, name: wanted.name, link: `${deps.settings.get().address}/join#${token}` }
}

async function invitation(deps: Pick<Deps, "storage">, project: ProjectAccess, id: number): Promise<Link> {
  const link = (await listLinks(deps.storage.db, project.id, "join")).find((one) => one.id === id)
  if (!link) throw new JustesseError("not_found", { invitation: id })
  return link
}

/** A new link in the place of one that was lost or is over; the old one stops working. */
export async function resend(
  deps: Inviting,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<z.infer<typeof Invited>> {
  requireActive(project)
  const link = await inTransaction(deps, async (inside) => {
    // As it stands when it is withdrawn: uses that somebody took meanwhile are not given again.
    const old = await withdrawLink(inside.storage.db, id, project.id)
    if (old?.kind !== "join") throw new JustesseError("not_found", { invitation: id })
    const { name, email, roles } = old
    const maxUses = Math.max(1, old.maxUses - old.uses)
    await note(inside, project.id, who, { what: "people.invited", detail: { people: 1 } })
    return makeLink(inside, project, who, { name, email, roles: [...roles], maxUses })
  })
  return { links: [link] }
}

export async function withdraw(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<void> {
  requireActive(project)
  await invitation(deps, project, id)
  await inTransaction(deps, async (inside) => {
    await withdrawLink(inside.storage.db, id, project.id)
    await note(inside, project.id, who, { what: "people.withdrawn", detail: { invitation: id } })
  })
}
