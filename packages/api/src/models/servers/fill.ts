import { insertJob, listJobs } from "@justesse/db/jobs"
import { countUnproposed, listAhead } from "@justesse/db/models/askable"
import { findServer, listUnproposed } from "@justesse/db/models/servers"
import { findProject } from "@justesse/db/projects"
import { findTaskPictures } from "@justesse/db/work/tasks"
import type { Deps } from "../../core/deps.ts"
import { askedProject } from "./asked.ts"
import { askAboutFinals } from "./finals.ts"
import { FillJob } from "./job.ts"
import { askedAhead } from "./propose.ts"
import { weighText } from "./reading.ts"
import { READING } from "./readPage.ts"

/** Tasks whose pictures are looked up together. */
const SLICE = 50
/** Questions of one job: whoever goes on is another one, so that each can be cancelled and others come between. */
const MOST = 2_000

/** Queues a job for each model that is asked ahead and has something left to say; returns how many. */
export async function queueFills({ storage, nowMs, wake }: Pick<Deps, "storage" | "nowMs" | "wake">): Promise<number> {
  const { db } = storage
  const ahead = await listAhead(db, nowMs())
  if (ahead.length === 0) return 0
  const going = await listJobs(db, { kinds: ["propose"], states: ["queued", "running"], limit: 200 })
  let queued = 0
  for (const { projectId, id, setId, madeBy } of ahead) {
    const isGoing = going.some(({ projectId: of, input }) => {
      const told = FillJob.parse(input)
      return of === projectId && told.server === id && !told.final
    })
    if (isGoing || (await countUnproposed(db, projectId, setId)) === 0) continue
    const input: FillJob = { project: projectId, server: id }
    await insertJob(db, { projectId, kind: "propose", input, madeBy, nowMs: nowMs() })
    queued++
  }
  if (queued > 0) wake("jobs")
  return queued
}

/**
 * Asks a model about what is open, one task after the other, until all is said, it fails, or nobody wants it ahead any more. A model that
 * fails is left alone for a while; another job goes on then.
 */
export async function fillAhead(
  deps: Deps,
  { project: projectId, server: serverId, final }: FillJob,
  progress: (done: number, total: number) => Promise<void>,
): Promise<{ readonly asked: number; readonly failed: string | null }> {
  const { db } = deps.storage
  const project = await findProject(db, projectId)
  const first = await findServer(db, projectId, serverId)
  if (!project || !first) return { asked: 0, failed: null }
  const asked = await askedProject(deps, project)
  if (final) return askAboutFinals(deps, { project, asked }, first, progress)
  if (first.kind === READING) await weighText(deps, projectId)
  const total = Math.min(MOST, await countUnproposed(db, projectId, first.setId))
  let done = 0
  for (let from = 0; done < total; ) {
    const begun = await findServer(db, projectId, serverId)
    if (begun?.shown !== "ahead") break
    const tasks = await listUnproposed(db, { projectId, setId: begun.setId }, from, SLICE)
    if (tasks.length === 0) break
    const pictures = await findTaskPictures(db, projectId, tasks)
    for (const taskId of tasks) {
      from = taskId
      const picture = pictures.get(taskId)
      const server = await findServer(db, projectId, serverId)
      if (server?.shown !== "ahead" || !picture) continue
      const failed = await askedAhead(deps, server, { project, asked }, { taskId, picture })
      if (failed !== null) return { asked: done, failed }
      await progress(++done, total)
    }
  }
  return { asked: done, failed: null }
}
