import { JustesseError } from "@justesse/types"
import { isTooFull, type Room } from "./disk.ts"

/** What is asked: the storage by a write, the disk by its figures, and whether what was stored is sealed. */
interface ReadinessSources {
  /** A code where the storage takes nothing as it is, or is not sealed; null where all is well. */
  wrong(): string | null
  write(): Promise<void>
  room(): Promise<Room>
  nowMs(): number
}

/** Ready, or the code of what is wrong: `storage_full` (also before it is full), `busy` (the database is away), `read_only` … */
export type Ready = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly freeBytes?: number }

/** An answer is good for this long; one that something is wrong for less, since it may be over. */
const KEPT_MS = 5_000
const KEPT_WRONG_MS = 1_000

/**
 * Whether the studio can take work. Anybody may ask, as often as they like: it looks once in a while, one look at a time, and
 * everybody meanwhile gets what was found.
 */
export function readiness({ wrong, write, room, nowMs }: ReadinessSources): () => Promise<Ready> {
  let kept: { readonly ready: Ready; readonly untilMs: number } | null = null
  let looking: Promise<Ready> | null = null

  async function check(): Promise<Ready> {
    const ready = await found()
    kept = { ready, untilMs: nowMs() + (ready.ok ? KEPT_MS : KEPT_WRONG_MS) }
    looking = null
    return ready
  }
  async function found(): Promise<Ready> {
    try {
      const code = wrong()
      if (code !== null) return { ok: false, code }
      const space = await room()
      if (isTooFull(space)) return { ok: false, code: "storage_full", freeBytes: space.freeBytes }
      await write()
      return { ok: true }
    } catch (error) {
      return { ok: false, code: error instanceof JustesseError ? error.code : "internal" }
    }
  }
  return () => {
    if (kept && nowMs() < kept.untilMs) return Promise.resolve(kept.ready)
    looking ??= check()
    return looking
  }
}

/** Says in the log once that the studio is not ready and why, and once that it is again. Call it now and then. */
export function readinessLog(
  ready: () => Promise<Ready>,
  nowMs: () => number,
  log: (level: "warn" | "error", what: string, detail: Record<string, unknown>) => void,
): () => Promise<void> {
  let since: { readonly code: string; readonly atMs: number } | null = null
  return async () => {
    const now = await ready()
    if (now.ok) {
      if (since) log("warn", "ready again", { after: since.code, seconds: Math.round((nowMs() - since.atMs) / 1_000) })
      since = null
    } else if (since?.code !== now.code) {
      log("error", "not ready", {
        code: now.code,
        ...(now.freeBytes === undefined ? {} : { freeBytes: now.freeBytes }),
      })
      since = { code: now.code, atMs: since?.atMs ?? nowMs() }
    }
  }
}
