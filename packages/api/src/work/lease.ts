import { findProject, type Project } from "@justesse/db"
import type { LeaseRow } from "@justesse/db/hot/operations"
import { findLots } from "@justesse/db/models/lots"
import { AssignmentId, EMPTY_BODY, proposalRulesOf, shapesOf, toLeaseAbout, type WorkBody } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import type { Deps } from "../core/deps.ts"
import { findTrainingNumbers } from "../gold/training.ts"
import { toProposedBody } from "../imports/proposals.ts"
import { assignmentReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { isWithheld } from "../models/lot.ts"
import { formChangesOf } from "./formChanges.ts"
import { pairFor } from "./pairs/shown.ts"

/** Leases with all that the task page needs, those with an answer first, then oldest first. `rows` are of one person in one project. */
export async function leasesOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: Pick<Project, "id" | "slug" | "kind" | "settings">,
  rows: readonly LeaseRow[],
): Promise<Lease[]> {
  if (rows.length === 0) return []
  const { without, mustDecide } = proposalRulesOf(project.settings)
  const drawn = shapesOf(project.settings)
  const [trainings, formChanges] = await Promise.all([
    findTrainingNumbers(deps, rows),
    formChangesOf(deps, project, rows),
  ])
  const offered = rows.flatMap(({ taskId, start }) => (start.proposal === null ? [] : [taskId]))
  const chosen = without > 0 ? await findLots(deps.storage.db, project.id, offered) : new Map<number, boolean>()
  // Those whose question was answered come first; of the same moment in the order of the queue, as they come.
  const rank = ({ question }: LeaseRow) => (question === "answered" ? 0 : 1)
  const inOrder = [...rows].sort((a, b) => rank(a) - rank(b) || a.leasedAtMs - b.leasedAtMs)
  return inOrder.map(({ start, ...row }) => {
    const isWithout = chosen.get(row.taskId) ?? isWithheld(deps, project.id, row.taskId, without)
    const proposed = start.proposal === null || isWithout ? null : toProposedBody(start.proposal, drawn)
    const change = formChanges.get(row.publicId)
    const body: WorkBody = start.body ?? begunWith(start) ?? proposed ?? EMPTY_BODY
    return {
      assignmentId: AssignmentId.parse(row.publicId),
      fence: row.fence,
      project: project.slug,
      kind: project.kind,
      size: { width: start.width, height: start.height },
      media: start.isBare ? NO_MEDIA : mediaUrls(deps, assignmentReference(row.publicId), start.facts),
      body,
      draftRevision: start.draftRevision,
      nextRevision: row.revision + 1,
      ontologyVersion: row.ontologyVersion,
      guidelineVersion: row.guidelineVersion,
      leasedAtMs: row.leasedAtMs,
      leaseUntilMs: row.expiresAtMs,
      activeSeconds: Math.floor(row.activeMs / 1_000),
      tryOut: trainings.get(row.publicId) ?? null,
      question: row.question,
      mustDecide,
      ...(start.about && { about: toLeaseAbout(start.about, pairFor(deps, row.publicId)) }),
      ...(change && { formChange: change }),
    }
  })
}

/** Of what checkers did not find right all else is there to begin with: only that is done again. */
function begunWith({ about }: LeaseRow["start"]): WorkBody | null {
  return about?.type === "returned" && about.again ? { regions: about.again.kept, nothingHere: false } : null
}

/** One lease as the task page needs it. */
export async function leaseOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  row: LeaseRow,
): Promise<Lease | undefined> {
  const project = await findProject(deps.storage.db, row.projectId)
  return project && (await leasesOf(deps, project, [row]))[0]
}
