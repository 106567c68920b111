import { availableParallelism } from "node:os"
import { MessageChannel } from "node:worker_threads"
import type { Background, BackgroundCall, BackgroundNews, Notify } from "@justesse/api/core/background"
import { backgroundThrough } from "@justesse/api/jobs/background"
import { JustesseError } from "@justesse/types"
import { Piscina } from "piscina"
import { endedByClosing } from "../children/closing.ts"
import type { BackgroundAnswer, BackgroundOrder, BackgroundSetting } from "./worker.ts"

/** Exports, freezing and comparing in threads that only read the storage, away from the one that serves. */
export function backgroundPool(worker: URL, setting: BackgroundSetting): Background & { close(): Promise<void> } {
  const pool = new Piscina({
    filename: worker.href,
    workerData: setting,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 30_000,
    maxQueue: 256,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  // A thread that ends between two tasks is replaced; unheard, its error would end the process.
  pool.on("error", () => {})
  let closed = false
  let ending: Promise<void> | null = null
  const carry = async (call: BackgroundCall, notify: Notify) => {
    // A destroyed pool would begin again, with a thread that nobody ends.
    if (closed) throw new JustesseError("busy", { why: "closing" })
    const { port1, port2 } = new MessageChannel()
    const stop = new AbortController()
    let refused: { error: unknown } | null = null
    port1.on("message", (news: BackgroundNews) => {
      notify(news).then(
        () => port1.postMessage("taken"),
        (error: unknown) => {
          refused = { error }
          stop.abort()
        },
      )
    })
    try {
      const order: BackgroundOrder = { call, port: port2 }
      const running: Promise<BackgroundAnswer> = pool.run(order, { transferList: [port2], signal: stop.signal })
      const answer = await running.catch(endedByClosing(() => closed))
      if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
      return answer.ok
    } catch (error) {
      throw refused === null ? error : (refused as { error: unknown }).error
    } finally {
      port1.close()
    }
  }
  return {
    ...backgroundThrough(carry),
    close: () => {
      closed = true
      ending ??= pool.destroy()
      return ending
    },
  }
}
