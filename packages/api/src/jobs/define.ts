import type { Job } from "@justesse/db/jobs"
import type { JobKindName } from "@justesse/types/wire/jobs"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"

/** Stores how far a job is: pieces done, of how many, and bytes. Throws once somebody cancelled the job. */
export type Progress = (done: number, total: number, bytes?: number) => Promise<void>

/** Why a job ended badly: a code of the one list, and its numbers. */
export interface JobFailure {
  readonly code: string
  readonly detail: Record<string, string | number>
}

/**
 * Jobs of one lane run one after the other, those of different lanes beside each other: somebody sits before a page and waits
 * for what is not `long`, also while a long import runs.
 */
export const LANES = ["long", "preview", "figures", "follow", "acts", "tiles", "models"] as const
type Lane = (typeof LANES)[number]

/** One kind of long work. Every kind can be run twice without harm. */
interface JobDefinition<T> {
  /** What the row is called; stored, so it never changes. */
  readonly name: JobKindName
  readonly lane: Lane
  /** What the row's input is read with. */
  readonly input: z.ZodType<T>
  /** Its files are removed once it has failed for good, so that the same is not tried again. */
  readonly dropsFiles?: boolean
  /** Does it; what it answers is stored as the job's output. */
  readonly run: (deps: Deps, input: T, progress: Progress, job: Job) => Promise<unknown>
  /** Tells whoever waits that it has failed for good. */
  readonly failed?: (deps: Deps, input: T, failure: JobFailure) => Promise<unknown>
}

/** A kind of long work as the runner takes it: its input is read from the row. */
export interface JobKind {
  readonly name: JobKindName
  readonly lane: Lane
  readonly dropsFiles: boolean
  readonly run: (deps: Deps, job: Job, progress: Progress) => Promise<unknown>
  readonly failed: (deps: Deps, job: Job, failure: JobFailure) => Promise<void>
}

/** Makes a kind of long work of its parts. An input that cannot be read fails in `run`, and `failed` is not called with it. */
export function defineJob<T>(definition: JobDefinition<T>): JobKind {
  const { name, lane, input, dropsFiles = false, run, failed } = definition
  return {
    name,
    lane,
    dropsFiles,
    run: async (deps, job, progress) => run(deps, input.parse(job.input), progress, job),
    async failed(deps, job, failure) {
      const read = input.safeParse(job.input)
      if (read.success) await failed?.(deps, read.data, failure)
    },
  }
}
