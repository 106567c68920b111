import {
  countAudits,
  countHeldByOthers,
  countWords,
  findFirstInQueue,
  findHalfDecided,
  findOntology,
  findWaitingReviews,
  listDecidedAt,
  listPace,
  listProjectsOf,
  type ProjectAccess,
  type QueuePart,
  type QueueTotals,
  sumAudits,
  sumQueue,
  sumQueues,
} from "@justesse/db"
import { DisagreementKind, JustesseError, LabelId, TaskId } from "@justesse/types"
import type { ReviewQueue, ReviewQueueInput, ReviewQueues, ReviewSample } from "@justesse/types/wire/review"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { openOf, type ReviewDeps } from "./deps.ts"
import { findSimilarGroups, sampler } from "./similar.ts"

const DAY_MS = 86_400_000
/** Seconds that a decision takes until this project's own are measured. */
const GUESSED_SECONDS = 11
/** A gap longer than this between two decisions was a pause, not a decision. */
const LONGEST_MS = 120_000
/** A shorter one is the work of one act on many. */
const SHORTEST_MS = 300
const LEAST_MEASURED = 20
const MOST_MEASURED = 1_000

/** How long decisions take in a project: of each kind where enough were made, else of any kind. */
interface Pace {
  readonly seconds: number
  secondsOf(kind: DisagreementKind): number
}

/** Seconds between decisions of the same person as measured over the last month, or a guess while there are few. */
async function paceOf(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<Pace> {
  const times = await listPace(deps.storage.db, projectId, deps.nowMs() - 30 * DAY_MS, MOST_MEASURED)
  const gaps = times.flatMap(({ personId, atMs, kind }, i) => {
    const before = times[i - 1]
    const gap = before?.personId === personId ? atMs - before.atMs : 0
    return gap >= SHORTEST_MS && gap <= LONGEST_MS ? { gap, kind } : []
  })
  const seconds = meanSeconds(gaps) ?? GUESSED_SECONDS
  return { seconds, secondsOf: (kind) => meanSeconds(gaps.filter((one) => one.kind === kind)) ?? seconds }
}

function meanSeconds(gaps: readonly { readonly gap: number }[]): number | undefined {
  if (gaps.length < LEAST_MEASURED) return undefined
  return gaps.reduce((sum, { gap }) => sum + gap, 0) / gaps.length / 1_000
}

const minutesOf = (disagreements: number, seconds: number) => Math.ceil((disagreements * seconds) / 60)

/** Queues of all projects that a person reviews and that go on, the fullest first. */
export async function reviewQueues(deps: ReviewDeps, personId: number): Promise<z.infer<typeof ReviewQueues>> {
  const all = await listProjectsOf(deps.storage.db, personId)
  const mine = all.filter((project) => project.state === "open" && project.roles.includes("reviewer"))
  const ids = mine.map((project) => project.id)
  const totals = await sumQueues(deps.storage.db, ids, personId)
  const queues = await Promise.all(
    mine.map(async (project) => {
      const { tasks, differences: disagreements } = totals.get(project.id) ?? { tasks: 0, differences: 0 }
      const minutes = disagreements === 0 ? 0 : minutesOf(disagreements, (await paceOf(deps, project.id)).seconds)
      return { project: project.slug, name: project.name, tasks, differences: disagreements, minutes }
    }),
  )
  return { queues: queues.sort((a, b) => b.differences - a.differences) }
}

/** One project's queue as a reviewer sees it: how much of what, and where to go on. */
export async function reviewQueue(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewQueueInput>,
): Promise<ReviewQueue> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const filter: QueuePart = {
    projectId: project.id,
    personId,
    kinds: input.kinds,
    labels: input.labels,
    sinceMs: input.sinceMs,
  }
  const whole: QueuePart = { ...filter, kinds: [], labels: [] }
  const version = await findOntology(db, project.id, project.ontologyVersion)
  if (!version) throw new JustesseError("not_found", { ontologyVersion: project.ontologyVersion })
  const labels = version.ontology.labels.map((label) => label.id)
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS
  const [totals, kinds, byLabel, recent, reservedByOthers, half, pace, similar, looks, lookedAgain] = await Promise.all(
    [
      sumQueue(db, filter),
      countWords(db, whole, "kinds", DisagreementKind.options),
      countWords(db, whole, "labels", labels),
      listDecidedAt(db, project.id, personId, today - DAY_MS, 5_000),
      countHeldByOthers(db, project.id, personId, nowMs),
      findHalfDecided(db, project.id, personId),
      paceOf(deps, project.id),
      findSimilarGroups(deps, project, { ...filter, nowMs }),
      sumAudits(db, project.id, personId),
      countAudits(db, project.id, personId, today - DAY_MS),
    ],
  )
  return {
    project: project.slug,
    name: project.name,
    ...totals,
    minutes: minutesOf(totals.differences, pace.seconds),
    byKind: await Promise.all(
      DisagreementKind.options.flatMap((kind) => {
        const count = kinds.get(kind)
        return count && count.differences > 0 ? kindRow(deps, whole, kind, count, pace) : []
      }),
    ),
    byLabel: labels.flatMap((label) => {
      const disagreements = byLabel.get(label)?.differences ?? 0
      return disagreements > 0 ? [{ label: LabelId.parse(label), differences: disagreements }] : []
    }),
    decidedYesterday: recent.filter((at) => at < today).length,
    reservedByOthers,
    alike: similar.groups,
    alikeDifferences: similar.differences,
    secondLooks: looks,
    lookedAgain,
    resume: half === null ? null : TaskId.parse(half),
    ontology: version.ontology,
  }
}

async function kindRow(
  deps: ReviewDeps,
  filter: QueuePart,
  kind: DisagreementKind,
  count: QueueTotals,
  pace: Pace,
): Promise<ReviewQueue["byKind"][number]> {
  const minutes = minutesOf(count.differences, pace.secondsOf(kind))
  return { kind, ...count, minutes, sample: await sampleOf(deps, filter, kind) }
}

/** The first open difference of a kind in the order of the queue. */
async function sampleOf(deps: ReviewDeps, filter: QueuePart, kind: DisagreementKind): Promise<ReviewSample | null> {
  const { db } = deps.storage
  const taskId = await findFirstInQueue(db, { ...filter, kinds: [kind] })
  if (taskId === null) return null
  const review = (await findWaitingReviews(db, filter.projectId, [taskId])).get(taskId)
  const disagreement = review && openOf(review, review.decisions).find((one) => one.kind === kind)
  if (!disagreement) return null
  return (await sampler(deps, filter.projectId, [taskId]))(taskId, disagreement)
}
