import { isDuplicate } from "../duplicate.ts"

/** How often a number is looked for again after somebody else took it. */
const TRIES = 20

/**
 * Runs a transaction that takes the next free number of a project. Where two take the same one at the same time, the key
 * lets one of them in; the other begins again.
 */
export async function numbered<T>(take: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await take()
    } catch (error) {
      if (tries === TRIES || !isDuplicate(error)) throw error
    }
  }
}
