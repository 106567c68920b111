import { setTimeout as pause } from "node:timers/promises"
import { isDuplicate } from "../duplicate.ts"

/**
 * How often a number is looked for again after somebody else took it. Each try that is lost is a number that another one got
 * for good, so this many at the same moment all get one; a key that is there for another reason is told after all of them.
 */
const TRIES = 200
/** Milliseconds that the pause before another try grows by, at most: those who lost do not all come back at once. */
const PAUSE_MS = 4
/** Tries after which the pause grows no more. */
const GROWS = 40

/**
 * Runs a transaction that takes the next free number of a project. Where two take the same one at the same time, the key
 * lets one of them in; the other begins again after a moment.
 */
export async function numbered<T>(take: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await take()
    } catch (error) {
      if (tries === TRIES || !isDuplicate(error)) throw error
      await pause(Math.random() * Math.min(tries, GROWS) * PAUSE_MS)
    }
  }
}
