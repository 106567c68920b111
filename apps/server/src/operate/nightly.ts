import type { Deps } from "@justesse/api/core"
import { Cron } from "croner"

/** Looks once an hour whether the night's backup is due, so that a changed hour needs no restart. */
export function startNightly(deps: Deps, prune: (keep: number) => Promise<void>) {
  const job = new Cron("0 5 * * * *", { protect: true, unref: true }, async () => {
    const { on, hour, keep } = deps.settings.get().nightly
    if (!on || new Date(deps.nowMs()).getHours() !== hour) return
    try {
      await deps.host.backup("nightly")
      await prune(keep)
    } catch (error) {
      deps.log("error", "nightly backup failed", { error: String(error) })
    }
  })
  return { stop: () => job.stop() }
}
