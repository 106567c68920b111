import { setTimeout as pause } from "node:timers/promises"
import { jobs } from "@justesse/db/repositories/jobs"
import { cannotWrite } from "../core/beside.ts"
import type { Deps } from "../core/deps.ts"

type Storing = Pick<Deps, "storage" | "wake">

/** Jobs that a request of this process is at, by storage: the runner leaves them alone. */
const inHand = new WeakMap<object, Set<number>>()

/** Numbers of jobs that a request of this process is doing. */
export function jobsInHand(storage: object): ReadonlySet<number> {
  return inHand.get(storage) ?? new Set()
}

/**
 * Does within a request what is stored as a running job: killed in the middle, the next start goes on with it, and a storage
 * that is away or full meanwhile leaves it to the runner. Done or refused, the job goes: the request has said what became of it.
 */
export async function inRequest<T>(deps: Storing, job: number, act: () => Promise<T>): Promise<T> {
  const mine = inHand.get(deps.storage) ?? new Set<number>()
  inHand.set(deps.storage, mine)
  mine.add(job)
  const repository = jobs(deps.storage.db)
  try {
    const done = await act()
    await repository.remove(job)
    return done
  } catch (error) {
    if (cannotWrite(error)) void leaveToRunner(deps, job)
    else await repository.remove(job)
    throw error
  } finally {
    mine.delete(job)
  }
}

/** How often the storage is asked whether it takes a job back, once a second. */
const MOST_TRIES = 3_600

/** Queues what is left of a job as soon as the storage answers. */
async function leaveToRunner(deps: Storing, job: number): Promise<void> {
  const left = { state: "queued", error: null, output: null, nowMs: 0 } as const
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      await jobs(deps.storage.db).end(job, left)
      return deps.wake("jobs")
    } catch {
      await pause(1_000, undefined, { ref: false })
    }
  }
}
