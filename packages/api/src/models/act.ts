import { insertJob } from "@justesse/db/jobs"
import { findSet, findSuspects, type SuspectRow, setSuspects } from "@justesse/db/models/predictions"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { putReview, type ReviewBody, readReview } from "@justesse/db/review"
import { listLatestOfTask } from "@justesse/db/work/submissions"
import { clearFinal, findTaskStatus, type TaskKey, type TaskStatus } from "@justesse/db/work/tasks"
import { doubtedOf } from "@justesse/quality/review/doubted"
import {
  type Disagreement,
  DisagreementId,
  JustesseError,
  type Label,
  Letter,
  type Region,
  RegionId,
} from "@justesse/types"
import { SuspectsAct } from "@justesse/types/wire/quality"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { noteOnce } from "../jobs/noteOnce.ts"
import { ontologyOf } from "../labels/index.ts"
import { requireActive } from "../projects/guard.ts"
import { rankOf } from "../work/resolve/outcome.ts"
import { readSuspect } from "./score.ts"

type Acting = Pick<Deps, "storage" | "nowMs" | "hmac" | "wake">
type ActProject = Pick<ProjectAccess, "id" | "settings" | "ontologyVersion">

const LETTERS = [..."ABCDEFGHIJKLMNOPQRST"].map((letter) => Letter.parse(letter))
/** Stand where a file or a model, not a person, is the author. */
const IMPORT = "import"
const MODEL = "model"
const MODEL_BOX = "model box"

/** What the model says of what is in doubt, and its own box where that was not the question. */
interface ModelLetters {
  readonly says: Letter
  readonly box: Letter
}

/**
 * Sends suspects to review, dismisses them, or opens them again. To review goes the task with everything settled but the
 * places in doubt; there the model's region is the proposal beside the kept one. Tasks that are not settled any more, and gold,
 * are left as they are. Returns how many suspects changed.
 *
 * @throws JustesseError not_found
 */
export async function actOnSuspects(
  deps: Acting,
  project: ProjectAccess,
  who: Who,
  { set, suspects: ids, act }: z.infer<typeof SuspectsAct>,
): Promise<{ changed: number }> {
  requireActive(project)
  const { db } = deps.storage
  if (!(await findSet(db, project.id, set))) throw new JustesseError("not_found", { set })
  if (act !== "review") {
    const state = act === "dismiss" ? "dismissed" : "open"
    return { changed: await setSuspects(db, project.id, set, ids, state) }
  }
  const begin = () =>
    insertJob(deps.storage.db, {
      ...{ projectId: project.id, kind: "suspects", madeBy: null, nowMs: deps.nowMs(), running: true },
      input: { project: project.id, who: who.personId, set, suspects: ids } satisfies SuspectsJob,
    })
  return inRequest(deps, begin, (job) => sendAll(deps, job, project, who, { set, suspects: ids }))
}

/** What the job `suspects` is told: what a request does at once, and the next start goes on with where the program ended meanwhile. */
export const SuspectsJob = z.strictObject({
  project: z.int(),
  who: z.int(),
  ...{ set: SuspectsAct.shape.set, suspects: SuspectsAct.shape.suspects },
})
export type SuspectsJob = z.infer<typeof SuspectsJob>

/** Sends what is left of some suspects to review. @throws JustesseError not_found | project_archived */
export async function runSuspects(
  deps: Acting,
  job: number,
  { project: id, who, ...asked }: SuspectsJob,
): Promise<null> {
  const project = await findProject(deps.storage.db, id)
  if (!project) throw new JustesseError("not_found", { project: id })
  requireActive(project)
  await sendAll(deps, job, project, { personId: who }, asked)
  return null
}

async function sendAll(
  deps: Acting,
  job: number,
  project: ActProject,
  who: Pick<Who, "personId">,
  { set, suspects: ids }: Pick<SuspectsJob, "set" | "suspects">,
): Promise<{ changed: number }> {
  const byTask = new Map<number, SuspectRow[]>()
  for (const row of await findSuspects(deps.storage.db, project.id, set, ids)) {
    if (row.state !== "sent") byTask.set(row.taskId, [...(byTask.get(row.taskId) ?? []), row])
  }
  const { labels } = await ontologyOf(deps, project.id, project.ontologyVersion)
  const known = new Map<string, Label>(labels.map((label) => [label.id, label]))
  let changed = 0
  for (const [taskId, rows] of byTask)
    changed += await sendTask(deps, project, { projectId: project.id, taskId, set }, rows, known)
  const detail = { set, suspects: changed }
  if (changed > 0) await noteOnce(deps, job, project.id, who, { what: "suspects.sent", detail })
  return { changed }
}

