import { deadlineOf } from "./deadlines.ts"
import { beginCase } from "./machine.ts"

/**
 * An answer as it was first sent, and the first moment from then on at which somebody else decided about it: a reviewer sent it back,
 * doubted it or decided its task, or the answers of others and it gave the task's. Null while nobody has.
 */
export interface SentAnswer {
  readonly sentAtMs: number
  readonly decidedAtMs: number | null
}

/** Answers by what became of them until a moment; `waitsMs` of those that were decided in time, from their sending on. */
interface Silence {
  readonly bySilence: number
  readonly waitsMs: readonly number[]
  readonly waiting: number
}

const DAY_MS = 86_400_000
/** Times are told as a median from so many on. */
export const LEAST_TIMES = 5

/**
 * Counts what silence accepted (ACC-4): nobody had decided about it when its time was over. What somebody says of it later on is told
 * elsewhere, and changes nothing here. Another answer waits, or was decided in time.
 */
export function tellSilence(answers: Iterable<SentAnswer>, nowMs: number): Silence {
  let [bySilence, waiting] = [0, 0]
  const waitsMs: number[] = []
  for (const { sentAtMs, decidedAtMs } of answers) {
    const silentAtMs = sentAtMs + ACCEPTED_AFTER_MS
    if (decidedAtMs !== null && decidedAtMs < silentAtMs) waitsMs.push(Math.max(0, decidedAtMs - sentAtMs))
    else if (silentAtMs <= nowMs) bySilence++
    else waiting++
  }
  return { bySilence, waitsMs, waiting }
}

/** After how long silence accepts an answer about which nobody has said anything: as the cases themselves have it. */
export const ACCEPTED_AFTER_MS = deadlineOf(beginCase(0))?.atMs ?? Number.POSITIVE_INFINITY

/** Returns when the last answer was sent whose time is over. */
export function lastSilentMs(nowMs: number): number {
  return nowMs - ACCEPTED_AFTER_MS
}

/**
 * Up to where all answers have become something: the beginning of the last day (UTC) of which the time of every answer is over. A share
 * that is told of whole days is no news about anybody's single answer.
 */
export function toldUntilMs(nowMs: number): number {
  const over = lastSilentMs(nowMs)
  return over - (((over % DAY_MS) + DAY_MS) % DAY_MS)
}
