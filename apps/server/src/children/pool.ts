import { JustesseError } from "@justesse/types"
import { Child, ChildEnded } from "./child.ts"
import type { Answer, Limits } from "./protocol.ts"

interface PoolOptions {
  /** The built file whose process takes orders (see `takeOrders`). */
  readonly entry: URL
  /** Processes at once. */
  readonly most: number
  /** JavaScript's own memory in each. */
  readonly heapMb: number
  /** What a process holds before its first order. */
  readonly restBytes: number
}

const IDLE_MS = 20_000
/** All but one of them: several are begun for a rush, and each holds memory that nobody needs after it. */
const SURPLUS_IDLE_MS = 2_000

/** So many orders wait before another process is begun beside one that works. */
const BACKLOG = 2

/** Share of the memory between rest and limit that an order finds free; a process that has kept more from before is not used again. */
const FREE = 0.6

/** A place in line. */
interface Waiting {
  go(): void
  readonly heavy: boolean
}

/**
 * Processes that take orders about bytes of unknown origin: at most `most`, begun when needed, used again while they are small and
 * gone when idle. An order beyond its limits, or one that is given up by its signal, ends its process and no other. Heavy orders
 * run one at a time.
 */
export function childPool<Asked, T>({ entry, most, heapMb, restBytes }: PoolOptions) {
  const idle: Child<Asked, T>[] = []
  const all = new Set<Child<Asked, T>>()
  const line: Waiting[] = []
  let busy = 0
  let heavyBusy = false
  let closed = false
  let timers: NodeJS.Timeout[] = []

  const forget = (child: Child<Asked, T>) => {
    child.end()
    all.delete(child)
  }
  const finish = () => {
    timers.forEach(clearTimeout)
    timers = [
      setTimeout(() => idle.splice(1).forEach(forget), SURPLUS_IDLE_MS).unref(),
      setTimeout(() => idle.splice(0).forEach(forget), IDLE_MS).unref(),
    ]
  }
  const admit = () => {
    while (busy < most) {
      // Another process is begun for a backlog: one order that waits a moment is not worth its memory.
      if (busy >= Math.max(1, all.size) && line.length < BACKLOG) return
      const index = line.findIndex(({ heavy }) => !heavy || !heavyBusy)
      const [entry] = index < 0 ? [] : line.splice(index, 1)
      if (!entry) return
      busy++
      if (entry.heavy) heavyBusy = true
      entry.go()
    }
  }
  const enter = (heavy: boolean, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        line.splice(line.indexOf(entry), 1)
        reject(signal?.reason)
      }
      // A signal that gives up thousands of orders is told of those alone that still wait.
      const go = () => {
        signal?.removeEventListener("abort", giveUp)
        resolve()
      }
      const entry = { go, heavy }
      line.push(entry)
      signal?.addEventListener("abort", giveUp, { once: true })
      admit()
    })
  const leave = (heavy: boolean) => {
    busy--
    if (heavy) heavyBusy = false
    admit()
  }
  const taken = ({ rssBytes }: Limits) => {
    for (let child = idle.pop(); child; child = idle.pop()) {
      if (!child.hasEnded && child.rssBytes <= rssBytes - FREE * (rssBytes - restBytes)) return child
      forget(child)
    }
    const fresh = new Child<Asked, T>(entry, heapMb)
    all.add(fresh)
    return fresh
  }
  const askOne = async (asked: Asked, limits: Limits, signal: AbortSignal | undefined): Promise<Answer<T>> => {
    // Whoever waited in line may have been given up meanwhile.
    signal?.throwIfAborted()
    if (closed) throw new JustesseError("busy", { why: "closing" })
    const child = taken(limits)
    const stop = () => child.end()
    signal?.addEventListener("abort", stop)
    // Its own watch counts the time that it works; this one is for a process that hangs, however busy the machine is.
    const hanging = setTimeout(() => child.end("time"), limits.cpuMs * 60 + 60_000)
    try {
      return await child.ask({ asked, limits })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      clearTimeout(hanging)
      signal?.removeEventListener("abort", stop)
      if (child.hasEnded || closed) forget(child)
      else idle.push(child)
      finish()
    }
  }

  return {
    /**
     * @throws JustesseError what the order was refused with; ChildEnded when it went beyond its limits, or ended its process twice
     */
    async ask(asked: Asked, limits: Limits, { heavy = false, signal }: { heavy?: boolean; signal?: AbortSignal } = {}) {
      if (closed) throw new JustesseError("busy", { why: "closing" })
      signal?.throwIfAborted()
      await enter(heavy, signal)
      try {
        const again = async (error: unknown) => {
          // Systems that are out of memory end processes that have done nothing: what crashes twice does it by itself.
          if (!(error instanceof ChildEnded) || error.why !== "crash" || closed || signal?.aborted) throw error
          return askOne(asked, limits, signal)
        }
        const answer = await askOne(asked, limits, signal).catch(again)
        if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
        if ("thrown" in answer) throw new Error(answer.thrown)
        return answer.ok
      } finally {
        leave(heavy)
      }
    },
    close(): Promise<void> {
      closed = true
      timers.forEach(clearTimeout)
      for (const child of all) forget(child)
      return Promise.resolve()
    },
  }
}