async function sendTask(
  deps: Acting,
  project: ActProject,
  { set, ...key }: TaskKey & { readonly set: number },
  suspects: readonly SuspectRow[],
  labels: ReadonlyMap<string, Label>,
): Promise<number> {
  return deps.storage.db.transaction().execute(async (tx) => {
    const status = await findTaskStatus(tx, key)
    if (status?.state !== "settled" || !status.answer || status.settledBy === "gold") return 0
    const answers = (await listLatestOfTask(tx, key))
      .map((answer) => ({ answer, at: deps.hmac(`letters:${key.projectId}:${key.taskId}:${answer.publicId}`) }))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .slice(0, LETTERS.length - 2)
    const letters: Record<string, Letter> = {}
    const people: Record<string, number> = {}
    for (const [i, { answer }] of answers.entries()) {
      letters[answer.publicId] = LETTERS[i] ?? "S"
      people[answer.publicId] = answer.personId
    }
    if (answers.length === 0) letters[IMPORT] = "A"
    const behind = Object.values(letters)
    const model = { says: LETTERS[behind.length] ?? "S", box: LETTERS[behind.length + 1] ?? "T" }
    letters[MODEL] = model.says
    letters[MODEL_BOX] = model.box
    const disagreements = suspects.flatMap((row) => toDisagreement(row, status, letters, behind, model, labels))
    const doubted = new Set(disagreements.map(({ id }) => `${id}`))
    const body: ReviewBody = { letters, people, settled: finalExcept(status, doubted), differences: disagreements }
    const was = await readReview(tx, key)
    const decided = { decisions: new Map(), order: [], open: disagreements }
    const rank = rankOf(disagreements, project.settings.settle)
    if (disagreements.length === 0 || !(await putReview(tx, key, was, { body, rank, decided }))) return 0
    const { agreement } = status
    const nowMs = deps.nowMs()
    await clearFinal(tx, key, { state: "disputed", differences: disagreements.length, agreement, nowMs })
    // With the task, so that no suspect stays open whose task is under review already.
    const ids = suspects.map(({ id }) => id)
    return setSuspects(tx, key.projectId, set, ids, "sent")
  })
}

function finalExcept(status: TaskStatus, doubted: ReadonlySet<string>): ReviewBody["settled"] {
  return (status.answer?.regions ?? [])
    .filter(({ id }) => !doubted.has(id))
    .map((region) => ({
      region,
      provenance: status.provenance.find((one) => one.region === region.id) ?? {
        region: region.id,
        method: "agreed" as const,
        confidence: null,
        submissions: [],
      },
    }))
}

/** The difference between what was kept and what the model found; none where the kept region is not there any more. */
function toDisagreement(
  row: SuspectRow,
  status: TaskStatus,
  letters: Readonly<Record<string, Letter>>,
  all: readonly Letter[],
  model: ModelLetters,
  labels: ReadonlyMap<string, Label>,
): Disagreement[] {
  const { settled: scored, predicted, place, score } = readSuspect(row.body)
  const likelihood = row.scorePpm / 1e6
  const final = scored && status.answer?.regions.find(({ id }) => id === scored.id)
  if (scored && !final) return []
  const own: Region | null = predicted && { ...predicted, id: RegionId.parse(`model-${row.id}`) }
  const kind = row.kind
  const { says, withItsBox } = doubtedOf(kind, final ?? null, own, own ? labels.get(own.label) : undefined)
  const said = final && status.provenance.find((one) => one.region === final.id)
  const authors = (said?.submissions ?? []).flatMap((submission) => letters[submission] ?? [])
  const people = authors.length > 0 ? authors : [...all]
  const without = all.filter((letter) => !people.includes(letter))
  const candidates = [
    { letters: people, region: final ?? null, share: 1 - likelihood },
    { letters: [model.says], region: says, share: likelihood },
    // There to be chosen: nobody gets the model's box with its label unasked.
    ...(withItsBox ? [{ letters: [model.box], region: withItsBox, share: 0 }] : []),
    ...(final && without.length > 0 && says ? [{ letters: without, region: null, share: 0 }] : []),
  ]
  const id = DisagreementId.parse(final ? final.id : `model-${row.id}`)
  const about = kind === "label" || kind === "place" ? kind : "one_person"
  return [{ id, kind: about, place, candidates, proposal: says, confidence: says ? score : likelihood }]
}
