import { setTimeout as pause } from "node:timers/promises"
import { claimJob, endJob, type Job, putJobBack, putJobProgress, requeueRunning } from "@justesse/db/jobs"
import { collectUnsealed } from "@justesse/db/versions"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { Cancelled } from "./cancelled.ts"
import { type JobFailure, type JobKind, LANES, type Progress } from "./define.ts"
import { jobsInHand } from "./inRequest.ts"
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

/**
 * Runs queued jobs one after the other, oldest first. What ran when the process ended last is taken up again: every kind
 * can be run twice without harm. A failing job is tried three times.
 */
export function runJobs(deps: Deps): JobRunner {
  let stopped = false
  let again = false
  let begun = false
  let running: Promise<void> | null = null

  async function work(): Promise<void> {
    if (!begun) {
      await requeueRunning(deps.storage.db, NAMES, jobsInHand(deps.storage))
      await collectUnsealed(deps.storage.db)
    }
    begun = true
    for (;;) {
      again = false
      // Every lane comes to its end before a failure counts: what another one has in hand must not be queued again.
      const ends = await Promise.allSettled(NAMES_BY_LANE.map(drain))
      for (const end of ends) if (end.status === "rejected") throw end.reason
      if (!again || stopped) return
    }
  }
  const next = (kinds: readonly string[]) =>
    stopped ? Promise.resolve(null) : claimJob(deps.storage.db, kinds, deps.nowMs())
  const drain = async (kinds: readonly string[]) => {
    for (let job = await next(kinds); job; job = await next(kinds)) await runOne(deps, job)
  }

  const runner: JobRunner = {
    wake() {
      again = true
      if (stopped || running) return
      running = work()
        .catch((error: unknown) => {
          deps.log("error", "jobs_stopped", { error: String(error) })
          // The storage did not take it: what was in hand is looked for again once it answers.
          begun = again = false
          setTimeout(runner.wake, AGAIN_MS).unref()
        })
        .finally(() => {
          running = null
          if (again && !stopped) runner.wake()
        })
    },
    async idle() {
      while (running) await running
    },
    async stop() {
      stopped = true
      while (running) await running
    },
  }
  runner.wake()
  return runner
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

async function failed(deps: Deps, job: Job, error: unknown): Promise<void> {
  const known: JobFailure =
    error instanceof JustesseError ? { code: error.code, detail: error.detail } : { code: "internal", detail: {} }
  deps.log("warn", "job_failed", { job: job.id, kind: job.kind, code: known.code, error: String(error) })
  // Nothing is wrong with a job whose storage or threads were away: it is not counted as a try.
  if (known.code === "busy") {
    await pause(AGAIN_MS)
    return putJobBack(deps.storage.db, job.id)
  }
  const isFinal = job.tries >= TRIES || FINAL.includes(known.code)
  const ended = { error: known.code, output: { detail: known.detail }, nowMs: deps.nowMs() }
  await endJob(deps.storage.db, job.id, { ...ended, state: isFinal ? "failed" : "queued" })
  if (isFinal) await KINDS.get(job.kind)?.failed(deps, job, known)
}
