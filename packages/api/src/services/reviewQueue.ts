import { ontologies, type ProjectAccess, projects, type QueuePart, reviews, secondLooks } from "@justesse/db"
import { DifferenceKind, JustesseError, LabelId, TaskId } from "@justesse/types"
import type { ReviewQueue, ReviewQueueInput, ReviewQueues } from "@justesse/types/wire/review"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { alikeGroups } from "./reviewAlike.ts"
import type { ReviewDeps } from "./reviewDeps.ts"

const DAY_MS = 86_400_000
/** Seconds that a decision takes until this project's own are measured. */
const GUESSED_SECONDS = 11
/** A gap longer than this between two decisions was a pause, not a decision. */
const LONGEST_MS = 120_000
const LEAST_MEASURED = 20

/** Mean seconds between decisions of a project as measured, or a guess while there are few. */
export async function secondsEach(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<number> {
  const times = await reviews(deps.storage.db).decidedAt(projectId, null, deps.nowMs() - 30 * DAY_MS, 400)
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at))
  const work = gaps.filter((gap) => gap > 0 && gap <= LONGEST_MS)
  if (work.length < LEAST_MEASURED) return GUESSED_SECONDS
  return work.reduce((sum, gap) => sum + gap, 0) / work.length / 1_000
}

const minutesOf = (differences: number, seconds: number) => Math.ceil((differences * seconds) / 60)

/** Queues of all projects that a person reviews and that go on, the fullest first. */
export async function reviewQueues(deps: ReviewDeps, personId: number): Promise<z.infer<typeof ReviewQueues>> {
  const all = await projects(deps.storage.db).ofPerson(personId)
  const mine = all.filter((project) => project.state === "open" && project.roles.includes("reviewer"))
  const ids = mine.map((project) => project.id)
  const totals = await reviews(deps.storage.db).totalsOf(ids, personId)
  const queues = await Promise.all(
    mine.map(async (project) => {
      const { tasks, differences } = totals.get(project.id) ?? { tasks: 0, differences: 0 }
      const minutes = differences === 0 ? 0 : minutesOf(differences, await secondsEach(deps, project.id))
      return { project: project.slug, name: project.name, tasks, differences, minutes }
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
  const repo = reviews(db)
  const nowMs = deps.nowMs()
  const part: QueuePart = { projectId: project.id, personId, kinds: input.kinds, labels: input.labels }
  const whole: QueuePart = { ...part, kinds: [], labels: [] }
  const version = await ontologies(db).find(project.id, project.ontologyVersion)
  if (!version) throw new JustesseError("not_found", { ontologyVersion: project.ontologyVersion })
  const labels = version.ontology.labels.map((label) => label.id)
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS
  const [totals, kinds, byLabel, recent, reservedByOthers, half, seconds, alike, looks, lookedAgain] =
    await Promise.all([
      repo.totals(part),
      repo.countWords(whole, "kinds", DifferenceKind.options),
      repo.countWords(whole, "labels", labels),
      repo.decidedAt(project.id, personId, today - DAY_MS, 5_000),
      repo.heldByOthers(project.id, personId, nowMs),
      repo.halfDecided(project.id, personId),
      secondsEach(deps, project.id),
      alikeGroups(deps, project, personId),
      secondLooks(db).totals(project.id, personId),
      secondLooks(db).lookedAgain(project.id, personId, today - DAY_MS),
    ])
  return {
    project: project.slug,
    name: project.name,
    ...totals,
    minutes: minutesOf(totals.differences, seconds),
    byKind: DifferenceKind.options.flatMap((kind) => {
      const count = kinds.get(kind)
      if (!count || count.differences === 0) return []
      return [{ kind, ...count, minutes: minutesOf(count.differences, seconds), sample: null }]
    }),
    byLabel: labels.flatMap((label) => {
      const differences = byLabel.get(label)?.differences ?? 0
      return differences > 0 ? [{ label: LabelId.parse(label), differences }] : []
    }),
    decidedYesterday: recent.filter((at) => at < today).length,
    reservedByOthers,
    alike: alike.groups,
    alikeDifferences: alike.differences,
    secondLooks: looks,
    lookedAgain,
    resume: half === null ? null : TaskId.parse(half),
    ontology: version.ontology,
  }
}
