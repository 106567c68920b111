import { countOpenJobs, countOpenProjects, holdPerson } from "@justesse/db/admin/quotas"
import { insertJob } from "@justesse/db/jobs"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"

type Counting = Pick<Deps, "storage" | "settings">

/** Operators set the limit and have none. @throws JustesseError too_many_projects. To be called in the transaction that makes one more. */
export async function requireProjectRoom({ storage, settings }: Counting, personId: number): Promise<void> {
  const most = settings.get().quotas.projects
  const { isOperator } = await holdPerson(storage.db, personId)
  if (!isOperator && (await countOpenProjects(storage.db, personId)) >= most)
    throw new JustesseError("too_many_projects", { most })
}

/** For what stores something before its job: refuses early. @throws JustesseError too_many_jobs */
export async function requireJobRoom({ storage, settings }: Counting, personId: number): Promise<void> {
  const most = settings.get().quotas.jobs
  if ((await countOpenJobs(storage.db, personId)) >= most) throw new JustesseError("too_many_jobs", { most })
}

/** {@link queueJob} in a transaction in which more is stored. @throws JustesseError too_many_jobs */
export async function addJob(
  inside: Inside<Counting & Pick<Deps, "nowMs">>,
  job: { projectId: number | null; kind: string; input: unknown; madeBy: number },
): Promise<number> {
  await holdPerson(inside.storage.db, job.madeBy)
  await requireJobRoom(inside, job.madeBy)
  return insertJob(inside.storage.db, { ...job, nowMs: inside.nowMs() })
}

/**
 * Queues a job that a person asked for, unless as many of theirs wait or run as the studio allows: of many at once no more.
 * @throws JustesseError too_many_jobs
 */
export async function queueJob(
  deps: Counting & Pick<Deps, "nowMs">,
  job: { projectId: number | null; kind: string; input: unknown; madeBy: number },
): Promise<number> {
  return inTransaction(deps, (inside) => addJob(inside, job))
}
