import { numbered } from "@justesse/db/assets/numbered"
import { heardMs } from "@justesse/db/assets/rows"
import { endSet, insertSet, proposeSet, putPredictions } from "@justesse/db/models/predictions"
import { countInSet, type ModelServer, noteAnswered, noteFailed } from "@justesse/db/models/servers"
import type { Project } from "@justesse/db/projects"
import type { TaskPicture } from "@justesse/db/work/tasks"
import type { MlAnswer } from "@justesse/formats/labelStudio/ml/answer"
import { doubtOf, type FoundRegion } from "@justesse/quality/project/detections"
import { boxOf, type ErrorCode, JustesseError, type TaskNumber } from "@justesse/types"
import { ModelSends } from "@justesse/types/models/asked"
import type { Deps } from "../../core/deps.ts"
import { inTransaction } from "../../core/transaction.ts"
import type { AskedProject } from "./asked.ts"
import { type AskedTask, callPredict, WAIT_MS } from "./call.ts"
import { READING, readTask } from "./readPage.ts"

type Proposing = Pick<Deps, "modelServers" | "reader" | "storage" | "blobs" | "hmac" | "nowMs" | "settings">

/** What may go wrong with a model, and passes. */
const MODEL_FAILURES: readonly ErrorCode[] = [
  ...([
    "model_refused",
    "model_gone",
    "model_slow",
    "model_wrong",
    "model_huge",
    "model_moved",
    "model_resting",
  ] as const),
]

/** How long a model that failed is left alone: half a minute, twice as long each time, half an hour at most. */
const REST_MS = { first: 30_000, most: 30 * 60_000 }

/** Questions to one model that may wait for it at once, of this program: whoever asks beyond that is told so. */
const MOST_AT_ONCE = 8

/** How many questions a model has to answer just now, by storage. */
const inHand = new WeakMap<object, Map<string, number>>()

/** Whether something is a failure of a model, not of ours. */
export function isModelFailure(error: unknown): error is JustesseError {
  return error instanceof JustesseError && MODEL_FAILURES.includes(error.code)
}

/** When a model that just failed for the `tries`-th time is asked again. */
export function nextTry(tries: number, nowMs: number): number {
  return nowMs + Math.min(REST_MS.most, REST_MS.first * 2 ** Math.min(tries - 1, 20))
}

/** The set of predictions that a version of a model fills. */
export async function makeSet(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  of: { readonly name: string; readonly version: string; readonly madeBy: number; readonly madeAtMs: number },
  format = "label-studio",
): Promise<number> {
  const name = `${of.name} ${of.version}`.trim().slice(0, 120)
  const set = await numbered(() => insertSet(storage.db, projectId, { name, madeBy: of.madeBy, madeAtMs: of.madeAtMs }))
  const empty = { pictures: 0, unmatched: 0, regions: 0 }
  await endSet(storage.db, projectId, set, { state: "ready", error: null, format, ...empty })
  return set
}

/**
 * Asks a model about a task and stores what it said, with the version that said it; notes how it stands.
 * @returns the set that it stands in, and it as text
 * @throws JustesseError model_resting (seconds) while it is left alone | busy where it has too many questions in hand | model_… | not_found
 */
export async function proposeOn(
  deps: Proposing,
  server: ModelServer,
  madeBy: number,
  project: AskedProject,
  task: AskedTask & { readonly id: TaskNumber },
  timeoutMs: number,
): Promise<{ readonly setId: number; readonly text: string }> {
  const { storage } = deps
  const nowMs = deps.nowMs()
  if (server.nextTryMs > nowMs)
    throw new JustesseError("model_resting", { seconds: Math.ceil((server.nextTryMs - nowMs) / 1_000) })
  const answer = await counted(storage, `${server.projectId}/${server.id}`, () =>
    server.kind === READING
      ? readTask(deps, server, project, task)
      : callPredict(deps, { ...server, sends: ModelSends.parse(server.sends) }, project, task, { timeoutMs }),
  ).catch(async (error: unknown) => {
    if (!isModelFailure(error)) throw error
    const { code, detail } = error
    const atMs = deps.nowMs()
    const rest = { error: { code, detail }, atMs, nextTryMs: nextTry(server.tries + 1, atMs) }
    await noteFailed(storage.db, server, rest)
    throw error
  })
  const version = answer.version === "" ? server.version : answer.version
  const isNew = version !== server.version
  const madeAtMs = deps.nowMs()
  const setId = isNew ? await makeSet(deps, project.id, { name: server.name, version, madeBy, madeAtMs }) : server.setId
  const { text, regions, doubtPpm } = toPrediction(answer)
  await inTransaction(deps, async ({ storage: { db } }) => {
    await putPredictions(db, project.id, setId, [{ taskId: task.id, body: text, doubtPpm }])
    await countInSet(db, project.id, setId, regions)
    if (isNew && server.shown === "ahead") await proposeSet(db, project.id, setId)
    await noteAnswered(db, server, { version, setId, tookMs: answer.tookMs, atMs: deps.nowMs() })
  })
  return { setId, text }
}

/**
 * {@link proposeOn} about a task that nobody waits for.
 * @returns the code of what went wrong with the model; null where it answered
 */
export async function askedAhead(
  deps: Proposing,
  server: ModelServer,
  { project, asked }: { readonly project: Pick<Project, "madeBy">; readonly asked: AskedProject },
  { taskId, picture }: { readonly taskId: TaskNumber; readonly picture: TaskPicture },
): Promise<ErrorCode | null> {
  const { assetId, size, facts } = picture
  const durationMs = heardMs(facts)
  const task = { id: taskId, assetId, size, durationMs }
  try {
    await proposeOn(deps, server, project.madeBy, asked, task, WAIT_MS.ahead)
    return null
  } catch (error) {
    if (!isModelFailure(error)) throw error
    return error.code
  }
}

async function counted<T>(storage: object, key: string, work: () => Promise<T>): Promise<T> {
  const counts = inHand.get(storage) ?? new Map<string, number>()
  inHand.set(storage, counts)
  const now = counts.get(key) ?? 0
  if (now >= MOST_AT_ONCE) throw new JustesseError("busy")
  counts.set(key, now + 1)
  try {
    return await work()
  } finally {
    counts.set(key, (counts.get(key) ?? 1) - 1)
  }
}

/**
 * What a model said about a task as predictions are stored: boxes with their line where that is more, what is written there beside. A
 * text that nobody is offered is kept as `read`, for comparing alone.
 */
export function toPrediction({ found, hidesText }: Pick<MlAnswer, "found"> & { readonly hidesText?: boolean }): {
  text: string
  regions: number
  doubtPpm: number
} {
  const named = hidesText === true ? "read" : "text"
  const regions = found.map(({ label, score, shape, text }): FoundRegion & { text?: string; read?: string } => {
    const { x, y, width, height } = boxOf({ geometry: shape })
    const outline = shape.type === "box" ? {} : { outline: shape }
    return { x, y, width, height, ...outline, label, score, ...(text !== undefined && { [named]: text }) }
  })
  const surest = regions.sort((a, b) => b.score - a.score).slice(0, MOST_REGIONS)
  return {
    text: JSON.stringify({ regions: surest }),
    regions: surest.length,
    doubtPpm: Math.round(doubtOf(surest) * 1e6),
  }
}

/** Regions of one task that are kept. */
const MOST_REGIONS = 1_000
