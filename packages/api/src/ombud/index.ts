import { findPerson, findProject, findProjectBySlug, listMembers, type Project } from "@justesse/db"
import { findCase } from "@justesse/db/decisions"
import * as db from "@justesse/db/ombud"
import { putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import type {
  OmbudAbout,
  OmbudAnswer,
  OmbudMatter,
  OmbudMatters,
  OmbudThread,
  OmbudWrite,
} from "@justesse/types/wire/ombud"
import { OmbudMatterInput } from "@justesse/types/wire/ombud"
import { ombudUntilMs, reopenForOmbud, restrictionUntilMs } from "@justesse/work/appeals/ombud"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import type { DecisionDeps } from "../decisions/context.ts"
import { append } from "../decisions/follow.ts"
import { withCase } from "../decisions/live.ts"
import { readForOmbud } from "../decisions/mine.ts"
import { findOmbud } from "./find.ts"

type OmbudDeps = DecisionDeps & Pick<Deps, "settings">

/** What a matter is about, and until when its person can write; null where there is nothing to write about. */
interface Ground {
  readonly project: Project
  readonly decision: string | null
  readonly untilMs: number | null
}

/** @throws JustesseError not_found where it is about nothing of this person's */
async function groundOf(deps: OmbudDeps, personId: number, about: OmbudAbout): Promise<Ground> {
  const reading = deps.storage.db
  if (about.kind === "decision") {
    const one = await findCase(reading, about.decision)
    const project = one && (await findProject(reading, one.projectId))
    if (!one || one.personId !== personId || !project)
      throw new JustesseError("not_found", { decision: about.decision })
    return { project, decision: one.publicId, untilMs: ombudUntilMs(one.state) }
  }
  const project = await findProjectBySlug(reading, about.project)
  if (!project) throw new JustesseError("not_found", { project: about.project })
  const restricted = await db.findRestriction(reading, { projectId: project.id, personId, sinceMs: 0 })
  return { project, decision: null, untilMs: restricted && restrictionUntilMs(restricted.atMs) }
}

const messageOf = ({ fromOmbud, text, atMs }: db.MatterMessage) => ({ fromOmbud, text, atMs })

async function threadOf(
  deps: OmbudDeps,
  personId: number,
  { project, decision, untilMs }: Ground,
): Promise<OmbudThread> {
  const reading = deps.storage.db
  const [matter, ombudId] = [
    await db.findMatterAbout(reading, { personId, projectId: project.id, decision }),
    await findOmbud(deps, personId, project.id),
  ]
  const ombud = ombudId === null ? undefined : await findPerson(reading, ombudId)
  const messages = matter ? await db.listMatterMessages(reading, matter.id) : []
  const isOpen = untilMs !== null && deps.nowMs() <= untilMs
  return {
    untilMs: isOpen ? untilMs : null,
    // Who is written to for help shows their address, whatever they chose elsewhere.
    ombud: ombud ? { name: ombud.name, email: ombud.email } : null,
    messages: messages.map(messageOf),
    reopenedAtMs: matter?.reopenedAtMs ?? null,
  }
}

/** `ombud.mine`: what somebody wrote to the ombud, and until when they can. @throws JustesseError not_found */
export async function readMyMatter(deps: OmbudDeps, who: Who, about: OmbudAbout): Promise<OmbudThread> {
  return threadOf(deps, who.personId, await groundOf(deps, who.personId, about))
}

/** Tells somebody of a matter; again and again it is one notice that is counted. */
async function tell(inside: Inside<OmbudDeps>, person: number, kind: NoticeKind, matter: db.Matter): Promise<void> {
  const concern = kind === "ombud_asked" ? "ombud" : `ombud/${matter.publicId}`
  // The ombud is no member: a notice of a project that is not theirs would not be shown.
  const projectId = kind === "ombud_asked" ? null : matter.projectId
  const detail = kind === "ombud_asked" || matter.decision === null ? {} : { decision: matter.decision as never }
  await putNotices(inside.storage.db, [person], { projectId, kind, concern, detail, atMs: inside.nowMs() })
}

/**
 * `ombud.write`: somebody writes to the ombud about a rejection that stands, or about being restricted; within half a year.
 * @throws JustesseError not_found | conflict (detail.why)
 */
export async function writeToOmbud(
  deps: OmbudDeps,
  who: Who,
  { about, messageId, text }: z.infer<typeof OmbudWrite>,
): Promise<OmbudThread> {
  const { personId } = who
  return inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const ground = await groundOf(inside, personId, about)
    const known = await db.findMatterMessage(tx, messageId)
    if (known && known.personId !== personId) throw new JustesseError("conflict", { why: "message_exists" })
    if (!known) {
      const ombudId = await findOmbud(inside, personId, ground.project.id)
      if (ombudId === null) throw new JustesseError("conflict", { why: "no_ombud" })
      const atMs = inside.nowMs()
      if (ground.untilMs === null || atMs > ground.untilMs) throw new JustesseError("conflict", { why: "too_late" })
      const of = { personId, projectId: ground.project.id, decision: ground.decision }
      const matter =
        (await db.findMatterAbout(tx, of)) ??
        (await db.insertMatter(tx, { ...of, publicId: inside.uuid(), openedAtMs: atMs }))
      await db.insertMatterMessage(tx, matter.id, { publicId: messageId, personId, fromOmbud: false, text, atMs })
      await tell(inside, ombudId, "ombud_asked", matter)
    }
    return threadOf(inside, personId, ground)
  })
}

