import { numbered } from "@justesse/db/assets/numbered"
import { listJobs } from "@justesse/db/jobs"
import { proposeSet } from "@justesse/db/models/predictions"
import * as stored from "@justesse/db/models/servers"
import {
  chooseServer,
  deleteServer,
  insertServer,
  listServers,
  noteAnswered,
  noteFailed,
} from "@justesse/db/models/servers"
import type { ProjectAccess } from "@justesse/db/projects"
import { ErrorCode, KINDS, LabelId, proposalRulesOf, takesProposals } from "@justesse/types"
import {
  type ModelChange,
  type ModelConnect,
  ModelKind,
  ModelSends,
  type ModelServer,
  type ModelServers,
  ModelShown,
} from "@justesse/types/models/asked"
import type { z } from "zod"
import { note } from "../../activity/index.ts"
import type { Deps } from "../../core/deps.ts"
import { inTransaction } from "../../core/transaction.ts"
import type { Who } from "../../core/who.ts"
import { requireActive, requireThere } from "../../projects/guard.ts"
import { askedProject, requireAskable } from "./asked.ts"
import { callHealth, callSetup } from "./call.ts"
import { queueFills } from "./fill.ts"
import { requireServer } from "./find.ts"
import { FillJob } from "./job.ts"
import { isModelFailure, makeSet, nextTry } from "./propose.ts"
import { READING } from "./readPage.ts"

type Connecting = Pick<Deps, "modelServers" | "storage" | "blobs" | "hmac" | "nowMs" | "settings" | "wake">

/** Models of a project that are asked, and how they stand. */
export async function listModelServers(
  { storage }: Pick<Deps, "storage">,
  project: ProjectAccess,
): Promise<z.infer<typeof ModelServers>> {
  requireThere(project)
  const { db } = storage
  const [servers, jobs] = await Promise.all([
    listServers(db, project.id),
    listJobs(db, { projectId: project.id, kinds: ["propose"], states: ["queued", "running"], limit: 50 }),
  ])
  const goingOf = (id: number) => {
    const job = jobs.find(({ input }) => (input as { server?: number }).server === id) // written by `queueFill` alone
    return job ? { done: job.done, total: job.total, final: FillJob.parse(job.input).final === true } : null
  }
  return {
    servers: servers.filter(({ kind }) => kind !== READING).map((server) => shownServer(server, goingOf(server.id))),
    without: proposalRulesOf(project.settings).without,
    parts: KINDS[project.kind].parts,
    takes: takesProposals(project.kind),
  }
}

function shownServer(server: stored.ModelServer, filling: ModelServer["filling"]): ModelServer {
  const { id, name, address, learns, version, tookMs, answeredAtMs, failedSinceMs, nextTryMs, error } = server
  return {
    id,
    kind: ModelKind.parse(server.kind),
    name,
    address,
    sends: ModelSends.parse(server.sends),
    shown: ModelShown.parse(server.shown),
    words: toWords(server.words),
    learns,
    version,
    set: server.setId,
    tookMs,
    answeredAtMs,
    away:
      failedSinceMs === null || error === null
        ? null
        : {
            sinceMs: failedSinceMs,
            nextTryMs,
            failure: { code: ErrorCode.parse(error.code), detail: { ...error.detail } },
          },
    filling,
  }
}

function toWords(words: stored.ModelServer["words"]): ModelServer["words"] {
  return Object.fromEntries(
    Object.entries(words).map(([word, label]) => [word, label === null ? null : LabelId.parse(label)]),
  )
}

/**
 * Takes a model into a project once it answered: people may ask it from then on.
 * @throws JustesseError model_…
 */
export async function connectModel(
  deps: Connecting,
  project: ProjectAccess,
  who: Who,
  { name, address, sends, words }: Omit<z.infer<typeof ModelConnect>, "project">,
): Promise<{ readonly server: number }> {
  requireActive(project)
  requireAskable(project)
  const begunMs = performance.now()
  await callHealth(deps, { address, sends, words }, () => {})
  const version = await callSetup(deps, { address, sends, words }, await askedProject(deps, project))
  const tookMs = Math.round(performance.now() - begunMs)
  const madeAtMs = deps.nowMs()
  const madeBy = who.personId
  const setId = await makeSet(deps, project.id, { name, version, madeBy, madeAtMs })
  const server = await numbered(() =>
    inTransaction(deps, async (inside) => {
      const fresh = {
        kind: "label-studio",
        name,
        address,
        sends,
        shown: "asking",
        words,
        version,
        setId,
        tookMs,
        madeAtMs,
      }
      const id = await insertServer(inside.storage.db, project.id, { ...fresh, madeBy })
      await note(inside, project.id, who, { what: "model.connected", detail: { server: id, name } })
      return id
    }),
  )
  return { server }
}

/** Chooses how a model helps. Shown ahead, it is asked about all that is open; otherwise people begin with none of its proposals. */
export async function changeModel(
  deps: Connecting,
  project: ProjectAccess,
  who: Who,
  { server: id, shown, sends, words, learns }: Omit<z.infer<typeof ModelChange>, "project">,
): Promise<void> {
  requireActive(project)
  const server = await requireServer(deps, project, id)
  const choice = {
    ...(shown !== undefined && { shown }),
    ...(sends !== undefined && { sends }),
    ...(words !== undefined && { words }),
    ...(learns !== undefined && { learns }),
  }
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    await chooseServer(db, server, choice, deps.nowMs())
    if (shown === "ahead") await proposeSet(db, project.id, server.setId)
    else if (shown !== undefined && server.shown === "ahead") await proposeSet(db, project.id, null)
    await note(inside, project.id, who, { what: "model.changed", detail: { server: id, name: server.name } })
  })
  if (shown === "ahead") await queueFills(deps)
}

/** Asks a model that was left alone whether it answers again, at once. @throws JustesseError model_… */
export async function retryModel(deps: Connecting, project: ProjectAccess, id: number): Promise<void> {
  requireActive(project)
  const server = await requireServer(deps, project, id)
  const { db } = deps.storage
  const model = { address: server.address, sends: ModelSends.parse(server.sends), words: server.words }
  try {
    const begunMs = performance.now()
    await callHealth(deps, model, () => {})
    await callSetup(deps, model, await askedProject(deps, project))
    const tookMs = server.tookMs ?? Math.round(performance.now() - begunMs)
    await noteAnswered(db, server, { version: server.version, setId: server.setId, tookMs, atMs: deps.nowMs() })
  } catch (error) {
    if (!isModelFailure(error)) throw error
    const atMs = deps.nowMs()
    const { code, detail } = error
    await noteFailed(db, server, { error: { code, detail }, atMs, nextTryMs: nextTry(server.tries + 1, atMs) })
    throw error
  }
}

/** Takes a model out of a project. What it proposed stays with the answers, and in its sets. */
export async function removeModel(deps: Connecting, project: ProjectAccess, who: Who, id: number): Promise<void> {
  requireActive(project)
  const server = await requireServer(deps, project, id)
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    if (server.shown === "ahead") await proposeSet(db, project.id, null)
    await deleteServer(db, project.id, id)
    await note(inside, project.id, who, { what: "model.removed", detail: { server: id, name: server.name } })
  })
}
