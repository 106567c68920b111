import {
  type Assignment,
  findAssignment,
  findBareStatus,
  findRoles,
  findTaskStatus,
  listSentBack,
  listVersionsWith,
  type ProjectAccess,
  readReview,
} from "@justesse/db"
import type { LeaseRow, OwnAssignment } from "@justesse/db/hot/operations"
import { JustesseError } from "@justesse/types"
import type { HeldLeases, Lease, NextInput, OpenInput, SkipInput } from "@justesse/types/wire/work"
import { mayTakeUpAgain, whyNotRevisable } from "@justesse/work/lease"
import type { PayOffer } from "@justesse/work/pay/offer"
import type { z } from "zod"
import { reportContent } from "../content/reports.ts"
import { isGiven, requireGiven } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import { isHiddenFrom } from "../gold/hidden.ts"
import { isPaidFor, offerAt, readOffers } from "../pay/offer.ts"
import {
  type AllocationInput,
  type AtWork,
  accessById,
  type OwnChoices,
  tiersOf,
  toAllocation,
  type WorkDeps,
  whyEmpty,
} from "./allocation.ts"
import { leaseOf, leasesOf } from "./lease.ts"
import { choicesOf } from "./limits.ts"
import { isOtherAccess, membershipOf, withMemory } from "./memberships.ts"

/** An assignment of this person's own; everybody else's does not exist for them. */
export async function ownAssignment(
  deps: Pick<Deps, "storage">,
  personId: number,
  publicId: string,
): Promise<Assignment> {
  const found = await findAssignment(deps.storage.db, publicId)
  if (!found || found.personId !== personId) throw new JustesseError("not_found", { assignmentId: publicId })
  return found
}

/**
 * {@link ownAssignment} of somebody who still belongs to its project: what shows its picture again.
 * @throws JustesseError not_found, also where the project is deleted or they left it
 */
async function ownOpenAssignment(deps: Pick<Deps, "storage">, personId: number, publicId: string): Promise<Assignment> {
  const own = await ownAssignment(deps, personId, publicId)
  if ((await findRoles(deps.storage.db, own.projectId, personId)).length === 0)
    throw new JustesseError("not_found", { assignmentId: publicId })
  return own
}

/** Leases held in a project, topped up to `want`, with why there are none. What changed of its access meanwhile is read anew. */
export async function nextTasks(
  deps: WorkDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof NextInput>,
): Promise<z.infer<typeof HeldLeases>> {
  const choices = await choicesOf(deps, personId, input.utcOffsetMinutes)
  let access: ProjectAccess | null = project
  for (let reads = 0; ; reads++) {
    const [tiers, offers] = await Promise.all([tiersOf(deps, project.id, personId), readOffers(deps, access, personId)])
    const allocation = toAllocation(deps, { access, tiers, offers }, input, choices)
    if (!access || !allocation.next) return findHeldAfter(deps, personId, { project: access, allocation }, [])
    try {
      const rows = await deps.storage.hot.next({ ...allocation.next, personId, nowMs: deps.nowMs() })
      return await findHeldLeases(deps, access, personId, allocation, rows)
    } catch (error) {
      if (!isOtherAccess(error) || reads >= MOST_READS) throw error
      access = await accessById(deps, project.id, personId)
    }
  }
}

/** Most times that an access is read for one act: what changes all the while is somebody else's trouble. */
const MOST_READS = 20

/** A draw that gives what somebody holds and nothing new. */
function nothingMore(projectId: number) {
  return { projectId, tiers: [], want: 0, freshIds: [], ontologyVersion: 0, guidelineVersion: 0 }
}

/**
 * What somebody holds now, for the wire. `rows` null: nothing was drawn, and what they hold already is theirs to finish.
 * When the queue is empty, an answer that a reviewer sent back comes again.
 */
