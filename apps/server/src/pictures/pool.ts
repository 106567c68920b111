import { availableParallelism } from "node:os"
import { JustesseError } from "@justesse/types"
import { Piscina } from "piscina"
import type { Prepared } from "./prepare.ts"
import type { PreparedOrFailure } from "./worker.ts"

/** Decodes and scales pictures in worker threads, away from the thread that serves. */
export function picturePool(worker: URL) {
  const pool = new Piscina({
    filename: worker.href,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 20_000,
    maxQueue: 256,
  })
  let queued = 0
  const waiting: (() => void)[] = []
  return {
    async prepare(bytes: Uint8Array): Promise<Prepared> {
      // At most eight pictures in memory at once, whatever the import holds.
      if (queued >= 8) await new Promise<void>((go) => waiting.push(go))
      queued++
      try {
        const answer: PreparedOrFailure = await pool.run(bytes)
        if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
        return answer.ok
      } finally {
        queued--
        waiting.shift()?.()
      }
    },
    close: () => pool.destroy(),
  }
}
