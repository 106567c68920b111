import { activity, type Link, links, overviewFigures, people, projects } from "@justesse/db"
import { JustesseError, type ProjectSlug } from "@justesse/types"
import type { JoinAccept, JoinShown } from "@justesse/types/wire/account"
import type { z } from "zod"
import { signedIn } from "../core/access.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { createPerson } from "./account.ts"
import { pseudonymFor } from "./pseudonym.ts"

async function liveLink(deps: Deps, token: string): Promise<Link> {
  const link = await links(deps.storage.db).live("join", deps.sha256(token), deps.nowMs())
  if (!link) throw new JustesseError("invitation_over")
  return link
}

/** What an invitation is about, before any account exists: the conditions come first. @throws JustesseError invitation_over */
export async function showInvitation(deps: Deps, token: string): Promise<z.infer<typeof JoinShown>> {
  const link = await liveLink(deps, token)
  const base = { studio: deps.settings.get().address, roles: [...link.roles], email: link.email }
  const project = link.projectId === null ? undefined : await projects(deps.storage.db).byId(link.projectId)
  if (!project)
    return {
      ...base,
      project: null,
      purpose: "",
      contentNote: "",
      ownerName: null,
      members: 0,
      reviewers: 0,
      answersSoFar: 0,
      changedRatio: null,
    }
  const members = await projects(deps.storage.db).members(project.id)
  const figures = await overviewFigures(deps.storage.db).soFar(project.id)
  return {
    ...base,
    project: {
      project: project.slug,
      name: project.name,
      kind: project.kind,
      names: project.names,
      state: project.state,
      roles: [...link.roles],
      paused: project.settings.paused,
    },
    purpose: project.settings.purpose,
    contentNote: project.settings.contentNote,
    ownerName: members.find((m) => m.roles.includes("owner"))?.name ?? null,
    members: members.filter((m) => m.roles.includes("annotator")).length,
    reviewers: members.filter((m) => m.roles.includes("reviewer")).length,
    answersSoFar: figures.answers,
    changedRatio: figures.changedRatio,
  }
}

async function accountFor(ctx: Context, input: z.infer<typeof JoinAccept>, link: Link): Promise<number> {
  if (input.account) return createPerson(ctx.deps, { ...input.account, operator: link.operator })
  return signedIn(ctx.who, undefined).personId
}

/** Takes an invitation: makes the account (or uses the one signed in), then the membership; signs in. */
export async function acceptInvitation(
  ctx: Context,
  input: z.infer<typeof JoinAccept>,
): Promise<{ project: ProjectSlug | null }> {
  const { deps } = ctx
  const link = await liveLink(deps, input.token)
  const personId = await accountFor(ctx, input, link)
  if (!(await links(deps.storage.db).use(link.id))) throw new JustesseError("invitation_over")
  const project = link.projectId === null ? undefined : await projects(deps.storage.db).byId(link.projectId)
  if (project) {
    const repo = projects(deps.storage.db)
    await repo.addMember(project.id, personId, link.roles, await pseudonymFor(deps, project.id, personId), deps.nowMs())
    await repo.acceptConditions(project.id, personId, project.guidelineVersion)
    await activity(deps.storage.db).add({
      projectId: project.id,
      personId,
      atMs: deps.nowMs(),
      what: "person.joined",
      detail: { roles: link.roles.join(" ") },
    })
  }
  const person = await people(deps.storage.db).byId(personId)
  if (input.account && person?.authUserId) ctx.cookies.push(...(await deps.auth.enterAs(person.authUserId)))
  return { project: project?.slug ?? null }
}