async function findHeldLeases(
  deps: WorkDeps,
  project: ProjectAccess,
  personId: number,
  allocation: AllocationInput,
  rows: readonly LeaseRow[] | null,
): Promise<z.infer<typeof HeldLeases>> {
  // What may not be given is not shown either; what was held is given back by whoever asks about it.
  if (!isGiven(project)) return { leases: [], none: allocation.none ?? { reason: "content", pausedReason: "" } }
  const { db, hot } = deps.storage
  const nowMs = deps.nowMs()
  let leases = await leasesOf(deps, project, rows ?? (await hot.next({ ...nothingMore(project.id), personId, nowMs })))
  if (leases.length > 0) return { leases, none: null }
  if (allocation.none) return { leases, none: allocation.none }
  const [sentBack] = await listSentBack(db, personId, project.id, 1)
  if (sentBack) {
    const { next } = allocation
    const at = {
      nowMs,
      utcOffsetMinutes: next?.utcOffsetMinutes,
      offer: next?.offer,
      accessVersion: project.accessVersion,
    }
    const row = await hot.takeUp({ publicId: sentBack.publicId, personId, ...at }).catch(unlessUnpaid)
    leases = row ? await leasesOf(deps, project, [row]) : []
  }
  return { leases, none: leases.length > 0 ? null : await whyEmpty(deps, project, personId, allocation.next) }
}

/** Nothing is taken up where it cannot be paid for; the reason is told as that of an empty queue. @throws every other failure */
function unlessUnpaid(error: unknown): null {
  const isUnpaid =
    error instanceof JustesseError &&
    (error.code === "project_unfunded" || error.detail["why"] === "exposed" || error.detail["why"] === "access")
  if (!isUnpaid) throw error
  return null
}

/** What somebody may draw after an act on an assignment of theirs, and in which project. */
export interface Drawing {
  /** Null for somebody who is no member (any more). */
  readonly project: ProjectAccess | null
  readonly allocation: AllocationInput
}

/** Whether the project of an act pays its person; unknown of somebody who left it, whose work may be owed something. */
export function isPaidIn(drawing: Drawing | null): boolean {
  return drawing?.project ? isPaidFor(drawing.project) : true
}

/** @throws NotInMemory */
export function allocateAfter(
  deps: WorkDeps,
  own: OwnAssignment,
  at: AtWork & { readonly choices: OwnChoices },
): Drawing {
  const membership = membershipOf(deps, own)
  return { project: membership.access, allocation: toAllocation(deps, membership, at, at.choices) }
}

/** What somebody holds after such an act; nothing is shown to whoever left the project. */
export async function findHeldAfter(
  deps: WorkDeps,
  personId: number,
  drawing: Drawing | null,
  rows: readonly LeaseRow[],
): Promise<z.infer<typeof HeldLeases>> {
  if (!drawing?.project) return { leases: [], none: drawing?.allocation.none ?? null }
  const { project, allocation } = drawing
  return findHeldLeases(deps, project, personId, allocation, allocation.next ? rows : null)
}

/** Passes a task on with a reason; the next ones come back at once. */
export async function skipTask(
  deps: WorkDeps,
  personId: number,
  input: z.infer<typeof SkipInput>,
): Promise<z.infer<typeof HeldLeases>> {
  const { fence, reason, note, content } = input
  const skipped = { publicId: input.assignmentId, personId, fence, reason, note, nowMs: deps.nowMs() }
  const choices = await choicesOf(deps, personId, input.utcOffsetMinutes)
  const decided: { drawing: Drawing | null; own: OwnAssignment | null } = { drawing: null, own: null }
  const next = (own: OwnAssignment) => {
    decided.own = own
    decided.drawing = allocateAfter(deps, own, { ...input, choices })
    // After a report everybody is asked first: nothing of the same kind comes next.
    return content ? null : decided.drawing.allocation.next
  }
  const isPaid = () => isPaidIn(decided.drawing)
  const rows = await withMemory(deps, () => deps.storage.hot.skip({ ...skipped, next, isPaid }))
  if (!content || !decided.own) return findHeldAfter(deps, personId, decided.drawing, rows)
  await reportContent(deps, decided.own, { class: content, note })
  const access = await accessById(deps, decided.own.projectId, personId)
  return access ? nextTasks(deps, access, personId, { ...input, project: access.slug }) : { leases: [], none: null }
}

/** An own assignment that is opened, and where its person's clock stands. */
type Opened = z.infer<typeof OpenInput>

/** What a project offers somebody for a task that they take in hand again; undefined where it does not pay them. */
async function offerFor(
  deps: WorkDeps,
  project: ProjectAccess | null,
  personId: number,
): Promise<PayOffer | undefined> {
  const offers = await readOffers(deps, project, personId)
  return (offers && offerAt(offers, deps.nowMs())) ?? undefined
}

