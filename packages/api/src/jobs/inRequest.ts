import { setTimeout as pause } from "node:timers/promises"
import { deleteJob, endJob } from "@justesse/db/jobs"
import { cannotWrite } from "../core/beside.ts"
import type { Deps } from "../core/deps.ts"

type Storing = Pick<Deps, "storage" | "wake" | "nowMs">

/** Jobs that a request of this process is at or has just done, by storage: the runner leaves them alone. */
const inHand = new WeakMap<object, Set<number>>()

/** A job that was done stays stored this long: until then its answer may still be on its way when the program ends. */
export const ANSWERED_MS = 10_000

/** Numbers of jobs that a request of this process is doing or has just done. Whoever asked learns there what became of them. */
export function jobsInHand(storage: object): ReadonlySet<number> {
  return inHand.get(storage) ?? new Set()
}

/** Shared by all acts that are done within requests; whoever takes up what a program left waits until none of them is under way. */
export const REQUESTS_LOCK = "acts in requests"

/**
 * Does within a request what is stored as a running job: killed in the middle, the next runner goes on with it, and a storage
 * that is away or full meanwhile leaves it to the runner. Refused, the job goes at once; done, it goes once the answer has
 * had time to arrive ({@link ANSWERED_MS}): a program that ends before tells of it after its next start.
 *
 * @param begin stores the job, running, and answers its number; null where there is nothing to do
 */
export async function inRequest<T>(deps: Storing, begin: () => Promise<number>, act: Act<T>): Promise<T>
export async function inRequest<T>(deps: Storing, begin: () => Promise<number | null>, act: Act<T>): Promise<T | null>
export async function inRequest<T>(deps: Storing, begin: () => Promise<number | null>, act: Act<T>): Promise<T | null> {
  return deps.storage.locks.shared(REQUESTS_LOCK, async () => {
    const job = await begin()
    return job === null ? null : doStored(deps, job, () => act(job))
  })
}

type Act<T> = (job: number) => Promise<T>

async function doStored<T>(deps: Storing, job: number, act: () => Promise<T>): Promise<T> {
  const mine = inHand.get(deps.storage) ?? new Set<number>()
  inHand.set(deps.storage, mine)
  mine.add(job)
  const { db } = deps.storage
  try {
    const done = await act()
    await endJob(db, job, { state: "done", error: null, output: null, nowMs: deps.nowMs() })
    setTimeout(() => void forget(deps, job, mine), ANSWERED_MS).unref()
    return done
  } catch (error) {
    mine.delete(job)
    if (cannotWrite(error)) void leaveToRunner(deps, job)
    else await deleteJob(db, job)
    throw error
  }
}

async function forget(deps: Storing, job: number, mine: Set<number>): Promise<void> {
  // A storage that is away, or closed, keeps the row: it says no more than that the job was done.
  await deleteJob(deps.storage.db, job).catch(() => undefined)
  mine.delete(job)
}

/** How often the storage is asked whether it takes a job back, once a second. */
const MOST_TRIES = 3_600

/** Queues what is left of a job as soon as the storage answers. */
async function leaveToRunner(deps: Storing, job: number): Promise<void> {
  const left = { state: "queued", error: null, output: null, nowMs: 0 } as const
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      await endJob(deps.storage.db, job, left)
      return deps.wake("jobs")
    } catch {
      await pause(1_000, undefined, { ref: false })
    }
  }
}
