import { insertJob } from "@justesse/db/jobs"
import { listFinals } from "@justesse/db/models/askable"
import { findServer, type ModelServer } from "@justesse/db/models/servers"
import type { Project, ProjectAccess } from "@justesse/db/projects"
import { findTaskPictures } from "@justesse/db/work/tasks"
import { requireJobRoom } from "../../admin/quotas.ts"
import type { Deps } from "../../core/deps.ts"
import type { Who } from "../../core/who.ts"
import { requireActive } from "../../projects/guard.ts"
import { scoreSet } from "../score.ts"
import type { AskedProject } from "./asked.ts"
import { requireServer } from "./find.ts"
import type { FillJob } from "./job.ts"
import { askedAhead } from "./propose.ts"

/** Final pictures that a model is compared with at most, taken evenly from all of them, and those that are counted. */
const MOST = 200
const COUNTED = 100_000

async function finalsOf({ storage }: Pick<Deps, "storage">, projectId: number, setId: number) {
  const all = await listFinals(storage.db, projectId, setId, COUNTED)
  const step = Math.max(1, all.length / MOST)
  return Array.from({ length: Math.min(MOST, all.length) }, (_, at) => all[Math.floor(at * step)]).flatMap(
    (one) => one ?? [],
  )
}

/** Has a model asked about final pictures, so that the page of its set can say how good it is; how many they are, 0 where none is final. */
export async function startFinals(
  deps: Pick<Deps, "storage" | "nowMs" | "wake" | "settings">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<{ readonly pictures: number }> {
  requireActive(project)
  const server = await requireServer(deps, project, id)
  const pictures = (await finalsOf(deps, project.id, server.setId)).length
  if (pictures === 0) return { pictures }
  await requireJobRoom(deps, who.personId)
  const input: FillJob = { project: project.id, server: id, final: true }
  const nowMs = deps.nowMs()
  await insertJob(deps.storage.db, { projectId: project.id, kind: "propose", input, madeBy: who.personId, nowMs })
  deps.wake("jobs")
  return { pictures }
}

/** Asks a model about those final pictures that its set says nothing about yet, then compares it. Can be run twice: it goes on. */
export async function askAboutFinals(
  deps: Deps,
  of: { readonly project: Project; readonly asked: AskedProject },
  { projectId, id, setId }: ModelServer,
  progress: (done: number, total: number) => Promise<void>,
): Promise<{ readonly asked: number; readonly failed: string | null }> {
  const { db } = deps.storage
  const finals = await finalsOf(deps, projectId, setId)
  const left = finals.flatMap(({ taskId, isSaid }) => (isSaid ? [] : [taskId]))
  const pictures = await findTaskPictures(db, projectId, left)
  let done = finals.length - left.length
  let asked = 0
  let failed: string | null = null
  for (const taskId of left) {
    await progress(done, finals.length)
    const picture = pictures.get(taskId)
    const server = await findServer(db, projectId, id)
    if (!server) break
    if (!picture) continue
    failed = await askedAhead(deps, server, of, { taskId, picture })
    if (failed !== null) break
    asked++
    done++
  }
  const server = await findServer(db, projectId, id)
  if (server) await scoreSet(deps, of.project, server.setId)
  return { asked, failed }
}