async function takeInHand(
  deps: WorkDeps,
  personId: number,
  input: Opened,
  { project, offer }: { readonly project: ProjectAccess | null; readonly offer?: PayOffer | undefined },
): Promise<Lease> {
  const { assignmentId: publicId, utcOffsetMinutes } = input
  if (project) requireGiven(project)
  const nowMs = deps.nowMs()
  const at = { nowMs, utcOffsetMinutes, offer, accessVersion: project?.accessVersion }
  const row = await deps.storage.hot.takeUp({ publicId, personId, ...at })
  const lease = await leaseOf(deps, row)
  if (!lease) throw new JustesseError("not_found", { assignmentId: publicId })
  return lease
}

/**
 * Opens a task that is in hand anew (after a reload, on another machine): an earlier window is taken over.
 * @throws JustesseError not_found | already_submitted, and as {@link takeUpTask} for one that is over
 */
export async function openTask(deps: WorkDeps, personId: number, input: Opened): Promise<Lease> {
  const own = await ownOpenAssignment(deps, personId, input.assignmentId)
  if (own.state === "submitted") throw new JustesseError("already_submitted", { revision: own.revision })
  if (own.state !== "leased") return takeUpTask(deps, personId, input)
  return takeInHand(deps, personId, input, { project: await accessById(deps, own.projectId, personId) })
}

/**
 * Takes an own task up again that was skipped, ran out or was released.
 * @throws JustesseError not_found | already_submitted | project_archived | conflict (the task is excluded)
 */
export async function takeUpTask(deps: WorkDeps, personId: number, input: Opened): Promise<Lease> {
  const own = await ownOpenAssignment(deps, personId, input.assignmentId)
  const state = own.state
  if (state === "submitted") throw new JustesseError("already_submitted", { revision: own.revision })
  const [status, project] = await Promise.all([
    findTaskStatus(deps.storage.db, own),
    accessById(deps, own.projectId, personId),
  ])
  const isProjectOpen = project?.state === "open" || project?.state === "draft"
  const isExcluded = status?.state === "excluded"
  if (state !== "leased" && !mayTakeUpAgain({ state }, { isExcluded, isProjectOpen })) {
    throw isExcluded ? new JustesseError("conflict", { state: "excluded" }) : new JustesseError("project_archived")
  }
  return takeInHand(deps, personId, input, { project, offer: await offerFor(deps, project, personId) })
}

/** Whether a person may still correct what they sent; the reason when not. */
export async function whyNotRevise(
  deps: Pick<Deps, "storage">,
  own: Assignment,
  isArchived: boolean,
): Promise<ReturnType<typeof whyNotRevisable>> {
  const { db } = deps.storage
  const [status, review, versions] = await Promise.all([
    findBareStatus(db, own),
    readReview(db, own),
    listVersionsWith(db, own),
  ])
  // Gold that nobody may know of is as open to revision as any answer that people's answers settled (I5).
  const isKnown = status.settledBy === "gold" && !isHiddenFrom(own, status)
  const byReview = status.isFinal && (status.settledBy === "review" || isKnown)
  // What a reviewer sent back is asked for, whatever else they decided.
  const half = review !== undefined && review.state !== "filed" && review.order.length > 0 && own.sentBack === null
  return whyNotRevisable({
    state: own.state,
    isDecided: byReview || half,
    isFrozen: versions.some((version) => version.frozenAtMs >= own.changedAtMs),
    isArchived,
  })
}

/**
 * Takes an own answer in hand once more, as it was sent, until something was decided with it.
 * @throws JustesseError not_found | decided_already | project_archived | conflict (nothing was sent)
 */
export async function reviseTask(deps: WorkDeps, personId: number, input: Opened): Promise<Lease> {
  const own = await ownOpenAssignment(deps, personId, input.assignmentId)
  const project = await accessById(deps, own.projectId, personId)
  const why = await whyNotRevise(deps, own, project?.state !== "open" && project?.state !== "draft")
  if (why === "not_sent") throw new JustesseError("conflict", { state: own.state })
  if (why === "archived") throw new JustesseError("project_archived")
  if (why !== null) throw new JustesseError("decided_already", { why })
  return takeInHand(deps, personId, input, { project, offer: await offerFor(deps, project, personId) })
}