/** @throws JustesseError not_found for everybody but the ombud: matters do not exist for them */
function requireOmbud({ settings }: OmbudDeps, who: Who): void {
  if (settings.get().ombud !== who.personId || who.scopes !== null) throw new JustesseError("not_found")
}

async function findMine(deps: OmbudDeps, who: Who, publicId: string): Promise<db.Matter> {
  requireOmbud(deps, who)
  const matter = await db.findMatter(deps.storage.db, publicId)
  if (!matter || (await findOmbud(deps, matter.personId, matter.projectId)) === null)
    throw new JustesseError("not_found", { matter: publicId })
  return matter
}

/** Matters that a list shows. */
const MOST = 500

/** `ombud.list`: what waits for the ombud, longest first, then the others. Empty for everybody else. */
export async function listMatters(deps: OmbudDeps, who: Who): Promise<OmbudMatters> {
  if (deps.settings.get().ombud !== who.personId) return { matters: [] }
  const found = await db.listMatters(deps.storage.db, MOST)
  const rows = await Promise.all(found.map(({ matter, last }) => rowOf(deps, matter, last)))
  const waiting = rows.filter(({ waits }) => waits).sort((a, b) => a.atMs - b.atMs)
  return { matters: [...waiting, ...rows.filter(({ waits }) => !waits)] }
}

type Last = Pick<db.MatterMessage, "fromOmbud" | "text" | "atMs">

async function rowOf(
  deps: OmbudDeps,
  { publicId, projectId, decision }: db.Matter,
  { fromOmbud, text, atMs }: Last,
): Promise<OmbudMatters["matters"][number]> {
  const project = await findProject(deps.storage.db, projectId)
  const { matter } = OmbudMatterInput.parse({ matter: publicId })
  return { matter, projectName: project?.name ?? "", isDecision: decision !== null, text, atMs, waits: !fromOmbud }
}

/** `ombud.one`: that matter with its case, and nothing else of the project. @throws JustesseError not_found */
export async function readMatter(deps: OmbudDeps, who: Who, publicId: string): Promise<OmbudMatter> {
  const matter = await findMine(deps, who, publicId)
  const { id, personId, projectId, decision, reopenedAtMs } = matter
  const reading = deps.storage.db
  const messages = await db.listMatterMessages(reading, id)
  const last = messages.at(-1) ?? { fromOmbud: true, text: "", atMs: matter.openedAtMs }
  const one = decision === null ? null : await readForOmbud(deps, decision)
  const state = decision === null ? undefined : (await findCase(reading, decision))?.state
  const restricted = decision === null ? await db.findRestriction(reading, { projectId, personId, sinceMs: 0 }) : null
  const member = restricted && (await listMembers(reading, projectId)).find((found) => found.personId === personId)
  return {
    row: await rowOf(deps, matter, last),
    messages: messages.map(messageOf),
    one,
    restriction: restricted && { ...restricted, reason: member?.pausedReason ?? "" },
    mayReopen: reopenedAtMs === null && state !== undefined && reopenForOmbud(state, deps.nowMs()) !== null,
    reopenedAtMs,
  }
}

/** `ombud.answer`: the ombud writes back. @throws JustesseError not_found | conflict */
export async function answerMatter(
  deps: OmbudDeps,
  who: Who,
  { matter: publicId, messageId, text }: z.infer<typeof OmbudAnswer>,
): Promise<OmbudMatter> {
  await inTransaction(deps, async (inside) => {
    const matter = await findMine(inside, who, publicId)
    const known = await db.findMatterMessage(inside.storage.db, messageId)
    if (known && known.matterId !== matter.id) throw new JustesseError("conflict", { why: "message_exists" })
    if (known) return
    const atMs = inside.nowMs()
    const { personId } = who
    await db.insertMatterMessage(inside.storage.db, matter.id, {
      publicId: messageId,
      personId,
      fromOmbud: true,
      text,
      atMs,
    })
    await tell(inside, matter.personId, "ombud_answered", matter)
  })
  return readMatter(deps, who, publicId)
}

/**
 * `ombud.decideAgain`: the rejection is decided again by a person who had nothing to do with it; silence accepts the answer. The ombud
 * decides nothing about it. Once.
 * @throws JustesseError not_found | conflict (detail.why)
 */
export async function decideAgain(deps: OmbudDeps, who: Who, publicId: string): Promise<OmbudMatter> {
  const { decision, id } = await findMine(deps, who, publicId)
  if (decision === null) throw new JustesseError("conflict", { why: "nothing_stands" })
  await withCase(deps, decision, async (inside, one) => {
    const judgement = reopenForOmbud(one.state, inside.nowMs())
    if (judgement === null) throw new JustesseError("conflict", { why: "nothing_stands" })
    if (!(await db.setReopened(inside.storage.db, id, judgement.atMs)))
      throw new JustesseError("conflict", { why: "decided_again" })
    await append(inside, one, judgement)
  })
  return readMatter(deps, who, publicId)
}

/** `ombud.set`: who the ombud of this studio is from now on; earlier matters are theirs too. @throws JustesseError not_found */
export async function setOmbud(deps: OmbudDeps, person: number | null): Promise<void> {
  const found = person === null ? null : await findPerson(deps.storage.db, person)
  if (found === undefined || found?.active === false) throw new JustesseError("not_found", { person: person ?? 0 })
  await deps.settings.set({ ombud: person })
}
