import { findTargets, putStatuses } from "@justesse/db/assets"
import { forgetLinkedFiles } from "@justesse/db/assets/linkedFiles"
import { deleteGold } from "@justesse/db/gold"
import { findImport, type ImportEntry, moveImport, setImportSet } from "@justesse/db/imports"
import { type AnsweredBefore, deletePictures, findIngested, findOrphans, listAnswered } from "@justesse/db/imports/undo"
import { deleteTasks, findMadeTasks } from "@justesse/db/imports/undoTasks"
import { insertJob } from "@justesse/db/jobs"
import { deleteSet, findProposedBefore, findSet, proposeSet } from "@justesse/db/models/predictions"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import { ImportUndone } from "@justesse/types/wire/imports"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { FILES, picturesOf } from "../core/locks.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"
import { removeLabels, type UndoJob } from "./undoLabels.ts"

type Undoing = Pick<Deps, "storage" | "blobs" | "nowMs" | "wake">

/** Pictures or answers taken back in one transaction. */
const PAGE = 200

/**
 * Begins to take back all that an import brought: pictures, answers, predictions, gold, labels. What somebody has worked on since stays.
 * @throws JustesseError not_found | nothing_to_undo when it has not ended, or was taken back already
 */
export async function startUndo(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<void> {
  requireActive(project)
  const { db } = deps.storage
  if (!(await findImport(db, project.id, id))) throw new JustesseError("not_found", { import: id })
  const moved = await moveImport(db, project.id, id, ["done", "failed", "cancelled"], "undoing")
  if (!moved) throw new JustesseError("nothing_to_undo", { import: id })
  const input: UndoJob = { project: project.id, importId: id, who: who.personId }
  const nowMs = deps.nowMs()
  await insertJob(db, { projectId: project.id, kind: "undo_import", input, madeBy: who.personId, nowMs })
  deps.wake("jobs")
}

/** Takes an import back to its end; can be run twice. */
export async function runUndo(deps: Undoing, job: UndoJob): Promise<ImportUndone | null> {
  const { db } = deps.storage
  const entry = await findImport(db, job.project, job.importId)
  if (entry?.state !== "undoing") return null
  // What a run that was interrupted had taken away is counted there already.
  const before = entry.undone ?? NOTHING
  const tally: Tally = { ...NOTHING, ...before, keptPictures: 0, keptAnswers: 0, answers: 0 }
  await removeSet(deps, job.project, entry, tally)
  // Not while a version is being frozen that may have read them already.
  await deps.storage.locks.exclusive(picturesOf(job.project), async () => {
    await removePictures(deps, job.project, job.importId, tally)
    await removeTasks(deps, job.project, job.importId, tally)
  })
  const answers = await restoreAnswers(deps, job.project, job.importId)
  Object.assign(tally, { answers: answers.done, keptAnswers: answers.kept })
  await removeLabels(deps, job, async ({ gone, kept }) => {
    if (gone.length > 0) tally.labels = gone.length
    tally.keptLabels = [...kept]
    await moveImport(db, job.project, job.importId, ["undoing"], "undoing", { undone: soFar(deps, tally) })
  })
  const undone: ImportUndone = { ...tally, atMs: deps.nowMs() }
  await inTransaction(deps, async (inside) => {
    const more = { undone: JSON.stringify(undone) }
    if (await moveImport(inside.storage.db, job.project, job.importId, ["undoing"], "undone", more))
      await note(inside, job.project, { personId: job.who }, { what: "import.undone", detail: inNumbers(job, undone) })
  })
  deps.wake("settle")
  return undone
}

/** What has been taken away; kept with the import as it goes, so that a run after an interruption counts on. */
type Tally = Omit<ImportUndone, "atMs">
const NOTHING: Tally = {
  ...{ predictions: 0, pictures: 0, keptPictures: 0, answers: 0, keptAnswers: 0 },
  ...{ labels: 0, keptLabels: [], proposes: null },
}

function soFar(deps: Pick<Deps, "nowMs">, tally: Tally): string {
  return JSON.stringify({ ...tally, atMs: deps.nowMs() } satisfies ImportUndone)
}

function inNumbers({ importId }: UndoJob, undone: ImportUndone): Record<string, string | number> {
  const { atMs: _, keptLabels, proposes, ...counts } = undone
  const back = proposes === null ? {} : { proposes: proposes.set }
  return { import: importId, ...counts, keptLabels: keptLabels.length, ...back }
}

/** The import's predictions go; where people began with them, they begin with those of the set before it again. */
async function removeSet(deps: Undoing, projectId: number, { id, setId }: ImportEntry, tally: Tally): Promise<void> {
  if (setId === null) return
  await deps.storage.db.transaction().execute(async (tx) => {
    const set = await findSet(tx, projectId, setId)
    tally.predictions += set?.pictures ?? 0
    const back = set?.proposes ? await findProposedBefore(tx, projectId, id) : null
    await deleteSet(tx, projectId, setId)
    if (back) await proposeSet(tx, projectId, back.id)
    tally.proposes = back && { set: back.id, name: back.name }
    await setImportSet(tx, projectId, id, null)
    await moveImport(tx, projectId, id, ["undoing"], "undoing", { undone: soFar(deps, tally) })
  })
}

async function removePictures(deps: Undoing, projectId: number, importId: number, tally: Tally): Promise<void> {
  const { db } = deps.storage
  for (let after = 0; ; ) {
    const some = await findIngested(db, projectId, importId, after, PAGE)
    const wanted = some.filter(({ untouched }) => untouched).map(({ id }) => id)
    const { hashes } = await db.transaction().execute(async (tx) => {
      const gone = await deletePictures(tx, projectId, wanted)
      tally.pictures += gone.ids.length
      tally.keptPictures += some.length - gone.ids.length
      await moveImport(tx, projectId, importId, ["undoing"], "undoing", { undone: soFar(deps, tally) })
      return gone
    })
    await deps.storage.locks.exclusive(FILES, async () => {
      const orphans = await findOrphans(db, hashes)
      for (const sha256 of orphans) await deps.blobs.remove(sha256)
      await forgetLinkedFiles(db, orphans)
    })
    const last = some.at(-1)
    if (!last || some.length < PAGE) return
    after = last.id
  }
}

/** Tasks that it made for themselves: rows, and things on pictures that were there before. They are counted as what it brought. */
async function removeTasks(
  { storage: { db }, ...deps }: Undoing,
  projectId: number,
  importId: number,
  tally: Tally,
): Promise<void> {
  for (let after = 0; ; ) {
    const some = await findMadeTasks(db, projectId, importId, after, PAGE)
    const wanted = some.filter(({ untouched }) => untouched).map(({ id }) => id)
    await db.transaction().execute(async (tx) => {
      const gone = await deleteTasks(tx, projectId, wanted)
      tally.pictures += gone.length
      tally.keptPictures += some.length - gone.length
      await moveImport(tx, projectId, importId, ["undoing"], "undoing", { undone: soFar(deps, tally) })
    })
    const last = some.at(-1)
    if (!last || some.length < PAGE) return
    after = last.id
  }
}

async function restoreAnswers(deps: Undoing, projectId: number, importId: number) {
  const { db, hot } = deps.storage
  const tally = { done: 0, kept: 0 }
  for (let after = 0; ; ) {
    const some = await listAnswered(db, projectId, importId, after, PAGE)
    const back = await unchanged(deps, projectId, some)
    const ids = back.map(({ taskId }) => taskId)
    const statuses = back.map(({ before }) => before)
    // Gold that came with it is gold no more; the states say so before the places open again.
    await db.transaction().execute((tx) =>
      deleteGold(
        tx,
        projectId,
        back.filter(({ before }) => before.settledBy !== "gold").map(({ taskId }) => taskId),
      ),
    )
    await putStatuses(db, projectId, statuses, deps.nowMs())
    const byOverlap = new Map<number, number[]>()
    for (const { taskId, overlap } of back) byOverlap.set(overlap, [...(byOverlap.get(overlap) ?? []), taskId])
    for (const [overlap, tasks] of byOverlap) await hot.setOverlap(projectId, tasks, overlap)
    tally.done += ids.length
    tally.kept += some.length - ids.length
    const last = some.at(-1)
    if (!last || some.length < PAGE) return tally
    after = last.taskId
  }
}

/** Tasks that still say what the import said, or already what stood before, and that nobody has answered or holds. */
async function unchanged(
  deps: Undoing,
  projectId: number,
  rows: readonly AnsweredBefore[],
): Promise<readonly AnsweredBefore[]> {
  const ids = rows.map(({ taskId }) => taskId)
  const targets = await findTargets(deps.storage.db, projectId, ids, deps.nowMs())
  const now = new Map(targets.map((target) => [target.id, target]))
  return rows.filter(({ taskId, answerSha256, before }) => {
    const target = now.get(taskId)
    if (!target || target.submitted > 0 || target.live > 0) return false
    const byFile = target.settledBy === "import" || target.settledBy === "gold"
    const isBack = target.state === before.state && target.answerSha256 === before.answerSha256
    return (byFile && target.answerSha256 === answerSha256) || isBack
  })
}
