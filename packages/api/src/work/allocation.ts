import { countAvailable, findAccess, findWhyNone, listGroupsOf, listTiers, type ProjectAccess } from "@justesse/db"
import type { GoldAsk, NextInput } from "@justesse/db/hot/operations"
import { findExposed, findUnfunded } from "@justesse/db/pay/status"
import { findPairing } from "@justesse/db/work/pairs"
import { KINDS, qualityRulesOf } from "@justesse/types"
import type { LimitReached } from "@justesse/types/pace/limits"
import type { NoTask } from "@justesse/types/wire/work"
import type { ContentPace } from "@justesse/work/allocation/draw"
import { askedClasses, isStoppedByReports } from "@justesse/work/content/ask"
import { exposedCap } from "@justesse/work/pay/exposure"
import type { PayOffer } from "@justesse/work/pay/offer"
import { tiersFor } from "@justesse/work/queuePolicy"
import { isGiven, standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import { type Offers, offerAt } from "../pay/offer.ts"
import { comparesTwo, eachOf } from "./pairs/make.ts"

/** What the services of work need. */
export type WorkDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "uuid" | "sha256" | "wake" | "log">

/** What a person may draw now: the input of the hot operation, or why there is nothing. */
export interface AllocationInput {
  readonly next: Omit<NextInput, "nowMs" | "personId"> | null
  readonly none: NoTask | null
}

const nothing = (reason: NoTask["reason"], pausedReason = ""): AllocationInput => ({
  next: null,
  none: { reason, pausedReason },
})

/**
 * Whether a member has accepted the conditions in force. Owners wrote them; everybody else accepts each version of the
 * guideline before the next task of it.
 */
export function hasAccepted(access: ProjectAccess): boolean {
  return access.roles.includes("owner") || access.member.acceptedVersion >= access.guidelineVersion
}

/** Why a member gets no task now, apart from what is left in the queue; null when they may draw. */
export function findNoTask(access: ProjectAccess): NoTask | null {
  const { settings, member, roles, state } = access
  if (state === "archived" || state === "deleted") return { reason: "archived", pausedReason: "" }
  // A draft is tried by whoever makes it, and by nobody else.
  if (state === "draft" && !roles.includes("owner")) return { reason: "not_open", pausedReason: "" }
  if (settings.paused) return { reason: "paused", pausedReason: settings.pausedReason }
  if (member.paused) return { reason: "paused_you", pausedReason: member.pausedReason }
  if (!roles.includes("annotator")) return { reason: "not_annotator", pausedReason: "" }
  if (isStoppedByReports(access)) return { reason: "content_stopped", pausedReason: "" }
  if (!hasAccepted(access)) return { reason: "conditions", pausedReason: "" }
  return isGiven(access) ? null : { reason: "content", pausedReason: "" }
}

/** What somebody chose about declared content, as far as this project has any; undefined where it has none or they chose nothing. */
function contentPace(access: ProjectAccess, pace: ContentPace | null): ContentPace | undefined {
  return pace && askedClasses(standOf(access)).length > 0 ? pace : undefined
}

/** Tiers of the queue that a person may draw from, best first. */
export async function tiersOf(deps: Pick<Deps, "storage">, projectId: number, personId: number): Promise<number[]> {
  const { db } = deps.storage
  const all = await listTiers(db, projectId)
  const groups = all.some((tier) => tier.groupId !== null) ? await listGroupsOf(db, projectId, personId) : []
  return tiersFor({ id: personId, groups }, all).map((tier) => tier.id)
}

const goldSeeds = new WeakMap<object, Map<number, number>>()

/** A 32-bit secret of a project, derived once. */
function goldSeed({ storage, hmac }: Pick<Deps, "storage" | "hmac">, projectId: number): number {
  const known = goldSeeds.get(storage) ?? new Map<number, number>()
  goldSeeds.set(storage, known)
  const seed = known.get(projectId) ?? Number.parseInt(hmac(`gold:${projectId}`).slice(0, 8), 16) | 0
  known.set(projectId, seed)
  return seed
}

/** 32 bits of a lease that nobody can foresee: its lot. Told once nothing is drawn any more, they tell nothing of another lease. */
export function leaseSeed({ hmac }: Pick<Deps, "hmac">, publicId: string): number {
  return Number.parseInt(hmac(`lease:${publicId}`).slice(0, 8), 16)
}

/** More practice pictures than any project has. */
const MOST_TRAINING = 1_000

/**
 * What is mixed into the draws of a member: nothing for whoever can see known answers (owners, reviewers), and where the
 * project wants none.
 */
function goldAsk(deps: Pick<Deps, "storage" | "hmac">, { id, roles, settings }: ProjectAccess): GoldAsk | undefined {
  const { gold: mixed, tryOut, mastery = false } = qualityRulesOf(settings)
  // Until it is mastered there is always one more, as far as there are fresh ones.
  const training = mastery && tryOut > 0 ? MOST_TRAINING : tryOut
  if ((!mixed && training === 0) || roles.includes("owner") || roles.includes("reviewer")) return undefined
  const seedOf = (publicId: string) => leaseSeed(deps, publicId)
  return { seed: goldSeed(deps, id), seedOf, mixed, tryOut: training }
}

/** How many leases somebody wants to hold, and where their clock stands. */
export interface AtWork {
  readonly want: number
  readonly utcOffsetMinutes?: number | undefined
}

/** What somebody chose for themselves, as far as a draw asks: a limit that they reached, and how much declared content an hour. */
export interface OwnChoices {
  readonly limit: LimitReached | null
  readonly content: ContentPace | null
}

/** What a member may draw in a project, from these tiers. Somebody who is no member (any more) draws nothing. */
export function toAllocation(
  deps: Pick<Deps, "storage" | "hmac" | "uuid" | "nowMs">,
  membership: {
    readonly access: ProjectAccess | null
    readonly tiers: readonly number[]
    readonly offers: Offers | null
  },
  { want, utcOffsetMinutes }: AtWork,
  { limit, content }: OwnChoices,
): AllocationInput {
  const { access, tiers, offers } = membership
  if (!access) return nothing("not_annotator")
  const none = findNoTask(access)
  if (none) return { next: null, none }
  if (limit) return nothing("own_limit")
  const offer = offers && offerAt(offers, deps.nowMs())
  const pace = contentPace(access, content)
  // A project that pays and has no price yet has nothing to reserve a lease from either.
  if (offers && !offer) return nothing("unfunded")
  return {
    next: {
      projectId: access.id,
      tiers,
      want,
      freshIds: Array.from({ length: want }, () => deps.uuid()),
      ontologyVersion: access.ontologyVersion,
      guidelineVersion: access.guidelineVersion,
      gold: goldAsk(deps, access),
      utcOffsetMinutes,
      accessVersion: access.accessVersion,
      ...(offer && { offer }),
      ...(pace && { content: pace }),
    },
    none: null,
  }
}

/** Why a project that pays leases nothing to somebody: no money, or no decision yet about enough of their work; null for neither. */
async function whyUnpaid(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  personId: number,
  { capSeconds }: PayOffer,
): Promise<NoTask | null> {
  const unfunded = await findUnfunded(storage.db, projectId)
  if (unfunded) return { reason: "unfunded", pausedReason: "", sinceMs: unfunded.sinceMs }
  const { undecidedSeconds, decidedAnswers } = await findExposed(storage.db, projectId, personId, nowMs())
  const isExposed = exposedCap(capSeconds, undecidedSeconds, decidedAnswers) === null
  return isExposed ? { reason: "exposed", pausedReason: "" } : null
}

/** Why the queue holds nothing (more) for a person who may draw, and by what they draw. */
export async function whyEmpty(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: EmptyProject,
  personId: number,
  next: AllocationInput["next"] = null,
): Promise<NoTask> {
  const { id: projectId } = project
  const { offer, content, tiers } = next ?? {}
  if (content && (await countAvailable(deps.storage.db, projectId, personId, tiers ?? [], 1)) > 0)
    return { reason: "content_hour", pausedReason: "" }
  const unpaid = offer && (await whyUnpaid(deps, projectId, personId, offer))
  if (unpaid) return unpaid
  const found = await findWhyNone(deps.storage.db, projectId, personId)
  const reason = !found.tasks
    ? ((await whyNotYet(deps, project)) ?? "empty")
    : found.leased
      ? "all_leased"
      : found.disputed
        ? "waiting_for_review"
        : "all_answered"
  return { reason, pausedReason: "" }
}

type EmptyProject = Pick<ProjectAccess, "id" | "kind" | "settings" | "state">

/** Why a project that holds no task yet gets some by itself; null where it does not. */
async function whyNotYet(
  { storage }: Pick<Deps, "storage">,
  project: EmptyProject,
): Promise<"pairing" | "to_come" | null> {
  if (project.state !== "open") return null
  if (project.settings.checks?.of && KINDS[project.kind].about === "region") return "to_come"
  if (!comparesTwo(project) || eachOf(project) === 0) return null
  return (await findPairing(storage.db, project.id)).count > 1 ? "pairing" : null
}

/** The project of an assignment as its holder may know it; null when they left it since. */
export function accessById(
  deps: Pick<Deps, "storage">,
  projectId: number,
  personId: number,
): Promise<ProjectAccess | null> {
  return findAccess(deps.storage.db, projectId, personId)
}
