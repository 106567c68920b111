import type { ProjectAccess } from "@justesse/db/projects"
import type { ReviewBody } from "@justesse/db/review"
import { putReview, readReview } from "@justesse/db/review"
import { listLatestOfTask } from "@justesse/db/work/submissions"
import { clearFinal, findTaskPictures, findTaskStatus, NO_SIZE, type TaskStatus } from "@justesse/db/work/tasks"
import {
  boxOf,
  type Disagreement,
  DisagreementId,
  Letter,
  type Region,
  type ResolveRule,
  type Size,
  type TaskNumber,
} from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { inSteps } from "../core/locks.ts"
import { rankOf } from "../work/resolve/outcome.ts"

type Sending = Pick<Deps, "storage" | "nowMs" | "hmac">

const LETTERS = [..."ABCDEFGHIJKLMNOPQRST"].map((letter) => Letter.parse(letter))
/** How sure an answer is that somebody wants looked at again: as likely right as wrong. */
const DOUBTED = 0.5
/** Stands where a file, not a person, is the author. */
const IMPORT = "import"

/**
 * Puts settled tasks before the reviewers. Each region of the kept answer becomes a difference with one answer, the kept
 * one, which is also the proposal: a reviewer confirms it (`Space`), edits it (`E`) or takes it away (`X`). An answer
 * "nothing here" becomes one difference over the whole picture. The letters stand for the people behind each region; for an
 * imported answer "A" is the file. Until it is filed the task is disputed, and no version holds it.
 */
export async function sendToReview(
  deps: Sending,
  project: Pick<ProjectAccess, "id" | "settings">,
  ids: readonly number[],
): Promise<void> {
  const pictures = await findTaskPictures(deps.storage.db, project.id, ids)
  await inSteps(ids, TOGETHER, async (some) => {
    for (const taskId of some) {
      const size = pictures.get(taskId)?.size ?? NO_SIZE
      await sendOne(deps, { projectId: project.id, taskId }, { size, rule: project.settings.settle })
    }
  })
}

/** Tasks sent in one step. */
const TOGETHER = 4

async function sendOne(
  deps: Sending,
  key: { projectId: number; taskId: TaskNumber },
  { size, rule }: { size: Size; rule: ResolveRule },
): Promise<void> {
  const { db } = deps.storage
  const status = await findTaskStatus(db, key)
  if (status?.state !== "settled" || !status.answer) return
  const answers = await listLatestOfTask(db, key)
  const order = answers
    .map((answer) => ({ answer, at: deps.hmac(`letters:${key.projectId}:${key.taskId}:${answer.publicId}`) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, LETTERS.length)
  const letters: Record<string, Letter> = {}
  const people: Record<string, number> = {}
  for (const [i, { answer }] of order.entries()) {
    letters[answer.publicId] = LETTERS[i] ?? "T"
    people[answer.publicId] = answer.personId
  }
  if (order.length === 0) letters[IMPORT] = "A"
  const disagreements = toDisagreements(status, letters, size)
  const body: ReviewBody = { letters, people, settled: [], differences: disagreements }
  await db.transaction().execute(async (tx) => {
    const was = await readReview(tx, key)
    const decided = { decisions: new Map(), order: [], open: disagreements }
    // Somebody has a doubt that the answer's own confidence does not know.
    const doubted = disagreements.map((one) => ({ ...one, confidence: Math.min(one.confidence, DOUBTED) }))
    if (!(await putReview(tx, key, was, { body, rank: rankOf(doubted, rule), decided }))) return
    const { agreement } = status
    await clearFinal(tx, key, {
      state: "disputed",
      differences: disagreements.length,
      agreement,
      nowMs: deps.nowMs(),
    })
  })
}

function toDisagreements(
  status: TaskStatus,
  letters: Readonly<Record<string, Letter>>,
  size: { width: number; height: number },
): Disagreement[] {
  const all = Object.values(letters)
  const regions = status.answer?.regions ?? []
  if (regions.length === 0) {
    const whole = { x: 0, y: 0, ...size }
    const candidates = [{ letters: all, region: null, share: 1 }]
    return [
      { id: DisagreementId.parse("nothing"), kind: "nothing", place: whole, candidates, proposal: null, confidence: 1 },
    ]
  }
  return regions.map((region) => {
    const said = status.provenance.find((one) => one.region === region.id)
    const behind = (said?.submissions ?? []).flatMap((submission) => letters[submission] ?? [])
    return toDisagreement(region, behind.length > 0 ? behind : all, said?.confidence ?? 1)
  })
}

function toDisagreement(region: Region, letters: Letter[], confidence: number): Disagreement {
  return {
    id: DisagreementId.parse(region.id),
    kind: "one_person",
    place: boxOf(region),
    candidates: [{ letters, region, share: confidence }],
    proposal: region,
    confidence,
  }
}
