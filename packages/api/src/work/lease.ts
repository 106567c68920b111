import { type Project, projects, submissions, tasks } from "@justesse/db"
import type { LeaseRow } from "@justesse/db/hot/hot"
import { AssignmentId, EMPTY_BODY, type WorkBody } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import type { Deps } from "../core/deps.ts"
import { tryOutNumbers } from "../gold/tryOut.ts"
import { proposalsFor } from "../imports/proposals.ts"
import { assignmentReference, mediaUrls } from "../media.ts"

/** Leases with all that the task page needs, oldest first. `rows` are of one person in one project. */
export async function leasesOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: Pick<Project, "id" | "slug" | "kind">,
  rows: readonly LeaseRow[],
): Promise<Lease[]> {
  const first = rows[0]
  if (!first) return []
  const { db } = deps.storage
  const taskIds = rows.map((row) => row.taskId)
  const sent = rows.filter((row) => row.revision > 0).map((row) => row.taskId)
  const [pictures, drafts, answers, tryOuts, proposed] = await Promise.all([
    tasks(db).pictures(project.id, taskIds),
    submissions(db).drafts(project.id, first.personId, taskIds),
    submissions(db).latestOf(project.id, first.personId, sent),
    tryOutNumbers(deps, rows),
    proposalsFor(deps, project.id, taskIds),
  ])
  // Of the same moment in the order of the queue, as they come.
  const inOrder = [...rows].sort((a, b) => a.leasedAtMs - b.leasedAtMs)
  return inOrder.flatMap((row) => {
    const picture = pictures.get(row.taskId)
    if (!picture) return []
    const draft = drafts.get(row.taskId)
    const begun = draft?.body ?? answers.get(row.taskId)?.body
    const body: WorkBody = begun ?? proposed.get(row.taskId) ?? EMPTY_BODY
    return [
      {
        assignmentId: AssignmentId.parse(row.publicId),
        fence: row.fence,
        project: project.slug,
        kind: project.kind,
        size: picture.size,
        media: mediaUrls(deps, assignmentReference(row.publicId)),
        body,
        draftRevision: draft?.revision ?? 0,
        nextRevision: row.revision + 1,
        ontologyVersion: row.ontologyVersion,
        guidelineVersion: row.guidelineVersion,
        leasedAtMs: row.leasedAtMs,
        leaseUntilMs: row.expiresAtMs,
        activeSeconds: Math.floor(row.activeMs / 1_000),
        tryOut: tryOuts.get(row.publicId) ?? null,
      },
    ]
  })
}

/** One lease as the task page needs it. */
export async function leaseOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  row: LeaseRow,
): Promise<Lease | undefined> {
  const project = await projects(deps.storage.db).byId(row.projectId)
  return project && (await leasesOf(deps, project, [row]))[0]
}
