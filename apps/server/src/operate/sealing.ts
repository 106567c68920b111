import { setTimeout as pause } from "node:timers/promises"
import { type Keeping, keepSealed, type Storage } from "@justesse/db"
import { loop } from "./loops.ts"

/** What was stored is sealed, and the head of the chain kept beside the database, at most this much later and what it takes. */
const EVERY_MS = 500
/** Later than this is no second's delay any more. */
const LATE_MS = 10_000
/** Between two steps of sealing what is older than the chain, so that others are served. */
const REST_MS = 5

interface SealingOptions {
  /** Folder in which the heads of the chain are kept. */
  readonly headsIn: string
  nowMs(): number
  log(level: "error" | "warn", what: string, detail: Record<string, unknown>): void
}

interface Sealing {
  /** Whether what was stored is not sealed for so long that something must be wrong. */
  isLate(): boolean
  /** Ends, and seals what was stored until now. */
  stop(): Promise<void>
}

/** The code of a disk or database that refuses; of a bug, where it is. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return "code" in error && typeof error.code === "string" ? error.code : (error.stack ?? error.message)
}

/** Seals what is stored, beside everything else that the process does; rows from before the chain a step at a time. */
export function startSealing(chain: Storage["chain"], { headsIn, nowMs, log }: SealingOptions): Sealing {
  const keeping = keepSealed(chain, headsIn, nowMs)
  let doneAtMs = nowMs()
  let failing = false
  let isOlder = true

  async function sealOnce(): Promise<boolean> {
    try {
      await sealOnceBy(keeping)
      if (failing) log("warn", "sealing again", {})
      failing = false
    } catch (error) {
      // Said once: a disk that is full refuses twice a second.
      if (!failing) log("error", "sealing failed", { error: reasonOf(error) })
      failing = true
    }
    return isOlder && !failing
  }
  async function sealOnceBy(by: Keeping): Promise<void> {
    await by.sealAll()
    doneAtMs = nowMs()
    if (!isOlder) return
    isOlder = await by.sealOlder()
    await pause(REST_MS)
  }
  const sealing = loop("sealing", EVERY_MS, sealOnce, (what, detail) => log("error", what, detail))
  return {
    isLate: () => nowMs() - doneAtMs > LATE_MS,
    async stop() {
      await sealing.stop()
      isOlder = false
      await sealOnce()
    },
  }
}
