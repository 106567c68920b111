import { findAccessVersion } from "@justesse/db"
import { listChangedJobs, type WatchedJob } from "@justesse/db/jobs/changed"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

type FeedDeps = Pick<Deps, "storage" | "log">

/** How often the storage is read while somebody follows: what is shown moves twice a second, the way to the page included. */
const EVERY_MS = 400

/** One person has at most so many streams of one process: as many windows are open on no desk. */
const MOST_STREAMS = 20

/** A job that failed is told of as often once more: what waits for it is told a moment after its row. */
const TOLD_AGAIN = 2

/** What happened between two readings. */
interface Reading {
  /** Jobs that began, went on or ended; removed ones as cancelled. */
  readonly changed: readonly WatchedJob[]
  /** Rises with each change of who may do what in the project that is followed; 0 for the whole installation. */
  readonly accessVersion: number
}

/** Whose jobs are followed, by whom. */
export interface Following {
  /** Null: of the whole installation. */
  readonly projectId: number | null
  readonly personId: number
}

/** What was read since it was looked at last, for one who follows. */
interface Inbox extends Following {
  readonly changed: Map<number, WatchedJob>
  accessVersion: number
  /** Something is there: every reading wakes, so that who may follow is looked at though no job changes. */
  isNew: boolean
  wake: () => void
}

const isLive = ({ state }: WatchedJob) => state === "queued" || state === "running"

/** Whether two readings of one number say the same; a number may come again for another job when its row was removed. */
function isSame(a: WatchedJob, b: WatchedJob): boolean {
  const isOne = a.madeAtMs === b.madeAtMs && a.kind === b.kind && a.projectId === b.projectId
  return isOne && a.state === b.state && a.done === b.done && a.total === b.total
}

/**
 * Tells whoever follows which jobs changed, by reading the storage while somebody does and not at all while nobody does: so the
 * jobs of other processes on the same database are seen like those of this one.
 */
class JobFeed {
  readonly #deps: FeedDeps
  readonly #inboxes = new Set<Inbox>()
  #seen = new Map<number, WatchedJob>()
  #again: { readonly job: WatchedJob; times: number }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The first reading since somebody follows again: what is told later is compared with it. */
  #begun: Promise<void> | undefined
  #isStopped = false
  /** The last reading failed. */
  #isAway = false

  constructor(deps: FeedDeps) {
    this.#deps = deps
  }

  /** How many streams are open. */
  get size(): number {
    return this.#inboxes.size
  }

  /**
   * Every reading of the storage from now on, what was not taken yet in one; ends with `signal`. The first one comes as soon as
   * later ones can be compared with it, and holds no change: whoever follows reads everything after it.
   * @throws JustesseError busy (detail.why: too_many_streams) | busy (detail.why: stopping) when the process stops
   */
  async *follow(following: Following, signal: AbortSignal | undefined): AsyncGenerator<Reading, void> {
    const inbox = this.#open(following)
    const stop = () => inbox.wake()
    signal?.addEventListener("abort", stop)
    try {
      await this.#begun
      inbox.isNew = true
      while (!signal?.aborted) {
        if (this.#isStopped) throw new JustesseError("busy", { why: "stopping" })
        if (inbox.isNew) {
          const changed = [...inbox.changed.values()]
          inbox.changed.clear()
          inbox.isNew = false
          yield { changed, accessVersion: inbox.accessVersion }
        } else await new Promise<void>((go) => Object.assign(inbox, { wake: go }))
      }
    } finally {
      signal?.removeEventListener("abort", stop)
      this.#inboxes.delete(inbox)
      if (this.#inboxes.size === 0) this.#rest()
    }
  }

  /** Ends every stream, and takes no more: the process stops. */
  stop(): void {
    this.#isStopped = true
    for (const inbox of this.#inboxes) inbox.wake()
  }

  #open(following: Following): Inbox {
    if (this.#isStopped) throw new JustesseError("busy", { why: "stopping" })
    const own = [...this.#inboxes].filter(({ personId }) => personId === following.personId)
    if (own.length >= MOST_STREAMS) throw new JustesseError("busy", { why: "too_many_streams", most: MOST_STREAMS })
    const inbox: Inbox = { ...following, changed: new Map(), accessVersion: 0, isNew: false, wake: () => {} }
    this.#inboxes.add(inbox)
    this.#begun ??= this.#begin()
    return inbox
  }

  async #begin(): Promise<void> {
    try {
      const jobs = await listChangedJobs(this.#deps.storage.db, [])
      this.#seen = new Map(jobs.map((job) => [job.id, job]))
    } catch (error) {
      this.#begun = undefined
      throw error
    }
    this.#schedule()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#begun = undefined
    this.#again = []
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read(), EVERY_MS).unref()
  }

  async #read(): Promise<void> {
    const begun = this.#begun
    try {
      const changed = await this.#changes()
      const versions = await this.#accessVersions()
      for (const inbox of this.#inboxes) this.#tell(inbox, changed, versions.get(inbox.projectId ?? 0) ?? 0)
      this.#isAway = false
    } catch (error) {
      // The storage is away: whoever follows hears again once it answers. It is said once.
      if (!this.#isAway) this.#deps.log("warn", "jobs not read", { error: String(error) })
      this.#isAway = true
    }
    // Whoever came after all had left has begun a reading of their own.
    if (this.#inboxes.size > 0 && begun === this.#begun) this.#schedule()
  }

  /** Reads the storage and compares. */
  async #changes(): Promise<WatchedJob[]> {
    const live = [...this.#seen.values()].filter(isLive)
    const before = this.#seen
    const read = await listChangedJobs(
      this.#deps.storage.db,
      live.map(({ id }) => id),
    )
    this.#seen = new Map(read.map((job) => [job.id, job]))
    const changed = read.filter((job) => {
      const known = before.get(job.id)
      return known === undefined || !isSame(known, job)
    })
    const removed = live.filter(({ id }) => !this.#seen.has(id)).map((job) => ({ ...job, state: "cancelled" as const }))
    const again = this.#again.map(({ job }) => job)
    this.#again = this.#again.filter((one) => --one.times > 0)
    this.#again.push(...changed.filter(({ state }) => state === "failed").map((job) => ({ job, times: TOLD_AGAIN })))
    return [...again, ...removed, ...changed]
  }

  async #accessVersions(): Promise<Map<number, number>> {
    const followed = new Set([...this.#inboxes].flatMap(({ projectId }) => projectId ?? []))
    const versions = new Map<number, number>()
    for (const id of followed) versions.set(id, await findAccessVersion(this.#deps.storage.db, id))
    return versions
  }

  #tell(inbox: Inbox, changed: readonly WatchedJob[], accessVersion: number): void {
    for (const job of changed) {
      if (inbox.projectId === null || inbox.projectId === job.projectId) inbox.changed.set(job.id, job)
    }
    inbox.accessVersion = accessVersion
    inbox.isNew = true
    inbox.wake()
  }
}

const feeds = new WeakMap<object, JobFeed>()

/** The one stream of news about the jobs of a storage in this process: made when it is first asked for. */
export function jobFeedOf(deps: FeedDeps): JobFeed {
  const found = feeds.get(deps.storage) ?? new JobFeed(deps)
  feeds.set(deps.storage, found)
  return found
}
