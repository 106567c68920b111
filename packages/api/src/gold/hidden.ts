import {
  type Assignment,
  type BareStatus,
  findAnsweredAtMs,
  findFinalAnswers,
  findSubmission,
  type GoldTask,
  type Project,
} from "@justesse/db"
import { type AnnotationBody, overlapOf } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** Whether the known answer is shown to nobody who answered: they read what an ordinary task of the same rule would show. */
export function isHidden({ state }: Pick<GoldTask, "state">): boolean {
  return state === "active" || state === "trial"
}

/** Whether somebody's own turn was on gold that is not shown to them. */
export function isHiddenFrom(own: Pick<Assignment, "source">, { settledBy, gold }: BareStatus): boolean {
  return settledBy === "gold" && own.source !== "training" && (gold === "active" || gold === "trial")
}

/**
 * The kept answer as a person may read it: their own, where it was gold that nobody may know of. One read of one answer
 * either way: what takes longer for gold would tell it (I5).
 */
export async function findFinalFor(
  deps: Pick<Deps, "storage">,
  own: Pick<Assignment, "projectId" | "taskId" | "personId" | "source" | "revision">,
  status: BareStatus,
): Promise<AnnotationBody | null> {
  const { db } = deps.storage
  if (own.source !== "queue" && isHiddenFrom(own, status))
    return (await findSubmission(db, own, own.revision))?.body ?? null
  return (await findFinalAnswers(db, own.projectId, [own.taskId])).get(own.taskId) ?? null
}

/**
 * When an answer that people's answers alone decided was decided: when as many had come as are wanted, and not before it
 * was sent. The same for gold as for any task (I5).
 */
export async function decidedByAnswersAtMs(
  deps: Pick<Deps, "storage">,
  project: Pick<Project, "settings">,
  own: Pick<Assignment, "projectId" | "taskId">,
  sentAtMs: number,
): Promise<number> {
  const wanted = overlapOf(project.settings.overlap, own.taskId)
  if (wanted <= 1) return sentAtMs
  const atMs = await findAnsweredAtMs(deps.storage.db, own, wanted)
  return Math.max(sentAtMs, atMs ?? 0)
}
