import {
  findProject,
  findTasksWithKey,
  insertJob,
  listTasksWithKind,
  markDirty,
  type OpenTransaction,
} from "@justesse/db"
import { OverlapRule, TextRule } from "@justesse/types"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { reapplyOverlap } from "./overlap.ts"

type Following = Pick<Deps, "storage" | "nowMs" | "wake">

/** What a change of settings asks of tasks: a rule of answers wanted that changed, rules of texts that are new, tasks to look at again. */
export const Follows = z.strictObject({
  overlap: z.strictObject({ before: OverlapRule, after: OverlapRule }).nullable(),
  rules: z.array(TextRule),
  tasks: z.array(z.int()),
})
export type Follows = z.infer<typeof Follows>
/** What the job `settings` is told. */
export const SettingsJob = z.strictObject({ project: z.int(), ...Follows.shape })

export const NOTHING_FOLLOWS: Follows = { overlap: null, rules: [], tasks: [] }

/**
 * Changes settings, and has tasks follow. Both are stored at once, so that a program that ends in the middle goes on with the tasks
 * when it starts again. `change` answers what follows, or null when there is nothing to change.
 */
export async function changeAndFollow(
  deps: Following,
  projectId: number,
  change: (tx: OpenTransaction) => Promise<Follows | null>,
): Promise<{ readonly isChanged: boolean; readonly revisited: number[] }> {
  let follows: Follows | null = null
  const begin = async (tx: OpenTransaction) => {
    follows = await change(tx)
    if (follows === null) return null
    const input: z.infer<typeof SettingsJob> = { project: projectId, ...follows }
    const about = { projectId, kind: "settings", madeBy: null, nowMs: deps.nowMs(), running: true }
    return insertJob(tx, { ...about, input })
  }
  const revisited = await inRequest(
    deps,
    () => deps.storage.db.transaction().execute(begin),
    async () => (follows === null ? [] : follow(deps, projectId, follows)),
  )
  return { isChanged: revisited !== null, revisited: revisited ?? [] }
}

/** Has tasks follow changed settings. Can be run twice. Answers the tasks whose texts are looked at again. */
export async function follow(deps: Following, projectId: number, follows: Follows): Promise<number[]> {
  const { overlap, rules, tasks: again } = follows
  if (overlap) await reapplyOverlap(deps, projectId, overlap.before, overlap.after)
  await resolveAgain(deps, projectId, again)
  return resolveBy(deps, projectId, rules)
}

/**
 * Looks again at open differences that new rules may settle: those of only that kind, and where a project has other rules
 * too, all texts that nobody has in hand ("5,5 %" against "5.5%"). Answers the tasks.
 */
export async function resolveBy(deps: Following, projectId: number, added: readonly TextRule[]): Promise<number[]> {
  const { db } = deps.storage
  const project = added.length > 0 ? await findProject(db, projectId) : undefined
  if (!project) return []
  const found = await Promise.all(added.map((rule) => findTasksWithKey(db, projectId, `text:${rule}`)))
  const several = (project.settings.settle.rules ?? []).length > 1
  const also = several ? await listTasksWithKind(db, projectId, "text", deps.nowMs()) : []
  const ids = [...new Set([...found.flatMap((tasksOfRule) => [...tasksOfRule.keys()]), ...also])].sort((a, b) => a - b)
  await resolveAgain(deps, projectId, ids)
  return ids
}

async function resolveAgain(
  deps: Pick<Deps, "storage" | "wake">,
  projectId: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  for (let at = 0; at < ids.length; at += 500) {
    await markDirty(deps.storage.db, projectId, ids.slice(at, at + 500))
  }
  deps.wake("settle")
}
