import { setTimeout as pause } from "node:timers/promises"
import { type Job, jobs } from "@justesse/db/jobs"
import { versions } from "@justesse/db/versions"
import { JustesseError } from "@justesse/types"
import { z } from "zod"
import { ACT_KINDS, ActJob, endAct, runAct } from "../assets/actsRun.ts"
import { runUndoAct } from "../assets/undo.ts"
import type { Deps } from "../core/deps.ts"
import { ExportJob, runExport } from "../exports/index.ts"
import { GoldJob, makeAll } from "../gold/make.ts"
import { failImport, ImportJob, runImport } from "../imports/index.ts"
import { LookJob, runLook } from "../imports/looked.ts"
import { runUndo } from "../imports/undo.ts"
import { UndoJob } from "../imports/undoJob.ts"
import { runSuspects, SuspectsJob } from "../models/act.ts"
import { failPredictions, PredictionsJob, runPredictions } from "../models/run.ts"
import { runScores } from "../models/score.ts"
import { follow, SettingsJob } from "../projects/settingsFollow.ts"
import { QualityJob, runQuality } from "../quality/run.ts"
import { FreezeJob, runFreeze } from "../versions/freeze.ts"
import { Cancelled } from "./cancelled.ts"
import { jobsInHand } from "./inRequest.ts"

/** Kinds of long work that a runner takes. */
export const JOB_KINDS = [
  "import",
  "export",
  "freeze",
  "backup",
  "quality",
  "scores",
  "predictions",
  "undo_import",
  "look",
  "settings",
  "gold",
  "suspects",
  ...ACT_KINDS,
] as const

/** Kinds that run beside the others: somebody sits before a page and waits for them, also while a long import runs. */
const BESIDE: readonly (readonly string[])[] = [
  ["look"],
  ["quality", "scores"],
  ["settings", "gold", "suspects"],
  ACT_KINDS,
]
const LANES = [JOB_KINDS.filter((kind) => !BESIDE.flat().includes(kind)), ...BESIDE]

/** A runner whose storage was away looks again after this time, and a job that met it is tried again. */
const AGAIN_MS = 1_000

/** A job is tried this often before it counts as failed. */
const TRIES = 3

const BackupJob = z.looseObject({ reason: z.enum(["hand", "nightly", "migration"]) })

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

/** Kinds whose files are removed once they have failed for good. */
const FILES_GONE: readonly string[] = ["import", "look", "predictions"]

/** Whether the same may be tried again with hope: its files are still there, and what failed may pass. */
export function mayTryAgain({ kind, state, error }: Pick<Job, "kind" | "state" | "error">): boolean {
  return state === "failed" && !FILES_GONE.includes(kind) && !FINAL.includes(error ?? "")
}

/** The runner of one process. */
export interface JobRunner {
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
  let turn: Promise<void> | null = null

  async function work(): Promise<void> {
    if (!begun) {
      await jobs(deps.storage.db).requeueRunning(JOB_KINDS, jobsInHand(deps.storage))
      await versions(deps.storage.db).sweepUnsealed()
    }
    begun = true
    for (;;) {
      again = false
      // Every lane comes to its end before a failure counts: what another one has in hand must not be queued again.
      const ends = await Promise.allSettled(LANES.map(drain))
      for (const end of ends) if (end.status === "rejected") throw end.reason
      if (!again || stopped) return
    }
  }
  const next = (kinds: readonly string[]) =>
    stopped ? Promise.resolve(null) : jobs(deps.storage.db).claim(kinds, deps.nowMs())
  const drain = async (kinds: readonly string[]) => {
    for (let job = await next(kinds); job; job = await next(kinds)) await runOne(deps, job)
  }

  const runner: JobRunner = {
    wake() {
      again = true
      if (stopped || turn) return
      turn = work()
        .catch((error: unknown) => {
          deps.log("error", "jobs_stopped", { error: String(error) })
          // The storage did not take it: what was in hand is looked for again once it answers.
          begun = again = false
          setTimeout(runner.wake, AGAIN_MS).unref()
        })
        .finally(() => {
          turn = null
          if (again && !stopped) runner.wake()
        })
    },
    async idle() {
      while (turn) await turn
    },
    async stop() {
      stopped = true
      while (turn) await turn
    },
  }
  runner.wake()
  return runner
}

