import type { UnsentAct } from "@justesse/editor"
import type { AssignmentId, ProjectSlug, Region } from "@justesse/types"
import type { ActSender } from "../../../offline/sender.ts"
import type { TaskTransport } from "../transport.ts"

/** How many tasks that were passed on are gone past until one is found that was sent. */
const BACK_MOST = 20

interface Asked {
  readonly project: ProjectSlug
  readonly transport: Pick<TaskTransport, "previous">
  readonly sender: Pick<ActSender, "view">
}

/**
 * The regions that this person sent last in a project before a task: what waits on this computer, else what the server has. Null
 * where nothing was sent before. Rejects where the server is asked and does not answer.
 */
export async function previousRegions(asked: Asked, before: AssignmentId): Promise<readonly Region[] | null> {
  const { project, transport, sender } = asked
  const isEarlier = (act: UnsentAct) =>
    act.call.type === "submit" && act.project === project && act.assignmentId !== before && act.refused === null
  const waiting = sender.view.getState().acts.filter(isEarlier).at(-1)
  if (waiting?.call.type === "submit") return waiting.call.submission.body.regions
  let from = before
  for (let back = 0; back < BACK_MOST; back++) {
    const task = await transport.previous(project, from)
    if (!task) return null
    if (task.state !== "skipped") return task.body.regions
    from = task.assignmentId
  }
  return null
}
