import { insertJob, listJobs } from "@justesse/db/jobs"
import { countChangedSince } from "@justesse/db/quality"
import type { Deps } from "../core/deps.ts"

/** Changes settle down for so long before figures are computed … */
const QUIET_MS = 1_200
/** … but while they go on and on, figures are never older than this when there is time to compute them. */
const MOST_MS = 10_000
/** Clocks of several processes, and changes stored a little after the time that they bear. */
const MARGIN_MS = 1_000
/** After a computation that took long, it rests for so many times as long: somebody has to be served meanwhile. */
const RESTS = 2
/** The same while people are at work: a tenth of a core is for figures that are out of date a second later. */
const RESTS_AT_WORK = 9
/** As many changes are counted one by one. */
const MOST_COUNTED = 1_000

/** What figures rest on: everything that changed before this moment. */
export interface Basis {
  /** When the answers began to be read. */
  readonly fromMs: number
  /** When the computation ended, and how long it took. */
  readonly endedAtMs: number
  readonly tookMs: number
}

/** The first moment whose changes such figures may not know. */
export function unknownFrom({ fromMs }: Pick<Basis, "fromMs">): number {
  return fromMs - MARGIN_MS
}

/** Whether figures are to be computed now: something changed since, it has settled down or goes on too long, and they rested. */
export function isDueNow(newestMs: number | null, basis: Basis | null, nowMs: number): boolean {
  if (newestMs === null) return basis === null
  if (basis && newestMs < unknownFrom(basis)) return false
  const isQuiet = nowMs - newestMs >= QUIET_MS
  if (basis && nowMs - basis.endedAtMs < (isQuiet ? RESTS : RESTS_AT_WORK) * basis.tookMs) return false
  return isQuiet || basis === null || nowMs - basis.fromMs >= MOST_MS
}

/** Pictures whose answers, decisions or state changed and second looks that were filed since `basis`; at most a thousand. */
export function countChanges(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  basis: Pick<Basis, "fromMs">,
): Promise<number> {
  return countChangedSince(storage.db, projectId, unknownFrom(basis), nowMs(), MOST_COUNTED)
}

/** Queues figures of a kind for a project unless they are queued already. */
export async function queueFigures(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  kind: "quality" | "scores",
  projectId: number,
  madeBy: number | null,
): Promise<void> {
  const { db } = deps.storage
  const waiting = await listJobs(db, { projectId, kinds: [kind], states: ["queued"], limit: 1 })
  if (waiting.length === 0)
    await insertJob(db, { projectId, kind, input: { project: projectId }, madeBy, nowMs: deps.nowMs() })
  deps.wake("jobs")
}

/** How far the figures of a kind are while they are being computed; null while they are not. */
export async function progressOf(
  { storage }: Pick<Deps, "storage">,
  kind: "quality" | "scores",
  projectId: number,
): Promise<{ done: number; total: number } | null> {
  const states = ["running", "queued"] as const
  const found = await listJobs(storage.db, { projectId, kinds: [kind], states: [...states], limit: 2 })
  const job = found.find(({ state }) => state === "running") ?? found[0]
  return job ? { done: job.done, total: job.total } : null
}
