import {
  countSoFar,
  findLiveLink,
  findProject,
  findRoles,
  insertMember,
  type Link,
  listMembers,
  spendLink,
  storeAccepted,
} from "@justesse/db"
import { JustesseError, type ProjectSlug, payOf } from "@justesse/types"
import type { JoinAccept, JoinShown } from "@justesse/types/wire/account"
import type { z } from "zod"
import { note } from "../activity/index.ts"

import { signedIn } from "../core/access.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import { pseudonymFor } from "../people/pseudonym.ts"
import { cardOf } from "../projects/card.ts"
import { changedRatioOf } from "../projects/overview/figures.ts"
import { addPerson, hashForNew } from "./persons.ts"

async function liveLink(deps: Deps, token: string): Promise<Link> {
  const link = await findLiveLink(deps.storage.db, "join", deps.sha256(token), deps.nowMs())
  if (!link) throw new JustesseError("invitation_over")
  return link
}

/** What an invitation is about, before any account exists: the conditions come first. @throws JustesseError invitation_over */
export async function showInvitation(deps: Deps, token: string): Promise<z.infer<typeof JoinShown>> {
  const link = await liveLink(deps, token)
  const base = { studio: deps.settings.get().address, roles: [...link.roles], email: link.email }
  const project = link.projectId === null ? undefined : await findProject(deps.storage.db, link.projectId)
  if (!project)
    return {
      ...base,
      project: null,
      purpose: "",
      contentNote: "",
      contentOther: "",
      ownerName: null,
      members: 0,
      reviewers: 0,
      answersSoFar: 0,
      changedRatio: null,
    }
  const members = await listMembers(deps.storage.db, project.id)
  const figures = await countSoFar(deps.storage.db, project.id)
  return {
    ...base,
    project: await cardOf(deps, { ...project, roles: link.roles }),
    purpose: project.settings.purpose,
    contentNote: project.settings.contentNote,
    contentOther: project.settings.content?.other ?? "",
    ownerName: members.find((m) => m.roles.includes("owner"))?.name ?? null,
    members: members.filter((m) => m.roles.includes("annotator")).length,
    reviewers: members.filter((m) => m.roles.includes("reviewer")).length,
    answersSoFar: figures.answers,
    changedRatio: changedRatioOf(figures),
  }
}

/** Whoever joins: somebody new, whose account is made inside, or whoever is signed in. */
type Joiner =
  | { readonly hash: string; readonly account: NonNullable<Accepted["account"]> }
  | { readonly personId: number }
type Accepted = z.infer<typeof JoinAccept>

async function joinerOf(ctx: Context, { account }: Accepted): Promise<Joiner> {
  if (!account) return { personId: signedIn(ctx.who, undefined).personId }
  return { account, hash: await hashForNew(ctx.deps, account, ctx.ip) }
}

/** Puts a person into the project of a link that they spent, under the conditions that they read. */
async function enterProject(deps: Inside<Deps>, link: Link, personId: number): Promise<ProjectSlug | null> {
  const { db } = deps.storage
  const project = link.projectId === null ? undefined : await findProject(db, link.projectId)
  if (!project) return null
  await insertMember(db, project.id, personId, link.roles, await pseudonymFor(deps, project.id, personId), deps.nowMs())
  // A page of joining says nothing of pay: where that is not somebody else's, it is read and accepted before the first task.
  if (payOf(project.settings).mode === "salaried")
    await storeAccepted(db, project.id, personId, project.guidelineVersion)
  await note(deps, project.id, { personId }, { what: "person.joined", detail: { roles: link.roles.join(" ") } })
  return project.slug
}

/** The project of a link whose roles a person has already: opened again it leads there, and no use is spent on it. */
async function alreadyIn(deps: Deps, link: Link, personId: number): Promise<ProjectSlug | null> {
  if (link.projectId === null) return null
  const { db } = deps.storage
  const roles = await findRoles(db, link.projectId, personId)
  if (link.roles.length === 0 || !link.roles.every((role) => roles.includes(role))) return null
  return (await findProject(db, link.projectId))?.slug ?? null
}

/**
 * Takes an invitation: spends a use of it, makes the account (or takes the one signed in) and the membership, all or nothing;
 * then signs in. Of n at once as many join as the link has uses left; nothing is left of the others.
 */
export async function acceptInvitation(ctx: Context, input: Accepted): Promise<{ project: ProjectSlug | null }> {
  const { deps } = ctx
  const shown = await liveLink(deps, input.token)
  const already = ctx.who && !input.account ? await alreadyIn(deps, shown, ctx.who.personId) : null
  if (already !== null) return { project: already }
  const joiner = await joinerOf(ctx, input)
  const joined = await inTransaction(deps, async (inside) => {
    const link = await spendLink(inside.storage.db, "join", deps.sha256(input.token), deps.nowMs())
    if (!link) throw new JustesseError("invitation_over")
    const made =
      "personId" in joiner
        ? { personId: joiner.personId, userId: null }
        : await addPerson(inside, { ...joiner.account, hash: joiner.hash, operator: link.operator })
    return { userId: made.userId, project: await enterProject(inside, link, made.personId) }
  })
  if (joined.userId !== null && input.account) {
    const from = { account: input.account.email.toLowerCase(), address: ctx.ip }
    ctx.cookies.push(...(await deps.auth.enterAs(joined.userId, from)))
  }
  return { project: joined.project }
}
