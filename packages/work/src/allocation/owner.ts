import { ask, type FreshTask, type LeaseEnd, type Steps } from "./operations.ts"
import { changePlaces, endLeases, lockAll, takeSeqs } from "./places.ts"

/** What tells where an excluded task stood. */
interface Excluded {
  readonly differences: number
  readonly hasAnswer: boolean
  /** Counted answers. */
  readonly submitted: number
}

/** Where a task stands that is included again: where its answers put it. A marked one is looked at anew. */
export function includedAgain({ differences, hasAnswer, submitted }: Excluded): { state: string; mark: 0 | 1 } {
  const state = differences > 0 ? "disputed" : hasAnswer ? "settled" : submitted > 0 ? "waiting" : "open"
  return { state, mark: submitted > 0 && state !== "settled" ? 1 : 0 }
}

/** Sets the overlap of tasks; raising opens places, lowering revokes nothing (I3). */
export function* setOverlap(projectId: number, ids: readonly number[], overlap: number): Steps<void> {
  const tasks = yield* lockAll(projectId, ids)
  yield* changePlaces(
    projectId,
    tasks.map((task) => ({ task, overlap, openSlots: task.openSlots + overlap - task.overlap })),
  )
}

/** Moves tasks to a tier, in the order of `ids`. */
export function* setTier(projectId: number, ids: readonly number[], tier: number): Steps<void> {
  const tasks = yield* lockAll(projectId, ids)
  yield* changePlaces(
    projectId,
    tasks.map((task) => ({ task, tier, openSlots: task.openSlots })),
  )
}

/** Closes excluded tasks, live leases finish; included again they open if they have places. */
export function* setExcluded(projectId: number, ids: readonly number[], excluded: boolean, nowMs: number): Steps<void> {
  const states = yield* ask("lockStates", projectId, ids)
  const tasks = new Map((yield* lockAll(projectId, ids)).map((task) => [task.id, task]))
  const changing = states.flatMap((one) => {
    const task = tasks.get(one.taskId)
    if (!task || (one.state === "excluded") === excluded) return []
    const to = excluded ? { state: "excluded", mark: 0 as const } : includedAgain({ ...one, submitted: task.submitted })
    return [{ task: { ...task, state: to.state }, mark: to.mark }]
  })
  if (changing.length === 0) return
  const written = changing.map(({ task, mark }) => ({ taskId: task.id, state: task.state, mark }))
  yield* ask("writeStates", projectId, written, nowMs)
  yield* changePlaces(
    projectId,
    changing.map(({ task }) => ({ task, openSlots: task.openSlots })),
  )
}

/** One more answer wanted than are counted or leased. */
export function* reopen(projectId: number, ids: readonly number[], nowMs: number): Steps<void> {
  yield* ask("touchStates", projectId, ids, nowMs)
  const tasks = yield* lockAll(projectId, ids)
  const closed = tasks.filter((task) => task.openSlots <= 0)
  yield* changePlaces(
    projectId,
    closed.map((task) => ({ task, openSlots: 1, overlap: task.overlap + 1 - task.openSlots })),
  )
}

/** New tasks at the end of the queue, in the order given. */
export function* addTasks(projectId: number, tasks: readonly FreshTask[], nowMs: number): Steps<void> {
  if (tasks.length === 0) return
  yield* ask("addTasks", projectId, tasks, yield* takeSeqs(projectId, tasks.length), nowMs)
}

/** Ends at most `most` leases past their deadline. Returns how many. */
export function* endExpired(nowMs: number, most: number): Steps<number> {
  const late = yield* ask("findLate", nowMs, most)
  yield* endLeases(late.map((held): LeaseEnd => ({ held, state: "expired", reason: null, note: null, nowMs })))
  return late.length
}
