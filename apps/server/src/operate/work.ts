import type { Deps } from "@justesse/api/core"
import {
  closeSessions,
  collectExports,
  collectWaiting,
  emptyTrash,
  grantBySilence,
  pruneActs,
  pruneTime,
  queueDueQuality,
  queueFills,
  queuePyramids,
  resolveDirty,
  runJobs,
  stepAssessments,
  stepChecks,
  stepDecisions,
  stepPairs,
  stepPayments,
  tellLate,
  tellModels,
} from "@justesse/api/services"
import { findBatchesWanted } from "@justesse/db"
import type { uploadFolder } from "../files/folders.ts"
import { backupsIn } from "./backups.ts"
import { loop } from "./loops.ts"
import { startNightly } from "./nightly.ts"

/** What a studio does by itself. */
interface Work {
  wake(what: "jobs" | "settle"): void
  stop(): Promise<void>
}

/** Of a studio in which nothing may be stored. */
export const NO_WORK: Work = { wake: () => {}, stop: () => Promise.resolve() }

/** Uploads that no import names are kept this long after their last change. */
const UPLOADS_KEPT_MS = 14 * 86_400_000

/** Settling waits until an answer was said to be saved: what it costs differs by task, and nobody should feel it. */
const RESOLVE_AFTER_MS = 25

type Uploads = ReturnType<typeof uploadFolder>

/** Removes files of imports that waited too long, and batches that nobody ever took in. Returns how many. */
async function collectUploads(deps: Deps, uploads: Uploads): Promise<number> {
  const waited = await collectWaiting(deps)
  const wanted = await findBatchesWanted(deps.storage.db)
  const kept = new Set(wanted.map(({ slug, batch }) => `${slug}/${batch}`))
  return waited + (await uploads.removeStale(deps.nowMs() - UPLOADS_KEPT_MS, kept))
}

/** Begins jobs, settling, expiry of leases, what is swept, and nightly backups. */
export function startWork(
  deps: Deps,
  uploads: Uploads,
  report: (what: string, detail: Record<string, unknown>) => void,
): Work {
  const loops = {
    settle: loop("settling", 2_000, async () => (await resolveDirty(deps, 50)) > 0, report, RESOLVE_AFTER_MS),
    expiry: loop("expiry", 15_000, async () => (await deps.storage.hot.endExpired(deps.nowMs(), 500)) > 0, report),
    pay: loop("pay", 600_000, async () => (await stepPayments(deps)) < 0, report),
    sessions: loop("work sessions", 30_000, async () => (await closeSessions(deps)) < 0, report),
    claims: loop("claims of time", 300_000, async () => (await grantBySilence(deps)) < 0, report),
    bin: loop("bin", 3_600_000, async () => (await emptyTrash(deps)) > 0, report),
    exports: loop("exports", 600_000, async () => (await collectExports(deps)) < 0, report),
    imports: loop("imports", 3_600_000, async () => (await collectUploads(deps, uploads)) < 0, report),
    time: loop("time", 3_600_000, async () => (await pruneTime(deps)) < 0, report),
    acts: loop("acts of reviewers", 3_600_000, async () => (await pruneActs(deps)) < 0, report),
    late: loop("late questions", 600_000, async () => (await tellLate(deps)) < 0, report),
    decisions: loop("decisions", 15_000, async () => (await stepDecisions(deps)) > 0, report),
    peers: loop("peer assessments", 60_000, async () => (await stepAssessments(deps)) < 0, report),
    checks: loop("checks", 1_000, async () => (await stepChecks(deps)) < 0, report),
    pairs: loop("pairs", 1_000, async () => (await stepPairs(deps)) < 0, report),
    tiles: loop("tiles", 1_000, async () => (await queuePyramids(deps)) < 0, report),
    models: loop("models asked ahead", 15_000, async () => (await queueFills(deps)) < 0, report),
    learning: loop("models that learn", 3_000, async () => (await tellModels(deps)) > 0, report),
    quality: loop("quality", 1_000, async () => (await queueDueQuality(deps)) < 0, report),
  }
  const jobRunner = runJobs(deps)
  const nightly = startNightly(deps, (keep) => backupsIn(deps.host.dataDir, deps.storage, deps.nowMs).prune(keep))
  return {
    wake: (what) => (what === "jobs" ? jobRunner : loops.settle).wake(),
    async stop() {
      nightly.stop()
      await Promise.all([jobRunner.stop(), ...Object.values(loops).map((each) => each.stop())])
    },
  }
}
