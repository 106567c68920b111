import { setTimeout as pause } from "node:timers/promises"
import { findProject, findRoles } from "@justesse/db"
import { heardMs } from "@justesse/db/assets/rows"
import { findPredictions } from "@justesse/db/imports/proposals"
import { findLots } from "@justesse/db/models/lots"
import { listServers, type ModelServer, noteAsk } from "@justesse/db/models/servers"
import { findTaskPictures } from "@justesse/db/work/tasks"
import { JustesseError, proposalRulesOf, shapesOf } from "@justesse/types"
import type { Proposed } from "@justesse/types/models/asked"
import type { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import { toProposedBody } from "../../imports/proposals.ts"
import { ownAssignment } from "../../work/tasks.ts"
import { isWithheld } from "../lot.ts"
import { askedProject } from "./asked.ts"
import { WAIT_MS } from "./call.ts"
import { isModelFailure, proposeOn } from "./propose.ts"
import { READING } from "./readPage.ts"

type Asking = Pick<Deps, "modelServers" | "reader" | "storage" | "blobs" | "hmac" | "nowMs" | "settings">

/** The model that people of a project may ask: the first that is not hidden. Pages are read ahead alone: a page takes seconds. */
function modelToAsk(servers: readonly ModelServer[]): ModelServer | undefined {
  return servers.find(({ kind, shown }) => kind !== READING && shown !== "hidden")
}

/**
 * What the project's model proposes for a task that somebody has in hand; nothing where the lot says that the task is done without. That
 * they asked is stored: what asking gains is told from those whom the lot gave nothing. What is known already comes as late as a fresh
 * answer would, so that nobody tells from it who asked before.
 *
 * @throws JustesseError not_found where it is not theirs, or not in hand | model_… | busy
 */
export async function askModel(
  deps: Asking,
  personId: number,
  assignmentId: string,
): Promise<z.infer<typeof Proposed>> {
  const { db } = deps.storage
  const own = await ownAssignment(deps, personId, assignmentId)
  const [project, roles, servers] = await Promise.all([
    findProject(db, own.projectId),
    findRoles(db, own.projectId, personId),
    listServers(db, own.projectId),
  ])
  if (!project || roles.length === 0 || own.state !== "leased") throw new JustesseError("not_found", { assignmentId })
  const server = modelToAsk(servers)
  if (!server) return { regions: [], model: null, why: "none" }
  const { id: projectId, settings } = project
  const { taskId } = own
  const drawn = await findLots(db, projectId, [taskId])
  const withheld = drawn.get(taskId) ?? isWithheld(deps, projectId, taskId, proposalRulesOf(settings).without)
  const asked = { projectId, taskId, personId, isWithheld: withheld, atMs: deps.nowMs() }
  const begunMs = performance.now()
  const known = (await findPredictions(db, projectId, server.setId, [taskId])).get(taskId) ?? null
  if (withheld) {
    // What it would have said is stored all the same: tasks on which it finds nothing are quicker, and count on neither side.
    const heard = known === null ? await proposeNow(deps, server, { project, taskId }).catch(unlessAway) : null
    await noteAsk(db, { ...asked, setId: heard?.setId ?? server.setId })
    return { regions: [], model: server.name, why: "lot" }
  }
  const { setId, text } =
    known === null ? await proposeNow(deps, server, { project, taskId }) : { setId: server.setId, text: known }
  await noteAsk(db, { ...asked, setId })
  if (server.shown === "asking") await pause(leftOf(server.tookMs ?? 0, performance.now() - begunMs))
  const body = toProposedBody(text, shapesOf(settings), `model-${setId}`)
  return { regions: body?.regions ?? [], model: server.name, why: body ? null : "nothing" }
}

const unlessAway = (error: unknown): null => {
  if (isModelFailure(error)) return null
  throw error
}

/** Answers come in steps of a quarter of a second, not before the model's usual one. */
const STEP_MS = 250

function leftOf(usualMs: number, passedMs: number): number {
  const least = Math.max(Math.min(usualMs, WAIT_MS.asked), passedMs)
  return Math.ceil(least / STEP_MS) * STEP_MS - passedMs
}

async function proposeNow(
  deps: Asking,
  server: ModelServer,
  { project, taskId }: { project: NonNullable<Awaited<ReturnType<typeof findProject>>>; taskId: number },
): Promise<{ setId: number; text: string }> {
  const pictures = await findTaskPictures(deps.storage.db, project.id, [taskId])
  const picture = pictures.get(taskId)
  if (!picture) throw new JustesseError("not_found", { task: taskId })
  const task = {
    id: taskId,
    assetId: picture.assetId,
    size: picture.size,
    durationMs: heardMs(picture.facts),
  }
  return proposeOn(deps, server, project.madeBy, await askedProject(deps, project), task, WAIT_MS.asked)
}
