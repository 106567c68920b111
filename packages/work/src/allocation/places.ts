import { JustesseError } from "@justesse/types"
import { afterEnding } from "../questions.ts"
import type { HeldAssignment } from "./operations.ts"
import { ask, type LeaseEnd, type Steps, type TaskChange, type TaskSlots } from "./operations.ts"

/** What an act makes of a task: its free places, and where an owner moved it. */
interface PlacesWanted {
  readonly task: TaskSlots
  readonly openSlots: number
  readonly overlap?: number
  /** Given: the task moves there. */
  readonly tier?: number
}

/** Locked tasks in the order of `ids`. @throws JustesseError not_found */
export function* lockAll(projectId: number, ids: readonly number[]): Steps<readonly TaskSlots[]> {
  const tasks = yield* ask("lockTasks", projectId, ids)
  if (tasks.length < ids.length) {
    const known = new Set(tasks.map(({ id }) => id))
    const missing = ids.find((id) => !known.has(id))
    if (missing !== undefined) throw new JustesseError("not_found", { task: missing })
  }
  return tasks
}

/** Places ahead of every cursor; the first one. @throws JustesseError not_found */
export function* takeSeqs(projectId: number, count: number): Steps<number> {
  const first = yield* ask("takeSeqs", projectId, count)
  if (first === undefined) throw new JustesseError("not_found", { project: projectId })
  return first
}

/**
 * Writes what becomes of locked tasks. One that opens and one that moves get a fresh place ahead of every cursor, so that
 * nobody has passed it; excluded ones stay closed.
 */
export function* changePlaces(projectId: number, wanted: readonly PlacesWanted[]): Steps<void> {
  if (wanted.length === 0) return
  const opens = ({ task, openSlots }: PlacesWanted) => openSlots > 0 && task.state !== "excluded"
  const moves = (one: PlacesWanted) => one.tier !== undefined || (!one.task.isOpen && opens(one))
  const moving = wanted.filter(moves).length
  let seq = moving > 0 ? yield* takeSeqs(projectId, moving) : 0
  const changes: TaskChange[] = wanted.map((one) => ({
    task: one.task,
    openSlots: one.openSlots,
    isOpen: opens(one),
    seq: moves(one) ? seq++ : one.task.seq,
    tier: one.tier ?? one.task.tier,
    overlap: one.overlap ?? one.task.overlap,
  }))
  yield* ask("writeTasks", projectId, changes)
}

/** Whether ending this assignment frees its place; a revision in hand keeps the one that its answer counted in. */
const freesPlace = (held: HeldAssignment) => held.counted && held.revision === 0

/**
 * Ends assignments that are locked and not sent; the place of each opens again. A revision left lying falls back to the answer
 * that was sent. A place that was made for gold goes with it.
 */
export function* endLeases(ends: readonly LeaseEnd[]): Steps<void> {
  if (ends.length === 0) return
  yield* ask(
    "endLeases",
    ends.map((end) => ({
      ...end,
      state: end.held.revision > 0 ? ("submitted" as const) : end.state,
      question: afterEnding(end.held.question, end.state === "skipped" || end.held.revision > 0),
    })),
  )
  const freed = ends.map(({ held }) => held).filter(freesPlace)
  const gold = freed.filter(({ source }) => source !== "queue").sort((a, b) => a.taskId - b.taskId)
  if (gold.length > 0) {
    yield* ask(
      "moveGoldPlaces",
      gold.map(({ projectId, taskId }) => ({ projectId, taskId, by: -1 })),
    )
  }
  const ordinary = freed.filter(({ source }) => source === "queue")
  for (const projectId of [...new Set(ordinary.map((held) => held.projectId))].sort((a, b) => a - b)) {
    const freedIn = new Map<number, number>()
    for (const { projectId: of, taskId } of ordinary)
      if (of === projectId) freedIn.set(taskId, (freedIn.get(taskId) ?? 0) + 1)
    const tasks = yield* lockAll(projectId, [...freedIn.keys()])
    yield* changePlaces(
      projectId,
      tasks.map((task) => ({ task, openSlots: task.openSlots + (freedIn.get(task.id) ?? 0) })),
    )
  }
}
