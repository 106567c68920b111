import { setTimeout as pause } from "node:timers/promises"

/** Answers come on multiples of this many milliseconds. */
const STEP_MS = 8

interface Clock {
  nowMs(): number
  pause(ms: number): Promise<unknown>
}
const PLATFORM: Clock = { nowMs: () => performance.now(), pause: (ms) => pause(ms) }

/**
 * Runs `act` and gives its answer on the next beat since it was asked. What people read of single tasks of theirs takes a
 * few tenths of a millisecond more or less by what lies behind it; on the beat, nobody can time that (I5). People do not
 * notice 8 ms; hot mutations do not wait for it.
 */
export async function answerInConstantTime<T>(act: () => Promise<T>, clock: Clock = PLATFORM): Promise<T> {
  const begin = clock.nowMs()
  try {
    return await act()
  } finally {
    const spent = clock.nowMs() - begin
    await clock.pause(Math.ceil(spent / STEP_MS) * STEP_MS - spent)
  }
}
