import { findProject, findRoles, listOperators, listProjectsOf, type OpenTransaction } from "@justesse/db"
import { listLongLeases } from "@justesse/db/pay/long"
import { listHolders, putNotices } from "@justesse/db/questions/notices"
import {
  type Claim,
  findClaim,
  insertClaim,
  insertClaimAnswer,
  listOpenClaims,
  sumGranted,
} from "@justesse/db/work/claims"
import { asPerson, enterUnleased, findSessionOf, sumUnleased } from "@justesse/db/work/unleased"
import { JustesseError, type ProjectSettings, payOf } from "@justesse/types"
import type { ClaimAnswerInput, ClaimsToAnswer } from "@justesse/types/wire/claims"
import type { ClaimInput, ClaimOutput } from "@justesse/types/wire/work"
import { CLAIM_ANSWER_MS, decideClaim, GRANTED_PER_DAY, grantedOf } from "@justesse/work/clock/claims"
import { dayBeganAtMs } from "@justesse/work/clock/day"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { namer } from "../people/names.ts"

type TimeDeps = Pick<Deps, "storage" | "nowMs">

const isPaid = (settings: ProjectSettings) => payOf(settings).mode === "paid"
const seconds = (ms: number) => Math.floor(ms / 1_000)
const QUARTER_MS = 900_000
/** For so long a task that took longer than its time limit is in the list. */
const LISTED_MS = 14 * 86_400_000
/** Claims that are read at once. */
const MOST = 200

/**
 * Enters granted time in the session that it is missing in. A claim of time beyond a task's time limit, as earlier versions had them, is of
 * counted time: it is paid with its session and not counted again.
 */
async function grant(tx: OpenTransaction, claim: Omit<Claim, "answer">, granted: number, nowMs: number) {
  const { projectId, personId, sessionId } = claim
  const session = granted > 0 && !claim.isBeyond ? await findSessionOf(tx, personId, sessionId) : undefined
  if (!session) return
  const slots = [{ slotMs: session.openedAtMs - (session.openedAtMs % QUARTER_MS), ms: granted * 1_000 }]
  const entered = { kind: "claim" as const, sessionId, guidelineVersion: null, slots, ticks: null, nowMs }
  await enterUnleased(tx, { projectId, personId, ...entered })
}

/**
 * Somebody says that time of a session of theirs is missing: within the limits it is theirs at once, and for what is beyond somebody is
 * asked. @throws JustesseError not_found
 */
export async function claimTime(
  deps: TimeDeps,
  personId: number,
  input: z.infer<typeof ClaimInput>,
): Promise<z.infer<typeof ClaimOutput>> {
  const nowMs = deps.nowMs()
  return asPerson(deps.storage, personId, async (tx) => {
    const session = await findSessionOf(tx, personId, input.session)
    if (!session) throw new JustesseError("not_found", { session: input.session })
    const sinceMs = dayBeganAtMs(nowMs, input.utcOffsetMinutes ?? 0)
    const before = await sumGranted(tx, personId, { sessionId: session.id, sinceMs })
    const claimedMs = await sumUnleased(tx, { personId, kind: "claim", sessionId: session.id })
    const counted = seconds(session.activeMs + session.unleasedMs - claimedMs)
    const endMs = session.closedAtMs === null ? nowMs : session.lastAtMs
    const { grantedSeconds, askedSeconds } = decideClaim({
      claimedSeconds: input.seconds,
      sessionSeconds: counted,
      grantedInSession: before.inSession,
      grantedToday: before.since,
      wallSeconds: seconds(endMs - session.openedAtMs),
    })
    const { projectId } = session
    const claim = {
      projectId,
      personId,
      sessionId: session.id,
      grantedSeconds,
      askedSeconds,
      note: input.note,
      isBeyond: false,
      atMs: nowMs,
    }
    const id = await insertClaim(tx, claim)
    await grant(tx, { id, ...claim }, grantedSeconds, nowMs)
    if (askedSeconds > 0) await tellAnswerers(tx, claim, nowMs)
    return { grantedSeconds, askedSeconds, answerByMs: askedSeconds > 0 ? nowMs + CLAIM_ANSWER_MS : null }
  })
}

/** Whoever answers claims of a project is told that one waits. */
async function tellAnswerers(tx: OpenTransaction, { projectId, personId }: Omit<Claim, "id" | "answer">, atMs: number) {
  const project = await findProject(tx, projectId)
  const owners = await listHolders(tx, projectId, "owner", personId)
  const operators = (await listOperators(tx)).map(({ id }) => id)
  const isAside = project !== undefined && isPaid(project.settings)
  const people = isAside ? operators.filter((id) => id !== personId && !owners.includes(id)) : owners
  await putNotices(tx, people, { projectId, kind: "claim_waits", concern: `claims:${projectId}`, detail: {}, atMs })
}

