import { setTimeout as pause } from "node:timers/promises"
import { lostRace } from "@justesse/db"
import { claimJob, endJob, type Job, putJobBack, putJobProgress, requeueRunning } from "@justesse/db/jobs"
import type { HeldLock } from "@justesse/db/locks/local"
import { collectUnsealed } from "@justesse/db/versions"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { Cancelled } from "./cancelled.ts"
import { type JobFailure, type JobKind, LANES, type Progress } from "./define.ts"
import { jobsInHand, REQUESTS_LOCK } from "./inRequest.ts"
import { JOBS } from "./list.ts"

const KINDS: ReadonlyMap<string, JobKind> = new Map(JOBS.map((kind) => [kind.name, kind]))
const NAMES = [...KINDS.keys()]
const NAMES_BY_LANE = LANES.map((lane) => JOBS.filter((kind) => kind.lane === lane).map(({ name }) => name))

/** A runner whose storage was away looks again after this time, and a job that met it is tried again. */
const AGAIN_MS = 1_000

/** A job is tried this often before it counts as failed. */
const TRIES = 3

/** Failures that trying again cannot mend. */
const FINAL: readonly string[] = [
  "format_unknown",
  "not_found",
  "project_archived",
  "name_unsafe",
  "nothing_settled",
  "file_unreadable",
  "would_lose",
  "label_unknown",
  "import_refused",
]

/** Whether the same may be tried again with hope: its files are still there, and what failed may pass. */
export function mayTryAgain({ kind, state, error }: Pick<Job, "kind" | "state" | "error">): boolean {
  return state === "failed" && !KINDS.get(kind)?.dropsFiles && !FINAL.includes(error ?? "")
}

/** The runner of one process. */
interface JobRunner {
  /** Looks for work now; call it when a job was queued. */
  wake(): void
  /** Resolves when nothing is queued and nothing runs. For tests and for commands that wait. */
  idle(): Promise<void>
  /** Takes nothing more and resolves when the job in hand has ended. */
  stop(): Promise<void>
}

/** Held by the one process that runs the jobs of a database. */
const RUNNER_LOCK = "jobs"

/** Processes that do not run them look this often whether nobody does any more. */
const STANDBY_MS = 2_000

/** On a database that several processes may share, jobs that others queued are looked for this often. */
const LOOK_MS = 1_000

/**
 * Runs queued jobs one after the other, oldest first: of the processes on one database one, and another once that is gone. What
 * ran when a process ended is taken up again by whoever runs next: every kind can be run twice without harm. A failing job is
 * tried three times.
 */
export function runJobs(deps: Deps): JobRunner {
  const runner = new Runner(deps)
  runner.wake()
  return runner
}

/** One row of jobs that run one after the other. */
interface LaneState {
  readonly kinds: readonly string[]
  isBusy: boolean
  /** Woken since it looked last. */
  again: boolean
}

class Runner implements JobRunner {
  readonly #deps: Deps
  readonly #lanes: readonly LaneState[] = NAMES_BY_LANE.map((kinds) => ({ kinds, isBusy: false, again: false }))
  #lock: HeldLock | null = null
  #hasTakenUp = false
  #isStopped = false
  #running: Promise<void> | null = null
  #later: NodeJS.Timeout | undefined
  /** Lanes that are busy, each to its end. */
  #busy: Promise<void>[] = []

  constructor(deps: Deps) {
    this.#deps = deps
  }

