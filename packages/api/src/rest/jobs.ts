import { setTimeout as pause } from "node:timers/promises"
import { type Job, jobs } from "@justesse/db/repositories/jobs"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { JustesseError } from "@justesse/types"
import type { RestJob } from "@justesse/types/wire/rest"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { ExportJob } from "../services/exports.ts"
import { requireThere } from "../services/projectsGuard.ts"
import { BASE } from "./base.ts"

/** What a job was told about what it works on; the rest of it is its own affair. */
const Target = z.looseObject({ importId: z.int().optional(), set: z.int().optional() })

const LOOK_EVERY_MS = 150
/** The job that a start has just queued is among the newest of its project. */
const NEWEST = 100

/**
 * A job of this project; with `waitSeconds` it answers when the job has ended or the time is over.
 * @throws JustesseError not_found, also for jobs of other projects
 */
export async function jobOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  id: number,
  { waitSeconds, signal }: { waitSeconds: number; signal: AbortSignal },
): Promise<RestJob> {
  requireThere(project)
  const untilMs = performance.now() + waitSeconds * 1_000
  for (;;) {
    const job = await jobs(deps.storage.db).find(id)
    if (job?.projectId !== project.id) throw new JustesseError("not_found", { job: id })
    const isOver = job.state !== "queued" && job.state !== "running"
    if (isOver || performance.now() >= untilMs || signal.aborted) return shown(project.slug, job)
    await pause(LOOK_EVERY_MS)
  }
}

/** The number of the job that works on one import or prediction set. */
export async function jobFor(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  kind: "import" | "predictions",
  id: number,
): Promise<number> {
  const newest = await jobs(deps.storage.db).list({ projectId: project.id, kinds: [kind], limit: NEWEST })
  const job = newest.find((one) => targetOf(one) === id)
  if (!job) throw new JustesseError("not_found", { [kind]: id })
  return job.id
}

/** The import or set that a job works on. */
function targetOf({ input }: Job): number | null {
  const { importId, set } = Target.safeParse(JSON.parse(input)).data ?? {}
  return importId ?? set ?? null
}

function shown(slug: string, job: Job): RestJob {
  const { id, kind, state, done, total, madeAtMs, endedAtMs, error } = job
  const place = placeOf(job)
  const href = place === null ? null : `${BASE}/p/${slug}/${place}`
  return { job: id, kind, state, done, total, madeAtMs, endedAtMs, error, href }
}

/** Where what a job makes is found, below its project. */
function placeOf(job: Job): string | null {
  const target = targetOf(job)
  if (job.kind === "import") return `imports/${target}`
  if (job.kind === "predictions") return `predictions/${target}`
  const file = ExportJob.safeParse(JSON.parse(job.input)).data
  if (job.kind !== "export" || !file) return null
  return `versions/${file.version}/${file.format}.zip${file.withPictures ? "?pictures=true" : ""}`
}
