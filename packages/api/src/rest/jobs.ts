import { setTimeout as pause } from "node:timers/promises"
import { findJob, type Job, listJobs } from "@justesse/db/jobs"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import { TABLE_FORMATS } from "@justesse/types/wire/dataset"
import type { RestJob } from "@justesse/types/wire/rest"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { ExportJob } from "../exports/index.ts"
import { requireThere } from "../projects/guard.ts"
import { BASE } from "./base.ts"

const CHECK_EVERY_MS = 150
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
    const job = await findJob(deps.storage.db, id)
    if (job?.projectId !== project.id) throw new JustesseError("not_found", { job: id })
    const isOver = job.state !== "queued" && job.state !== "running"
    if (isOver || performance.now() >= untilMs || signal.aborted) return shown(project.slug, job)
    await pause(CHECK_EVERY_MS)
  }
}

/** The number of the job that runs an import. */
export async function jobFor(
  deps: Pick<Deps, "storage">,
  project: Pick<ProjectAccess, "id">,
  importId: number,
): Promise<number> {
  const newest = await listJobs(deps.storage.db, { projectId: project.id, kinds: ["import"], limit: NEWEST })
  const job = newest.find((one) => AboutImport.safeParse(one.input).data?.importId === importId)
  if (!job) throw new JustesseError("not_found", { import: importId })
  return job.id
}

function shown(slug: string, job: Job): RestJob {
  const { id, kind, state, done, total, madeAtMs, endedAtMs, error } = job
  const url = RESULT_URLS[kind]?.(job.input, job.output)
  const href = url === undefined ? null : `${BASE}/p/${slug}/${url}`
  return { job: id, kind, state, done, total, madeAtMs, endedAtMs, error, href }
}

// What jobs were told and what they answer, as far as it says where their work is found.
const AboutImport = z.looseObject({ importId: z.int() })
const AboutSet = z.looseObject({ set: z.int() })
const AboutVersion = z.looseObject({ version: z.int() })

/** Where what a job makes is found, below its project; undefined while that cannot be said. */
const RESULT_URLS: Readonly<Record<string, (input: unknown, output: unknown) => string | undefined>> = {
  import: (input) => `imports/${AboutImport.parse(input).importId}`,
  predictions: (input) => `predictions/${AboutSet.parse(input).set}`,
  freeze: (_input, output) => {
    const made = AboutVersion.safeParse(output)
    return made.success ? `versions/${made.data.version}` : undefined
  },
  export: (input) => {
    const { version, format, withPictures, spreadsheet, withoutMetadata } = ExportJob.parse(input)
    const chosen = Object.entries({ pictures: withPictures, withoutMetadata })
    const exact = TABLE_FORMATS.includes(format) && !spreadsheet ? ["spreadsheet=false"] : []
    const query = [...chosen.flatMap(([name, isOn]) => (isOn ? [`${name}=true`] : [])), ...exact]
    return `versions/${version}/${format}.zip${query.length === 0 ? "" : `?${query.join("&")}`}`
  },
}
