import type { JobChanges } from "@justesse/types/wire/jobs"
import { ALL, type Path, pathsAfter, SHOWN } from "./refreshes.ts"

/** Where there is no stream, what it would have told of is read this often. */
export const READ_EVERY_MS = 4_000

/** How long a stream that could not be had, or broke for good, is left alone. */
export const OPEN_AGAIN_MS = 15_000

/** What a stream tells. */
export interface StreamEvents {
  readonly onTold: (changes: JobChanges) => unknown
  /** It is being connected, for the first time or again. */
  readonly onConnecting: () => unknown
  /** It is over. `final`: whoever follows may not any more, and trying again changes nothing. */
  readonly onEnd: (final: boolean) => unknown
}

/** What following jobs needs of the browser and of the wire. */
interface FollowWith {
  /** Opens the stream; what it answers closes it. */
  readonly open: (events: StreamEvents) => () => void
  readonly refresh: (paths: readonly Path[]) => void
  /** Whether somebody can see the page, and a listener to changes of that; what it answers takes the listener off. */
  readonly isVisible: () => boolean
  readonly onVisibility: (listener: () => void) => () => void
  /** One of the few places for streams of this browser; what it answers gives it back. Null: all are taken. */
  readonly takePlace: () => Promise<(() => void) | null>
}

/**
 * Reads again what jobs change, when the server says so, for as long as the page can be seen: a hidden one keeps no connection,
 * of which a browser has six. Without a stream (it cannot be had, it broke, its places are taken) everything that it would have
 * told of is read every few seconds instead: the one rule for every page. What it answers ends it.
 */
export function followJobs(using: FollowWith): () => void {
  const follower = new JobFollower(using)
  const off = using.onVisibility(() => follower.look())
  follower.look()
  return () => {
    off()
    follower.leave()
  }
}

class JobFollower {
  readonly #with: FollowWith
  /** Raised with each stream that is opened or left: what an earlier one still says is not heard. */
  #round = 0
  #close = () => {}
  /** Something may have been missed since pages were read. */
  #hasBeenAway = false
  #reading: ReturnType<typeof setInterval> | undefined
  #later: ReturnType<typeof setTimeout> | undefined

  constructor(using: FollowWith) {
    this.#with = using
  }

  /** Follows when the page can be seen, and not otherwise. */
  look(): void {
    this.leave()
    if (this.#with.isVisible()) void this.#connect()
    else this.#hasBeenAway = true
  }

  /** Closes the stream and reads nothing any more. */
  leave(): void {
    this.#closeStream()
    this.#readNoMore()
  }

  async #connect(): Promise<void> {
    const round = ++this.#round
    this.#readByTime()
    const giveBack = await this.#with.takePlace()
    if (round !== this.#round) return giveBack?.()
    if (!giveBack) return this.#connectLater()
    const shut = this.#with.open({
      onTold: (changes) => round === this.#round && this.#take(changes),
      onConnecting: () => round === this.#round && this.#readByTime(),
      onEnd: (final) => round === this.#round && this.#end(final),
    })
    this.#close = () => {
      shut()
      giveBack()
    }
  }

  #take(changes: JobChanges): void {
    this.#readNoMore()
    // What a page has read since it opened is only a moment old; what was missed while away may be anything.
    this.#with.refresh(changes.all ? (this.#hasBeenAway ? ALL : SHOWN) : pathsAfter(changes))
    this.#hasBeenAway = true
  }

  #end(final: boolean): void {
    if (!final) return this.#connectLater()
    this.leave()
    this.#with.refresh(ALL)
  }

  #connectLater(): void {
    this.#closeStream()
    this.#readByTime()
    this.#later = setTimeout(() => void this.#connect(), OPEN_AGAIN_MS)
  }

  #closeStream(): void {
    this.#round++
    clearTimeout(this.#later)
    this.#close()
    this.#close = () => {}
  }

  #readByTime(): void {
    this.#reading ??= setInterval(() => this.#with.refresh(ALL), READ_EVERY_MS)
  }

  #readNoMore(): void {
    clearInterval(this.#reading)
    this.#reading = undefined
  }
}
