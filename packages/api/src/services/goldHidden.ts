import { type Assignment, type GoldTask, goldDraw, type Project } from "@justesse/db"
import { overlapOf } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** Whether the known answer is shown to nobody who answered: they read what an ordinary task of the same rule would show. */
export function isHidden({ state }: Pick<GoldTask, "state">): boolean {
  return state === "active" || state === "trial"
}

/**
 * Whether somebody's own turn was on gold that is not shown to them. It is looked up for every task in the same way: what
 * takes longer for gold would tell it (I5).
 */
export async function isHiddenFrom(
  deps: Pick<Deps, "storage">,
  own: Pick<Assignment, "projectId" | "taskId" | "drawn">,
): Promise<boolean> {
  const { settledBy, gold } = await goldDraw(deps.storage.db).standingOf(own)
  return settledBy === "gold" && own.drawn !== 2 && (gold === "active" || gold === "trial")
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
  const atMs = await goldDraw(deps.storage.db).answeredAtMs(own, wanted)
  return Math.max(sentAtMs, atMs ?? 0)
}