  wake(): void {
    if (this.#isStopped) return
    for (const lane of this.#lanes) lane.again = true
    // What another lane has in hand keeps nobody waiting.
    if (this.#running) return this.#startLanes()
    this.#running = this.#work()
      .catch((error: unknown) => {
        this.#deps.log("error", "jobs_stopped", { error: String(error) })
        // The storage did not take it: what was in hand is looked for again once it answers.
        this.#hasTakenUp = false
        this.#wakeIn(AGAIN_MS)
      })
      .finally(() => {
        this.#running = null
        // Woken in the moment between: what began then is waited for as well.
        if (this.#busy.length > 0) this.wake()
      })
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#later)
    await this.idle()
    await this.#lock?.release()
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#later)
    if (!this.#isStopped) this.#later = setTimeout(() => this.wake(), ms).unref()
  }

  #mayRun(): boolean {
    return !this.#isStopped && this.#hasTakenUp && this.#lock?.isHeld() === true
  }

  async #work(): Promise<void> {
    const { storage } = this.#deps
    if (!this.#lock?.isHeld()) {
      this.#hasTakenUp = false
      this.#lock = await storage.locks.attempt(RUNNER_LOCK)
    }
    if (!this.#lock) return this.#wakeIn(STANDBY_MS)
    if (!this.#hasTakenUp) await this.#takeUp()
    this.#startLanes()
    const ends: PromiseSettledResult<void>[] = []
    // Every lane comes to its end before a failure counts: what another one has in hand must not be queued again.
    while (this.#busy.length > 0) ends.push(...(await Promise.allSettled(this.#busy.splice(0))))
    for (const end of ends) if (end.status === "rejected") throw end.reason
    if (storage.engine === "postgres") this.#wakeIn(LOOK_MS)
  }

  /** Takes up what a process left that ended in the middle. Nobody else runs anything, and no request is in the middle of an act. */
  async #takeUp(): Promise<void> {
    const { storage } = this.#deps
    await storage.locks.exclusive(REQUESTS_LOCK, () => requeueRunning(storage.db, NAMES, jobsInHand(storage)))
    await collectUnsealed(storage.db)
    this.#hasTakenUp = true
  }

  #startLanes(): void {
    if (!this.#mayRun()) return
    for (const lane of this.#lanes) if (!lane.isBusy) this.#busy.push(this.#drain(lane))
  }

  async #drain(lane: LaneState): Promise<void> {
    lane.isBusy = true
    const { storage, nowMs } = this.#deps
    const next = () => (this.#mayRun() ? claimJob(storage.db, lane.kinds, nowMs()) : Promise.resolve(null))
    try {
      do {
        lane.again = false
        for (let job = await next(); job; job = await next()) await runOne(this.#deps, job)
      } while (lane.again && this.#mayRun())
    } finally {
      lane.isBusy = false
    }
  }
}

async function runOne(deps: Deps, job: Job): Promise<void> {
  try {
    const kind = KINDS.get(job.kind)
    if (!kind) throw new JustesseError("not_found", { job: job.kind })
    const output = await kind.run(deps, job, progressOf(deps, job))
    await endJob(deps.storage.db, job.id, { state: "done", error: null, output, nowMs: deps.nowMs() })
  } catch (error) {
    if (error instanceof Cancelled) return
    await failed(deps, job, error)
  }
}

/** Stores progress now and then; throws {@link Cancelled} once somebody cancelled the job. */
function progressOf(deps: Deps, job: Job): Progress {
  let storedAtMs = 0
  return async (done, total, bytes) => {
    const now = deps.nowMs()
    if (now - storedAtMs < 250 && done < total) return
    storedAtMs = now
    if ((await putJobProgress(deps.storage.db, job.id, done, total, bytes)) !== "running") throw new Cancelled()
  }
}

/** Has it done again in a moment, as if it had not been tried. */
async function again(deps: Deps, job: Job): Promise<void> {
  await pause(AGAIN_MS)
  return putJobBack(deps.storage.db, job.id)
}

async function failed(deps: Deps, job: Job, error: unknown): Promise<void> {
  // It gave way to others who were at the same rows: nothing failed.
  if (lostRace(error)) return again(deps, job)
  const known: JobFailure =
    error instanceof JustesseError ? { code: error.code, detail: error.detail } : { code: "internal", detail: {} }
  deps.log("warn", "job_failed", { job: job.id, kind: job.kind, code: known.code, error: String(error) })
  // Nothing is wrong with a job whose storage or threads were away: it is not counted as a try.
  if (known.code === "busy") return again(deps, job)
  const isFinal = job.tries >= TRIES || FINAL.includes(known.code)
  const ended = { error: known.code, output: { detail: known.detail }, nowMs: deps.nowMs() }
  await endJob(deps.storage.db, job.id, { ...ended, state: isFinal ? "failed" : "queued" })
  if (isFinal) await KINDS.get(job.kind)?.failed(deps, job, known)
}