/** What may still be granted to somebody at once today. */
export async function grantLeft({ storage, nowMs }: TimeDeps, personId: number, utcOffset: number): Promise<number> {
  const sinceMs = dayBeganAtMs(nowMs(), utcOffset)
  const { since } = await sumGranted(storage.db, personId, { sessionId: 0, sinceMs })
  return Math.max(0, GRANTED_PER_DAY - since)
}

/**
 * Projects of which somebody answers claims; null: all. Owners answer where a team is paid by somebody else or nobody; a project that pays
 * is answered for by an operator who does not own it.
 */
async function projectsAnswered({ storage }: Pick<Deps, "storage">, who: Who): Promise<number[] | null> {
  const own = (await listProjectsOf(storage.db, who.personId)).filter(({ roles }) => roles.includes("owner"))
  return who.operator ? null : own.filter(({ settings }) => !isPaid(settings)).map(({ id }) => id)
}

async function mayAnswer(deps: TimeDeps, who: Who, claim: Pick<Claim, "personId" | "projectId">): Promise<boolean> {
  if (claim.personId === who.personId) return false
  const projects = await projectsAnswered(deps, who)
  if (projects !== null) return projects.includes(claim.projectId)
  const project = await findProject(deps.storage.db, claim.projectId)
  if (!project || !isPaid(project.settings)) return project !== undefined
  return !(await findRoles(deps.storage.db, claim.projectId, who.personId)).includes("owner")
}

/** Claims that wait for this person's answer. */
export async function claimsToAnswer(deps: Deps, who: Who): Promise<z.infer<typeof ClaimsToAnswer>> {
  const { db } = deps.storage
  const open = await listOpenClaims(db, { projects: await projectsAnswered(deps, who), limit: MOST })
  const claims: z.infer<typeof ClaimsToAnswer>["claims"] = []
  for (const claim of open) {
    const project = await findProject(db, claim.projectId)
    const session = await findSessionOf(db, claim.personId, claim.sessionId)
    if (claim.isBeyond || !project || !session || !(await mayAnswer(deps, who, claim))) continue
    const name = await namer(deps, project, who.personId)
    claims.push({
      ...{ id: claim.id, project: project.slug, projectName: project.name, note: claim.note },
      name: name(claim.personId),
      ...{ sessionAtMs: session.openedAtMs, sessionSeconds: seconds(session.activeMs + session.unleasedMs) },
      ...{ askedSeconds: claim.askedSeconds, grantedSeconds: claim.grantedSeconds },
      ...{ atMs: claim.atMs, answerByMs: claim.atMs + CLAIM_ANSWER_MS },
    })
  }
  return { claims, long: await longTasks(deps, who) }
}

/** Leases of the last two weeks that took longer than their time limit: paid, and somebody has a look. */
async function longTasks(deps: Deps, who: Who): Promise<z.infer<typeof ClaimsToAnswer>["long"]> {
  const { db } = deps.storage
  const of = { projects: await projectsAnswered(deps, who), sinceMs: deps.nowMs() - LISTED_MS, limit: MOST }
  const found: z.infer<typeof ClaimsToAnswer>["long"] = []
  for (const lease of await listLongLeases(db, of)) {
    const project = await findProject(db, lease.projectId)
    if (!project || !(await mayAnswer(deps, who, lease))) continue
    const name = (await namer(deps, project, who.personId))(lease.personId)
    const { leasedAtMs, capSeconds, seconds } = lease
    found.push({ project: project.slug, projectName: project.name, name, leasedAtMs, capSeconds, seconds })
  }
  return found
}

async function answer(deps: TimeDeps, claim: Claim, by: number | null, said: number | null): Promise<boolean> {
  const nowMs = deps.nowMs()
  const granted = grantedOf(claim, said, nowMs)
  if (granted === null) return false
  return asPerson(deps.storage, claim.personId, async (tx) => {
    const isFirst = await insertClaimAnswer(tx, claim.id, { personId: by, grantedSeconds: granted, atMs: nowMs })
    if (!isFirst) return false
    await grant(tx, claim, granted, nowMs)
    return true
  })
}

/** Answers a claim, once. @throws JustesseError not_found | decided_already */
export async function answerClaim(
  deps: TimeDeps,
  who: Who,
  { claim: id, seconds: said }: z.infer<typeof ClaimAnswerInput>,
): Promise<void> {
  const claim = await findClaim(deps.storage.db, id)
  if (!claim || claim.askedSeconds === 0 || !(await mayAnswer(deps, who, claim)))
    throw new JustesseError("not_found", { claim: id })
  if (!(await answer(deps, claim, who.personId, said))) throw new JustesseError("decided_already", { claim: id })
}

/** Grants what nobody answered in 72 hours. Several servers may call it: each claim is granted once. Returns how many were. */
export async function grantBySilence(deps: TimeDeps): Promise<number> {
  const due = (await listOpenClaims(deps.storage.db, { projects: null, limit: MOST })).filter(
    (claim) => grantedOf(claim, null, deps.nowMs()) !== null,
  )
  let granted = 0
  for (const claim of due) if (await answer(deps, claim, null, null)) granted++
  return granted
}
