import {
  chooseServer,
  findServer,
  listLearning,
  listToLearn,
  type ModelServer,
  noteLearnt,
} from "@justesse/db/models/servers"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { findTaskPictures } from "@justesse/db/work/tasks"
import { learntEvent, trainingEvent } from "@justesse/formats/labelStudio/ml/event"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { modelMediaUrl } from "../../media.ts"
import { requireActive } from "../../projects/guard.ts"
import { askedProject } from "./asked.ts"
import { isModelFailure, nextTry } from "./propose.ts"

type Learning = Pick<Deps, "modelServers" | "storage" | "hmac" | "nowMs" | "settings" | "log">

/** What is stored while it is read may be told out of order for a moment: nothing younger is told yet. */
const YOUNGEST_MS = 2_000
/** Answers that one model is told of in one round. */
const MOST = 20
/** Servers may learn while they answer: each is given minutes. */
const WAIT_MS = 120_000
/** Answers of a server that has no `/webhook`. */
const WITHOUT_WEBHOOK: readonly (string | number | undefined)[] = [404, 405, 501]

/** When a model that did not take an event is told again, by storage and model. */
const resting = new WeakMap<object, Map<string, { tries: number; nextMs: number }>>()

/**
 * Tells models that may learn of answers, oldest first, each until its server says that it has it: the answers themselves are what waits
 * to be told, and a model's row says how far it was. After a stop the last may be told twice. Returns how many were told.
 */
export async function tellModels(deps: Learning): Promise<number> {
  const { storage } = deps
  const servers = await listLearning(storage.db)
  if (servers.length === 0) return 0
  const lock = await storage.locks.attempt("models that learn")
  if (!lock) return 0
  try {
    const told = await Promise.all(servers.map((server) => tellOne(deps, server)))
    return told.reduce((sum, each) => sum + each, 0)
  } finally {
    await lock.release()
  }
}

async function tellOne(deps: Learning, server: ModelServer): Promise<number> {
  const { db } = deps.storage
  const rests = resting.get(deps.storage) ?? new Map<string, { tries: number; nextMs: number }>()
  resting.set(deps.storage, rests)
  const key = `${server.projectId}/${server.id}`
  const rest = rests.get(key)
  if (rest && rest.nextMs > deps.nowMs()) return 0
  const project = await findProject(db, server.projectId)
  const answers = project ? await listToLearn(db, server, deps.nowMs() - YOUNGEST_MS, MOST) : []
  if (!project || answers.length === 0) return 0
  const asked = await askedProject(deps, project)
  const pictures = await findTaskPictures(
    db,
    project.id,
    answers.map(({ taskId }) => taskId),
  )
  let told = 0
  try {
    for (const answer of answers) {
      const picture = pictures.get(answer.taskId)
      const { body } = answer
      if (picture) {
        const { assetId, size, facts } = picture
        const address = deps.settings.get().address
        const media = `${address}${modelMediaUrl(deps, project.id, assetId, facts ? "full" : "preview")}`
        await post(deps, server, learntEvent(asked, { taskId: answer.taskId, media, size, body }))
      }
      await noteLearnt(db, server, answer)
      told++
    }
    rests.delete(key)
  } catch (error) {
    if (!isModelFailure(error)) throw error
    if (WITHOUT_WEBHOOK.includes(error.detail["status"])) {
      deps.log("warn", "model_does_not_learn", { project: project.slug, server: server.id })
      await chooseServer(db, server, { learns: false }, deps.nowMs())
    } else {
      const tries = (rest?.tries ?? 0) + 1
      rests.set(key, { tries, nextMs: nextTry(tries, deps.nowMs()) })
    }
  }
  return told
}

async function post(deps: Learning, { address }: Pick<ModelServer, "address">, event: object): Promise<void> {
  const body = JSON.stringify(event)
  const { status } = await deps.modelServers.call({ address, path: "/webhook", body, timeoutMs: WAIT_MS })
  if (status < 200 || status > 299) throw new JustesseError("model_wrong", { what: "webhook", status })
}

/** Asks a model to learn now from what it was told. @throws JustesseError not_found | model_… */
export async function startTraining(deps: Learning, project: ProjectAccess, id: number): Promise<void> {
  requireActive(project)
  const server = await findServer(deps.storage.db, project.id, id)
  if (!server) throw new JustesseError("not_found", { server: id })
  await post(deps, server, trainingEvent(await askedProject(deps, project)))
}