async function runOne(deps: Deps, job: Job): Promise<void> {
  try {
    const output = await act(deps, job)
    await jobs(deps.storage.db).end(job.id, { state: "done", error: null, output, nowMs: deps.nowMs() })
  } catch (error) {
    if (error instanceof Cancelled) return
    await failed(deps, job, error)
  }
}

/** Stores progress now and then; throws {@link Cancelled} once somebody cancelled the job. */
function progressOf(deps: Deps, job: Job): (done: number, total: number, bytes?: number) => Promise<void> {
  let storedAtMs = 0
  return async (done, total, bytes) => {
    const now = deps.nowMs()
    if (now - storedAtMs < 250 && done < total) return
    storedAtMs = now
    if ((await jobs(deps.storage.db).progress(job.id, done, total, bytes)) !== "running") throw new Cancelled()
  }
}

async function act(deps: Deps, job: Job): Promise<unknown> {
  const progress = progressOf(deps, job)
  const input: unknown = JSON.parse(job.input)
  switch (job.kind) {
    case "import":
      // An import is cancelled through its own row, so that it ends between two batches.
      await runImport(deps, ImportJob.parse(input), (done, total) => void progress(done, total).catch(() => undefined))
      return null
    case "look":
      await runLook(deps, LookJob.parse(input), (done, total) => void progress(done, total).catch(() => undefined))
      return null
    case "undo_import":
      return runUndo(deps, UndoJob.parse(input))
    case "export":
      return runExport(deps, ExportJob.parse(input), progress)
    case "freeze":
      return runFreeze(deps, FreezeJob.parse(input), progress, job.tries > 1 ? job.madeAtMs : null)
    case "backup":
      return { file: await deps.host.backup(BackupJob.parse(input).reason, progress) }
    case "quality":
      return runQuality(deps, QualityJob.parse(input), progress)
    case "scores":
      return runScores(deps, QualityJob.parse(input).project, progress)
    case "predictions":
      return runPredictions(deps, PredictionsJob.parse(input), progress)
    case "settings": {
      const { project, ...follows } = SettingsJob.parse(input)
      await follow(deps, project, follows)
      return null
    }
    case "gold": {
      const { project, who, asked } = GoldJob.parse(input)
      return makeAll(deps, project, { personId: who }, asked)
    }
    case "suspects":
      return runSuspects(deps, SuspectsJob.parse(input))
    case "act":
      return runAct(deps, ActJob.parse(input), progress)
    case "undo_act":
      return runUndoAct(deps, ActJob.parse(input), progress)
    default:
      throw new JustesseError("not_found", { job: job.kind })
  }
}

async function failed(deps: Deps, job: Job, error: unknown): Promise<void> {
  const known =
    error instanceof JustesseError ? { code: error.code, detail: error.detail } : { code: "internal", detail: {} }
  deps.log("warn", "job_failed", { job: job.id, kind: job.kind, code: known.code, error: String(error) })
  // Nothing is wrong with a job whose storage or threads were away: it is not counted as a try.
  if (known.code === "busy") {
    await pause(AGAIN_MS)
    return jobs(deps.storage.db).putBack(job.id)
  }
  const isFinal = job.tries >= TRIES || FINAL.includes(known.code)
  const ended = { error: known.code, output: { detail: known.detail }, nowMs: deps.nowMs() }
  await jobs(deps.storage.db).end(job.id, { ...ended, state: isFinal ? "failed" : "queued" })
  const input = (job.kind === "look" ? LookJob : ImportJob).safeParse(JSON.parse(job.input))
  if (isFinal && (job.kind === "import" || job.kind === "look") && input.success)
    await failImport(deps, input.data, known)
  const told = ActJob.safeParse(JSON.parse(job.input))
  if (isFinal && job.kind === "act" && told.success)
    await endAct(deps, told.data.project, { personId: told.data.who }, told.data.undo)
  const set = PredictionsJob.safeParse(JSON.parse(job.input))
  if (isFinal && job.kind === "predictions" && set.success) await failPredictions(deps, set.data, known)
}
