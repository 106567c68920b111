import { Worker } from "node:worker_threads"
import { lowerPriority } from "./priority.ts"
import { type Answer, type ChildMessage, FLAG, type Order, type Watched, WHY_FD } from "./protocol.ts"
import { Refusal } from "./refusal.ts"

/** With less free below its limit, a process tidies up after an order. */
const TIDY_BYTES = 60_000_000

/**
 * Makes this process a child of {@link childPool}: it takes one order after the other, at low priority, beside a thread that ends
 * the whole process when an order goes beyond its limits. Ends with its parent.
 *
 * @param watch the built file of that thread, beside the child's own
 */
export function takeOrders<Asked, T>(watch: URL, act: (asked: Asked) => Promise<T>): void {
  const flag = new Int32Array(new SharedArrayBuffer(8))
  const limits = new Float64Array(new SharedArrayBuffer(16))
  const watched: Watched = { flag, limits, fd: WHY_FD }
  new Worker(watch, { workerData: watched }).unref()
  // After the watching thread: on Linux only threads that begin from here on are slower, and that one must not be.
  lowerPriority()
  const report = (message: ChildMessage<T>) => process.send?.(message)
  process.on("message", ({ asked, limits: most }: Order<Asked>) => {
    limits.set([most.rssBytes, most.cpuMs])
    Atomics.store(flag, FLAG.busy, 1)
    Atomics.notify(flag, FLAG.busy)
    void answered(act, asked).then((message) => {
      Atomics.store(flag, FLAG.busy, 0)
      Atomics.notify(flag, FLAG.busy)
      // What JavaScript no longer names but keeps would count against the next order.
      if (process.memoryUsage.rss() > most.rssBytes - TIDY_BYTES) globalThis.gc?.()
      report({ answer: message, rssBytes: process.memoryUsage.rss() })
    })
  })
  process.on("disconnect", () => process.exit(0))
  report("ready")
}

/** What acting on something came to, as it travels between processes: errors lose their class there. */
export async function answered<Asked, T>(act: (asked: Asked) => Promise<T>, asked: Asked): Promise<Answer<T>> {
  try {
    return { ok: await act(asked) }
  } catch (error) {
    if (error instanceof Refusal) return { failed: { code: error.code, detail: error.detail } }
    return { thrown: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
