import {
  type Assignment,
  findBareStatus,
  findDrafts,
  findFiledReviews,
  findProject,
  findRoles,
  findSubmission,
  findTaskPictures,
  type HistoryFilterState,
  listHistory,
  listVersionsWith,
  NO_SIZE,
  type Project,
  type ProjectAccess,
  type Submission,
} from "@justesse/db"
import { findAbouts } from "@justesse/db/work/abouts"
import {
  type AnnotationBody,
  AssignmentId,
  EMPTY_BODY,
  isAboutMore,
  JustesseError,
  SkipReason,
  toLeaseAbout,
} from "@justesse/types"
import { type HistoryOne, HistoryState, type PreviousInput, type SentTask } from "@justesse/types/wire/work/history"
import type { z } from "zod"
import { findDecisionAbout } from "../../decisions/mine.ts"
import { decidedByAnswersAtMs, findFinalFor, isHiddenFrom } from "../../gold/hidden.ts"
import { compareRulesOf } from "../../labels/compareRule.ts"
import { assignmentReference, mediaUrls, NO_MEDIA } from "../../media.ts"
import { pairFor } from "../pairs/shown.ts"
import { ownAssignment, whyNotRevise } from "../tasks.ts"
import { findDisagreements } from "./differences.ts"
import { type HistoryDeps, historyState } from "./index.ts"

/** What a person sent or passed on, whatever became of it. */
const SENT: readonly HistoryFilterState[] = HistoryState.options.filter(
  (state) => state !== "in_hand" && state !== "expired",
)

/** The task that a person sent or passed on before another one in a project (null: the last one); null when there is none. */
export async function previousTask(
  deps: HistoryDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof PreviousInput>,
): Promise<SentTask | null> {
  const from = input.before === null ? null : await ownAssignment(deps, personId, input.before)
  const position = from && { atMs: from.changedAtMs, publicId: from.publicId }
  // From a task in hand, the last one sent or passed on comes first.
  const before = from && (from.revision > 0 || from.state === "skipped") ? position : null
  const filter = { personId, projectId: project.id, states: SENT }
  const [found] = await listHistory(deps.storage.db, filter, before, 1)
  return found ? sentOf(deps, found, project) : null
}

/** A task as this person sent it. */
export async function sentTask(deps: HistoryDeps, personId: number, publicId: string): Promise<SentTask> {
  const own = await ownAssignment(deps, personId, publicId)
  return sentOf(deps, own, await projectOf(deps, own))
}

async function projectOf(deps: HistoryDeps, own: Assignment): Promise<Project> {
  const project = await findProject(deps.storage.db, own.projectId)
  if (!project) throw new JustesseError("not_found", { assignmentId: own.publicId })
  return project
}

async function sentOf(deps: HistoryDeps, own: Assignment, project: Project): Promise<SentTask> {
  const { db } = deps.storage
  const [pictures, abouts, roles, sent, drafts, why] = await Promise.all([
    findTaskPictures(db, own.projectId, [own.taskId]),
    isAboutMore(project.kind) ? findAbouts(db, own.projectId, [own.taskId]) : null,
    findRoles(db, own.projectId, own.personId),
    own.revision > 0 ? findSubmission(db, own, own.revision) : undefined,
    own.revision > 0 ? undefined : findDrafts(db, own.projectId, own.personId, [own.taskId]),
    whyNotRevise(deps, own, project.state !== "open" && project.state !== "draft"),
  ])
  const picture = pictures.get(own.taskId)
  const about = abouts?.get(own.taskId)
  const body: AnnotationBody = sent?.body ?? drafts?.get(own.taskId)?.body ?? EMPTY_BODY
  return {
    assignmentId: AssignmentId.parse(own.publicId),
    project: project.slug,
    kind: project.kind,
    size: picture?.size ?? NO_SIZE,
    // What somebody sent stays theirs to read; its picture belongs to the project, which they may have left.
    media: picture && roles.length > 0 ? mediaUrls(deps, assignmentReference(own.publicId), picture.facts) : NO_MEDIA,
    body,
    revision: own.revision,
    sentAtMs: sent?.storedAtMs ?? own.changedAtMs,
    ontologyVersion: sent?.ontologyVersion ?? own.ontologyVersion,
    guidelineVersion: sent?.guidelineVersion ?? own.guidelineVersion,
    state: historyState(own, deps.nowMs()),
    revisable: why === null,
    ...(about && { about: toLeaseAbout(about, pairFor(deps, own.publicId, roles.length > 0)) }),
  }
}

/** One task of a person's history: theirs and the kept answer, where they differ, why, and what it was used in. */
export async function historyOne(deps: HistoryDeps, personId: number, publicId: string): Promise<HistoryOne> {
  const { db } = deps.storage
  const own = await ownAssignment(deps, personId, publicId)
  const project = await projectOf(deps, own)
  const task = await sentOf(deps, own, project)
  const [sent, status, filed, versions] = await Promise.all([
    own.revision > 0 ? findSubmission(db, own, own.revision) : undefined,
    findBareStatus(db, own),
    findFiledReviews(db, own.projectId, [own.taskId]),
    listVersionsWith(db, own),
  ])
  // Others' answers are shown to nobody before they answered themselves (I5).
  const isDecided = sent !== undefined && own.outcome !== null && status.isFinal
  const final = isDecided ? await findFinalFor(deps, own, status) : null
  const byAnswers = isHiddenFrom(own, status) || status.settledBy === "single" || status.settledBy === "rule"
  return {
    task,
    kept: final,
    differences: sent && final ? await showDisagreements(deps, sent, final, filed.get(own.taskId), project) : [],
    activeSeconds: Math.floor(own.activeMs / 1_000),
    decidedAtMs: !isDecided
      ? null
      : byAnswers
        ? await decidedByAnswersAtMs(deps, project, own, sent.storedAtMs)
        : status.settledAtMs,
    skipReason: task.state === "skipped" ? SkipReason.nullable().parse(own.skipReason) : null,
    sentBack: own.sentBack,
    decision: own.sentBack && (await findDecisionAbout(deps, own)),
    usedIn: sent ? versions.filter((v) => v.frozenAtMs >= sent.storedAtMs).map((v) => v.version) : [],
  }
}

async function showDisagreements(
  deps: Pick<HistoryDeps, "storage">,
  sent: Submission,
  final: AnnotationBody,
  review: Parameters<typeof findDisagreements>[2],
  project: Project,
): Promise<HistoryOne["differences"]> {
  const rules = await compareRulesOf(deps.storage.db, project)
  return findDisagreements(sent, final, review, rules(sent.ontologyVersion)).map(({ shown }) => shown)
}
