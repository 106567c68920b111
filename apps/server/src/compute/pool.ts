import { availableParallelism } from "node:os"
import { type Compute, type ComputeAnswer, type ComputeCall, computeThrough } from "@justesse/api/core/compute"
import { JustesseError } from "@justesse/types"
import { Piscina } from "piscina"
import { endedByClosing } from "../children/closing.ts"

/** Consensus, fits and figures in worker threads, away from the thread that serves; what waits too long is `busy`. */
export function computePool(worker: URL): Compute & { close(): Promise<void> } {
  const pool = new Piscina({
    filename: worker.href,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 60_000,
    maxQueue: 1_024,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  // A thread that ends between two tasks is replaced; unheard, its error would end the process.
  pool.on("error", () => {})
  let closed = false
  let ending: Promise<void> | null = null
  const carry = async (call: ComputeCall): Promise<ComputeAnswer> => {
    // A destroyed pool would begin again, with a thread that nobody ends.
    if (closed) throw new JustesseError("busy", { why: "closing" })
    if (pool.queueSize >= 1_024) throw new JustesseError("busy", { why: "compute" })
    return pool.run(call).catch(endedByClosing(() => closed))
  }
  return {
    ...computeThrough(carry),
    close: () => {
      closed = true
      ending ??= pool.destroy()
      return ending
    },
  }
}
